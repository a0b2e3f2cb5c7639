"""A text that is edited in Qt's way and spoken of in code points.

Qt counts in UTF-16 units and tells of changes inexactly; whoever keeps what is typed, or reads it
with our own parsers, needs both exact.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.models.editing.typed_text import Edit, TypedText
from app.views.console.editor.filling import Filling


class CountedText(QPlainTextEdit):
    """Holds a text. Places that go in and out are in code points of `text`.

    Signals:
        edited: position, removed, added: at `position` so many code points went, and the text
            `added` came. Replayed in their order they make `text`.
        filled: all of a text that was set is there.
    """

    edited = Signal(object, object, object)
    filled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = TypedText()
        self._selections: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self._filling = Filling(self)
        self._filling.done.connect(self.filled)
        self.document().contentsChange.connect(self._contents_changed)

    @property
    def text(self) -> str:
        """All of it, with LF for line ends."""
        return self._typed.text

    def set_text(self, text: str) -> None:
        """Show another text, which is no edit and cannot be undone; a long one comes in slices.

        Nobody can type until all of it is there: see `filling`.
        """
        self._filling.start(text)

    @property
    def filling(self) -> bool:
        """Whether there is still some of the text to come."""
        return self._filling.busy

    @property
    def position(self) -> int:
        """Where the cursor stands."""
        return self._typed.to_points(self.textCursor().position())

    @property
    def selection(self) -> tuple[int, int]:
        """Start and end of what is selected."""
        cursor = self.textCursor()
        return (
            self._typed.to_points(cursor.selectionStart()),
            self._typed.to_points(cursor.selectionEnd()),
        )

    def select(self, start: int, end: int) -> None:
        """Select a part and bring it in sight; the cursor stands at its end."""
        self.setTextCursor(self.cursor_over(start, end))
        self.ensureCursorVisible()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor at a line and column, counted from 1, and bring it into the middle."""
        block = self.document().findBlockByNumber(min(line, self.blockCount()) - 1)
        place = self.points(block.position()) + min(column - 1, len(block.text()))
        self.select(place, place)
        self.centerCursor()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of a part; one step to undo."""
        self.cursor_over(start, end).insertText(text)

    def cursor_over(self, start: int, end: int) -> QTextCursor:
        """A cursor of Qt's that selects a part."""
        cursor = QTextCursor(self.document())
        last = self._typed.units
        cursor.setPosition(min(self._typed.to_units(start), last))
        cursor.setPosition(min(self._typed.to_units(end), last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def points(self, unit: int) -> int:
        """A place of Qt's in code points."""
        return self._typed.to_points(unit)

    @Slot(int, int, int)
    def _contents_changed(self, at: int, removed: int, added: int) -> None:
        document = self.document()
        total, before = document.characterCount() - 1, self._typed.units
        at = min(at, total)
        added, removed = min(added, total - at), min(removed, before - at)
        if before - removed + added != total:  # Qt told it wrong: all of it is compared
            at, removed, added = 0, before, total
        cursor = QTextCursor(document)
        cursor.setPosition(at)
        cursor.setPosition(at + added, QTextCursor.MoveMode.KeepAnchor)
        came = cursor.selectedText().replace("\u2029", "\n")
        edit = self._typed.replace(at, removed, came)
        first, last = document.findBlock(at), document.findBlock(at + added)
        self.lines_changed(first, last, None if self.filling else edit)
        if edit is not None and not self.filling:
            self.edited.emit(*edit)

    def lines_changed(self, first: QTextBlock, last: QTextBlock, edit: Edit | None) -> None:
        """Lines were changed by an edit, or filled in where there is none; before it is told."""

    # marks in the text

    def in_sight(self) -> tuple[int, int]:
        """Where what is in sight begins and ends, as Qt counts."""
        last = self.cursorForPosition(self.viewport().rect().bottomRight()).block()
        return self.firstVisibleBlock().position(), last.position() + last.length()

    def mark(self, name: str, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Mark parts of the text, instead of what was marked under that name; last on top."""
        if not selections and not self._selections.get(name):
            return
        self._selections[name] = selections
        self.setExtraSelections([each for all_ in self._selections.values() for each in all_])
