"""How a large dialog is laid out: what it shows, and below it a word and its buttons."""

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.views.theme import GAP

_OF_SCREEN = 0.94
"""The share of a screen that a dialog may take: its frame needs some, too."""


def resize_within(dialog: QWidget, width: int, height: int) -> None:
    """As large as that, or as the screen has room for: the buttons stand at the bottom."""
    free = dialog.screen().availableSize() * _OF_SCREEN
    if (parent := dialog.parentWidget()) is not None:  # which may be larger than one screen
        free = free.expandedTo(parent.window().size())
    dialog.resize(QSize(width, height).boundedTo(free))


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
