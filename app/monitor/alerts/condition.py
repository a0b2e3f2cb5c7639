"""One threshold on one series: whether the value is beyond it, for how long, and still."""

from dataclasses import dataclass
from math import inf

from app.domain.monitoring.metric import Threshold

BROKEN = 3.0
"""Periods without a value after which "without a break" begins anew."""
_LEAST = 60.0  # seconds that are no break yet: a server that suffers is asked every 30
_STEADY = 60.0  # seconds for which it must get no worse to be called steady
_WORSE = 0.01  # of the value, by which it must be worse than ever to be called so


@dataclass(slots=True)
class Condition:
    """What is known of one threshold. Moments are those of the samples."""

    threshold: Threshold
    since: float | None = None
    """Beyond it without a break from then on, and getting worse where that is asked."""
    met: bool = False
    """Beyond it for long enough."""
    _last: float = -inf
    _worst: float = -inf
    _worse_at: float = -inf

    @property
    def idle(self) -> bool:
        """Whether nothing need be remembered."""
        return self.since is None and self._worst == -inf

    def take(self, value: float, at: float, period: float) -> None:
        """See a value; those of one series come in the order of time, unless the clock was set."""
        threshold = self.threshold
        far = threshold.limit - value if threshold.below else value - threshold.limit
        if self.met and threshold.clear is not None:
            clear = threshold.clear
            beyond = value < clear if threshold.below else value > clear
        else:
            beyond = far > 0
        torn = not 0 <= at - self._last <= max(BROKEN * period, _LEAST)
        self._last = at
        if not beyond:
            self.forget()
            return
        if torn and not self.met:
            self.forget()
        elif torn:
            self._worse_at = at
        if threshold.rising:
            self._see_rise(far, abs(value), at, period)
        elif self.since is None:
            self.since = at
        if self.since is not None and not self.met:
            rises = not threshold.rising or not threshold.seconds or self._worse_at > self.since
            self.met = rises and at - self.since >= threshold.seconds

    def forget(self) -> None:
        """It is not beyond any more, or nobody knows."""
        self.since, self.met = None, False
        self._worst = self._worse_at = -inf

    def resume(self, since: float) -> None:
        """It was met before the program ended, and is until a value says no."""
        self.since, self.met = since, True

    def _see_rise(self, far: float, size: float, at: float, period: float) -> None:
        if far > self._worst + _WORSE * size:
            self._worst, self._worse_at = far, at
            self.since = at if self.since is None else self.since
        elif at - self._worse_at > max(_STEADY, self.threshold.seconds, 2 * period):
            self.since, self.met = None, False
            self._worst = min(self._worst, far)  # a rise from here counts
