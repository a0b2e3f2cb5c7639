"""A console's session on the Oracle server of the tests, with the real driver."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.connecting import tell_nobody
from app.domain.console.result import Affected, Clipped, Head, Level, Said, Told, ValueKind
from app.domain.console.result import Rows as RowsTold
from app.domain.console.transaction import Mode
from app.domain.endpoint import Access, Endpoint, OracleAccess
from app.domain.errors import Cancelled, Refused, SessionLost, StatementFailed, Unsupported
from app.domain.stop import Stop
from app.engines.console import KeepsTransaction, Order, RunsStatements
from app.engines.oracle import ENGINE
from app.engines.oracle.console.reading import why_changing
from tests.engines.oracle.fake import Dictionary
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.answers import Answer, OraError, Out, Rows
from tests.servers.oracle.server import OracleServer
from tests.servers.oracle.session import Session as ServerSession

LIN = Consent("lin")


class Typed:
    """Answers what is typed, and hands everything of ours to the dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.answers: dict[str, Callable[[ServerSession, str, list[Any]], Answer]] = {}
        self.output: list[str] = []

    def __call__(self, session: ServerSession, sql: str, binds: list[Any]) -> Answer:
        if "DBMS_OUTPUT.GET_LINE" in sql:
            lines, self.output = self.output, []
            return Out(["".join(f"{line}\n" for line in lines) or None, None, 1])
        if sql.startswith("/* mohist */"):
            return self.dictionary(session, sql, binds)
        for start, answer in self.answers.items():
            if sql.startswith(start):
                return answer(session, sql, binds)
        return None


@pytest.fixture
def typed(dictionary: Dictionary) -> Typed:
    return Typed(dictionary)


@pytest.fixture
def server(typed: Typed, oracle_server: Callable[..., OracleServer]) -> OracleServer:
    return oracle_server(typed)


@pytest.fixture
def open_console(server: OracleServer) -> Iterator[Callable[..., Any]]:
    opened: list[Any] = []

    def make(port: int = 0, *, production: bool = False, **access: Any) -> Any:
        given: dict[str, Any] = {"user": "system", "connect_timeout": 5.0,
                 "oracle": OracleAccess(service="testdb")} | access  # fmt: skip
        endpoint = Endpoint(
            "1", "orders", "oracle", "127.0.0.1", port or server.port, Access(**given),
            production=production,
        )  # fmt: skip
        assert ENGINE.console is not None
        opened.append(ENGINE.console(endpoint, lambda _id: "oracle", Stop(), tell_nobody))
        return opened[-1]

    yield make
    for session in opened:
        session.close()


def run(session: Any, text: str, consent: Consent = LIN, **order: Any) -> list[Told]:
    return list(session.execute(Order(text, **order), consent))


def rows(told: list[Told]) -> list[tuple[object, ...]]:
    return [row for each in told if isinstance(each, RowsTold) for row in each.rows]


def said(told: list[Told]) -> list[str]:
    return [each.text for each in told if isinstance(each, Said)]


def test_rows_come_in_batches_as_what_they_are(typed: Typed, open_console: Any) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678000)
    typed.answers["SELECT all"] = lambda *_: Rows(
        ["ID NUMBER(9)", "PRICE NUMBER(10,2)", "N NUMBER", "NAME VARCHAR2(30)", "AT TIMESTAMP(6)",
         "SPAN INTERVAL_DS", "D BINARY_DOUBLE", "R RAW(4)", "NOTE CLOB", "B BLOB"],
        [(1, Decimal("1.50"), Decimal("0.1"), "墨者", moment, timedelta(days=2, seconds=3), 0.5,
          b"\x00\xff", "long " * 40, b"blob"), (None,) * 10],
    )  # fmt: skip
    typed.answers["SELECT many"] = lambda *_: Rows(["N NUMBER"], [(n,) for n in range(2500)])
    session = open_console()
    assert isinstance(session, RunsStatements)
    assert isinstance(session, KeepsTransaction)
    told = run(session, "SELECT all FROM t", clip=100)
    head = next(each for each in told if isinstance(each, Head))
    assert [(each.kind, each.type_name) for each in head.columns] == [
        (ValueKind.INTEGER, "NUMBER(9)"), (ValueKind.DECIMAL, "NUMBER(10,2)"),
        (ValueKind.DECIMAL, "NUMBER"), (ValueKind.TEXT, "VARCHAR2(30)"),
        (ValueKind.DATETIME, "TIMESTAMP"), (ValueKind.INTERVAL, "INTERVAL DAY TO SECOND"),
        (ValueKind.FLOAT, "BINARY_DOUBLE"), (ValueKind.BINARY, "RAW(4)"),
        (ValueKind.TEXT, "CLOB"), (ValueKind.BINARY, "BLOB"),
    ]  # fmt: skip
    assert rows(told) == [
        (1, Decimal("1.50"), Decimal("0.1"), "墨者", moment, timedelta(days=2, seconds=3), 0.5,
         b"\x00\xff", Clipped(("long " * 40)[:100], 200), b"blob"), (None,) * 10,
    ]  # fmt: skip
    told = run(session, "SELECT many FROM t")
    assert rows(told) == [(n,) for n in range(2500)]
    assert len([each for each in told if isinstance(each, RowsTold)]) > 2
    told = run(session, "SELECT many FROM t", most_rows=10)
    assert len(rows(told)) == 10
    assert "left at the server" in said(told)[0]


def test_binds_output_places_and_counts(typed: Typed, open_console: Any) -> None:
    session = open_console()
    typed.answers["SELECT bound"] = lambda _s, _sql, binds: Rows(
        ["A VARCHAR2(30)", "B NUMBER"], [tuple(binds)]
    )
    assert rows(run(session, "SELECT bound FROM t WHERE a = :a AND b = :b",
                    binds={"a": "it's", "b": 5})) == [("it's", 5)]  # fmt: skip
    typed.answers["UPDATE"] = lambda *_: 3
    told = run(session, "UPDATE t SET a = 1")
    assert [each.rows for each in told if isinstance(each, Affected)] == [3]
    typed.output = ["first", "", "墨"]
    told = run(session, "BEGIN p; END;")
    assert said(told) == ["first", "", "墨"]
    assert all(each.level is Level.OUTPUT for each in told if isinstance(each, Said))

    def fail(_session: ServerSession, sql: str, _binds: list[Any]) -> Answer:
        if "WRONG" in sql:
            raise OraError(
                904, '"WRONG": invalid identifier', len(sql[: sql.find("WRONG")].encode())
            )
        raise OraError(6550, "line 2, column 3:\nPLS-00201: identifier 'X' must be declared")

    typed.answers["SELECT '墨'"] = typed.answers["BEGIN\n"] = fail
    for text, place in (("SELECT '墨', WRONG FROM t", 12), ("BEGIN\n  x;\nEND;", 8)):
        with pytest.raises(StatementFailed) as caught:
            run(session, text)
        assert caught.value.position == place


def test_the_transaction_is_the_servers_word(typed: Typed, open_console: Any) -> None:
    session = open_console()
    typed.answers["DELETE"] = lambda *_: 2
    assert session.transaction().mode is Mode.MANUAL
    run(session, "DELETE FROM t")
    state = session.transaction()
    assert (state.open, state.statements, state.rows_changed, state.exact) == (True, 1, 2, True)
    with pytest.raises(Refused, match="open"):
        session.set_mode(Mode.AUTOCOMMIT)
    session.rollback()
    assert not session.transaction().open
    session.set_mode(Mode.AUTOCOMMIT)
    run(session, "DELETE FROM t")
    assert not session.transaction().open


def test_a_break_reaches_the_server_and_leaves_the_transaction(
    typed: Typed, open_console: Any, server: OracleServer
) -> None:
    session = open_console()
    typed.answers["DELETE"] = lambda *_: 1
    typed.answers["SELECT slow"] = lambda at, _sql, _binds: at.sleep(20)
    run(session, "DELETE FROM t")
    stop = Stop()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled), session.during(stop):
        run(session, "SELECT slow FROM t")
    timer.join()
    assert time.monotonic() - begun < 1.2
    assert run(session, "SELECT 1 FROM t")
    assert session.transaction().open
    assert "ROLLBACK" not in [sql for sql, _binds in server.statements]


def test_a_cut_is_a_lost_session_and_a_lost_transaction(
    typed: Typed, open_console: Any, server: OracleServer, fault_proxy: Callable[..., FaultProxy]
) -> None:
    proxy = fault_proxy(server.port)
    session = open_console(proxy.port)
    typed.answers["DELETE"] = lambda *_: 1
    run(session, "DELETE FROM t")
    proxy.reset()
    told: list[Told] = []
    with pytest.raises(SessionLost):
        told.extend(session.execute(Order("DELETE FROM t"), LIN))
    assert not session.transaction().open
    with pytest.raises(SessionLost):
        session.ping()


def test_read_only_production_and_licences_are_kept(
    typed: Typed, open_console: Any, server: OracleServer
) -> None:
    reading = open_console(read_only=True)
    server.statements.clear()
    for text in ("DELETE FROM t", "BEGIN p; END;", "SELECT f(1) FROM t", "ALTER SYSTEM CHECKPOINT",
                 "SET TRANSACTION READ WRITE", "SELECT * FROM t FOR UPDATE",
                 "ALTER SESSION SET EVENTS '10046'"):  # fmt: skip
        with pytest.raises(Refused, match="read-only"):
            run(reading, text)
    assert not server.statements
    run(reading, "SELECT a FROM t WHERE a = :a", binds={"a": 1})
    assert [sql for sql, _binds in server.statements] == [
        "/* mohist */ SET TRANSACTION READ ONLY", "SELECT a FROM t WHERE a = :a", "ROLLBACK",
    ]  # fmt: skip
    live = open_console(production=True)
    with pytest.raises(Refused, match="production"):
        run(live, "DELETE FROM t")
    with pytest.raises(Refused, match="Diagnostics"):
        run(live, "SELECT * FROM v$active_session_history")
    run(live, "DELETE FROM t", Consent("lin", "orders"))
    for text in ("COMMIT", "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY'", "SAVEPOINT a",
                 "ALTER SESSION SET CURRENT_SCHEMA = app"):  # fmt: skip
        assert not why_changing(text)
    with pytest.raises(Unsupported):
        open_console(oracle=OracleAccess(service="testdb", client_folder="/nowhere"))
