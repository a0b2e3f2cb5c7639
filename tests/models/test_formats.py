"""Values as a DBA reads them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import formats


class Role(StrEnum):
    MASTER = "master"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 s"), (0.000_12, "120 µs"), (0.0123, "12 ms"), (0.3, "0.3 s"), (2, "2 s"),
        (9.96, "10 s"), (42, "42 s"), (59.7, "1 m 00 s"), (245, "4 m 05 s"), (3600, "1 h 00 m"),
        (5_430, "1 h 30 m"), (183_600, "2 d 03 h"), (-245, "−4 m 05 s"),
        (timedelta(minutes=4, seconds=5), "4 m 05 s"), ("unlimited", "unlimited"),
    ],
)  # fmt: skip
def test_a_duration_has_two_units_at_most(value: Any, text: str) -> None:
    assert formats.duration(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"),
        ((1 << 20) - 1, "1.0 MiB"), (150 << 30, "150 GiB"), (1 << 70, "1024 EiB"),
    ],
)  # fmt: skip
def test_bytes_are_shown_in_a_unit_that_fits(value: int, text: str) -> None:
    assert formats.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.123, "12.3 %"), (1, "100 %"), (0, "0.0 %"), (25.5, "2,550 %"), (0.9996, "100 %")],
)
def test_a_share_is_a_percentage(value: float, text: str) -> None:
    assert formats.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.001234, "0.00123"), (1.234, "1.23"), (12.34, "12.3"), (12345.6, "12,346")],
)
def test_a_number_is_no_longer_than_it_is_exact(value: float, text: str) -> None:
    assert formats.number(value) == text


def test_a_moment_says_whose_clock_it_is() -> None:
    moment = datetime(2026, 11, 28, 14, 34, 12, 999, timezone(timedelta(hours=8)))
    assert formats.stamp(moment) == "2026-11-28 14:34:12 +08:00"
    assert formats.stamp(moment.astimezone(UTC)) == "2026-11-28 06:34:12 +00:00"
    assert formats.stamp(moment.replace(tzinfo=None)) == "2026-11-28 14:34:12"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (True, "yes"), (2**64, "18,446,744,073,709,551,616"), (1.5, "1.50"),
        (Decimal("2.50"), "2.50"), (Role.MASTER, "master"), (b"\xff\x00", "0xFF00"),
        (b"text", "text"), (date(2026, 11, 28), "2026-11-28"), (("a", None), "a, –"),
        ("SELECT 1\n  FROM t", "SELECT 1 FROM t"), ("a\x00b", "a␀b"),
    ],
)  # fmt: skip
def test_any_value_is_shown_as_its_kind_is_best_read(value: Any, text: str) -> None:
    assert formats.plain(value) == text


def test_a_long_statement_is_cut_and_all_of_it_can_be_had() -> None:
    sql = "SELECT\n" + "x, " * 400_000
    assert len(formats.one_line(sql)) < 600
    assert formats.one_line(sql).endswith("…")
    assert formats.whole(sql) == sql


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(), st.binary(),
    st.timedeltas(), st.datetimes(), st.just(10**400), st.just(Decimal("sNaN")),
)  # fmt: skip


@given(ANYTHING)
def test_no_value_is_too_strange(value: Any) -> None:
    for shown in (formats.plain, formats.size, formats.duration, formats.percent, formats.number,
                  formats.count, formats.stamp, formats.rate):  # fmt: skip
        assert "\n" not in shown(value)
