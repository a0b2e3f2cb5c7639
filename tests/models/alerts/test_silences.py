"""What is silenced now, later and was; windows that open by the week."""

from datetime import datetime
from typing import Any

import pytest

from app.domain.monitoring.rule import Rule, Scope, Silence, Weekly
from app.models.alerts.silences import (
    SILENCES,
    Phase,
    silence_rows,
    silenced_now,
    standing,
    weekly_words,
)
from app.models.records import RecordTable

NAMES = {"o1": "orders-1"}


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 11, day, hour, minute).timestamp()


def test_a_silence_holds_between_its_ends() -> None:
    silence = Silence("1", at(28, 10), at(28, 12))
    assert standing(silence, at(28, 9)) == (Phase.LATER, at(28, 10))
    assert standing(silence, at(28, 11)) == (Phase.NOW, at(28, 12))
    assert standing(silence, at(28, 12)) == (Phase.PAST, None)
    assert standing(Silence("1", at(28, 10), None), at(30, 1)) == (Phase.NOW, None)


NIGHTS = Weekly(frozenset({5}), 23 * 60, 180)
"""Saturday 23:00 to Sunday 02:00."""


@pytest.mark.parametrize(
    ("now", "phase", "then"),
    [
        (at(28, 22), Phase.LATER, at(28, 23)),
        (at(28, 23, 30), Phase.NOW, at(29, 2)),
        (at(29, 1), Phase.NOW, at(29, 2)),
        (at(29, 2), Phase.LATER, datetime(2026, 12, 5, 23).timestamp()),
    ],
)
def test_a_window_may_go_past_midnight(now: float, phase: Phase, then: float) -> None:
    assert standing(Silence("1", at(1, 0), None, weekly=NIGHTS), now) == (phase, then)


def test_a_window_opens_only_between_its_ends() -> None:
    over = Silence("1", at(1, 0), at(28, 23), weekly=NIGHTS)
    assert standing(over, at(28, 22)) == (Phase.PAST, None)
    shorter = Silence("1", at(28, 23, 30), at(29, 1), weekly=NIGHTS)
    assert standing(shorter, at(28, 23, 10)) == (Phase.LATER, at(28, 23, 30))
    assert standing(shorter, at(28, 23, 40)) == (Phase.NOW, at(29, 1))


def test_a_window_is_said_with_its_days_and_hours() -> None:
    assert weekly_words(NIGHTS) == "Sat 23:00–02:00"
    assert weekly_words(Weekly(frozenset(range(7)), 120, 150)) == "every day 02:00–04:30"


def test_one_line_says_what_is_silenced_now() -> None:
    assert silenced_now(()) == "Nothing is silenced now: every alert is told."
    rows = silence_rows(
        [Silence("1", at(28, 10), None, Scope(instances=frozenset({"o1"}))),
         Silence("2", at(1, 0), at(2, 0))],
        (), {}, NAMES, at(28, 11),
    )  # fmt: skip
    said = silenced_now(rows)
    assert said == "Silenced now, shown and told to nobody: orders-1 (every rule)"


def test_the_table_of_silences_is_a_sound_model(qtmodeltester: Any) -> None:
    rules = [Rule("r1", "health"), Rule("r2", "age"), Rule("r3", "x", title="Own")]
    rows = silence_rows(
        [Silence("1", at(28, 10), None, rules=frozenset({"r1", "r2", "r3"})),
         Silence("2", at(1, 0), at(2, 0), weekly=NIGHTS, reason="backup"),
         Silence("3", at(29, 0), at(30, 0), Scope(instances=frozenset({"gone"})))],
        rules, {}, NAMES, at(28, 11),
    )  # fmt: skip
    table = RecordTable(SILENCES, lambda row: row.silence.id)
    table.sort_by("phase")
    table.replace(rows)
    qtmodeltester.check(table)
    assert [table.record(row).phase for row in range(3)] == sorted(Phase)
    said = {field.key: field.shown(table.record(0)) for field in SILENCES}
    assert said["which"] == "No fresh samples, Own and 1 more"
    assert said["next"] == "until it is taken back"
