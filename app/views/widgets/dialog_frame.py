"""How a large dialog is laid out: what it shows, and below it a word and its buttons."""

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.views.theme import GAP


def lay_out(dialog: QDialog, body: QWidget, told: QWidget, buttons: Iterable[QPushButton]) -> None:
    """Put them into `dialog`. No button is pressed by Enter in a field: the dialogs write files."""
    below = QHBoxLayout()
    below.setSpacing(2 * GAP)
    below.addWidget(told, 1)
    for button in buttons:
        button.setAutoDefault(False)
        below.addWidget(button)
    down = QVBoxLayout(dialog)
    down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
    down.setSpacing(2 * GAP)
    down.addWidget(body, 1)
    down.addLayout(below)
