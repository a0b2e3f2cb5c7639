"""Wall-clock times of samples, from the monotonic clock: in order whatever happens to the clock."""

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

SLEW = 0.5
"""How much slower our time runs while the wall clock is behind it."""
_TOLERANCE = 0.5
"""Seconds the two clocks may be apart: NTP's small corrections are none of our business."""
_KEPT = 16


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From `begin` (monotonic) on, the wall is so far ahead: at once `offset`, later `target`."""

    begin: float
    offset: float
    target: float

    def ahead(self, moment: float) -> float:
        """Seconds to add to that moment."""
        if self.target >= self.offset:
            return self.target
        return max(self.target, self.offset - SLEW * (moment - self.begin))


class SteadyClock:
    """Says when a moment of the monotonic clock was, in seconds since 1970.

    Of two moments the later one has the later time, always. A wall clock that was set forward (or a
    machine that slept) is followed at once; one that was set back is approached at half speed.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.monotonic, self._wall = monotonic, wall
        now = monotonic()
        ahead = wall() - now
        self._stretches: tuple[_Stretch, ...] = (_Stretch(now, ahead, ahead),)

    def at(self, moment: float) -> float:
        """When it was; a moment before the last correction as it was counted then."""
        stretches = self._stretches  # replaced as a whole, so any thread may ask
        place = bisect_right(stretches, moment, key=lambda stretch: stretch.begin)
        return moment + stretches[max(0, place - 1)].ahead(moment)

    def now(self) -> float:
        """Seconds since 1970."""
        return self.at(self.monotonic())

    def correct(self) -> bool:
        """Look at the wall clock; whether it was set since. One thread does this, now and then."""
        now = self.monotonic()
        target, last = self._wall() - now, self._stretches[-1]
        if abs(target - last.target) <= _TOLERANCE:
            return False
        fresh = _Stretch(now, last.ahead(now), target)
        self._stretches = (*self._stretches[-_KEPT + 1 :], fresh)
        return True
