"""What can be typed into the filter of a table."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app import i18n
from app.models import formats
from app.models.fields import Field
from app.models.record_filter import filter_of, number_of
from tests.models.sessions import SESSIONS, Session

ONE = Session(7, "app@10.0.0.7:3306", 245.0, "SELECT *\nFROM Orders", 3 << 20)
IDLE = Session(8, "root", None, None)


def admits(text: str, session: Session = ONE) -> bool:
    shown = [field for field in SESSIONS if not field.hidden]
    return filter_of(text, SESSIONS).admits(
        session, lambda it: "\x1f".join(field.words(it) for field in shown)
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "orders", "ORDERS select", '"from orders"', "-sleep", "user:app", "-user:root",
        "username:app", "USER:APP", "time>60", "time>=245", "time<5m", "seconds>4m", "time=245",
        "size>1M", "size<1G", "memory=3MiB", "10.0.0.7:3306", "id=7", "sql:from", '"orders',
        'statement:"from orders"', '"4 m 05 s"',
    ],
)  # fmt: skip
def test_admits_what_every_term_is_true_of(text: str) -> None:
    assert admits(text)


@pytest.mark.parametrize(
    "text",
    [
        "customers", "orders customers", "-orders", "user:root", "-user:app", "time>5m", "time<60",
        "size>1G", "id=8", "user=app", "10.0.0.8:3306", "nosuch:app",
    ],
)  # fmt: skip
def test_refuses_what_one_term_is_false_of(text: str) -> None:
    assert not admits(text)


def test_what_is_missing_is_no_number_and_has_no_words() -> None:
    assert not admits("time>0", IDLE)
    assert not admits("time<10", IDLE)
    assert admits("-sql:select", IDLE)
    assert admits("time=null", IDLE)


def test_times_compare_as_seconds() -> None:
    @dataclass
    class Lag:
        behind: timedelta

    lag: Field[Lag] = Field("lag", "Lag", lambda it: it.behind, formats.duration)
    admits = filter_of("lag>1m", [lag]).admits
    assert admits(Lag(timedelta(seconds=61)), lambda _it: "")
    assert not admits(Lag(timedelta(seconds=59)), lambda _it: "")


def test_a_column_can_be_named_in_the_users_language() -> None:
    i18n.install("zh_CN")
    severity: Field[Any] = Field("level", "Severity", lambda it: it)
    title = severity.heading
    assert title != "Severity"
    for name in (title, "severity", "level"):
        assert not filter_of(f"{name}:bad", [severity]).admits("good", lambda _it: "bad")
        assert filter_of(f"{name}:bad", [severity]).admits("bad", lambda _it: "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("60", 60), ("-1.5", -1.5), ("1,000", 1000), ("1_000", 1000), ("2K", 2048),
        ("1.5G", 1.5 * 2**30), ("2MiB", 2 << 20), ("5m", 300), ("2h", 7200), ("1d", 86400),
        ("12%", 0.12),
        ("abc", None), ("", None), ("5x", None), (".", None),
    ],
)  # fmt: skip
def test_numbers_may_have_units(text: str, number: float | None) -> None:
    assert number_of(text) == number
