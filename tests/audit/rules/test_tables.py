"""Rules about tables: engines, stand-ins, parameters, and where a finding points."""

import pytest

from app.domain.dialect import Dialect
from tests.audit.examples import findings


def pointed_at(sql: str, rule: str, **parameters: int | str | tuple[str, ...]) -> list[str]:
    """The text each finding of a rule points at."""
    return [
        sql[found.start.offset : found.end.offset]
        for found in findings(sql, rule, None, **parameters)
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE log (at DATETIME) ENGINE=CSV",
        "CREATE TABLE log (at DATETIME) ENGINE='Federated'",
        "CREATE TABLE log (at DATETIME, FROBNICATE KEY OF OURS)",
        "CREATE PROCEDURE p() BEGIN CREATE TEMPORARY TABLE few (id INT); END",
        "ALTER TABLE log DROP PRIMARY KEY, ADD COLUMN id BIGINT AUTO_INCREMENT PRIMARY KEY",
    ],
)
def test_no_primary_key_is_asked_for_where_none_can_be(sql: str) -> None:
    assert findings(sql, "table-require-primary-key") == []


def test_a_primary_key_is_asked_for_in_stored_programs() -> None:
    sql = "CREATE PROCEDURE p() BEGIN CREATE TABLE few (id INT); END"
    assert pointed_at(sql, "table-require-primary-key") == ["few"]


@pytest.mark.parametrize(
    ("sql", "keyed"),
    [
        ("CREATE TABLE t (id NUMBER, CONSTRAINT pk PRIMARY KEY (id) USING INDEX)", True),
        ("CREATE TABLE t (id NUMBER GENERATED ALWAYS AS IDENTITY, n VARCHAR2(9))", False),
        ('CREATE TABLE "T" ("PRIMARY" NUMBER, key NUMBER)', False),
        ("CREATE TABLE t AS SELECT * FROM u", False),
        ("CREATE TABLE t OF t_type", True),
        ("CREATE TABLE t (n NUMBER) ORGANIZATION EXTERNAL (TYPE oracle_loader)", True),
        ("CREATE PRIVATE TEMPORARY TABLE ora$ptt_t (n NUMBER)", True),
        ("CREATE TABLESPACE t DATAFILE 'x' SIZE 1M", True),
    ],
)
def test_primary_keys_of_oracle(sql: str, keyed: bool) -> None:
    found = findings(sql, "table-require-primary-key", Dialect.ORACLE)
    assert (found == []) == keyed


def test_allowed_names_may_be_written_in_any_way() -> None:
    sql = "CREATE TABLE t (id INT PRIMARY KEY) ENGINE='innodb' DEFAULT CHARACTER SET = 'UTF8MB4'"
    assert findings(sql, "table-engine-allowlist") == []
    assert findings(sql, "table-charset-allowlist") == []
    assert pointed_at(sql, "table-engine-allowlist", engines=("TokuDB",)) == ["ENGINE='innodb'"]
    assert pointed_at(sql, "table-charset-allowlist", charsets=("gbk",)) == ["'UTF8MB4'"]
    assert findings("ALTER TABLE t DEFAULT CHARSET DEFAULT", "table-charset-allowlist") == []


def test_collations_of_databases_count_too() -> None:
    sql = "CREATE DATABASE 表 COLLATE utf8mb4_bin;\r\n\tALTER TABLE 表.表 COLLATE = utf8mb4_bin"
    found = findings(sql, "table-collation-allowlist", collations=("utf8mb4_0900_bin",))
    assert [sql[f.start.offset : f.end.offset] for f in found] == ["utf8mb4_bin", "utf8mb4_bin"]
    assert [f.object for f in found] == ["表", "表.表"]
    assert (found[1].start.line, found[1].start.column) == (2, 28)


def test_an_inline_reference_is_a_foreign_key_once() -> None:
    sql = "CREATE TABLE t (id INT PRIMARY KEY, box INT REFERENCES box (id) ON DELETE CASCADE)"
    assert pointed_at(sql, "table-no-foreign-key") == ["REFERENCES box (id) ON DELETE CASCADE"]


def test_subpartitions_are_no_second_finding() -> None:
    sql = (
        "CREATE TABLE t (id INT, d DATE) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY HASH (id)"
        " SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN MAXVALUE)"
    )
    assert len(findings(sql, "table-no-partition")) == 1


def test_columns_are_counted_over_the_statements_of_a_file() -> None:
    sql = "CREATE TABLE t (a INT PRIMARY KEY, b INT); ALTER TABLE t ADD c INT, DROP b; "
    assert findings(sql, "table-max-columns", max=2) == []
    found = findings(sql + "ALTER TABLE t ADD (d INT)", "table-max-columns", max=2)
    assert [(f.statement, f.message) for f in found] == [(2, "t has 3 columns; the limit is 2")]


def test_a_comment_is_measured_in_characters() -> None:
    comment = "注" * 10
    sql = f"CREATE TABLE t (id INT PRIMARY KEY) COMMENT '{comment}'"
    assert findings(sql, "table-require-comment", max_length=10) == []
    assert pointed_at(sql, "table-require-comment", max_length=9) == [f"COMMENT '{comment}'"]
