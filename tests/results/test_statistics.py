"""Statistics say of a column what its values say."""

import math
import statistics as theirs
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn
from app.domain.errors import Cancelled
from app.domain.stop import Stop
from app.results.arranging import Order
from app.results.statistics import Statistics, statistics_of
from app.results.store import ResultReader, ResultWriter


def result(values: list[Any]) -> ResultReader:
    writer = ResultWriter([ResultColumn("c")])
    for value in values:  # in parts, as rows come
        writer.append([(value,)])
    writer.finish()
    return writer.reader


def of(values: list[Any]) -> Statistics:
    reader = result(values)
    try:
        return statistics_of(reader, 0, Stop())
    finally:
        reader.close()


def test_numbers_are_exact_beyond_what_a_column_holds() -> None:
    found = of([2**63 - 1, 2**63 - 1, None, 5])
    assert (found.rows, found.nulls, found.distinct) == (4, 1, 2)
    assert (found.least, found.most, found.total) == (5, 2**63 - 1, 2**64 + 3)
    assert found.top[0] == (2**63 - 1, 2)
    assert dict(found.quantiles)[0.5] == 2**63 - 1


def test_decimals_keep_their_digits() -> None:
    found = of([Decimal("0.10"), Decimal("0.20"), Decimal("0.30"), 7])
    assert (found.total, found.mean) == (Decimal("7.60"), Decimal("1.9"))


@settings(max_examples=30)
@given(st.lists(st.integers(-(2**40), 2**40) | st.none(), min_size=1, max_size=30))
def test_agrees_with_what_python_counts(values: list[int | None]) -> None:
    found, some = of(values), sorted(value for value in values if value is not None)
    assert (found.nulls, found.distinct) == (values.count(None), len(set(some)))
    assert sum(count for _value, count in found.top) <= len(values)
    if not some:
        assert found.least is None
        return
    assert (found.least, found.most, found.total) == (some[0], some[-1], sum(some))
    assert math.isclose(float(str(found.mean)), sum(some) / len(some), abs_tol=1e-5)
    assert found.deviation is not None
    assert math.isclose(found.deviation, theirs.pstdev(some), rel_tol=1e-6, abs_tol=1e-6)
    assert dict(found.quantiles)[0.5] == theirs.median_low(some)
    assert sum(found.histogram) in (0, len(some))


def test_floats_that_are_no_numbers_are_counted_apart() -> None:
    found = of([1.0, float("nan"), float("inf"), 3.0])
    assert (found.not_numbers, found.least, found.most) == (1, 1.0, math.inf)
    assert of([float("nan")]).least is None


def test_texts_tell_their_lengths() -> None:
    found = of(["墨者", "", None, "abc"])
    assert (found.shortest, found.longest, found.longest_value) == (0, 3, "abc")
    assert (found.least, found.most, found.mean) == ("", "墨者", None)
    assert of([b"\xff\x00", b"a"]).longest == 2


def test_moments_have_a_middle_and_no_sum() -> None:
    found = of([datetime(2024, 1, 1), datetime(2024, 1, 3), datetime(2024, 1, 11)])
    assert (found.mean, found.total) == (datetime(2024, 1, 5), None)
    assert dict(found.quantiles)[0.5] == datetime(2024, 1, 3)
    assert of([date(2024, 1, 1), date(2024, 1, 3)]).mean == date(2024, 1, 2)
    assert of([datetime(2024, 1, 1, tzinfo=UTC)]).most == datetime(2024, 1, 1, tzinfo=UTC)
    spans = of([timedelta(hours=-838), timedelta(hours=8)])
    assert (spans.total, spans.mean) == (timedelta(hours=-830), timedelta(hours=-415))


@pytest.mark.parametrize(
    "values",
    [[], [None, None], [True, False, None], [1, "a", b"\xff"], [Clipped("a", 9)], ["0000-00-00"]],
)
def test_any_column_has_some(values: list[Any]) -> None:
    found = of(values)
    assert found.rows == len(values)
    assert sum(count for _value, count in found.top) == len(values)


def test_tells_of_the_rows_that_are_shown() -> None:
    reader = result([3, 1, 2])
    shown = reader.arrange([Order(0)])
    assert statistics_of(reader, 0, Stop(), shown).rows == 3
    reader.close()


def test_hears_a_cancel() -> None:
    reader, stop = result([1]), Stop()
    stop.set()
    with pytest.raises(Cancelled):
        statistics_of(reader, 0, stop)
    reader.close()
