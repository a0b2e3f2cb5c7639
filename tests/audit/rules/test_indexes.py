"""Rules about indexes: which one is superfluous, and what the servers refuse."""

import pytest

from app.domain.dialect import Dialect
from tests.audit.examples import findings

TABLE = "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c TEXT, {})"


def superfluous(sql: str) -> list[str]:
    """What index-redundant says, in short: which index beside which."""
    return [
        f"{values['index']} < {values['other']}"
        for values in (dict(found.values) for found in findings(sql, "index-redundant"))
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("KEY x (a), KEY y (a, b)", ["x < y"]),
        ("KEY x (a, b), KEY y (a)", ["y < x"]),
        ("KEY x (a), KEY y (a)", ["y < x"]),
        ("KEY x (a), UNIQUE y (a)", ["x < y"]),
        ("UNIQUE x (a), UNIQUE y (a)", ["y < x"]),
        ("UNIQUE x (a), UNIQUE y (a, b)", []),
        ("UNIQUE x (a, b), KEY y (b)", []),
        ("UNIQUE x (id), KEY y (id)", ["x < PRIMARY", "y < PRIMARY"]),
        ("KEY x (id, a)", []),
        ("KEY x (c(10)), KEY y (c(20))", ["x < y"]),
        ("KEY x (c(20)), KEY y (c(10), a)", []),
        ("KEY x (a), KEY y (a DESC)", []),
        ("FULLTEXT x (c), FULLTEXT y (c), KEY z (c(9))", ["y < x"]),
        ("KEY x (a), KEY y ((a + 1)), KEY z ((a + 1))", []),
        ("KEY (a), KEY (a)", ["a_2 < a"]),
        ("d INT UNIQUE, KEY x (d)", ["x < d"]),
    ],
)
def test_what_is_superfluous(keys: str, expected: list[str]) -> None:
    assert superfluous(TABLE.format(keys)) == expected


def test_hashed_indexes_serve_whole_keys_only() -> None:
    assert superfluous(TABLE.format("KEY x (a), KEY y (a, b)") + " ENGINE=MEMORY") == []
    assert superfluous(TABLE.format("KEY x (a), KEY y (a)") + " ENGINE=MEMORY") == ["y < x"]


def test_a_new_index_makes_an_old_one_superfluous() -> None:
    made = TABLE.format("KEY x (a)") + ";"
    assert superfluous(made + "CREATE INDEX y ON t (a, b)") == ["x < y"]
    assert superfluous(made + "ALTER TABLE t ADD KEY y (a, b), DROP KEY x") == []
    assert superfluous(made + "ALTER TABLE t ADD d INT") == []
    assert superfluous("ALTER TABLE t ADD KEY x (a), ADD KEY y (a)") == ["y < x"]


def test_points_at_the_key_that_can_go() -> None:
    sql = TABLE.format("\r\n\tKEY `键` (a),\r\n\tKEY y (a, b)")
    (found,) = findings(sql, "index-redundant")
    assert sql[found.start.offset : found.end.offset] == "KEY `键` (a)"
    assert (found.start.line, found.start.column) == (2, 2)
    assert found.object == "t"


@pytest.mark.parametrize(
    ("keys", "mysql", "mariadb"),
    [
        ("KEY (c)", 1, 0),
        ("UNIQUE KEY (a, c)", 1, 0),
        ("d JSON, KEY (d(9))", 1, 0),
        ("KEY (c(10))", 0, 0),
        ("SPATIAL KEY (g)", 0, 0),
        ("d BLOB UNIQUE", 1, 0),
    ],
)
def test_blobs_in_indexes_by_server(keys: str, mysql: int, mariadb: int) -> None:
    sql = TABLE.format(keys)
    assert len(findings(sql, "index-no-blob", Dialect.MYSQL)) == mysql
    assert len(findings(sql, "index-no-blob", Dialect.MARIADB)) == mariadb


def test_a_blob_as_primary_key_is_refused_by_both() -> None:
    for dialect in (Dialect.MYSQL, Dialect.MARIADB):
        assert findings("CREATE TABLE t (c TEXT, PRIMARY KEY (c))", "index-no-blob", dialect)


def test_indexes_are_counted_without_the_primary_key() -> None:
    sql = TABLE.format("KEY (a), KEY (b), UNIQUE (a, b)")
    assert findings(sql, "index-max-per-table", max=3) == []
    (found,) = findings(sql + "; ALTER TABLE t ADD d INT UNIQUE", "index-max-per-table", max=3)
    assert found.message == "t has 4 indexes; the limit is 3"


@pytest.mark.parametrize(
    ("sql", "twice"),
    [
        ("CREATE BITMAP INDEX i ON s.t (a, b DESC, A)", True),
        ("CREATE INDEX i ON t (UPPER(a), UPPER(a))", False),
        ('CREATE INDEX i ON t ("a", a)', False),
        ("CREATE INDEX i ON CLUSTER c", False),
    ],
)
def test_columns_twice_in_an_index_of_oracle(sql: str, twice: bool) -> None:
    assert bool(findings(sql, "index-duplicate-column", Dialect.ORACLE)) == twice


@pytest.mark.parametrize(
    ("alter", "second"),
    [
        ("ADD PRIMARY KEY (a)", True),
        ("ADD d INT PRIMARY KEY", True),
        ("MODIFY a INT PRIMARY KEY", True),
        ("DROP PRIMARY KEY, ADD PRIMARY KEY (a)", False),
        ("DROP id, ADD d INT PRIMARY KEY", False),
        ("DROP id, ADD id BIGINT PRIMARY KEY", True),
        ("DROP a, ADD KEY (b)", False),
    ],
)
def test_a_second_primary_key(alter: str, second: bool) -> None:
    sql = TABLE.format("KEY (a)") + f"; ALTER TABLE t {alter}"
    assert bool(findings(sql, "primary-key-multiple")) == second
