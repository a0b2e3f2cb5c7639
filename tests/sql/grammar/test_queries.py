"""SELECT, set operations, WITH, VALUES, and what stands in FROM."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from tests.sql.grammar.brackets import bracketed
from tests.sql.grammar.ddl_bench import Reading, lost, partial, reading, refused

EVERYTHING = (
    "WITH RECURSIVE `树` (id, n) AS (SELECT 1, 0 UNION ALL\r\n\tSELECT id + 1, n FROM `树`), "
    "x AS (TABLE t)\n"
    "/* 注释 */ SELECT SQL_NO_CACHE DISTINCT a.id AS `编号`, a.*, COUNT(*) 'Σ', b + 1\r\n"
    "FROM `库`.`表` PARTITION (p0, p1) AS a USE INDEX FOR JOIN (i, PRIMARY) IGNORE KEY (j)\n"
    "\tLEFT JOIN (SELECT 1 AS n) AS d (n) ON d.n = a.id -- 行\n"
    "\tJOIN JSON_TABLE(a.doc, '$[*]' COLUMNS (k INT PATH '$.k' DEFAULT '0' ON EMPTY)) AS j "
    "USING (k)\n"
    "WHERE /*!50001 a.x = '值' AND */ a.y IN (1, 2)\n"
    "GROUP BY a.id, b WITH ROLLUP HAVING COUNT(*) > 1\n"
    "WINDOW w AS (PARTITION BY a.id)\n"
    "ORDER BY `编号` DESC, 2 LIMIT 5, 10 FOR UPDATE OF a SKIP LOCKED"
)


def test_every_part_of_a_query_is_exactly_its_text() -> None:
    found = reading(EVERYTHING, tree.Query)
    query = found.tree
    assert found.of(query) == EVERYTHING
    assert query.with_ is not None
    assert query.with_.recursive
    assert [(t.name.name, len(t.columns)) for t in query.with_.tables] == [("树", 2), ("x", 0)]
    assert found.of(query.with_.tables[0].query) == (
        "SELECT 1, 0 UNION ALL\r\n\tSELECT id + 1, n FROM `树`"
    )
    assert found.each(query.order_by) == ["`编号` DESC", "2"]
    assert found.of(query.limit) == "LIMIT 5, 10"
    assert query.limit is not None
    assert (found.of(query.limit.offset), found.of(query.limit.count)) == ("5", "10")
    assert found.each(query.locking) == ["FOR UPDATE OF a SKIP LOCKED"]
    assert (query.locking[0].mode, query.locking[0].wait) == ("FOR UPDATE", "SKIP LOCKED")
    select_parts(found, query.body)


def select_parts(found: Reading[tree.Query], select: tree.Node) -> None:
    assert isinstance(select, tree.Select)
    assert (select.distinct, select.options) == (True, ("SQL_NO_CACHE", "DISTINCT"))
    assert found.each(select.items) == ["a.id AS `编号`", "a.*", "COUNT(*) 'Σ'", "b + 1"]
    assert [item.alias and item.alias.name for item in select.items] == ["编号", None, "Σ", None]
    assert found.of(select.where) == "a.x = '值' AND */ a.y IN (1, 2)"
    assert found.of(select.group_by) == "GROUP BY a.id, b WITH ROLLUP"
    assert found.of(select.having) == "COUNT(*) > 1"
    assert found.each(select.windows) == ["w AS (PARTITION BY a.id)"]
    outer = select.tables
    assert isinstance(outer, tree.Join)
    assert (outer.kind, [name.name for name in outer.using]) == ("INNER", ["k"])
    inner = outer.left
    assert isinstance(inner, tree.Join)
    assert (inner.kind, found.of(inner.on)) == ("LEFT", "d.n = a.id")
    first = inner.left
    assert isinstance(first, tree.TableName)
    assert (first.name.parts, first.alias and first.alias.name) == (("库", "表"), "a")
    assert [name.name for name in first.partitions] == ["p0", "p1"]
    assert found.each(first.hints) == ["USE INDEX FOR JOIN (i, PRIMARY)", "IGNORE KEY (j)"]
    derived = inner.right
    assert isinstance(derived, tree.DerivedTable)
    assert found.of(derived) == "(SELECT 1 AS n) AS d (n)"
    function = outer.right
    assert isinstance(function, tree.TableFunction)
    assert (function.name, function.alias and function.alias.name) == ("JSON_TABLE", "j")
    assert found.each(function.arguments) == ["a.doc", "'$[*]'", "'$.k'", "'0'"]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ("a JOIN b ON x JOIN c ON y", "[[a] JOIN [b] ON x] JOIN [c] ON y"),
        ("a JOIN b JOIN c ON x ON y", "[a] JOIN [[b] JOIN [c] ON x] ON y"),
        ("a JOIN b JOIN c ON x", "[[a] JOIN [b]] JOIN [c] ON x"),
        ("a JOIN b JOIN c", "[[a] JOIN [b]] JOIN [c]"),
        ("a, b JOIN c ON x, d", "[[a] , [[b] JOIN [c] ON x]] , [d]"),
        ("a JOIN (b JOIN c) ON x", "[a] JOIN [( [b] JOIN [c] )] ON x"),
        ("a LEFT JOIN b JOIN c ON x ON y", "[a] LEFT JOIN [[b] JOIN [c] ON x] ON y"),
        ("a NATURAL LEFT OUTER JOIN b", "[a] NATURAL LEFT OUTER JOIN [b]"),
        ("a JOIN b NATURAL JOIN c ON x", "[a] JOIN [[b] NATURAL JOIN [c]] ON x"),
        ("a STRAIGHT_JOIN b USING (c)", "[a] STRAIGHT_JOIN [b] USING ( c )"),
        ("{ OJ a LEFT JOIN b ON x }", "{ OJ [a] LEFT JOIN [b] ON x }"),
        ("((a), b)", "( [( a )] , [b] )"),
        (
            "a JOIN b JOIN c ON x JOIN d JOIN e",
            "[[[[a] JOIN [b]] JOIN [c] ON x] JOIN [d]] JOIN [e]",
        ),
        ("(SELECT 1) x", "( [SELECT [1]] ) x"),
        ("((SELECT 1)) x", "( [( [SELECT [1]] )] ) x"),
        ("((SELECT 1) x JOIN b)", "( [( [SELECT [1]] ) x] JOIN [b] )"),
        ("((SELECT 1) LIMIT 1) x", "( [[( [SELECT [1]] )] [LIMIT 1]] ) x"),
        ("a FULL JOIN b ON x", "[a FULL] JOIN [b] ON x"),
        ("a, LATERAL (SELECT a.b) c", "[a] , [LATERAL ( [SELECT [a . b]] ) c]"),
    ],
)
def test_what_is_joined_with_what(tables: str, expected: str) -> None:
    parsed = parse(f"SELECT 1 FROM {tables}", Dialect.MYSQL)
    assert parsed.whole
    shown = bracketed(parsed).removeprefix("SELECT [1] FROM ")
    assert shown in {expected, f"[{expected}]"}


def test_set_operations_are_flat_and_keep_their_operators() -> None:
    text = "(SELECT 1) UNION ALL SELECT 2 EXCEPT VALUES ROW(3) INTERSECT TABLE t ORDER BY 1 LIMIT 2"
    found = reading(text, tree.Query)
    body = found.tree.body
    assert isinstance(body, tree.SetOperation)
    assert [(o.op, o.all) for o in body.operators] == [
        ("UNION", True), ("EXCEPT", False), ("INTERSECT", False),
    ]  # fmt: skip
    assert found.each(body.branches) == ["(SELECT 1)", "SELECT 2", "VALUES ROW(3)", "TABLE t"]
    assert found.each(found.tree.order_by) == ["1"]


@pytest.mark.parametrize(
    ("text", "kind", "targets"),
    [
        ("SELECT 1 INTO @a FROM t", "VARIABLES", ["@a"]),
        ("SELECT 1, 2 FROM t WHERE a INTO @a, b FOR UPDATE", "VARIABLES", ["@a", "b"]),
        ("SELECT 1 INTO DUMPFILE '/x'", "DUMPFILE", ["'/x'"]),
        ("SELECT 1 FROM t INTO OUTFILE '/x' FIELDS ENCLOSED BY '\"'", "OUTFILE", ["'/x'"]),
    ],
)
def test_into(text: str, kind: str, targets: list[str]) -> None:
    found = reading(text, tree.Query)
    into = next(n for n in tree.walk(found.tree) if isinstance(n, tree.Into))
    assert (into.kind, found.each(into.targets)) == (kind, targets)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t SELECT 1 INTO @a",
        "SELECT 1 INTO @a UNION SELECT 2",
        "SELECT * FROM (SELECT 1 INTO @a) x",
        "CREATE VIEW v AS SELECT 1 INTO @a",
    ],
)
def test_into_only_where_the_query_stands_alone(text: str) -> None:
    assert refused(text)


def test_a_string_is_a_name_where_it_is_an_alias() -> None:
    body = reading("SELECT 1 AS 'a''b', 2 \"c\" FROM t", tree.Query).tree.body
    assert isinstance(body, tree.Select)
    assert [item.alias and item.alias.name for item in body.items] == ["a'b", "c"]
    assert refused("SELECT 1 FROM t AS 'a'")


def test_a_condition_nobody_understands_costs_no_more_than_itself() -> None:
    found = partial("SELECT a FROM t WHERE a @@ b (c ORDER) ORDER BY d LIMIT 1", tree.Query)
    assert lost(found) == ["a @@ b (c ORDER)"]
    body = found.tree.body
    assert isinstance(body, tree.Select)
    assert isinstance(body.where, tree.Unparsed)
    assert found.each(found.tree.order_by) == ["d"]


def test_values_alone_and_with_a_name() -> None:
    rows = reading("VALUES ROW(1, 'a'), ROW(DEFAULT, NOW()) LIMIT 1", tree.Query).tree.body
    assert isinstance(rows, tree.Values)
    assert [len(row.items) for row in rows.rows if isinstance(row, tree.Row)] == [2, 2]
    maria = reading("SELECT * FROM (VALUES (1, 2), (3, 4)) AS v", tree.Query, Dialect.MARIADB)
    assert sum(isinstance(n, tree.Row) for n in tree.walk(maria.tree)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' AS x",
        "SELECT 1 FROM t OFFSET 1 ROW FETCH NEXT 2 ROWS WITH TIES",
        "SELECT 1 FROM t PROCEDURE ANALYSE(1, 2)",
        "SELECT 1 FROM ${schema}.t_${month} WHERE a = :x",
        "SELECT 1 FROM ? WHERE a = ?",
    ],
)
def test_what_is_written_for_other_servers_and_by_templates(text: str) -> None:
    assert not refused(text, Dialect.MARIADB)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT DISTINCTS * FROM t",
        "SELECT FROM t",
        "SELECT a, FROM t",
        "SELECT a FROM t,",
        "SELECT a FROM t WHERE",
        "SELECT a FROM t WHERE a = 1 GROUP",
        "SELECT a FROM t LEFT JOIN b",
        "SELECT a FROM t NATURAL JOIN b ON a",
        "SELECT a FROM t ORDER BY a LIMIT 1, 2 OFFSET 3",
        "SELECT a FROM t LIMIT 1 ORDER BY a",
        "SELECT a FROM t LIMIT 1 UNION SELECT 2",
        "SELECT a FROM (t",
        "SELECT a b c FROM t",
        "WITH a AS SELECT 1 SELECT 2",
        "WITH a AS (SELECT 1)",
        "VALUES ROW(1), (2)",
    ],
)
def test_no_query(text: str) -> None:
    assert refused(text)
