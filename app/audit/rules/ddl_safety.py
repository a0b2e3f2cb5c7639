"""Rules about changes of tables that lose data, block others, or could be had for less."""

import re

from app.audit import definitions, oracle_ddl
from app.audit.registry import EVERYWHERE, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column
from app.sql.schema.draft import column_of
from app.sql.tokens import Tokens

_TRUNCATED = N_("TRUNCATE empties {table} for good")
_COLUMN_LOST = N_("{table} loses the column {column} with its data")
_DATABASE_LOST = N_("{what} {name} goes with all its data")
_TABLE_LOST = N_("The table {table} goes with all its data")

_WORD = r"(?:`(?:[^`]|``)++`|[\w$]++)"
_ALTERED = re.compile(
    r"ALTER\s+(?:ONLINE\s+|OFFLINE\s+)?(?:IGNORE\s+)?TABLE\s+(?:IF\s+EXISTS\s+)?"
    rf"({_WORD}(?:\s*\.\s*{_WORD})?)\s*+(?!.*\bPARTITION\b)",
    re.I | re.S,
)
_HARMLESS = frozenset({"ALTER TABLE", "SET", "SHOW", "SELECT", "COMMIT"})


@rule(
    Severity.NOTICE,
    on=(Text,),
    bad=[
        "ALTER TABLE item ADD a INT; ALTER TABLE item ADD b INT",
        "ALTER TABLE item ADD a INT; ALTER TABLE pack ADD a INT;"
        " ALTER TABLE `Item` ADD INDEX idx_a (a)",
    ],
    good=[
        "ALTER TABLE item ADD a INT, ADD b INT",
        "ALTER TABLE item ADD a INT; ALTER TABLE pack ADD a INT",
        "ALTER TABLE item ADD a INT; UPDATE item SET a = b WHERE a IS NULL;"
        " ALTER TABLE item MODIFY a INT NOT NULL",
        "ALTER TABLE log ADD a INT; ALTER TABLE log DROP PARTITION p1",
    ],
    sources=[
        "goInception er_alter_table_once",
        "SQLE ddl_check_alter_table_need_merge",
        "Bytebase STATEMENT_MERGE_ALTER_TABLE",
        "SOAR ALT.002",
        "Yearning DDLAllowMultiAlter",
    ],
)
def ddl_merge_alters(node: None, scope: Scope) -> Hits:
    """A table is altered several times in a row.

    Why: each ALTER TABLE waits for a metadata lock, behind which all queries of the table queue,
    and may rebuild the table; several actions in one do it once. A change of rows in between, which
    may need the one and allow the other, ends the row; changes of partitions have to stand alone.

    Instead: one ALTER TABLE with all the actions. Keep apart what MySQL 8.0 does at once
    (ALGORITHM=INSTANT) from what rebuilds the table.
    """
    if scope.kind not in _HARMLESS:
        scope.memory.clear()
    elif scope.kind == "ALTER TABLE" and (altered := _ALTERED.match(scope.text)):
        table = re.sub(r"[`\s]", "", altered[1])
        again = table.lower() in scope.memory
        scope.memory[table.lower()] = True
        if again:
            yield hit(0, N_("{table} is altered once more; one ALTER TABLE could do it all"),
                      table=table, about=table)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.AddColumn, tree.ModifyColumn),
    in_default=False,
    bad=[
        "ALTER TABLE item ADD COLUMN code CHAR(8) NOT NULL FIRST",
        "ALTER TABLE item MODIFY name VARCHAR(40) AFTER id",
    ],
    good=[
        "ALTER TABLE item ADD COLUMN code CHAR(8) NOT NULL",
        "ALTER TABLE item MODIFY name VARCHAR(40), ADD COLUMN `first` INT",
    ],
    sources=[
        "goInception er_cant_change_column_position",
        "SQLE ddl_disable_alter_field_use_first_and_after",
        "Bytebase COLUMN_DISALLOW_CHANGING_ORDER, STATEMENT_ADD_COLUMN_WITHOUT_POSITION",
        "Yearning DDLAllowChangeColumnPosition",
    ],
)
def ddl_no_column_order_change(node: tree.AddColumn | tree.ModifyColumn, scope: Scope) -> Hits:
    """FIRST or AFTER gives a column its place.

    Why: moving a column rebuilds the table in every version; adding one in the middle does so
    before MySQL 8.0.29 and MariaDB 10.4, while one at the end is added at once; and programs that
    rely on the order (SELECT *, INSERT without columns) break. House rule: not part of the default
    profile.

    Instead: add the column at the end and name columns in queries in the order you like.
    """
    if not node.position:
        return
    columns = [node.column] if isinstance(node, tree.ModifyColumn) else list(node.columns)
    names = [c.name.name for c in columns if isinstance(c, tree.ColumnDefinition)]
    first, last = (node.after.first - 1, node.after.last) if node.after else (node.last, node.last)
    table = definitions.table_name(node)
    yield hit(first, N_("{column} is given a place among the columns of {table}"), last=last,
              column=", ".join(names), table=table, about=table)  # fmt: skip


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
    if not scope.schema.is_temporary(node.name):
        yield hit(node, _TRUNCATED, table=node.name.dotted, about=node.name.dotted)


@ddl_no_truncate.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if table := oracle_ddl.heading(tokens, "TRUNCATE"):
        yield hit(0, _TRUNCATED, last=table.last, table=table.name, about=table.name)


@rule(
    Severity.WARNING,
    on=(tree.ModifyColumn,),
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, code INT); ALTER TABLE item MODIFY code BIGINT",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(80));"
        " ALTER TABLE item CHANGE name title VARCHAR(40)",
        "CREATE TABLE item (id INT PRIMARY KEY, price DECIMAL(12,4));"
        " ALTER TABLE item MODIFY price DECIMAL(12,2)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT); ALTER TABLE item MODIFY n INT UNSIGNED",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(80));"
        " ALTER TABLE item MODIFY name VARCHAR(120) NOT NULL",
        "CREATE TABLE item (id INT(11) PRIMARY KEY, done BOOLEAN);"
        " ALTER TABLE item MODIFY id INTEGER AUTO_INCREMENT, MODIFY done TINYINT(1) NOT NULL",
        "ALTER TABLE unknown MODIFY name VARCHAR(10)",
    ],
    sources=[
        "goInception er_change_column_type, ER_CANT_CHANGE_COLUMN_TYPE",
        "Bytebase COLUMN_DISALLOW_CHANGE_TYPE",
        "Yearning DDLAllowColumnType",
        "MySQL 8.4 reference manual, 17.12.1",
    ],
)
def ddl_column_type_change(node: tree.ModifyColumn, scope: Scope) -> Hits:
    """A column changes its type or gets shorter.

    Why: the table is copied while nobody may write to it (ALGORITHM=COPY); values that do not fit
    end the statement in strict mode and are cut without it; and programs may expect the old type.
    A longer VARCHAR, DECIMAL or fraction of a second is not reported, though the table is copied
    when a VARCHAR grows beyond 255 bytes. The old type must be known from this file or --schema.

    Instead: add a new column, fill it in batches, and change the programs; or run an online schema
    change.
    """
    name = definitions.table_of(node)
    table = scope.schema.table(name) if name else None
    old = table.column((node.old or node.column.name).name) if table else None
    new = column_of(node.column)
    if name and old and old.type and new.type and not _holds(old, new):
        yield hit(node.column.type or node, N_("{column} changes from {old} to {new}"),
                  column=old.name, old=_type(old), new=_type(new), about=name.dotted)  # fmt: skip


_ALIASES = {"BOOLEAN": "TINYINT", "NCHAR": "CHAR", "NVARCHAR": "VARCHAR"}
_SIZES = {
    "CHAR": (1, 0), "VARCHAR": (0, 0), "BINARY": (1, 0), "VARBINARY": (0, 0), "BIT": (1, 0),
    "DECIMAL": (10, 0), "TIME": (0, 0), "DATETIME": (0, 0), "TIMESTAMP": (0, 0),
}  # fmt: skip
"""Types whose length and decimals matter, with those they have where none are written."""


def _holds(old: Column, new: Column) -> bool:
    """Whether the new column is of the same type and holds every value of the old one."""
    kind = _ALIASES.get(old.type, old.type)
    if kind != _ALIASES.get(new.type, new.type) or old.unsigned != new.unsigned:
        return False
    if kind not in _SIZES:
        return True
    (length, decimals), (longer, finer) = _size(old, kind), _size(new, kind)
    return longer - finer >= length - decimals and finer >= decimals


def _size(column: Column, kind: str) -> tuple[int, int]:
    length, decimals = _SIZES[kind]
    length = length if column.length is None else column.length
    return length, decimals if column.decimals is None else column.decimals


def _type(column: Column) -> str:
    """A column's type as a message shows it."""
    sizes = [str(n) for n in (column.length, column.decimals) if n is not None]
    size = f"({','.join(sizes)})" if sizes else ""
    return f"{column.type}{size}{' UNSIGNED' if column.unsigned else ''}"


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
    kinds, altered = tokens.kinds, oracle_ddl.heading(tokens, "ALTER")
    for at in range(altered.behind, len(tokens) - 1) if altered else ():
        drops = kinds[at] == "DROP" and kinds[at + 1] in {"COLUMN", "("}
        if altered and (drops or kinds[at : at + 2] == ["SET", "UNUSED"]):
            first = at + 1 if kinds[at + 1] == "(" else at + 2
            if kinds[first] == "COLUMN":
                first += 1
            names = [first]
            if kinds[first] == "(":
                names = [one for one, _ in oracle_ddl.elements(tokens, first)]
            for name in names:
                column = tokens.source(name, name) if name < len(tokens) else ""
                yield hit(at, _COLUMN_LOST, last=min(name, len(tokens) - 1), table=altered.name,
                          column=column, about=altered.name)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.DropDatabase,),
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
def ddl_no_drop_database(node: tree.DropDatabase, scope: Scope) -> Hits:
    """A whole database (in Oracle: the schema of a user) is dropped.

    Why: all its tables, views and programs are gone at once, without a way back but the backup;
    grants on it stay and come to life when somebody creates one of that name.

    Instead: take a backup, drop it by hand, and let a second person look.
    """
    yield hit(node, _DATABASE_LOST, what="DATABASE", name=node.name.dotted,
              about=node.name.dotted)  # fmt: skip


@ddl_no_drop_database.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if tokens.kinds[0] != "DROP" or scope.dialect is not Dialect.ORACLE:
        return
    for what in ("USER", "DATABASE", "PLUGGABLE DATABASE"):
        words = what.split()
        if tokens.kinds[1 : len(words) + 1] == words:
            last = min(len(words) + 1, len(tokens) - 1)  # DROP DATABASE names none
            name = tokens.source(last, last) if last > len(words) else ""
            yield hit(0, _DATABASE_LOST, last=last, what=what, name=name, about=name)


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
        known = scope.schema.is_temporary(name) or scope.schema.made_here(name)
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
