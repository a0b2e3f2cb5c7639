"""The text of a script as a view shows it, and where its places are in there. No Qt.

The audit counts lines and columns in code points; Qt counts in UTF-16 units, in which an emoji
is two, and cuts paragraphs at more than line ends. A small script is held as a whole, of a large
one the lines around a place, of a very long line the columns around it.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from app.domain.finding import Position
from app.sql.decode import open_source
from app.sql.decoder import Decoder

WHOLE_LINES = 20_000
WHOLE_LENGTH = 1_000_000
"""Lines and code points up to which a script is held as a whole."""
AROUND = 500
"""Lines held before and behind a place in a larger one."""
LONG = 2_000
"""Code points shown of one line."""
_BEFORE = 200  # code points shown of a long line before the place
_CUT = "…"
_USUAL = 80  # code points of a line

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSEEN = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | {  # they turn the code around or end a paragraph: "Trojan Source", 2021
        ord(char): 0x2426
        for char in "\x85\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
        "\u2066\u2067\u2068\u2069\ufdd0\ufdd1\ufeff"
    }
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
)


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, as Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(text: str) -> str:
    """`text` with a stand-in of the same length for every character that acts and is not seen."""
    return text.translate(_UNSEEN)


@dataclass(frozen=True, slots=True)
class SourceText:
    """Lines of a script, without their ends, from line `first` on.

    `whole` tells that there are no others. `left` are the columns left out before what is shown
    of the line `focus`; of every other line the beginning is shown.
    """

    lines: tuple[str, ...]
    first: int = 1
    whole: bool = True
    focus: int = 1
    left: int = 0

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1

    def shows(self, place: Position) -> bool:
        """Whether a place is among what is shown."""
        if not self.first <= place.line <= self.last:
            return False
        column, left = place.column - 1, self._left(place.line)
        return left <= column <= max(left + LONG, 0)

    def parts(self, most: int) -> Iterator[str]:
        """What is shown, in parts of at most so many lines; an LF belongs between two of them."""
        part: list[str] = []
        length = 0
        for line in range(self.first, self.last + 1):
            part.append(self.shown_line(line))
            length += len(part[-1])
            if len(part) == most or length > most * _USUAL:
                yield "\n".join(part)
                part, length = [], 0
        if part or not self.lines:
            yield "\n".join(part)

    def shown_line(self, line: int) -> str:
        """What is shown of a line."""
        text, left = self.lines[line - self.first], self._left(line)
        if not left and len(text) <= LONG:
            return visible(text)
        right = _CUT if len(text) > left + LONG else ""
        return f"{_CUT if left else ''}{visible(text[left : left + LONG])}{right}"

    def span(self, line: int) -> tuple[int, int]:
        """The columns, counted from 0, between which a line is shown."""
        left = self._left(line)
        return left, min(len(self.lines[line - self.first]), left + LONG)

    def unit(self, line: int, column: int) -> int:
        """The units before a column, counted from 1, in what is shown of its line."""
        text, left = self.lines[line - self.first], self._left(line)
        part = text[left : max(left, min(column - 1, left + LONG))]
        return (len(_CUT) if left else 0) + units(part)

    def column(self, line: int, unit: int) -> int:
        """The column, counted from 1, of the character that stands behind so many units."""
        text, left = self.lines[line - self.first], self._left(line)
        unit -= len(_CUT) if left else 0
        if unit <= 0:
            return left + 1
        part = text[left : left + LONG]
        if part.isascii():
            return left + 1 + min(unit, len(part))
        ends = list(accumulate(2 if char > "\uffff" else 1 for char in part))
        return left + 1 + bisect_right(ends, unit)

    def _left(self, line: int) -> int:
        return self.left if line == self.focus else 0


def read_source(
    path: str, encoding: str | None, place: Position, stopped: Callable[[], bool]
) -> SourceText:
    """Hold a file, read as an audit with that encoding (None to find out) reads it.

    Raises:
        UnreadableInput: it is gone, or not text.
    """
    source = open_source(Path(path), encoding)
    return hold(source.texts(Decoder(source.charset)), place, stopped)


def hold(
    chunks: Iterable[str], place: Position, stopped: Callable[[], bool] = lambda: False
) -> SourceText:
    """Read a text that streams by, and keep it, or what is around `place`."""
    left = place.column - 1 - _BEFORE
    left = left if left + _BEFORE > LONG - _BEFORE else 0
    holding = _Holding(place.line)
    keep = {place.line: max(WHOLE_LENGTH, left + LONG) + 1}
    for line in _lines(chunks, keep):
        holding.take(line)
        if holding.enough or stopped():
            break
    lines, first = holding.around()
    return SourceText(lines, first, holding.whole, place.line, left)


class _Holding:
    """Lines as they come: all of them, until they are too many."""

    def __init__(self, line: int) -> None:
        self.whole = True
        self._from, self._to = line - AROUND, line + AROUND
        self._lines: deque[str] = deque()
        self._first = 1
        self._length = 0

    def take(self, line: str) -> None:
        """Hold the next line, and let go of those too far before the place."""
        self._lines.append(line)
        self._length += len(line)
        if len(self._lines) > WHOLE_LINES or self._length > WHOLE_LENGTH:
            self.whole = False
        while not self.whole and self._lines and self._first < self._from:
            self._lines.popleft()
            self._first += 1

    @property
    def enough(self) -> bool:
        """Whether the lines that follow are of no interest."""
        return not self.whole and self._first + len(self._lines) > self._to

    def around(self) -> tuple[tuple[str, ...], int]:
        """The lines, and the number of the first."""
        if self.whole:
            return tuple(self._lines), 1
        return tuple(islice(self._lines, max(0, self._to + 1 - self._first))), self._first


def _lines(chunks: Iterable[str], keep: Mapping[int, int]) -> Iterator[str]:
    """The lines of a text in chunks; the last one may be empty.

    Of a very long line only what is worth it is kept: `keep` code points by line number.
    """
    number, parts, length = 1, list[str](), 0
    for chunk in _without_torn_ends(chunks):
        at = 0
        for end in _LINE_END.finditer(chunk):
            parts.append(chunk[at : end.start()])
            yield "".join(parts)[: keep.get(number, WHOLE_LENGTH + 1)]
            number, parts, length = number + 1, [], 0
            at = end.end()
        if length <= keep.get(number, WHOLE_LENGTH):
            parts.append(chunk[at:])
            length += len(chunk) - at
    yield "".join(parts)[: keep.get(number, WHOLE_LENGTH + 1)]


def _without_torn_ends(chunks: Iterable[str]) -> Iterator[str]:
    """The same chunks, but none ends between CR and LF."""
    rest = ""
    for chunk in chunks:
        text = rest + chunk
        rest = "\r" if text.endswith("\r") else ""
        yield text[:-1] if rest else text
    yield rest
