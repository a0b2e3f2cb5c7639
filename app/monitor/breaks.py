"""Where a series changed its ways: a purge, a disk made larger, a job that began.

What came before tells nothing of what comes next.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import NamedTuple

FEWEST = 8
"""Points; a line through less is a guess."""
DEVIATION = 1.4826
"""What makes a median of distances a standard deviation."""


class Point(NamedTuple):
    """A value, and its moment in seconds from now: never above 0."""

    at: float
    value: float


def last_change(points: Sequence[Point], missing: float, is_thinned: bool) -> float | None:
    """The moment from which values went on otherwise. What is small beside the way that is
    missing to the limit does not matter.
    """
    matters = max(missing / 50, 1e-9 * max(abs(point.value) for point in points))
    step = _last_step(points, matters, is_thinned)
    bend = _last_bend(points, matters, is_thinned)
    found = [each for each in (step, bend) if each is not None]
    return max(found) if found else None


def _last_step(points: Sequence[Point], matters: float, is_thinned: bool) -> float | None:
    """The moment from which values went on at another level; None where they never jumped.

    Of thinned points it is the one before: seen closer, the jump may be a steep way up.

    What jumps up and down again and again (a day and a night) does not change: it lives so. Nor
    does what grows in stairs.
    """
    usual = median(
        (later.value - point.value) / (later.at - point.at) for point, later in pairwise(points)
    )
    jumps = [
        later.value - point.value - usual * (later.at - point.at)
        for point, later in pairwise(points)
    ]
    least = max(6 * DEVIATION * median(map(abs, jumps)), matters)
    values = [point.value for point in points]
    least = max(least, (max(values) - min(values)) / 5)
    steps = [
        place
        for place, jump in enumerate(jumps)
        if abs(jump) > least and not _is_undone(jumps, place)
    ]
    ups = sum(jumps[place] > 0 for place in steps)
    downs = len(steps) - ups
    if not steps or min(ups, downs) >= 2:
        return None
    if (ups >= 3 and not downs and usual >= 0) or (downs >= 3 and not ups and usual <= 0):
        return None
    last = steps[-1]
    return points[last if last and is_thinned else last + 1].at


def _is_undone(jumps: Sequence[float], place: int) -> bool:
    """Whether it was a peak of one or two points: what jumped came back at once."""
    jump = jumps[place]
    for other in (*range(max(place - 2, 0), place), *range(place + 1, min(place + 3, len(jumps)))):
        if jumps[other] * jump < 0 and abs(jumps[other] + jump) < abs(jump) / 2:
            return True
    return False


def _last_bend(points: Sequence[Point], matters: float, is_thinned: bool) -> float | None:
    """The moment from which another line fits far better; None where one fits them all.

    Two lines are drawn at each place, by least squares over running sums. They count where what is
    left beside them is a quarter, and what was beside the one is not too small to matter.
    """
    middle = median(point.value for point in points)
    height = max(abs(point.value - middle) for point in points)
    span = points[-1].at - points[0].at
    if not 0 < height < float("inf"):
        return None
    scaled = [
        ((point.at - points[0].at) / span, (point.value - middle) / height) for point in points
    ]
    before = [_Sums(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    for x, y in scaled:
        before.append(before[-1].plus(_Sums(1.0, x, y, x * x, x * y, y * y)))
    whole = before[-1]
    if sqrt(whole.beside / len(points)) * height <= matters:
        return None
    fewest = 3 if is_thinned else FEWEST
    rests = [
        (before[place].beside + whole.minus(before[place]).beside, place)
        for place in range(fewest, len(points) - fewest + 1)
    ]
    if not rests or min(rests)[0] > whole.beside / 4:
        return None
    return points[min(rests)[1]].at


class _Sums(NamedTuple):
    """What the straight line through some points needs to know of them."""

    number: float
    x: float
    y: float
    xx: float
    xy: float
    yy: float

    def plus(self, more: "_Sums") -> "_Sums":
        return _Sums(*(a + b for a, b in zip(self, more, strict=True)))

    def minus(self, less: "_Sums") -> "_Sums":
        return _Sums(*(a - b for a, b in zip(self, less, strict=True)))

    @property
    def beside(self) -> float:
        """The squares of what is left beside the line."""
        wide = self.xx - self.x * self.x / self.number
        both = self.xy - self.x * self.y / self.number
        high = self.yy - self.y * self.y / self.number
        return max(high - (both * both / wide if wide > 0 else 0.0), 0.0)
