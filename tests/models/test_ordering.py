"""Any two values have an order, and long lists are sorted in small steps."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.models.ordering import RUN, Steps, place_of, sorted_in_steps

VALUES = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.decimals(allow_nan=False), st.text(),
    st.booleans(), st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.dates(),
    st.timedeltas(), st.binary(), st.tuples(st.integers() | st.text(), st.none()),
)  # fmt: skip


@given(st.lists(VALUES))
def test_values_of_any_kinds_can_be_sorted(values: list[Any]) -> None:
    assert len(sorted(values, key=lambda value: place_of(value) or ())) == len(values)


def test_what_is_missing_has_no_place() -> None:
    assert place_of(None) is None
    assert place_of(float("nan")) is None
    assert place_of(Decimal("NaN")) is None


def test_numbers_in_names_count_as_numbers() -> None:
    assert sorted(["db-10", "DB-2", "db", "db-1"], key=lambda v: place_of(v) or ()) == [
        "db", "db-1", "DB-2", "db-10",
    ]  # fmt: skip


def test_numbers_stand_before_texts_and_times_between() -> None:
    values = ["a", datetime(2026, 1, 1), date(2025, 1, 1), timedelta(seconds=5), 3]
    assert sorted(values, key=lambda v: place_of(v) or ()) == [
        3, timedelta(seconds=5), date(2025, 1, 1), datetime(2026, 1, 1), "a",
    ]  # fmt: skip


def test_many_are_sorted_in_small_steps() -> None:
    numbers = [n * 7919 % 5000 for n in range(5000)]
    pauses = 0
    result: list[list[int]] = []

    def noted() -> Steps[None]:
        result.append((yield from sorted_in_steps(numbers, lambda n: (n,))))

    for _pause in noted():
        pauses += 1
    assert result == [sorted(numbers)]
    assert pauses > 2 * 5000 // RUN
