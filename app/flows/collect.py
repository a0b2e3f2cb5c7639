"""From the events of an audit to its result."""

import time
from collections import defaultdict
from datetime import UTC, datetime

from app.domain.finding import FileFailure, FileReport, Finding
from app.domain.result import AuditedFile, AuditResult
from app.flows.events import Event, Failed, Finished, Found
from app.flows.explain_audit import DRY_RUN_FAILS
from app.flows.gather import in_natural_order
from app.plans import RULES


class Collector:
    """Takes events as they come; gives the result so far at any time."""

    def __init__(self, *, explained: bool = False) -> None:
        """`explained` says that a server explains the statements, so that plans are judged too."""
        self._explained = explained
        self._begun = datetime.now(UTC).astimezone()
        self._clock = time.perf_counter()
        self._findings: defaultdict[str, list[Finding]] = defaultdict(list)
        self._reports: list[FileReport] = []
        self._failures: list[FileFailure] = []

    def take(self, event: Event) -> None:
        """Keep what the result needs of `event`."""
        match event:
            case Found():
                self._findings[event.path].extend(event.findings)
            case Finished():
                self._reports.append(event.report)
            case Failed():
                self._failures.append(event.failure)

    def result(self, *, stopped: bool = False) -> AuditResult:
        """What came so far; findings of files that are not finished are not in it."""
        return AuditResult(
            files=tuple(
                AuditedFile(report, tuple(sorted(self._findings[report.path], key=_place)))
                for report in in_natural_order(self._reports, lambda report: report.path)
            ),
            failures=tuple(in_natural_order(self._failures, lambda failure: failure.path)),
            begun=self._begun,
            seconds=time.perf_counter() - self._clock,
            stopped=stopped,
            not_explained=() if self._explained else rules_of_plans(),
        )


def rules_of_plans() -> tuple[str, ...]:
    """The rules that a server's plans are judged by."""
    return DRY_RUN_FAILS, *sorted(RULES)


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start.offset, -finding.severity, finding.rule
