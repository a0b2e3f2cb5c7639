"""Who is at work, and what took its time between two looks; never seen on a real Oracle."""

from typing import Any

from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Captured,
    CaptureKind,
)
from app.engines.abilities import Captures
from app.engines.oracle import captures
from app.engines.oracle.thick import ThickBase
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary

ROW = {
    "sid": 101, "serial#": 5012, "username": "LEDGER", "machine": "app-3", "program": "java",
    "schemaname": "LEDGER", "state": "WAITING", "wait_class": "Application",
    "event": "enq: TX - row lock contention", "last_call_et": 41, "sql_id": "2gk81mzt5c9ws",
    "blocking_session": 77, "blocking_session_status": "VALID", "blocking_instance": 1,
    "statement": "UPDATE accounts SET balance = balance + :B1",
}  # fmt: skip
CPU = ROW | {
    "sid": 102, "state": "WAITED SHORT TIME", "blocking_session": None, "statement":
    "ALTER USER joe IDENTIFIED BY hunter2", "blocking_session_status": "NOT IN WAIT",
    "blocking_instance": None,
}  # fmt: skip


def stats(sql_id: str, calls: int, elapsed: int, said: str = "SELECT 1") -> dict[str, Any]:
    return {"sql_id": sql_id, "plan_hash_value": 7, "executions": calls, "elapsed_time": elapsed,
            "application_wait_time": 0, "rows_processed": calls, "statement": said}  # fmt: skip


def test_who_is_at_work_and_who_waits_for_whom(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("v$session", ROW, CPU)
    session = open_session()
    assert isinstance(session, Captures)
    said = session.capture(CaptureKind.SESSIONS)
    assert said.columns == SESSION_COLUMNS
    waits, works = (dict(zip(said.columns, row, strict=True)) for row in said.rows)
    assert waits == {
        "id": "101,5012,@1", "user": "LEDGER", "client": "app-3", "database": "LEDGER",
        "state": "enq: TX - row lock contention", "wait_class": "Application", "seconds": 41,
        "statement": "UPDATE accounts SET balance = balance + :B1", "blocked_by": "77,@1",
    }  # fmt: skip
    assert (works["wait_class"], works["state"], works["blocked_by"]) == ("CPU", "", None)
    assert works["statement"] == "ALTER USER joe IDENTIFIED BY ***"


def test_what_statements_took_since_the_last_look(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put("v$sqlstats", stats("a", 10, 1_000_000), stats("b", 5, 9_000_000))
    session = open_session()
    assert session.capture(CaptureKind.STATEMENTS) == Captured(STATEMENT_COLUMNS, ())
    dictionary.put(
        "v$sqlstats", stats("a", 12, 3_500_000), stats("b", 5, 9_000_000),
        stats("new", 1, 4_000_000), stats("ours", 9, 9_000_000, "/* mohist */ SELECT 1"),
    )  # fmt: skip
    said = session.capture(CaptureKind.STATEMENTS)
    assert [row[:6] for row in said.rows] == [
        ("new", "", "SELECT 1", 1, 4.0, 0.0), ("a", "", "SELECT 1", 2, 2.5, 0.0),
    ]  # fmt: skip
    dictionary.put("v$sqlstats", stats("a", 1, 500_000))
    [again] = session.capture(CaptureKind.STATEMENTS).rows
    assert again[:5] == ("a", "", "SELECT 1", 1, 0.5), "it left the shared pool and came again"


def test_where_not_all_were_counted_an_unknown_one_is_not_new(
    dictionary: Dictionary, open_session: Opens, monkeypatch: Any
) -> None:
    monkeypatch.setattr(captures, "_MOST", 1)
    dictionary.put("v$sqlstats", stats("a", 10, 1_000_000))
    session = open_session()
    session.capture(CaptureKind.STATEMENTS)
    dictionary.put("v$sqlstats", stats("old", 10**6, 10**12), stats("a", 11, 2_000_000))
    assert [row[0] for row in session.capture(CaptureKind.STATEMENTS).rows] == ["a"]


def test_what_may_not_be_seen_has_no_rows(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.hidden |= {"v$session", "v$sqlstats"}
    session = open_session()
    for kind in CaptureKind:
        assert session.capture(kind).rows == ()
        assert session.capture(kind).rows == ()


def test_thick_mode_tells_what_it_can() -> None:
    assert ThickBase.capture_kinds == frozenset(CaptureKind)
    assert "sysstat" in ThickBase.sample_sources
