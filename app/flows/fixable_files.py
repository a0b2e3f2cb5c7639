"""What in scripts could be mended, and of whose findings: to choose from before anything changes.

scripts = fixable_files(result, paths, same=lambda script: True)
for each in scripts.files:
    mended = each.mended(lambda offer: offer.safe)
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.audit.fixes import renamed, safe
from app.audit.mending import MENDABLE, Mending
from app.domain.errors import ConsoleError
from app.domain.finding import FileFailure, FileReport, Finding
from app.domain.fix import Fix
from app.domain.input_kind import InputKind
from app.domain.result import AuditedFile, AuditResult
from app.flows.change_script import Changeable, changed_on_disk, read_changeable
from app.flows.diff_of_fixes import diff_of_fixes, mended
from app.flows.gather import never
from app.sql.schema import Schema

_WORD = re.compile(rb"[\w$\x80-\xff]+")


class Effect(StrEnum):
    """What a fix does to what a script does; in the order in which they are shown."""

    SAFE = "safe"
    """Nothing."""
    SAME_ROWS = "same rows"
    """It is written otherwise, and reads the same rows another way."""
    OTHER = "other"
    """It may do something else."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What mends a finding of a rule."""

    fix: Fix
    rule: str
    effect: Effect

    @property
    def safe(self) -> bool:
        """Whether it may be made without being asked for."""
        return self.effect is Effect.SAFE


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


@dataclass(frozen=True, slots=True)
class Fixable:
    """A script as it was audited, and what could be mended in it."""

    script: Changeable
    name: str
    offers: tuple[Offer, ...]

    def apart(self, wanted: Callable[[Offer], bool]) -> tuple[list[Fix], int]:
        """Those that are wanted and touch no other, and how many are left for the next time."""
        return _apart(offer.fix for offer in self.offers if wanted(offer))

    def mended(self, wanted: Callable[[Offer], bool]) -> Mended | None:
        """The script after all that is wanted; None where nothing is.

        Raises:
            Unwritable: its encoding cannot say what would stand there.
        """
        apart, _overlapping = self.apart(wanted)
        if not apart:
            return None
        text = mended(self.script.text, apart)
        self.script.bytes_of(text)
        return Mended(self.script, self.name, text, tuple(apart))


@dataclass(slots=True)
class Fixables:
    """The scripts in which something could be mended, and those that could not be looked at."""

    files: list[Fixable] = field(default_factory=list)
    failures: list[FileFailure] = field(default_factory=list)


def fixable_files(
    result: AuditResult,
    scripts: Iterable[Path],
    same: Callable[[str, Changeable], bool],
    again: str,
    *,
    rules: Collection[str] = (),
    schema: Schema | None = None,
    stopped: Callable[[], bool] = never,
) -> Fixables:
    """What could be mended of what `result` found, suppressed findings left out.

    `scripts` are all that may speak of what a fix renames. `same` says whether a script is the one
    that was audited; `again` tells the user what to do about one that is not. With `rules` only
    their findings are looked at. `schema` says what is there before each script. When it is
    `stopped` the rest is left out.
    """
    broken = {failure.path for failure in result.failures}
    files = {
        file.report.path: (file.report, _mendable(file, rules))
        for file in result.files
        if file.report.input is InputKind.SCRIPT and file.report.path not in broken
    }
    names = {renamed(each) for _report, found in files.values() for each in found} - {""}
    mentions = _mentions(scripts, names, stopped)
    fixable = Fixables()
    for name, (report, found) in files.items():
        if stopped():
            break
        if found:
            try:
                if offered := _offered(report, found, mentions, same, again, schema):
                    fixable.files.append(offered)
            except ConsoleError as error:
                fixable.failures.append(FileFailure(name, f"{error} {error.hint}".rstrip()))
    return fixable


def _mendable(file: AuditedFile, rules: Collection[str]) -> list[Finding]:
    """The findings that count, and that somebody may know a fix for."""
    wanted = rules or MENDABLE
    return [each for each in file.findings if each.suppressed is None and each.rule in wanted]


def _mentions(
    paths: Iterable[Path], names: Collection[str], stopped: Callable[[], bool]
) -> Mapping[str, int]:
    """How often the scripts at `paths` have each of `names` as a word, in whatever letters.

    It looks at bytes, in any encoding that has ASCII: a name that is not is never found.
    """
    found = Counter[str]()
    if not names:
        return found
    wanted = {name.encode(): name for name in names if name.isascii()}
    for path in paths:
        if stopped():
            break
        with suppress(OSError), path.open("rb") as file:  # the audit told
            for line in file:
                words = _WORD.findall(line.replace(b"\0", b"").lower())  # NULs are of UTF-16
                found.update(wanted[word] for word in words if word in wanted)
    return found


def _offered(
    report: FileReport,
    found: Iterable[Finding],
    mentions: Mapping[str, int],
    same: Callable[[str, Changeable], bool],
    again: str,
    schema: Schema | None,
) -> Fixable | None:
    """What mends one script; None where nobody knows."""
    script = read_changeable(Path(report.path), report.encoding)
    if not same(report.path, script):
        raise changed_on_disk(script.path, again)
    mending = Mending(script.text, report.dialect, schema)
    offers = list[Offer]()
    for finding in found:
        for fix in mending.rewrites(finding)[:1]:
            offers.append(Offer(fix, finding.rule, Effect.SAME_ROWS))
            break
        else:
            effect = Effect.SAFE if safe(finding, mentions) else Effect.OTHER
            offers += [Offer(fix, finding.rule, effect) for fix in mending.fixes(finding)[:1]]
    return Fixable(script, report.path, tuple(offers)) if offers else None


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
