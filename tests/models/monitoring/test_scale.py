"""The grid stands at numbers and moments that read well."""

import os
import time
from collections.abc import Iterator
from math import inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.monitoring.scale import bounds, clock, moments, values_span, zone

NOON = 1_764_331_200.0  # 2025-11-28 12:00 UTC


@pytest.fixture
def shanghai() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("high", "unit", "ticks"),
    [
        (7, "1/s", (0, 2, 4, 6, 8)),
        (1730, "", (0, 500, 1000, 1500, 2000)),
        (90, "%", (0, 50, 100)),
        (3.5 * 1024**3, "B", tuple(n * 1024.0**3 for n in range(5))),
        (0, "%", (0, 50, 100)),
        (1500, "s", (0, 600, 1200, 1800)),
        (0.03, "s", (0, 0.01, 0.02, 0.03, 0.04)),
        (0, "", (0, 0.5, 1)),
    ],
)
def test_the_grid(high: float, unit: str, ticks: tuple[float, ...]) -> None:
    assert values_span(0, high, unit).ticks == ticks
    assert values_span(0, high, unit).low == 0


@pytest.mark.parametrize(
    ("high", "ticks"), [(0, (0, 1)), (1, (0, 1, 2)), (2, (0, 1, 2, 3)), (9, (0, 5, 10))]
)
def test_between_two_counts_stands_no_line(high: float, ticks: tuple[float, ...]) -> None:
    assert values_span(0, high, "", whole=True).ticks == ticks


def test_what_is_below_nought_is_shown() -> None:
    span = values_span(-5, 3, "")
    assert span.low <= -5
    assert span.high >= 3
    assert 0 in span.ticks


@given(st.floats(allow_nan=True), st.floats(allow_nan=True), st.sampled_from(["", "%", "B", "s"]))
def test_any_values_have_a_grid(low: float, high: float, unit: str) -> None:
    span = values_span(low, high, unit)
    assert isfinite(span.low)
    assert isfinite(span.high)
    assert span.low < span.high
    assert 1 <= len(span.ticks) < 30


def test_moments_are_by_the_clock_of_the_workstation(shanghai: None) -> None:
    shown = list(moments(NOON - 900, NOON, 6))
    assert [moment.text for moment in shown] == ["19:45", "19:50", "19:55", "20:00"]
    assert zone(NOON) == "UTC+08:00"
    assert clock(NOON, 900) == "11-28 20:00:00"
    assert clock(NOON, 1e7) == "2025-11-28 20:00"


def test_days_begin_at_midnight(shanghai: None) -> None:
    shown = list(moments(NOON - 3 * 86_400, NOON, 6))
    assert [moment.text for moment in shown] == [
        "11-26", "12:00", "11-27", "12:00", "11-28", "12:00",
    ]  # fmt: skip


@given(st.floats(20, 6e7), st.floats(1, 20))
def test_there_is_room_between_moments(span: float, most: float) -> None:
    assert len(list(moments(NOON - span, NOON, most))) <= most + 2


def test_bounds_leave_out_what_is_none() -> None:
    assert bounds([(nan, inf), (-2, 5)]) == (-2, 5)
    assert bounds([]) == (0, 0)
