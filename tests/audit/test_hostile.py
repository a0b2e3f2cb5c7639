"""What nobody writes on purpose: nothing raises, and what is said stays within the text.

The same at length, with limits of time and memory: `benchmarks/hostile.py`.
"""

import pytest

from app.audit.bearable import bearable
from app.audit.fixes import fixes
from app.audit.reading import is_constant, with_names
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from app.sql.split import split
from tests.audit.examples import everything
from tests.mutations import Mutator

SQL = (Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE)
TEXTS = [sql for rule in catalogue().values() for sql in rule.bad if len(sql) < 400]


@pytest.mark.parametrize("dialect", SQL)
def test_spoiled_statements_break_nothing(dialect: Dialect) -> None:
    mutator = Mutator(seed=7)
    for _ in range(30):
        text = mutator.mutated(TEXTS)
        for finding in everything(text, dialect):
            assert 0 <= finding.start.offset <= finding.end.offset <= len(text), text
            assert finding.message
            for fix in fixes(finding, text, dialect):
                assert 0 <= fix.start <= fix.end <= len(text), text
                parse(fix.on(text), dialect)


NINES = "9" * 5_000  # Python refuses to read more than 4,300 digits


@pytest.mark.parametrize("dialect", SQL)
@pytest.mark.parametrize(
    "text",
    [
        f"/*!{NINES} SELECT 1 */",
        f"CREATE TABLE t (a VARCHAR({NINES}), b BIT({NINES}), c DECIMAL({NINES}, {NINES}))",
        f"CREATE TABLE t (a INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = {NINES}",
        f"CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN ({NINES}))",
        f"CREATE SEQUENCE s CACHE {NINES}",
        f"SELECT a FROM t WHERE d = {NINES}-{NINES}-{NINES} ORDER BY a LIMIT 1 OFFSET {NINES}",
        f"SELECT a FROM t WHERE d BETWEEN '{NINES}-1-1' AND '{NINES}-1-1' AND YEAR(d) = {NINES}",
        f"CREATE TABLE t (a INT, KEY (a({NINES}))); INSERT INTO t VALUES ('{NINES}-01-01')",
    ],
)
def test_numbers_longer_than_python_reads_are_read(text: str, dialect: Dialect) -> None:
    for finding in everything(text, dialect):
        assert finding.message


def test_of_a_long_chain_the_ends_are_above() -> None:
    parsed = parse("SELECT a" + " + a" * 10_000, Dialect.MYSQL)
    nodes = list(tree.walk(parsed.tree))
    columns = [node for node in nodes if isinstance(node, tree.Column)]
    assert len(columns) == 10_001
    for column in columns:  # all of the chain for each would be fifty million steps
        above = list(tree.ancestors(column))
        assert above[0] is column.parent
        assert isinstance(above[-1], tree.Query | tree.Select)
        assert len(above) < 100


@pytest.mark.parametrize("dialect", SQL)
def test_of_many_tables_each_pair_is_looked_at(dialect: Dialect) -> None:
    """Each join once, and not all of its tables again: a thousand would take a million steps."""
    linked = " ".join(f"JOIN t{n} ON t{n}.a = t{n - 1}.a" for n in range(1, 1_000))
    apart = ", ".join(f"u{n}" for n in range(1_000))
    found = everything(f"SELECT t0.a FROM t0 {linked}; SELECT u0.a FROM {apart}", dialect)
    missing = [each for each in found if each.rule == "query-join-condition"]
    assert len(missing) == 999
    assert {each.start.line for each in missing} == {1}
    assert min(each.start.offset for each in missing) > len(linked)


def test_rows_are_borne_only_where_they_are_one_token() -> None:
    """In Oracle each of their words is a token: ten million of them filled 2.4 GB."""
    text = "INSERT INTO t VALUES (1, 2)" + ", (3, 4)" * 200_000
    for dialect, cut in ((Dialect.MYSQL, False), (Dialect.ORACLE, True)):
        (piece,) = split([text], dialect)
        assert bearable(piece, dialect).cut is cut


def test_of_many_indexes_only_one_that_repeats_is_told() -> None:
    keys = ", ".join(f"c{n} INT, KEY k{n} (c{n})" for n in range(1_000))
    found = everything(f"CREATE TABLE t ({keys}, KEY same (c7))", Dialect.MYSQL)
    (told,) = [each for each in found if each.rule == "index-redundant"]
    assert dict(told.values)["other"] == "k7"


def test_the_names_of_with_are_gathered_once_for_all_tables() -> None:
    """For each of ten thousand tables anew they took more than half a minute."""
    defined = ", ".join(f"w{n} AS (SELECT a FROM w{n - 1})" for n in range(1, 100))
    parsed = parse(f"WITH {defined} SELECT a FROM w1", Dialect.MYSQL)
    tables = [each for each in tree.walk(parsed.tree) if isinstance(each, tree.TableName)]
    first = with_names(tables[0])
    assert len(tables) == len(first) + 1 == 100
    assert all(with_names(each) is first for each in tables)


def test_a_partition_is_not_made_for_each_that_is_asked_for() -> None:
    sql = "CREATE TABLE log (id INT) PARTITION BY HASH (id) PARTITIONS 999999999999"
    assert everything(sql, Dialect.MYSQL)


def test_what_is_longer_than_anybody_writes_is_not_said_to_be_constant() -> None:
    """In `1 IN (1) IN (1) …` each link would look at all before it."""
    for count, constant in ((40, True), (5_000, False)):
        parsed = parse("SELECT 1" + " + 1" * count, Dialect.MYSQL)
        (select,) = [each for each in tree.walk(parsed.tree) if isinstance(each, tree.Select)]
        assert is_constant(select.items[0].value) is constant


def test_indexes_without_a_name_are_told_of_by_those_they_get() -> None:
    found = everything(f"CREATE TABLE t (a INT, {', '.join(['KEY (a)'] * 300)})", Dialect.MYSQL)
    told = [dict(each.values)["index"] for each in found if each.rule == "index-redundant"]
    assert sorted(told) == sorted(f"a_{n}" for n in range(2, 301))


@pytest.mark.parametrize(
    ("text", "dialect", "rule"),
    [
        (
            "BEGIN EXECUTE IMMEDIATE '" + "GRANT x TO " * 10_000 + "; GRANT ANY y TO z'; END;\n/",
            Dialect.ORACLE,
            "plsql-no-dynamic-excessive-grant",
        ),
        (
            'EVAL "'
            + "repeat " * 10_000
            + "until a repeat until false --[[ "
            + "--[[\n" * 10_000
            + '" 0',
            Dialect.REDIS,
            "redis-endless-script",
        ),
        (
            'EVAL "' + "redis.call('GET', x" * 2_000 + " redis.call('KEYS'" + '" 0',
            Dialect.REDIS,
            "redis-script-calls-dangerous",
        ),
        (
            "SELECT /*+ x */ 1; " + "SELECT /*+ " * 10_000,
            Dialect.MYSQL,
            "statement-hint-used",
        ),
    ],
)
def test_patterns_go_over_a_text_once(text: str, dialect: Dialect, rule: str) -> None:
    """From each of ten thousand words to the end of the text took minutes."""
    assert [each.rule for each in everything(text, dialect)].count(rule) == 1


def test_of_the_databases_of_a_block_the_first_is_home() -> None:
    deletes = "".join(f"DELETE FROM shop.t{n} WHERE ROWNUM <= p{n}; " for n in range(300))
    found = everything(f"BEGIN {deletes} DELETE FROM depot.u; END;\n/", Dialect.ORACLE)
    crossing = [each for each in found if each.rule == "statement-no-cross-database"]
    assert [each.object for each in crossing] == ["depot.u"]


def test_a_test_for_null_behind_many_blanks_is_mended() -> None:
    text = f"SELECT a FROM t WHERE a{' ' * 50_000}= NULL"
    found = everything(text, Dialect.MYSQL)
    (fix,) = [
        fix
        for each in found
        if each.rule == "query-equal-null"
        for fix in fixes(each, text, Dialect.MYSQL)
    ]
    assert fix.on(text) == "SELECT a FROM t WHERE a IS NULL"


@pytest.mark.parametrize("behind", ["pivot", "unpivot{(}", "pivot/", "match_recognize", "pivot x"])
def test_a_word_that_begins_nothing_behind_a_table_ends_it(behind: str) -> None:
    """The table was asked for it again without end."""
    assert not parse(f"SELECT * FROM s {behind}", Dialect.ORACLE).whole


def test_of_many_subprograms_each_is_judged_beside_what_is_around_it() -> None:
    """All declarations for each of them again would be a hundred million steps."""
    made = "".join(f"v{n} NUMBER; PROCEDURE p{n} IS BEGIN v{n} := 1; END; " for n in range(300))
    again = "PROCEDURE p IS BEGIN NULL; END; " * 10_000
    found = everything(f"DECLARE {made} {again} BEGIN p; p7; END;\n/", Dialect.ORACLE)
    unused = {e.object for e in found if e.rule == "plsql-no-unused-subprogram"}
    assert unused == {f"p{n}" for n in range(300) if n != 7}
    outer = {e.object for e in found if e.rule == "plsql-no-outer-variable"}
    assert outer == {f"v{n}" for n in range(300)}
