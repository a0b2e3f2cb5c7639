"""`mohist schema-diff`: a server against a file and against another schema, and the script run."""

import json
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.cli.parts import FOUND, TROUBLE
from app.domain.dialect import Dialect
from app.domain.endpoint import Access
from app.domain.inventory import DatabaseType, Instance
from app.flows.exchange_inventory import opened
from app.flows.schemas.script import migration
from app.sql.compare import compare, read_schema
from app.sql.split import PieceKind, split
from tests.servers.mariadb import MariaDB

FILE = """-- what it is to be
USE shop;
CREATE TABLE orders (id BIGINT PRIMARY KEY, total DECIMAL(9,2) NOT NULL DEFAULT 0);
CREATE TABLE shop.lines (id INT PRIMARY KEY, o BIGINT, FOREIGN KEY (o) REFERENCES orders (id));
DELIMITER //
CREATE PROCEDURE count_all () BEGIN SELECT COUNT(*) FROM shop.orders; SELECT 'a;b'; END//
DELIMITER ;
"""


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of the command."""
    out, err = StringIO(), StringIO()
    code = main(["schema-diff", *map(str, arguments)], out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def server(mariadb: MariaDB) -> MariaDB:
    """A server of the inventory, with a schema."""
    mariadb.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, old INT)")
    mariadb.sql("CREATE DATABASE twin CHARACTER SET utf8mb4")
    mariadb.sql("CREATE TABLE twin.orders (id INT PRIMARY KEY)")
    access = Access(user=mariadb.user)
    one = Instance(
        "1" * 32, "db-1", DatabaseType.MARIADB, mariadb.host, mariadb.port, access=access
    )
    with opened() as store:
        store.save([one], store.load())
    return mariadb


def test_a_server_becomes_what_a_file_says(server: MariaDB, tmp_path: Path) -> None:
    wanted, script = tmp_path / "shop.sql", tmp_path / "migration.sql"
    wanted.write_text(FILE, "utf-8")
    code, out, err = run("db-1/shop", wanted, "--output", script)
    assert (code, err) == (FOUND, "")
    assert "+ table lines" in out
    assert "- column orders.old" in out
    assert "would destroy" in out
    text = script.read_text("utf-8")
    assert "DESTROYS" in text
    assert "-- ALTER TABLE `orders` DROP COLUMN `old`;" in text
    connection = server.connect(autocommit=True)
    with connection, connection.cursor() as cursor:
        for piece in split([text], Dialect.MARIADB):
            if piece.kind is PieceKind.SQL:
                cursor.execute(piece.text)
    code, out, _err = run("db-1/shop", wanted, "--format", "json")
    (left,) = json.loads(out)["differences"]
    assert (code, left["name"]) == (FOUND, "old")  # what destroys was not run
    code, out, _err = run("db-1/shop", wanted, "--format", "sql", "--destructive")
    assert "\nALTER TABLE `orders` DROP COLUMN `old`;" in out
    server.sql("ALTER TABLE shop.orders DROP COLUMN old")
    assert run("db-1/shop", wanted) == (0, "0 differences\n", "")
    assert run("db-1/twin", "db-1/twin")[0] == 0
    assert run("db-1/twin", "db-1/shop", "--format", "json")[0] == FOUND


def test_what_cannot_be_read_is_said(server: MariaDB, tmp_path: Path) -> None:
    code, _out, err = run("nowhere/shop", "db-1/shop")
    assert code == TROUBLE
    assert "nowhere/shop" in err
    oracle = tmp_path / "oracle.sql"
    oracle.write_text("CREATE TABLE t (a VARCHAR2(10));\n/\n")
    assert run("db-1/shop", oracle)[0] == TROUBLE


def test_the_script_is_audited_and_its_comments_end() -> None:
    left = read_schema("here", ["CREATE TABLE t (a INT, `b\n` INT)"], Dialect.MYSQL)
    right = read_schema(
        "there", ["CREATE TABLE t (a INT)", "CREATE TABLE n (a INT)"], Dialect.MYSQL
    )
    made = migration(compare(left, right))
    assert made.destroying == 1
    assert {finding.rule for finding in made.findings} >= {"table-require-primary-key"}
    statements = [piece.text for piece in split([made.text], Dialect.MYSQL)]
    assert [text.split()[0] for text in statements] == ["USE", "CREATE"]
    wished = migration(compare(left, right), destructive=True)
    assert len(list(split([wished.text], Dialect.MYSQL))) == 3
    assert migration(compare(left, left)).findings == ()
