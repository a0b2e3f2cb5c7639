"""A report of all that was found, into a file: with its progress, and to be cancelled."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import _
from app.views.audit.export import ENDINGS, TITLES, export
from app.views.audit.session import AuditSession
from app.views.widgets.file_errand import FileErrand, Work


class ReportExporting(FileErrand):
    """Asks where to, and writes. `strip` belongs above what was found."""

    def __init__(self, session: AuditSession, owner: QWidget) -> None:
        super().__init__(owner, "report")
        self._session = session
        self._format = ""

    def ask(self, format_: str) -> None:
        """Let the user name the file for a report, unless one is being written: `strip` says so."""
        if self.busy:
            return
        self._format = format_
        title = _("Export as {format}").format(format=_(TITLES[format_]))
        dialog = QFileDialog(self._owner, title)
        dialog.setDefaultSuffix(ENDINGS[format_])
        dialog.selectFile(f"audit.{ENDINGS[format_]}")
        dialog.fileSelected.connect(partial(self._take_name, format_))
        self._open(dialog)

    def _take_name(self, format_: str, name: str) -> None:
        self.write(Path(name), format_)

    @Slot()
    def _ask_again(self) -> None:
        self.ask(self._format)

    def write(self, path: Path, format_: str) -> None:
        """Write a report of everything that was found, unless one is being written already."""
        self._format = format_

        def prepare() -> Work:
            result = self._session.result()
            return lambda stop, tell: export(result, format_, path, stop, tell)

        self._begin(path, prepare)

    def _words(self, _written: int) -> str:
        return _("The report is in {file}.")
