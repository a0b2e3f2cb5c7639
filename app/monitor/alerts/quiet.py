"""Silences: whether one of them keeps an alert quiet at a moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.rule import Silence, Subject, Weekly

_DAY = 24 * 60


def is_quiet(alert: Alert, subject: Subject, silences: Iterable[Silence], now: float) -> bool:
    """Whether nobody is told of it at `now`."""
    return any(
        (not silence.rules or alert.rule in silence.rules)
        and (not silence.keys or alert.key in silence.keys)
        and silence.scope.fits(subject)
        and is_open(silence, now)
        for silence in silences
    )


def is_open(silence: Silence, now: float) -> bool:
    """Whether it keeps anything quiet at `now`."""
    if now < silence.begin or (silence.until is not None and now >= silence.until):
        return False
    return silence.weekly is None or _in_window(silence.weekly, datetime.fromtimestamp(now))


def is_over(silence: Silence, now: float) -> bool:
    """Whether it never keeps anything quiet again."""
    return silence.until is not None and now >= silence.until


def _in_window(weekly: Weekly, local: datetime) -> bool:
    """By the clock on the wall: a window from 2:00 on opens at 2:00 in summer and in winter."""
    for before in range(weekly.minutes // _DAY + 2):
        day = local.date() - timedelta(days=before)
        if day.weekday() not in weekly.days:
            continue
        begin = datetime(day.year, day.month, day.day) + timedelta(minutes=weekly.begin)
        if begin <= local < begin + timedelta(minutes=weekly.minutes):
            return True
    return False
