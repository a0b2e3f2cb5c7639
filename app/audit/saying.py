"""From what the rules said of a statement to findings: in order, in their places, with reasons."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from app.audit.baseline import mark, marked
from app.audit.prepared import Spot
from app.audit.profile import Active
from app.audit.registry import Hit
from app.audit.scope import Seen
from app.audit.suppress import Suppression, reason_of
from app.domain.finding import Finding, Position
from app.sql.lines import Lines, Span, advance
from app.sql.split import Piece

Said: TypeAlias = tuple[str, int, str, tuple[tuple[str, str], ...]]
Told: TypeAlias = tuple[Said, int]
_new = tuple.__new__  # makes a named tuple in half the time


def findings(
    spots: Sequence[Spot], piece: Piece, number: int, suppressions: tuple[Suppression, ...]
) -> list[Finding]:
    """What was said of `piece`, which is statement `number`, in the order of the places."""
    ordered = in_order(spots)
    span = _spans(piece, ordered[0][2] < 0)
    first = last = None
    found: list[Finding] = []
    for active, hit, start, end in ordered:
        if start != first or end != last:  # many rules speak of one place
            first, last = start, end
            here, there = span(start, end)
        rule = active.rule
        reason = reason_of(suppressions, rule.id, start) if suppressions else None
        found.append(
            _new(
                Finding,
                (
                    rule.id, active.severity, rule.level, hit.template, hit.values, number,
                    hit.about, here, there, reason, None, "",
                ),
            )
        )  # fmt: skip
    return found


def in_order(spots: Sequence[Spot]) -> Sequence[Spot]:
    """By their places; those at one place with the worst first."""
    return sorted(spots, key=_order) if len(spots) > 1 else spots


def with_marks(found: Iterable[Finding], spots: Sequence[Spot], piece: Piece) -> list[Finding]:
    """The findings made of `spots`, each with the mark it is known again by."""
    places = (spot[2:] for spot in in_order(spots))
    return [marked(one, piece, *at) for one, at in zip(found, places, strict=True)]


def of_seen(active: Active, hit: Hit, seen: Seen) -> Finding:
    """A finding at a statement that was judged before."""
    return Finding(
        active.rule.id,
        active.severity,
        active.rule.level,
        hit.template,
        hit.values,
        seen.statement,
        hit.about,
        seen.start,
        seen.end,
        reason_of(seen.suppressions, active.rule.id, seen.offset),
        mark=mark(active.rule.id, hit.about, str(hit.values)),
    )


def said(finding: Finding) -> Said:
    """What a finding says, whatever form of the statement says it."""
    return finding.rule, finding.start.offset, finding.template, finding.values


def is_new(finding: Finding, told: set[Told]) -> bool:
    """Whether nobody said that of this place, which several statements may share."""
    key = said(finding), finding.end.offset
    if key in told:
        return False
    told.add(key)
    return True


def _spans(piece: Piece, before: bool) -> Callable[[int, int], Span]:
    """Gives positions in `piece`, or in it and the comments before it."""
    if piece.origin is not None and piece.origin.places is not None:
        return piece.origin.places.span
    if not before:
        return Lines(piece.text, piece.start).span
    lines, shift = _lines_with_comments(piece)
    return lambda start, end: lines.span(start + shift, end + shift)


def _lines_with_comments(piece: Piece) -> tuple[Lines, int]:
    """Positions in `piece` and the comments before it; and how long those are."""
    length = len(piece.comments)
    breaks = advance(Position(0, 1, 0), piece.comments, 0, length).line
    column = 1 if breaks else piece.start.column - length
    start = Position(piece.start.line - breaks, column, piece.start.offset - length)
    return Lines(piece.comments + piece.text, start), length


def _order(spot: Spot) -> tuple[int, tuple[int, str]]:
    return spot[2], spot[0].rank
