"""The text of an editor in code points, kept beside Qt's, which counts in UTF-16 units. No Qt.

Qt tells too much when a text changes: more than was typed, one character more than there is, a
change of format as a change of text. What was removed it does not tell at all. So the text is
kept a second time, in pieces, and what really changed is told from it. A keystroke in 100,000
lines touches one piece.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.models.source_text import units

_PIECE = 16_384  # code points


class Edit(NamedTuple):
    """At `position`, so many code points went and `added` came."""

    position: int
    removed: int
    added: str

    def on(self, text: str) -> str:
        """`text` after it."""
        return text[: self.position] + self.added + text[self.position + self.removed :]


class TypedText:
    """A text that is edited in UTF-16 units and read in code points."""

    def __init__(self, text: str = "") -> None:
        self._pieces: list[str] = []
        self._units: list[int] = []
        self._text: str | None = None
        self._put(0, 0, text)

    @property
    def text(self) -> str:
        """The whole of it."""
        if self._text is None:
            self._text = "".join(self._pieces)
        return self._text

    @property
    def units(self) -> int:
        """Its length in UTF-16 units."""
        return sum(self._units)

    def replace(self, unit: int, removed: int, added: str) -> Edit | None:
        """Put `added` in the place of `removed` units behind `unit`; what that really changed.

        None where it changed nothing.
        """
        first, last, before = self._around(unit, unit + removed)
        joined = "".join(self._pieces[first : last + 1])
        here = sum(map(len, self._pieces[:first]))
        start = points(joined, unit - before)
        end = points(joined, unit + removed - before)
        gone = joined[start:end]
        self._put(first, last + 1, joined[:start] + added + joined[end:])
        self._text = None
        same = shared_start(gone, added)
        gone, added = gone[same:], added[same:]
        behind = shared_start(gone[::-1], added[::-1])
        if len(gone) == behind == len(added):
            return None
        keep = len(added) - behind
        return Edit(here + start + same, len(gone) - behind, added[:keep])

    def to_units(self, position: int) -> int:
        """The units before a place that is given in code points."""
        before = 0
        for piece, length in zip(self._pieces, self._units, strict=True):
            if position <= len(piece):
                return before + units(piece[: max(position, 0)])
            position -= len(piece)
            before += length
        return before

    def to_points(self, unit: int) -> int:
        """The code points before a place that is given in units."""
        before = 0
        for piece, length in zip(self._pieces, self._units, strict=True):
            if unit <= length:
                return before + points(piece, max(unit, 0))
            unit -= length
            before += len(piece)
        return before

    def _around(self, start: int, end: int) -> tuple[int, int, int]:
        """The first and last piece between two places in units, and the units before them."""
        first, before = 0, 0
        while first < len(self._units) - 1 and before + self._units[first] < start:
            before += self._units[first]
            first += 1
        last, behind = first, before
        while last < len(self._units) - 1 and behind + self._units[last] < end:
            behind += self._units[last]
            last += 1
        return first, last, before

    def _put(self, first: int, end: int, text: str) -> None:
        parts = list(_parts(text))
        self._pieces[first:end] = parts
        self._units[first:end] = [units(part) for part in parts]


def _parts(text: str) -> Iterator[str]:
    if len(text) < 2 * _PIECE:
        yield text
        return
    for at in range(0, len(text), _PIECE):
        yield text[at : at + _PIECE]


def points(text: str, unit: int) -> int:
    """How many code points of `text` the first `unit` units are."""
    if text.isascii() or units(text) == len(text):
        return min(unit, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * unit].decode("utf-16-le", "ignore"))


def shared_start(one: str, other: str) -> int:
    """How many code points both begin with."""
    same, differs = 0, min(len(one), len(other))
    if one[:differs] == other[:differs]:
        return differs
    while differs - same > 1:  # [:same] is shared, [:differs] is not
        half = (same + differs) // 2
        if one[same:half] == other[same:half]:
            same = half
        else:
            differs = half
    return same
