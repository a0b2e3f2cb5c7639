"""Rules about what takes data away: what was there before, and what was not."""

import pytest

from app.domain.dialect import Dialect
from tests.audit.examples import findings


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("DROP TABLE a, shop.b", ["a", "shop.b"]),
        ("CREATE TABLE a (id INT); DROP TABLE a, b", ["b"]),
        ("CREATE TABLE a (id INT); RENAME TABLE a TO b; DROP TABLE b", []),
        ("CREATE TABLE a LIKE b; DROP TABLE a", []),
        ("CREATE TABLE a (id INT); DROP TABLE a; DROP TABLE IF EXISTS a", ["a"]),
        ("CREATE TABLE a (id INT); CALL p(); DROP TABLE a", ["a"]),
        ("CREATE TEMPORARY TABLE a (id INT); DROP TABLE a; DROP TABLE a", ["a"]),
        ("DROP TABLE IF EXISTS a; CREATE TABLE a (id INT)", ["a"]),
        ("CREATE PROCEDURE p() BEGIN DROP TABLE IF EXISTS a; CREATE TABLE a (i INT); END", []),
        ("CREATE PROCEDURE p() BEGIN DROP TABLE a; END", ["a"]),
    ],
)
def test_tables_this_file_made_are_no_loss(sql: str, tables: list[str]) -> None:
    found = findings(sql, "ddl-no-drop-table")
    assert [f.object for f in found] == tables
    assert [sql[f.start.offset : f.end.offset] for f in found] == tables


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("ALTER TABLE s.t DROP COLUMN a CASCADE CONSTRAINTS", ["a"]),
        ('ALTER TABLE t DROP ("A", b) CHECKPOINT 1000', ["A", "b"]),
        ("ALTER TABLE t SET UNUSED (a)", ["a"]),
        ("ALTER TABLE t DROP UNUSED COLUMNS", []),
        ("ALTER TABLE t DROP PARTITION p", []),
        ("ALTER TABLE t DROP PRIMARY KEY", []),
        ("ALTER TABLE t DROP COLUMN", []),
        ("ALTER INDEX t DROP COLUMN a", []),
    ],
)
def test_columns_oracle_drops(sql: str, columns: list[str]) -> None:
    found = findings(sql, "ddl-no-drop-column", Dialect.ORACLE)
    assert [dict(f.values)["column"] for f in found] == columns
    assert all(f.object in {"t", "s.t"} for f in found)


@pytest.mark.parametrize(
    ("sql", "dialect", "lost"),
    [
        ("DROP DATABASE", Dialect.ORACLE, 1),
        ("DROP USER IF EXISTS shop CASCADE", Dialect.ORACLE, 1),
        ("DROP USER shop", Dialect.MYSQL, 0),
        ("DROP USER FROBNICATE ALL", Dialect.MYSQL, 0),
        ("DROP DATABASE LINK elsewhere", Dialect.ORACLE, 0),
        ("DROP TABLESPACE t", Dialect.ORACLE, 0),
        ("DROP SCHEMA shop", Dialect.MARIADB, 1),
    ],
)
def test_databases_and_users(sql: str, dialect: Dialect, lost: int) -> None:
    assert len(findings(sql, "ddl-no-drop-database", dialect)) == lost


def test_truncate_of_oracle_is_pointed_at() -> None:
    sql = 'TRUNCATE TABLE shop."Session" DROP STORAGE'
    (found,) = findings(sql, "ddl-no-truncate", Dialect.ORACLE)
    assert sql[found.start.offset : found.end.offset] == sql
