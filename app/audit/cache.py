"""Findings kept by the shape of a statement.

A log of a few hundred thousand statements has a few hundred shapes. What the rules said about one
statement of a shape they say about each; only the places differ, and places are kept as anchors.
The `Subject` tells what the rules looked at: where that was more than the shape, nothing is kept,
or it is kept for one version of the schema only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.audit.prepared import Prepared, Spot
from app.audit.profile import Active
from app.audit.registry import Hit
from app.audit.scope import Subject
from app.audit.suppress import MARK
from app.domain.dialect import Dialect
from app.sql.fingerprint import Anchor, Chunks, anchor, chunks_of, place, shape_of, starts
from app.sql.rows import ROWS_AT_LEAST
from app.sql.split import Piece

_LONGEST = 65_536  # code points: longer statements are seldom met twice
_ROOM = 24_000_000  # code points of shapes; a finding counts as many as it weighs
_WEIGHT = 400
_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

_Kept: TypeAlias = tuple[Active, Hit, Anchor, Anchor]


@dataclass(slots=True)
class Entry:
    """What is known of all statements of a shape.

    `version` is that of the schema, None where none matters; `last` the last chunk a spot is in.
    `spots` is what is said of the tree, `prepared` all that is said, by the state of those who look
    at texts.
    """

    version: int | None
    kind: str
    whole: bool
    spots: tuple[_Kept, ...]
    last: int
    prepared: dict[int | None, Prepared] = field(default_factory=dict)


class Cache:
    """The findings of one file's shapes; with no room it keeps nothing."""

    def __init__(self, dialect: Dialect, room: int = _ROOM) -> None:
        self.chunks: Chunks = []
        """Of the piece whose shape was asked for last."""
        self._dialect = dialect
        self._entries: dict[str, Entry] = {}
        self._room = self._left = room
        self._piece: Piece | None = None
        self._shape = ""

    def __len__(self) -> int:
        return len(self._entries)

    def shape(self, piece: Piece) -> str:
        """The shape `piece` is kept by; nothing for one that must be judged by itself.

        What is said to the cache after it is about this piece.

        A long INSERT has its rows as one token, a short one of the same shape has not.
        """
        if piece is not self._piece:
            self._piece, self._shape = piece, self._shape_of(piece)
        return self._shape

    def _shape_of(self, piece: Piece) -> str:
        text = piece.text
        if len(text) > _LONGEST or piece.cut or MARK in text or not self._room:
            return ""
        if len(text) >= ROWS_AT_LEAST and text.lstrip()[:1] in "iIrR":
            return ""
        if self._dialect is _ORACLE and "&" in text:  # which may be filled in: no two are alike
            return ""
        self.chunks = chunks_of(text, self._dialect)
        return shape_of(self.chunks)

    def entry(self, shape: str, version: int) -> Entry | None:
        """What is known of a shape while the schema has this version."""
        entry = self._entries.get(shape)
        if entry is None or (entry.version is not None and entry.version != version):
            return None
        return entry

    def keep(self, shape: str, subject: Subject, spots: Sequence[Spot]) -> None:
        """Keep what the rules said of `subject`, unless they looked at what is its own."""
        if subject.read_literals or subject.read_memory:
            return
        self._make_room(len(shape) + _WEIGHT * (1 + len(spots)))
        begins = self._starts() if spots else []
        anchored = tuple((a, hit, anchor(begins, b), anchor(begins, e)) for a, hit, b, e in spots)
        self._entries[shape] = Entry(
            subject.schema.version if subject.read_schema else None,
            subject.kind,
            subject.parsed.whole,
            anchored,
            max((end[0] for _active, _hit, _begin, end in anchored), default=0),
        )

    def prepare(self, entry: Entry, state: int, spots: Sequence[Spot], then: int | None) -> None:
        """Keep all that was said of the piece at hand; `spots` are in their order."""
        if any(start < 0 for _active, _hit, start, _end in spots):
            return  # it stands in the comments before it
        self._make_room(_WEIGHT * (1 + len(spots)))
        entry.prepared[state] = Prepared(spots, self._starts(), then)

    def placed(self, entry: Entry) -> list[Spot]:
        """What is known of the shape, said of the statement of that shape that is being judged."""
        if not entry.spots:
            return []
        begins = self._starts(entry.last) if entry.last else [0]
        return [(a, hit, place(begins, b), place(begins, e)) for a, hit, b, e in entry.spots]

    def _make_room(self, weight: int) -> None:
        if self._left < 0:
            self._entries.clear()
            self._left = self._room
        self._left -= weight

    def _starts(self, until: int | None = None) -> list[int]:
        assert self._piece is not None
        return starts(self._piece.text, self.chunks[:until], self._dialect)
