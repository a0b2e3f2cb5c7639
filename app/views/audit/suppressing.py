"""Suppressing a finding by a comment in its script, written in a lane."""

from pathlib import Path

from app.domain.finding import Finding
from app.flows.suppress_in_file import (
    Insertion,
    changed_meanwhile,
    plan_suppression,
    write_suppression,
)
from app.views.audit.session import AuditSession
from app.workers.file_watch import Stamp, stamp
from app.workers.lane import Job


class Suppressing:
    """Belongs to the GUI thread, and leaves it only in what it hands to a lane."""

    def __init__(self, session: AuditSession) -> None:
        self._session = session

    def plan(self, path: str, finding: Finding, reason: str) -> Job[Insertion]:
        """Work out the comment that suppresses a finding of a script."""
        report = self._session.report_of(path)
        known = self._session.stamp_of(path)

        def plan() -> Insertion:
            if report is None or stamp(path) != known:
                raise changed_meanwhile()
            return plan_suppression(
                Path(path), report.encoding, report.dialect, finding, reason, report.input
            )

        return self._session.lane.submit(lambda _stopped: plan())

    def write(self, finding: Finding, planned: Insertion, reason: str) -> Job[Stamp]:
        """Write the comment; then the table shows the finding as suppressed."""
        path = str(planned.path)

        def write() -> Stamp:
            write_suppression(planned)
            return stamp(path)

        def show(fresh: Stamp) -> None:
            self._session.note_stamp(path, fresh)
            self._moved(path, finding, planned, reason)

        job = self._session.lane.submit(lambda _stopped: write())
        job.succeeded.connect(show)
        return job

    def _moved(self, path: str, about: Finding, planned: Insertion, reason: str) -> None:
        """Bring the findings of a file to the text with the comment in it."""

        def change(finding: Finding) -> Finding:
            if finding.end.offset <= planned.start.offset:
                return finding
            meant = finding.rule == about.rule and finding.statement == about.statement
            said = reason if meant and finding.suppressed is None else finding.suppressed
            start, end = planned.moved(finding.start), planned.moved(finding.end)
            return finding._replace(start=start, end=end, suppressed=said)

        session = self._session
        session.findings.change(path, change)
        session.files.change(
            lambda desk: desk.recount(path, session.findings.store.counts_of(path))
        )
        session.changed.emit()
