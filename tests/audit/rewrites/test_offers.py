"""What is offered for the examples of each rewriter, and where nothing may be."""

import pytest

from app.audit.registry import catalogue
from app.audit.rewrites import REWRITERS, Rewriter, Rewrites
from app.audit.rewrites.registry import ORACLE_TABLES, TABLES
from app.domain.dialect import Dialect
from app.sql.parse import parse
from tests.audit.examples import findings
from tests.audit.rewrites.ways import EQUAL, offered, tables

REFUSED = [(rewriter, sql) for rewriter in REWRITERS for sql in rewriter.refused]
OF_ORACLE = [(rewriter, sql) for rewriter in REWRITERS for sql in rewriter.oracle]


@pytest.mark.parametrize(("rewriter", "sql"), EQUAL)
def test_its_examples_are_rewritten(rewriter: Rewriter, sql: str) -> None:
    assert rewriter.rule in catalogue()
    _look(rewriter, sql, Dialect.MYSQL)


@pytest.mark.parametrize(("rewriter", "sql"), OF_ORACLE)
def test_its_examples_for_oracle_are_rewritten(rewriter: Rewriter, sql: str) -> None:
    assert Dialect.ORACLE in catalogue()[rewriter.rule].dialects
    _look(rewriter, sql, Dialect.ORACLE)


def _look(rewriter: Rewriter, sql: str, dialect: Dialect) -> None:
    fixes, made = offered(rewriter, sql, dialect), tables(dialect)
    assert fixes
    for fix in fixes:
        assert "{" not in fix.title
        assert fix.start >= len(made)
        assert parse(fix.on(made + sql)[len(made) :], dialect).whole


@pytest.mark.parametrize(("rewriter", "sql"), REFUSED)
def test_where_the_two_may_differ_nothing_is_offered(rewriter: Rewriter, sql: str) -> None:
    for dialect in (Dialect.MYSQL, Dialect.ORACLE):
        if rewriter.speaks(dialect) and parse(sql, dialect).whole:
            assert not offered(rewriter, sql, dialect)
    assert any(parse(sql, dialect).whole for dialect in (Dialect.MYSQL, Dialect.ORACLE))


def test_the_tables_of_the_examples_are_read() -> None:
    for dialect, text in ((Dialect.MYSQL, TABLES), (Dialect.ORACLE, ORACLE_TABLES)):
        for statement in text.strip().rstrip(";").split(";\n"):
            assert parse(statement, dialect).whole


def test_a_star_of_a_table_with_hidden_columns_stays() -> None:
    script = (
        "CREATE TABLE t (a INT, b INT INVISIBLE);\n"
        "CREATE TABLE u (a INT, b INT);\nALTER TABLE u ALTER COLUMN b SET INVISIBLE;\n"
        "SELECT * FROM t; SELECT * FROM u;\n"
        "ALTER TABLE u ALTER COLUMN b SET VISIBLE, ADD c INT FIRST; SELECT * FROM u;"
    )
    rewrites = Rewrites(script, Dialect.MYSQL)
    found = findings(script, "query-no-select-star")
    assert [[fix.text for fix in rewrites.of(each)] for each in found] == [[], [], ["c, a, b"]]


def test_each_finding_gets_what_is_written_of_its_own_place() -> None:
    nested = "SELECT id FROM t WHERE a IN (SELECT x FROM u WHERE x = 0 OR x = 1) OR a = 2 OR a = 3"
    rewrites = Rewrites(TABLES + nested, Dialect.MYSQL)
    (outer, inner) = findings(TABLES + nested, "query-or-could-be-in")
    assert [fix.text for fix in rewrites.of(inner)] == ["x IN (0, 1)"]
    assert not rewrites.of(outer)
