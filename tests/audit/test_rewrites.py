"""Every rewrite gives the same rows as what it stands for, on real servers."""

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pymysql
import pytest

from app.audit.registry import catalogue
from app.audit.rewrites import REWRITERS, Rewriter, Rewrites
from app.audit.rewrites.registry import TABLES
from app.domain.dialect import Dialect
from app.domain.fix import Fix
from app.sql.parse import parse
from tests.audit.examples import findings
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

EQUAL = [(rewriter, sql) for rewriter in REWRITERS for sql in rewriter.equal]
REFUSED = [(rewriter, sql) for rewriter in REWRITERS for sql in rewriter.refused]


@cache
def offered(rewriter: Rewriter, sql: str) -> list[Fix]:
    """The fixes of one rewriter for what its rule finds in an example."""
    script = f"{TABLES}{sql}"
    rewrites = Rewrites(script, Dialect.MYSQL, only=rewriter)
    found = findings(script, rewriter.rule)
    return [fix for each in found for fix in rewrites.of(each)]


@pytest.mark.parametrize(("rewriter", "sql"), EQUAL)
def test_its_examples_are_rewritten(rewriter: Rewriter, sql: str) -> None:
    assert rewriter.rule in catalogue()
    fixes = offered(rewriter, sql)
    assert fixes
    for fix in fixes:
        assert "{" not in fix.title
        assert fix.start >= len(TABLES)
        assert parse(fix.on(TABLES + sql)[len(TABLES) :], Dialect.MYSQL).whole


@pytest.mark.parametrize(("rewriter", "sql"), REFUSED)
def test_where_the_two_may_differ_nothing_is_offered(rewriter: Rewriter, sql: str) -> None:
    assert parse(sql, Dialect.MYSQL).whole
    assert not offered(rewriter, sql)


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


# ---------------------------------------------------------------------- on servers

VALUES: dict[str, tuple[object, ...]] = {
    "INT": (-1, 0, 1, 1, 2, 5),
    "DECIMAL": (0, 0.5, 1, 2.5, -0.01, 9999.99),
    "DOUBLE": (0, 0.1, 1, 2.5, 1e300),
    "DATE": ("2023-12-31", "2024-01-01", "2024-02-29", "2024-12-31", "2025-01-01", "1000-01-01"),
    "DATETIME": (
        "2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-02-29 12:00:00", "2024-02-29 23:59:59",
        "2024-03-01 00:00:00", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "1999-06-01 00:00:00",
        "9998-12-31 23:59:59", "1000-01-01 00:00:00",
    ),
    "VARCHAR": ("", "a", "A", "a ", "b", "ß", "ss", "1", "01", "1x", "é", "e\u0301", "%", "_"),
}  # fmt: skip
ROWS = {
    "t": ("INT", "INT?", "DECIMAL?", "DOUBLE?", "DATE?", "DATETIME", "VARCHAR?", "VARCHAR"),
    "u": ("INT", "INT?", "VARCHAR?", "DATETIME"),
}


def fill(cursor: Any, seed: int, rows: int) -> None:
    """Tables full of NULLs, duplicates, and values at the borders."""
    chosen = random.Random(seed)

    def value(kind: str) -> object:
        if kind.endswith("?") and chosen.random() < 0.3:
            return None
        return chosen.choice(VALUES[kind.rstrip("?")])

    for table, kinds in ROWS.items():
        cursor.execute(f"DELETE FROM {table}")
        if rows:
            places = ", ".join(["%s"] * (len(kinds) + 1))
            data = [(n, *map(value, kinds)) for n in range(rows)]
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", data)


def answer(cursor: Any, sql: str) -> object:
    """The rows with their numbers and the names of the columns, or the error."""
    try:
        cursor.execute(sql)
    except pymysql.MySQLError as error:
        return error.args[0]
    return len(cursor.description), Counter(cursor.fetchall())


@pytest.fixture(params=["mariadb", "mysql9"])
def cursor(request: pytest.FixtureRequest) -> Iterator[Any]:
    server: MysqlFamilyServer = request.getfixturevalue(request.param)
    assert isinstance(server, MariaDB | MySQL)
    server.sql("CREATE DATABASE proofs")
    with server.connect(database="proofs") as connection, connection.cursor() as made:
        for statement in TABLES.strip().rstrip(";").split(";\n"):
            made.execute(statement)
        yield made


def test_both_ways_give_the_same_rows(cursor: Any) -> None:
    ways = [
        (sql, fix.on(TABLES + sql)[len(TABLES) :])
        for rewriter, sql in EQUAL
        for fix in offered(rewriter, sql)
    ]
    some = 0
    for seed, rows in enumerate((0, 1, 12, 40)):
        fill(cursor, seed, rows)
        for before, after in ways:
            expected = answer(cursor, before)
            assert isinstance(expected, tuple), f"{before}: {expected}"
            assert answer(cursor, after) == expected, f"{before}\n{after}"
            some += bool(expected[1])
    assert some > len(ways) * 2  # equal because there is nothing is no proof
