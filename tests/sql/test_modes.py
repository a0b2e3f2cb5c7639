"""What SET sql_mode changes about the statements behind it, as real servers have it."""

from collections.abc import Sequence

import pymysql
import pytest

from app.domain.dialect import Dialect
from app.sql.in_order import InOrder
from app.sql.modes import PLAIN, ModeKeeper, Modes, may_set_modes
from app.sql.parse import parse
from app.sql.tree import Arithmetic, Column, Logical, Select, walk
from tests.audit.examples import everything
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

BOTH = Modes(ansi_quotes=True, pipes_as_concat=True)

SETS = (
    "SET sql_mode = 'ANSI_QUOTES'",
    "SET sql_mode = ANSI",
    "SET SESSION sql_mode = 'pipes_as_concat,STRICT_TRANS_TABLES'",
    "SET @@session.sql_mode = 'ANSI'",
    "SET @@sql_mode := 'ANSI', sql_mode = ''",
    "SET sql_mode = 6",
    "SET sql_mode = 4",
    "SET sql_mode = DEFAULT",
    "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
    "SET sql_mode = ANSI; SET sql_mode = REPLACE(@@sql_mode, 'ANSI_QUOTES', '')",
    "SET @old = @@sql_mode, sql_mode = 'ANSI'; SET sql_mode = @old",
    "SET sql_mode = ANSI; SET @old = @@sql_mode; SET sql_mode = ''; SET sql_mode = @old",
    "SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES'",
    "/*!40101 SET SQL_MODE='ANSI_QUOTES' */",
    "SELECT 'SET sql_mode = ANSI'",
    "SET sql_mode = ''",
    "SET sql_mode = 'NO_ZERO_DATE'",
    "SET sql_mode = 'STRICT_ALL_TABLES'",
    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE'",
    "SET sql_mode = TRADITIONAL",
    "SET sql_mode = 'TRADITIONAL'; SET sql_mode = DEFAULT",
    "SET sql_mode = REPLACE(@@sql_mode, 'NO_ZERO_DATE', '')",
    "SET sql_mode = CONCAT(@@sql_mode, ',NO_ZERO_DATE')",
    "SET sql_mode = 18874368",
    "SET sql_mode = 2097152",
    "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */",
    "SET @old = @@sql_mode, sql_mode = ''; SET sql_mode = @old",
)
MARIADB_ONLY = ("SET sql_mode = ORACLE", "SET sql_mode = 'MSSQL'")


def followed(statements: Sequence[str], dialect: Dialect) -> tuple[Modes, bool]:
    """The modes, and whether a zero date is taken."""
    keeper = ModeKeeper(dialect)
    for statement in statements:
        if may_set_modes(statement):
            parsed = parse(statement, dialect, keeper.modes)
            keeper.follow(parsed.tree, parsed.tokens)
    return keeper.modes, keeper.zero_dates


def in_truth(server: MysqlFamilyServer, statements: Sequence[str]) -> tuple[Modes, bool]:
    connection = server.connect()
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SELECT @@sql_mode")
            (said,) = cursor.fetchone() or ("",)
            cursor.execute("CREATE DATABASE IF NOT EXISTS zero")
            cursor.execute("CREATE TEMPORARY TABLE zero.day (day DATE)")
            try:
                cursor.execute("INSERT INTO zero.day VALUES ('0000-00-00')")
                zero_dates = True
            except pymysql.OperationalError:
                zero_dates = False
    finally:
        connection.close()
    words = str(said).split(",")
    return Modes("ANSI_QUOTES" in words, "PIPES_AS_CONCAT" in words), zero_dates


@pytest.mark.parametrize("text", [*SETS, *MARIADB_ONLY])
def test_mariadb_has_the_modes_that_are_followed(mariadb: MariaDB, text: str) -> None:
    statements = text.split("; ")
    assert followed(statements, Dialect.MARIADB) == in_truth(mariadb, statements)


@pytest.mark.parametrize("text", SETS)
def test_mysql_has_the_modes_that_are_followed(mysql9: MySQL, text: str) -> None:
    statements = text.split("; ")
    assert followed(statements, Dialect.MYSQL) == in_truth(mysql9, statements)


@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_quotes_hold_names_and_pipes_join(dialect: Dialect) -> None:
    text = 'SELECT "a" || "b" FROM "t" WHERE c = \'x\''
    assert not parse(text, dialect, PLAIN).whole
    parsed = parse(text, dialect, BOTH)
    assert parsed.whole
    (select,) = [each for each in walk(parsed.tree) if isinstance(each, Select)]
    value = select.items[0].value
    assert isinstance(value, Arithmetic)
    assert value.op == "||"
    assert [each.name.name for each in walk(value) if isinstance(each, Column)] == ["a", "b"]


def test_a_program_of_the_oracle_mode_joins_with_pipes() -> None:
    parsed = parse("BEGIN x := 'a' || y; END", Dialect.MARIADB)
    assert parsed.whole
    assert not any(isinstance(each, Logical) for each in walk(parsed.tree))


ANSI = """SET sql_mode = 'ANSI';
CREATE TABLE "orders" ("id" INT NOT NULL PRIMARY KEY, "name" VARCHAR(20));
SELECT "id" || 'x' FROM "orders" WHERE "id" = 1;
SELECT "id" || 'x' FROM "orders" WHERE "nome" = 1;
SET sql_mode = DEFAULT;
SELECT 'a' || 'x' FROM orders WHERE id = 1;
SELECT id FROM "orders" WHERE id = 1;
"""


@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_an_audit_reads_each_statement_in_the_modes_of_its_session(dialect: Dialect) -> None:
    found = [
        (finding.rule, finding.start.line)
        for finding in everything(ANSI, dialect)
        if finding.rule in {"statement-parse-error", "query-string-concat-pipes", "column-missing"}
    ]
    assert found == [
        ("column-missing", 4), ("query-string-concat-pipes", 6), ("statement-parse-error", 7),
    ]  # fmt: skip


def test_what_reads_a_script_statement_by_statement_follows_it_too() -> None:
    script = InOrder(Dialect.MYSQL)
    whole = [script.parse(text.strip()).whole for text in ANSI.split(";")[:-1]]
    assert whole == [True] * 6 + [False]


ZERO = """CREATE TABLE item (id INT PRIMARY KEY, day DATE);
INSERT INTO item (id, day) VALUES (1, '0000-00-00');
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
INSERT INTO item (id, day) VALUES (2, '0000-00-00');
INSERT INTO item (id, day) VALUES (3, '2026-02-30');
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
INSERT INTO item (id, day) VALUES (4, '0000-00-00');
"""


@pytest.mark.parametrize(("dialect", "lines"), [("mysql", [2, 5, 7]), ("mariadb", [5])])
def test_zero_dates_are_right_where_the_session_takes_them(dialect: str, lines: list[int]) -> None:
    found = everything(ZERO, Dialect(dialect))
    assert [one.start.line for one in found if one.rule == "insert-invalid-datetime"] == lines
