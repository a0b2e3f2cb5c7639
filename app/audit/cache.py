"""Findings kept by the shape of a statement.

A log of a few hundred thousand statements has a few hundred shapes. What the rules said about one
statement of a shape they say about each; only the places differ, and places are kept as anchors.
The `Subject` tells what the rules looked at: where that was the value of a literal, findings are
kept by what they asked about it (`app.audit.answers`); where it was the schema, for one version of
it only; where it was more, nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.audit.answers import MOST, Branch, Step, steps
from app.audit.prepared import Prepared, Spot
from app.audit.profile import Active
from app.audit.registry import Hit
from app.audit.subject import Subject
from app.audit.suppress import MARK
from app.domain.dialect import Dialect
from app.sql.fingerprint import Anchor, Chunks, anchor, chunks_of, place, shape_of, starts
from app.sql.rows import ROWS_AT_LEAST
from app.sql.split import Piece

_LONGEST = 65_536  # code points: longer statements are seldom met twice
_ROOM = 24_000_000  # code points of shapes; findings and questions count as many as they weigh
_WEIGHT = 400
_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

_BEGIN = [0]
_Kept: TypeAlias = tuple[Active, Hit, Anchor, Anchor]


@dataclass(slots=True)
class Entry:
    """What is known of all statements of a shape that give the same answers.

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


_Known: TypeAlias = Entry | Branch[Entry]


class Cache:
    """The findings of one file's shapes; with no room it keeps nothing."""

    def __init__(self, dialect: Dialect, room: int = _ROOM) -> None:
        self._dialect = dialect
        self._entries: dict[str, _Known] = {}
        self._room = self._left = room
        self.paused = False
        """Whether every statement is judged by itself for now."""
        self._piece: Piece | None = None
        self._shape = ""
        self._chunks: Chunks = []  # of that piece
        self._begins: list[int] = []  # where the first few of them start

    def __len__(self) -> int:
        return len(self._entries)

    def shape(self, piece: Piece) -> str:
        """The shape `piece` is kept by; nothing for one that must be judged by itself.

        What is said to the cache after it is about this piece.

        A long INSERT has its rows as one token, a short one of the same shape has not.
        """
        if piece is not self._piece:
            self._piece, self._shape = piece, "" if self.paused else self._shape_of(piece)
        return self._shape

    def _shape_of(self, piece: Piece) -> str:
        text = piece.text
        if len(text) > _LONGEST or piece.cut or MARK in text or not self._room:
            return ""
        if len(text) >= ROWS_AT_LEAST and text.lstrip()[:1] in "iIrR":
            return ""
        if self._dialect is _ORACLE and (  # which is filled in, or left out: no two are alike
            "&" in text or ("$" in text and "$IF" in text.upper())
        ):
            return ""
        self._chunks, self._begins = chunks_of(text, self._dialect), []
        return shape_of(self._chunks)

    def entry(self, shape: str, version: int) -> Entry | None:
        """What is known of the piece at hand, of that shape, while the schema has this version."""
        found = self._entries.get(shape)
        if found is None or (found.version is not None and found.version != version):
            return None
        while isinstance(found, Branch):
            assert self._piece is not None
            begins = self.begins(found.last)
            found = found.answers.get(found.answer(self._piece.text, begins, self._dialect))
        return found

    def keep(self, shape: str, subject: Subject, spots: Sequence[Spot]) -> None:
        """Keep what the rules said of `subject`, unless they looked at what is its own."""
        if subject.asked is None or subject.read_memory:
            return
        self._make_room()
        way = list(steps(subject.asked, self.begins())) if subject.asked else []
        begins = self.begins() if spots else []
        anchored = tuple((a, hit, anchor(begins, b), anchor(begins, e)) for a, hit, b, e in spots)
        version = subject.schema.version if subject.read_schema else None
        last = max((end[0] for _active, _hit, _begin, end in anchored), default=0)
        entry = Entry(version, subject.kind, subject.parsed.whole, anchored, last)
        known = self._entries.get(shape)
        if known is not None and known.version not in {None, subject.schema.version}:
            known = None
        found = _grown(known, way, entry)
        if found is not None:
            found.version = known.version if known and version is None else version
            self._entries[shape] = found
            self._left -= len(shape) + _WEIGHT * (1 + len(spots) + len(way))

    def prepare(self, entry: Entry, state: int, spots: Sequence[Spot], then: int | None) -> None:
        """Keep all that was said of the piece at hand; `spots` are in their order."""
        if any(start < 0 for _active, _hit, start, _end in spots):
            return  # it stands in the comments before it
        self._make_room()
        self._left -= _WEIGHT * (1 + len(spots))
        entry.prepared[state] = Prepared(spots, self.begins(), then)

    def placed(self, entry: Entry) -> list[Spot]:
        """What is known of the shape, said of the statement of that shape that is being judged."""
        if not entry.spots:
            return []
        begins = self.begins(entry.last)
        return [(a, hit, place(begins, b), place(begins, e)) for a, hit, b, e in entry.spots]

    def forget(self) -> None:
        """Keep nothing of what was: the session changed in what no shape tells."""
        self._entries.clear()
        self._left = self._room

    def _make_room(self) -> None:
        if self._left < 0:
            self.forget()

    def begins(self, last: int | None = None) -> list[int]:
        """Where the chunks of the piece at hand start, at least up to number `last`."""
        if not last and last is not None:
            return _BEGIN
        if last is None or len(self._begins) <= last:
            assert self._piece is not None
            self._begins = starts(self._piece.text, self._chunks[:last], self._dialect)
        return self._begins


def _grown(known: _Known | None, way: Sequence[Step], entry: Entry) -> _Known | None:
    """`known` with `entry` at the end of its way of answers; None if it cannot be kept.

    The same answers lead to the same question, unless a rule asks by something else than what it
    was told; what it says then must not be kept.
    """

    def made(number: int) -> _Known:
        if number == len(way):
            return entry
        return Branch(way[number].question, way[number].places)

    at = first = made(0) if known is None else known
    for number, step in enumerate(way, start=1):
        if not isinstance(at, Branch) or not at.is_about(step.question, step.places):
            return None
        found = at.answers.get(step.answer)
        if found is None:
            if len(at.answers) >= MOST:
                return None
            found = at.answers[step.answer] = made(number)
        at = found
    return first if at is entry else None
