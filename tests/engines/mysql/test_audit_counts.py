"""The audit at an instance counts the rows of statements: exactly, or it says why not."""

import threading
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Cancelled
from app.domain.finding import Finding, Severity
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.audit_at_instance import audit_at
from app.flows.audit_files import Request
from app.flows.count_rows import AFFECTED_ROWS
from app.flows.events import Counting, Event, Found
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer

SLOW = "(SELECT COUNT(*) FROM n AS a, n AS b, n AS c WHERE a.n + b.n + c.n > orders.id) >= 0"


@pytest.fixture
def orders(server: MysqlFamilyServer) -> MysqlFamilyServer:
    """A table of more rows than the console counts."""
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.n (n INT PRIMARY KEY)")
    server.sql(f"INSERT INTO shop.n VALUES {', '.join(f'({n})' for n in range(400))}")
    server.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, state CHAR(4))")
    server.sql(
        "INSERT INTO shop.orders SELECT a.n * 400 + b.n, IF(b.n < 20, 'new', 'done')"
        " FROM shop.n AS a, shop.n AS b WHERE a.n < 300"
    )
    server.sql("ANALYZE TABLE shop.orders")
    return server


def audited(session: Session, script: Path, seconds: float) -> tuple[list[Event], list[str]]:
    """The events, and what was told beside them."""
    told: list[str] = []
    request = Request((script,), profile="default", jobs=1, count_rows=seconds)
    return list(audit_at(request, session, Stop(), told.append)), told


def hear(session: Any, request: Request, stop: Stop, events: list[Event]) -> None:
    """Take events as they come, so that those before the end are kept."""
    with session.during(stop):
        for event in audit_at(request, session, stop, lambda _said: None):
            events.append(event)  # noqa: PERF402


def affected(events: list[Event]) -> dict[int, Finding]:
    """What is said of rows, by the line."""
    return {
        finding.start.line: finding
        for event in events
        if isinstance(event, Found)
        for finding in event.findings
        if finding.rule == AFFECTED_ROWS
    }


def test_rows_are_counted_or_it_is_said_why_not(
    orders: MysqlFamilyServer, open_session: Opens, tmp_path: Path
) -> None:
    script = tmp_path / "change.sql"
    script.write_text(
        "USE shop;\n"
        "UPDATE orders SET state = 'old' WHERE state IN ('new', 'done');\n"
        "DELETE FROM orders WHERE state = 'new';\n"
        f"DELETE FROM orders WHERE {SLOW};\n"
        "DELETE FROM orders WHERE nothing = 1;\n"
        "DELETE FROM orders WHERE SLEEP(9) = 0;\n"
        "DELETE FROM orders WHERE state = 'none';\n"
        "DELETE FROM orders WHERE state = 'none' /* mohist:ignore dml-affected-rows: known */;\n"
    )
    position = orders.position()
    events, told = audited(open_session(orders), script, 0.3)
    found = affected(events)
    assert "UPDATE hits exactly 120,000 rows of orders" in found[2].message
    assert found[2].severity is Severity.WARNING
    assert "DELETE hits exactly 6,000 rows of orders" in found[3].message
    assert found[3].severity is Severity.NOTICE  # the limit is 10,000
    assert "may change all" in found[4].message
    assert "counting took longer than 0.3 s, so this is the estimate" in found[4].message
    assert "not counted: The server refused: Unknown column 'nothing'" in found[5].message
    assert "may change all" in found[6].message
    assert "not counted: " in found[6].message
    assert "SLEEP" in found[6].message
    assert "exactly 0 rows" in found[7].message
    assert found[8].suppressed
    assert "may change all" in found[8].message
    assert told == ["Not counted, as it took longer than 0.3 s: 1."]
    counts = [each for each in events if isinstance(each, Counting)]
    assert counts[-1] == Counting(6, 6)
    assert orders.position() == position


def test_a_count_is_cancelled_at_the_server_and_the_estimates_stand(
    orders: MysqlFamilyServer, open_session: Opens, tmp_path: Path
) -> None:
    script = tmp_path / "change.sql"
    script.write_text(
        f"USE shop;\nDELETE FROM orders WHERE {SLOW};\nDELETE FROM orders WHERE state = 'new';\n"
    )
    stop, seen = Stop(), threading.Event()

    def running() -> bool:
        listed = orders.sql(
            "SELECT info FROM information_schema.processlist WHERE info IS NOT NULL"
        )
        return any(
            "orders.id" in str(info) and "COUNT(*) FROM (" in str(info) for (info,) in listed
        )

    def stop_it() -> None:
        for _again in range(200):
            if running():
                seen.set()
                break
            threading.Event().wait(0.05)
        stop.set()

    session = open_session(orders)
    thread = threading.Thread(target=stop_it)
    thread.start()
    request = Request((script,), profile="default", jobs=1, count_rows=60.0)
    events: list[Event] = []
    with pytest.raises(Cancelled):
        hear(session, request, stop, events)
    thread.join(20)
    assert seen.is_set()
    assert not running()
    found = affected(events)
    assert set(found) == {2, 3}
    assert all("may change all" in each.message for each in found.values())
