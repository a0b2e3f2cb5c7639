"""Thousands of points as what a chart some hundred pixels wide can show of them. No Qt.

Of all points in one column of pixels the first, the lowest, the highest and the last are drawn:
the picture is the same as that of all. A gap stays a gap: NaN breaks a line, also where it lies
between two values in one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.models.monitoring.points import Points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.monitoring.points import Floats

    Whole: TypeAlias = NDArray[np.intp]

_DENSE = 2.0
"""Points a pixel from which on they are reduced."""


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Where a line goes: columns of pixels from the left, and values; NaN lifts the pen."""

    xs: Floats
    ys: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What lies between two lines over the same columns."""

    xs: Floats
    lows: Floats
    highs: Floats


def path(points: Points, begin: float, end: float, width: float) -> Path:
    """The line through the means of points."""
    import numpy as np

    xs, values = _across(points.times, begin, end, width), finite(points.means)
    if len(xs) <= _DENSE * width:
        return Path(xs, values)
    column, starts, ends = _columns(xs)
    hole = np.isnan(values)
    rows = np.empty((len(starts), 5))
    rows[:, 0] = values[starts]
    rows[:, 1] = np.minimum.reduceat(np.where(hole, np.inf, values), starts)
    rows[:, 2] = np.maximum.reduceat(np.where(hole, -np.inf, values), starts)
    rows[:, 3] = values[ends]
    rows[:, 4] = np.nan
    rows[~np.isfinite(rows)] = np.nan
    broken = np.logical_or.reduceat(hole, starts)
    keep = np.ones(rows.shape, dtype=bool)
    keep[:, 4] = broken
    across = np.repeat(column[starts] + 0.5, 5).reshape(rows.shape)
    return Path(across[keep], rows[keep])


def stepped(line: Path) -> Path:
    """The same values, each held until the next: for what is so until it is otherwise."""
    import numpy as np

    if len(line.xs) < 2:
        return line
    xs, ys = np.repeat(line.xs, 2)[1:], np.repeat(line.ys, 2)[:-1]
    return Path(xs, ys)


def band(points: Points, begin: float, end: float, width: float) -> Band | None:
    """Between the lowest and the highest of what each point speaks of; None of samples."""
    import numpy as np

    if points.lows is points.means:
        return None
    xs = _across(points.times, begin, end, width)
    lows, highs = finite(points.lows), finite(points.highs)
    hole = np.isnan(points.means) | np.isnan(lows) | np.isnan(highs)
    lows, highs = np.where(hole, np.nan, lows), np.where(hole, np.nan, highs)
    if len(xs) <= _DENSE * width:
        return Band(xs, lows, highs)
    column, starts, _ends = _columns(xs)
    broken = np.logical_or.reduceat(hole, starts)
    low = np.where(broken, np.nan, np.minimum.reduceat(np.where(hole, np.inf, lows), starts))
    high = np.where(broken, np.nan, np.maximum.reduceat(np.where(hole, -np.inf, highs), starts))
    return Band(column[starts] + 0.5, low, high)


def stack(
    lines: Sequence[Points], begin: float, end: float, width: float, reach: float
) -> list[Band]:
    """Lines upon each other, the first at the ground, over the moments of the densest one.

    A part that has no value while others have is nothing there; where none has, it is a gap.
    Of the moments in one column that with the highest sum is shown, so that no peak is lost.
    A value holds for `reach` seconds at most.
    """
    import numpy as np

    if not lines:
        return []
    times = max(lines, key=len).times
    if not len(times):
        return [Band(times, times, times) for _line in lines]
    rows = np.vstack([_held(line, times, reach) for line in lines])
    alive = np.isfinite(rows).any(axis=0)
    rows = np.where(np.isfinite(rows), rows, 0.0)
    with np.errstate(over="ignore"):
        tops = np.cumsum(rows, axis=0)
    tops[:, ~alive] = np.nan
    tops = finite(tops)
    xs = _across(times, begin, end, width)
    if len(xs) > _DENSE * width:
        column, _starts, ends = _columns(xs)
        total = np.where(np.isnan(tops[-1]), -np.inf, tops[-1])
        chosen = np.lexsort((total, column))[ends]
        xs, tops = column[ends] + 0.5, tops[:, chosen]
    ground = np.vstack([np.where(np.isnan(tops[0]), np.nan, 0.0), tops[:-1]])
    return [Band(xs, low, high) for low, high in zip(ground, tops, strict=True)]


def _held(line: Points, times: Floats, reach: float) -> Floats:
    """Its values at other moments: the last one before each, if it is not too old."""
    import numpy as np

    if len(line.times) == len(times) and np.array_equal(line.times, times):
        return line.means
    if not len(line.times):
        return np.full(len(times), np.nan)
    at = line.times.searchsorted(times, "right") - 1
    held = line.means[np.maximum(at, 0)]
    fresh = (at >= 0) & (times - line.times[np.maximum(at, 0)] <= reach)
    return np.where(fresh, held, np.nan)


def pieces(holes: Floats) -> Iterator[slice]:
    """The stretches without NaN, in which the pen stays down."""
    import numpy as np

    there = np.concatenate([[False], ~np.isnan(holes), [False]])
    edges = np.flatnonzero(there[1:] != there[:-1])
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(first, last)


def finite(values: Floats) -> Floats:
    """Infinite values are none that could be drawn."""
    import numpy as np

    return np.where(np.isinf(values), np.nan, values)


def _across(times: Floats, begin: float, end: float, width: float) -> Floats:
    result: Floats = (times - begin) * (width / max(end - begin, 1e-9))
    return result


def _columns(xs: Floats) -> tuple[Floats, Whole, Whole]:
    """The column of each point, where each column starts, and where it ends."""
    import numpy as np

    column = np.floor(xs)
    starts = np.flatnonzero(np.concatenate([[True], column[1:] != column[:-1]]))
    return column, starts, np.append(starts[1:], len(xs)) - 1
