"""When something will be full: exact where a line is exact, silent where nothing can be said."""

import math
import random
from array import array
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.series import Series
from app.monitor.forecast import forecast

NOW = 1_800_000_000.0
DAY = 86_400.0


def of(
    value: Callable[[float], float], count: int = 300, days: float = 7.0, end: float = NOW
) -> Series:
    """`value` at moments told in days before `end`."""
    times = [end - days * DAY * (count - 1 - place) / (count - 1) for place in range(count)]
    values = array("d", [value((time - end) / DAY) for time in times])
    return Series("db1", "host.disk_used/data", array("d", times), values, values, values)


def days(moment: float | None) -> float | None:
    return None if moment is None else (moment - NOW) / DAY


def made(series: Series, limit: float = 100.0) -> Forecast:
    found = forecast(series, limit, NOW)
    assert found is not None
    return found


def test_a_line_has_an_exact_date_and_no_doubt() -> None:
    found = made(of(lambda day: 50 + 2 * day))
    assert (found.instance, found.key, found.at) == ("db1", "host.disk_used/data", NOW)
    assert found.value == pytest.approx(50)
    assert found.per_day == pytest.approx(2)
    assert days(found.full_at) == pytest.approx(25)
    assert days(found.earliest) == pytest.approx(25)
    assert days(found.latest) == pytest.approx(25)
    assert days(found.since) == pytest.approx(-7)


def test_what_falls_to_its_limit_has_a_date_and_what_falls_away_from_it_has_none() -> None:
    series = of(lambda day: 50 - 2 * day)
    assert days(made(series, 10.0).full_at) == pytest.approx(20)
    away = made(series, 100.0)
    assert away.full_at is away.earliest is away.latest is None
    assert away.per_day == pytest.approx(-2)


def test_what_stays_has_no_date_unless_it_is_there() -> None:
    assert made(of(lambda _day: 50.0)).full_at is None
    assert made(of(lambda _day: 100.0)).full_at == NOW


@pytest.mark.parametrize(("count", "length"), [(7, 7.0), (300, 0.006)])
def test_few_points_or_a_short_time_say_nothing(count: int, length: float) -> None:
    assert forecast(of(lambda day: 50 + 2 * day, count, length), 100.0, NOW) is None


def test_ten_minutes_do_not_see_a_month_ahead() -> None:
    slow = made(of(lambda day: 50 + 2 * day, days=10 / 1440))
    assert slow.per_day == pytest.approx(2)
    assert slow.full_at is None
    fast = made(of(lambda day: 90 + 10 * day * 24, days=10 / 1440))  # full within the hour
    assert days(fast.full_at) == pytest.approx(1 / 24)


def test_nothing_is_said_from_values_that_are_too_old() -> None:
    series = of(lambda day: 50 + 2 * day, days=1.0, end=NOW - 2 * DAY)
    assert forecast(series, 100.0, NOW) is None


def test_after_a_purge_only_what_came_since_counts() -> None:
    found = made(of(lambda day: 90 + 5 * (day + 2) if day < -2 else 30 + 10 * (day + 2)))
    assert days(found.full_at) == pytest.approx(5)
    assert -2 <= (days(found.since) or 0) < -1.7


def test_right_after_a_purge_the_old_line_is_forgotten() -> None:
    found = forecast(of(lambda day: 90 + day if day < -0.2 else 20.0), 100.0, NOW)
    assert found is None or found.full_at is None


def test_after_a_disk_was_made_larger_only_what_came_since_counts() -> None:
    noise = random.Random(4)
    found = made(
        of(
            lambda day: (
                (80 + 4 * (day + 3) if day < -3 else 60 + 3 * (day + 3)) + noise.gauss(0, 0.3)
            )
        )
    )
    assert found.per_day == pytest.approx(3, rel=0.15)
    assert -3 <= (days(found.since) or 0) < -2.7


@pytest.mark.parametrize("began", [0.3, 1.0, 3.5, 5.5])
def test_what_begins_to_grow_after_a_quiet_time_is_seen(began: float) -> None:
    noise = random.Random(1)
    found = made(of(lambda day: 40 + noise.gauss(0, 0.1) + max(0.0, day + began) * 9 / began))
    assert found.per_day == pytest.approx(9 / began, rel=0.1)
    assert days(found.full_at) == pytest.approx(51 * began / 9, rel=0.1)


def test_noise_moves_the_date_little_and_the_range_holds_it() -> None:
    noise = random.Random(2)
    held = 0
    for _run in range(40):
        found = made(of(lambda day: 50 + 2 * day + noise.gauss(0, 2), count=48))
        assert days(found.full_at) == pytest.approx(25, rel=0.35)
        assert found.earliest is not None
        assert found.latest is not None
        held += found.earliest <= NOW + 25 * DAY <= found.latest
    assert held >= 32  # 9 of 10, and chance


def test_noise_alone_is_no_growth() -> None:
    noise = random.Random(3)
    dated = sum(
        made(of(lambda _day: 50 + noise.gauss(0, 5), count=48)).full_at is not None
        for _run in range(40)
    )
    assert dated <= 3


def test_a_day_and_a_night_are_neither_growth_nor_a_change() -> None:
    for wave in (
        lambda day: 50 + 20 * math.sin(day * 2 * math.pi),
        lambda day: 50.0 if day % 1 > 0.6 else 10.0,
    ):
        found = made(of(wave))
        assert found.full_at is None
        assert days(found.since) == pytest.approx(-7)


def test_what_grows_in_stairs_is_seen_as_a_whole() -> None:
    found = made(of(lambda day: 50 + 5 * math.floor(day)))
    assert days(found.since) == pytest.approx(-7)
    assert days(found.full_at) == pytest.approx(10.5, abs=0.6)


def test_peaks_and_gaps_do_not_move_it() -> None:
    noise = random.Random(5)
    found = made(of(lambda day: 50 + 2 * day + (40 if noise.random() < 0.05 else 0)))
    assert days(found.full_at) == pytest.approx(25, rel=0.01)
    with_gap = of(lambda day: math.nan if -5 < day < -2 else 50 + 2 * day)
    assert days(made(with_gap).full_at) == pytest.approx(25)


def test_the_mean_of_a_step_is_of_its_middle() -> None:
    fine = of(lambda day: 50 + 2 * day)
    hours = array("d", [time - 1800 for time in fine.times])
    found = made(Series("db1", "k", hours, fine.means, fine.means, fine.means, 3600.0))
    assert days(found.full_at) == pytest.approx(25)


_numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(
    st.lists(st.tuples(_numbers, _numbers), max_size=60),
    st.sampled_from([0.0, 1.0, 100.0, math.nan, math.inf, 1e308]),
)
def test_it_never_raises(points: list[tuple[float, float]], limit: float) -> None:
    times = array("d", [time for time, _value in points])
    values = array("d", [value for _time, value in points])
    for now in (NOW, max((time for time in times if math.isfinite(time)), default=0.0)):
        found = forecast(Series("a", "b", times, values), limit, now)
        assert found is None or math.isfinite(found.value)


@given(st.lists(_numbers, min_size=8, max_size=120))
def test_it_never_raises_over_even_times(values: list[float]) -> None:
    rows = iter(values)
    found = forecast(of(lambda _day: next(rows), count=len(values)), 100.0, NOW)
    if found is not None and found.full_at is not None:
        assert found.earliest is not None
        assert NOW <= found.earliest <= found.full_at <= (found.latest or math.inf)


@given(
    st.floats(0.1, 20), st.floats(0, 90), st.floats(0.5, 60), st.integers(8, 200)
)  # fmt: skip
def test_every_line_has_its_date(grown: float, value: float, span: float, count: int) -> None:
    found = made(of(lambda day: value + grown * day, count, span))
    exact = (100 - value) / grown
    if exact < 9.9 * span:
        assert days(found.full_at) == pytest.approx(exact, rel=1e-4)
    elif exact > 10.1 * span:
        assert found.full_at is None


@given(st.integers(-40, 40), st.integers(0, 1_000_000))
def test_the_unit_does_not_matter(power: int, seed: int) -> None:
    factor = 2.0**power
    noise, again = random.Random(seed), random.Random(seed)
    found = made(of(lambda day: 50 + 3 * day + noise.gauss(0, 2), 60))
    scaled = forecast(
        of(lambda day: factor * (50 + 3 * day + again.gauss(0, 2)), 60), 100 * factor, NOW
    )
    assert scaled is not None
    assert (scaled.full_at, scaled.earliest, scaled.latest) == pytest.approx(
        (found.full_at, found.earliest, found.latest)
    )
