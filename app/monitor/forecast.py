"""When something will be full: a straight line through what came since it last changed its ways.

The line is the median of the slopes between all pairs of points (Theil 1950; Sen, JASA 63, 1968,
"Estimates of the regression coefficient based on Kendall's tau"): up to 29 % of the points may be
wild and it stays where it was. The range is Sen's for 90 %, from the order of these slopes (as in
`scipy.stats.theilslopes`), made wider where neighbours are alike (Yue and Wang, Water Resources
Management 18, 2004): a day's points every minute are not 1,440 witnesses.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, isfinite, sqrt
from statistics import median
from typing import NamedTuple

from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.series import Series
from app.monitor.breaks import DEVIATION, FEWEST, Point, last_change

SHORTEST = 600.0
"""Seconds they must span."""
REACH = 10.0
"""So many times as far ahead as it looked back: ten minutes see less than two hours."""
TEN_YEARS = 10 * 365.25 * 86_400.0
_DAY = 86_400.0
_MOST = 48
"""Points the line is drawn through; 1,128 pairs of them. More tell hardly better."""
_BREAKS = 6
"""How often the beginning is left off at the most."""
_NINETY = 1.645
"""Of a normal distribution, 90 % lie within so many deviations."""


class _Line(NamedTuple):
    """The line, and how far off it may be."""

    slope: float
    """A second."""
    level: float
    """Now."""
    lowest: float
    highest: float
    """The slopes of the range."""
    error: float
    """Of the level."""


def forecast(
    series: Series, limit: float, now: float, instance: str = "", key: str = ""
) -> Forecast | None:
    """When `series` gets to `limit`, from wherever it comes.

    None where too little is known: less than `FEWEST` points or `SHORTEST` seconds since it last
    changed its ways (a purge, a disk made larger, a job that began), or nothing new for longer
    than it was looked at before.
    """
    if not (isfinite(limit) and isfinite(now)):
        return None
    points = _points(series, now)
    breaks = 0
    while True:
        if not _are_enough(points):
            return None
        few = _thinned(points)
        line = _line_through(few)
        if line is None:
            return None
        since = last_change(few, abs(limit - line.level), is_thinned=len(few) < len(points))
        if since is None or breaks == _BREAKS:
            break
        breaks += 1
        points = [point for point in points if point.at >= since]
    span = points[-1].at - points[0].at
    full, earliest, latest = _crossing(line, few, limit, min(REACH * span, TEN_YEARS))
    return Forecast(
        instance or series.instance,
        key or series.key,
        now,
        line.level,
        limit,
        line.slope * _DAY,
        None if full is None else now + full,
        None if earliest is None else now + earliest,
        None if latest is None else now + latest,
        now + points[0].at,
    )


# ---------------------------------------------------------------------- points


def _points(series: Series, now: float) -> list[Point]:
    """What is known, in order; gaps are left out. The mean of a step is of its middle."""
    points: list[Point] = []
    for time, value in zip(series.times, series.means, strict=False):
        if not (time <= now and isfinite(time) and isfinite(value)):
            continue
        at = min(time + series.step / 2 - now, 0.0)
        if isfinite(at) and (not points or at > points[-1].at):
            points.append(Point(at, value))
    return points


def _are_enough(points: Sequence[Point]) -> bool:
    if len(points) < FEWEST:
        return False
    span = points[-1].at - points[0].at
    return span >= SHORTEST and -points[-1].at <= span


def _thinned(points: Sequence[Point]) -> list[Point]:
    """One of each of `_MOST` equal times: the one in the middle by its value, as it was.

    So a peak within such a time is nobody's, and points of a line stay on it.
    """
    if len(points) <= _MOST:
        return list(points)
    begin, width = points[0].at, (points[-1].at - points[0].at) / _MOST
    boxes: list[list[Point]] = [[] for _ in range(_MOST)]
    for point in points:
        boxes[min(int((point.at - begin) / width), _MOST - 1)].append(point)
    middles = (sorted(box, key=lambda point: point.value)[len(box) // 2] for box in boxes if box)
    few = list(middles)
    return few if len(few) >= FEWEST else list(points[-_MOST:])


# ---------------------------------------------------------------------- the line


def _line_through(points: Sequence[Point]) -> _Line | None:
    """The line of Theil and Sen; None where the values are too large to be reckoned with."""
    slopes = sorted(
        (later.value - point.value) / (later.at - point.at)
        for place, point in enumerate(points)
        for later in points[place + 1 :]
    )
    if not (isfinite(slopes[0]) and isfinite(slopes[-1])):
        return None
    slope = median(slopes)
    level = _level(points, slope)
    rests = [point.value - level - slope * point.at for point in points]
    spread = DEVIATION * median(abs(rest) for rest in rests)
    count = len(points)
    alike = _likeness(rests)
    worth = (1 + alike) / (1 - alike)
    width = _NINETY * sqrt(count * (count - 1) * (2 * count + 5) / 18 * worth)
    lowest = max(floor((len(slopes) - width) / 2), 0)
    highest = min(ceil((len(slopes) + width) / 2), len(slopes) - 1)
    error = _NINETY * 1.2533 * spread * sqrt(worth / count)  # of a median: √(π/2) of a mean's
    line = _Line(slope, level, slopes[lowest], slopes[highest], error)
    return line if all(map(isfinite, line)) else None


def _level(points: Sequence[Point], slope: float) -> float:
    """Where a line of that slope is now, with half of the points above it."""
    return median(point.value - slope * point.at for point in points)


def _likeness(rests: Sequence[float]) -> float:
    """How alike neighbours are: from 0, not at all, to 0.9."""
    largest = max(map(abs, rests))
    if largest == 0 or not isfinite(largest):
        return 0.0
    shares = [rest / largest for rest in rests]
    mean = sum(shares) / len(shares)
    whole = sum((share - mean) ** 2 for share in shares)
    beside = sum((first - mean) * (second - mean) for first, second in pairwise(shares))
    return min(max(beside / whole, 0.0), 0.9) if whole > 0 else 0.0


def _crossing(
    line: _Line, points: Sequence[Point], limit: float, reach: float
) -> tuple[float | None, float | None, float | None]:
    """Seconds from now until the line is there, and between which ones it will be.

    A slope that might as well be the other way round leads nowhere.
    """
    missing = limit - line.level
    if missing == 0:
        return 0.0, 0.0, 0.0
    steepest, flattest = line.highest, line.lowest
    if missing < 0:
        steepest, flattest = flattest, steepest
    if line.slope * missing <= 0 or flattest * missing <= 0:
        return None, None, None
    full = missing / line.slope
    if not full <= reach:
        return None, None, None
    ahead = line.error if missing > 0 else -line.error
    earliest = (limit - _level(points, steepest) - ahead) / steepest
    latest = (limit - _level(points, flattest) + ahead) / flattest
    return (
        full,
        min(max(earliest, 0.0), full),
        max(latest, full) if latest <= TEN_YEARS else None,
    )
