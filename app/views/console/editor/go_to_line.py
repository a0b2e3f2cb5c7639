"""The line in which one types the number of a line to go to."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.i18n import _

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

_PLACE = re.compile(r"\s*(\d{1,9})\s*(?:[:,\s]\s*(\d{1,9}))?\s*")


class GoToLine(QLineEdit):
    """Takes `120` or `120:8`; the text goes along while one types, and back on Esc."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._came_from = 0
        self.textEdited.connect(self._go)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setPlaceholderText(_("Line, or line:column"))
        self.setAccessibleName(_("Go to line"))

    def open(self) -> None:
        """Stand over the text."""
        self._came_from = self._editor.position
        self.clear()
        self.show()
        self._editor.fit_margins()
        self.setFocus()

    def leave(self) -> None:
        """Go back to the text."""
        self.hide()
        self._editor.fit_margins()
        self._editor.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter stays there, Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self._editor.select(self._came_from, self._came_from)
            self.leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _go(self, text: str) -> None:
        if found := _PLACE.fullmatch(text):
            self._editor.go_to(int(found[1]), int(found[2] or 1))
