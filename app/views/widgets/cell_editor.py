"""Editing a cell in place: nothing that was typed is lost, and a mistake is explained there."""

from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolTip, QWidget

from app.domain.errors import ConsoleError
from app.models.fields import Field
from app.views.theme import Theme


class LineEditor(QLineEdit):
    """A line that knows whether what is typed makes sense."""

    def __init__(self, field: Field[Any], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._wrong = theme.error
        self.problem = ""
        """Why what is typed makes no sense; empty while nobody has asked, or it does."""
        self.setAccessibleName(field.heading)
        self.setStyleSheet("QLineEdit { border-radius: 0; padding: 0 6px; min-height: 0; }")
        self.textEdited.connect(self._forget)

    def makes_sense(self) -> bool:
        """Whether a value can be made of the text; if not, say why beside it."""
        assert self._field.parse is not None
        try:
            self._field.parse(self.text())
        except ConsoleError as error:
            self._complain(f"{error} {error.hint}".strip())
            return False
        return True

    def _complain(self, problem: str) -> None:
        self.problem = problem
        self.setAccessibleDescription(problem)
        self.setStyleSheet(
            "QLineEdit { border-radius: 0; padding: 0 6px; min-height: 0;"
            f" border: 1px solid {self._wrong}; }}"
        )
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), problem, self)

    @Slot()
    def _forget(self) -> None:
        if self.problem:
            self.problem = ""
            self.setAccessibleDescription("")
            QToolTip.hideText()


def editor_for(field: Field[Any], theme: Theme, parent: QWidget) -> QWidget:
    """The editor of a field: its choices where it has some, else a line."""
    if field.choices is None:
        return LineEditor(field, theme, parent)
    made = QComboBox(parent)
    made.addItems(list(field.choices()))
    made.setAccessibleName(field.heading)
    return made
