"""What binds to what: every expression in brackets, as the servers read it."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from tests.sql.grammar.brackets import bracketed
from tests.sql.grammar.ddl_bench import reading, refused

EXPRESSIONS = {
    "a OR b AND NOT c = d": "a OR [b AND [NOT [c = d]]]",
    "a || b XOR c && d": "a || [b XOR [c && d]]",
    "a OR b OR c": "a OR b OR c",
    "(a OR b) AND c": "[( a OR b )] AND c",
    "NOT a = b IS NULL": "NOT [[a = b] IS NULL]",
    "NOT NOT a": "NOT [NOT a]",
    "a = b IN (1, 2)": "a = [b IN ( 1 , 2 )]",
    "a < b = c": "[a < b] = c",
    "a BETWEEN 1 AND 2 AND c": "[a BETWEEN 1 AND 2] AND c",
    "a NOT BETWEEN b + 1 AND c": "a NOT BETWEEN [b + 1] AND c",
    "a LIKE b ESCAPE 'x' OR c NOT REGEXP d": "[a LIKE b ESCAPE 'x'] OR [c NOT REGEXP d]",
    "a SOUNDS LIKE b": "a SOUNDS LIKE b",
    "a | b & c << d + e * f ^ g": "a | [b & [c << [d + [e * [f ^ g]]]]]",
    "a - b - c": "[a - b] - c",
    "a / b % c DIV d MOD e": "[[[a / b] % c] DIV d] MOD e",
    "- a ^ b": "[- a] ^ b",
    "- - ~ a": "- [- [~ a]]",
    "! a = b": "[! a] = b",
    "- a COLLATE x": "- [a COLLATE x]",
    "BINARY a = b COLLATE x": "[BINARY a] = [b COLLATE x]",
    "a + INTERVAL 1 DAY - INTERVAL b + 1 HOUR": "[a + [INTERVAL 1 DAY]] - [INTERVAL [b + 1] HOUR]",
    "INTERVAL 1 DAY + a": "[INTERVAL 1 DAY] + a",
    "a + INTERVAL INTERVAL(1, 0) DAY": "a + [INTERVAL [INTERVAL ( 1 , 0 )] DAY]",
    "@a := @b := 1 OR 2": "@a := [@b := [1 OR 2]]",
    "1 + @c := 3": "1 + [@c := 3]",
    "a IS NOT TRUE": "a IS NOT TRUE",
    "a <=> b IS UNKNOWN": "[a <=> b] IS UNKNOWN",
    "(a, b) = ROW(1, 2)": "[( a , b )] = [ROW ( 1 , 2 )]",
    "a->'$.b' = c->>'$.d'": "[a -> '$.b'] = [c ->> '$.d']",
    "1 MEMBER OF (a->'$.x')": "1 MEMBER OF ( [a -> '$.x'] )",
    "CASE a WHEN 1 THEN b ELSE c END": "CASE a [WHEN 1 THEN b] ELSE c END",
    "CASE WHEN a OR b THEN c END + 1": "[CASE [WHEN [a OR b] THEN c] END] + 1",
    "f(a)(b)": None,
    "f(a, g(b))": "f ( a , [g ( b )] )",
    "d.f(a + 1)": "d . f ( [a + 1] )",
    "IF(a, 1, 2) = LEFT(b, 3)": "[IF ( a , 1 , 2 )] = [LEFT ( b , 3 )]",
    "CAST(a + 1 AS CHAR(3)) + 1": "[CAST ( [a + 1] AS [CHAR ( 3 )] )] + 1",
    "CONVERT(a USING utf8mb4)": "CONVERT ( a USING utf8mb4 )",
    "TRIM(LEADING 'x' FROM a)": "TRIM ( LEADING 'x' FROM a )",
    "SUBSTRING(a FROM 2 FOR b + 1)": "SUBSTRING ( a FROM 2 FOR [b + 1] )",
    "POSITION(a IN b)": "POSITION ( a IN b )",
    "EXTRACT(DAY_HOUR FROM a + 1)": "EXTRACT ( DAY_HOUR FROM [a + 1] )",
    "DATE_ADD(a, INTERVAL 1 DAY)": "DATE_ADD ( a , [INTERVAL 1 DAY] )",
    "TIMESTAMPDIFF(MONTH, a, b)": "TIMESTAMPDIFF ( MONTH , a , b )",
    "MATCH (a, t.b) AGAINST ('x' IN BOOLEAN MODE) > 0": (
        "[MATCH ( a , t . b ) AGAINST ( 'x' IN BOOLEAN MODE )] > 0"
    ),
    "COUNT(DISTINCT a, b)": "COUNT ( DISTINCT a , b )",
    "GROUP_CONCAT(DISTINCT a ORDER BY b DESC SEPARATOR ', ')": (
        "GROUP_CONCAT ( DISTINCT a ORDER BY [b DESC] SEPARATOR ', ' )"
    ),
    "SUM(a) OVER (w PARTITION BY b ORDER BY c ROWS 1 PRECEDING)": (
        "SUM ( a ) OVER [( w PARTITION BY b ORDER BY [c] ROWS 1 PRECEDING )]"
    ),
    "RANK() OVER w + 1": "[RANK ( ) OVER w] + 1",
    "NEXT VALUE FOR d.s": "NEXT VALUE FOR d . s",
    "a = ANY (SELECT 1)": "a = ANY [( [SELECT [1]] )]",
    "a IN (SELECT 1)": "a IN ( [SELECT [1]] )",
    "a NOT IN ((SELECT 2), 3)": "a NOT IN ( [( [SELECT [2]] )] , 3 )",
    "((SELECT 1) + 1)": "( [( [SELECT [1]] )] + 1 )",
    "((SELECT 1) UNION (SELECT 2))": "( [[( [SELECT [1]] )] [UNION] [( [SELECT [2]] )]] )",
    "(((SELECT 1) LIMIT 1)) = 2": "[( [( [( [SELECT [1]] )] [LIMIT 1] )] )] = 2",
    "EXISTS (SELECT 1) AND a": "[EXISTS ( [SELECT [1]] )] AND a",
    "VALUES(a) + VALUES(t.b)": "[VALUES ( a )] + [VALUES ( t . b )]",
    "DEFAULT(a)": "DEFAULT ( a )",
    "a IN (?) AND b = :b": "[a IN ( ? )] AND [b = :b]",
    "a IN ?": "a IN ?",
}


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS.items())
def test_what_binds_to_what(text: str, expected: str | None) -> None:
    parsed = parse(f"DO {text}", Dialect.MYSQL)
    if expected is None:
        assert not parsed.whole
    else:
        assert parsed.whole
        assert bracketed(parsed) in {f"DO [{expected}]", f"DO {expected}"}


@pytest.mark.parametrize(
    ("text", "kind", "whole"),
    [
        ("1", "number", "1"),
        ("-1", "", ""),
        ("1.5e-3", "number", "1.5e-3"),
        (".5", "number", ".5"),
        ("0x1F", "number", "0x1F"),
        ("'a' 'b'\n'c'", "string", "'a' 'b'\n'c'"),
        ("'它''s'", "string", "'它''s'"),
        ('"a"', "string", '"a"'),
        ("N'a' 'b'", "string", "N'a' 'b'"),
        ("_utf8mb4 'a'", "string", "_utf8mb4 'a'"),
        ("_latin1 X'41'", "hex", "_latin1 X'41'"),
        ("_binary 0xFF", "hex", "_binary 0xFF"),
        ("X'41'", "hex", "X'41'"),
        ("b'01'", "bit", "b'01'"),
        ("DATE '2024-01-01'", "temporal", "DATE '2024-01-01'"),
        ("{ts '2024-01-01'}", "string", "'2024-01-01'"),
        ("NULL", "null", "NULL"),
        ("true", "true", "true"),
        ("x 'a'", "", ""),
    ],
)
def test_literals(text: str, kind: str, whole: str) -> None:
    found = reading(f"SELECT {text}", tree.Query)
    literals = [n for n in tree.walk(found.tree) if isinstance(n, tree.Literal)]
    if kind:
        assert [(n.kind, found.of(n)) for n in literals] == [(kind, whole)]
    else:
        assert not (len(literals) == 1 and found.of(literals[0]) == text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("`a``b`.c", ("a`b", "c")),
        ("db.t.select", ("db", "t", "select")),
        ("`表`.`列`", ("表", "列")),
        ("t.1", ("t", "1")),
        ("t.2020_x", ("t", "2020_x")),
        ("key.id", ("key", "id")),
        ("{$NAMESPACE}_user.x", ("{$NAMESPACE}_user", "x")),
        ("t_${month}.x", ("t_${month}", "x")),
        ("rank", ("rank",)),
        ("1a", ("1a",)),
    ],
)
def test_names(text: str, parts: tuple[str, ...]) -> None:
    found = reading(f"SELECT\t{text}\r\nFROM t", tree.Query)
    columns = [n for n in tree.walk(found.tree) if isinstance(n, tree.Column)]
    assert [(c.name.parts, found.of(c), found.of(c.name)) for c in columns] == [(parts, text, text)]


@pytest.mark.parametrize("text", ["select", "a.b.c.d", "a.,", "a..b", "`a", "a.'b'", ".a", "a. .b"])
def test_no_names(text: str) -> None:
    assert refused(f"SELECT {text} FROM t")


def test_only_a_name_right_before_a_dot_may_be_reserved() -> None:
    assert not refused("SELECT order.id FROM `order`")
    assert refused("SELECT order .id FROM `order`")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@a", "@a"),
        ("@`a b`", "@`a b`"),
        ("@'x'", "@'x'"),
        ("@@sql_mode", "@@sql_mode"),
        ("@@global.sql_mode", "@@global.sql_mode"),
        ("@@session.`sql_mode`", "@@session.sql_mode"),
    ],
)
def test_variables(text: str, name: str) -> None:
    found = reading(f"SELECT {text} + 1", tree.Query)
    variables = [n for n in tree.walk(found.tree) if isinstance(n, tree.Variable)]
    assert [(v.name, found.of(v)) for v in variables] == [(name, text)]


def call(text: str) -> tree.FunctionCall:
    """The outermost call of `SELECT text`."""
    calls = tree.walk(reading(f"SELECT {text} FROM t", tree.Query, Dialect.MARIADB).tree)
    return next(n for n in calls if isinstance(n, tree.FunctionCall))


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("now()", "NOW", 0),
        ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", 0),
        ("now(6)", "NOW", 1),
        ("shop.Total(a, b)", "SHOP.TOTAL", 2),
        ("trim('x' FROM a)", "TRIM", 2),
        ("extract(DAY FROM a)", "EXTRACT", 1),
        ("timestampadd(DAY, 1, a)", "TIMESTAMPADD", 2),
        ("json_value(a, '$' DEFAULT 1 ON EMPTY ERROR ON ERROR)", "JSON_VALUE", 3),
        ("group_concat(a, b SEPARATOR '-')", "GROUP_CONCAT", 3),
        ("percentile_cont(0.5) WITHIN GROUP (ORDER BY a) OVER ()", "PERCENTILE_CONT", 1),
    ],
)
def test_calls(text: str, name: str, arguments: int) -> None:
    found = call(text)
    assert (found.name, len(found.arguments)) == (name, arguments)


def test_what_surrounds_the_arguments_of_an_aggregate() -> None:
    found = call("GROUP_CONCAT(DISTINCT a ORDER BY b DESC, c)")
    assert found.distinct
    assert [item.descending for item in found.order_by] == [True, False]
    assert not call("COUNT(a)").distinct
    star = call("COUNT(*)").arguments[0]
    assert isinstance(star, tree.Star)
    window = call(
        "LAG(a, 1, 0) OVER (w PARTITION BY b, c ORDER BY d RANGE UNBOUNDED PRECEDING)"
    ).over
    assert isinstance(window, tree.Window)
    assert (window.base and window.base.name, len(window.partition_by)) == ("w", 2)
    assert (len(window.order_by), window.frame) == (1, "RANGE UNBOUNDED PRECEDING")
    over = call("ROW_NUMBER() OVER w").over
    assert isinstance(over, tree.Name)
