"""What is done with a finding: copied, shown in its folder, suppressed, mended."""

import os
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFont, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.errors import ConsoleError
from app.domain.finding import Finding
from app.flows.suppress_in_file import Insertion
from app.i18n import _, ngettext
from app.views.audit.fix_dialog import FixDialog
from app.views.audit.fixing import Fixing
from app.views.audit.session import AuditSession
from app.views.audit.suppress_dialog import SuppressDialog
from app.views.audit.suppressing import Suppressing
from app.views.theme import LIGHT, Theme


class FindingActions(QObject):
    """Does it, and says what came of it.

    Signals:
        failed: a `ConsoleError` for the user.
        said: a sentence about what was done, for the status bar.
        suppressed: a script has a comment more.
    """

    failed = Signal(object)
    said = Signal(object)
    suppressed = Signal()

    def __init__(self, session: AuditSession, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._suppressing = Suppressing(session)
        self.theme: Theme = LIGHT
        self.code_font = QFont()

    def copy(self, number: int) -> None:
        """Copy a finding as a terminal would show it."""
        store = self._session.findings.store
        finding = store.finding(number)
        place = f"{store.path(number)}:{finding.start.line}:{finding.start.column}"
        _copy(f"{place}: {finding.severity.word} {finding.rule}: {finding.message}")

    def copy_message(self, number: int) -> None:
        """Copy the message of a finding."""
        _copy(self._session.findings.store.finding(number).message)

    def open_folder(self, path: str) -> None:
        """Open the folder of a script in the file manager."""
        folder = os.path.dirname(path)  # noqa: PTH120
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
            self.failed.emit(
                ConsoleError(
                    _("This system did not open the folder {folder}.").format(folder=folder),
                    hint=_("Open it with the program you use for files."),
                )
            )

    # suppressing

    def suppress(self, number: int) -> SuppressDialog:
        """Ask for a reason, show the change, and write it when the user agrees."""
        store = self._session.findings.store
        path, finding = store.path(number), store.finding(number)
        dialog = SuppressDialog(
            finding,
            self._session.files.desk.title(path),
            partial(self._suppressing.plan, path, finding),
            self.theme,
            self.code_font,
            self._window,
        )
        dialog.agreed.connect(partial(self._write, finding))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _write(self, finding: Finding, planned: Insertion, reason: str) -> None:
        job = self._suppressing.write(finding, planned, reason)
        job.failed.connect(self.failed)
        job.succeeded.connect(self.suppressed)

    # fixing

    def fix(self) -> FixDialog:
        """Show what could be mended; what is fixed then is audited again."""
        session = self._session
        dialog = FixDialog(Fixing(session), self.theme, self.code_font, self._window)
        dialog.fixed.connect(self._fixed)
        dialog.open()
        return dialog

    @Slot(object)
    def _fixed(self, paths: tuple[str, ...]) -> None:
        said = ngettext("{count} file fixed", "{count} files fixed", len(paths))
        self.said.emit(said.format(count=f"{len(paths):,}"))
        self._session.run_again(paths)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
