"""What rises and what will be full: values as they come in life, and the alerts of them."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from math import nan
from pathlib import Path
from random import Random

import pytest

from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Rule
from app.domain.monitoring.series import Series
from app.monitor.alerts.trend import Past, full_at, is_due
from app.monitor.catalogue.thresholds import thresholds
from tests.monitor.alerts.judging import BEGIN, Court, rule

FIRING, PENDING, CLEARED = AlertState.FIRING, AlertState.PENDING, AlertState.CLEARED
HOUR = 3600.0
DISK, DATA = "host.disk_used_pct", "host.disk_used_pct/data"
Shape = Callable[[float], float]
"""A value by the seconds since BEGIN, which are below 0 in the past."""


def past_of(shape: Shape, since: float = -30 * 24 * HOUR, every: float = 60.0) -> Past:
    """The history of it, from `since` on."""

    def past(instance: str, key: str, begin: float, end: float) -> Series:
        first = max(begin, BEGIN + since)
        times = array("d")
        while first <= end:
            times.append(first)
            first += every
        values = array("d", [shape(at - BEGIN) for at in times])
        return Series(instance, key, times, values, values, values)

    return past


def space(written: str = "full within 4h") -> Rule:
    return replace(rule(written), metric=DISK)


def told(folder: Path, shape: Shape, since: float = -30 * 24 * HOUR) -> list[AlertState]:
    """What is told of a disk within two minutes, without what is only another value."""
    court = Court(folder, space(), past=past_of(shape, since))
    states = (
        alert.state
        for _ in range(12)
        for alert in court.see(shape(court.now + 10 - BEGIN), key=DATA)
        if alert.rule == "of the test"
    )
    return [state for state, _same in groupby(states)]


def noise(size: float) -> Shape:
    """The same at the same moment, whoever asks."""
    return lambda at: Random(int(at)).uniform(-size, size)


# ------------------------------------------------------------------------------ full within


def test_noise_hides_no_trend(tmp_path: Path) -> None:
    shaken = noise(2)
    assert told(tmp_path, lambda at: 80 + 8 * at / HOUR + shaken(at)) == [FIRING]


def test_noise_alone_is_no_trend(tmp_path: Path) -> None:
    shaken = noise(5)
    assert told(tmp_path, lambda at: 85 + shaken(at)) == []


@pytest.mark.parametrize("ago", [2 * HOUR, 0.5 * HOUR, 300.0])
def test_a_step_is_no_trend(tmp_path: Path, ago: float) -> None:
    """A large file was written once."""
    assert told(tmp_path, lambda at: 90.0 if at > -ago else 60.0) == []


def test_after_a_purge_only_what_came_since_counts(tmp_path: Path) -> None:
    def shape(at: float) -> float:
        return 95 + 10 * at / HOUR if at < -2 * HOUR else 60 + 0.01 * at / HOUR

    assert told(tmp_path, shape) == []


def test_it_grows_again_after_a_purge(tmp_path: Path) -> None:
    def shape(at: float) -> float:
        return 95.0 if at < -2 * HOUR else 80 + 8 * at / HOUR

    assert told(tmp_path, shape) == [FIRING]


def test_a_gap_hides_no_trend(tmp_path: Path) -> None:
    def shape(at: float) -> float:
        return nan if -3 * HOUR < at < -1 * HOUR else 80 + 8 * at / HOUR

    assert told(tmp_path, shape) == [FIRING]


@pytest.mark.parametrize("known", [0.0, 60.0, 540.0])
def test_too_little_history_says_nothing(tmp_path: Path, known: float) -> None:
    assert told(tmp_path, lambda at: 85 + 30 * at / HOUR, since=-known) == []


def test_what_was_not_seen_for_longer_than_it_was_seen_says_nothing() -> None:
    limits = thresholds("full within 4h", Severity.WARNING)

    def past(instance: str, key: str, begin: float, end: float) -> Series:
        times = array("d", [BEGIN - 5 * HOUR + 60 * n for n in range(60)])
        values = array("d", [60 + 0.3 * n for n in range(60)])
        return Series(instance, key, times, values, values, values)

    assert full_at(limits, past, "shop", DATA, BEGIN) is None
    assert full_at(limits, past, "shop", DATA, BEGIN - 4 * HOUR) is not None


def test_what_falls_after_it_rose_is_over_once(tmp_path: Path) -> None:
    def shape(at: float) -> float:
        return 85 + 8 * at / HOUR if at < 300 else 70.0

    court = Court(tmp_path, space(), past=past_of(shape))
    seen = [
        alert.state
        for _ in range(240)
        for alert in court.see(shape(court.now + 60 - BEGIN), after=60, key=DATA)
        if alert.rule == "of the test"
    ]
    assert list(dict.fromkeys(seen)) == [FIRING, CLEARED]
    assert seen.count(CLEARED) == 1
    assert seen[-1] is CLEARED


def test_what_is_nearly_empty_is_not_read() -> None:
    limits = thresholds("full within 4h", Severity.WARNING)
    assert not is_due(limits, 40.0, 0.0, BEGIN, grew=True)
    assert is_due(limits, 60.0, 0.0, BEGIN, grew=True)


def test_it_is_looked_at_seldom_and_where_it_grew_more_often() -> None:
    limits = thresholds("full within 4h", Severity.WARNING)
    assert not is_due(limits, 80.0, BEGIN, BEGIN + 599, grew=True)
    assert is_due(limits, 80.0, BEGIN, BEGIN + 600, grew=True)
    assert not is_due(limits, 80.0, BEGIN, BEGIN + 3599, grew=False)
    assert is_due(limits, 80.0, BEGIN, BEGIN + 3600, grew=False)
    assert is_due(limits, 80.0, BEGIN, BEGIN - 7200, grew=False)  # the clock was set back


# ----------------------------------------------------------------------------------- rising


def states(court: Court, *values: float | None) -> list[AlertState]:
    other = {"mysql.threads_running": 1.0}
    return [a.state for value in values for a in court.see(value, values=other)]


@pytest.fixture
def rising(tmp_path: Path) -> Court:
    return Court(tmp_path, rule("> 30 for 1m rising"))


def test_a_rise_that_is_shaken_is_one(rising: Court) -> None:
    shaken = noise(1.5)
    seen = states(rising, *(40 + 2 * n + shaken(n) for n in range(30)))
    assert list(dict.fromkeys(seen)) == [PENDING, FIRING]
    assert CLEARED not in seen


def test_what_is_high_and_shaken_only_is_no_rise(rising: Court) -> None:
    shaken = noise(0.1)
    assert FIRING not in states(rising, *(90 + shaken(n) for n in range(60)))


def test_a_step_is_no_rise(rising: Court) -> None:
    assert FIRING not in states(rising, *[35] * 12, *[80] * 30)


def test_a_counter_that_begins_anew_ends_it_once_and_it_may_rise_again(rising: Court) -> None:
    seen = states(rising, *range(40, 60), 0, 1, 2)
    assert (seen.count(FIRING) > 0, seen.count(CLEARED), seen[-1]) == (True, 1, CLEARED)
    again = states(rising, *[2] * 40, *range(32, 52, 2))
    assert [state for state, _same in groupby(again)][-1] is FIRING


def test_a_gap_begins_a_rise_anew(rising: Court) -> None:
    assert states(rising, *range(40, 45)) == [PENDING]
    assert FIRING not in states(rising, *[None] * 12, 50, 51, 52, 53)
    assert FIRING in states(rising, *range(54, 64))


def test_a_rise_that_falls_is_over_once(rising: Court) -> None:
    seen = states(rising, *range(40, 60), *range(60, 0, -1))
    assert list(dict.fromkeys(seen)) == [PENDING, FIRING, CLEARED]
    assert seen.count(CLEARED) == 1


def test_too_few_values_are_no_rise(rising: Court) -> None:
    assert FIRING not in states(rising, 31, 500)


def test_a_rise_that_comes_and_goes_is_told_of_twice_at_the_most(rising: Court) -> None:
    turn = [*range(40, 60), *[10] * 3]
    told_of = [
        (a.state, a.fired) for _ in range(8) for value in turn for a in rising.see(float(value))
    ]
    fired = list(dict.fromkeys(each for each in told_of if each[0] is FIRING))
    cleared = [each for each in told_of if each[0] is CLEARED]
    assert len(fired) == 2
    assert len(cleared) == 1
