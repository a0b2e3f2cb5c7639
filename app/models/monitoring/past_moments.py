"""What there is to go to in the last 72 hours: captures, and what happened. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.monitoring.sample import Mark
from app.models.monitoring.marks import with_marks

KEPT = 259_200.0
"""Seconds the recorder keeps: 72 hours."""
_SAME = 0.5
"""Seconds within which one already is at a moment."""


@dataclass(frozen=True, slots=True)
class PastMoments:
    """Moments by what they are, each rising."""

    captures: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()

    @classmethod
    def of(cls, captures: Iterable[float], marks: Iterable[Mark]) -> "PastMoments":
        """From whatever order they come in, and twice."""
        return cls(tuple(sorted(set(captures))), tuple(sorted(marks, key=lambda mark: mark.at)))

    def joined(self, captures: Iterable[float], marks: Iterable[Mark], now: float) -> "PastMoments":
        """With those that came; what the recorder does not keep any more goes."""
        held = self.captures
        for at in sorted(captures):
            later = not held or at > held[-1]  # in nearly every case
            held = (*held, at) if later else tuple(sorted({*held, at}))
        first = bisect_left(held, now - KEPT)
        known = with_marks(self.marks, marks)
        return PastMoments(
            held[first:],
            tuple(each for each in known if max(each.at, each.until or 0.0) >= now - KEPT),
        )

    def capture_from(self, moment: float, *, forward: bool) -> float | None:
        """The next capture in that direction."""
        return _next(self.captures, moment, forward=forward)

    def mark_from(self, moment: float, *, forward: bool) -> float | None:
        """The next thing that happened in that direction."""
        return _next(tuple(mark.at for mark in self.marks), moment, forward=forward)


def _next(moments: tuple[float, ...], moment: float, *, forward: bool) -> float | None:
    if forward:
        place = bisect_right(moments, moment + _SAME)
        return moments[place] if place < len(moments) else None
    place = bisect_left(moments, moment - _SAME)
    return moments[place - 1] if place else None
