"""Tab, Shift+Tab, Enter and Backspace: lines keep under each other."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCursor

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

WIDTH = 4
"""Columns of a step."""
_DEEPER = re.compile(r"(?:\(|\b(?:BEGIN|THEN|ELSE|LOOP|DECLARE|IS|AS|DO|REPEAT))\s*\Z", re.I)
_KEEP = QTextCursor.MoveMode.KeepAnchor


class Indenting:
    """The keys that indent."""

    def __init__(self, editor: "SqlEditor") -> None:
        self._editor = editor

    def key(self, event: QKeyEvent) -> bool:
        """Indent, if it is a key for that."""
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == (
            Qt.KeyboardModifier.NoModifier
        )
        match event.key():
            case Qt.Key.Key_Tab if plain:
                self._tab()
            case Qt.Key.Key_Backtab if shift:
                self._shift(out=True)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain:
                self._enter()
            case Qt.Key.Key_Backspace if plain:
                return self._back()
            case Qt.Key.Key_Home if plain or shift:
                self._home(_KEEP if shift else QTextCursor.MoveMode.MoveAnchor)
            case _:
                return False
        return True

    def _tab(self) -> None:
        cursor = self._editor.textCursor()
        first, last = lines_of(cursor)
        if first != last:
            self._shift(out=False)
            return
        cursor.insertText(tabbed(cursor))
        self._editor.setTextCursor(cursor)

    def _shift(self, *, out: bool) -> None:
        """A step to the right, or to the left, for all lines of the selection."""
        first, last = lines_of(self._editor.textCursor())
        cursor = QTextCursor(first)
        cursor.beginEditBlock()
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            at = QTextCursor(block)
            if out:
                at.setPosition(block.position() + _step(block.text()), _KEEP)
                at.removeSelectedText()
            elif block.text().strip():
                at.insertText(" " * WIDTH)
            block = block.next()
        cursor.endEditBlock()

    def _enter(self) -> None:
        cursor = self._editor.textCursor()
        cursor.insertText(with_new_line(cursor))
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def _back(self) -> bool:
        """A whole step back within the indent; anywhere else one character goes as ever."""
        cursor = self._editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if cursor.hasSelection() or not before or before.strip(" "):
            return False
        step = (len(before) - 1) % WIDTH + 1
        cursor.movePosition(QTextCursor.MoveOperation.Left, _KEEP, step)
        cursor.removeSelectedText()
        return True

    def _home(self, mode: QTextCursor.MoveMode) -> None:
        """To the first letter of the line; from there to its beginning."""
        cursor = self._editor.textCursor()
        block = cursor.block()
        text = block.text()
        indent = len(text) - len(text.lstrip(" \t"))
        target = 0 if cursor.positionInBlock() == indent else indent
        cursor.setPosition(block.position() + target, mode)
        self._editor.setTextCursor(cursor)


def tabbed(cursor: QTextCursor) -> str:
    """The blanks as far as the next step."""
    return " " * (WIDTH - _columns(_before(cursor)) % WIDTH)


def with_new_line(cursor: QTextCursor) -> str:
    """A new line, as far in as this one, and further where this one opens something."""
    before = _before(cursor)
    indent = before[: len(before) - len(before.lstrip(" \t"))]
    return "\n" + indent + (" " * WIDTH if _DEEPER.search(before) else "")


def _before(cursor: QTextCursor) -> str:
    """What stands in the line before a cursor, or before what it selects."""
    block = cursor.document().findBlock(cursor.selectionStart())
    return block.text()[: cursor.selectionStart() - block.position()]


def lines_of(cursor: QTextCursor) -> tuple[QTextBlock, QTextBlock]:
    """First and last line that a selection touches; not one at whose beginning it ends."""
    document = cursor.document()
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    first, last = document.findBlock(start), document.findBlock(end)
    if end > start and end == last.position():
        last = last.previous()
    return first, last


def _step(text: str) -> int:
    """How many blanks go for a step to the left."""
    if text.startswith("\t"):
        return 1
    return min(WIDTH, len(text) - len(text.lstrip(" ")))


def _columns(text: str) -> int:
    column = 0
    for letter in text:
        column += WIDTH - column % WIDTH if letter == "\t" else 1
    return column
