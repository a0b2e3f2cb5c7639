"""One key of one instance as it grows: what the history had, then what is delivered. No Qt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.models.monitoring.points import Points, empty, joined

if TYPE_CHECKING:
    from app.models.monitoring.points import Floats

KEPT = 7200.0
"""Seconds kept of what is delivered, whatever the tier: what is older the history has."""
_LEAST = 60
"""Points kept all the same, where they are an hour apart."""
_FIRST = 2 * _LEAST
"""Points there is room for at first: of what is measured each minute or less often, all."""
MISSED = 2.5
"""Periods without a sample after which the line is broken."""
_TWICE = 0.25
"""Seconds within which two samples are the same one, come by two ways."""


class LiveSeries:
    """A bounded row of points, rising in time and without doubles.

    What came out of the history lies in front of what was delivered since; where both have the
    same moments those that were delivered are dropped, for the history may have more.
    """

    def __init__(self, period: float, most: int | None = None) -> None:
        import numpy as np

        self.period = period
        """Seconds expected between two samples."""
        if most is None:
            most = max(_LEAST, math.ceil(KEPT / period))
        self._most, self._count = most, 0
        self._times: Floats = np.empty(min(_FIRST, 2 * most))
        self._values: Floats = np.empty(len(self._times))
        self._spacing = period
        self._history: Points = empty()

    @property
    def known(self) -> bool:
        """Whether there is any value."""
        return bool(self._count) or self._history.newest is not None

    @property
    def ended(self) -> bool:
        """Whether nothing was measured the last time, or ever."""
        return not self._count or bool(
            self._values[self._count - 1] != self._values[self._count - 1]
        )

    @property
    def room(self) -> int:
        """Points of what is delivered for which there is memory now."""
        return len(self._times)

    @property
    def last(self) -> float | None:
        """The moment of the last point that was delivered."""
        return float(self._times[self._count - 1]) if self._count else None

    def add(self, at: float, value: float, *, broken: bool = False) -> bool:
        """Take what was measured; False where that moment is not behind the last.

        `broken`: the server began anew since, so no line leads here. Where samples were missed
        none does either.
        """
        last = self.last
        if last is not None:
            if at <= last + _TWICE:
                return False
            passed = at - last
            if broken or passed > MISSED * max(self.period, self._spacing):
                self._put((last + at) / 2, float("nan"))
            self._spacing = passed
        self._put(at, value)
        return True

    def miss(self, at: float) -> bool:
        """Take that there was no value: the line ends. Misses in a row are one."""
        if self.ended:
            return False
        return self.add(at, float("nan"))

    def _put(self, at: float, value: float) -> None:
        if self._count == len(self._times):
            self._make_room()
        self._times[self._count], self._values[self._count] = at, value
        self._count += 1

    def _make_room(self) -> None:
        """Twice as much, until there is room for twice the points that are kept; from then on the
        oldest are shed.
        """
        import numpy as np

        kept = slice(self._first, self._count)
        times, values = self._times[kept], self._values[kept]
        self._count = len(times)
        if len(self._times) < 2 * self._most:
            room = min(2 * len(self._times), 2 * self._most)
            self._times, self._values = np.empty(room), np.empty(room)
        self._times[: self._count] = times
        self._values[: self._count] = values

    def load(self, history: Points) -> None:
        """Take what the history knows; it takes the place of what it gave before."""
        self._history = history

    def covers(self, begin: float) -> bool:
        """Whether what was delivered reaches back to a moment."""
        return bool(self._count) and float(self._times[self._first]) <= begin

    def points(self, begin: float, end: float) -> Points:
        """What is known of a stretch of time. Good until the next `add`."""
        live = Points(*self._delivered)
        if self.covers(begin) or not len(self._history):
            return live.between(begin, end)
        history = self._history
        before = live.times.searchsorted(history.times[0] - _TWICE)
        after = live.times.searchsorted(history.times[-1] + max(_TWICE, history.step), "right")
        pieces = [_cut(live, 0, int(before)), history, _cut(live, int(after), len(live))]
        return joined(pieces, MISSED * self.period).between(begin, end)

    @property
    def _first(self) -> int:
        """Where the newest `most` points begin."""
        return max(0, self._count - self._most)

    @property
    def _delivered(self) -> tuple[Floats, Floats, Floats, Floats]:
        values = self._values[self._first : self._count]
        return self._times[self._first : self._count], values, values, values


def _cut(of: Points, first: int, last: int) -> Points:
    values = of.means[first:last]
    return Points(of.times[first:last], values, values, values)
