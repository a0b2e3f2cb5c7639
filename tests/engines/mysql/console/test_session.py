"""A console's session gives values for what they are, keeps its state, tells what happens."""

import datetime as dt
import re
from array import array
from decimal import Decimal
from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.console.result import Clipped, ValueKind
from app.domain.console.transaction import Mode
from app.domain.errors import BadInput, Refused, StatementFailed
from app.engines.console import Order
from app.engines.mysql.console.reading import why_changing
from tests.engines.mysql.console.conftest import LIN, Console, OpensConsoles
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

TYPES = """CREATE TABLE shop.kinds (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, d DECIMAL(10,2),
    b BIT(5), j JSON, p POINT, dt DATETIME(3), ti TIME(1), da DATE, v VARBINARY(5), x VARCHAR(20),
    e ENUM('a','b'), tt TEXT, bl BLOB, y YEAR, f DOUBLE, big BIGINT UNSIGNED)"""
VALUES = """INSERT INTO shop.kinds VALUES (NULL, 1.50, b'101', '{"a": 1}',
    ST_GeomFromText('POINT(1 2)'), '2026-01-02 03:04:05.678', '-838:59:58.9', '2020-02-03', x'00ff',
    '墨者', 'b', 'text', 'blob', 2020, 0.1, 18446744073709551615)"""
EXPECTED: dict[str, tuple[ValueKind, str, object]] = {
    "id": (ValueKind.INTEGER, "int unsigned", 1),
    "d": (ValueKind.DECIMAL, "decimal(10,2)", Decimal("1.50")),
    "b": (ValueKind.BITS, "bit(5)", 5),
    "j": (ValueKind.JSON, "json", '{"a": 1}'),
    "dt": (ValueKind.DATETIME, "datetime(3)", dt.datetime(2026, 1, 2, 3, 4, 5, 678000)),
    "ti": (ValueKind.TIME, "time(1)",
           -dt.timedelta(hours=838, minutes=59, seconds=58, milliseconds=900)),
    "da": (ValueKind.DATE, "date", dt.date(2020, 2, 3)),
    "v": (ValueKind.BINARY, "varbinary(5)", b"\x00\xff"),
    "x": (ValueKind.TEXT, "varchar(20)", "墨者"),
    "e": (ValueKind.TEXT, "enum", "b"),
    "tt": (ValueKind.TEXT, "text", "text"),
    "bl": (ValueKind.BINARY, "blob", b"blob"),
    "y": (ValueKind.INTEGER, "year", 2020),
    "f": (ValueKind.FLOAT, "double", 0.1),
    "big": (ValueKind.INTEGER, "bigint unsigned", 18446744073709551615),
}  # fmt: skip


def failure(console: Console, text: str, **order: Any) -> StatementFailed:
    with pytest.raises(StatementFailed) as caught:
        console.run(text, **order)
    return caught.value


def test_every_kind_of_value_is_told_for_what_it_is(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console = open_console(shop)
    console.session.use_schema("shop")
    console.run(TYPES)
    console.run(VALUES)
    assert console.affected[0].last_id == 1
    [row] = console.run("SELECT k.* FROM kinds AS k")
    found = dict(zip(console.heads[0].columns, row, strict=True))
    for column, value in found.items():
        assert (column.schema, column.table, column.origin) == ("shop", "kinds", column.name)
        assert column.primary is (column.name == "id")
        assert column.nullable is (column.name != "id")
        if column.name != "p":
            assert (column.kind, column.type_name, value) == EXPECTED[column.name]
    point = next(each for each in found if each.name == "p")
    assert point.kind is ValueKind.SPATIAL
    assert len(found[point]) == 25  # type: ignore[arg-type]


def test_odd_values_stay_what_they_are(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console = open_console(shop)
    console.run("SET SESSION sql_mode = ''")
    console.run("CREATE TABLE shop.odd (d DATE, t DATETIME)")
    console.run("INSERT INTO shop.odd VALUES ('0000-00-00', '2020-00-01 00:00:00')")
    assert console.run("SELECT * FROM shop.odd") == [("0000-00-00", "2020-00-01 00:00:00")]
    assert console.run("SELECT NULL, '', x'', 1e0, TRUE") == [(None, "", b"", 1.0, 1)]
    [(text, data)] = console.run("SELECT REPEAT('墨', 30), REPEAT(x'ff', 30)", clip=20)
    assert text == Clipped("墨" * 20, 30)
    assert data == Clipped(b"\xff" * 20, 30)
    console.run("SET NAMES latin1")
    assert console.run("SELECT _utf8mb4 x'C3A9' AS a, 'è' AS b") == [("é", "è")]
    with pytest.raises(BadInput, match="墨"):
        console.run("SELECT '墨'")
    if isinstance(shop, MySQL):
        [(vector,)] = console.run("SELECT TO_VECTOR('[1, 0.5]')")
        assert vector == array("f", [1, 0.5])
        assert console.heads[0].columns[0].kind is ValueKind.VECTOR


def test_it_keeps_what_is_set_and_tells_warnings_results_and_counts(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console = open_console(shop)
    console.run("USE shop")
    assert console.session.schema == "shop"
    console.run("SET @a = 5")
    assert console.run("SELECT @a") == [(5,)]
    console.run("UPDATE item SET price = 2")
    assert (console.affected[0].rows, console.affected[0].info[:15]) == (3, "Rows matched: 3")
    console.run("CREATE PROCEDURE two() BEGIN SELECT 1; SELECT 'x', 2; END")
    console.run("CALL two()")
    assert [len(head.columns) for head in console.heads] == [1, 2]
    assert console.rows == [(1,), ("x", 2)]
    console.run("SELECT CAST('1x' AS SIGNED)")
    assert any("1x" in text for text in console.said)
    console.run("DROP DATABASE shop")
    assert console.session.schema == ""


def test_an_error_is_at_its_place_in_what_was_typed(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console = open_console(shop)
    console.session.use_schema("shop")
    for text in ("SELECT 1\n  FROM item\n  WHER id = 1 ODER 2 AND 1", "SELECT 墨墨 FRM",
                 "SELECT id, nix FROM item", "SELECT * FROM nix"):  # fmt: skip
        at = max(text.find(word) for word in ("id = 1", "ODER", "FRM", "nix"))
        position = failure(console, text).position
        assert position is not None
        assert abs(position - at) <= 8
    assert failure(console, "SELECT id FROM item WHERE").position == 25
    text = "SELECT :long, nix FROM item WHERE :a = 'x'"
    found = failure(console, text, binds={"long": "y" * 200, "a": 1})
    assert found.position == text.index("nix")
    assert "No value" in str(_bad(console, "SELECT :a, :b", {"a": 1}))
    values: dict[str, object] = {"a": "it's \\ \"", "b": None, "c": Decimal("1.5"), "d": b"\x00'"}
    assert console.run("SELECT :a, :b, :c, :d, ':a'", binds=values) == [
        ("it's \\ \"", None, Decimal("1.5"), b"\x00'", ":a")
    ]


def _bad(console: Console, text: str, binds: dict[str, object]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        console.run(text, binds=binds)
    return caught.value


def test_the_transaction_is_told_exactly_and_whatever_ends_it_unasked(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console, other = open_console(shop), open_console(shop)
    session = console.session
    console.run("UPDATE shop.item SET price = 1")
    assert not session.transaction().open
    session.set_mode(Mode.MANUAL)
    assert not session.transaction().open
    console.run("SELECT * FROM shop.item")
    assert session.transaction().open
    with pytest.raises(Refused, match="open"):
        session.set_mode(Mode.AUTOCOMMIT)
    console.run("DELETE FROM shop.item WHERE id > 1")
    assert (session.transaction().statements, session.transaction().rows_changed) == (2, 2)
    failure(console, "SELECT * FROM shop.nowhere")
    assert session.transaction().open
    session.rollback()
    assert not session.transaction().open
    assert len(console.run("SELECT * FROM shop.item")) == 3
    console.run("CREATE TABLE shop.fresh (id INT)")
    assert any("committed" in text for text in console.said)
    console.run("DELETE FROM shop.item WHERE id = 1")
    other.session.set_mode(Mode.MANUAL)
    other.run("DELETE FROM shop.item WHERE id = 2")
    other.run("SET SESSION innodb_lock_wait_timeout = 1")
    failure(other, "DELETE FROM shop.item WHERE id = 1")
    assert other.session.transaction().open, "a wait that ended undoes its statement alone"
    failure(console, "CREATE TABLE shop.fresh (id INT)")
    assert not session.transaction().open


def test_what_is_left_at_the_server_is_ended_there(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    console = open_console(shop)
    wide = "SELECT a.table_name FROM information_schema.columns a, information_schema.columns b"
    assert len(console.run(wide, most_rows=10)) == 10
    assert "left at the server" in console.said[0]
    assert console.run("SELECT 1 UNION SELECT 2 UNION SELECT 3", most_rows=2) == [(1,), (2,)]
    assert console.affected[0].rows == 2
    answer = console.session.execute(Order(wide), LIN)
    next(answer)
    answer.close()
    assert console.run("SELECT 1") == [(1,)]


def test_read_only_and_production_are_kept_by_the_session_and_by_the_server(
    shop: MysqlFamilyServer, open_console: OpensConsoles
) -> None:
    reading = open_console(shop, access={"read_only": True})
    for text in ("DELETE FROM shop.item", "SET SESSION TRANSACTION READ WRITE", "SET GLOBAL x = 1",
                 "START TRANSACTION READ WRITE", "SET sql_mode = 'ANSI_QUOTES'",
                 "SET transaction_read_only = 0", "SELECT 1 INTO OUTFILE '/tmp/x'",
                 "SET @x = SLEEP(5)", "CALL shop.two()",
                 "SELECT 1; DELETE FROM shop.item"):  # fmt: skip
        with pytest.raises(Refused, match="read-only"):
            reading.run(text)
    for text in ("USE shop", "SET @a = 1", "SET NAMES utf8mb4", "BEGIN", "SELECT * FROM item",
                 "COMMIT", "SET SESSION sort_buffer_size = 300000",
                 "EXPLAIN SELECT 1"):  # fmt: skip
        reading.run(text)
    slipped = "DELETE FROM item"
    assert why_changing(slipped)
    with pytest.raises(StatementFailed):
        reading.session.say(slipped)
    live = open_console(shop, production=True)
    assert live.run("SELECT COUNT(*) FROM shop.item") == [(3,)]
    with pytest.raises(Refused, match="production"):
        live.run("DELETE FROM shop.item")
    live.run("DELETE FROM shop.item", Consent("lin", "orders"))
    assert not live.run("SELECT * FROM shop.item")


def test_a_local_file_is_never_sent(shop: MysqlFamilyServer, open_console: OpensConsoles) -> None:
    console = open_console(shop)
    shop.sql("SET GLOBAL local_infile = ON")
    said = str(failure(console, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE shop.item"))
    assert re.search("local", said, re.IGNORECASE)
