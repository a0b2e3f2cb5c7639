"""Points of one series: put in order, cut where there is a gap, told in coarser steps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.monitoring.series import Series, numbers

if TYPE_CHECKING:
    from array import array

    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

GAP = 2.5
"""So many periods without a sample are a gap."""


@dataclass(frozen=True, slots=True)
class Points:
    """Rows of one length, oldest first. Times are seconds; of a rolled point, when it begins."""

    times: "Doubles"
    means: "Doubles"
    lows: "Doubles"
    highs: "Doubles"
    counts: "Doubles"
    """How many samples a point tells of."""
    breaks: "Doubles"
    """1 where lines are broken before the point."""


def no_points() -> Points:
    """None at all."""
    import numpy as np

    return Points(*(np.empty(0) for _row in range(6)))


def of_samples(times: "Doubles", values: "Doubles", breaks: "Doubles") -> Points:
    """Every sample a point; one that holds no value breaks the line."""
    import numpy as np

    there = np.isfinite(values)
    gone = np.cumsum(~there)[there]
    missed = np.diff(gone, prepend=0) > 0
    restarts = np.cumsum(breaks)[there]
    broken = missed | (np.diff(restarts, prepend=0) > 0)
    kept = values[there]
    return Points(times[there], kept, kept, kept, np.ones(len(kept)), broken.astype(np.float64))


def joined(parts: list[Points]) -> Points:
    """All of them in the order of time; of points of one moment the one with most samples.

    Of two with as many, the later in `parts`.
    """
    import numpy as np

    if not parts:
        return no_points()
    rows = [np.concatenate([getattr(part, name) for part in parts]) for name in Points.__slots__]
    order = np.lexsort((np.arange(len(rows[0])), rows[4], rows[0]))
    times = rows[0][order]
    last = np.append(times[1:] != times[:-1], True) if len(times) else np.empty(0, bool)
    return Points(*(row[order][last] for row in rows))


def between(points: Points, begin: float, end: float) -> Points:
    """Those from `begin` to `end`, both included."""
    import numpy as np

    first = int(np.searchsorted(points.times, begin, "left"))
    last = int(np.searchsorted(points.times, end, "right"))
    return Points(*(getattr(points, name)[first:last] for name in Points.__slots__))


def rolled(points: Points, step: float) -> Points:
    """One point for every `step` seconds in which there is any.

    Its mean is that of the samples; a break inside is one before the point only where the step
    begins with it: what is shorter than a step cannot be drawn.
    """
    import numpy as np

    if not len(points.times):
        return points
    steps = np.floor(points.times / step)
    starts = np.flatnonzero(np.diff(steps, prepend=steps[0] - 1))
    counts = np.add.reduceat(points.counts, starts)
    means = np.add.reduceat(points.means * points.counts, starts) / counts
    lows = np.minimum.reduceat(points.lows, starts)
    highs = np.maximum.reduceat(points.highs, starts)
    return Points(
        steps[starts] * step,
        np.clip(means, lows, highs),  # a mean of rounded numbers may end up beyond them
        lows,
        highs,
        counts,
        points.breaks[starts],
    )


def series(instance: str, key: str, points: Points, step: float, most: int) -> Series:
    """What is drawn: at most `most` rows, gaps among them, no peak lost."""
    shown = _with_gaps(points, step)
    if len(shown.times) > most:
        span = points.times[-1] - points.times[0] + max(step, 1.0)
        step = _tidy(span / max(1, most - 2), step)
        shown = _with_gaps(rolled(points, step), step)
        while len(shown.times) > most:
            step *= 2
            shown = _with_gaps(rolled(points, step), step)
    return Series(
        instance,
        key,
        _row(shown.times),
        _row(shown.means),
        _row(shown.lows),
        _row(shown.highs),
        float(step),
    )


def _row(row: "Doubles") -> "array[float]":
    made = numbers()
    made.frombytes(row.tobytes())
    return made


def _tidy(step: float, finer: float) -> float:
    """A whole number of seconds, or of the finer steps it is made of."""
    import math

    unit = finer or 1.0
    return float(math.ceil(step / unit) * unit)


def _usual(spaces: "Doubles") -> "Doubles":
    """The space that is usual at each place: of all, or of its neighbours where that is more.

    A server under stress is asked less often for a while, and there is no gap in that.
    """
    import numpy as np

    around = np.lib.stride_tricks.sliding_window_view(np.pad(spaces, 2, mode="edge"), 5)
    return np.maximum(np.median(around, axis=1), np.median(spaces))


def _with_gaps(points: Points, step: float) -> Points:
    """A row of NaN in every gap, right behind the point before it."""
    import numpy as np

    if len(points.times) < 2:
        return points
    spaces = np.diff(points.times)
    usual = _usual(spaces)
    wide = spaces > np.maximum(GAP * usual, max(1.5 * step, 0.001))
    after = np.flatnonzero(wide | (points.breaks[1:] > 0)) + 1
    if not len(after):
        return points
    behind = points.times[after - 1] + np.minimum(spaces[after - 1] / 2, step or usual[after - 1])
    hole = np.full(len(after), np.nan)
    return Points(
        np.insert(points.times, after, behind),
        *(
            np.insert(getattr(points, name), after, hole)
            for name in ("means", "lows", "highs", "counts", "breaks")
        ),
    )
