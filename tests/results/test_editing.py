"""Edits become statements that hit the row as it was read, or nothing."""

from typing import Any

import pytest

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.results.editing import Doing, Edits
from app.results.typed import DEFAULT, Expression, value_of
from tests.results.everything import make_table
from tests.results.reading import Sessions, read, run
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL

ID = ResultColumn("id", ValueKind.INTEGER, "int", "shop", "orders", "id", primary=True)
NAME = ResultColumn("name", ValueKind.TEXT, "varchar(9)", "shop", "orders", "name")
SEEN = ResultColumn("seen", ValueKind.FLOAT, "float", "shop", "orders", "seen")


def edits(dialect: Dialect = Dialect.MYSQL) -> Edits:
    return Edits([ID, NAME, SEEN], ["id"], dialect)


def test_a_row_is_found_by_its_key_as_it_was_read() -> None:
    wanted = edits()
    wanted.set(4, (1, "a'", 0.1), 1, "b")
    (change,) = wanted.changes()
    assert change.statement == (
        "UPDATE `shop`.`orders`\n   SET `name` = 'b'\n WHERE `id` = 1\n"
        "   AND CAST(CONVERT(`name` USING utf8mb4) AS BINARY) = 'a'''\n"
        "   AND `seen` BETWEEN 9.99999e-2 AND 1.000001e-1"
    )
    assert change.look == "SELECT `id`, `name`, `seen` FROM `shop`.`orders` WHERE `id` = 1"


def test_oracle_says_it_in_its_own_words() -> None:
    wanted = edits(Dialect.ORACLE)
    wanted.delete(1, (1, "", None))
    wanted.add({1: "x", 2: Expression("DBMS_RANDOM.VALUE")})
    delete, insert = wanted.changes()
    assert delete.statement == (
        'DELETE FROM "shop"."orders"\n WHERE "id" = 1\n   AND "name" IS NULL\n   AND "seen" IS NULL'
    )
    assert insert.statement == (
        'INSERT INTO "shop"."orders" ("name", "seen")\nVALUES (\'x\', DBMS_RANDOM.VALUE)'
    )


def test_what_is_taken_back_is_not_run() -> None:
    wanted, row = edits(), (1, "a", 2.0)
    wanted.set(0, row, 1, "b")
    wanted.set(0, row, 1, "a")  # as it was
    wanted.set(0, row, 2, 3.0)
    wanted.undo(0, 2)
    wanted.delete(1, row)
    wanted.undo(1)
    place = wanted.add({1: "x"})
    wanted.set(place, (), 2, DEFAULT)
    wanted.undo(place, 1)
    assert wanted.new_rows == {place: {2: DEFAULT}}
    wanted.delete(place, ())
    assert (len(wanted), wanted.changes()) == (0, [])


def test_rows_that_go_do_so_first_and_new_ones_come_last() -> None:
    wanted = edits()
    wanted.add()
    wanted.set(0, (1, "a", 1.0), 0, 2)
    wanted.set(1, (2, "b", 1.0), 1, "x")
    wanted.delete(1, (2, "b", 1.0))
    assert [change.doing for change in wanted.changes()] == [
        Doing.DELETE, Doing.UPDATE, Doing.INSERT,
    ]  # fmt: skip
    assert (len(wanted), wanted.is_gone(1), wanted.cells(0)) == (3, True, {0: 2})


@pytest.mark.parametrize(
    ("columns", "key", "said"),
    [
        ([ID, ResultColumn("1+1")], ["id"], "not all columns come from one table"),
        ([ID, ResultColumn("x", table="u", origin="x")], ["id"], "from one table"),
        ([ID, NAME, NAME], ["id"], "twice"),
        ([ID, NAME], [], "no primary key"),
        ([ID, NAME], ["id", "line"], "line of the primary key is not selected"),
    ],
)
def test_says_why_rows_cannot_be_edited(
    columns: list[ResultColumn], key: list[str], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        Edits(columns, key, Dialect.MYSQL)


def test_nobody_overwrites_what_he_has_not_seen() -> None:
    wanted, row = edits(), (1, Clipped("a", 9000), 1.0)
    with pytest.raises(BadInput, match="not fetched whole"):
        wanted.set(0, row, 1, "b")
    wanted.set(0, row, 2, 5.0)
    assert "CHAR_LENGTH(`name`) = 9000" in wanted.changes()[0].statement


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ValueKind.INTEGER, "-5", -5), (ValueKind.BINARY, "0x00ff", b"\x00\xff"),
        (ValueKind.BITS, "0101", 5), (ValueKind.TEXT, "5", "5"), (ValueKind.BOOLEAN, "True", True),
        (ValueKind.DATE, "0000-00-00", "0000-00-00"),
        (ValueKind.SPATIAL, "SRID=4326;POINT(1 2)",
         Expression("ST_GeomFromText('POINT(1 2)', 4326 /*!80000 , 'axis-order=long-lat' */)")),
        (ValueKind.VECTOR, "[1, 2.5]", Expression("STRING_TO_VECTOR('[1.0, 2.5]')")),
    ],
)  # fmt: skip
def test_reads_what_is_typed(kind: ValueKind, text: str, value: object) -> None:
    assert value_of(text, ResultColumn("c", kind), Dialect.MYSQL) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ValueKind.INTEGER, "1.5"), (ValueKind.INTEGER, "1; DROP TABLE t"), (ValueKind.BITS, "2"),
        (ValueKind.DECIMAL, "NaN"), (ValueKind.BINARY, "xyz"), (ValueKind.SPATIAL, "1 2"),
        (ValueKind.VECTOR, "[a]"), (ValueKind.BOOLEAN, "maybe"),
    ],
)  # fmt: skip
def test_refuses_what_a_column_cannot_hold(kind: ValueKind, text: str) -> None:
    with pytest.raises(BadInput, match="is no value for c"):
        value_of(text, ResultColumn("c", kind), Dialect.MYSQL)


@pytest.mark.parametrize("name", ["mariadb", "mysql9"])
def test_every_value_is_found_again_and_every_change_of_it_noticed(
    name: str, request: pytest.FixtureRequest, sessions: Sessions
) -> None:
    server: MariaDB | MySQL = request.getfixturevalue(name)
    make_table(server)
    session = sessions(server)
    columns, rows = read(session, "SELECT * FROM every ORDER BY id")
    dialect = Dialect.MARIADB if name == "mariadb" else Dialect.MYSQL
    wanted = Edits(columns, ["id"], dialect)
    for place, row in enumerate(rows):
        wanted.delete(place, row)
    statements = [change.statement for change in wanted.changes()]
    for statement, row in zip(statements, rows, strict=True):
        assert hits(session, statement) == 1, statement
        for column in columns[1:]:
            place = columns.index(column)
            other = NAMED.get(column.origin) or OTHER.get(column.kind, "'B'")
            if row[place] == "a":
                other = "'b''c'"
            spoilt = column.origin.replace("`", "``")
            run(session, "START TRANSACTION")
            if run(session, f"UPDATE every SET `{spoilt}` = {other} WHERE id = {row[0]}"):
                assert run(session, statement) == 0, f"{column.name}: {statement}"
            run(session, "ROLLBACK")


NAMED = {"e": "'a'", "s": "'y'", "vec": "STRING_TO_VECTOR('[9, 9, 9]')"}
OTHER = {
    ValueKind.INTEGER: "2", ValueKind.DECIMAL: "3", ValueKind.FLOAT: "7e3",
    ValueKind.BINARY: "0x42", ValueKind.BITS: "b'1'", ValueKind.DATE: "'2020-02-02'",
    ValueKind.TIME: "'11:11:11'", ValueKind.DATETIME: "'2020-02-02 02:02:02'",
    ValueKind.JSON: "'[7]'", ValueKind.SPATIAL: "ST_GeomFromText('POINT(7 7)')",
}  # fmt: skip


def hits(session: Any, statement: str) -> int:
    run(session, "START TRANSACTION")
    found = run(session, statement)
    run(session, "ROLLBACK")
    return found


def test_a_change_of_case_or_of_a_blank_behind_is_a_change(
    mysql9: MySQL, sessions: Sessions
) -> None:
    mysql9.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    mysql9.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(9) CHARACTER SET latin1)")
    mysql9.sql("INSERT INTO shop.t VALUES (1, 'Köln')")
    session = sessions(mysql9)
    columns, rows = read(session, "SELECT * FROM t")
    wanted = Edits(columns, ["id"], Dialect.MYSQL)
    wanted.delete(0, rows[0])
    statement = wanted.changes()[0].statement
    for value, found in (("Köln", 1), ("köln", 0), ("Koln", 0), ("Köln ", 0)):
        mysql9.sql("UPDATE shop.t SET v = %s", value)
        assert hits(session, statement) == found, value
