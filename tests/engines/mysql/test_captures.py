"""The flight recorder keeps who was at work, who held whom up, and what statements took."""

from typing import Any

from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Ask,
    Captured,
    CaptureKind,
)
from app.engines.abilities import Captures
from tests.engines.mysql.acts import application, shop, until
from tests.engines.mysql.conftest import Opens

SESSIONS, STATEMENTS = CaptureKind.SESSIONS, CaptureKind.STATEMENTS
UPDATE = "UPDATE shop.item SET n = 3 WHERE id = 1"
ALTER = "ALTER TABLE shop.item ADD c INT"


def dicts(captured: Captured) -> list[dict[str, Any]]:
    return [dict(zip(captured.columns, row, strict=True)) for row in captured.rows]


def all_is_counted(session: Any) -> bool:
    """A server counts a statement after its answer, maybe after the client has asked for the next;
    surely once the client is gone.
    """
    return len([each for each in session.sessions() if not each.background]) == 1


def test_who_is_at_work_and_who_holds_whom_up(server: Any, open_session: Opens) -> None:
    shop(server)
    session = open_session(server)
    assert isinstance(session, Captures)
    assert session.capture(SESSIONS) == Captured(SESSION_COLUMNS, ())
    with (
        application(server, "UPDATE shop.item SET n = 2 WHERE id = 1") as holder,
        application(server, waits=UPDATE) as second,
        application(server, waits=ALTER) as third,
        application(server, waits="SELECT SLEEP(100), 'pass' AS password FROM DUAL") as fourth,
        application(server) as idle,
    ):

        def caught() -> Any:
            found = {row["id"]: row for row in dicts(session.capture(SESSIONS))}
            fits = len(found) == 4 and all(found[each]["blocked_by"] for each in (second, third))
            return found if fits else None

        found = until(caught)
        assert idle not in found  # nor is our own session
        assert found[second]["blocked_by"] == holder
        assert found[second]["wait_class"] == "Lock"
        assert found[second]["statement"] == UPDATE
        assert found[second]["user"] == "root"
        assert found[third]["wait_class"] == "Metadata lock"
        assert found[holder]["wait_class"] == "Idle"  # it does nothing, and holds all up
        assert found[holder]["blocked_by"] is None
        assert found[fourth]["wait_class"] == "Other"
        assert 0 <= found[fourth]["seconds"] < 30


def test_statements_are_cut_and_passwords_left_out(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    secret = "SELECT SLEEP(100) /* CREATE USER a IDENTIFIED BY 'hunter2' */, '" + "x" * 5000 + "'"
    with application(server, waits=secret) as number:
        (row,) = until(lambda: dicts(session.capture(SESSIONS)))
    assert row["id"] == number
    assert "hunter2" not in row["statement"]
    assert 900 < len(row["statement"]) <= 1024


def test_what_statements_took_since_the_last_time(server: Any, open_session: Opens) -> None:
    shop(server)
    session = open_session(server)
    server.sql("SELECT n FROM shop.item WHERE id = 1")
    until(lambda: all_is_counted(session))
    assert session.capture(STATEMENTS) == Captured(STATEMENT_COLUMNS, ())
    for n in range(3):
        server.sql(f"SELECT n FROM shop.item WHERE id = {n}")
    server.sql("SELECT COUNT(*) FROM shop.item WHERE n > 0")  # one that was never seen before
    until(lambda: all_is_counted(session))
    session.capture(SESSIONS)
    sources = dict.fromkeys(session.sample_sources, frozenset({"gtid_gap", "Queries"}))
    session.sample(Ask(sources, {"tables": "SELECT COUNT(*) FROM information_schema.tables"}))
    found = dicts(session.capture(STATEMENTS))
    (known,) = (row for row in found if "`n` FROM" in row["statement"])
    assert known["count"] == 3
    assert known["rows_sent"] == 2
    assert known["seconds"] > 0
    (new,) = (row for row in found if "COUNT" in row["statement"])
    assert new["count"] == 1
    assert new["rows_read"] == 2
    theirs = ("`shop`", "SET NAMES", "SET AUTOCOMMIT")
    assert [row for row in found if not any(word in row["statement"] for word in theirs)] == []
    assert dicts(session.capture(STATEMENTS)) == []
    server.sql("TRUNCATE performance_schema.events_statements_summary_by_digest")
    server.sql("SELECT n FROM shop.item WHERE id = 1")
    until(lambda: all_is_counted(session))
    (again,) = (row for row in dicts(session.capture(STATEMENTS)) if "`n` FROM" in row["statement"])
    assert again["count"] == 1


def test_an_account_that_may_see_nothing_captures_nothing(server: Any, open_session: Opens) -> None:
    server.create_user("poor", "secret", "USAGE ON *.*")
    session = open_session(server, user="poor", password="secret")
    for kind in session.capture_kinds:
        assert session.capture(kind).rows == ()
