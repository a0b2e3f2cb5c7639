"""SET, SHOW, EXPLAIN, transactions, locks, prepared statements, HANDLER."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


@pytest.mark.parametrize(
    ("text", "assigned"),
    [
        ("SET a = 1", [("", "a", "1")]),
        ("SET @a = 1, @b := @a + 1", [("", "@a", "1"), ("", "@b", "@a + 1")]),
        ("SET GLOBAL a = ON, SESSION b = DEFAULT, c = 'x'",
         [("GLOBAL", "a", "ON"), ("SESSION", "b", "DEFAULT"), ("", "c", "'x'")]),
        ("SET @@GLOBAL.a = 1, @@session.`b` = ALL",
         [("", "@@GLOBAL.a", "1"), ("", "@@session.`b`", "ALL")]),
        ("SET PERSIST x.y = ROW", [("PERSIST", "x.y", "ROW")]),
        ("SET sql_mode = (SELECT 1)", [("", "sql_mode", "(SELECT 1)")]),
        ("SET NAMES utf8mb4 COLLATE utf8mb4_bin, a = 1",
         [("", "utf8mb4", None), ("", "a", "1")]),
        ("SET CHARACTER SET DEFAULT", [("", "DEFAULT", None)]),
        ("SET CHARSET 'gbk'", [("", "'gbk'", None)]),
        ("/*!40101 SET @OLD=@@X */", [("", "@OLD", "@@X")]),
    ],
)  # fmt: skip
def test_set(text: str, assigned: list[tuple[str, str, str | None]]) -> None:
    found = reading(text, tree.SetVariables)
    assert [
        (one.scope, found.of(one.target), one.value and found.of(one.value))
        for one in found.tree.assignments
    ] == assigned


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SET NAMES utf8", "NAMES"),
        ("SET CHARSET utf8", "CHARACTER SET"),
        ("SET char set utf8", "CHARACTER SET"),
        ("SET TRANSACTION READ ONLY", "TRANSACTION"),
        ("SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE", "TRANSACTION"),
    ],
)
def test_kinds_of_set(text: str, kind: str) -> None:
    assert reading(text, tree.SetVariables).tree.kind == kind


def test_a_statement_with_variables_of_its_own_is_that_statement() -> None:
    text = "SET STATEMENT max_statement_time = 1, a = ON FOR DELETE FROM t"
    found = reading(text, tree.Delete, Dialect.MARIADB)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    ("text", "what", "name", "filter_"),
    [
        ("SHOW FULL TABLES FROM d LIKE 'a%'", "TABLES", "d", "'a%'"),
        ("SHOW EXTENDED COLUMNS IN d.t WHERE a = 1", "COLUMNS", "d.t", "a = 1"),
        ("SHOW KEYS FROM t FROM d", "KEYS", "t", None),
        ("SHOW CREATE TABLE d.t", "CREATE TABLE", "d.t", None),
        ("SHOW CREATE SCHEMA IF NOT EXISTS d", "CREATE SCHEMA", "d", None),
        ("SHOW CREATE PACKAGE BODY p", "CREATE PACKAGE BODY", "p", None),
        ("SHOW GLOBAL STATUS LIKE 'x'", "STATUS", None, "'x'"),
        ("SHOW TABLE STATUS", "TABLE STATUS", None, None),
        ("SHOW PROCEDURE STATUS WHERE 1", "PROCEDURE STATUS", None, "1"),
        ("SHOW FUNCTION CODE d.f", "FUNCTION CODE", "d.f", None),
        ("SHOW ENGINE innodb STATUS", "ENGINE STATUS", "innodb", None),
        ("SHOW CHARACTER SET", "CHARACTER SET", None, None),
        ("SHOW COUNT(*) WARNINGS", "COUNT(*) WARNINGS", None, None),
        ("SHOW WARNINGS LIMIT 5, 1", "WARNINGS", None, None),
        ("SHOW PROFILE BLOCK IO, CPU FOR QUERY 2 LIMIT 1", "PROFILE", None, None),
        ("SHOW GRANTS FOR 'u'@'h' USING r", "GRANTS", None, None),
        ("SHOW BINARY LOG STATUS", "BINARY LOG STATUS", None, None),
        ("SHOW REPLICA STATUS FOR CHANNEL 'x'", "REPLICA STATUS", None, None),
        ("SHOW BINLOG EVENTS IN 'x' FROM 4 LIMIT 1", "BINLOG EVENTS", None, None),
        ("DESC d.t", "COLUMNS", "d.t", None),
        ("DESCRIBE t 'a%'", "COLUMNS", "t", None),
        ("EXPLAIN FORMAT=JSON FOR CONNECTION 5", "EXPLAIN FOR CONNECTION", None, None),
        ("HELP 'select'", "HELP", "select", None),
    ],
)
def test_show(text: str, what: str, name: str | None, filter_: str | None) -> None:
    found = reading(text, tree.Show)
    made = found.tree
    assert (made.what, made.name and made.name.dotted) == (what, name)
    assert (made.filter and found.of(made.filter)) == filter_
    assert found.of(made) == text


@pytest.mark.parametrize(
    ("text", "options", "kind"),
    [
        ("EXPLAIN SELECT 1", (), tree.Query),
        ("DESC (SELECT 1)", (), tree.Query),
        ("EXPLAIN EXTENDED SELECT 1", ("EXTENDED",), tree.Query),
        ("EXPLAIN FORMAT=tree UPDATE t SET a = 1", ("FORMAT=TREE",), tree.Update),
        ("EXPLAIN ANALYZE FORMAT = 'json' DELETE FROM t", ("ANALYZE", "FORMAT=JSON"), tree.Delete),
        ("EXPLAIN FORMAT=JSON INTO @a REPLACE t VALUES (1)", ("FORMAT=JSON",), tree.Insert),
        ("ANALYZE FORMAT=JSON WITH a AS (SELECT 1) TABLE a", ("FORMAT=JSON",), tree.Query),
    ],
)
def test_explain(text: str, options: tuple[str, ...], kind: type[tree.Statement]) -> None:
    made = reading(text, tree.Explain).tree
    assert made.options == options
    assert isinstance(made.statement, kind)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("BEGIN", "BEGIN", None),
        ("BEGIN WORK", "BEGIN", None),
        ("START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT", "START TRANSACTION", None),
        ("COMMIT AND NO CHAIN RELEASE", "COMMIT", None),
        ("ROLLBACK WORK", "ROLLBACK", None),
        ("ROLLBACK TO `点`", "ROLLBACK TO SAVEPOINT", "点"),
        ("SAVEPOINT a", "SAVEPOINT", "a"),
        ("RELEASE SAVEPOINT a", "RELEASE SAVEPOINT", "a"),
        ("XA START 'a', X'00', 1 JOIN", "XA START", None),
        ("XA END 'a' SUSPEND FOR MIGRATE", "XA END", None),
        ("XA COMMIT 'a' ONE PHASE", "XA COMMIT", None),
        ("XA RECOVER CONVERT XID", "XA RECOVER", None),
    ],
)
def test_transactions(text: str, kind: str, name: str | None) -> None:
    found = reading(text, tree.Transaction)
    assert (found.tree.kind, found.tree.name and found.tree.name.name) == (kind, name)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("LOCK TABLES d.t READ LOCAL, u AS x WRITE, v y LOW_PRIORITY WRITE", ["d.t", "u", "v"]),
        ("LOCK TABLE t READ", ["t"]),
        ("LOCK INSTANCE FOR BACKUP", []),
        ("UNLOCK TABLES", []),
    ],
)
def test_locks(text: str, names: list[str]) -> None:
    assert [name.dotted for name in reading(text, tree.LockTables).tree.names] == names


@pytest.mark.parametrize(
    ("text", "kind", "source", "using"),
    [
        ("PREPARE s FROM 'SELECT 1'", "PREPARE", "'SELECT 1'", []),
        ("PREPARE s FROM @x", "PREPARE", "@x", []),
        ("EXECUTE s USING @a, @b", "EXECUTE", None, ["@a", "@b"]),
        (
            "EXECUTE IMMEDIATE CONCAT('a', @b) USING 1",
            "EXECUTE IMMEDIATE",
            "CONCAT('a', @b)",
            ["1"],
        ),
        ("DROP PREPARE s", "DEALLOCATE PREPARE", None, []),
    ],
)
def test_prepared(text: str, kind: str, source: str | None, using: list[str]) -> None:
    found = reading(text, tree.Prepare)
    assert (found.tree.kind, found.each(found.tree.using)) == (kind, using)
    assert (found.tree.source and found.of(found.tree.source)) == source


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        ("HANDLER d.t OPEN AS x", "OPEN", None),
        ("HANDLER t READ FIRST", "READ", None),
        ("HANDLER t READ `PRIMARY` = (1, 'a') WHERE b > 1 LIMIT 5", "READ", "b > 1"),
        ("HANDLER t CLOSE", "CLOSE", None),
    ],
)
def test_handler(text: str, kind: str, where: str | None) -> None:
    found = reading(text, tree.Handler)
    assert (found.tree.kind, found.tree.where and found.of(found.tree.where)) == (kind, where)


def test_use() -> None:
    assert reading("USE `商 店`", tree.Use).tree.name.name == "商 店"


@pytest.mark.parametrize(
    "text",
    ["SET", "SET a", "SET @a = DEFAULT", "SET a.b.c = 1", "SET SESSION @@a = 1", "SET a = SELECT",
     "SET TRANSACTION READ ONLY, READ WRITE", "USE 'a'", "SHOW", "SHOW FOO", "SHOW TABLES LIKE x",
     "SHOW KEYS FROM t LIKE 'x'", "SHOW CREATE FOO x", "EXPLAIN", "EXPLAIN FORMAT=JSON t",
     "EXPLAIN CALL p()", "COMMIT AND CHAIN RELEASE", "ROLLBACK TO", "XA START a", "LOCK TABLES t",
     "UNLOCK", "PREPARE 's' FROM 'x'", "HANDLER t READ PREV", "BEGIN TRANSACTION"],
)  # fmt: skip
def test_nothing_a_session_says(text: str) -> None:
    assert refused(text)
