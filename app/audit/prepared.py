"""Findings of a shape, made ready once: what is left to fill in is where they stand.

Nearly all of a log are statements like one before, and making their findings is most of what is
left to do for them.
"""

from collections.abc import Sequence
from typing import TypeAlias

from app.audit.profile import Active
from app.audit.registry import Hit
from app.domain.finding import Finding, Level, Position, Severity
from app.sql.fingerprint import Anchor, anchor
from app.sql.lines import Lines
from app.sql.split import Piece

Spot: TypeAlias = tuple[Active, Hit, int, int]
"""What a rule said, and the offsets of its place in the text of the statement."""

_What: TypeAlias = tuple[str, Severity, Level, str, tuple[tuple[str, str], ...], str]
_new = tuple.__new__  # makes a named tuple in half the time


class Prepared:
    """What all rules say of any statement of a shape; `then` is the state they are in afterwards.

    The spots must be in their order, which is the same in all statements of a shape, and within
    the text; `last` is the last chunk one is in.
    """

    __slots__ = ("_said", "last", "then")

    def __init__(self, spots: Sequence[Spot], begins: list[int], then: int | None) -> None:
        self.then = then
        said: list[tuple[Anchor, Anchor, list[_What]]] = []
        for active, hit, start, end in spots:
            place = anchor(begins, start), anchor(begins, end)
            if not said or said[-1][:2] != place:  # many rules speak of one place
                said.append((*place, []))
            rule = active.rule
            what = rule.id, active.severity, rule.level, hit.template, hit.values, hit.about
            said[-1][2].append(what)
        self._said = tuple([(*start, *end, tuple(whats)) for start, end, whats in said])
        self.last = max((end[0] for _start, end, _whats in said), default=0)

    def findings(self, piece: Piece, number: int, begins: Sequence[int]) -> list[Finding]:
        """All of it said of `piece`, which is statement `number`; its chunks start at `begins`."""
        found: list[Finding] = []
        if not self._said:
            return found
        text, origin = piece.text, piece.origin
        lines = Lines(text, piece.start) if "\n" in text or "\r" in text else None
        note = None if origin is None else origin.note()
        line, column, offset = piece.start
        for chunk, distance, last, behind, whats in self._said:
            first, end = begins[chunk] + distance, begins[last] + behind
            if lines is None:
                here = _new(Position, (line, column + first, offset + first))
                there = _new(Position, (line, column + end, offset + end))
            else:
                here, there = lines.span(first, end)
            for rule, severity, level, template, values, about in whats:
                found.append(
                    _new(
                        Finding,
                        (
                            rule, severity, level, template, values, number, about,
                            here, there, None, note, "",
                        ),
                    )
                )  # fmt: skip
        return found
