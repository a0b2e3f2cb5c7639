"""Where the lines of a chart's grid stand, and what is written at them. No Qt."""

from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, datetime, timedelta
from math import ceil, floor, isfinite, log2, log10
from typing import NamedTuple

_STEPS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800, 1_209_600,
)  # fmt: skip
"""Seconds between two moments written at the axis; beyond them it goes by months."""
_MONTH, _YEAR = 2_629_800.0, 31_557_600.0
_AIR = 1.02
"""A line is not to run along the edge of its chart."""
_MOST = 1e300
"""Beyond it there is no room for a grid."""


class Span(NamedTuple):
    """From the lowest value that is shown to the highest, and the grid between."""

    low: float
    high: float
    ticks: tuple[float, ...]


def values_span(low: float, high: float, unit: str, lines: int = 4, *, whole: bool = False) -> Span:
    """The values of an axis that shows all from `low` to `high`, with about so many lines.

    It begins at nought where nothing is below: a line that moves by a hundredth is not to look
    like one that fell to nothing. Percentages end at 100 where they come near. Of `whole` values no
    line stands between two.
    """
    low = min(0.0, low) if isfinite(low) else 0.0
    high = max(0.0, high) if isfinite(high) else 0.0
    low, high = max(low, -_MOST), min(high, _MOST)
    if high - low < 1e-300:
        high = 90.0 if unit == "%" else 0.9  # nothing but noughts: up to 100 % or 1
    step = max(_nice((high - low) / lines, unit), 1.0 if whole else 0.0)
    bottom, top = floor(low * _AIR / step) * step, ceil(high * _AIR / step) * step
    if unit == "%" and 50 < high <= 100:
        top = 100.0
    count = round((top - bottom) / step)
    ticks = tuple(bottom + number * step for number in range(count + 1))
    return Span(bottom, max(top, bottom + step), tuple(tick for tick in ticks if tick <= top))


def _nice(rough: float, unit: str) -> float:
    """The next step that reads well: 1, 2, 5, 10…; bytes by two, long times by the clock."""
    if unit.startswith("B"):
        return float(2.0 ** ceil(log2(rough)))
    if unit == "s" and 10 <= rough <= _STEPS[-1]:
        return float(next(step for step in _STEPS if step >= rough))
    power: float = 10.0 ** floor(log10(rough))
    return next((n * power for n in (1.0, 2.0, 5.0) if n * power >= rough), 10.0 * power)


class Moment(NamedTuple):
    """A moment at the axis, and what is written there."""

    at: float
    text: str


def moments(begin: float, end: float, most: float) -> Iterator[Moment]:
    """At most so many moments between two, by the clock of this workstation."""
    span = end - begin
    step = next((each for each in _STEPS if span / each <= most), None)
    if step is None:
        yield from _months(begin, end, most)
        return
    at = _first(datetime.fromtimestamp(begin), step)
    while at.timestamp() <= end:
        if at.timestamp() >= begin:
            yield Moment(at.timestamp(), _said(at, step))
        at += timedelta(seconds=step)  # by the wall clock, also where clocks are changed


def _first(begin: datetime, step: int) -> datetime:
    """The last multiple of a step at or before a moment, counted from midnight."""
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= 86_400:
        return midnight - timedelta(days=midnight.toordinal() % (step // 86_400))
    return midnight + timedelta(seconds=(begin - midnight).total_seconds() // step * step)


def _said(at: datetime, step: int) -> str:
    if step >= 86_400 or (at.hour, at.minute, at.second) == (0, 0, 0):
        return f"{at:%m-%d}"
    return f"{at:%H:%M:%S}" if step < 60 else f"{at:%H:%M}"


def _months(begin: float, end: float, most: float) -> Iterator[Moment]:
    step = next(
        (n for n in (1, 2, 3, 6, 12) if (end - begin) / (n * _MONTH) <= most),
        12 * ceil((end - begin) / (_YEAR * max(most, 1.0))),
    )
    first = datetime.fromtimestamp(begin)
    number = max((first.year * 12 + first.month - 1) // step * step, 12)
    while number // 12 <= MAXYEAR:
        at = datetime(number // 12, number % 12 + 1, 1)
        if at.timestamp() > end:
            return
        if at.timestamp() >= begin:
            yield Moment(at.timestamp(), f"{at:%Y-%m}")
        number += step


def zone(moment: float) -> str:
    """The time zone of this workstation at that moment: UTC+08:00."""
    text = f"{datetime.fromtimestamp(moment).astimezone():%z}"
    return f"UTC{text[:3]}:{text[3:5]}"


def clock(moment: float, span: float) -> str:
    """A moment as it is said where so many seconds are shown."""
    at = datetime.fromtimestamp(moment)
    if span >= 172_800:
        return f"{at:%Y-%m-%d %H:%M}"
    return f"{at:%m-%d %H:%M:%S}"


def bounds(rows: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The lowest and the highest of pairs; nought where there is none."""
    low = high = 0.0
    for below, above in rows:
        if isfinite(below):
            low = min(low, below)
        if isfinite(above):
            high = max(high, above)
    return low, high
