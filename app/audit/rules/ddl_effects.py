"""Rules about what a change does to data, to transactions and to running programs."""

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column
from app.sql.schema.columns import column_of

_INTEGERS = ("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT")
_TEXTS = ("TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT")
_BLOBS = ("TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB")
_LADDERS = (_INTEGERS, _TEXTS, _BLOBS, ("FLOAT", "DOUBLE"), ("DATE", "DATETIME"))
_SIZED = frozenset(
    "CHAR VARCHAR BINARY VARBINARY BIT NCHAR NVARCHAR VARCHAR2 NVARCHAR2 RAW".split()
)
_COMMITTING = frozenset("CREATE ALTER DROP TRUNCATE RENAME".split())
_FINE = frozenset({"TIME", "DATETIME", "TIMESTAMP"})
_ITEM = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(80), price DECIMAL(12,4), n INT);\n"
_BROKEN = N_("Running programs may fail: {what}")


@rule(
    Severity.WARNING,
    on=(only(tree.AlterTable, "CHARACTER SET", "COLLATE"),),
    bad=["ALTER TABLE item DEFAULT CHARSET=utf8mb4", "ALTER TABLE item COLLATE utf8mb4_bin"],
    good=[
        "ALTER TABLE item CONVERT TO CHARACTER SET utf8mb4",
        "ALTER TABLE item CONVERT TO CHARACTER SET utf8mb4, DEFAULT CHARSET=utf8mb4",
        "ALTER TABLE item ENGINE=InnoDB",
        "CREATE TABLE few (id INT PRIMARY KEY); ALTER TABLE few CHARSET=utf8mb4",
    ],
    sources=[
        "SQLE ddl_hint_update_table_charset_will_not_update_field_charset",
        "SQLE SQLE00073",
        "SOAR ALT.001",
    ],
)
def ddl_no_default_charset_change(node: tree.AlterTable, scope: Scope) -> Hits:
    """The default character set of a table is changed, not that of its columns.

    Why: the columns that are there keep theirs; only columns added later get the new one, so that
    one table has two. A table known to have no texts is not reported.

    Instead: CONVERT TO CHARACTER SET, which writes the texts anew.
    """
    if any(isinstance(action, tree.ConvertTo) for action in node.actions):
        return
    found = [o for o in definitions.options_of(node) if o.name in {"CHARACTER SET", "COLLATE"}]
    table = scope.schema.table(node.name) if found else None
    if table and table.known_columns and not any(map(_is_text, table.columns.values())):
        return
    for option in found[:1]:
        yield hit(option, N_("The columns of {table} keep their character set"),
                  table=node.name.dotted, about=node.name.dotted)  # fmt: skip


def _is_text(column: Column) -> bool:
    return column.type in definitions.TEXTS


@rule(
    Severity.WARNING,
    on=(Text,),
    bad=[
        "START TRANSACTION; UPDATE item SET n = 1 WHERE id = 1; ALTER TABLE item ADD m INT",
        "SET autocommit = 0; DELETE FROM item WHERE id = 1; CREATE TABLE few (id INT PRIMARY KEY)",
    ],
    good=[
        "START TRANSACTION; UPDATE item SET n = 1 WHERE id = 1; COMMIT; ALTER TABLE item ADD m INT",
        "UPDATE item SET n = 1 WHERE id = 1; ALTER TABLE item ADD m INT",
        "BEGIN; UPDATE item SET n = 1 WHERE id = 1; CREATE TEMPORARY TABLE few (id INT); COMMIT",
    ],
    sources=["SQLE ddl_check_transactions_not_committed", "MySQL 8.4 reference manual, 15.3.3"],
)
def ddl_uncommitted_transaction(node: None, scope: Scope) -> Hits:
    """DDL stands within a transaction that has changed rows.

    Why: it commits the transaction before it begins, so that a later ROLLBACK brings nothing back;
    and where the transaction is another session's, the DDL waits for it, with every new query of
    the table behind it. Whether others have one open the console tells when the DDL is run.

    Instead: COMMIT or ROLLBACK first, so that it can be seen which.
    """
    kind = scope.kind
    first = kind.split(" ", 1)[0]
    if kind in {"BEGIN", "START TRANSACTION"}:
        scope.memory["open"], scope.memory["changed"] = True, False
    elif kind == "SET" and "autocommit" in scope.code.lower():
        text = scope.text.lower()
        scope.memory["manual"] = text.rstrip("; ").endswith(("0", "off", "false"))
    elif first in {"COMMIT", "ROLLBACK"}:
        scope.memory["open"] = scope.memory["changed"] = False
    elif first in {"INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD"}:
        if scope.memory.get("open") or scope.memory.get("manual"):
            scope.memory["changed"] = True
    elif first in _COMMITTING and scope.memory.get("changed") and not _is_temporary(scope):
        scope.memory["open"] = scope.memory["changed"] = False
        yield hit(0, N_("{kind} commits the transaction that is open"), kind=kind)


def _is_temporary(scope: Scope) -> bool:
    return "TEMPORARY" in scope.text[:40].upper()


@rule(
    Severity.WARNING,
    on=(tree.ModifyColumn,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); ALTER TABLE item MODIFY (name VARCHAR2(20))",
        _ITEM + "ALTER TABLE item MODIFY name VARCHAR(40)",
        _ITEM + "ALTER TABLE item MODIFY price DECIMAL(12,2)",
        _ITEM + "ALTER TABLE item MODIFY n SMALLINT",
        _ITEM + "ALTER TABLE item MODIFY n INT UNSIGNED",
        _ITEM + "ALTER TABLE item CHANGE n m INT NOT NULL",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); ALTER TABLE item MODIFY (name VARCHAR2(60))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); ALTER TABLE item MODIFY (name DEFAULT 7)",
        _ITEM + "ALTER TABLE item MODIFY name VARCHAR(120)",
        _ITEM + "ALTER TABLE item MODIFY price DECIMAL(14,4), MODIFY n BIGINT",
        _ITEM + "ALTER TABLE item MODIFY id INT NOT NULL",
        "ALTER TABLE unknown MODIFY name VARCHAR(10)",
    ],
    sources=["SQLE SQLE00170", "MySQL errors 1265, 1406, 1264, 1138"],
)
def ddl_column_shortened(node: tree.ModifyColumn, scope: Scope) -> Hits:
    """A column can no longer hold all the values it could.

    Why: a shorter text, a smaller integer, fewer decimals, UNSIGNED or NOT NULL: where a row has a
    value that does not fit, the statement fails in strict mode after all its work, and cuts or
    changes the value without it. The old definition must be known.

    Instead: look for such values first, say with MAX(CHAR_LENGTH(…)), and mend them.
    """
    name = definitions.table_of(node)
    table = scope.schema.table(name) if name else None
    old = table.column((node.old or node.column.name).name) if table else None
    if name is None or old is None or not old.type:
        return
    lost = _lost(old, column_of(node.column))
    key = table is not None and old.name.lower() in table.primary_key
    if lost and not (key and lost == _NULL):
        yield hit(node.column, lost, column=old.name, about=name.dotted)


_NULL = N_("{column} can no longer be NULL")
_SHORTER = N_("{column} becomes shorter")
_NARROWER = N_("{column} holds a smaller range of values")


def _lost(old: Column, new: Column) -> str:
    """What the new column cannot hold, as a message; "" where it holds all."""
    if not new.type:
        return ""
    for ladder in _LADDERS:
        both = old.type in ladder and new.type in ladder
        if both and ladder.index(new.type) < ladder.index(old.type):
            return _NARROWER
    if old.type in _INTEGERS and new.type in _INTEGERS and new.unsigned and not old.unsigned:
        return _NARROWER
    if old.type in _SIZED and new.type in _SIZED and (new.length or 1) < (old.length or 1):
        return _SHORTER
    if old.type == new.type == "DECIMAL":
        whole, fine = (old.length or 10) - (old.decimals or 0), old.decimals or 0
        if (new.length or 10) - (new.decimals or 0) < whole or (new.decimals or 0) < fine:
            return _NARROWER
    if old.type == new.type == "NUMBER" and new.length is not None:
        whole, fine = (old.length or 38) - (old.decimals or 0), old.decimals or 0
        if new.length - (new.decimals or 0) < whole or (new.decimals or 0) < fine:
            return _NARROWER
    if old.type == new.type and old.type in _FINE and (new.length or 0) < (old.length or 0):
        return _NARROWER
    if old.nullable and not new.nullable:
        return _NULL
    return ""


@rule(
    Severity.WARNING,
    on=(tree.AlterTable, tree.DropTable, tree.RenameTable),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nALTER TABLE item DROP COLUMN n",
        "-- dialect: oracle\nRENAME item TO goods",
        "ALTER TABLE item DROP COLUMN n",
        "ALTER TABLE item RENAME COLUMN n TO m",
        "ALTER TABLE item ADD UNIQUE KEY (n)",
        "ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0)",
        "CREATE TABLE IF NOT EXISTS item (id INT PRIMARY KEY, n INT);"
        " ALTER TABLE item MODIFY n BIGINT",
        "DROP TABLE item",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item ADD (m NUMBER)",
        "ALTER TABLE item ADD COLUMN m INT, ADD KEY (m)",
        _ITEM + "ALTER TABLE item MODIFY n INT DEFAULT 7",
        "CREATE TABLE few (id INT PRIMARY KEY); ALTER TABLE few ADD UNIQUE KEY (id)",
        "DROP TEMPORARY TABLE few",
    ],
    sources=["Bytebase SCHEMA_BACKWARD_COMPATIBILITY"],
)
def ddl_backward_compatible(
    node: tree.AlterTable | tree.DropTable | tree.RenameTable, scope: Scope
) -> Hits:
    """A change that programs of the old version may not survive.

    Why: while a release is rolled out, and after it is rolled back, old programs run on the new
    schema: what is dropped or renamed they do not find, and what new keys and checks forbid they
    still write. House rule: not part of the default profile. What this file has made is not
    reported.

    Instead: first add, then ship programs that need the old no more, then take away.
    """
    if isinstance(node, tree.RenameTable):
        yield hit(node, _BROKEN, what="RENAME TABLE", about=node.pairs[0].old.dotted)
    elif isinstance(node, tree.DropTable):
        for name in () if node.temporary else node.names:
            if not scope.schema.made_here(name):
                yield hit(name, _BROKEN, what="DROP TABLE", about=name.dotted)
    elif not scope.schema.made_here(node.name):
        for action in node.actions:
            if what := _breaking(action, node, scope):
                yield hit(action, _BROKEN, what=what, about=node.name.dotted)


def _breaking(action: tree.Node, node: tree.AlterTable, scope: Scope) -> str:
    match action:
        case tree.DropColumn():
            return "DROP COLUMN"
        case tree.RenameColumn() | tree.RenameTo():
            return "RENAME"
        case tree.AddKey(key=tree.Key(kind="PRIMARY" | "UNIQUE" as kind)):
            return f"ADD {kind} KEY"
        case tree.AddKey(key=tree.ForeignKey()):
            return "ADD FOREIGN KEY"
        case tree.AddKey(key=tree.Check(enforced=True)):
            return "ADD CHECK"
        case tree.ModifyColumn(old=old, column=column):
            if old is not None and old.name.lower() != column.name.name.lower():
                return "CHANGE"
            table = scope.schema.table(node.name)
            known = table.column(column.name.name) if table else None
            made = column_of(column)
            if known and (known.type, known.unsigned) != (made.type, made.unsigned):
                return "MODIFY"
    return ""
