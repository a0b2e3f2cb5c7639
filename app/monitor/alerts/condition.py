"""One threshold on one series: whether the value is beyond it, for how long, and still."""

from dataclasses import dataclass
from math import inf

from app.domain.monitoring.metric import Threshold

BROKEN = 3.0
"""Periods without a value after which "without a break" begins anew."""
_LEAST = 30.0  # seconds that are no break yet
_WORSE = 60.0  # seconds for which it must get no worse to be called steady


@dataclass(slots=True)
class Condition:
    """What is known of one threshold. Moments are those of the samples."""

    threshold: Threshold
    since: float | None = None
    """Beyond it without a break from then on."""
    met: bool = False
    """Beyond it for long enough."""
    _last: float = -inf
    _worst: float = -inf
    _worse_at: float = -inf

    def take(self, value: float, at: float, period: float) -> None:
        """See a value; those of one series come in the order of time."""
        threshold = self.threshold
        sign = -1.0 if threshold.below else 1.0
        how_far = sign * (value - threshold.limit)
        if self.met and threshold.clear is not None:
            beyond = sign * (value - threshold.clear) > 0
        else:
            beyond = how_far > 0
        torn = at - self._last > max(BROKEN * period, _LEAST)
        self._last = at
        if not beyond:
            self.forget()
            return
        if self.since is None or (torn and not self.met):
            self.since, self._worst = at, -inf
        if how_far > self._worst:
            self._worst, self._worse_at = how_far, at
        if threshold.rising and at - self._worse_at > max(_WORSE, threshold.seconds, 2 * period):
            self.met = False
            return
        rising = not threshold.rising or self._worse_at > self.since or not threshold.seconds
        self.met = self.met or (rising and at - self.since >= threshold.seconds)

    def forget(self) -> None:
        """It is not beyond any more, or nobody knows."""
        self.since, self.met = None, False
        self._worst = self._worse_at = -inf
