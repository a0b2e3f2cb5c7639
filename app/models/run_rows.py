"""The columns of kept runs, and of the findings of two that are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from operator import attrgetter

from app.domain.audit_run import AuditRun, RunFinding
from app.domain.finding import Severity
from app.flows.compare_runs import Compared
from app.flows.list_runs import moment_of, signed
from app.i18n import N_
from app.models.fields import Align, Field, State
from app.models.formats import count, number
from app.models.severities import word


class Fate(Enum):
    """What became of a finding from one run to a later one."""

    NEW = "new"
    GONE = "gone"
    STILL = "still"


FATES = {Fate.NEW: N_("Newly found"), Fate.GONE: N_("Gone"), Fate.STILL: N_("Still there")}
_STATES = {
    Severity.ERROR: State.ERROR, Severity.WARNING: State.WARNING, Severity.NOTICE: State.NOTICE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run, and by how many findings it has more than the one before it of the same paths."""

    run: AuditRun
    change: int | None

    @property
    def number(self) -> int:
        """What no two rows share."""
        return self.run.number


@dataclass(frozen=True, slots=True)
class MetRow:
    """A finding of a run; `place` is where it stands in its list."""

    place: int
    finding: RunFinding


def run_rows(runs: Sequence[AuditRun]) -> list[RunRow]:
    """A row for each of the runs of the same paths, which are given the oldest first."""
    rows = [RunRow(run, None) for run in runs[:1]]
    for before, run in pairwise(runs):
        rows.append(RunRow(run, run.counts.findings - before.counts.findings))
    return rows


def met_rows(became: Compared) -> dict[Fate, list[MetRow]]:
    """The findings of two runs by what became of them."""
    return {
        fate: [MetRow(place, finding) for place, finding in enumerate(findings)]
        for fate, findings in zip(Fate, became, strict=True)
    }


def by_series(runs: Iterable[AuditRun]) -> dict[str, list[AuditRun]]:
    """Runs of the same paths together, the oldest first; where the newest is, first."""
    found: dict[str, list[AuditRun]] = {}
    for run in sorted(runs, key=attrgetter("number")):
        found.setdefault(run.series, []).append(run)
    newest = sorted(found, key=lambda series: -found[series][-1].number)
    return {series: found[series] for series in newest}


def _change(row: RunRow) -> State:
    if not row.change:
        return State.NONE
    return State.WARNING if row.change > 0 else State.GOOD


def _figure(key: str, title: str, state: State = State.NONE) -> Field[RunRow]:
    def value(row: RunRow) -> int:
        found: int = getattr(row.run.counts, key)
        return found

    return Field(
        key, title, value, count, align=Align.RIGHT, width=76,
        state=lambda row: state if value(row) else State.NONE,
    )  # fmt: skip


RUNS: tuple[Field[RunRow], ...] = (
    Field("number", N_("Run"), attrgetter("number"), align=Align.RIGHT, width=70),
    Field("at", N_("When"), lambda row: moment_of(row.run), width=132),
    _figure("error", N_("Errors"), State.ERROR),
    _figure("warning", N_("Warnings"), State.WARNING),
    _figure("notice", N_("Notices"), State.NOTICE),
    Field("change", N_("Change"), lambda row: row.change, signed, align=Align.RIGHT, width=70,
          none="", state=_change, help=N_("Findings more or less than in the run before.")),
    Field("profile", N_("Profile"), lambda row: row.run.profile, stretch=True, width=88),
    Field("statements", N_("Statements"), lambda row: row.run.counts.statements, count,
          align=Align.RIGHT, width=96, hidden=True),
    Field("files", N_("Files"), lambda row: row.run.counts.files, count, align=Align.RIGHT,
          width=70, hidden=True),
    Field("failures", N_("Failed files"), lambda row: row.run.failures, count, align=Align.RIGHT,
          width=90, hidden=True),
    Field("seconds", N_("Seconds"), lambda row: row.run.seconds, number, align=Align.RIGHT,
          width=84, hidden=True),
)  # fmt: skip
MET: tuple[Field[MetRow], ...] = (
    Field("severity", N_("Severity"), lambda row: word(row.finding.severity), width=86,
          state=lambda row: _STATES[row.finding.severity],
          sort=lambda row: -row.finding.severity),
    Field("rule", N_("Rule"), lambda row: row.finding.rule, width=176, code=True),
    Field("message", N_("Message"), lambda row: row.finding.message, stretch=True, width=160),
    Field("file", N_("File"), lambda row: row.finding.path, width=150),
    Field("line", N_("Line"), lambda row: row.finding.line, align=Align.RIGHT, width=56),
    Field("object", N_("Object"), lambda row: row.finding.object, width=120, hidden=True),
)  # fmt: skip
