"""Records as text to take elsewhere."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.models.fields import Field
from app.models.ordering import Steps
from app.models.record_text import (
    COPIES,
    comma_separated,
    json_array,
    markdown,
    tsv,
    tsv_with_headings,
)
from tests.models.sessions import SECONDS, SESSIONS, SQL, USER, Session, sessions

ODD = [Session(1, "a|b", 61.0, "SELECT '1\t2',\n\"x\""), Session(2)]
SOME = [SESSIONS[n] for n in (USER, SECONDS, SQL)]


def made(steps: Steps[str]) -> str:
    result: list[str] = []

    def noted() -> Steps[None]:
        result.append((yield from steps))

    for _pause in noted():
        pass
    return result[0]


def test_a_spreadsheet_gets_what_is_shown_in_full() -> None:
    text = made(tsv_with_headings(SOME, ODD))
    rows = list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    assert rows == [
        ["User name", "Time", "Statement"],
        ["a|b", "1 m 01 s", "SELECT '1\t2',\n\"x\""],
        ["app", "0 s", ""],
    ]
    assert made(tsv(SOME, ODD[1:])) == "app\t0 s\t"


def test_programs_get_exact_values() -> None:
    rows = list(csv.DictReader(io.StringIO(made(comma_separated(SOME, ODD)))))
    assert rows[0] == {"user": "a|b", "seconds": "61.0", "sql": ODD[0].sql}
    assert json.loads(made(json_array(SOME, ODD)))[1] == {
        "user": "app",
        "seconds": 0.0,
        "sql": None,
    }


def test_values_json_does_not_know_are_written_so_that_they_can_be_read() -> None:
    @dataclass
    class Odd:
        value: Any

    field: Field[Odd] = Field("value", "Value", lambda it: it.value)
    odd = [datetime(2026, 11, 28, tzinfo=UTC), timedelta(minutes=1), Decimal("1.10"), b"\xff",
           float("nan"), 2**70, ("a", 1)]  # fmt: skip
    read = json.loads(made(json_array([field], [Odd(value) for value in odd])))
    assert [record["value"] for record in read] == [
        "2026-11-28T00:00:00+00:00", 60.0, "1.10", "ff", "nan", 2**70, ["a", 1],
    ]  # fmt: skip


def test_a_ticket_gets_a_table_that_stays_one() -> None:
    lines = made(markdown(SOME, ODD)).splitlines()
    assert lines[:2] == ["| User name | Time | Statement |", "| --- | ---: | --- |"]
    assert lines[2].startswith("| a\\|b | 1 m 01 s |")
    assert len(lines) == 4


def test_many_are_put_together_in_small_steps() -> None:
    for writer in COPIES.values():
        assert sum(1 for _pause in writer(SESSIONS, sessions(2000))) > 5
