"""Rules about statements that take data away for good."""

from collections.abc import Iterator
from typing import TypeAlias

from app.audit import definitions, oracle_ddl
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_TRUNCATED = N_("TRUNCATE empties {table} for good")
_COLUMN_LOST = N_("{table} loses the column {column} with its data")
_Gone: TypeAlias = tree.DropDatabase | tree.Accounts | tree.DropProgram | tree.Administration
_DATABASE_LOST = N_("{what} {name} goes with all its data")
_TABLE_LOST = N_("The table {table} goes with all its data")


@rule(
    Severity.ERROR,
    on=(tree.TruncateTable,),
    dialects=EVERYWHERE,
    bad=[
        "TRUNCATE TABLE session",
        "TRUNCATE shop.session",
        "CREATE PROCEDURE tidy() BEGIN TRUNCATE TABLE session; END",
        "-- dialect: oracle\nTRUNCATE TABLE session REUSE STORAGE",
    ],
    good=[
        "DELETE FROM session WHERE ends < NOW() LIMIT 1000",
        "CREATE TEMPORARY TABLE few (id INT); TRUNCATE TABLE few",
        "SELECT TRUNCATE(1.234, 2)",
        "-- dialect: oracle\nALTER TABLE log TRUNCATE PARTITION p1",
    ],
    sources=[
        "goInception er_cant_drop_table",
        "SQLE dml_hint_truncate_tips",
        "Bytebase STATEMENT_DISALLOW_TRUNCATE",
        "SOAR SEC.001",
    ],
)
def ddl_no_truncate(node: tree.TruncateTable, scope: Scope) -> Hits:
    """TRUNCATE.

    Why: it is DDL: it commits the transaction it stands in and cannot be rolled back; no row is
    written to the binary log and no trigger runs, so that flashback tools cannot bring the rows
    back; and it needs the table for itself alone. Tables known to be temporary are not reported.

    Instead: rename the table away and create it anew, and drop the old one later; or DELETE in
    batches.
    """
    if scope.schema.temporary(node.name) is None:
        yield hit(node, _TRUNCATED, table=node.name.dotted, about=node.name.dotted)


@ddl_no_truncate.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if table := oracle_ddl.heading(tokens, "TRUNCATE"):
        yield hit(0, _TRUNCATED, last=table.last, table=table.name, about=table.name)


@rule(
    Severity.ERROR,
    on=(tree.DropColumn,),
    dialects=EVERYWHERE,
    bad=[
        "ALTER TABLE item DROP COLUMN code",
        "ALTER TABLE item ADD a INT, DROP code",
        "-- dialect: oracle\nALTER TABLE item DROP COLUMN code",
        "-- dialect: oracle\nALTER TABLE item DROP (code, name)",
        "-- dialect: oracle\nALTER TABLE item SET UNUSED COLUMN code",
    ],
    good=[
        "ALTER TABLE item DROP INDEX code",
        "ALTER TABLE item RENAME COLUMN code TO code_old",
        "-- dialect: oracle\nALTER TABLE item DROP CONSTRAINT item_uk",
    ],
    sources=["SQLE ddl_hint_drop_column", "Bytebase COLUMN_DISALLOW_DROP", "SOAR ALT.003"],
)
def ddl_no_drop_column(node: tree.DropColumn, scope: Scope) -> Hits:
    """A column is dropped.

    Why: its data is gone at once, and every program of the old version that still names it fails.
    Before MySQL 8.0.29 and MariaDB 10.4 the table is rebuilt.

    Instead: first ship the program that does not need it; make the column nullable or invisible,
    wait, keep a copy, and drop it then: `-- mohist: ignore ddl-no-drop-column` with the reason.
    """
    table = definitions.table_name(node)
    yield hit(node, _COLUMN_LOST, table=table, column=node.name.name, about=table)


@ddl_no_drop_column.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    altered = oracle_ddl.heading(tokens, "ALTER")
    if altered is None:
        return
    for first, name in _dropped_columns(tokens, altered.behind):
        column = tokens.source(name, name)
        yield hit(first, _COLUMN_LOST, last=name, table=altered.name, column=column,
                  about=altered.name)  # fmt: skip


def _dropped_columns(tokens: Tokens, start: int) -> Iterator[tuple[int, int]]:
    """Where Oracle's DROP COLUMN x, DROP (x, y) or SET UNUSED begins, and where each name is."""
    kinds = tokens.kinds
    for at in range(start, len(tokens) - 1):
        unused = kinds[at : at + 2] == ["SET", "UNUSED"]
        name = at + 2 if unused else at + 1
        if not unused and (kinds[at] != "DROP" or kinds[name] not in {"COLUMN", "("}):
            continue
        name += kinds[name] == "COLUMN"
        if kinds[name] == "(":
            yield from ((one, one) for one, _ in oracle_ddl.elements(tokens, name))
        elif name < len(tokens):
            yield at, name


@rule(
    Severity.ERROR,
    on=(tree.DropDatabase, tree.Accounts, tree.DropProgram, tree.Administration),
    dialects=EVERYWHERE,
    bad=[
        "DROP DATABASE shop",
        "DROP SCHEMA IF EXISTS shop",
        "-- dialect: oracle\nDROP USER shop CASCADE",
        "-- dialect: oracle\nDROP PLUGGABLE DATABASE shop INCLUDING DATAFILES",
    ],
    good=[
        "CREATE DATABASE IF NOT EXISTS shop",
        "DROP USER shop@localhost",
        "-- dialect: oracle\nALTER USER shop ACCOUNT LOCK",
    ],
    sources=[
        "goInception er_cant_drop_database",
        "SQLE ddl_disable_drop_statement",
        "Yearning DDLEnableDropDatabase",
    ],
)
def ddl_no_drop_database(node: _Gone, scope: Scope) -> Hits:
    """A whole database (in Oracle: the schema of a user) is dropped.

    Why: all its tables, views and programs are gone at once, without a way back but the backup;
    grants on it stay and come to life when somebody creates one of that name.

    Instead: take a backup, drop it by hand, and let a second person look.
    """
    match node:
        case tree.DropDatabase(name=name):
            what, called = "DATABASE", name.dotted
        case tree.DropProgram(kind="PLUGGABLE DATABASE" as what, name=name):
            called = name.dotted
        case tree.Administration(kind="DROP DATABASE"):  # of Oracle: it names none
            what, called = "DATABASE", ""
        case tree.Accounts(kind="DROP USER") if scope.dialect is Dialect.ORACLE:
            what, called = "USER", node.accounts[0].user
        case _:
            return
    yield hit(node, _DATABASE_LOST, what=what, name=called, about=called)


@ddl_no_drop_database.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds, last = tokens.kinds, len(tokens) - 1
    if kinds[0] != "DROP" or scope.dialect is not Dialect.ORACLE:
        return
    for what in (["USER"], ["DATABASE"], ["PLUGGABLE", "DATABASE"]):
        behind = 1 + len(what)
        if kinds[1:behind] == what and kinds[behind] != "LINK":
            name = behind + 2 * (kinds[behind : behind + 2] == ["IF", "EXISTS"])
            called = tokens.source(name, name) if name <= last else ""  # DROP DATABASE names none
            yield hit(0, _DATABASE_LOST, last=min(name, last), what=" ".join(what), name=called,
                      about=called)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.DropTable,),
    dialects=EVERYWHERE,
    bad=[
        "DROP TABLE session",
        "DROP TABLE IF EXISTS session, item",
        "CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY); DROP TABLE item",
        "-- dialect: oracle\nDROP TABLE session CASCADE CONSTRAINTS PURGE",
    ],
    good=[
        "DROP TEMPORARY TABLE IF EXISTS few",
        "CREATE TEMPORARY TABLE few (id INT); DROP TABLE few",
        "CREATE TABLE scratch (id INT PRIMARY KEY); DROP TABLE scratch",
        "CREATE PROCEDURE fill() BEGIN CREATE TABLE scratch (id INT PRIMARY KEY);"
        " DROP TABLE scratch; END",
        "DROP VIEW open_orders",
        "-- dialect: oracle\nDROP INDEX session_ix",
    ],
    sources=[
        "goInception er_cant_drop_table",
        "SQLE ddl_disable_drop_statement",
        "Yearning DDLEnableDropTable",
    ],
)
def ddl_no_drop_table(node: tree.DropTable, scope: Scope) -> Hits:
    """A table is dropped.

    Why: its rows are gone without a way back but the backup (Oracle keeps it in the recycle bin
    unless PURGE is said), and MySQL before 8.0.23 may stall while pages of a large table leave the
    buffer pool. A temporary table, and one that this file or this program has created itself, are
    not reported; DROP TABLE IF EXISTS at the head of a dump is.

    Instead: rename it, wait until nobody has missed it, and drop it then.
    """
    if node.temporary:
        return
    here = _created_here(scope.parsed.tree)
    for name in node.names:
        known = scope.schema.temporary(name) is not None or scope.schema.made_here(name)
        if not known and name.dotted.lower() not in here:
            yield hit(name, _TABLE_LOST, table=name.dotted, about=name.dotted)


def _created_here(root: tree.Statement) -> set[str]:
    """The tables that a stored program creates."""
    if isinstance(root, tree.DropTable):
        return set()
    return {
        node.name.dotted.lower()
        for node in tree.walk(root)
        if isinstance(node, tree.CreateTable) and not node.if_not_exists
    }


@ddl_no_drop_table.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if table := oracle_ddl.heading(tokens, "DROP"):
        yield hit(table.first, _TABLE_LOST, last=table.last, table=table.name, about=table.name)
