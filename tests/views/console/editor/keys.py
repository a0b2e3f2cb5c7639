"""Keys as a user presses them."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def press(widget: QWidget, *keys: str) -> None:
    """Press each, spelled as QKeySequence spells them: "Ctrl+D", "Esc"."""
    for text in keys:
        pressed: QKeyCombination = QKeySequence(text)[0]  # type: ignore[index]
        QTest.keyClick(widget, pressed.key(), pressed.keyboardModifiers())


def type_text(widget: QWidget, text: str) -> None:
    """Type a text; a new line is Enter."""
    for letter in text:
        if letter == "\n":
            QTest.keyClick(widget, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(widget, letter)
