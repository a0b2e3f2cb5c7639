"""Values over time as charts draw them: rows of numpy, of one length. No Qt.

numpy is imported where it is used: the window comes up without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.domain.monitoring.series import Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Rising moments (seconds since 1970) and what was measured; NaN is a gap.

    `lows` and `highs` are the same row as `means` where each point is one sample.
    """

    times: Floats
    means: Floats
    lows: Floats
    highs: Floats
    step: float = 0.0
    """Seconds each point speaks of; 0 where it is a sample."""

    def __len__(self) -> int:
        return len(self.times)

    @property
    def newest(self) -> float | None:
        """When the last value was measured."""
        import numpy as np

        if len(self.means) and np.isfinite(self.means[-1]):
            return float(self.times[-1])
        there = np.flatnonzero(np.isfinite(self.means))
        return float(self.times[there[-1]]) if len(there) else None

    def between(self, begin: float, end: float) -> Points:
        """Those of a stretch of time and one more at either side: lines reach its edges."""
        first = max(0, int(self.times.searchsorted(begin)) - 1)
        last = int(self.times.searchsorted(end, "right")) + 1
        cut, means = slice(first, last), self.means[first:last]
        if self.lows is self.means:
            return Points(self.times[cut], means, means, means, self.step)
        return Points(self.times[cut], means, self.lows[cut], self.highs[cut], self.step)

    def at(self, moment: float, reach: float) -> float | None:
        """The value nearest to a moment, not further than `reach` seconds; None in a gap."""
        number = self.nearest(moment, reach)
        if number is None:
            return None
        value = float(self.means[number])
        return None if value != value else value

    def nearest(self, moment: float, reach: float) -> int | None:
        """Which point is the nearest to a moment, if it is within `reach` seconds."""
        if not len(self.times):
            return None
        number = min(int(self.times.searchsorted(moment)), len(self.times) - 1)
        if number and moment - self.times[number - 1] <= self.times[number] - moment:
            number -= 1
        return number if abs(float(self.times[number]) - moment) <= reach else None


def empty() -> Points:
    """No points."""
    import numpy as np

    none = np.empty(0)
    return Points(none, none, none, none)


def points(times: object, means: object) -> Points:
    """Points that are samples, of anything numpy takes for rows of numbers."""
    import numpy as np

    values = np.asarray(means, dtype=np.float64)
    return Points(np.asarray(times, dtype=np.float64), values, values, values)


def points_of(series: Series) -> Points:
    """A series out of the history, without a copy."""
    import numpy as np

    times, means = np.asarray(series.times), np.asarray(series.means)
    if not series.step or len(series.lows) != len(times):
        return Points(times, means, means, means, series.step)
    return Points(times, means, np.asarray(series.lows), np.asarray(series.highs), series.step)


def joined(parts: list[Points], gap: float) -> Points:
    """One behind the other; where more than `gap` seconds lie between two, the line is broken."""
    import numpy as np

    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else empty()
    rows: list[Points] = []
    for part in parts:
        if rows and part.times[0] - rows[-1].times[-1] > gap + rows[-1].step:
            between = np.array([(part.times[0] + rows[-1].times[-1]) / 2])
            hole = np.array([np.nan])
            rows.append(Points(between, hole, hole, hole))
        rows.append(part)
    means = np.concatenate([each.means for each in rows])
    banded = any(each.lows is not each.means for each in rows)
    return Points(
        np.concatenate([each.times for each in rows]),
        means,
        np.concatenate([each.lows for each in rows]) if banded else means,
        np.concatenate([each.highs for each in rows]) if banded else means,
        max(each.step for each in rows),
    )
