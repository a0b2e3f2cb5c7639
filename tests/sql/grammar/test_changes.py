"""INSERT, REPLACE, UPDATE, DELETE, LOAD, CALL, DO."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.tokens import ROWS
from tests.sql.grammar.ddl_bench import lost, partial, reading, refused


def test_every_part_of_an_insert_is_exactly_its_text() -> None:
    text = (
        "INSERT LOW_PRIORITY IGNORE INTO `库`.`表` PARTITION (p) (a, t.b)\r\n"
        "VALUES (1, '值'), (DEFAULT, NOW()) AS new (x, y)\n"
        "ON DUPLICATE KEY UPDATE a = VALUES(a), b = DEFAULT"
    )
    found = reading(text, tree.Insert)
    made = found.tree
    assert (made.verb, made.options) == ("INSERT", ("LOW_PRIORITY", "IGNORE"))
    assert made.table.parts == ("库", "表")
    assert [name.name for name in made.partitions] == ["p"]
    assert [name.dotted for name in made.columns or ()] == ["a", "t.b"]
    assert isinstance(made.source, tree.Values)
    assert found.each(made.source.rows) == ["(1, '值')", "(DEFAULT, NOW())"]
    assert made.alias is not None
    assert made.alias.name == "new"
    assert found.each(made.on_duplicate) == ["a = VALUES(a)", "b = DEFAULT"]


@pytest.mark.parametrize(
    ("text", "columns", "source"),
    [
        ("REPLACE t VALUES ()", None, "VALUES ()"),
        ("INSERT t () VALUES ()", [], "VALUES ()"),
        ("INSERT INTO t VALUE (1), (2)", None, "VALUE (1), (2)"),
        ("INSERT INTO t SELECT 1 LIMIT 2", None, "SELECT 1 LIMIT 2"),
        ("INSERT INTO t (SELECT 1)", None, "(SELECT 1)"),
        ("INSERT INTO t (a) (SELECT 1) UNION SELECT 2", ["a"], "(SELECT 1) UNION SELECT 2"),
        ("INSERT INTO t WITH x AS (SELECT 1) TABLE x", None, "WITH x AS (SELECT 1) TABLE x"),
        ("INSERT INTO t VALUES ROW(1), ROW(2)", None, "VALUES ROW(1), ROW(2)"),
        ("INSERT INTO t VALUES ROW(1) UNION SELECT 2", None, "VALUES ROW(1) UNION SELECT 2"),
        ("INSERT INTO ? (?) VALUES (?)", None, None),
    ],
)
def test_where_rows_come_from(text: str, columns: list[str] | None, source: str | None) -> None:
    if source is None:
        assert refused(text)
        return
    found = reading(text, tree.Insert)
    names = None if found.tree.columns is None else [name.name for name in found.tree.columns]
    assert (names, found.of(found.tree.source)) == (columns, source)


def test_insert_set_and_returning() -> None:
    found = reading(
        "REPLACE INTO t SET a = 1, b := DEFAULT(b) RETURNING id, a + 1 AS n", tree.Insert
    )
    assert (found.tree.columns, found.tree.source) == (None, None)
    assert found.each(found.tree.assignments) == ["a = 1", "b := DEFAULT(b)"]
    assert found.each(found.tree.returning) == ["id", "a + 1 AS n"]


@pytest.mark.parametrize("rows", [150, 999])
def test_many_rows_of_literals_are_one_token_with_their_count(rows: int) -> None:
    row = "(1, -2.5, 'it''s; (x', \"a\\\"b\", NULL, X'00', _binary 'é', 0xFF, DEFAULT)"
    text = f"INSERT INTO `t` (`a`) VALUES {', '.join([row] * rows)} ON DUPLICATE KEY UPDATE a = 1"
    found = reading(text, tree.Insert)
    assert isinstance(found.tree.source, tree.Values)
    (literal,) = found.tree.source.rows
    assert isinstance(literal, tree.LiteralRows)
    assert literal.count == rows
    assert found.parsed.tokens.kinds[literal.first] is ROWS
    assert found.of(literal) == ", ".join([row] * rows)
    assert found.each(found.tree.on_duplicate) == ["a = 1"]


def test_rows_with_a_function_in_one_of_them_are_all_there() -> None:
    rows = ["(1, 'a')"] * 400 + ["(NOW(), 2)"] + ["(3, 'b')"] * 400
    values = reading(f"INSERT INTO t VALUES {','.join(rows)}", tree.Insert).tree.source
    assert isinstance(values, tree.Values)
    count = sum(r.count if isinstance(r, tree.LiteralRows) else 1 for r in values.rows)
    assert count == len(rows)


@pytest.mark.parametrize(
    ("text", "tables", "where", "rest"),
    [
        ("UPDATE t SET a = 1", "t", None, None),
        ("UPDATE LOW_PRIORITY IGNORE d.t AS x SET x.a = 1 WHERE b LIMIT 2",
         "d.t AS x", "b", "LIMIT 2"),
        ("UPDATE a JOIN b USING (c) SET a.x = b.x, b.y = DEFAULT WHERE 1",
         "a JOIN b USING (c)", "1", None),
        ("UPDATE a, b SET a.x = 1 ORDER BY 1", "a, b", None, None),
        ("WITH c AS (SELECT 1) UPDATE t, c SET a = 1 WHERE 2", "t, c", "2", None),
    ],
)  # fmt: skip
def test_update(text: str, tables: str, where: str | None, rest: str | None) -> None:
    found = reading(text, tree.Update)
    made = found.tree
    assert found.of(made.tables) == tables
    assert (made.where and found.of(made.where)) == where
    assert (made.limit and found.of(made.limit)) == rest
    assert found.of(made) == text


@pytest.mark.parametrize(
    ("text", "targets", "tables"),
    [
        ("DELETE FROM t", [], "t"),
        ("DELETE QUICK FROM d.t AS x WHERE a ORDER BY b LIMIT 1", [], "d.t AS x"),
        ("DELETE FROM t PARTITION (p, q) WHERE a", [], "t PARTITION (p, q)"),
        ("DELETE a, d.b.* FROM a JOIN b ON c WHERE e", ["a", "d.b.*"], "a JOIN b ON c"),
        ("DELETE FROM a, b.* USING a, b WHERE e", ["a", "b.*"], "a, b"),
        ("WITH c AS (SELECT 1) DELETE FROM t WHERE a", [], "t"),
        ("DELETE FROM ? WHERE a", [], "?"),
    ],
)
def test_delete(text: str, targets: list[str], tables: str) -> None:
    found = reading(text, tree.Delete)
    assert (found.each(found.tree.targets), found.of(found.tree.tables)) == (targets, tables)
    assert found.of(found.tree) == text


def test_a_condition_nobody_understands_is_lost_alone() -> None:
    found = partial("DELETE FROM t WHERE a = = 1 ORDER BY b LIMIT 5", tree.Delete)
    assert lost(found) == ["a = = 1"]
    assert found.of(found.tree.limit) == "LIMIT 5"


def test_load_data() -> None:
    text = (
        "LOAD DATA CONCURRENT LOCAL INFILE '/x' REPLACE INTO TABLE d.t PARTITION (p) "
        "CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' "
        "LINES STARTING BY 'x' TERMINATED BY '\\n' IGNORE 1 LINES (a, @b, c) "
        "SET d = @b + 1, e = NULL"
    )
    found = reading(text, tree.LoadData)
    assert (found.tree.local, found.tree.table.dotted) == (True, "d.t")
    assert [name.name for name in found.tree.columns] == ["a", "c"]
    assert found.each(found.tree.assignments) == ["d = @b + 1", "e = NULL"]
    xml = reading("LOAD XML INFILE 'x' INTO TABLE t ROWS IDENTIFIED BY '<r>'", tree.LoadData).tree
    assert not xml.local


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("CALL p", "p", []),
        ("CALL d.p()", "d.p", []),
        ("CALL p(1, @x, a + 1)", "p", ["1", "@x", "a + 1"]),
    ],
)
def test_call(text: str, name: str, arguments: list[str]) -> None:
    found = reading(text, tree.Call)
    assert (found.tree.name.dotted, found.each(found.tree.arguments)) == (name, arguments)


def test_do() -> None:
    found = reading("DO SLEEP(1), (SELECT 2)", tree.Do)
    assert found.each(found.tree.values) == ["SLEEP(1)", "(SELECT 2)"]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO foo (a,) VALUES (42,)",
        "INSERT INTO foo (a) VALUES 42",
        "INSERT INTO foo (a) VALUES (1),",
        "INSERT INTO foo SET",
        "INSERT INTO a.b.c VALUES (1)",
        "INSERT INTO foo VALUES (1) ON DUPLICATE KEY UPDATE",
        "REPLACE INTO foo VALUES (1) ON DUPLICATE KEY UPDATE a = 1",
        "REPLACE IGNORE INTO foo VALUES (1)",
        "UPDATE t SET",
        "UPDATE t SET a = 1, WHERE b",
        "UPDATE t SET a = 1 LIMIT 1, 2",
        "UPDATE t WHERE a",
        "DELETE t",
        "DELETE FROM a, b WHERE c",
        "DELETE FROM a USING",
        "LOAD DATA INFILE x INTO TABLE t",
        "CALL p(1,)",
        "DO",
    ],
)
@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_no_change(text: str, dialect: Dialect) -> None:
    assert refused(text, dialect)


def test_rows_of_several_tables_are_deleted_in_an_order_by_mariadb_alone() -> None:
    text = "DELETE a FROM a JOIN b USING (c) ORDER BY c LIMIT 1"
    assert refused(text, Dialect.MYSQL)
    found = reading(text, tree.Delete, Dialect.MARIADB)
    assert found.tree.limit is not None
    assert found.each(found.tree.order_by) == ["c"]
