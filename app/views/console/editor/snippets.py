"""Filling in a snippet: Tab goes from place to place, places of one number change together."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from app.domain.console.snippet import Snippet
from app.models.editing.snippet_text import Place, fill_in
from app.models.source_text import units

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor

_KEEP = QTextCursor.MoveMode.KeepAnchor


class _Spot:
    """A place in the document that grows with what is typed in it."""

    def __init__(self, document_cursor: QTextCursor, start: int, end: int) -> None:
        self._start, self._end = QTextCursor(document_cursor), QTextCursor(document_cursor)
        self._start.setPosition(start)
        self._start.setKeepPositionOnInsert(True)
        self._end.setPosition(end)

    def over(self) -> QTextCursor:
        """A cursor that selects it."""
        made = QTextCursor(self._end)
        made.setKeepPositionOnInsert(False)
        made.setPosition(self._start.position())
        made.setPosition(self._end.position(), _KEEP)
        return made

    def holds(self, position: int) -> bool:
        """Whether a place is in it or touches it."""
        return self._start.position() <= position <= self._end.position()

    def freeze(self) -> None:
        """What is typed at its end now is not in it: another place is being filled in."""
        self._end.setKeepPositionOnInsert(True)
        self._start.setKeepPositionOnInsert(False)

    def thaw(self) -> None:
        """What is typed at its end is in it."""
        self._end.setKeepPositionOnInsert(False)
        self._start.setKeepPositionOnInsert(True)


class Snippets(QObject):
    """Puts snippets in, and is asked about keys while one is filled in."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._stops: list[list[_Spot]] = []
        self._at = 0

    @property
    def filling_in(self) -> bool:
        """Whether there are places to go to."""
        return bool(self._stops)

    def put(self, snippet: Snippet, start: int, end: int) -> None:
        """Put a snippet in the place of a part of the text, and go to its first place."""
        editor = self._editor
        cursor = editor.cursor_over(start, end)
        block = cursor.document().findBlock(cursor.selectionStart())
        line = block.text()
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        filled = fill_in(snippet.text, indent)
        begin = cursor.selectionStart()
        cursor.insertText(filled.text)
        editor.setTextCursor(cursor)

        def spot(place: Place) -> _Spot:
            before = begin + units(filled.text[: place.start])
            return _Spot(cursor, before, before + units(filled.text[place.start : place.end]))

        self._stops = [[spot(place) for place in stop] for stop in filled.stops()]
        self._at = -1
        if self._stops:
            self._step(1)

    def key(self, event: QKeyEvent) -> bool:
        """Tab and Shift+Tab step, Esc ends it; False where no snippet is being filled in."""
        if not self._stops:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.end()
            return True
        if event.key() not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        position = self._editor.textCursor().position()
        if not any(spot.holds(position) for spot in self._stops[self._at]):
            self.end()  # the user is somewhere else
            return False
        self._step(-1 if event.key() == Qt.Key.Key_Backtab else 1)
        return True

    def end(self) -> None:
        """No place is gone to any more."""
        self._stops = []
        self._editor.carets.clear()

    def _step(self, by: int) -> None:
        self._at = max(0, self._at + by)
        self._editor.carets.clear()
        for number, stop in enumerate(self._stops):
            for spot in stop:
                spot.thaw() if number == self._at else spot.freeze()
        spots = self._stops[self._at]
        self._editor.setTextCursor(spots[0].over())
        self._editor.carets.others = [spot.over() for spot in spots[1:]]
        self._editor.ensureCursorVisible()
        if self._at == len(self._stops) - 1:  # the last: nothing is left to go to
            self._stops = []
