"""From offsets to lines and columns, all in code points; a line ends with LF, CR LF or lone CR."""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TypeAlias

from app.domain.finding import Position

Span: TypeAlias = tuple[Position, Position]
"""Where something starts, and where what is behind it does."""

START = Position(1, 1, 0)
"""Where every text begins."""

_new = tuple.__new__  # makes a named tuple in half the time
_END_OF_LINE = re.compile(r"\r\n?|\n")


class Lines:
    """Positions within `text`, whose first character stands at `start` of a larger text.

    The table of lines is made when it is first asked, so a statement without findings costs
    nothing and one with a thousand is read once.
    """

    __slots__ = ("_begins", "_start", "_text")

    def __init__(self, text: str, start: Position = START) -> None:
        self._text = text
        self._start = start
        self._begins: list[int] | None = None

    def position(self, offset: int) -> Position:
        """The position of `offset`, from 0 up to and including the length of the text."""
        return self.span(offset, offset)[0]

    def span(self, start: int, end: int) -> Span:
        """The positions of two such offsets."""
        begins = self._begins
        if begins is None:
            begins = self._begins = _begins(self._text, self._start.column)
        above, _column, offset = self._start
        first, last = bisect_right(begins, start), bisect_right(begins, end)
        return (
            _new(Position, (above + first - 1, start - begins[first - 1] + 1, offset + start)),
            _new(Position, (above + last - 1, end - begins[last - 1] + 1, offset + end)),
        )


def _begins(text: str, column: int) -> list[int]:
    """Where each line of `text` begins; the first of them before it where `column` is not 1."""
    if "\r" in text:
        begins = [0, *(end.end() for end in _END_OF_LINE.finditer(text))]
    elif "\n" in text:
        begins = list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))
        begins.pop()
    else:
        begins = [0]
    begins[0] = 1 - column
    return begins


def advance(position: Position, text: str, start: int, end: int) -> Position:
    """The position of `text[end]`, where `position` is that of `text[start]`.

    A CR and LF that belong together must not be parted by `start` or `end`.
    """
    line, column, offset = position
    last = text.rfind("\n", start, end)
    breaks = text.count("\n", start, end) if last >= 0 else 0
    if text.find("\r", start, end) >= 0:
        breaks += text.count("\r", start, end) - text.count("\r\n", start, end)
        last = max(last, text.rfind("\r", start, end))
    column = column + end - start if last < 0 else end - last
    return _new(Position, (line + breaks, column, offset + end - start))
