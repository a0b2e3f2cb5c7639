"""Colours of the text as it is typed: lines in sight at once, the others when they come in sight.

What is open behind a line is kept in the line itself (`userState`), so it moves with the line. An
edit looks at its own lines, and goes on with those behind only as long as what is open differs
from what it was: a quote that is typed colours 100,000 lines anew, a few milliseconds at a time.
"""

from collections.abc import Generator

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.dialect import Dialect, Language
from app.models.editing.line_colours import Run, by_line, still_open
from app.models.slices import Slices
from app.models.source_colours import Ink
from app.models.source_text import units
from app.views.inks import ink_of
from app.views.theme import LIGHT, Theme

_AT_ONCE = 100  # lines looked at within a keystroke
_IN_SLICE = 50
_INKED = 1  # the lowest bit of a line's state; what is open behind it is above that
_NOTHING = (0, -1)


class Colouring(QObject):
    """Colours the lines of one editor."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._language: Language = Dialect.MYSQL
        self._cut = by_line(self._language)
        self._openings: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._formats: dict[Ink, QTextCharFormat] = {}
        self._from: int | None = None  # the first line of which it is not known what is open
        self._until = 0  # the last that has to be looked at, whatever is found before
        self._count = 1
        self._told = _NOTHING  # where the lines begin of which Qt tells just now
        self._further = False
        self._rest = Slices(self)
        self._rest.finished.connect(self.see)
        self.apply_theme(LIGHT)

    def set_language(self, language: Language) -> None:
        """Colour for another language."""
        self._language, self._cut = language, by_line(language)
        self._anew()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for ink in Ink:
            form = QTextCharFormat()
            form.setForeground(QColor(ink_of(ink, theme)))
            self._formats[ink] = form
        self._anew()

    @property
    def busy(self) -> bool:
        """Whether there are lines nobody has looked at yet."""
        return self._from is not None

    def changed(self, first: QTextBlock, last: QTextBlock) -> bool:
        """Look at the lines of an edit, and at what depends on them.

        Whether other lines took other colours with it.
        """
        begin, end = first.blockNumber(), last.blockNumber()
        count = self._editor.blockCount()
        if self._from is not None:
            until = self._until + max(0, count - self._count)
            begin, end = min(self._from, begin), max(until, end)
        self._from, self._until, self._count = begin, min(end, count - 1), count
        self._advance(_AT_ONCE if end - begin < _AT_ONCE else 0)  # what is long has time
        self._blur(first, last)
        self._told, self._further = (first.position(), last.position()), False
        self.see()
        self._told = _NOTHING
        if self.busy and not self._rest.busy:
            self._rest.start(self._work())
        return self._further

    @Slot()
    def see(self) -> None:
        """Colour what is in sight, even where it is only guessed what is open before it."""
        editor = self._editor
        block = editor.firstVisibleBlock()
        height = max(editor.fontMetrics().height(), 1)
        seen = editor.viewport().height() // height + 2  # no line is lower
        while seen > 0 and block.isValid():
            if block.isVisible():
                state = block.userState()
                if state < 0 or not state & _INKED:
                    self._ink(block)
                seen -= 1
            block = block.next()

    def again(self, block: QTextBlock) -> None:
        """Colour a line again whose colours Qt took away: an input method is at work in it."""
        if block.userState() >= 0:
            self._ink(block)

    def opening_before(self, block: QTextBlock) -> str:
        """What is open before a line: nothing, or how a string or a comment began."""
        previous = block.previous()
        state = previous.userState() if previous.isValid() else 0
        return self._openings[max(state, 0) >> 1]

    def cut(self, block: QTextBlock, text: str) -> tuple[list[Run], str]:
        """The runs of `text`, were it that line, and what would be open behind it."""
        return self._cut(text, self.opening_before(block))

    def _anew(self) -> None:
        count = self._editor.blockCount()
        block = self._editor.firstVisibleBlock()
        for _line in range(_AT_ONCE):
            if block.isValid() and block.userState() >= 0:
                block.setUserState(block.userState() & ~_INKED)
            block = block.next()
        self._from, self._until, self._count = 0, count - 1, count
        self.see()
        self._rest.start(self._work())

    def _work(self) -> Generator[None, None, None]:
        while self.busy:
            self._advance(_IN_SLICE)
            yield

    def _advance(self, most: int) -> None:
        """Look at some lines, as many as needed."""
        if self._from is None:
            return
        block = self._editor.document().findBlockByNumber(self._from)
        opening = self.opening_before(block)
        for _line in range(most):
            if not block.isValid():
                self._from = None
                return
            before, number = block.userState(), self._from
            still = self._still_open(block.text(), opening)
            state = self._number(still) << 1
            block.setUserState(state)
            if number >= self._until and before >= 0 and before >> 1 == state >> 1:
                self._from = None
                return
            block, opening, self._from = block.next(), still, number + 1
        if not block.isValid():
            self._from = None

    def _blur(self, first: QTextBlock, last: QTextBlock) -> None:
        """The colours of the lines of an edit are old."""
        block = first
        for _line in range(_AT_ONCE):
            if not block.isValid() or block.blockNumber() > last.blockNumber():
                break
            block.setUserState(max(block.userState(), 0) & ~_INKED)
            block = block.next()

    def _still_open(self, text: str, opening: str) -> str:
        quick = still_open(text, opening, self._language)
        return self._cut(text, opening)[1] if quick is None else quick

    def _number(self, opening: str) -> int:
        if opening not in self._numbers:
            self._numbers[opening] = len(self._openings)
            self._openings.append(opening)
        return self._numbers[opening]

    def _ink(self, block: QTextBlock) -> None:
        text, layout = block.text(), block.layout()
        runs, still = self._cut(text, self.opening_before(block))
        formats = [self._format(text, run) for run in runs]
        if composed := layout.preeditAreaText():
            length = units(composed)
            formats = [*_around(formats, layout.preeditAreaPosition(), length), *layout.formats()]
        layout.setFormats(formats)
        block.setUserState(self._number(still) << 1 | _INKED)
        if self._told[0] <= block.position() <= self._told[1]:
            return  # Qt draws the lines of an edit anew by itself
        self._further = True
        self._editor.document().markContentsDirty(block.position(), block.length())

    def _format(self, text: str, run: Run) -> QTextLayout.FormatRange:
        start, end, ink = run
        if text.isascii():
            return _range(start, end - start, self._formats[ink])
        return _range(units(text[:start]), units(text[start:end]), self._formats[ink])


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made


def _around(
    formats: list[QTextLayout.FormatRange], place: int, length: int
) -> list[QTextLayout.FormatRange]:
    """The same formats, with what an input method composes standing at a place between them."""
    made = []
    for each in formats:
        end = each.start + each.length
        if each.start < place:
            made.append(_range(each.start, min(end, place) - each.start, each.format))
        if end > place:
            start = max(each.start, place)
            made.append(_range(start + length, end - start, each.format))
    return made
