"""Indexes that do the work of others, that nobody uses; tables without a key or full of holes."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.operating.space import IndexFault, IndexIssue
from app.engines.abilities import FindsIndexIssues
from app.engines.mysql import indexes
from app.engines.mysql.indexes import Index, fragmented, redundant
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer


def of(found: tuple[IndexIssue, ...], fault: IndexFault) -> list[IndexIssue]:
    return [issue for issue in found if issue.fault is fault and issue.schema == "shop"]


def test_finds_them_on_a_server(
    server: MysqlFamilyServer, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql(
        "CREATE TABLE shop.item (id INT PRIMARY KEY, a INT, b INT, c INT, KEY a (a),"
        " KEY a_b (a, b), KEY c (c), KEY idle (b))"
    )
    server.sql("CREATE TABLE shop.heap (a INT)")
    server.sql("INSERT INTO shop.item VALUES (1, 1, 1, 1)")
    server.sql("SELECT * FROM shop.item FORCE INDEX (c) WHERE c = 1")
    session = open_session(server)
    found = session.index_issues()
    (duplicate,) = of(found, IndexFault.DUPLICATE)
    assert (duplicate.table, duplicate.index, duplicate.columns) == ("item", "a", "a")
    assert "a_b (a, b)" in duplicate.text
    assert duplicate.remedy == "ALTER TABLE `shop`.`item` DROP INDEX `a`"
    (heap,) = of(found, IndexFault.NO_KEY)
    assert heap.table == "heap"
    assert not of(found, IndexFault.UNUSED)  # it has not counted for long enough
    monkeypatch.setattr(indexes, "LONG_ENOUGH", timedelta(0))
    unused = of(session.index_issues(), IndexFault.UNUSED)
    assert {issue.index for issue in unused} == {"a", "a_b", "idle"}
    assert all(issue.since for issue in unused)
    shown: object = session
    assert isinstance(shown, FindsIndexIssues)


def test_a_key_the_server_made_is_noted(mysql9: MySQL, open_session: Opens) -> None:
    mysql9.sql("CREATE DATABASE shop")
    with mysql9.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_generate_invisible_primary_key = ON")
        cursor.execute("CREATE TABLE shop.made (a INT)")
        cursor.execute("CREATE TABLE shop.seen (a INT PRIMARY KEY, b INT, KEY b (b) INVISIBLE)")
    found = open_session(mysql9).index_issues()
    (made,) = of(found, IndexFault.NO_KEY)
    assert "my_row_id" in made.text
    (hidden,) = of(found, IndexFault.INVISIBLE)
    assert hidden.index == "b"


def index(name: str, *columns: Any, unique: bool = False, kind: str = "BTREE") -> Index:
    parts = tuple(
        column if isinstance(column, tuple) else (column, None, "A") for column in columns
    )
    return Index("s", "t", name, unique, kind, parts)


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        ([index("a", "x"), index("b", "x")], ["b"]),
        ([index("a", "x"), index("b", "x", "y")], ["a"]),
        ([index("a", "x", unique=True), index("b", "x", "y")], []),
        ([index("a", "x", unique=True), index("b", "x")], ["b"]),
        ([index("PRIMARY", "x", unique=True), index("b", "x")], ["b"]),
        ([index("PRIMARY", "x", unique=True), index("b", "x", unique=True)], ["b"]),
        ([index("PRIMARY", "x", unique=True), index("b", "y", "x")], []),
        ([index("a", "y"), index("b", "x", "y")], []),
        ([index("a", ("x", 10, "A")), index("b", "x")], []),
        ([index("a", ("x", None, "D")), index("b", "x")], []),
        ([index("a", "x", kind="FULLTEXT"), index("b", "x", "y", kind="FULLTEXT")], []),
        ([index("a", "x"), index("b", "x"), index("c", "x")], ["b", "c"]),
    ],
)
def test_what_could_go(there: list[Index], gone: list[str]) -> None:
    assert [issue.index for issue in redundant(there)] == gone


def test_holes_count_where_they_are_large_and_a_large_part() -> None:
    def table(free: int, used: int) -> dict[str, Any]:
        return {"table_schema": "s", "table_name": "t", "data_free": free, "data_length": used,
                "index_length": 0, "table_rows": 5}  # fmt: skip

    assert not list(fragmented([table(1 << 20, 0), table(100 << 20, 10 << 30)]))
    (issue,) = fragmented([table(100 << 20, 100 << 20)])
    assert "50 %" in issue.text
    assert issue.remedy == "OPTIMIZE TABLE `s`.`t`"
