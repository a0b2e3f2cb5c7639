"""The real driver, unmodified, finds in the Oracle server of the tests all that it asks for."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import oracledb
import pytest

from tests.servers.certificates import Certificates
from tests.servers.oracle.answers import Answer, OraError, Out, Rows
from tests.servers.oracle.server import OracleServer, wallet
from tests.servers.oracle.session import Session

_NOW = datetime(2026, 11, 23, 3, 4, 5)
_EXACTLY = _NOW.replace(microsecond=123456)
_ABROAD = _EXACTLY.replace(tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
_LONG = "CREATE TABLE 中 " * 9000

_TYPES: dict[str, Any] = {
    "DATE": _NOW,
    "TIMESTAMP(6)": _EXACTLY,
    "NUMBER(10,2)": Decimal("12345.67"),
    "NUMBER": Decimal("-0.000123"),
    "VARCHAR2(30)": "héllo 中文",
    "CHAR(3)": "abc",
    "RAW(16)": b"\x00\xff",
    "BINARY_DOUBLE": -1.5,
    "INTERVAL_DS": -timedelta(days=3, hours=4, minutes=5, seconds=6, microseconds=7),
    "LONG": "y" * 100_000,
}


def handler(session: Session, sql: str, binds: list[Any]) -> Answer:
    words = " ".join(sql.lower().split())
    canned: dict[str, Answer] = {
        "select 1 from dual": Rows(["1 NUMBER"], [(1,)]),
        "select * from v$session": Rows(
            ["SID NUMBER", "USERNAME VARCHAR2(128)"], [(n, f"U{n}") for n in range(2500)]
        ),
        "select big from dual": Rows(["T VARCHAR2(4000)"], [("x" * 4000,)] * 50),
        "select ddl from dual": Rows(
            ["N NUMBER", "T CLOB", "B BLOB", "E CLOB"],
            [(n, _LONG, b"\0\1" * 5000, None) for n in range(3)],
        ),
        "select module from me": Rows(["M VARCHAR2(64)"], [(session.attributes.get("module"),)]),
        "select abroad from dual": Rows(["T TIMESTAMP_TZ"], [(_ABROAD,)]),
        "begin :o := 42; end;": Out([42]),
        "begin dbms_output.get_lines(:l, :n); end;": Out([["line 1", "line 2"], 2]),
        "begin p(:1); end;": Out([Out.IN]),
    }
    if words in canned:
        return canned[words]
    if words == "select slow from dual":
        session.sleep(30)
    if words.startswith("select :"):
        names = [f"V{n} VARCHAR2(400)" for n in range(len(binds))]
        return Rows(names, [[repr(bind) for bind in binds]])
    if words == "begin :o := :i * 2; end;":
        return Out([binds[1] * 2, Out.IN])
    if words.startswith("select nothing"):
        return Rows([f"V {words.removeprefix('select nothing as ').upper()}"], [(None,)])
    if words.startswith(("insert", "update")):
        return 1
    if words.startswith(("create", "alter")):
        return None
    raise OraError(942, "table or view does not exist", 14)


@pytest.fixture
def server(oracle_server: Callable[..., OracleServer]) -> OracleServer:
    return oracle_server(handler)


def _login(server: OracleServer, **options: Any) -> dict[str, Any]:
    return {"user": server.user, "password": server.password, "dsn": server.dsn} | options


@pytest.fixture
def connection(server: OracleServer) -> Iterator[oracledb.Connection]:
    with oracledb.connect(**_login(server)) as connection:
        yield connection


def _rows(connection: oracledb.Connection, sql: str, *binds: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(binds))
        return list(cursor.fetchall())


def test_says_who_it_is(server: OracleServer, connection: oracledb.Connection) -> None:
    assert connection.thin
    assert connection.version == "19.24.0.0.0"
    assert (connection.service_name, connection.instance_name) == ("testdb", "TESTDB")
    (session,) = server.sessions
    assert (session.sid, session.serial) == (connection.session_id, connection.serial_num)
    assert (session.user, session.service) == ("SYSTEM", "testdb")


def test_answers_again_and_again(connection: oracledb.Connection) -> None:
    for _ in range(3):
        assert _rows(connection, "select 1 from dual") == [(1,)]


@pytest.mark.parametrize("name", _TYPES)
def test_a_value_of_each_type(oracle_server: Callable[..., OracleServer], name: str) -> None:
    server = oracle_server(lambda *_: Rows([f"V {name}"], [(_TYPES[name],), (None,)]))
    with oracledb.connect(**_login(server)) as connection:
        (value,), (nothing,) = _rows(connection, "select v from t")
    assert (value, nothing) == (
        float(_TYPES[name]) if isinstance(_TYPES[name], Decimal) else _TYPES[name],
        None,
    )


def test_numbers_keep_all_their_digits(oracle_server: Callable[..., OracleServer]) -> None:
    numbers = [0, 1, -1, 99, 100, -100, 10**30, Decimal("123456789.0123456789"), Decimal("-1E-20")]
    server = oracle_server(lambda *_: Rows(["N NUMBER"], [(number,) for number in numbers]))
    with oracledb.connect(**_login(server)) as connection, connection.cursor() as cursor:
        cursor.execute("select n from t", fetch_decimals=True)
        assert [value for (value,) in cursor.fetchall()] == numbers


def test_a_time_with_a_zone_comes_as_its_local_time(connection: oracledb.Connection) -> None:
    ((value,),) = _rows(connection, "select abroad from dual")
    assert value == _EXACTLY
    assert _ABROAD.astimezone(UTC).hour == 6


def test_describes_its_columns(connection: oracledb.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from v$session")
        assert [(one[0], one[1]) for one in cursor.description] == [
            ("SID", oracledb.DB_TYPE_NUMBER),
            ("USERNAME", oracledb.DB_TYPE_VARCHAR),
        ]


@pytest.mark.parametrize("size", [2, 100, 5000])
def test_many_rows(connection: oracledb.Connection, size: int) -> None:
    with connection.cursor() as cursor:
        cursor.arraysize = cursor.prefetchrows = size
        cursor.execute("select * from v$session")
        assert [sid for sid, _ in cursor] == list(range(2500))
    assert _rows(connection, "select big from dual") == [("x" * 4000,)] * 50


def test_binds(connection: oracledb.Connection) -> None:
    sql = "select :a, :b, :c, :d, :e from dual"
    (first,) = _rows(connection, sql, 1, "x", Decimal("-12.5"), _NOW, None)
    assert first == ("1", "'x'", "Decimal('-12.5')", repr(_NOW), "None")
    (second,) = _rows(connection, sql, 2, "y", Decimal("0.01"), _EXACTLY, "z")
    assert second == ("2", "'y'", "Decimal('0.01')", repr(_NOW), "'z'"), "bound as a DATE"
    ((long,),) = _rows(connection, "select :a from dual", "k" * 50_000)
    assert long == repr("k" * 50_000)


def test_changes_and_their_transaction(
    server: OracleServer, connection: oracledb.Connection
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into t values (1)")
        assert (cursor.rowcount, connection.transaction_in_progress) == (1, True)
        connection.commit()
        assert not connection.transaction_in_progress
        cursor.executemany("insert into t values (:1, :2)", [(n, "a") for n in range(500)])
        assert cursor.rowcount == 500
        connection.rollback()
        cursor.execute("create table x (i int)")
    connection.ping()
    said = [sql for sql, _ in server.statements]
    assert said.index("COMMIT") == 1
    assert said[-2:] == ["ROLLBACK", "create table x (i int)"]
    assert server.statements[2][1] == [0, "a"]


def test_large_objects(connection: oracledb.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ddl from dual")
        for number, (n, text, data, nothing) in enumerate(cursor):
            assert (n, text.read(), data.size(), nothing) == (number, _LONG, 10_000, None)
    monkeypatch.setattr(oracledb.defaults, "fetch_lobs", False)
    expected = [(n, _LONG, b"\0\1" * 5000, None) for n in range(3)]
    assert _rows(connection, "select ddl from dual") == expected


def test_what_comes_out_of_a_block(connection: oracledb.Connection) -> None:
    with connection.cursor() as cursor:
        answer = cursor.var(int)
        cursor.execute("begin :o := 42; end;", o=answer)
        assert answer.getvalue() == 42
        exact = cursor.var(Decimal)
        cursor.execute("begin :o := :i * 2; end;", o=exact, i=21)
        assert exact.getvalue() == 42
        lines, count = cursor.arrayvar(str, 100), cursor.var(int)
        cursor.execute("begin dbms_output.get_lines(:l, :n); end;", l=lines, n=count)
        assert (lines.getvalue(), count.getvalue()) == (["line 1", "line 2"], 2)
        cursor.execute("begin p(:1); end;", [3])


def test_an_error_has_its_code_and_place(connection: oracledb.Connection) -> None:
    with pytest.raises(oracledb.DatabaseError) as said:
        _rows(connection, "select * from nope")
    (error,) = said.value.args
    assert (error.full_code, error.offset) == ("ORA-00942", 14)
    assert "table or view does not exist" in error.message


def test_the_program_says_what_it_does(
    server: OracleServer, connection: oracledb.Connection
) -> None:
    connection.module, connection.action, connection.clientinfo = "m1", "a", "c"
    assert _rows(connection, "select module from me") == [("m1",)]
    assert server.sessions[0].attributes["action"] == "a"


def _slowly(connection: oracledb.Connection, expected: str) -> float:
    """Run the slow statement until an error ends it; return the seconds that took."""
    begun = time.monotonic()
    with pytest.raises(oracledb.Error, match=expected):
        _rows(connection, "select slow from dual")
    return time.monotonic() - begun


def test_a_statement_is_cancelled(connection: oracledb.Connection) -> None:
    timer = threading.Timer(0.1, connection.cancel)
    timer.start()
    assert _slowly(connection, "ORA-01013") < 5
    timer.join()
    assert _rows(connection, "select 1 from dual") == [(1,)]


def test_a_call_times_out(connection: oracledb.Connection) -> None:
    connection.call_timeout = 100
    assert _slowly(connection, "DPY-4024") < 5
    connection.call_timeout = 0
    assert _rows(connection, "select 1 from dual") == [(1,)]


def test_another_session_cancels_and_kills(
    server: OracleServer, connection: oracledb.Connection
) -> None:
    session = server.session(connection.session_id)
    for act, expected in (session.cancel_statement, "ORA-01013"), (session.kill, "ORA-00028"):
        timer = threading.Timer(0.1, act)
        timer.start()
        assert _slowly(connection, expected) < 5
        timer.join()
    with pytest.raises(oracledb.Error):
        connection.ping()
    assert not server.sessions


def test_the_wrong_are_turned_away(server: OracleServer) -> None:
    for wrong in {"password": "x"}, {"user": "nobody"}:
        with pytest.raises(oracledb.DatabaseError, match="ORA-01017"):
            oracledb.connect(**_login(server, **wrong))
    with pytest.raises(oracledb.OperationalError, match="DPY-6001"):
        oracledb.connect(**_login(server, dsn=f"{server.host}:{server.port}/nope"))
    server.refuse_login = OraError(28000, "the account is locked")
    with pytest.raises(oracledb.DatabaseError, match="ORA-28000"):
        oracledb.connect(**_login(server))
    server.refuse_connect = 12516
    with pytest.raises(oracledb.OperationalError, match="12516"):
        oracledb.connect(**_login(server))


def test_tls_and_a_wallet(
    oracle_server: Callable[..., OracleServer], certificates: Certificates, tmp_path: Path
) -> None:
    server = oracle_server(handler, certificates=certificates)
    folder = str(wallet(tmp_path / "wallet", certificates))
    login = _login(server, wallet_location=folder, ssl_server_dn_match=False)
    with oracledb.connect(**login) as connection:
        assert _rows(connection, "select 1 from dual") == [(1,)]
        timer = threading.Timer(0.1, connection.cancel)
        timer.start()
        assert _slowly(connection, "ORA-01013") < 5
        timer.join()
    with pytest.raises(oracledb.OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
        oracledb.connect(**_login(server))


def test_without_threads(server: OracleServer) -> None:
    async def ask() -> int:
        connection = await oracledb.connect_async(**_login(server))
        async with connection:
            cursor = connection.cursor()
            await cursor.execute("select * from v$session")
            rows = await cursor.fetchall()
            connection.call_timeout = 100
            with pytest.raises(oracledb.Error, match="DPY-4024"):
                await cursor.execute("select slow from dual")
            return len(rows)

    assert asyncio.run(ask()) == 2500


def test_a_restart_ends_sessions_and_comes_back(
    server: OracleServer, connection: oracledb.Connection
) -> None:
    server.restart()
    with pytest.raises(oracledb.Error, match="DPY-4011"):
        _rows(connection, "select 1 from dual")
    with oracledb.connect(**_login(server)) as again:
        assert _rows(again, "select 1 from dual") == [(1,)]
    server.stop()
    with pytest.raises(oracledb.OperationalError, match="DPY-6005"):
        oracledb.connect(**_login(server))


def test_a_date_is_a_moment_at_midnight(oracle_server: Callable[..., OracleServer]) -> None:
    server = oracle_server(lambda *_: Rows(["D DATE"], [(date(1999, 12, 31),)]))
    with oracledb.connect(**_login(server)) as connection:
        assert _rows(connection, "select d from t") == [(datetime(1999, 12, 31),)]
