"""Statements made of rows give the same rows again, on real servers."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.domain.stop import Stop
from app.results.copying import FORMS, copied
from app.results.copying.picked import Picked
from app.results.copying.statements import in_list, inserts, updates
from app.results.literals import literal
from tests.results.everything import make_table
from tests.results.reading import Sessions, read, run
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL


@pytest.mark.parametrize("name", ["mariadb", "mysql9"])
def test_inserts_and_updates_make_the_same_table_again(
    name: str, request: pytest.FixtureRequest, sessions: Sessions
) -> None:
    server: MariaDB | MySQL = request.getfixturevalue(name)
    dialect = Dialect.MARIADB if name == "mariadb" else Dialect.MYSQL
    make_table(server)
    server.sql("CREATE TABLE shop.again LIKE shop.every")
    session = sessions(server)
    columns, rows = read(session, "SELECT * FROM every ORDER BY id")
    assert len(rows) == 3

    for statement in inserts(Picked(columns, rows, dialect=dialect)):
        run(session, statement.replace("`every`", "`again`"))
    assert read(session, "SELECT * FROM again ORDER BY id")[1] == rows
    assert differing(session, columns) == []

    run(session, "UPDATE again SET i = 0, v = 'x', j = '1', p = NULL, t = NULL, one = 1")
    for statement in updates(Picked(columns, rows, dialect=dialect)):
        run(session, statement.replace("`every`", "`again`"))
    assert differing(session, columns) == []

    for place, column in enumerate(columns):
        if column.kind in (ValueKind.JSON, ValueKind.SPATIAL, ValueKind.VECTOR):
            continue
        if column.origin == "f":
            continue  # a FLOAT equals no decimal that it is shown as
        listed = "".join(in_list(Picked(columns, rows, [place], dialect)))
        assert len(read(session, f"SELECT 1 FROM every WHERE {listed}")[1]) == sum(
            row[place] is not None for row in rows
        ), listed


def differing(session: Any, columns: list[ResultColumn]) -> list[Any]:
    """What the server itself finds different between the two tables, byte by byte."""
    same = " AND ".join(
        "CAST(a.`{0}` AS BINARY) <=> CAST(b.`{0}` AS BINARY)".format(
            column.origin.replace("`", "``")
        )
        if column.kind not in (ValueKind.SPATIAL, ValueKind.VECTOR)
        else f"HEX(a.{column.origin}) <=> HEX(b.{column.origin})"
        for column in columns
    )
    return read(session, f"SELECT a.id FROM every a JOIN again b USING (id) WHERE NOT ({same})")[1]


ORACLE = [
    (None, "VARCHAR2", ValueKind.TEXT, "NULL"),
    ("it's\\", "VARCHAR2", ValueKind.TEXT, "'it''s\\'"),
    (1.5, "BINARY_DOUBLE", ValueKind.FLOAT, "1.5d"),
    (float("nan"), "BINARY_FLOAT", ValueKind.FLOAT, "BINARY_FLOAT_NAN"),
    (Decimal("1E+3"), "NUMBER", ValueKind.DECIMAL, "1000"),
    (b"\x00\xff", "RAW(2)", ValueKind.BINARY, "HEXTORAW('00FF')"),
    (datetime(2024, 2, 29, 1, 2, 3), "DATE", ValueKind.DATETIME,
     "TO_DATE('2024-02-29 01:02:03', 'YYYY-MM-DD HH24:MI:SS')"),
    (date(2024, 2, 29), "DATE", ValueKind.DATE, "DATE '2024-02-29'"),
    (datetime(2024, 2, 29, 1, 2, 3, 500000), "TIMESTAMP(6)", ValueKind.DATETIME,
     "TIMESTAMP '2024-02-29 01:02:03.500000'"),
    (datetime(2024, 2, 29, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
     "TIMESTAMP WITH TIME ZONE", ValueKind.ZONED, "TIMESTAMP '2024-02-29 00:00:00 -03:30'"),
    (-timedelta(days=2, seconds=3), "INTERVAL DAY TO SECOND", ValueKind.INTERVAL,
     "INTERVAL '-2 00:00:03' DAY(9) TO SECOND(9)"),
    ("+01-02", "INTERVAL YEAR TO MONTH", ValueKind.INTERVAL,
     "INTERVAL '01-02' YEAR(9) TO MONTH"),
    (True, "BOOLEAN", ValueKind.BOOLEAN, "TRUE"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "type_name", "kind", "written"), ORACLE)
def test_writes_values_as_oracle_reads_them(
    value: object, type_name: str, kind: ValueKind, written: str
) -> None:
    assert literal(value, ResultColumn("c", kind, type_name), Dialect.ORACLE) == written


def test_a_long_text_of_oracle_is_put_together_from_parts() -> None:
    text = "墨'" * 1500
    made = literal(text, ResultColumn("c", ValueKind.TEXT, "CLOB"), Dialect.ORACLE)
    parts = [part.removeprefix("TO_CLOB('").removesuffix("')") for part in made.split(" || ")]
    assert "".join(parts).replace("''", "'") == text
    assert all(len(part.replace("''", "'").encode()) < 4000 for part in parts)


def test_oracle_gets_lists_of_a_thousand_and_inserts_of_a_row() -> None:
    columns = [ResultColumn("ID", ValueKind.INTEGER, "NUMBER", "S", "T", "ID", primary=True)]
    rows = [(n,) for n in range(2500)] + [(7,), (None,)]
    listed = "".join(in_list(Picked(columns, rows, dialect=Dialect.ORACLE)))
    assert listed.startswith("(ID IN (0, 1, ")
    assert [part.count(",") + 1 for part in listed.split("OR")] == [1000, 1000, 500]
    assert list(inserts(Picked(columns, rows[:2], dialect=Dialect.ORACLE))) == [
        "INSERT INTO T (ID) VALUES (0);\n", "INSERT INTO T (ID) VALUES (1);\n",
    ]  # fmt: skip


ID = ResultColumn("id", ValueKind.INTEGER, "int", "shop", "orders", "id", primary=True)
NAME = ResultColumn("name", ValueKind.TEXT, "text", "shop", "orders", "name")
OTHER = ResultColumn("city", ValueKind.TEXT, "text", "shop", "people", "city")


def test_an_update_sets_the_cells_chosen_and_finds_the_row_by_its_key() -> None:
    picked = Picked([ID, NAME], [(1, "a"), (2, None)], [1])
    assert list(updates(picked)) == [
        "UPDATE `orders` SET `name` = 'a' WHERE `id` = 1;\n",
        "UPDATE `orders` SET `name` = NULL WHERE `id` = 2;\n",
    ]


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (Picked([NAME], [("a",)]), "The primary key of orders is not among the columns."),
        (Picked([ID, OTHER], [(1, "a")]), "from several"),
        (Picked([ID, NAME], [(1, "a")], [0]), "nothing to set"),
        (Picked([ID, NAME], [(1, Clipped("a", 9))]), "not fetched whole"),
    ],
)
def test_says_why_there_is_no_update(picked: Picked, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        list(updates(picked))


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="no value but NULL"):
        list(in_list(Picked([NAME], [(None,)])))


def test_every_form_copies_without_a_line_end_behind() -> None:
    for form in FORMS:
        text = copied(form, Picked([ID, NAME], [(1, "a"), (2, "b")]), Stop())
        assert text, form.key
        assert text == text.rstrip("\r\n"), form.key
