"""Silences and windows: open when the clock on the wall says so, also when clocks are set."""

import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.monitoring.rule import Silence, Weekly
from app.monitor.alerts.quiet import is_open

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = frozenset(range(7))


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).timestamp()


def window(days: frozenset[int], begin: str, minutes: int) -> Silence:
    hours, _colon, rest = begin.partition(":")
    return Silence("w", 0.0, None, weekly=Weekly(days, int(hours) * 60 + int(rest), minutes))


@pytest.mark.parametrize(
    ("when", "is_quiet"),
    [("09:59:59", False), ("10:00:00", True), ("11:59:59", True), ("12:00:00", False)],
)
def test_a_silence_has_a_begin_and_an_end(when: str, is_quiet: bool) -> None:
    silence = Silence("s", at("2026-06-01 10:00"), at("2026-06-01 12:00"))
    assert is_open(silence, at(f"2026-06-01 {when}")) is is_quiet


@pytest.mark.parametrize(
    ("when", "is_quiet"),
    [
        ("2026-06-01 22:59", False),  # a Monday
        ("2026-06-01 23:00", True),
        ("2026-06-02 00:59", True),
        ("2026-06-02 01:00", False),
        ("2026-06-02 23:30", False),
        ("2026-06-01 00:30", False),
    ],
)
def test_a_window_goes_past_midnight_and_belongs_to_the_day_it_began(
    when: str, is_quiet: bool
) -> None:
    assert is_open(window(frozenset({0}), "23:00", 120), at(when)) is is_quiet


def test_a_window_may_last_for_days() -> None:
    weekend = window(frozenset({4}), "18:00", 60 * 60)  # from Friday evening on
    assert is_open(weekend, at("2026-06-07 23:00"))
    assert is_open(weekend, at("2026-06-08 05:59"))
    assert not is_open(weekend, at("2026-06-08 06:00"))


def test_a_window_is_only_while_its_silence_is() -> None:
    silence = Silence(
        "w", at("2026-06-01 10:00"), at("2026-06-03 00:00"),
        weekly=Weekly(EVERY_DAY, 0, 24 * 60),
    )  # fmt: skip
    assert not is_open(silence, at("2026-06-01 09:00"))
    assert is_open(silence, at("2026-06-02 09:00"))
    assert not is_open(silence, at("2026-06-03 09:00"))


def test_a_window_opens_at_two_in_summer_and_in_winter() -> None:
    night = window(EVERY_DAY, "2:00", 60)
    for day in ("2026-01-15", "2026-07-15"):
        assert not is_open(night, at(f"{day} 01:59"))
        assert is_open(night, at(f"{day} 02:30"))
        assert not is_open(night, at(f"{day} 03:00"))


def test_a_window_takes_its_time_when_the_clock_goes_forward() -> None:
    night = window(EVERY_DAY, "1:30", 60)  # 2:00 is 3:00 that night
    assert is_open(night, at("2026-03-29 03:29"))
    assert not is_open(night, at("2026-03-29 03:30"))


def test_a_window_in_the_hour_that_is_left_out_is_there_all_the_same() -> None:
    night = window(EVERY_DAY, "2:15", 30)
    assert is_open(night, at("2026-03-29 03:20"))


def test_a_window_in_the_hour_that_comes_twice_is_open_in_both() -> None:
    night = window(EVERY_DAY, "2:00", 60)
    assert is_open(night, at("2026-10-25 02:30", fold=0))
    assert is_open(night, at("2026-10-25 02:30", fold=1))
    assert not is_open(night, at("2026-10-25 03:00"))
