"""A line for the path of a file or a folder: typed, dropped, or chosen in the system's dialog."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.i18n import _
from app.views.icons import filled_icon

_INK = "#7E8797"  # as the arrows of the style sheet: it stands on light and on dark


class PathLine(QLineEdit):
    """With a button at its end. `folder`: a folder is wanted (an Oracle wallet), not a file."""

    def __init__(
        self, text: str = "", *, folder: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._folder = folder
        self._choose = QAction(filled_icon("folder", _INK), "", self)
        self._choose.triggered.connect(self.choose)
        self.addAction(self._choose, QLineEdit.ActionPosition.TrailingPosition)
        self.setAcceptDrops(True)
        self._choose.setToolTip(_("Choose a folder…") if folder else _("Choose a file…"))

    @Slot()
    def choose(self) -> None:
        """Ask for it; where one is named already, the dialog opens there."""
        near = str(Path(self.text()).expanduser().parent) if self.text() else str(Path.home())
        title = self._choose.toolTip()
        if self._folder:
            chosen = QFileDialog.getExistingDirectory(self, title, self.text() or near)
        else:
            chosen, _filter = QFileDialog.getOpenFileName(self, title, near)
        if chosen:
            self.setText(chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from a file manager."""
        if self._dropped(event):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Name the file that was dropped, as the system spells it."""
        if path := self._dropped(event):
            self.setText(path)
            event.acceptProposedAction()
        else:
            super().dropEvent(event)

    @staticmethod
    def _dropped(event: QDropEvent) -> str:
        urls = event.mimeData().urls()
        return urls[0].toLocalFile() if len(urls) == 1 else ""
