"""Sorting and filtering a result agree with Python's own, whatever the column holds."""

import math
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.console.result import ResultColumn
from app.domain.errors import BadInput, Cancelled
from app.domain.stop import Stop
from app.results.arranging import Order
from app.results.conditions import Condition, Sign, anywhere
from app.results.filtering import conditions_of, term
from app.results.store import ResultReader, ResultWriter


def result(*rows: tuple[Any, ...], names: str = "abcdefgh", part: int = 4) -> ResultReader:
    """A result in parts of so many rows, each of its own form."""
    writer = ResultWriter([ResultColumn(name) for name in names[: len(rows[0])]])
    for first in range(0, len(rows), part):
        writer.append(rows[first : first + part])
        writer.reader._settle(writer._part())
    writer.finish()
    return writer.reader


def shown(reader: ResultReader, *order: Order, typed: str = "") -> list[Any]:
    """The first column as it is shown then."""
    conditions = conditions_of(typed, reader.columns, range(len(reader.columns)))
    made = reader.arrange(order, conditions)
    return [row[0] for row in reader.rows(0, len(made), made)]


_NUMBERS: list[st.SearchStrategy[Any]] = [
    st.integers(-50, 50),
    st.integers(-(2**63), 2**64 - 1),
    st.integers(-(10**37), 10**37),
    st.decimals(-100, 100, places=2),
    st.one_of(st.integers(-9, 9), st.decimals(-9, 9, places=3), st.decimals(-9, 9, places=1)),
    st.floats(allow_nan=False),
]
_SORTABLE = st.sampled_from(
    [
        *_NUMBERS,
        st.dates(),
        st.datetimes(),
        # no driver tells of an hour that comes twice in a zone of a fixed offset
        st.datetimes(timezones=st.sampled_from([timezone(timedelta(hours=8)), UTC])).map(
            lambda moment: moment.replace(fold=0)
        ),
        st.timedeltas(timedelta(-9000), timedelta(9000)),
        st.binary(max_size=3),
        st.booleans(),
    ]
).flatmap(lambda kind: st.lists(st.none() | kind, min_size=1, max_size=14))


@settings(max_examples=120, deadline=None)
@given(_SORTABLE, st.booleans())
def test_a_sort_is_stable_by_value_with_nulls_last(values: list[Any], descending: bool) -> None:
    reader = result(*enumerate(values), names="nv")
    there = [n for n, value in enumerate(values) if value is not None]
    want = sorted(there, key=lambda n: values[n], reverse=descending)
    want += [n for n, value in enumerate(values) if value is None]
    assert shown(reader, Order(1, descending)) == want


def test_texts_are_sorted_without_regard_to_case() -> None:
    reader = result(("b",), ("A",), (None,), ("a",), ("中",), ("B",), ("é",), ("Z",))
    assert shown(reader, Order(0)) == ["A", "a", "b", "B", "Z", "é", "中", None]
    assert shown(reader, Order(0, True)) == ["中", "é", "Z", "b", "B", "A", "a", None]


def test_several_columns_decide_one_after_the_other() -> None:
    rows = [(n, n % 2, n % 3) for n in range(12)]
    want = [row[0] for row in sorted(rows, key=lambda row: (-row[1], row[2]))]
    assert shown(result(*rows), Order(1, True), Order(2)) == want


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(_NUMBERS).flatmap(lambda kind: st.lists(kind, min_size=2, max_size=12)),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
)
@example([-math.inf, -0.0], "<")
@example([math.inf, 1e300, -1.0], ">=")
def test_numbers_are_compared_by_value(values: list[Any], sign: str) -> None:
    wanted = values[0]
    reader = result(*enumerate(values), names="nv")
    judge: Callable[[Any], bool] = {
        "=": lambda v: v == wanted, "!=": lambda v: v != wanted, "<": lambda v: v < wanted,
        "<=": lambda v: v <= wanted, ">": lambda v: v > wanted, ">=": lambda v: v >= wanted,
    }[sign]  # fmt: skip
    want = [n for n, value in enumerate(values) if judge(value)]
    assert shown(reader, typed=f"v{sign}{wanted}") == want


MANY = (
    (1, "Order new", Decimal("1.50"), date(2024, 5, 1), b"\x00\xff", True),
    (2, "order paid", Decimal("20"), date(2023, 1, 1), b"abc", False),
    (3, None, None, None, None, None),
    (4, 'say "hi" 中文 É', Decimal("-3"), date(2024, 6, 1), b"", True),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("ORDER", [1, 2]),
        ("-order", [3, 4]),
        ('"order n"', [1]),
        ("order paid", [2]),
        ("b:paid", [2]),
        ("-b:paid", [1, 3, 4]),
        ("b=null", [3]),
        ("b!=null", [1, 2, 4]),
        ('b="null"', []),
        ("c>1.5", [2]),
        ("c>=1.5", [1, 2]),
        ("c=1.500", [1]),
        ("c<0", [4]),
        ("d>=2024-05-01", [1, 4]),
        ("d=2024-05-01", [1]),
        ("d:2024", [1, 4]),
        ("e:0x00FF", [1]),
        ("e:bc", [2]),
        ("f=true", [1, 4]),
        ("f=0", [2]),
        ("b~^ord.*w$", []),
        ("b~(?i)^ord.*w$", [1]),
        ("~paid$", [2]),
        ('"""hi"""', [4]),
        ("é", [4]),
        ("中文", [4]),
        ("10.0.0.7:3306", []),
        ("nothing:order", []),
        ("b=ORDER\u0020paid", []),
        ('b="ORDER paid"', [2]),
        ('"b"="ORDER paid"', [2]),
        ("-c>1.5", [1, 4]),
    ],
)
def test_what_is_typed_finds_rows(typed: str, found: list[int]) -> None:
    assert shown(result(*MANY, part=2), typed=typed) == found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12), st.text(min_size=1, max_size=6), st.text(max_size=6))
def test_any_text_is_sought_as_it_stands(text: str, name: str, other: str) -> None:
    writer = ResultWriter([ResultColumn(name)])
    writer.append([(text,), (other,), (None,)])
    writer.finish()
    (condition,) = conditions_of(term(writer.reader.columns[0], Sign.EQUAL, text),
                                 writer.reader.columns, [0]) or (None,)  # fmt: skip
    if "".join(name.split()):
        assert condition is not None
        found = writer.reader.rows(0, 3, writer.reader.arrange((), [condition]))
        assert found[0] == (text,)
        assert found[1:] in ([], [(other,)])


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_filter_or_a_clear_error(text: str) -> None:
    reader = result(*MANY, part=2)
    with suppress(BadInput):
        assert set(shown(reader, typed=text)) <= {1, 2, 3, 4}


def test_spans_of_time_are_found_as_they_are_shown() -> None:
    reader = result((timedelta(hours=-30, seconds=-5),), (timedelta(microseconds=7),), (None,))
    assert shown(reader, typed="a=-30:00:05") == [timedelta(hours=-30, seconds=-5)]
    assert shown(reader, typed="a:00:00.000007") == [timedelta(microseconds=7)]


def test_moments_are_found_as_they_are_shown() -> None:
    zone = timezone(timedelta(hours=8))
    rows = [(datetime(2024, 5, 1, 10), datetime(2024, 5, 1, 10, tzinfo=zone)), (None, None)]
    for typed in ("a=2024-05-01T10:00:00", 'a="2024-05-01 10:00:00"', 'b="2024-05-01 10:00"',
                  '"05-01 10:00:00"'):  # fmt: skip
        assert shown(result(*rows), typed=typed) == [rows[0][0]]


def test_a_stop_ends_it() -> None:
    stop = Stop()
    stop.set()
    reader = result(*MANY)
    for order, conditions in (([Order(0)], []), ([], [anywhere("a", [1])])):
        with pytest.raises(Cancelled):
            reader.arrange(order, conditions, stop)


def test_distinct_values_are_counted() -> None:
    reader = result(*[(n, "abc"[n % 2]) for n in range(9)], (9, None))
    assert reader.distinct(1) == [("a", 5), ("b", 4), (None, 1)]
    made = reader.arrange((), [Condition((0,), Sign.LESS, "3")])
    assert reader.distinct(1, made) == [("a", 2), ("b", 1)]
    assert reader.distinct(1, most=1) == [("a", 5)]


def test_a_result_without_rows_can_be_sorted_and_filtered() -> None:
    writer = ResultWriter([ResultColumn("a")])
    writer.finish()
    made = writer.reader.arrange([Order(0)], [anywhere("x", [0])])
    assert len(made) == 0
    assert writer.reader.rows(0, 10, made) == []
