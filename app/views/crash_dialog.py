"""The dialog that says that it was our fault: a report to copy, and the choice to go on."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _


class CrashDialog(QDialog):
    """Shows the report; it is kept in `folder` already.

    Signals:
        leaving: the user would rather quit.
    """

    leaving = Signal()

    def __init__(self, report: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Mohist has a bug"))
        self.resize(720, 460)
        self._report, self._folder = report, folder
        title = QLabel(_("Something went wrong inside Mohist"))
        title.setProperty("role", "title")
        said = QLabel(
            _(
                "Your files are as they were. Please send this report to the developers; it holds"
                " no text of your files. It is also kept in {folder}."
            ).format(folder=folder),
            wordWrap=True,
        )
        shown = QPlainTextEdit(report, readOnly=True)
        shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        shown.setAccessibleName(_("Report"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        for part in (title, said):
            layout.addWidget(part)
        layout.addWidget(shown, 1)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box, role = QDialogButtonBox(), QDialogButtonBox.ButtonRole
        box.addButton(_("Copy the report"), role.ActionRole).clicked.connect(self.copy)
        box.addButton(_("Open the folder"), role.ActionRole).clicked.connect(self._open_folder)
        box.addButton(_("Quit"), role.DestructiveRole).clicked.connect(self._leave)
        go_on = box.addButton(_("Go on"), role.AcceptRole)
        go_on.clicked.connect(self.accept)
        go_on.setDefault(True)
        go_on.setFocus()
        return box

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._report)

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    @Slot()
    def _leave(self) -> None:
        self.reject()
        self.leaving.emit()
