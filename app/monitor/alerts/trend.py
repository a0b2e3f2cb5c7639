"""Looking ahead: when a series gets to its limit, asked seldom and of few at a time.

To read a month of a key costs tens of milliseconds, so a thousand instances are looked at in turn.
"""

from collections.abc import Callable
from typing import TypeAlias

from app.domain.monitoring.metric import Threshold
from app.domain.monitoring.series import Series
from app.monitor.forecast import forecast

Past: TypeAlias = Callable[[str, str, float, float], Series]
"""The values of a key of an instance between two moments."""
_DAY = 86_400.0
_SHORT, _LONG = 600.0, 3600.0
"""Seconds between two looks, for what is to happen within a day, and later."""
_LEAST, _MOST = 6 * 3600.0, 30 * _DAY
"""Seconds that are looked back."""
_HALF = 0.5
"""Of the limit: what is emptier than that is left alone, however fast it fills (heuristic)."""


def is_due(
    thresholds: tuple[Threshold, ...], value: float, looked_at: float, now: float, *, grew: bool
) -> bool:
    """Whether it is worth a look, and long enough since the last; most disks grow by nothing."""
    within = min(each.within for each in thresholds if each.within is not None)
    if 0 <= now - looked_at < (_SHORT if within <= _DAY and grew else _LONG):
        return False
    return any(
        each.below or value >= _HALF * each.limit for each in thresholds if each.within is not None
    )


def full_at(
    thresholds: tuple[Threshold, ...], past: Past, instance: str, key: str, now: float
) -> float | None:
    """When the nearest of the limits is reached, if it goes on as it did; None where not."""
    ahead = [each for each in thresholds if each.within is not None]
    longest = max(each.within or 0.0 for each in ahead)
    series = past(instance, key, now - min(max(3 * longest, _LEAST), _MOST), now)
    found = (forecast(series, limit, now, instance, key) for limit in {e.limit for e in ahead})
    dates = [each.full_at for each in found if each is not None and each.full_at is not None]
    return min(dates, default=None)
