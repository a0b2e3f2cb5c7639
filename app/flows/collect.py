"""From the events of an audit to its result."""

import time
from collections import defaultdict
from datetime import UTC, datetime

from app.domain.finding import FileFailure, FileReport
from app.domain.result import AuditedFile, AuditResult
from app.flows.events import Event, Failed, Finished, Found
from app.flows.explain_audit import DRY_RUN_FAILS
from app.flows.gather import in_natural_order
from app.flows.kept_findings import Keeping
from app.flows.spill import ROOM, Spill
from app.plans import RULES


class Collector:
    """Takes events as they come; gives the result so far at any time.

    Findings are kept packed, beyond `room` bytes in a temporary file. That goes when neither the
    collector nor a result of it is there any more.

    Raises:
        Unwritable: the folder of temporary files is full.
    """

    def __init__(self, *, explained: bool = False, room: int = ROOM) -> None:
        """`explained` says that a server explains the statements, so that plans are judged too."""
        self._explained = explained
        self._begun = datetime.now(UTC).astimezone()
        self._clock = time.perf_counter()
        self._spill = spill = Spill(room)
        self._findings = defaultdict[str, Keeping](lambda: Keeping(spill))
        self._reports: list[FileReport] = []
        self._failures: list[FileFailure] = []

    def take(self, event: Event) -> None:
        """Keep what the result needs of `event`."""
        match event:
            case Found():
                self._findings[event.path].take(event.findings)
            case Finished():
                self._reports.append(event.report)
            case Failed():
                self._failures.append(event.failure)

    def result(self, *, stopped: bool = False) -> AuditResult:
        """What came so far; findings of files that are not finished are not in it."""
        result = AuditResult(
            files=tuple(
                self._file(report)
                for report in in_natural_order(self._reports, lambda report: report.path)
            ),
            failures=tuple(in_natural_order(self._failures, lambda failure: failure.path)),
            begun=self._begun,
            seconds=time.perf_counter() - self._clock,
            stopped=stopped,
            not_explained=() if self._explained else rules_of_plans(),
        )
        self._spill.settle()
        return result

    def _file(self, report: FileReport) -> AuditedFile:
        kept = self._findings.get(report.path)
        if kept is None:
            return AuditedFile(report, (), {})
        return AuditedFile(report, kept.findings(), kept.tally.copy())


def rules_of_plans() -> tuple[str, ...]:
    """The rules that a server's plans are judged by."""
    return DRY_RUN_FAILS, *sorted(RULES)
