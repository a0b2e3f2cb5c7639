"""Records into files: whole or not at all, and harmless to who opens them."""

import csv
import json
import threading
from operator import attrgetter
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, Unwritable
from app.domain.stop import Stop
from app.models.fields import Field
from app.models.record_export import FORMS, Form, export, with_levels
from tests.models.sessions import SESSIONS, Session, sessions

BY_KEY = {form.key: form for form in FORMS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_form_has_every_row(tmp_path: Path, form: Form) -> None:
    path = tmp_path / f"rows.{form.ending}"
    told: list[float] = []
    assert export(path, form, SESSIONS, sessions(2000), Stop(), told.append) == 2000
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") is form.bom
    assert b"1999" in text
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_chinese_and_what_is_no_character_survive(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    export(path, BY_KEY["json"], SESSIONS, [Session(1, "林", 1.0, "SELECT '😀'")], Stop())
    [row] = json.loads(path.read_text("utf-8"))
    assert row["user"] == "林"
    export(path, BY_KEY["csv"], SESSIONS, [Session(1, "\udcff", 1.0, "")], Stop())


@pytest.mark.parametrize(
    ("text", "written"),
    [("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"), ("+1+1", "'+1+1"),
     ("-- no rows", "'-- no rows"), ("\t=1", "'\t=1"), ("-1", "-1"), ("+86.10", "+86.10"),
     ("app", "app"), ("", "")],
)  # fmt: skip
@pytest.mark.parametrize("key", ["csv", "csv-people"])
def test_no_text_is_a_formula(tmp_path: Path, key: str, text: str, written: str) -> None:
    path = tmp_path / "rows.csv"
    export(path, BY_KEY[key], SESSIONS, [Session(-5, text, -1.5)], Stop())
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, row = csv.reader(file)
    assert written in row
    assert "-5" in row, "a figure below zero stays a figure"
    assert head[0] == (SESSIONS[0].heading if key == "csv-people" else SESSIONS[0].key)


def test_a_full_disk_or_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unwritable):
        export(tmp_path / "none" / "rows.csv", FORMS[0], SESSIONS, sessions(3), Stop())


def test_a_cancelled_one_leaves_what_was_there(tmp_path: Path) -> None:
    path, stop = tmp_path / "rows.csv", Stop()
    path.write_text("before", "utf-8")
    with pytest.raises(Cancelled):
        export(path, FORMS[0], SESSIONS, sessions(5000), stop, lambda _share: stop.set())
    assert path.read_text("utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["rows.csv"]


def test_a_tree_says_how_deep(tmp_path: Path) -> None:
    fields: list[Field[str]] = [Field("name", "Name", str), Field("long", "Long", len)]
    made, pairs = with_levels(fields, [(1, "a"), (2, "bb"), (1, "c")])
    path = tmp_path / "rows.json"
    export(path, BY_KEY["json"], made, pairs, Stop())
    assert json.loads(path.read_text("utf-8"))[1] == {"level": 2, "name": "bb", "long": 2}


def test_two_at_once_write_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    fields = [Field("id", "Id", attrgetter("id"))]
    threads = [
        threading.Thread(target=export, args=(path, BY_KEY["csv"], fields, sessions(n), Stop()))
        for n in (300, 400)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(path.read_text("utf-8").splitlines()) in {301, 401}
