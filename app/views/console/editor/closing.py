"""Brackets and quotes that close themselves.

What was put in by itself is typed over, and goes with what opened it; what the user typed is
never swallowed.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from app.domain.dialect import Dialect
from app.models.editing.typed_text import points
from app.models.source_colours import Ink

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

_PAIRS = {"(": ")", "[": "]", "{": "}", "'": "'", '"': '"', "`": "`"}
_QUOTES = frozenset("'\"`")
_FREE = frozenset(" \t)]},;'\"`")  # what may stand behind for a pair to be put in before it
_KEEP = QTextCursor.MoveMode.KeepAnchor


class Closing:
    """The keys that open and close."""

    def __init__(self, editor: "SqlEditor") -> None:
        self._editor = editor
        self._own: list[QTextCursor] = []  # each before a closing one that was put in by itself

    def key(self, event: QKeyEvent) -> bool:
        """Open, close, or take back a pair; False where a key means only itself."""
        self._own = [mark for mark in self._own if self._stands(mark)]
        typed = event.text()
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            return self._take_back()
        if len(typed) != 1 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if typed in _PAIRS and self._editor.textCursor().hasSelection():
            self._surround(typed)
            return True
        return self._type_over(typed) or (typed in _PAIRS and self._open(typed))

    def _stands(self, mark: QTextCursor) -> bool:
        """Whether the closing one is still there, in the line the cursor is in."""
        closing = _letter(mark, mark.position())
        same_line = mark.blockNumber() == self._editor.textCursor().blockNumber()
        return same_line and closing in _PAIRS.values()

    def _type_over(self, typed: str) -> bool:
        cursor = self._editor.textCursor()
        for mark in self._own:
            if mark.position() == cursor.position() and _letter(cursor, mark.position()) == typed:
                self._own.remove(mark)
                cursor.movePosition(QTextCursor.MoveOperation.Right)
                self._editor.setTextCursor(cursor)
                return True
        return False

    def _open(self, typed: str) -> bool:
        cursor = self._editor.textCursor()
        before = _letter(cursor, cursor.position() - 1)
        behind = _letter(cursor, cursor.position())
        if behind and behind not in _FREE:
            return False
        if typed in _QUOTES and (before.isalnum() or before == typed or behind == typed):
            return False
        if typed == "`" and self._editor.language not in {Dialect.MYSQL, Dialect.MARIADB}:
            return False
        if self._within_text(cursor):
            return False
        cursor.insertText(typed + _PAIRS[typed])
        cursor.movePosition(QTextCursor.MoveOperation.Left)
        mark = QTextCursor(cursor)
        self._editor.setTextCursor(cursor)
        self._own.append(mark)
        return True

    def _within_text(self, cursor: QTextCursor) -> bool:
        """Whether the cursor stands in a string or in a comment."""
        block = cursor.block()
        before = block.text()[: points(block.text(), cursor.positionInBlock())]
        runs, still = self._editor.colouring.cut(block, before)
        start, end, ink = runs[-1] if runs else (0, 0, Ink.KEYWORD)
        at_end = ink is Ink.COMMENT and end >= len(before.rstrip())
        return bool(still) or (at_end and not before[start:end].endswith("*/"))

    def _surround(self, typed: str) -> None:
        """Put the selection between the two; it stays selected."""
        cursor = self._editor.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.beginEditBlock()
        for place, text in ((end, _PAIRS[typed]), (start, typed)):
            at = QTextCursor(cursor)
            at.setPosition(place)
            at.insertText(text)
        cursor.endEditBlock()
        cursor.setPosition(start + 1)
        cursor.setPosition(end + 1, _KEEP)
        self._editor.setTextCursor(cursor)

    def _take_back(self) -> bool:
        cursor = self._editor.textCursor()
        for mark in self._own:
            if mark.position() == cursor.position() and not cursor.hasSelection():
                opening = _letter(cursor, cursor.position() - 1)
                if _PAIRS.get(opening) != _letter(cursor, cursor.position()):
                    continue
                self._own.remove(mark)
                cursor.setPosition(mark.position() - 1)
                cursor.setPosition(mark.position() + 1, _KEEP)
                cursor.removeSelectedText()
                return True
        return False


def _letter(cursor: QTextCursor, at: int) -> str:
    """The letter behind a place in the document, nothing at the end of a line."""
    letter = cursor.document().characterAt(at) if at >= 0 else ""
    return "" if letter in {"\u2029", "\0"} else str(letter)
