"""Several carets at once: what is typed, deleted, pasted or moved is done at each of them.

The one of Qt's is the main one, by which the text scrolls; the others are cursors that move with
the text by themselves. All of what one key does is one step to undo.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit

from app.models.editing.typed_text import points
from app.models.source_text import units
from app.views.console.editor.indenting import tabbed, with_new_line
from app.views.console.editor.words import select_word

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

MOST = 2_000
"""Carets at once."""
_Standard = QKeySequence.StandardKey
_Move = QTextCursor.MoveOperation
_KEEP, _GO = QTextCursor.MoveMode.KeepAnchor, QTextCursor.MoveMode.MoveAnchor
_MOVES: dict[QKeySequence.StandardKey, tuple[QTextCursor.MoveOperation, QTextCursor.MoveMode]] = {
    _Standard.MoveToNextChar: (_Move.Right, _GO),
    _Standard.MoveToPreviousChar: (_Move.Left, _GO),
    _Standard.MoveToNextWord: (_Move.NextWord, _GO),
    _Standard.MoveToPreviousWord: (_Move.PreviousWord, _GO),
    _Standard.MoveToNextLine: (_Move.Down, _GO),
    _Standard.MoveToPreviousLine: (_Move.Up, _GO),
    _Standard.MoveToStartOfLine: (_Move.StartOfLine, _GO),
    _Standard.MoveToEndOfLine: (_Move.EndOfLine, _GO),
    _Standard.SelectNextChar: (_Move.Right, _KEEP),
    _Standard.SelectPreviousChar: (_Move.Left, _KEEP),
    _Standard.SelectNextWord: (_Move.NextWord, _KEEP),
    _Standard.SelectPreviousWord: (_Move.PreviousWord, _KEEP),
    _Standard.SelectNextLine: (_Move.Down, _KEEP),
    _Standard.SelectPreviousLine: (_Move.Up, _KEEP),
    _Standard.SelectStartOfLine: (_Move.StartOfLine, _KEEP),
    _Standard.SelectEndOfLine: (_Move.EndOfLine, _KEEP),
}
_DELETES: dict[QKeySequence.StandardKey, QTextCursor.MoveOperation] = {
    _Standard.Delete: _Move.Right,
    _Standard.DeleteStartOfWord: _Move.PreviousWord,
    _Standard.DeleteEndOfWord: _Move.NextWord,
}


class Carets(QObject):
    """The carets of an editor beside its main one."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self.others: list[QTextCursor] = []

    def __bool__(self) -> bool:
        return bool(self.others)

    def all(self) -> list[QTextCursor]:
        """Each of them, in the order of the text."""
        return sorted([self._editor.textCursor(), *self.others], key=QTextCursor.selectionStart)

    # more and fewer

    def clear(self) -> None:
        """Only the main one is left."""
        if self.others:
            self.others.clear()
            self._show()

    def add_next(self) -> None:
        """Select the word; after that, its next occurrence too, with a caret of its own."""
        editor = self._editor
        cursor = editor.textCursor()
        if not cursor.hasSelection():
            select_word(cursor)
            editor.setTextCursor(cursor)
            return
        taken = {caret.selectionStart() for caret in self.all()}
        for found in self._occurrences(cursor):
            if found.selectionStart() not in taken:
                self._keep(cursor, found)
                return

    def add_all(self) -> None:
        """Select all occurrences of what is selected, or of the word."""
        editor = self._editor
        cursor = editor.textCursor()
        if not cursor.hasSelection():
            select_word(cursor)
        self.others = []
        for found, _most in zip(self._occurrences(cursor), range(MOST), strict=False):
            if found.selectionStart() != cursor.selectionStart():
                self.others.append(found)
        editor.setTextCursor(cursor)
        self._show()

    def add_beside(self, step: int) -> None:
        """One more in the line below (1) or above (-1) all of them, in the same column."""
        main = self._editor.textCursor()
        lines = [caret.blockNumber() for caret in (main, *self.others)]
        line = (max(lines) if step > 0 else min(lines)) + step
        block = main.document().findBlockByNumber(line)
        while block.isValid() and not block.isVisible():
            block = block.next() if step > 0 else block.previous()
        if line < 0 or not block.isValid() or len(self.others) >= MOST:
            return
        columns = [caret.positionInBlock() for caret in (main, *self.others)]
        made = QTextCursor(block)
        text = block.text()
        made.setPosition(block.position() + units(text[: points(text, max(columns))]))
        self._keep(main, made)

    def click(self, event: QMouseEvent) -> bool:
        """Alt and a click put a caret there or take it away; any other click ends them all."""
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.modifiers() != Qt.KeyboardModifier.AltModifier:
            self.clear()
            return False
        clicked = self._editor.cursorForPosition(event.position().toPoint())
        places = [caret.position() for caret in self.others]
        if clicked.position() in places:
            del self.others[places.index(clicked.position())]
            self._show()
        elif clicked.position() != self._editor.textCursor().position():
            self._keep(self._editor.textCursor(), clicked)
        return True

    def _keep(self, main: QTextCursor, new: QTextCursor) -> None:
        """Make another the main one beside all there are."""
        self.others.append(QTextCursor(main))
        self._editor.setTextCursor(new)
        self._editor.ensureCursorVisible()
        self._show()

    def _occurrences(self, of: QTextCursor) -> Iterator[QTextCursor]:
        """Where the selected text stands elsewhere: behind it first, then from the top."""
        editor = self._editor
        wanted = of.selectedText().replace("\u2029", "\n")
        if not wanted:
            return
        text, begun = editor.text, editor.points(of.selectionEnd())
        for start, until in ((begun, len(text)), (0, begun)):
            at = text.find(wanted, start, until)
            while at >= 0:
                yield editor.cursor_over(at, at + len(wanted))
                at = text.find(wanted, at + len(wanted), until)

    # keys

    def key(self, event: QKeyEvent) -> bool:
        """Do at each caret what a key says; False where there is but one."""
        if not self.others:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            return True
        for standard, (operation, mode) in _MOVES.items():
            if event.matches(standard):
                self._each(partial(_move, operation=operation, mode=mode))
                return True
        for standard, operation in _DELETES.items():
            if event.matches(standard):
                self._each(partial(_delete, operation=operation))
                return True
        if event.key() == Qt.Key.Key_Backspace:
            self._each(partial(_delete, operation=_Move.Left))
            return True
        return self._clipboard(event) or self._type(event)

    def _clipboard(self, event: QKeyEvent) -> bool:
        if event.matches(_Standard.Copy) or event.matches(_Standard.Cut):
            parts = [caret.selectedText().replace("\u2029", "\n") for caret in self.all()]
            QApplication.clipboard().setText("\n".join(parts))
            if event.matches(_Standard.Cut):
                self._each(QTextCursor.removeSelectedText)
            return True
        if event.matches(_Standard.Paste):
            self.paste(QApplication.clipboard().text())
            return True
        if event.matches(_Standard.Undo) or event.matches(_Standard.Redo):
            self.clear()
        return False

    def _type(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if held:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._each(lambda caret: caret.insertText(with_new_line(caret)))
        elif event.key() == Qt.Key.Key_Tab:
            self._each(lambda caret: caret.insertText(tabbed(caret)))
        elif event.text().isprintable() and event.text():
            self.insert(event.text())
        else:
            return False
        return True

    def insert(self, text: str) -> None:
        """Put a text in at each."""
        self._each(lambda caret: caret.insertText(text))

    def also(self, text: str) -> None:
        """Put in at the others what an input method put in at the main one; one step to undo."""
        if not self.others or not text:
            return
        first = QTextCursor(self.others[0])
        first.joinPreviousEditBlock()
        for caret in self.others:
            caret.insertText(text)
        first.endEditBlock()
        self._show()

    def paste(self, text: str) -> None:
        """A line for each where there are as many lines as carets, else all of it at each."""
        lines = text.removesuffix("\n").split("\n")
        carets = self.all()
        if len(lines) != len(carets):
            self.insert(text)
            return
        places = [caret.position() for caret in carets]
        by_place = dict(zip(places, lines, strict=False))
        # looked up by the place before anything is put in
        texts = {id(c): by_place[c.position()] for c in self.others}
        main = by_place[self._editor.textCursor().position()]
        self._each(lambda caret: caret.insertText(texts.get(id(caret), main)))

    def _each(self, do: Callable[[QTextCursor], object]) -> None:
        main = self._editor.textCursor()
        main.beginEditBlock()
        for caret in (main, *self.others):
            do(caret)
        main.endEditBlock()
        self._editor.setTextCursor(main)
        seen = {(main.anchor(), main.position())}
        kept = []
        for caret in self.others:
            place = caret.anchor(), caret.position()
            if place not in seen:
                seen.add(place)
                kept.append(caret)
        self.others = kept
        self._editor.ensureCursorVisible()
        self._show()

    # what is seen

    def _show(self) -> None:
        selections = []
        for caret in self.others:
            if caret.hasSelection():
                made = QTextEdit.ExtraSelection()
                made.cursor = caret
                made.format.setBackground(QColor(self._editor.theme.selection))
                selections.append(made)
        self._editor.mark("carets", selections)
        self._editor.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the others, in the viewport."""
        colour = QColor(self._editor.theme.accent)
        bottom = self._editor.viewport().height()
        for caret in self.others:
            place = self._editor.cursorRect(caret)
            if place.bottom() >= 0 and place.top() <= bottom:
                place.setWidth(2)
                painter.fillRect(place, colour)


def _move(
    caret: QTextCursor, *, operation: QTextCursor.MoveOperation, mode: QTextCursor.MoveMode
) -> None:
    caret.movePosition(operation, mode)


def _delete(caret: QTextCursor, *, operation: QTextCursor.MoveOperation) -> None:
    if not caret.hasSelection():
        caret.movePosition(operation, _KEEP)
    caret.removeSelectedText()
