"""What is done to whole lines, and to the letters of a selection."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlock, QTextCursor

from app.sql.editing import comment_toggle
from app.views.console.editor.indenting import lines_of
from app.views.console.editor.words import select_word

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

_KEEP = QTextCursor.MoveMode.KeepAnchor


class LineCommands:
    """Each is one step to undo."""

    def __init__(self, editor: "SqlEditor") -> None:
        self._editor = editor

    def move(self, step: int) -> None:
        """Move the lines of the selection one up (-1) or down (1)."""
        main = self._editor.textCursor()
        first, last = lines_of(main)
        other = first.previous() if step < 0 else last.next()
        if not other.isValid():
            return
        begin, end = (other, last) if step < 0 else (first, other)
        lines = _texts(begin, end)
        turned = [*lines[1:], lines[0]] if step < 0 else [lines[-1], *lines[:-1]]
        by = -(len(lines[0].encode("utf-16-le")) // 2 + 1) if step < 0 else other.length()
        anchor, place = main.anchor() + by, main.position() + by
        self._put(begin, end, turned)
        self._select(anchor, place)

    def duplicate(self) -> None:
        """Put the lines of the selection in once more, below."""
        main = self._editor.textCursor()
        first, last = lines_of(main)
        length = last.position() + last.length() - first.position()
        anchor, place = main.anchor() + length, main.position() + length
        self._put(first, last, _texts(first, last) * 2)
        self._select(anchor, place)

    def delete(self) -> None:
        """Take the lines of the selection out."""
        first, last = lines_of(self._editor.textCursor())
        cursor = QTextCursor(first)
        cursor.setPosition(last.position() + last.length() - 1, _KEEP)
        if last.next().isValid():
            cursor.movePosition(QTextCursor.MoveOperation.Right, _KEEP)
        elif first.previous().isValid():
            end = cursor.position()
            cursor.setPosition(first.position() - 1)
            cursor.setPosition(end, _KEEP)
        cursor.removeSelectedText()
        self._editor.setTextCursor(cursor)

    def join(self) -> None:
        """Make one line of those of the selection, or of this one and the next."""
        first, last = lines_of(self._editor.textCursor())
        if first == last:
            last = last.next()
        if not last.isValid():
            return
        lines = _texts(first, last)
        parts = [lines[0].rstrip(), *(line.strip() for line in lines[1:])]
        joined = " ".join(part for part in parts if part)
        place = first.position() + len(parts[0].encode("utf-16-le")) // 2
        self._put(first, last, [joined])
        self._select(place, place)

    def toggle_comment(self) -> None:
        """Comment the lines of the selection out, or in again."""
        main = self._editor.textCursor()
        first, last = lines_of(main)
        lines = _texts(first, last)
        turned = comment_toggle(lines, self._editor.language)
        cursor = QTextCursor(first)
        cursor.beginEditBlock()
        block = first
        for before, after in zip(lines, turned, strict=True):
            if before != after:
                _change(block, before, after)
            block = block.next()
        cursor.endEditBlock()

    def change_case(self, of: Callable[[str], str]) -> None:
        """Turn the selection, or the word, into capitals or small letters; it stays selected."""
        cursor = self._editor.textCursor()
        if not cursor.hasSelection():
            select_word(cursor)
        text = cursor.selectedText().replace("\u2029", "\n")
        if of(text) == text:
            return
        start = cursor.selectionStart()
        cursor.insertText(of(text))
        self._select(start, cursor.position())

    def _put(self, first: QTextBlock, last: QTextBlock, lines: list[str]) -> None:
        cursor = QTextCursor(first)
        cursor.setPosition(last.position() + last.length() - 1, _KEEP)
        cursor.insertText("\n".join(lines))

    def _select(self, anchor: int, place: int) -> None:
        cursor = self._editor.textCursor()
        last = self._editor.document().characterCount() - 1
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(place, last), _KEEP)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()


def _texts(first: QTextBlock, last: QTextBlock) -> list[str]:
    lines, block = [], first
    while block.isValid() and block.blockNumber() <= last.blockNumber():
        lines.append(block.text())
        block = block.next()
    return lines


def _change(block: QTextBlock, before: str, after: str) -> None:
    """Change only what differs, so that cursors in the rest of the line stay where they are."""
    same = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    cursor = QTextCursor(block)
    start = block.position() + len(before[:same].encode("utf-16-le")) // 2
    cursor.setPosition(start)
    if len(after) > len(before):
        cursor.insertText(after[same : same + len(after) - len(before)])
    else:
        cursor.setPosition(start + len(before) - len(after), _KEEP)
        cursor.removeSelectedText()
