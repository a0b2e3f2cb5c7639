"""Runs of the audit that were kept: a file each, so that a damaged one takes no other with it.

A file is gzipped JSON, a line each: the figures first, then the findings. It is written beside its
place, and put there whole. Its name has its number, and what was audited; so nothing is read to
find the oldest.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from app import files
from app.domain.audit_run import AuditRun, RunFinding
from app.domain.errors import BadUsage, UnreadableInput, Unwritable
from app.domain.finding import Severity
from app.domain.redact import redacted
from app.domain.result import Counts
from app.i18n import _

VERSION = 1
MOST = 200
"""Runs kept of the same paths; the oldest goes first."""
MOST_IN_ALL = 5_000
"""Runs kept of anything: a build server audits another folder each time."""
_LEVEL = 6  # of compression: 9 takes far longer, for little
_NAME = re.compile(r"(\d{1,12})-([0-9a-f]{12})\.jsonl\.gz")
_DAMAGED = (
    OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, OverflowError, RecursionError,
)  # fmt: skip


class Listed(NamedTuple):
    """Runs by their numbers, and what is wrong with those that cannot be read."""

    runs: tuple[AuditRun, ...]
    troubles: tuple[UnreadableInput, ...]


class RunStore:
    """The runs of one user. Several programs may keep theirs at once; waits for the disk."""

    def __init__(self, folder: Path, most: int = MOST, most_in_all: int = MOST_IN_ALL) -> None:
        self._folder, self._most, self._most_in_all = folder, most, most_in_all

    def keep(self, run: AuditRun, findings: Sequence[RunFinding]) -> AuditRun:
        """Have a run on the disk, then let go of the oldest; the run with its number.

        Raises:
            Unwritable: it could not be written; what was there still is.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with files.locked(self._folder / "lock"):
                for left in self._folder.glob(".*.new"):  # of a program that was killed
                    left.unlink()
                there = self._there()
                kept = replace(run, number=max(there, default=0) + 1)
                path = self._folder / f"{kept.number:06d}-{kept.series}.jsonl.gz"
                with files.replacing(path) as fresh:
                    _write(fresh, kept, findings)
                self._shed({**there, kept.number: path}, kept.series)
        except OSError as error:
            raise Unwritable(
                _("The run cannot be kept in {folder}: {reason}.").format(
                    folder=self._folder, reason=error.strerror or error
                ),
                hint=_("See whether the folder is there, writable, and not full."),
            ) from error
        return kept

    def delete(self, numbers: Iterable[int]) -> None:
        """Have these runs no more; one that is gone already is no matter.

        Raises:
            Unwritable: one of them could not be deleted.
        """
        try:
            if not self._folder.is_dir():
                return
            with files.locked(self._folder / "lock"):
                there = self._there()
                for number in numbers:
                    if number in there:
                        there[number].unlink(missing_ok=True)
        except OSError as error:
            raise Unwritable(
                _("The run cannot be deleted in {folder}: {reason}.").format(
                    folder=self._folder, reason=error.strerror or error
                ),
                hint=_("See whether the folder is there, and writable."),
            ) from error

    def listed(self) -> Listed:
        """All runs, the oldest first, without what they found.

        Raises:
            UnreadableInput: the folder cannot be looked into.
        """
        runs: list[AuditRun] = []
        troubles: list[UnreadableInput] = []
        for number, path in sorted(self._named().items()):
            try:
                with _reading(number, path) as lines:
                    runs.append(_run(number, json.loads(next(lines, "")))[0])
            except UnreadableInput as trouble:
                troubles.append(trouble)
        return Listed(tuple(runs), tuple(troubles))

    def every(self) -> frozenset[int]:
        """The numbers of all runs; no file is opened.

        Raises:
            UnreadableInput: the folder cannot be looked into.
        """
        return frozenset(self._named())

    def numbers(self, series: str) -> list[int]:
        """Those of the runs of the same paths, in their order; no file is opened.

        Raises:
            UnreadableInput: the folder cannot be looked into.
        """
        return sorted(n for n, path in self._named().items() if f"-{series}." in path.name)

    def run(self, number: int) -> AuditRun:
        """A run without what it found; raises as `of`."""
        with _reading(number, self._path(number)) as lines:
            return _run(number, json.loads(next(lines, "")))[0]

    def of(self, number: int) -> tuple[AuditRun, tuple[RunFinding, ...]]:
        """A run, and what it found.

        Raises:
            BadUsage: there is none of that number.
            UnreadableInput: its file is damaged, or a newer Mohist wrote it.
        """
        with _reading(number, self._path(number)) as lines:
            run, count = _run(number, json.loads(next(lines, "")))
            found = tuple(_finding(json.loads(line)) for line in lines)
            if len(found) != count:
                raise ValueError(_("it is not whole"))
        return run, found

    def _path(self, number: int) -> Path:
        path = self._named().get(number)
        if path is None:
            raise BadUsage(
                _("There is no run {number}.").format(number=number),
                hint=_("mohist runs lists them all."),
            )
        return path

    def _named(self) -> dict[int, Path]:
        try:
            return self._there()
        except OSError as error:
            raise UnreadableInput(
                _("The runs in {folder} cannot be read: {reason}.").format(
                    folder=self._folder, reason=error.strerror or error
                ),
                hint=_("Check the path and its permissions."),
            ) from error

    def _there(self) -> dict[int, Path]:
        if not self._folder.is_dir():
            return {}
        named = ((_NAME.fullmatch(path.name), path) for path in self._folder.iterdir())
        return {int(name[1]): path for name, path in named if name}

    def _shed(self, there: dict[int, Path], series: str) -> None:
        every = sorted(there)
        same = [number for number in every if f"-{series}." in there[number].name]
        for number in {*same[: -self._most], *every[: -self._most_in_all]}:
            there[number].unlink(missing_ok=True)


@contextmanager
def _reading(number: int, path: Path) -> Iterator[Iterator[str]]:
    """Gives the lines of a file; whatever is wrong with them is told in one way."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield iter(file)
    except _DAMAGED as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnreadableInput(
            _("Run {number} cannot be read: {reason}.").format(
                number=number, reason=reason.rstrip(".")
            ),
            hint=_("It is in {file}; delete it to hear no more of it.").format(file=path),
        ) from error


def _write(path: Path, run: AuditRun, findings: Sequence[RunFinding]) -> None:
    opening = {
        "version": VERSION,
        "at": run.at.isoformat(),
        "folder": run.folder,
        "paths": run.paths,
        "profile": run.profile,
        "counts": asdict(run.counts),
        "failures": run.failures,
        "seconds": run.seconds,
        "findings": len(findings),
    }
    with gzip.open(path, "wt", _LEVEL, encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(opening) + "\n")
        for one in findings:
            values = [(name, redacted(text)) for name, text in one.values]
            file.write(
                json.dumps(
                    [one.path, one.rule, one.mark, one.severity.word, one.line, one.object,
                     one.template, values]
                ) + "\n"
            )  # fmt: skip


def _run(number: int, document: Any) -> tuple[AuditRun, int]:
    """The run, and how many findings must follow."""
    if document["version"] != VERSION:
        raise ValueError(_("another version of Mohist wrote it"))
    counts = {name: int(count) for name, count in document["counts"].items()}
    run = AuditRun(
        number,
        datetime.fromisoformat(document["at"]).astimezone(),
        str(document["folder"]),
        tuple(map(str, document["paths"])),
        str(document["profile"]),
        Counts(**counts),
        int(document["failures"]),
        float(document["seconds"]),
    )
    return run, int(document["findings"])


def _finding(row: Any) -> RunFinding:
    path, rule, mark, severity, line, about, template, values = row
    found = RunFinding(
        str(path), str(rule), str(mark), Severity[str(severity).upper()], int(line), str(about),
        str(template), tuple((str(name), str(text)) for name, text in values),
    )  # fmt: skip
    names = {name for name, _text in found.values}
    for _before, place, form, conversion in Formatter().parse(found.template):
        if place is not None and (place not in names or form or conversion):
            raise ValueError(place)  # it could not be said, or only at any length
    return found
