"""Findings kept by the shape of a statement.

A log of a few hundred thousand statements has a few hundred shapes. What the rules said about one
statement of a shape they say about each; only the places differ, and places are kept as anchors.
The `Subject` tells what the rules looked at: where that was more than the shape, nothing is kept,
or it is kept for one version of the schema only.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from app.audit.profile import Active
from app.audit.registry import Hit
from app.audit.scope import Subject
from app.audit.suppress import MARK
from app.domain.dialect import Dialect
from app.sql.fingerprint import Anchor, Chunks, anchor, chunks_of, place, shape_of, starts
from app.sql.rows import ROWS_AT_LEAST
from app.sql.split import Piece

Spot: TypeAlias = tuple[Active, Hit, int, int]
"""What a rule said, and the offsets of its place in the text of the statement."""

_LONGEST = 65_536  # code points: longer statements are seldom met twice
_ROOM = 4_000_000  # code points of shapes; a finding counts as many as it weighs
_WEIGHT = 400


class Entry(NamedTuple):
    """What is known of all statements of a shape.

    `version` is that of the schema, None where none matters; `last` the last chunk a spot is in.
    """

    version: int | None
    kind: str
    whole: bool
    spots: tuple[tuple[Active, Hit, Anchor, Anchor], ...]
    last: int


class Cache:
    """The findings of one file's shapes; with no room it keeps nothing."""

    def __init__(self, room: int = _ROOM) -> None:
        self._entries: dict[str, Entry] = {}
        self._room = self._left = room
        self._chunks: Chunks = []

    def __len__(self) -> int:
        return len(self._entries)

    def shape(self, piece: Piece, dialect: Dialect) -> str:
        """The shape `piece` is kept by; nothing for one that must be judged by itself.

        What is said to the cache after it is about this piece.

        A long INSERT has its rows as one token, a short one of the same shape has not.
        """
        text = piece.text
        if len(text) > _LONGEST or piece.cut or MARK in text or not self._room:
            return ""
        if len(text) >= ROWS_AT_LEAST and text.lstrip()[:1] in "iIrR":
            return ""
        if "&" in text and dialect is Dialect.ORACLE:  # which may be filled in: no two are alike
            return ""
        self._chunks = chunks_of(text, dialect)
        return shape_of(self._chunks)

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
        if self._left < 0:
            self._entries.clear()
            self._left = self._room
        self._left -= len(shape) + _WEIGHT * (1 + len(spots))
        chunks = starts(self._chunks) if spots else []
        anchored = tuple((a, hit, anchor(chunks, b), anchor(chunks, e)) for a, hit, b, e in spots)
        self._entries[shape] = Entry(
            subject.schema.version if subject.read_schema else None,
            subject.kind,
            subject.parsed.whole,
            anchored,
            max((end[0] for _active, _hit, _begin, end in anchored), default=0),
        )

    def placed(self, entry: Entry) -> list[Spot]:
        """What is known of the shape, said of the statement of that shape that is being judged."""
        if not entry.spots:
            return []
        chunks = starts(self._chunks) if entry.last else [0]
        return [(a, hit, place(chunks, b), place(chunks, e)) for a, hit, b, e in entry.spots]
