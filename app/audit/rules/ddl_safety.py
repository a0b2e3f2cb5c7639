"""Rules about changes of tables that block others or could be had for less."""

import re

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.possessive import compile_pattern
from app.sql.schema import Column
from app.sql.schema.columns import column_of

_WORD = r"(?:`(?:[^`]|``)++`|[\w$]++)"
_ALTERED = compile_pattern(
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

    Why: MySQL rebuilds the table to move a column, and up to 8.0.28 to add one that is not the
    last; MariaDB up to 10.3 does both. Programs that rely on the order (SELECT *, INSERT without
    columns) break. House rule: not part of the default profile.

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
    Severity.WARNING,
    on=(tree.ModifyColumn,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, code INT); ALTER TABLE item MODIFY code BIGINT",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(8));"
        " ALTER TABLE item CHANGE name title VARCHAR(8)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT); ALTER TABLE item MODIFY n INT UNSIGNED",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item MODIFY (name NUMBER)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(80));"
        " ALTER TABLE item MODIFY name VARCHAR(120) NOT NULL",
        "CREATE TABLE item (id INT(11) PRIMARY KEY, done BOOLEAN);"
        " ALTER TABLE item MODIFY id INTEGER AUTO_INCREMENT, MODIFY done TINYINT(1) NOT NULL",
        "ALTER TABLE unknown MODIFY name VARCHAR(10)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item MODIFY (name NOT NULL)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item MODIFY (name VARCHAR2(60))",
    ],
    sources=[
        "goInception er_change_column_type, ER_CANT_CHANGE_COLUMN_TYPE",
        "Bytebase COLUMN_DISALLOW_CHANGE_TYPE",
        "Yearning DDLAllowColumnType",
        "MySQL 8.4 reference manual, 17.12.1",
    ],
)
def ddl_column_type_change(node: tree.ModifyColumn, scope: Scope) -> Hits:
    """A column changes its type.

    Why: the table is copied while nobody may write to it (ALGORITHM=COPY); values that do not fit
    end the statement in strict mode and are cut without it; and programs may expect the old type.
    A longer VARCHAR, DECIMAL or fraction of a second is not reported, though the table is copied
    when a VARCHAR grows beyond 255 bytes; a shorter one is told by ddl-column-shortened. The old
    type must be known from this file or --schema.

    Instead: add a new column, fill it in batches, and change the programs; or run an online schema
    change.
    """
    name = definitions.table_of(node)
    table = scope.schema.table(name) if name else None
    old = table.column((node.old or node.column.name).name) if table else None
    new = column_of(node.column)
    if name and old and old.type and new.type and not _is_same(old, new):
        yield hit(node.column.type or node, N_("{column} changes from {old} to {new}"),
                  column=old.name, old=_type(old), new=_type(new), about=name.dotted)  # fmt: skip


_ALIASES = {"BOOLEAN": "TINYINT", "NCHAR": "CHAR", "NVARCHAR": "VARCHAR"}


def _is_same(old: Column, new: Column) -> bool:
    """Whether the new column is of the same type and sign."""
    kinds = [_ALIASES.get(column.type, column.type) for column in (old, new)]
    return kinds[0] == kinds[1] and old.unsigned == new.unsigned


def _type(column: Column) -> str:
    """A column's type as a message shows it."""
    sizes = [str(n) for n in (column.length, column.decimals) if n is not None]
    size = f"({','.join(sizes)})" if sizes else ""
    return f"{column.type}{size}{' UNSIGNED' if column.unsigned else ''}"
