"""The dialog that says that it was our fault: a report to copy, and the choice to go on."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
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
        shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        for part in (title, said):
            layout.addWidget(part)
        layout.addWidget(shown, 1)
        layout.addLayout(self._buttons())
        self._go_on.setFocus()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, slot in (
            (_("Copy the report"), self.copy),
            (_("Open the folder"), self._open_folder),
            (_("Quit"), self._leave),
            (_("Go on"), self.accept),
        ):
            button = QPushButton(text)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.insertStretch(2)
        button.setDefault(True)
        button.setProperty("primary", True)
        self._go_on = button
        return row

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
