"""Findings of a shape, made ready once: what is left to fill in is where they stand.

Nearly all of a log are statements like one before, and making their findings is most of what is
left to do for them.
"""

from collections.abc import Sequence
from typing import TypeAlias

from app.audit.profile import Active
from app.audit.registry import Hit
from app.domain.dialect import Dialect
from app.domain.finding import Finding, Note, Position
from app.sql.fingerprint import Anchor, Chunks, anchor, starts
from app.sql.lines import Lines
from app.sql.split import Piece

Spot: TypeAlias = tuple[Active, Hit, int, int]
"""What a rule said, and the offsets of its place in the text of the statement."""

_new = tuple.__new__  # makes a named tuple in half the time


class Prepared:
    """What all rules say of any statement of a shape; `then` is the state they are in afterwards.

    The spots must be in their order, which is the same in all statements of a shape, and within
    the text.
    """

    __slots__ = ("_last", "_places", "_said", "then")

    def __init__(self, spots: Sequence[Spot], begins: list[int], then: int | None) -> None:
        self.then = then
        numbers: dict[tuple[Anchor, Anchor], int] = {}  # many rules speak of one place
        said = []
        for active, hit, start, end in spots:
            place = anchor(begins, start), anchor(begins, end)
            number = numbers.setdefault(place, len(numbers))
            rule = active.rule
            what = rule.id, active.severity, rule.level, hit.template, hit.values, hit.about
            said.append((*what, number))
        self._said = tuple(said)
        self._places = tuple([(*start, *end) for start, end in numbers])
        self._last = max((place[2] for place in self._places), default=0)

    def findings(
        self, piece: Piece, number: int, chunks: Chunks, dialect: Dialect
    ) -> list[Finding]:
        """All of it said of `piece`, which is statement `number` and is cut into `chunks`."""
        if not self._said:
            return []
        text = piece.text
        begins = starts(text, chunks[: self._last], dialect) if self._last else [0]
        places = [(begins[a] + b, begins[c] + d) for a, b, c, d in self._places]
        if "\n" in text or "\r" in text:
            at = Lines(text, piece.start).position
            spans = [(at(start), at(end)) for start, end in places]
        else:
            line, column, offset = piece.start
            spans = [
                (
                    _new(Position, (line, column + start, offset + start)),
                    _new(Position, (line, column + end, offset + end)),
                )
                for start, end in places
            ]
        note: Note | None = None if piece.origin is None else piece.origin.note()
        found: list[Finding] = []
        for rule, severity, level, template, values, about, n in self._said:
            start, end = spans[n]
            of_rule = rule, severity, level, template, values, number, about
            found.append(_new(Finding, (*of_rule, start, end, None, note, "")))
        return found
