"""The cache: the same findings as without it, on anything that repeats."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.cache import Cache
from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.audit.registry import Rule, catalogue
from app.audit.subject import Subject
from app.domain.dialect import SQL, Dialect
from app.sql.parse import parse
from app.sql.schema import Schema
from tests.audit.examples import active, dialect_of, everything, findings, judged, pieces

_NUMBERS = st.one_of(st.integers(0, 10**12).map(str), st.floats(0, 1e6).map(lambda n: f"{n:.3f}"))
_TEXTS = st.text(alphabet='aZ %_0表é\n\r\t;"`#-/*', max_size=12).map(
    lambda t: "'" + t.replace("'", "''") + "'"
)
_VALUES = st.one_of(
    _NUMBERS, _TEXTS,
    st.sampled_from(["NULL", "'%x'", "'it\\'s'", "'it''s'", "''", '"a"', ".5", "'&x'"]),
)  # fmt: skip
_TEMPLATES = [
    "SELECT * FROM t WHERE a = {0} AND b LIKE {1}",
    "SELECT a FROM t WHERE {0} = {1} -- {0}\n",
    "SELECT *, {0}\r\n  FROM t\r\n WHERE 表 = {1}",
    "UPDATE t SET a = {0}",
    "UPDATE t SET a = {0} WHERE DATE(b) = {1} ORDER BY c",
    "INSERT INTO t VALUES ({0}, {1})",
    "INSERT INTO t (a, b) VALUES ({0}, {1}), ({1}, {0})",
    "DELETE FROM t /*!40001 WHERE a = {0} */",
    "DELETE FROM t /*!40001 LIMIT 3 */",
    "DELETE FROM `t {0}` WHERE a = {1} ORDER BY b",
    "SELECT a FROM t WHERE a = NULL OR b > {0} UNION SELECT {1}",
    "SELECT a AS {1}, b FROM t WHERE c = {0}",
    "SELECT CAST(a AS CHAR({0})) FROM t WHERE b LIKE {1}",
    "SELECT a FROM t WHERE b IN ({0}, {1}) LIMIT {0}",
    "SELECT a FROM t WHERE b = {0} LIMIT 20, {1}",
    "SET @a = {0}, NAMES utf8",
    "CREATE TABLE t (a INT, b VARCHAR(20) DEFAULT {0})",
    "CREATE TABLE {0} (a INT PRIMARY KEY COMMENT {1})",
    "ALTER TABLE t DROP COLUMN b",
    "DROP TABLE t",
    "USE shop",
    "SELECT a, nowhere FROM t WHERE b = {0}",
    "-- mohist: ignore query-no-select-star {0}\nSELECT * FROM t",
    "SELECT * /* mohist: ignore query-no-select-star why */ FROM t WHERE a = {0}",
    "FROBNICATE {0}",
    "SELECT a FROM order WHERE b = {0} AND c LIKE {1}",
    "SELECT a FROM t WHERE {0} {1} b",
    "INSERT INTO t VALUES ({0} {1} 7",
    "UPDATE order SET a = {0} WHERE",
    "DELETE FROM t WHERE a = '{0}",
]
_STATEMENTS = st.builds(
    lambda template, one, two: template.format(one, two),
    st.sampled_from(_TEMPLATES), _VALUES, _VALUES,
)  # fmt: skip
_SCRIPTS = st.lists(_STATEMENTS, max_size=12).map(";\n".join)


@pytest.mark.parametrize("dialect", SQL)
@settings(deadline=None, max_examples=200)
@given(_SCRIPTS)
def test_says_the_same_as_without_it(dialect: Dialect, script: str) -> None:
    assert everything(script, dialect) == everything(script, dialect, cache=False)


def _with_other_values(sql: str, n: int) -> str:
    """`sql` with other numbers and strings, of other lengths."""
    sql = re.sub(r"(?<![\w`.'$])\d+(?![\w`'.])", str(n), sql)
    return re.sub(r"'(?:[^'\\\n]|'')*'", "'" + "v\n" * n + "'", sql)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in catalogue().values()])
def test_examples_with_other_values_are_judged_by_their_own(rule: Rule) -> None:
    for sql in (*rule.bad, *rule.good):
        dialect = dialect_of(sql)
        script = ";\n".join([sql, sql, *(_with_other_values(sql, n) for n in (0, 1, 12))])
        by_itself = judged(script, [active(rule)], dialect, cache=False)
        assert judged(script, [active(rule)], dialect) == by_itself


def _judged(script: str, *rules: str, dialect: Dialect = Dialect.MYSQL) -> tuple[int, int]:
    """How many findings there are, and how many of the statements were judged by themselves."""
    judge = Judge(ActiveRules([active(rule) for rule in rules]), dialect)
    found = [finding for piece in pieces(script, dialect) for finding in judge.judge(piece)]
    return len(found), judge.judged


@pytest.mark.parametrize("dialect", SQL)
def test_a_repeated_statement_is_not_parsed_again(dialect: Dialect) -> None:
    script = ";\n".join(
        f"SELECT * FROM t WHERE a = {n} AND b = 'x{n}' AND c IN ({n}, 5)" for n in range(50)
    )
    assert _judged(script, "query-no-select-star", dialect=dialect) == (50, 1)


@pytest.mark.parametrize(
    ("template", "rule", "found", "parsed"),
    [
        ("SELECT a FROM t WHERE b LIKE '%{}'", "query-leading-wildcard", 9, 1),
        ("SELECT a FROM t WHERE b LIKE 'x' LIMIT {}0000", "query-deep-offset", 0, 1),
        ("SELECT a FROM t ORDER BY a LIMIT {}0000, 9", "query-deep-offset", 8, 9),
        ("SELECT a FROM t ORDER BY a LIMIT {}, 9", "query-deep-offset", 0, 1),
        ("DELETE FROM t LIMIT {}.5", "query-no-select-star", 0, 9),
        ("SELECT a AS 'x{}' FROM t ORDER BY a", "query-no-select-star", 0, 9),
        ("SELECT CAST(a AS CHAR({})) FROM t", "query-no-select-star", 0, 9),
        ("CREATE TABLE t{} (id INT)", "query-no-select-star", 0, 9),
        ("SELECT a FROM t LIMIT {}", "query-no-select-star", 0, 1),
        ("SELECT a FROM t WHERE b = 'x{}' LIMIT {}", "query-no-select-star", 0, 1),
        ("INSERT INTO t (a) VALUES ({}), (2)", "insert-require-columns", 0, 1),
    ],
)
def test_what_is_judged_by_more_than_its_shape_is_judged_each_time(
    template: str, rule: str, found: int, parsed: int
) -> None:
    script = ";\n".join(template.replace("{}", str(n)) for n in range(1, 10))
    assert _judged(script, rule) == (found, parsed)


def test_a_changed_schema_is_another_matter() -> None:
    script = (
        "CREATE TABLE t (a INT);{0}ALTER TABLE t ADD b INT;{0}ALTER TABLE t DROP b;{0}"
    ).format("SELECT b FROM t WHERE a = 1;SELECT b FROM t WHERE a = 2;")
    found = findings(script, "column-missing")
    assert [finding.statement for finding in found] == [1, 2, 7, 8]
    assert _judged(script, "column-missing") == (4, 6)


def test_another_user_is_another_schema() -> None:
    sql = (
        "conn one/secret\nDELETE FROM one.item WHERE id = 7;\n"
        "conn two/secret\nDELETE FROM one.item WHERE id = 8;\n"
    )
    found = everything(sql, Dialect.ORACLE)
    assert found == everything(sql, Dialect.ORACLE, cache=False)
    crossing = [one.statement for one in found if one.rule == "statement-no-cross-database"]
    assert crossing == [1]


def test_is_emptied_rather_than_grow() -> None:
    cache, subject = Cache(Dialect.MYSQL, room=3000), Subject(Dialect.MYSQL, Schema())
    most = 0
    for piece in pieces(";".join(f"SELECT c{n} FROM t" for n in range(100))):
        subject.enter(piece, None, "")
        shape = cache.shape(piece)
        assert cache.entry(shape, 0) is None
        subject.asked = {}
        cache.keep(shape, subject, [])
        assert cache.entry(shape, 0) is not None
        most = max(most, len(cache))
    assert 3 < most < 20


LEAVE_THE_SCHEMA = """
    SELECT a FROM t; (SELECT 1); INSERT INTO t (a) VALUES (1); REPLACE INTO t SET a = 1;
    UPDATE t SET a = 1; DELETE FROM t; LOAD DATA INFILE 'f' INTO TABLE t; DO SLEEP(1); SET @a = 1;
    SET NAMES utf8mb4; START TRANSACTION; COMMIT; SHOW TABLES; LOCK TABLES t READ; UNLOCK TABLES
    """


@pytest.mark.parametrize("sql", [piece.text for piece in pieces(LEAVE_THE_SCHEMA)])
def test_what_may_be_kept_leaves_the_schema_as_it_is(sql: str) -> None:
    schema = Schema()
    for piece in pieces("USE shop; CREATE TABLE t (a INT); CREATE TABLE u (b INT)"):
        schema.apply(parse(piece.text, Dialect.MYSQL).tree)
    before = schema.version
    schema.apply(parse(sql, Dialect.MYSQL).tree)
    assert schema.version == before
