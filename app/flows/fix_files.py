"""Mend scripts: what an audit found and a fix is known for, shown first, written with a copy kept.

plan = plan_fixes(Request(paths=(Path("db"),)))
for script in plan.mended:
    write_fixes(script)
"""

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.audit.fixes import FIXERS, fixes, renamed, safe
from app.domain.errors import BadUsage, ConsoleError
from app.domain.finding import FileFailure, FileReport, Finding
from app.domain.fix import Fix
from app.domain.input_kind import InputKind
from app.domain.result import AuditedFile
from app.flows.audit_files import Request, audit_files
from app.flows.change_script import (
    Changeable,
    changed_on_disk,
    put_in_place,
    read_changeable,
)
from app.flows.collect import Collector
from app.flows.diff_of_fixes import diff_of_fixes, mended
from app.flows.events import Event
from app.flows.gather import gather, never
from app.i18n import _

KEPT = ".bak"
"""What the copy of a file is called, behind its own name; then `.bak2`, `.bak3`…"""

_WORD = re.compile(rb"[\w$\x80-\xff]+")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Mended:
    """A script and its text after `fixes`, which are in the order of the text and apart."""

    script: Changeable
    name: str
    text: str
    fixes: tuple[Fix, ...]

    @property
    def diff(self) -> tuple[str, ...]:
        """The change as `diff -u` shows it."""
        return tuple(diff_of_fixes(self.script.text, self.fixes, self.name))


@dataclass(slots=True)
class Plan:
    """What would be mended in which scripts, and what would not.

    `overlapping` counts fixes that touch what another one changes: they wait for the next time.
    `unasked` counts, by rule, the findings whose fix is not safe, so that it wants to be named.
    """

    mended: list[Mended] = field(default_factory=list)
    overlapping: int = 0
    unasked: Counter[str] = field(default_factory=Counter)
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
        if rule not in FIXERS:
            raise BadUsage(
                _("No fix is known for findings of {rule}.").format(rule=rule),
                hint=_("There are fixes for: {rules}.").format(rules=", ".join(sorted(FIXERS))),
            )
    scripts = gather(request.paths)[0]
    seen = {script.name: _digest(script.path) for script in scripts}
    collector = Collector()
    for event in audit_files(request, stopped):
        collector.take(event)
        watch(event)
    result = collector.result(stopped=stopped())
    plan = Plan(failures=list(result.failures), stopped=result.stopped)
    broken = {failure.path for failure in result.failures}
    files = {
        file.report.path: (file.report, _mendable(file, rules))
        for file in result.files
        if file.report.input is InputKind.SCRIPT and file.report.path not in broken
    }
    names = {renamed(each) for _report, found in files.values() for each in found} - {""}
    mentions = _mentions((script.path for script in scripts), names) if not rules else None
    for name, (report, found) in files.items():
        if found:
            try:
                _add(plan, report, found, mentions, seen.get(name, b""))
            except ConsoleError as error:
                plan.failures.append(FileFailure(name, f"{error} {error.hint}".rstrip()))
    return plan


def write_fixes(planned: Mended) -> Path:
    """Keep a copy beside the script, then put the mended text in its place; the copy's path.

    Raises:
        Unwritable: the file is another one by now, or it or its copy may not be written.
    """
    script = planned.script
    after = script.bytes_of(planned.text)
    return put_in_place(script.path, script.before, after, _keep, _again())


def _mendable(file: AuditedFile, rules: Collection[str]) -> list[Finding]:
    """The findings that count, and that somebody may know a fix for."""
    wanted = rules or FIXERS
    return [each for each in file.findings if each.suppressed is None and each.rule in wanted]


def _mentions(paths: Iterable[Path], names: Collection[str]) -> Mapping[str, int]:
    """How often the scripts at `paths` have each of `names` as a word, in whatever letters.

    It looks at bytes, in any encoding that has ASCII: a name that is not is never found.
    """
    found = Counter[str]()
    if not names:
        return found
    wanted = {name.encode(): name for name in names if name.isascii()}
    for path in paths:
        with suppress(OSError), path.open("rb") as file:  # the audit told
            for line in file:
                words = _WORD.findall(line.replace(b"\0", b"").lower())  # NULs are of UTF-16
                found.update(wanted[word] for word in words if word in wanted)
    return found


def _add(
    plan: Plan,
    report: FileReport,
    found: Iterable[Finding],
    mentions: Mapping[str, int] | None,
    digest: bytes,
) -> None:
    """Plan what mends one script, which had this digest when the audit began.

    Without `mentions` all that is found is asked for, safe or not.
    """
    path = Path(report.path)
    if not digest:
        raise changed_on_disk(path, _again())
    script = read_changeable(path, report.encoding)
    if hashlib.sha256(script.before).digest() != digest:
        raise changed_on_disk(path, _again())
    wanted = list[Fix]()
    for finding in found:
        fix = next(iter(fixes(finding, script.text, report.dialect)), None)
        if fix is None:
            continue
        if mentions is None or safe(finding, mentions):
            wanted.append(fix)
        else:
            plan.unasked[finding.rule] += 1
    apart, overlapping = _apart(wanted)
    plan.overlapping += overlapping
    if apart:
        text = mended(script.text, apart)
        script.bytes_of(text)  # what its encoding cannot say is told before anything is written
        plan.mended.append(Mended(script, report.path, text, tuple(apart)))


def _apart(wanted: Iterable[Fix]) -> tuple[list[Fix], int]:
    """Those that touch no other, the first of two; and how many are left out.

    What two findings want alike is done once.
    """
    kept, overlapping = list[Fix](), 0
    for fix in sorted(wanted, key=lambda fix: (fix.start, fix.end)):
        if not kept or fix.start >= kept[-1].end:
            kept.append(fix)
        elif (fix.start, fix.end, fix.text) != (kept[-1].start, kept[-1].end, kept[-1].text):
            overlapping += 1
    return kept, overlapping


def _digest(path: Path) -> bytes:
    """Of what a file holds; empty where it cannot be read, or only once, as a pipe."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
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
