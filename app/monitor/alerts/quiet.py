"""Silences: whether one of them keeps an alert quiet at a moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.rule import Silence, Subject, Weekly

_DAY = 24 * 60


def is_quiet(alert: Alert, subject: Subject, silences: Iterable[Silence]) -> bool:
    """Whether nobody is told of it; `silences` are those that are open now."""
    return any(
        (not silence.rules or alert.rule in silence.rules)
        and (not silence.keys or alert.key in silence.keys)
        and silence.scope.fits(subject)
        for silence in silences
    )


def is_open(silence: Silence, now: float) -> bool:
    """Whether it keeps anything quiet at `now`."""
    if now < silence.begin or (silence.until is not None and now >= silence.until):
        return False
    return silence.weekly is None or _in_window(silence.weekly, now)


def is_over(silence: Silence, now: float) -> bool:
    """Whether it never keeps anything quiet again."""
    return silence.until is not None and now >= silence.until


def _in_window(weekly: Weekly, now: float) -> bool:
    """By the clock on the wall, and by the time that passed: in the night in which clocks are set
    a job that begins by the one and takes its hour by the other is quiet all the time.
    """
    local = datetime.fromtimestamp(now)
    for before in range((weekly.begin + weekly.minutes) // _DAY + 1):
        day = local.date() - timedelta(days=before)
        if day.weekday() not in weekly.days:
            continue
        begin = datetime(day.year, day.month, day.day) + timedelta(minutes=weekly.begin)
        if begin <= local < begin + timedelta(minutes=weekly.minutes):
            return True
        if 0 <= now - begin.timestamp() < 60 * weekly.minutes:
            return True
    return False
