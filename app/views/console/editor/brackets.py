"""The bracket at the cursor and the other one of its pair; one without another in red."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTextEdit

from app.models.source_colours import Ink
from app.sql.editing import Part, bracket_pair
from app.views.theme import blend

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

_BRACKETS = frozenset("()[]{}")
_LONGEST = 100_000  # code points of a statement that is looked through at a key
_Span = tuple[int, int]


class Brackets(QObject):
    """Marks pairs in one editor, once it is known which statement the cursor is in."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self.pair: tuple[_Span, _Span] | None = None
        """What is marked as belonging together, in code points of the text."""
        self.lonely: _Span | None = None
        """The bracket that is marked as having no other."""

    @Slot()
    def forget(self) -> None:
        """The cursor moved on."""
        self.pair = self.lonely = None
        self._editor.mark("brackets", [])

    @Slot(object)
    def show_pair(self, part: Part | None) -> None:
        """Mark the pair the cursor touches in its statement."""
        self.forget()
        if part is None or len(part.text) > _LONGEST:
            return
        editor = self._editor
        place = editor.position - part.start
        found = bracket_pair(part.text, place, editor.language) if place >= 0 else None
        if found:
            one, other = ((part.start + start, part.start + end) for start, end in found)
            self.pair = one, other
            self._mark([one, other], editor.theme.accent)
        else:
            self.lonely = self._bracket_at(editor.position)
            if self.lonely:
                self._mark([self.lonely], editor.theme.error)

    def go_to_other(self) -> None:
        """Put the cursor behind the other one."""
        if self.pair:
            (start, end), other = self.pair
            here = start <= self._editor.position <= end
            place = other[1] if here else end
            self._editor.select(place, place)

    def _bracket_at(self, position: int) -> _Span | None:
        """The bracket that a place touches, if it is none in a string or comment."""
        editor = self._editor
        block = editor.textCursor().block()
        text = block.text()
        column = position - editor.points(block.position())
        runs, _still = editor.colouring.cut(block, text)
        for at in (column, column - 1):
            if 0 <= at < len(text) and text[at] in _BRACKETS:
                inked = (ink for start, end, ink in runs if start <= at < end)
                if not {Ink.STRING, Ink.COMMENT} & set(inked):
                    start = position - column + at
                    return start, start + 1
        return None

    def _mark(self, spans: list[_Span], colour: str) -> None:
        theme = self._editor.theme
        selections = []
        for start, end in spans:
            made = QTextEdit.ExtraSelection()
            made.cursor = self._editor.cursor_over(start, end)
            made.format.setBackground(QColor(blend(colour, theme.surface, 0.25)))
            if colour == theme.error:
                made.format.setForeground(QColor(colour))
            selections.append(made)
        self._editor.mark("brackets", selections)
