"""Findings kept by the shape of a statement.

A log of a few hundred thousand statements has a few hundred shapes. What the rules said about one
statement of a shape they say about each; only the places differ, and places are kept as anchors.
The `Scope` tells what the rules looked at: where that was more than the shape, nothing is kept, or
it is kept for one version of the schema only.
"""

from typing import NamedTuple

from app.audit.profile import Active
from app.audit.scope import Scope
from app.sql.fingerprint import Anchor, anchor, place, shape, starts
from app.sql.parse import Parsed
from app.sql.split import Piece

_LONGEST = 65_536  # code points: longer statements are seldom met twice, and cost memory
_MOST = 20_000  # shapes; where there are more, nearly none comes again
_ANY_VERSION = -1


class Spot(NamedTuple):
    """What a rule said, with the offsets of its place in the text of the statement."""

    active: Active
    template: str
    values: tuple[tuple[str, str], ...]
    about: str
    start: int
    end: int


class Known(NamedTuple):
    """What is known of a statement without parsing it."""

    kind: str
    whole: bool
    spots: list[Spot]


class _Entry(NamedTuple):
    version: int
    kind: str
    whole: bool
    spots: tuple[tuple[Spot, Anchor, Anchor], ...]


class Cache:
    """The findings of one file's shapes. Tells nothing of shapes that may not be kept."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._shape = ""

    def look_up(self, piece: Piece, version: int) -> Known | None:
        """What is known of `piece` while the schema has this version."""
        self._shape = ""
        if len(piece.text) > _LONGEST or piece.cut:
            return None
        self._shape = shape(piece.text)
        entry = self._entries.get(self._shape)
        if entry is None or entry.version not in {_ANY_VERSION, version}:
            return None
        if not entry.spots:
            return Known(entry.kind, entry.whole, [])
        chunks = starts(piece.text)
        spots = [
            spot._replace(start=place(chunks, start), end=place(chunks, end))
            for spot, start, end in entry.spots
        ]
        return Known(entry.kind, entry.whole, spots)

    def keep(
        self, piece: Piece, parsed: Parsed, spots: list[Spot], scope: Scope, version: int
    ) -> None:
        """Keep what was said of the piece that was looked up last, where that is right."""
        if not self._shape or scope.looked_at_literals or scope.looked_at_memory:
            return
        if len(self._entries) >= _MOST:
            self._entries.clear()
        chunks = starts(piece.text) if spots else []
        anchored = tuple(
            (spot, anchor(chunks, spot.start), anchor(chunks, spot.end)) for spot in spots
        )
        held = version if scope.looked_at_schema else _ANY_VERSION
        self._entries[self._shape] = _Entry(held, parsed.kind, parsed.whole, anchored)
