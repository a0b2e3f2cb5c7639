"""What was found before: a baseline file, so that only what is new counts.

Findings are known again by the rule, the object and the code itself, not by line, and each as
often as it was there: a copied statement is new. Paths are written as seen from the folder of the
baseline, one entry a line in a steady order, so that it can be reviewed and merged like code.
"""

import hashlib
import json
import os
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TextIO

from app.domain.errors import BadProfile
from app.domain.finding import Finding
from app.domain.result import AuditResult
from app.i18n import N_, _
from app.sql.split import Piece

VERSION = 1
_LONGEST = 400  # characters of code that tell one place from another
_KNOWN = N_("It is in the baseline.")
_HEAD, _FOOT = f'{{"version":{VERSION},"findings":[\n', "]}\n"
"""What is written before the entries and behind them, each a line."""


def mark(rule: str, about: str, code: str) -> str:
    """What tells a finding from others of its file, wherever it stands: 16 hexadecimal digits."""
    text = "\0".join((rule, about, " ".join(code[: 4 * _LONGEST].split())[:_LONGEST]))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def marked(finding: Finding, piece: Piece, start: int, end: int) -> Finding:
    """With the mark of the code in `piece` there, below 0 in the comments before it."""
    before = len(piece.comments) if start < 0 else 0
    text = piece.comments + piece.text if before else piece.text
    code = text[start + before : end + before]
    return finding._replace(mark=mark(finding.rule, finding.object, code))


def known_reason() -> str:
    """Why a finding of the baseline is not counted, in the language spoken now."""
    return _(_KNOWN)


class Marks:
    """How often each mark was found in a file, in twelve bytes each: there may be a million."""

    __slots__ = ("counts", "marks")

    def __init__(self) -> None:
        self.marks = array("Q")  # as numbers; in order once `settle` was called
        self.counts = array("I")

    def add(self, mark: str, count: int) -> None:
        """Take one more."""
        if mark:  # what a server's plans say has none
            self.marks.append(int(mark, 16))
            self.counts.append(count)

    def settle(self) -> None:
        """Put them in order: nothing more comes."""
        order = sorted(range(len(self.marks)), key=self.marks.__getitem__)
        self.marks = array("Q", map(self.marks.__getitem__, order))
        self.counts = array("I", map(self.counts.__getitem__, order))

    def __len__(self) -> int:
        return len(self.marks)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The marks that were found in each file; `folder` is where paths are seen from."""

    folder: str = ""
    known: Mapping[str, Marks] = field(default_factory=dict)

    def of(self, path: str) -> Marks:
        """What is known of the file at `path`."""
        return self.known.get(seen_from(self.folder, path)) or Marks()


def read(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        BadProfile: it cannot be read, or is none.
    """
    try:
        try:
            known = _known(_by_line(path))
        except ValueError:
            known = _known(_whole(path))
    except OSError as error:
        raise BadProfile(
            _("The baseline {file} cannot be read: {reason}.").format(
                file=path, reason=error.strerror or error
            ),
            hint=_("Check the path and its permissions."),
        ) from error
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise BadProfile(
            _("{file} is no baseline.").format(file=path),
            hint=_("Write one with --write-baseline."),
        ) from error
    return Baseline(str(path.absolute().parent), known)


def _known(entries: Iterable[Any]) -> dict[str, Marks]:
    known: defaultdict[str, Marks] = defaultdict(Marks)
    for entry in entries:
        known[str(entry["path"])].add(str(entry["mark"]), int(entry["count"]))
    for marks in known.values():
        marks.settle()
    return dict(known)


def _by_line(path: Path) -> Iterator[Any]:
    """The entries of a baseline in the lines we write, without the whole of it in memory.

    Raises:
        ValueError: it is laid out in another way, or is none.
    """
    with path.open(encoding="utf-8-sig") as lines:
        if next(lines, "") != _HEAD:
            raise ValueError("its head is another")
        for line in lines:
            if line.rstrip() == _FOOT.rstrip():
                return
            if entry := line.strip():
                yield json.loads(entry.removesuffix(","))
    raise ValueError("it has no end")


def _whole(path: Path) -> Iterator[Any]:
    """The entries of any JSON that is a baseline."""
    document = json.loads(path.read_text("utf-8-sig"))
    if document["version"] != VERSION:
        raise BadProfile(
            _("The baseline {file} is of another version of Mohist.").format(file=path),
            hint=_("Write it anew with --write-baseline."),
        )
    yield from document["findings"]


def write(result: AuditResult, folder: Path, out: TextIO) -> int:
    """Write the findings of `result`, suppressed ones left out; how many that were.

    They must bear marks: an audit is asked for them.
    """
    marks: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("Q"))
    bare: Counter[tuple[str, str]] = Counter()  # of what a server's plans say, which has no mark
    for file in result.files:
        path = seen_from(str(folder.absolute()), file.report.path)
        for finding in file.showing():
            if finding.mark:
                marks[path, finding.rule].append(int(finding.mark, 16))
            else:
                bare[path, finding.rule] += 1
    out.write(_HEAD)
    separator = ""
    for path, rule in sorted({*marks, *bare}):
        found = marks.get((path, rule), ())
        counted = ((f"{its:016x}", len(list(each))) for its, each in groupby(sorted(found)))
        for its, count in chain([("", bare[path, rule])] * ((path, rule) in bare), counted):
            entry = {"path": path, "rule": rule, "mark": its, "count": count}
            said = json.dumps(entry, ensure_ascii=False)
            out.write(separator + said.encode("utf-8", "backslashreplace").decode("utf-8"))
            separator = ",\n"
    out.write("\n" + _FOOT)
    return sum(map(len, marks.values())) + bare.total()


class Sieve:
    """Tells, for one file, which findings were there before."""

    def __init__(self, known: Marks) -> None:
        self._marks, self._left = known.marks, known.counts[:]

    def sift(self, finding: Finding) -> Finding:
        """The finding, suppressed where it is known and was not met so often yet."""
        if finding.suppressed is not None or not self._is_known(int(finding.mark, 16)):
            return finding
        return finding.suppressed_for(known_reason())

    def _is_known(self, mark: int) -> bool:
        """Whether it is, and was not met so often yet; then it was once more."""
        marks, left = self._marks, self._left
        for at in range(bisect_left(marks, mark), len(marks)):
            if marks[at] != mark:
                return False
            if left[at]:
                left[at] -= 1
                return True
        return False


def seen_from(folder: str, path: str) -> str:
    """`path` from `folder`, with slashes; absolute where it stands on another drive."""
    if path == "-" or not folder:
        return path
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        relative = os.path.abspath(path)  # noqa: PTH100  (links stay as the user named them)
    return relative.replace(os.sep, "/")
