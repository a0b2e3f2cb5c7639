"""What other audit tools get wrong, each as a script: a false alarm of theirs that no rule of ours
gives, or something they are silent about and ours are not.
"""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from tests.audit.examples import everything, findings

FALSE_ALARMS = [
    # whose advice it is to use what it reports
    ("column-float-to-decimal", "CREATE TABLE pay (id INT PRIMARY KEY, sum DECIMAL(10, 2))"),
    ("where-always-false", "SELECT id FROM account WHERE level BETWEEN 5 AND most"),
    ("query-not-equal-symbol", "SELECT id FROM account WHERE note = '!='"),
    ("query-subquery", "SELECT n FROM (SELECT COUNT(*) AS n FROM account) AS sums"),
    ("query-subquery", "SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a = a.id)"),
    (
        "query-subquery-depth",
        "SELECT 1 FROM a WHERE p IN (SELECT p FROM b) AND q IN (SELECT q FROM c)"
        " AND r IN (SELECT r FROM d) AND s IN (SELECT s FROM e)",
    ),
    # of versions before MySQL 8.0, said of all
    (
        "query-group-by-without-order",
        "INSERT INTO sums (region, n) SELECT region, COUNT(*) FROM account GROUP BY region",
    ),
    ("query-order-by-mixed-directions", "SELECT id FROM account ORDER BY region, name DESC"),
    ("dml-backup-first", "DELETE FROM account WHERE id = 7"),
    (
        "query-implicit-conversion",
        "CREATE TABLE t (id INT PRIMARY KEY, kind ENUM('a', 'b'));"
        " SELECT id FROM t WHERE kind = 'a'",
    ),
    ("dml-delete-use-truncate", "DELETE FROM log WHERE at < '2020-01-01' LIMIT 1000"),
    ("dml-delete-use-truncate", "DELETE FROM log LIMIT 1000"),
    ("dml-update-and-in-set", "UPDATE account SET active = (seen = 1 AND paid = 1) WHERE id = 7"),
]
SILENCE = [
    ("dml-require-where", "UPDATE t SET d = EXTRACT(YEAR FROM d)"),
    ("dml-require-where", "UPDATE t SET d = TRIM(LEADING 'x' FROM d)"),
    ("dml-require-where", "UPDATE t SET d = POSITION('x' IN d)"),
    ("query-for-update", "SELECT id FROM t WHERE id = 7 FOR UPDATE NOWAIT"),
    (
        "query-outer-join-cancelled",
        "SELECT a.id FROM a LEFT JOIN b ON b.a = a.id WHERE b.state = 'open'",
    ),
    ("query-require-where", "SELECT a.id FROM a JOIN b ON b.a = a.id"),
    ("dml-require-where", "UPDATE a JOIN b ON b.a = a.id SET a.n = 1"),
    (
        "where-always-false",
        "SELECT id FROM t WHERE day BETWEEN '2026-02-01' AND '2026-01-01'",
    ),
    ("index-redundant", "CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY one (a), KEY two (a))"),
    (
        "query-implicit-conversion",
        "CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(9)); SELECT id FROM t WHERE code = 7",
    ),
]


@pytest.mark.parametrize(("rule", "sql"), FALSE_ALARMS)
def test_says_nothing_where_others_are_wrong(rule: str, sql: str) -> None:
    assert [finding.message for finding in findings(sql, rule)] == []


@pytest.mark.parametrize(("rule", "sql"), SILENCE)
def test_speaks_where_others_are_silent(rule: str, sql: str) -> None:
    assert [finding.rule for finding in findings(sql, rule)] == [rule]
    assert parse(sql.rpartition("; ")[2], Dialect.MYSQL).whole


def test_each_statement_of_a_shape_is_reported_in_its_line() -> None:
    found = [f for f in everything("DELETE FROM a;\nDELETE FROM a;\nDELETE FROM a;\n")
             if f.rule == "dml-require-where"]  # fmt: skip
    assert [finding.start.line for finding in found] == [1, 2, 3]


def test_what_is_not_understood_is_never_passed_as_good() -> None:
    found = {finding.rule for finding in everything("FROBNICATE TABLE account")}
    assert "statement-parse-error" in found
