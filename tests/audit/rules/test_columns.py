"""Rules about columns: which statements define them, and what counts as what."""

import pytest

from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from tests.audit.examples import findings

DEFINING = [
    "CREATE TABLE t (id INT PRIMARY KEY, {})",
    "CREATE TEMPORARY TABLE IF NOT EXISTS t (id INT PRIMARY KEY, {})",
    "ALTER TABLE t ADD COLUMN {} AFTER id",
    "ALTER TABLE t ADD ({}, other INT)",
    "ALTER TABLE t MODIFY {}, ADD KEY (c)",
    "ALTER TABLE t CHANGE old {} FIRST",
    "CREATE PROCEDURE p() BEGIN IF 1 THEN ALTER TABLE t ADD {}; END IF; END",
]


@pytest.mark.parametrize("statement", DEFINING)
@pytest.mark.parametrize(
    ("rule", "column", "place"),
    [
        ("column-char-to-varchar", "c CHAR(40) NOT NULL", "CHAR(40)"),
        ("column-float-to-decimal", "c DOUBLE PRECISION NOT NULL", "DOUBLE PRECISION"),
        ("column-no-enum", "c ENUM('x')", "ENUM('x')"),
        ("column-no-blob", "c MEDIUMTEXT", "MEDIUMTEXT"),
        ("column-varchar-max-length", "c VARBINARY(2000)", "VARBINARY(2000)"),
        ("column-blob-nullable", "c TEXT NOT NULL", "NOT NULL"),
        ("column-blob-no-default", "c JSON DEFAULT '{}'", "DEFAULT '{}'"),
        ("column-charset-not-set", "c CHAR(2) COLLATE ascii_bin", "ascii_bin"),
        ("column-not-null", "c INT COMMENT 'x'", "c INT COMMENT 'x'"),
        ("column-time-needs-default", "c TIMESTAMP", "c TIMESTAMP"),
        ("auto-increment-unsigned", "c INT AUTO_INCREMENT UNIQUE", "INT"),
    ],
)
def test_wherever_a_column_is_defined(statement: str, rule: str, column: str, place: str) -> None:
    sql = statement.replace("{}", column)
    found = [f for f in findings(sql, rule) if f.message.partition(" ")[0] == "c"]
    assert [sql[f.start.offset : f.end.offset] for f in found] == [place]
    assert [f.object for f in found] == ["t"]


@pytest.mark.parametrize(
    ("column", "long"),
    [
        ("c CHAR(64) CHARACTER SET latin1", False),
        ("c CHAR(64) COLLATE utf8mb4_bin", True),
        ("c CHAR(64) BINARY", True),
        ("c CHAR(20)", False),
        ("c CHAR", False),
        ("c NATIONAL CHAR(21)", True),
        ("c BINARY(64)", False),
    ],
)
def test_a_char_of_one_byte_a_character_may_be_long(column: str, long: bool) -> None:
    sql = f"CREATE TABLE t (id INT PRIMARY KEY, {column})"
    assert bool(findings(sql, "column-char-to-varchar")) == long


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("c INT, PRIMARY KEY (c)", "column-not-null"),
        ("c SERIAL", "column-not-null"),
        ("c GEOMETRY", "column-not-null"),
        ("c INT AS (1)", "column-require-default"),
        ("c BIGINT AUTO_INCREMENT UNIQUE", "column-require-default"),
        ("c INT, PRIMARY KEY (c)", "column-require-default"),
        ("c TIMESTAMP(6) NULL", "column-time-needs-default"),
        ("c TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE NOW()", "column-time-needs-default"),
        ("c TIMESTAMP AS (NOW()) STORED", "column-time-needs-default"),
        ("c TEXT NOT NULL DEFAULT ('')", "column-blob-nullable"),
        ("c TEXT NOT NULL DEFAULT ('')", "column-blob-no-default"),
        ("c TEXT DEFAULT NULL", "column-blob-no-default"),
        ("c DECIMAL(30,10)", "column-float-to-decimal"),
        ("c FIXED(5,2)", "column-float-to-decimal"),
    ],
)
def test_says_nothing_of(column: str, rule: str) -> None:
    assert findings(f"CREATE TABLE t (a INT NOT NULL DEFAULT 0, {column})", rule) == []


def test_mariadb_takes_literal_defaults_of_blobs() -> None:
    assert Dialect.MARIADB not in catalogue()["column-blob-no-default"].dialects


def test_denied_types_are_known_by_their_canonical_names() -> None:
    sql = "CREATE TABLE t (a INTEGER, b NUMERIC(5,2), c REAL, d BOOL, e BIT)"
    found = findings(sql, "column-type-deny-list", types=("int", "DECIMAL", "double", "Boolean"))
    assert [f.message for f in found] == [
        "a is of type INT",
        "b is of type DECIMAL",
        "c is of type DOUBLE",
        "d is of type BOOLEAN",
    ]


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        (
            'CREATE TABLE "T" ("C" CLOB, CONSTRAINT clob CHECK ("C" IS NOT NULL), b BLOB)',
            ["C", "b"],
        ),
        ("ALTER TABLE t ADD c CLOB DEFAULT EMPTY_CLOB() NOT NULL", ["c"]),
        ("ALTER TABLE t ADD (c CLOB, d NUMBER(5,2), e LONG RAW)", ["c", "e"]),
        ("ALTER TABLE t MODIFY (c NCLOB)", ["c"]),
        ("ALTER TABLE t ADD CONSTRAINT blob UNIQUE (c)", []),
        ("CREATE INDEX clob ON t (blob)", []),
        ("SELECT clob blob FROM t", []),
    ],
)
def test_columns_of_oracle(sql: str, names: list[str]) -> None:
    found = findings(sql, "column-no-blob", Dialect.ORACLE)
    assert [f.message.partition(" ")[0].strip('"') for f in found] == names


def test_oracle_lengths_are_read_with_their_units() -> None:
    sql = "CREATE TABLE t (a VARCHAR2(2000 CHAR), b NVARCHAR2 (1025), c VARCHAR2(1024), d CHAR)"
    found = findings(sql, "column-varchar-max-length", Dialect.ORACLE)
    assert [sql[f.start.offset : f.end.offset] for f in found] == [
        "VARCHAR2(2000 CHAR)",
        "NVARCHAR2 (1025)",
    ]
