"""A series grows without doubles, stays bounded, and has gaps where nothing was measured."""

from array import array
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.series import Series
from app.models.monitoring.live_series import LiveSeries
from app.models.monitoring.points import Points, points_of

ALWAYS = (-1e18, 1e18)


def rows(points: Points) -> list[tuple[float, float | None]]:
    return [
        (float(at), None if isnan(value) else float(value))
        for at, value in zip(points.times, points.means, strict=True)
    ]


def history(times: list[float], means: list[float], step: float = 0.0) -> Points:
    values = array("d", means)
    return points_of(Series("i", "k", array("d", times), values, values, values, step))


def test_what_is_delivered_is_there_once() -> None:
    series = LiveSeries(2.0)
    assert series.add(100, 1)
    assert not series.add(100, 7)
    assert not series.add(98, 7)
    assert series.add(102, 2)
    assert rows(series.points(*ALWAYS)) == [(100, 1), (102, 2)]


def test_a_missed_sample_breaks_the_line() -> None:
    series = LiveSeries(2.0)
    for at in (100, 102, 110):
        series.add(at, 5)
    assert rows(series.points(*ALWAYS)) == [(100, 5), (102, 5), (106, None), (110, 5)]


def test_slower_sampling_is_no_gap_once_it_is_known() -> None:
    series = LiveSeries(2.0)
    for at in (100, 108, 116, 124):  # the tiers backed off
        series.add(at, 5)
    assert [at for at, value in rows(series.points(*ALWAYS)) if value is None] == [104]


def test_a_restart_breaks_the_line() -> None:
    series = LiveSeries(2.0)
    series.add(100, 5)
    series.add(102, 1, broken=True)
    assert rows(series.points(*ALWAYS)) == [(100, 5), (101, None), (102, 1)]


def test_misses_in_a_row_are_one_gap() -> None:
    series = LiveSeries(2.0)
    assert not series.miss(98)
    series.add(100, 5)
    assert series.miss(102)
    assert not series.miss(104)
    series.add(106, 5)
    assert [value for _at, value in rows(series.points(*ALWAYS))] == [5, None, 5]


def test_it_is_bounded() -> None:
    series = LiveSeries(1.0, most=10)
    for at in range(1000):
        series.add(at, at)
    kept = rows(series.points(*ALWAYS))
    assert kept == [(at, at) for at in range(990, 1000)]


def test_it_takes_room_as_it_grows() -> None:
    series = LiveSeries(2.0)
    series.add(0, 0)
    assert series.room <= 120
    for at in range(2, 2 * 10_000, 2):
        series.add(at, at)
    assert series.room == 7200
    kept = rows(series.points(*ALWAYS))
    assert kept == [(at, at) for at in range(2 * 6400, 2 * 10_000, 2)]


@pytest.mark.parametrize(("period", "points"), [(2.0, 3600), (10.0, 720), (3600.0, 60)])
def test_of_slower_tiers_it_keeps_fewer(period: float, points: int) -> None:
    series = LiveSeries(period)
    for number in range(2 * points):
        series.add(number * period, number)
    assert len(series.points(*ALWAYS)) == points
    assert series.room == 2 * points


def test_what_was_shed_comes_from_the_history() -> None:
    series = LiveSeries(1.0, most=10)
    for at in range(100, 115):
        series.add(at, 1)
    series.load(history([float(at) for at in range(90, 108)], [9] * 18))
    assert not series.covers(102)
    assert [at for at, _value in rows(series.points(100.5, 200))] == list(range(100, 115))


def test_history_comes_in_front_without_doubles() -> None:
    series = LiveSeries(2.0)
    for at in (100, 102, 104):
        series.add(at, 1)
    series.load(history([94, 96, 98, 100.1, 102.1], [0] * 5))
    assert [at for at, _value in rows(series.points(90, 200))] == [94, 96, 98, 100.1, 102.1, 104]


def test_between_history_and_what_was_delivered_may_be_a_gap() -> None:
    series = LiveSeries(2.0)
    series.add(100, 1)
    series.load(history([50, 52], [7, 7]))
    assert rows(series.points(0, 200)) == [(50, 7), (52, 7), (76, None), (100, 1)]


def test_what_was_delivered_suffices_where_it_reaches_back() -> None:
    series = LiveSeries(2.0)
    for at in range(100, 120, 2):
        series.add(at, 1)
    series.load(history([104, 106], [9, 9]))
    assert all(value == 1 for _at, value in rows(series.points(104, 120)))


def test_steps_of_the_history_keep_their_lows_and_highs() -> None:
    told = Series("i", "k", array("d", [0, 60]), array("d", [5, 6]), array("d", [1, 2]),
                  array("d", [9, 8]), 60.0)  # fmt: skip
    series = LiveSeries(2.0)
    series.load(points_of(told))
    series.add(121, 4)
    points = series.points(-10, 200)
    assert points.lows.tolist() == [1, 2, 4]
    assert points.highs.tolist() == [9, 8, 4]


@pytest.mark.parametrize(("moment", "value"), [(99, 5), (101.2, 6), (103.5, None), (300, None)])
def test_a_moment_has_the_nearest_value_within_reach(moment: float, value: float | None) -> None:
    series = LiveSeries(2.0)
    series.add(100, 5)
    series.add(102, 6)
    series.add(104, nan)
    assert series.points(*ALWAYS).at(moment, 3.0) == value


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(allow_nan=True), st.booleans())))
def test_moments_rise_whatever_comes(given: list[tuple[float, float, bool]]) -> None:
    series = LiveSeries(2.0, most=8)
    for at, value, broken in given:
        series.add(at, value, broken=broken)
    times = series.points(*ALWAYS).times.tolist()
    assert times == sorted(set(times))
    assert len(times) <= 16
