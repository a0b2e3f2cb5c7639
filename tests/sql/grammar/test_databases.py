import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


def test_what_mysqldump_writes() -> None:
    text = (
        "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `商店` /*!40100 DEFAULT CHARACTER SET utf8mb4 "
        "COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */"
    )
    found = reading(text, tree.CreateDatabase)
    assert found.of(found.tree.name) == "`商店`"
    assert found.tree.if_not_exists
    assert found.each(found.tree.options) == [
        "DEFAULT CHARACTER SET utf8mb4",
        "COLLATE utf8mb4_0900_ai_ci",
        "DEFAULT ENCRYPTION='N'",
    ]


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("ALTER DATABASE d CHARACTER SET = utf8", "d", ["CHARACTER SET"]),
        ("ALTER SCHEMA DEFAULT COLLATE 'utf8_bin'", None, ["COLLATE"]),
        ("ALTER DATABASE d READ ONLY = 1", "d", ["READ ONLY"]),
        ("ALTER DATABASE `#mysql50#d` UPGRADE DATA DIRECTORY NAME", "#mysql50#d", None),
    ],
)
def test_alter(text: str, name: str | None, options: list[str] | None) -> None:
    found = reading(text, tree.CreateDatabase).tree
    assert found.alter
    assert (found.name and found.name.name) == name
    assert options is None or [o.name for o in found.options] == options


@pytest.mark.parametrize("text", ["DROP DATABASE d", "DROP SCHEMA IF EXISTS d"])
def test_drop(text: str) -> None:
    found = reading(text, tree.DropDatabase).tree
    assert (found.name.name, found.if_exists) == ("d", "EXISTS" in text)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("CREATE SEQUENCE s", "CREATE SEQUENCE", "s"),
        (
            "CREATE SEQUENCE IF NOT EXISTS a.s START WITH 1 INCREMENT BY -2 "
            "MINVALUE = -9 NO MAXVALUE CACHE 10 NOCYCLE ENGINE=InnoDB",
            "CREATE SEQUENCE",
            "a.s",
        ),
        ("ALTER SEQUENCE IF EXISTS s RESTART 50", "ALTER SEQUENCE", "s"),
        (
            "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', PORT 3306)",
            "CREATE SERVER",
            "s",
        ),
        ("ALTER SERVER s OPTIONS (USER 'u')", "ALTER SERVER", "s"),
        (
            "CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd' FILE_BLOCK_SIZE = 8192 ENGINE = InnoDB",
            "CREATE TABLESPACE",
            "ts",
        ),
        ("ALTER UNDO TABLESPACE ts SET INACTIVE", "ALTER TABLESPACE", "ts"),
        ("ALTER TABLESPACE ts RENAME TO tt", "ALTER TABLESPACE", "ts"),
        (
            "CREATE LOGFILE GROUP g ADD UNDOFILE 'u.dat' INITIAL_SIZE = 10M ENGINE NDB",
            "CREATE LOGFILE GROUP",
            "g",
        ),
        (
            "CREATE RESOURCE GROUP g TYPE = USER VCPU = 0-3,5 THREAD_PRIORITY = -5 ENABLE",
            "CREATE RESOURCE GROUP",
            "g",
        ),
        (
            "CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'g' ORGANIZATION 'E' IDENTIFIED BY 4120",
            "CREATE SPATIAL REFERENCE SYSTEM",
            "4120",
        ),
    ],
)
def test_other_objects(text: str, kind: str, name: str) -> None:
    found = reading(text, tree.Definition, Dialect.MARIADB)
    assert (found.tree.kind, found.of(found.tree.name)) == (kind, name)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("DROP PROCEDURE a.p", "PROCEDURE", "a.p"),
        ("DROP FUNCTION IF EXISTS f", "FUNCTION", "f"),
        ("DROP TRIGGER t", "TRIGGER", "t"),
        ("DROP EVENT IF EXISTS e", "EVENT", "e"),
        ("DROP TEMPORARY SEQUENCE s, a.r", "SEQUENCE", "s"),
        ("DROP PACKAGE BODY IF EXISTS p", "PACKAGE BODY", "p"),
        ("DROP SERVER IF EXISTS s", "SERVER", "s"),
        ("DROP UNDO TABLESPACE ts", "TABLESPACE", "ts"),
        ("DROP LOGFILE GROUP g ENGINE = NDB", "LOGFILE GROUP", "g"),
        ("DROP RESOURCE GROUP g FORCE", "RESOURCE GROUP", "g"),
        ("DROP SPATIAL REFERENCE SYSTEM IF EXISTS 4120", "SPATIAL REFERENCE SYSTEM", "4120"),
    ],
)
def test_drop_of_other_objects(text: str, kind: str, name: str) -> None:
    found = reading(text, tree.DropProgram)
    assert (found.tree.kind, found.of(found.tree.name)) == (kind, name)
    assert found.tree.if_exists == ("EXISTS" in text)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    "text",
    [
        "ALTER INSTANCE ROTATE INNODB MASTER KEY",
        "ALTER INSTANCE RELOAD TLS FOR CHANNEL mysql_admin NO ROLLBACK ON ERROR",
        "ALTER INSTANCE DISABLE INNODB REDO_LOG",
    ],
)
def test_alter_instance(text: str) -> None:
    assert reading(text, tree.Administration).tree.kind == "ALTER INSTANCE"


@pytest.mark.parametrize(
    "text",
    [
        "CREATE DATABASE",
        "CREATE DATABASE IF EXISTS d",
        "CREATE DATABASE 123",
        "CREATE DATABASE d COLLATE",
        "ALTER DATABASE d",
        "ALTER DATABASE d READ ONLY = HASH",
        "DROP DATABASE IF NOT EXISTS d",
        "CREATE SEQUENCE s START",
        "CREATE TABLESPACE ts ADD DATAFILE",
        "CREATE SPATIAL REFERENCE SYSTEM 1 NAME 'a' NAME 'b'",
        "CREATE SOMETHING s",
        "DROP SOMETHING s",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)
