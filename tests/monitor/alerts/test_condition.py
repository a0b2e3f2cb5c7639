"""One threshold on values over time, against what it says in words."""

from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.monitoring.metric import Severity
from app.monitor.alerts.condition import Condition
from app.monitor.catalogue.thresholds import thresholds

values = st.lists(st.tuples(st.sampled_from([5.0, 10.0, 200.0]), st.floats(0, 100)), max_size=60)


def condition(written: str) -> Condition:
    (threshold,) = thresholds(written, Severity.WARNING)
    return Condition(threshold)


def met(written: str, *seen: float, every: float = 10.0) -> list[bool]:
    made, said = condition(written), []
    for number, value in enumerate(seen):
        made.take(value, 1000.0 + every * number, every)
        said.append(made.met)
    return said


@pytest.mark.parametrize(
    ("written", "seen", "said"),
    [
        ("> 80", [79, 80, 81, 80], [0, 0, 1, 0]),
        ("< 20", [21, 20, 19, 20], [0, 0, 1, 0]),
        ("> 80 for 20s", [81, 81, 81, 80, 81], [0, 0, 1, 0, 0]),
        ("> 80 for 20s", [81, 81, 79, 81, 81, 81], [0, 0, 0, 0, 0, 1]),
        ("> 80 clear 70", [75, 81, 75, 71, 70, 75, 81], [0, 1, 1, 1, 0, 0, 1]),
        ("< 20 clear 25", [22, 19, 24, 25, 24], [0, 1, 1, 0, 0]),
        ("> 80 for 20s clear 70", [81, 75, 81, 81, 81, 75, 69], [0, 0, 0, 0, 1, 1, 0]),
        ("> 30 for 20s rising", [31, 32, 33, 34], [0, 0, 1, 1]),
        ("> 30 for 20s rising", [90, 80, 70, 60, 50, 40, 35, 31, 31], [0] * 9),
        ("> 30 for 20s rising", [50] * 20, [0] * 20),
    ],
)
def test_a_table_of_values(written: str, seen: list[float], said: list[int]) -> None:
    assert met(written, *seen) == [bool(each) for each in said]


def test_what_is_steady_is_no_longer_rising_and_may_rise_again() -> None:
    said = met("> 30 for 20s rising", *range(40, 60), *[59] * 10, 50, 55, 60, 65, 70)
    assert said[5] is said[19] is True
    assert not any(said[27:32])
    assert said[-1] is True


def test_a_peak_long_ago_does_not_hide_a_rise() -> None:
    assert met("> 30 for 20s rising", 1000, *[100] * 20, 120, 140, 160, 180)[-1]


@given(values)
@settings(max_examples=60)
def test_it_is_never_met_before_its_time(steps: list[tuple[float, float]]) -> None:
    made, at = condition("> 50 for 1m clear 40"), 1000.0
    seen: list[tuple[float, float]] = []
    for step, value in steps:
        at += step
        before = made.met
        made.take(value, at, 10.0)
        seen.append((at, value))
        if made.met and not before:
            assert made.since is not None
            within = [(t, v) for t, v in seen if t >= made.since]
            assert all(v > 50 for _t, v in within)
            assert at - made.since >= 60
            assert all(b - a <= 60 for (a, _v), (b, _w) in pairwise(within))
        if made.met:
            assert value > 40
        if value <= 40:
            assert not made.met


@given(values)
@settings(max_examples=60)
def test_a_mirror_image_is_judged_alike(steps: list[tuple[float, float]]) -> None:
    above, below, at = condition("> 50 for 20s clear 40"), condition("< -50 for 20s clear -40"), 0.0
    for step, value in steps:
        at += step
        above.take(value, at, 10.0)
        below.take(-value, at, 10.0)
        assert (above.met, above.since) == (below.met, below.since)


def test_a_clock_that_is_set_back_begins_anew_and_does_not_hang() -> None:
    made = condition("> 80 for 20s")
    for at in (5000, 5010, 1000, 1010):
        made.take(90, at, 10.0)
        assert not made.met
    made.take(90, 1020, 10.0)
    assert made.met
    assert made.since is not None
    assert isclose(made.since, 1000)
    made.take(90, 20, 10.0)
    assert made.met  # what stands goes on
