"""Indexes that do the work of others, that nobody uses; tables without a key or full of holes."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.operating.space import IndexFault, IndexIssue
from app.engines.abilities import FindsIndexIssues
from app.engines.mysql import indexes
from app.engines.mysql.indexes import Index, fragmented, redundant
from tests.engines.mysql.acts import until
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


def test_the_servers_own_sys_schema_agrees(
    server: MysqlFamilyServer, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sys also names a prefix beside the whole column, and what begins with a unique index.

    Either may be there for a reason, so we do not: the smaller one, and one that covers a query.
    """
    server.sql("CREATE DATABASE shop")
    server.sql(
        "CREATE TABLE shop.item (id INT PRIMARY KEY, a INT, b INT, c VARCHAR(50), UNIQUE u (b),"
        " KEY a (a), KEY a_b (a, b), KEY b (b), KEY c5 (c(5)), KEY c (c), KEY id_a (id, a))"
    )
    server.sql("CREATE TABLE shop.part (id INT PRIMARY KEY, item INT, KEY item (item),"
               " FOREIGN KEY (item) REFERENCES shop.item (id))")  # fmt: skip
    server.sql("INSERT INTO shop.item VALUES (1, 1, 1, 'x')")
    server.sql("SELECT * FROM shop.item FORCE INDEX (a_b) WHERE a = 1")
    monkeypatch.setattr(indexes, "LONG_ENOUGH", timedelta(0))
    found = open_session(server).index_issues()
    ours = {(each.table, each.index) for each in of(found, IndexFault.DUPLICATE)}
    theirs = server.sql(
        "SELECT table_name, redundant_index_name FROM sys.schema_redundant_indexes"
        " WHERE table_schema = 'shop'"
    )
    assert ours == {("item", "a"), ("item", "b")}
    assert ours == set(theirs) - {("item", "c5"), ("item", "id_a")}
    unused = {(each.table, each.index) for each in of(found, IndexFault.UNUSED)}
    theirs = server.sql(
        "SELECT object_name, index_name FROM sys.schema_unused_indexes WHERE object_schema = 'shop'"
    )
    assert unused <= set(theirs)
    assert set(theirs) - unused <= {("item", "u")}, "a unique one earns its place"
    assert ("item", "a_b") not in unused


def test_what_is_free_is_what_making_it_anew_gives_back(
    server: MysqlFamilyServer, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "_HOLES", 4 << 20)
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, pad VARCHAR(1000)) CHARSET latin1")
    rows = [(number, "x" * 900) for number in range(16_000)]
    with server.connect(autocommit=False) as hand, hand.cursor() as cursor:
        cursor.executemany("INSERT INTO shop.item VALUES (%s, %s)", rows)
        hand.commit()
        cursor.execute("DELETE FROM shop.item WHERE id >= 2000")
        hand.commit()
    session = open_session(server)

    def holes() -> list[IndexIssue]:
        server.sql("ANALYZE TABLE shop.item")
        found = of(session.index_issues(), IndexFault.FRAGMENTED)
        return [each for each in found if _mib(each) >= 14]

    (issue,) = until(holes, 30)  # once what was deleted is purged
    file = server.folder / "data/shop/item.ibd"
    before = file.stat().st_size
    server.sql(issue.remedy)
    gained = before - file.stat().st_size
    assert abs(gained - (_mib(issue) << 20)) < 0.3 * before


def _mib(issue: IndexIssue) -> int:
    return int(issue.text.split(": ")[1].split()[0])


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
