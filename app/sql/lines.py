"""From offsets to lines and columns, all in code points; a line ends with LF, CR LF or lone CR."""

import re
from bisect import bisect_right
from itertools import accumulate

from app.domain.finding import Position

START = Position(1, 1, 0)
"""Where every text begins."""

_new = tuple.__new__  # makes a named tuple in half the time
_END_OF_LINE = re.compile(r"\r\n?|\n")


class Lines:
    """Positions within `text`, whose first character stands at `start` of a larger text.

    The table of lines is made when it is first asked, so a statement without findings costs
    nothing and one with a thousand is read once.
    """

    def __init__(self, text: str, start: Position = START) -> None:
        self._text = text
        self._start = start
        self._begins: list[int] | None = None

    def position(self, offset: int) -> Position:
        """The position of `offset`, from 0 up to and including the length of the text."""
        if self._begins is None:
            self._begins = _begins(self._text)
        line = bisect_right(self._begins, offset) - 1
        column = offset - self._begins[line] + (1 if line else self._start.column)
        return _new(Position, (self._start.line + line, column, self._start.offset + offset))


def _begins(text: str) -> list[int]:
    """Where each line of `text` begins."""
    if "\r" in text:
        return [0, *(end.end() for end in _END_OF_LINE.finditer(text))]
    begins = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    begins.pop()
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
