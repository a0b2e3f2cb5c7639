"""From a finding of a kept run to the same among those of now, or at least to its file."""

import os
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.audit_run import AuditRun, RunFinding
from app.domain.errors import BadInput
from app.domain.finding import Finding
from app.i18n import _
from app.views.audit.files_view import FilesView
from app.views.audit.findings_panel import FindingsPanel
from app.views.audit.session import AuditSession


class WayToFinding(QObject):
    """Goes there.

    Signals:
        found: the file is there, and is chosen.
        said: a sentence about what is not.
        failed: a `ConsoleError` for the user.
    """

    found = Signal()
    said = Signal(object)
    failed = Signal(object)

    def __init__(
        self, session: AuditSession, files: FilesView, findings: FindingsPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._files, self._findings = session, files, findings
        self._sought: int | None = None
        session.findings.arranged.connect(self._find)

    @Slot(object, object)
    def go(self, run: AuditRun, kept: RunFinding) -> None:
        """Choose the finding that is the same as that of a run, whatever is filtered."""
        store = self._session.findings.store
        path = path_in(run, kept, self._session.files.desk.scripts)
        if path is None:
            said = _("{file} is not among the files that are audited.").format(file=kept.path)
            self.failed.emit(BadInput(said, hint=_("Add it, then go to the finding.")))
            return
        self.found.emit()
        self._files.show_path(path)
        self._sought = nearest_to(kept, ((n, store.finding(n)) for n in store.of_file(path)))
        if self._sought is None:
            self.said.emit(_("It is not found there any more."))
            return
        self._findings.take_filters_away()
        self._find()

    @Slot()
    def _find(self) -> None:
        """Choose the finding that is sought, once the table is in order."""
        if self._sought is not None and not self._session.findings.arranging:
            number, self._sought = self._sought, None
            self._findings.view.show_number(number)


def path_in(run: AuditRun, finding: RunFinding, scripts: Iterable[str]) -> str | None:
    """Which of `scripts` the finding of that run is in; None where it is in none of them."""
    wanted = os.path.abspath(os.path.join(run.folder, finding.path))  # noqa: PTH100, PTH118
    if wanted in (known := set(scripts)):
        return wanted
    return next((path for path in known if os.path.abspath(path) == wanted), None)  # noqa: PTH100


def nearest_to(kept: RunFinding, now: Iterable[tuple[int, Finding]]) -> int | None:
    """The number of the finding that is the same; of several alike, the nearest to its line."""
    alike = [
        (abs(found.start.line - kept.line), number)
        for number, found in now
        if found.rule == kept.rule and found.mark == kept.mark and found.object == kept.object
    ]
    return min(alike)[1] if alike else None
