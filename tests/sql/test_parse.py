"""From text to tree: what is told of a statement nobody understands, and that nothing breaks it."""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.domain.dialect import SQL, Dialect
from app.sql.parse import Parsed, parse
from app.sql.tokens import tokenize
from app.sql.tree import Opaque, Query, Subquery, walk

MYSQL = Dialect.MYSQL
DIALECTS = SQL


# ---------------------------------------------------------------------- what is told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select 1", "SELECT"),
        ("(SELECT 1)", "SELECT"),
        ("WITH a AS (SELECT 1) DELETE FROM t", "DELETE"),
        ("/*!50001 CREATE VIEW v AS SELECT 1 */", "CREATE VIEW"),
        ("alter table t add a int", "ALTER TABLE"),
    ],
)
def test_the_kind_is_named_by_the_first_words(text: str, kind: str) -> None:
    parsed = parse(text, MYSQL)
    assert parsed.whole
    assert parsed.kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "reason", "at"),
    [
        ("DELETE t", "DELETE", "FROM", 2),
        ("FROBNICATE x", "FROBNICATE", "a statement", 0),
        ("INSERT INTO t (a,) VALUES (1)", "INSERT", "a name", 6),
        ("SELECT 1 UNION", "SELECT", "SELECT", 3),
        ("SELECT 'x", "SELECT", "an expression", 1),
        ("CREATE", "CREATE", "something to define", 1),
    ],
)
def test_a_statement_nobody_understands_says_why_and_where(
    text: str, kind: str, reason: str, at: int
) -> None:
    parsed = parse(text, MYSQL)
    assert isinstance(parsed.tree, Opaque)
    assert (parsed.kind, parsed.tree.kind, parsed.whole) == (kind, kind, False)
    assert (parsed.tree.reason, parsed.stopped_at) == (reason, at)
    assert (parsed.tree.first, parsed.tree.last) == (0, len(parsed.tokens) - 1)


@pytest.mark.parametrize("text", ["", " \n", "-- nothing", "/* nothing */", ";"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_statement_is_opaque_and_of_no_kind(text: str, dialect: Dialect) -> None:
    parsed = parse(text, dialect)
    assert isinstance(parsed.tree, Opaque)
    assert parsed.kind == ""


def test_one_semicolon_at_the_end_is_forgiven() -> None:
    assert parse("SELECT 1;", MYSQL).whole
    assert parse("SELECT 1 ;\n-- end", MYSQL).whole
    assert not parse("SELECT 1;;", MYSQL).whole
    assert not parse("SELECT 1; SELECT 2", MYSQL).whole


def test_what_was_skipped_is_told_and_the_rest_is_there() -> None:
    parsed = parse("SELECT a FROM t WHERE ~~ LIMIT 1", MYSQL)
    assert isinstance(parsed.tree, Query)
    assert not parsed.whole
    assert [parsed.tokens.source(p.first, p.last) for p in parsed.skipped] == ["~~"]
    assert parsed.tree.limit is not None


def test_oracle_has_a_grammar_of_its_own() -> None:
    assert parse("SELECT * FROM dual CONNECT BY LEVEL < 3", Dialect.ORACLE).whole
    parsed = parse("SELECT * FROM dual LIMIT 3", Dialect.ORACLE)
    assert isinstance(parsed.tree, Opaque)
    assert (parsed.kind, parsed.stopped_at) == ("SELECT", 5)


# ---------------------------------------------------------------------- depth

NESTS = {
    "(": "SELECT {(«1»)}",
    "OR (": "SELECT {a OR («1»)}",
    "all operators": "SELECT {a OR b XOR c AND NOT d = e | f & g << h + i * j ^ -(«1»)}",
    "BETWEEN": "SELECT {a BETWEEN 1 AND «2»}",
    "f(": "SELECT {a OR b = f(c, d + «1»)}",
    "SUM(": "SELECT {SUM(«1»)}",
    "GROUP_CONCAT(": "SELECT {GROUP_CONCAT(a ORDER BY «1»)}",
    "OVER (": "SELECT {SUM(1) OVER (ORDER BY «1»)}",
    "CAST": "SELECT {CAST(«1» AS CHAR)}",
    "CASE": "SELECT {CASE WHEN «1» THEN 1 END}",
    "ELSE": "SELECT {CASE 1 WHEN 1 THEN 2 ELSE «1» END}",
    "INTERVAL": "SELECT {a + INTERVAL («1») DAY}",
    "ROW(": "SELECT {ROW(1, «1»)}",
    "{d": "SELECT <{d «1»}>",
    ":=": "SELECT {@a := «1»}",
    "(SELECT": "SELECT {(SELECT «1»)}",
    "IN (1": "SELECT {a IN («1»)}",
    "IN (SELECT": "SELECT 1 WHERE {a IN (SELECT 1 FROM t WHERE «1»)}",
    "= ANY": "SELECT 1 WHERE {a = ANY (SELECT 1 FROM t WHERE «1»)}",
    "ON": "SELECT 1 FROM {a JOIN b ON (SELECT 1 FROM «t»)}",
    "derived": "SELECT * FROM {a, b JOIN c ON 1 JOIN (SELECT * FROM «t») x ON 1}",
    "FROM (": "SELECT * FROM {(a JOIN (b, «t»))}",
    "LATERAL": "SELECT * FROM {LATERAL (SELECT * FROM «t») x}",
    "OJ": "SELECT * FROM <{oj «t»}>",
    "WITH": "{WITH a AS («SELECT 1») SELECT 2}",
    "(query": "{(«SELECT 1»)}",
    "UNION (": "{SELECT 1 UNION («SELECT 1»)}",
    "VALUES": "SELECT {(VALUES ROW(«1»))}",
    "NESTED PATH": "SELECT * FROM JSON_TABLE('', '$' "
    "{COLUMNS (NESTED PATH '$' «COLUMNS (a INT PATH '$')»)}) x",
    "SET STATEMENT": "{SET STATEMENT a = 1 FOR «SELECT 1»}",
    "BEGIN": "CREATE PROCEDURE p() {BEGIN «SELECT 1;» END;}",
    "IF": "CREATE PROCEDURE p() {IF a THEN «SELECT 1;» END IF;}",
    "WHILE": "CREATE PROCEDURE p() BEGIN {WHILE a DO «SELECT 1;» END WHILE;} END",
    "HANDLER": "CREATE PROCEDURE p() BEGIN "
    "{DECLARE EXIT HANDLER FOR NOT FOUND BEGIN «SELECT 1;» END;} END",
    "CREATE EVENT": "{CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO «SELECT 1»}",
    "CHECK": "CREATE TABLE t (a INT CHECK {(«1»)})",
    "PARTITION BY": "CREATE TABLE t (a INT) PARTITION BY HASH ({f(«1»)})",
}
"""A construct in `{before«inside»behind}`, or `<…>` where the braces are its own."""


def nested(pattern: str, times: int) -> str:
    opening, closing = "<>" if "<{" in pattern else "{}"
    start, end = pattern.index(opening), pattern.rindex(closing)
    before, _, rest = pattern[start + 1 : end].partition("«")
    inside, _, behind = rest.partition("»")
    return pattern[:start] + before * times + inside + behind * times + pattern[end + 1 :]


def deeper(frames: int, do: Callable[[], Parsed]) -> Parsed:
    """`do`, called below that many frames of Python."""
    return do() if frames == 0 else deeper(frames - 1, do)


@pytest.mark.parametrize("construct", NESTS)
def test_as_deep_as_people_write_everything_is_understood(construct: str) -> None:
    times = 9 if construct == "all operators" else 20
    assert parse(nested(NESTS[construct], times), Dialect.MARIADB).whole


@pytest.mark.parametrize("construct", NESTS)
@pytest.mark.parametrize("times", [70, 150, 400, 10_000])
def test_too_deep_is_said_and_never_an_error(construct: str, times: int) -> None:
    text = nested(NESTS[construct], times)
    parsed = deeper(260, lambda: parse(text, Dialect.MARIADB))
    too_deep = isinstance(parsed.tree, Opaque) and parsed.tree.reason == "nested too deeply"
    assert too_deep or (parsed.whole and times < 150)


# ---------------------------------------------------------------------- length

LONG = {
    "OR": ("SELECT 1 WHERE a = 1", " OR a = 1", ""),
    "AND NOT": ("SELECT 1 WHERE a", " AND NOT a", ""),
    "mixed": ("SELECT 1", " + 2 * 3 - 4 / 5", ""),
    "IN": ("SELECT a IN (1", ", 1", ")"),
    "NOT": ("SELECT ", "NOT ", "1"),
    "-": ("SELECT ", "- ", "1"),
    "=": ("SELECT a", " = b", ""),
    "COLLATE": ("SELECT a", " COLLATE b", ""),
    "UNION": ("SELECT 1", " UNION SELECT 1", ""),
    "JOIN": ("SELECT 1 FROM a", " JOIN b", ""),
    "JOIN … ON": ("SELECT 1 FROM a", " LEFT JOIN b ON a.x = b.x", ""),
    "JOIN … JOIN … ON": ("SELECT 1 FROM a", " JOIN b JOIN c ON x", ""),
    "NATURAL": ("SELECT 1 FROM a", " NATURAL JOIN b", ""),
    ",": ("SELECT 1 FROM a", ", b", ""),
    "items": ("SELECT 1", ", a.b AS c", ""),
    "CTE": ("WITH a AS (SELECT 1)", ", a AS (SELECT 1)", " SELECT 1"),
    "CASE": ("SELECT CASE", " WHEN 1 THEN 2", " END"),
    "VALUES": ("INSERT INTO t VALUES (1, f())", ", (1, f())", ""),
    "strings": ("SELECT 'a'", " 'b'", ""),
    "SET": ("SET a = 1", ", b = 2", ""),
    "body": ("CREATE PROCEDURE p() BEGIN", " SELECT 1; IF a THEN SET b = 1; END IF;", " END"),
    "columns": ("CREATE TABLE t (a INT", ", b INT NOT NULL", ")"),
}


@pytest.mark.parametrize("name", LONG)
def test_a_chain_may_be_as_long_as_it_likes(name: str) -> None:
    head, link, tail = LONG[name]
    parsed = parse(head + link * 5_000 + tail, MYSQL)
    assert parsed.whole
    assert sum(1 for _ in walk(parsed.tree)) > 1


SLOW = {
    "derived or joined": "SELECT 1 FROM {(SELECT 1 FROM «t») x JOIN b ON 1}",
    "parentheses before a join": "SELECT 1 FROM {((SELECT 1 FROM «t») x JOIN b)}",
    "query or value": "SELECT {((SELECT «1») + 1)}",
    "function or interval": "SELECT {INTERVAL(«1», 2)}",
    "lists of queries": "SELECT {a IN ((SELECT «1»), 2)}",
    "joins without ON": "SELECT 1 FROM {a JOIN (b JOIN c JOIN «t»)}",
    "broken conditions": "SELECT 1 WHERE {a IN (SELECT 1 FROM t WHERE = AND «1»)}",
    "using": "DELETE FROM a USING {(SELECT 1 FROM «t») x}",
}


@pytest.mark.parametrize("name", SLOW)
def test_nothing_is_tried_twice_at_every_level(name: str) -> None:
    """What takes twice the time at each level would take hours at twenty."""
    parsed = parse(nested(SLOW[name], 20), MYSQL)
    assert parsed.whole != (name == "broken conditions")


# ---------------------------------------------------------------------- whatever the text

SAMPLES = (
    "SELECT DISTINCT a.*, COUNT(*) OVER (PARTITION BY `列` ORDER BY b DESC) AS 'n', @x := 1 "
    "FROM t AS a LEFT JOIN (SELECT 1) AS d USING (id) WHERE a.b IN (1, 2) AND NOT EXISTS "
    "(SELECT 1 FROM u WHERE u.c = a.c) GROUP BY a.b WITH ROLLUP HAVING SUM(x) > 0 "
    "ORDER BY 1 LIMIT 2, 3 FOR UPDATE",
    "INSERT IGNORE INTO t (a, b) VALUES (1, 'x'), (DEFAULT, NOW()) "
    "ON DUPLICATE KEY UPDATE a = VALUES(a)",
    "UPDATE a JOIN b ON a.x = b.x SET a.y = CASE WHEN b.z BETWEEN 1 AND 2 THEN NULL ELSE - 1 END "
    "WHERE a.q LIKE '%x' ESCAPE '!'",
    "DELETE a, b.* FROM a, b WHERE a.x->'$.y' = CAST(b.x AS CHAR(3)) COLLATE utf8mb4_bin",
    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + INTERVAL 1 DAY FROM c) SELECT * FROM c",
    "SET @a = 1, GLOBAL b = ON, NAMES utf8mb4",
    "SHOW FULL COLUMNS FROM t LIKE 'x'",
    "EXPLAIN FORMAT=JSON SELECT 1",
    "LOAD DATA LOCAL INFILE 'x' INTO TABLE t FIELDS TERMINATED BY ',' (a, @b) SET c = @b",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST='x', SOURCE_PORT=1 FOR CHANNEL 'c'",
    "CREATE TABLE t (a INT NOT NULL DEFAULT 1, KEY (a)) PARTITION BY HASH (a)",
    "CREATE PROCEDURE p(IN a INT) BEGIN DECLARE b INT; IF a THEN SELECT 1 INTO b; END IF; END",
)
PIECES = sorted(
    {t.source(at, at) for t in map(tokenize, SAMPLES) for at in range(len(t))}
    | set("( ) ' \" ` /* */ /*!50001 -- # ; @ @@ : { } ${x} 0x1 1.5 .5 ? SELECT , . \\ 表".split())
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A sample whose pieces were dropped, doubled or replaced, and may touch each other."""
    tokens = tokenize(draw(st.sampled_from(SAMPLES)))
    pieces = [tokens.source(at, at) for at in range(len(tokens))]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(pieces)))
        put = draw(st.lists(st.sampled_from(PIECES), max_size=3))
        pieces[at : at + draw(st.integers(0, 3))] = put
    return draw(st.sampled_from([" ", " ", "\r\n", ""])).join(pieces)


TEXTS = st.one_of(
    mangled(), st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
)


@settings(max_examples=600)
@given(TEXTS, st.sampled_from(DIALECTS))
def test_nothing_raises_and_every_node_stays_inside_the_one_above(
    text: str, dialect: Dialect
) -> None:
    parsed = parse(text, dialect)
    for node in walk(parsed.tree):
        above = node.parent or parsed.tree
        assert above.first <= node.first
        assert node.last <= above.last
        assert node.first <= node.last or not len(parsed.tokens)
    for lost in parsed.skipped:
        assert 0 <= lost.first <= lost.last < len(parsed.tokens)
    assert parsed.whole == (not parsed.skipped and not isinstance(parsed.tree, Opaque))


@pytest.mark.parametrize("text", SAMPLES)
def test_a_text_may_end_anywhere_and_in_anything(text: str) -> None:
    tokens = tokenize(text)
    for at in range(len(tokens)):
        start = tokens.source(0, at)
        for end in (
            "",
            *". .a ( ) , : :a @ @@a = ' ` * 1 X 'x' a -> ? { } ; SELECT ALL NOT".split(),
        ):
            parse(f"{start} {end}", MYSQL)
            parse(f"{start}{end}", Dialect.MARIADB)


@pytest.mark.parametrize("text", SAMPLES)
def test_the_samples_are_understood_and_cover_their_text(text: str) -> None:
    parsed = parse(text, MYSQL)
    assert parsed.whole
    assert (parsed.tree.first, parsed.tree.last) == (0, len(parsed.tokens) - 1)


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("blank", ["\n", "\r\n", "\t", " /* 注 */ ", " -- 注\n", " # 注\r\n"])
def test_what_stands_between_the_tokens_changes_nothing(text: str, blank: str) -> None:
    """Only where blanks part words: a function's parenthesis or a name's dot may need to touch."""
    plain, spread = parse(text, MYSQL), parse(text.replace(" ", blank), MYSQL)
    assert spread.whole

    def shape(parsed: Parsed) -> list[tuple[str, int, int]]:
        return [(type(n).__name__, n.first, n.last) for n in walk(parsed.tree)]

    assert shape(spread) == shape(plain)


def test_a_query_among_values_knows_its_query() -> None:
    parsed = parse("SELECT (SELECT 1) + 1", MYSQL)
    (found,) = (n for n in walk(parsed.tree) if isinstance(n, Subquery))
    assert isinstance(found.query, Query)
