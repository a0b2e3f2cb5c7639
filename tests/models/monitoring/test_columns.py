"""Reduced to columns of pixels, nothing that can be seen is lost: no peak, no gap."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.models.monitoring.columns import band, path, pieces, stack, stepped
from app.models.monitoring.points import Points, points


def test_few_points_are_all_there() -> None:
    line = path(points([0, 5, 10], [1, 2, 3]), 0, 10, 100)
    assert line.xs.tolist() == [0, 50, 100]
    assert line.ys.tolist() == [1, 2, 3]


def test_of_many_the_peaks_stay() -> None:
    values = np.zeros(10_000)
    values[4321], values[8000] = 99, -7
    line = path(points(np.arange(10_000), values), 0, 10_000, 300)
    assert len(line.xs) <= 4 * 301
    assert np.nanmax(line.ys) == 99
    assert np.nanmin(line.ys) == -7
    assert line.xs[np.nanargmax(line.ys)] == int(4321 * 300 / 10_000) + 0.5


def test_a_gap_within_one_column_breaks_the_line() -> None:
    values = np.ones(10_000)
    values[5050] = np.nan
    line = path(points(np.arange(10_000), values), 0, 10_000, 100)
    assert len(list(pieces(line.ys))) == 2


def test_steps_hold_a_value_until_the_next() -> None:
    line = stepped(path(points([0, 10], [1, 5]), 0, 10, 10))
    assert line.xs.tolist() == [0, 10, 10]
    assert line.ys.tolist() == [1, 1, 5]


def test_a_band_lies_between_lowest_and_highest() -> None:
    times = np.arange(5000.0)
    means = np.full(5000, 5.0)
    shown = band(Points(times, means, means - 1, means + 2, 60.0), 0, 5000, 100)
    assert shown is not None
    assert set(shown.lows) == {4}
    assert set(shown.highs) == {7}
    assert band(points(times, means), 0, 5000, 100) is None


def test_a_part_that_is_missing_is_nothing_and_a_moment_without_any_a_gap() -> None:
    nan = np.nan
    one, other = points([0, 10, 20], [1, nan, nan]), points([0, 10, 20], [2, 3, nan])
    below, above = stack([one, other], 0, 20, 20, 25)
    assert below.highs.tolist()[:2] == [1, 0]
    assert above.highs.tolist()[:2] == [3, 3]
    assert np.isnan(above.highs[2])
    assert np.isnan(below.highs[2])


def test_a_value_of_a_slower_tier_holds_for_a_while() -> None:
    fast, slow = points([0, 2, 4, 40], [1, 1, 1, 1]), points([0], [5])
    top = stack([fast, slow], 0, 40, 100, 25)[-1]
    assert top.highs.tolist() == [6, 6, 6, 1]


def test_of_a_stack_the_highest_sum_stays() -> None:
    times = np.arange(10_000.0)
    one, other = np.ones(10_000), np.ones(10_000)
    one[777] = 50
    top = stack([points(times, one), points(times, other)], 0, 10_000, 100, 5)[-1]
    assert top.highs.max() == 51
    assert len(top.xs) <= 101


VALUES = hnp.arrays(
    np.float64, st.integers(0, 600), elements=st.floats(allow_nan=True, allow_infinity=True)
)


@given(VALUES, st.integers(1, 200))
def test_nothing_is_drawn_that_was_not_measured(values: Any, width: int) -> None:
    times = np.arange(len(values), dtype=float)
    line = path(points(times, values), 0, max(len(values), 1), width)
    drawn = line.ys[~np.isnan(line.ys)]
    measured = values[np.isfinite(values)]
    assert set(drawn) <= set(measured)
    assert len(measured) == 0 or drawn.max() == measured.max()
    for piece in pieces(line.ys):
        assert np.all(np.diff(line.xs[piece]) >= 0)


@given(VALUES, VALUES, st.integers(1, 200))
def test_a_stack_stands_whatever_it_is_made_of(one: Any, other: Any, width: int) -> None:
    lines = [points(np.arange(len(each), dtype=float), each) for each in (one, other)]
    for layer in stack(lines, 0, 600, width, 5.0):
        assert len(layer.xs) == len(layer.lows) == len(layer.highs)
        assert not np.isinf(layer.highs).any()
