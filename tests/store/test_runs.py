"""Kept runs: what is written comes back, the oldest go, and damage stays where it is."""

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.audit_run import AuditRun, RunFinding
from app.domain.errors import BadUsage, UnreadableInput, Unwritable
from app.domain.finding import Severity
from app.domain.result import Counts
from app.store.runs import RunStore

FOUND = RunFinding(
    "迁移/订单 v2.sql", "dml-require-where", "4c169b7a545f4912", Severity.ERROR, 3, "订单",
    "DELETE without WHERE changes every row of {table}", (("table", "订单"),),
)  # fmt: skip


def run(folder: str = "/库", error: int = 1) -> AuditRun:
    counts = Counts(1, 2, 1, error, 0, 0, 4)
    at = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
    return AuditRun(0, at, folder, (folder,), "严格.toml", counts, 1, 0.25)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    odd = RunFinding("b\udcff.sql", "r", "", Severity.NOTICE, 1, "", "Plain.", ())
    kept = RunStore(tmp_path / "runs").keep(run(), [FOUND, odd, FOUND])
    again = RunStore(tmp_path / "runs")
    assert again.listed() == ((kept,), ())
    assert again.of(1) == (kept, (FOUND, odd, FOUND))
    assert kept.number == 1
    assert kept.counts.suppressed == 4
    assert again.of(1)[1][0].message == "DELETE without WHERE changes every row of 订单"


def test_no_password_is_written(tmp_path: Path) -> None:
    told = (("code", "CREATE USER a IDENTIFIED BY 's3cret'"),)
    store = RunStore(tmp_path)
    store.keep(run(), [RunFinding("a", "r", "m", Severity.ERROR, 1, "", "Seen: {code}", told)])
    assert store.of(1)[1][0].message == "Seen: CREATE USER a IDENTIFIED BY ***"


def test_the_oldest_of_the_same_paths_go_and_numbers_go_on(tmp_path: Path) -> None:
    store = RunStore(tmp_path, most=3, most_in_all=5)
    store.keep(run("/other"), [])
    for _n in range(5):
        store.keep(run(), [])
    assert [each.number for each in store.listed().runs] == [1, 4, 5, 6]
    assert store.numbers(run().series) == [4, 5, 6]
    for n in range(3):
        store.keep(run(f"/build-{n}"), [])
    assert [each.number for each in store.listed().runs] == [5, 6, 7, 8, 9]
    with pytest.raises(BadUsage, match="no run 4"):
        store.of(4)


def test_runs_are_deleted_and_their_numbers_are_not_given_again(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    store.delete([1])
    for _n in range(3):
        store.keep(run(), [FOUND])
    store.delete([1, 2, 7])
    assert [each.number for each in store.listed().runs] == [3]
    assert store.keep(run(), []).number == 4


def test_what_a_killed_program_left_is_tidied_and_nothing_lost(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.keep(run(), [FOUND])
    half = tmp_path / ".000002-b49ed69c7ac0.jsonl.gz.x1y2.new"
    half.write_bytes(b"\x1f\x8b\x08half")
    assert len(store.listed().runs) == 1
    assert store.keep(run(), []).number == 2
    assert not half.exists()
    assert store.of(1)[1] == (FOUND,)


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(Unwritable, match="cannot be kept"):
        RunStore(tmp_path / "runs").keep(run(), [])


def file_of(folder: Path, number: int) -> Path:
    return next(folder.glob(f"{number:06d}-*.gz"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_torn_file_is_told_and_takes_no_other_with_it(tmp_path: Path, share: float) -> None:
    store = RunStore(tmp_path)
    for _n in range(3):
        store.keep(run(), [FOUND])
    path = file_of(tmp_path, 2)
    os.truncate(path, int(path.stat().st_size * share))
    listed = store.listed()
    assert {1, 3} <= {each.number for each in listed.runs}
    assert all("Run 2" in str(each) and path.name in each.hint for each in listed.troubles)
    assert len(listed.runs) + len(listed.troubles) == 3
    with pytest.raises(UnreadableInput, match="Run 2"):
        store.of(2)
    assert store.of(1)[1] == store.of(3)[1] == (FOUND,)
    assert store.keep(run(), []).number == 4


HEAD = {
    "version": 1, "at": "2026-11-29T03:00:00+00:00", "folder": "/库", "paths": ["/库"],
    "profile": "default", "failures": 0, "seconds": 0.1, "findings": 1,
    "counts": dict.fromkeys(
        ("files", "statements", "fully_parsed", "error", "warning", "notice", "suppressed"), 0
    ),
}  # fmt: skip
ROW = ["a.sql", "r", "m", "error", 1, "t", "On {table}", [["table", "t"]]]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ({"version": 2}, [ROW]),
        ({"at": "yesterday"}, [ROW]),
        ({"seconds": None}, [ROW]),
        ({"counts": {"files": 1}}, [ROW]),
        ({"failures": float("inf")}, [ROW]),
        ({"findings": 2}, [ROW]),
        ({}, [ROW[:7]]),
        ({}, [[*ROW[:3], "dreadful", *ROW[4:]]]),
        ({}, [[*ROW[:6], "On {other}", []]]),
        ({}, [[*ROW[:6], "{table:999999999}", [["table", "t"]]]]),
        ({}, [[*ROW[:6], "{table.__class__}", [["table", "t"]]]]),
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, head: dict[str, object], rows: list[object]
) -> None:
    store = RunStore(tmp_path)
    kept = store.keep(run(), [])
    lines = "\n".join(map(json.dumps, [HEAD | head, *rows]))
    file_of(tmp_path, kept.number).write_bytes(gzip.compress(lines.encode()))
    with pytest.raises(UnreadableInput, match="Run 1 cannot be read"):
        store.of(1)


@settings(max_examples=40)
@given(st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(max_size=5),
       lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=5), inner),
       max_leaves=10).map(lambda value: gzip.compress(json.dumps(value).encode())))  # fmt: skip
def test_any_file_is_a_run_or_told(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-run"
    folder.mkdir(exist_ok=True)
    (folder / "000001-b49ed69c7ac0.jsonl.gz").write_bytes(raw)
    listed = RunStore(folder).listed()
    assert (listed.runs, len(listed.troubles)) == ((), 1)
