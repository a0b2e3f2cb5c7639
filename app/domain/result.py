"""What a whole audit came to: every file with its findings, and what could not be read."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.finding import FileFailure, FileReport, Finding, Severity
from app.domain.packed import Tally


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """A file and its findings, in the order of its text.

    There may be millions, which are made while somebody goes through them: what only counts asks
    the `tally`.
    A file that broke off midway is here with what was found until then, and in
    `AuditResult.failures` with the reason.
    """

    report: FileReport
    findings: Collection[Finding]
    tally: Tally

    @property
    def shown(self) -> int:
        """How many of its findings are not suppressed."""
        return sum(count for (_severity, _rule, quiet), count in self.tally.items() if not quiet)

    def showing(self) -> Iterator[Finding]:
        """Those of its findings that are not suppressed."""
        return (finding for finding in self.findings if finding.suppressed is None)


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of an audit. Suppressed findings are counted apart from the severities.

    `unlisted` of the others are only counted (see `app.domain.finding.Unlisted`).
    """

    files: int
    statements: int
    fully_parsed: int
    error: int
    warning: int
    notice: int
    suppressed: int
    unlisted: int = 0

    @property
    def findings(self) -> int:
        """How many findings there are, without the suppressed ones."""
        return self.error + self.warning + self.notice


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Files in natural order of their paths (V2 before V10).

    `begun` is when, with its time zone; `seconds` how long it took by the clock on the wall;
    `stopped` tells that the user ended it before every file was audited.
    """

    files: tuple[AuditedFile, ...]
    failures: tuple[FileFailure, ...]
    begun: datetime
    seconds: float
    stopped: bool = False
    not_explained: tuple[str, ...] = ()
    """The rules of plans, where no server was there to explain the statements."""
    told: Callable[[float], object] | None = field(default=None, repr=False, compare=False)
    """Hears, now and then, the share of a report that is written; raises `Cancelled` to end it."""

    def counts(self) -> Counts:
        """Count everything once."""
        severities = dict.fromkeys(Severity, 0)
        suppressed = unlisted = 0
        for file in self.files:
            for (severity, _rule, quiet), count in file.tally.items():
                if quiet:
                    suppressed += count
                else:
                    severities[severity] += count
            for more in file.report.unlisted:
                severities[more.severity] += more.findings
                unlisted += more.findings
        return Counts(
            files=len(self.files),
            statements=sum(file.report.statements for file in self.files),
            fully_parsed=sum(file.report.fully_parsed for file in self.files),
            error=severities[Severity.ERROR],
            warning=severities[Severity.WARNING],
            notice=severities[Severity.NOTICE],
            suppressed=suppressed,
            unlisted=unlisted,
        )

    def reaches(self, severity: Severity) -> bool:
        """Whether anything is found, and not suppressed, that is at least as bad."""
        return any(
            found >= severity and not quiet
            for file in self.files
            for found, _rule, quiet in file.tally
        )
