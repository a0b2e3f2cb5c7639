"""Mend scripts: what an audit found and a fix is known for, shown first, written with a copy kept.

plan = plan_fixes(Request(paths=(Path("db"),)))
for script in plan.mended:
    write_fixes(script)
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from app.audit.mending import MENDABLE
from app.domain.errors import BadUsage, ConsoleError
from app.domain.finding import FileFailure
from app.flows.audit_files import Request, audit_files
from app.flows.change_script import put_in_place
from app.flows.collect import Collector
from app.flows.events import Event
from app.flows.fixable_files import Effect, Fixable, Mended, Offer, fixable_files
from app.flows.gather import gather, never
from app.flows.known_schema import known_schema
from app.i18n import _

KEPT = ".bak"
"""What the copy of a file is called, behind its own name; then `.bak2`, `.bak3`…"""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class Plan:
    """What would be mended in which scripts, and what would not.

    `overlapping` counts fixes that touch what another one changes: they wait for the next time.
    `unasked` counts, by rule, the findings whose fix is not safe, so that it wants to be named,
    and `otherwise` those that could be written otherwise with the same rows.
    """

    mended: list[Mended] = field(default_factory=list)
    overlapping: int = 0
    unasked: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    failures: list[FileFailure] = field(default_factory=list)
    stopped: bool = False


def plan_fixes(
    request: Request,
    rules: Collection[str] = (),
    stopped: Callable[[], bool] = never,
    watch: Callable[[Event], object] = lambda _event: None,
) -> Plan:
    """Audit the scripts of `request` and find what mends them; nothing is written yet.

    Without `rules` it is what is safe (`app.audit.fixes.safe`); else it is these, safe or not.
    Suppressed findings stay, and so does what stands in mappers and logs.

    Raises:
        BadUsage: there is no fix for one of `rules`.
        BadProfile, UnreadableInput, WorkerLost: as `audit_files`.
    """
    for rule in rules:
        if rule not in MENDABLE:
            raise BadUsage(
                _("No fix is known for findings of {rule}.").format(rule=rule),
                hint=_("There are fixes for: {rules}.").format(rules=", ".join(sorted(MENDABLE))),
            )
    scripts = gather(request.paths)[0]
    seen = {script.name: _digest(script.path) for script in scripts}
    collector = Collector()
    for event in audit_files(request, stopped):
        collector.take(event)
        watch(event)
    result = collector.result(stopped=stopped())
    plan = Plan(failures=list(result.failures), stopped=result.stopped)
    fixable = fixable_files(
        result,
        [script.path for script in scripts],
        lambda name, script: sha256(script.before).digest() == seen.get(name),
        _again(),
        rules=rules,
        schema=known_schema(request.schema, request.dialect, None),
    )
    plan.failures += fixable.failures
    for each in fixable.files:
        _add(plan, each, named=bool(rules))
    return plan


def write_fixes(planned: Mended, again: str = "") -> Path:
    """Keep a copy beside the script, then put the mended text in its place; the copy's path.

    `again` tells the user what to do about a file that is another one by now.

    Raises:
        Unwritable: the file is another one by now, or it or its copy may not be written.
    """
    script = planned.script
    after = script.bytes_of(planned.text)
    return put_in_place(script.path, script.before, after, _keep, again or _again())


@dataclass(frozen=True, slots=True)
class Written:
    """Which scripts were changed, which are as they were and why, and whether it was stopped."""

    paths: tuple[str, ...] = ()
    failures: tuple[FileFailure, ...] = ()
    stopped: bool = False


def write_chosen(
    files: Sequence[Fixable],
    wanted: Callable[[Offer], bool],
    again: str,
    stopped: Callable[[], bool] = never,
    told: Callable[[float], object] = lambda _share: None,
) -> Written:
    """Mend one script after the other, each whole or not at all; what fails stops no other.

    `again` tells the user what to do about a script that changed; `told` hears the share that is
    done.
    """
    paths, failures = list[str](), list[FileFailure]()
    for n, each in enumerate(files):
        if stopped():
            return Written(tuple(paths), tuple(failures), stopped=True)
        try:
            if mended := each.mended(wanted):
                write_fixes(mended, again)
                paths.append(each.name)
        except ConsoleError as error:
            failures.append(FileFailure(each.name, f"{error} {error.hint}".rstrip()))
        told((n + 1) / len(files))
    return Written(tuple(paths), tuple(failures))


def _add(plan: Plan, fixable: Fixable, *, named: bool) -> None:
    """Plan what mends one script: what is safe, or all of it where its rules were named."""

    def wanted(offer: Offer) -> bool:
        return named or offer.safe

    try:
        mended = fixable.mended(wanted)
    except ConsoleError as error:
        plan.failures.append(FileFailure(fixable.name, f"{error} {error.hint}".rstrip()))
        return
    plan.overlapping += fixable.apart(wanted)[1]
    for offer in fixable.offers:
        if not wanted(offer):
            left = plan.otherwise if offer.effect is Effect.SAME_ROWS else plan.unasked
            left[offer.rule] += 1
    if mended:
        plan.mended.append(mended)


def _digest(path: Path) -> bytes:
    """Of what a file holds; empty where it cannot be read, or only once, as a pipe."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").digest()
    except OSError:
        return b""


def _keep(path: Path, content: bytes) -> Path:
    """A new file beside `path`, over no other, with its rights."""
    copy, file = _opened(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, copy)
    except OSError:
        copy.unlink()
        raise
    return copy


def _opened(path: Path) -> tuple[Path, BinaryIO]:
    """The first name of a copy that is free, taken."""
    n = 1
    while True:
        copy = path.with_name(f"{path.name}{KEPT}{n if n > 1 else ''}")
        try:
            return copy, os.fdopen(os.open(copy, _NEW, 0o600), "wb")
        except FileExistsError:
            n += 1


def _again() -> str:
    return _("Run the command again.")
