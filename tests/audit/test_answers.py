"""Findings kept by what was asked about literals: the same as of each statement by itself."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.answers import MOST
from app.audit.judge import Judge
from app.audit.profile import ActiveRules, built_in
from app.domain.dialect import SQL, Dialect
from tests.audit.examples import active, everything, pieces

_TABLE = "CREATE TABLE t (a INT, b VARCHAR(5), d DATE, id INT PRIMARY KEY, name VARCHAR(20))"
_STRINGS = ["''", "'%x'", "'x%'", "'_a'", "'a,%'", "'Li'", "'2024-02-30'", "'2024-01-01'", "'0'",
            "'0000-00-00'", "' x'", "'表'", "'a''b'", r"'\%a'", "'much too long'",
            "'1F'"]  # fmt: skip
_NUMBERS = ["0", "1", "00", "2", "5", "12", "31", "1000", "1001", "10001", "65536", "2026", "1e3",
            "1.5", "0.0", "99999999999999999999"]  # fmt: skip
_TEMPLATES = [
    "SELECT a FROM t WHERE name LIKE '' AND b = '' LIMIT 1",
    "SELECT a FROM t WHERE name LIKE '' OR 1 = 1 ORDER BY a LIMIT 1, 1",
    "SELECT a FROM t WHERE id = 1 ORDER BY a LIMIT 1 OFFSET 1",
    "SELECT a FROM t WHERE 1 AND d BETWEEN '' AND '' AND id BETWEEN 1 AND 1",
    "SELECT a FROM t WHERE '' = '' AND 1 <= 1 AND d > 1-1-1",
    "SELECT a AS '' FROM t WHERE CAST(a AS CHAR(1)) = X'' AND b REGEXP ''",
    "SELECT DATE_FORMAT(d, '') FROM t WHERE d > NOW() - INTERVAL 1 DAY",
    "SELECT SUM(a) OVER (ORDER BY id ROWS 1 PRECEDING) FROM t FETCH FIRST 1 ROWS ONLY",
    "INSERT INTO t (id, a, b, d) VALUES (1, 1, '', ''), (1, -1, '', DATE '')",
    "UPDATE t SET a = 1, b = '', d = '' WHERE id = 1 LIMIT 1",
    "UPDATE account SET password = '' WHERE id = 1",
    "DELETE FROM t WHERE id = 1 LIMIT 1",
    "SET SESSION sql_mode = '', autocommit = 1",
    "SELECT a FROM order WHERE b = 1 AND c LIKE ''",
]
_VALUE = re.compile(r"''|\b1\b")


@st.composite
def _alike(draw: st.DrawFn) -> str:
    """A script of statements of one shape, for the most part, behind a table."""
    template = draw(st.sampled_from(_TEMPLATES))

    def drawn(found: re.Match[str]) -> str:
        return draw(st.sampled_from(_STRINGS if found[0] == "''" else _NUMBERS))

    return ";\n".join([_TABLE, *(_VALUE.sub(drawn, template) for _ in range(8))])


@pytest.mark.parametrize("dialect", SQL)
@settings(deadline=None, max_examples=25)
@given(_alike())
def test_statements_alike_are_told_apart_by_what_was_asked(dialect: Dialect, script: str) -> None:
    assert everything(script, dialect) == everything(script, dialect, cache=False)


def _alone(dialect: Dialect, statements: list[str], *rules: str) -> int:
    """How many of the statements are judged by themselves."""
    chosen = ActiveRules([active(rule) for rule in rules])
    judge = Judge(chosen if rules else built_in("strict").active("x.sql", dialect), dialect)
    for piece in pieces(";\n".join(statements), dialect):
        judge.judge(piece)
    return judge.judged


@pytest.mark.parametrize(
    ("dialect", "template", "alone"),
    [
        (Dialect.MYSQL, "SELECT a FROM t WHERE b = 'x{0}' ORDER BY a LIMIT {0}", 1),
        (Dialect.MYSQL, "SELECT a FROM t WHERE b LIKE 'x{0}%' AND c BETWEEN {0} AND {0}9", 1),
        (Dialect.MYSQL, "SELECT a FROM t WHERE b = {0} OR c = {0}", 1),
        (Dialect.ORACLE, "SELECT a FROM t WHERE b = 'x{0}' AND c > {0}", 1),
        (Dialect.ORACLE, "UPDATE t SET a = {0} WHERE b = '{0}'", 1),
    ],
)
def test_a_log_is_judged_by_its_shapes(dialect: Dialect, template: str, alone: int) -> None:
    statements = [template.format(n) for n in range(2, 60)]
    assert _alone(dialect, statements) == alone


def test_no_more_answers_are_kept_than_may_be() -> None:
    statements = [f"SELECT a AS 'x{n}' FROM t" for n in range(MOST + 5)]
    assert _alone(Dialect.MYSQL, statements * 2, "query-no-select-star") == MOST + 10
