"""Rules about columns and indexes that are not there, or are there already.

They are decided from the simulated schema, where it knows enough, and say nothing elsewhere.
"""

from collections.abc import Iterator

from app.audit import definitions
from app.audit.given import targets_of
from app.audit.indexing import INDEXING, KEYED, Indexing, declared, indexed_table
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, only
from app.audit.sources import in_program, without
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Table

_NO_COLUMN = N_("{table} has no column {column}")
_NO_COLUMN_ANYWHERE = N_("None of the tables has a column {column}")
_COLUMN_THERE = N_("{table} has a column {column} already")
_NO_INDEX = N_("{table} has no index {index}")
_INDEX_THERE = N_("{table} has an index {index} already")
_TABLE = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY idx_name (name));\n"


@rule(
    Severity.ERROR,
    on=(tree.Column, tree.Assignment, tree.Insert, tree.LoadData, tree.AlterTable),
    having=(KnownTable, tree.AlterTable),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        _TABLE + "SELECT id, nmae FROM item WHERE id = 1",
        _TABLE + "SELECT i.id FROM item i WHERE i.nmae = 'a' AND id = 1",
        _TABLE + "INSERT INTO item (id, nmae) VALUES (1, 'a')",
        _TABLE + "UPDATE item SET nmae = 'a' WHERE id = 1",
        _TABLE + "ALTER TABLE item DROP COLUMN nmae",
        _TABLE + "ALTER TABLE item MODIFY title VARCHAR(9), ADD a INT AFTER nmae",
        "ALTER TABLE item DROP COLUMN code; SELECT code FROM item WHERE id = 1",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT nmae FROM item",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item DROP COLUMN nmae",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " INSERT INTO item (id, nmae) VALUES (1, 'a')",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " UPDATE item SET nmae = 'a' WHERE id = 1",
    ],
    good=[
        _TABLE + "SELECT id, name AS title FROM item WHERE id = 1 ORDER BY title",
        _TABLE + "ALTER TABLE item ADD code INT, ADD KEY (code), CHANGE name title VARCHAR(20)",
        _TABLE + "SELECT i.id FROM item i WHERE EXISTS"
        " (SELECT 1 FROM orders o WHERE o.item_id = i.id AND state = 1)",
        _TABLE + "SELECT id FROM (SELECT id, name AS title FROM item) x WHERE x.title = 'a'",
        _TABLE + "ALTER TABLE item DROP COLUMN IF EXISTS nmae",
        "ALTER TABLE item ADD code INT; SELECT name FROM item WHERE id = 1",
        "CREATE TABLE few AS SELECT * FROM item; SELECT name FROM few WHERE id = 1",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT id, NAME, ROWNUM, ROWID, ora_rowscn FROM item WHERE SYSDATE > DATE '2026-01-01'",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT LEVEL, USER, s.NEXTVAL FROM item CONNECT BY PRIOR id = name",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        ' ALTER TABLE item RENAME COLUMN name TO title; SELECT "TITLE" FROM item',
        "-- dialect: oracle\nCREATE TABLE copy AS SELECT * FROM item; SELECT a FROM copy",
        _TABLE + "SELECT ${columns}, i.${more} FROM item i WHERE ${column} = 1 ORDER BY ${sort}",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT &columns, i.n_&more FROM item i WHERE &condition",
    ],
    sources=[
        "goInception er_column_not_existed, er_bad_field_error",
        "SQLE precheck ColumnNotExist",
        "Bytebase ColumnNotExists",
        "MySQL errors 1054 and 1091",
    ],
)
def column_missing(node: tree.Node, scope: Scope) -> Hits:
    """A column does not exist.

    Why: the statement fails with error 1054 or 1091. It is said only where all the columns
    of all the tables that could be meant are known, from this file or the DDL given with --schema,
    or where the column was dropped before. Stored programs, which run later, are not judged.

    Instead: correct the name, or add the column first.
    """
    schema = scope.schema
    if isinstance(node, tree.Column):  # of which there are most, and most are not known to lack
        lacking = _unless_there(node.name, without(node.name, node, schema))
    elif schema.is_empty() and not isinstance(node, tree.AlterTable):
        return
    else:
        lacking = _lacking(node, scope)
    if not lacking or in_program(scope.parsed.tree):
        return
    for name, table in lacking:
        template = _NO_COLUMN if table else _NO_COLUMN_ANYWHERE
        yield hit(name, template, table=table, column=name.name, about=table)


def _lacking(node: tree.Node, scope: Scope) -> list[tuple[tree.Name, str]]:
    """The names below `node` that no column has, and the table that lacks it."""
    match node:
        case tree.AlterTable():
            return _lacked_by_alter(node, scope)
        case tree.Assignment(column=name) if isinstance(node.parent, tree.Update):
            return _unless_there(name, without(name, node, scope.schema))
        case tree.Insert():
            assigned = (*node.assignments, *node.on_duplicate)
            if assigned or None in targets_of(node, scope).columns:
                names = [*(node.columns or ()), *[each.column for each in assigned]]
                return _lacked_by(scope.schema.table(node.table), names, node.table)
        case tree.LoadData():
            names = [*node.columns, *[each.column for each in node.assignments]]
            return _lacked_by(scope.schema.table(node.table), names, node.table)
    return []


def _unless_there(name: tree.Name, table: str | None) -> list[tuple[tree.Name, str]]:
    return [] if table is None else [(name, table)]


def _lacked_by(
    table: Table | None, names: list[tree.Name], called: tree.Name
) -> list[tuple[tree.Name, str]]:
    if table is None:
        return []
    return [(name, called.dotted) for name in names if table.lacks_column(name.name)]


def _lacked_by_alter(node: tree.AlterTable, scope: Scope) -> list[tuple[tree.Name, str]]:
    """Columns that are changed or named as a place and were not there."""
    old = scope.schema.table(node.name)
    found: list[tuple[tree.Name, str]] = []
    if old is not None:
        added = {c.name.name.lower() for c in _added(node)}
        changed = [name for name in _changed(node) if name.name.lower() not in added]
        found = _lacked_by(old, changed, node.name)
    places = [name for name in _places(node) if old is None or old.lacks_column(name.name)]
    if places:
        found += _lacked_by(scope.schema.after(node), places, node.name)
    return found


def _added(node: tree.AlterTable, *, surely: bool = False) -> Iterator[tree.ColumnDefinition]:
    """The columns of ADD; with `surely` not those of ADD IF NOT EXISTS."""
    for action in node.actions:
        if isinstance(action, tree.AddColumn) and not (surely and action.if_not_exists):
            yield from (c for c in action.columns if isinstance(c, tree.ColumnDefinition))


def _changed(node: tree.AlterTable) -> Iterator[tree.Name]:
    """The columns an ALTER TABLE expects to find."""
    for action in node.actions:
        match action:
            case tree.DropColumn(name=name, if_exists=False):
                yield name
            case tree.ModifyColumn(old=old, column=column, if_exists=False):
                yield old or column.name
            case tree.RenameColumn(old=name) | tree.AlterColumn(name=name):
                yield name


def _places(node: tree.AlterTable) -> Iterator[tree.Name]:
    for action in node.actions:
        if isinstance(action, _PLACED) and action.after:
            yield action.after


_PLACED = (tree.AddColumn, tree.ModifyColumn)


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.AddColumn, tree.ModifyColumn, tree.RenameColumn),),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        _TABLE + "ALTER TABLE item ADD COLUMN name VARCHAR(40)",
        _TABLE + "ALTER TABLE item RENAME COLUMN id TO name",
        "ALTER TABLE item ADD code INT; ALTER TABLE item ADD Code BIGINT",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item ADD name DATE",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item ADD (NAME DATE, title VARCHAR2(9))",
    ],
    good=[
        _TABLE + "ALTER TABLE item DROP COLUMN name, ADD COLUMN name VARCHAR(40)",
        _TABLE + "ALTER TABLE item ADD COLUMN IF NOT EXISTS name VARCHAR(40)",
        _TABLE + "ALTER TABLE item RENAME COLUMN id TO name, RENAME COLUMN name TO id",
        _TABLE + "ALTER TABLE item CHANGE name Name VARCHAR(40)",
        "ALTER TABLE never_described ADD code INT",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        ' ALTER TABLE item ADD "name" DATE',
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " ALTER TABLE item DROP COLUMN name; ALTER TABLE item ADD name DATE",
    ],
    sources=[
        "goInception er_column_existed",
        "SQLE precheck ColumnExist",
        "Bytebase ColumnExists",
        "MySQL error 1060",
    ],
)
def column_exists(node: tree.AlterTable, scope: Scope) -> Hits:
    """A column to be added exists already.

    Why: the statement fails with error 1060, and none of its actions is done. It is said of
    columns that this file or the DDL given with --schema has made.

    Instead: another name, MODIFY for another definition, or (in MariaDB) ADD COLUMN IF NOT EXISTS.
    """
    table = scope.schema.table(node.name)
    if table is None or in_program(scope.parsed.tree):
        return
    given_up = {tree.folded(name.name) for name in _given_up(node)}
    for name in _new_names(node):
        key = tree.folded(name.name)
        if key in table.columns and key not in given_up:
            yield hit(name, _COLUMN_THERE, table=node.name.dotted, column=name.name,
                      about=node.name.dotted)  # fmt: skip


def _given_up(node: tree.AlterTable) -> Iterator[tree.Name]:
    """The names that columns have no more when the new ones are added."""
    for action in node.actions:
        match action:
            case tree.DropColumn(name=name) | tree.RenameColumn(old=name):
                yield name
            case tree.ModifyColumn(old=tree.Name() as name):
                yield name


def _new_names(node: tree.AlterTable) -> Iterator[tree.Name]:
    yield from (column.name for column in _added(node, surely=True))
    for action in node.actions:
        match action:
            case tree.RenameColumn(new=name):
                yield name
            case tree.ModifyColumn(old=tree.Name(), column=column):
                yield column.name


@rule(
    Severity.ERROR,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        _TABLE + "CREATE INDEX idx_name ON item (id)",
        _TABLE + "ALTER TABLE item ADD UNIQUE KEY IDX_NAME (name)",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY idx (a), KEY idx (b))",
        "CREATE INDEX one ON item (a); CREATE INDEX one ON item (b)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX item_name ON item (name); CREATE INDEX ITEM_NAME ON item (name, id)",
    ],
    good=[
        _TABLE + "DROP INDEX idx_name ON item; CREATE INDEX idx_name ON item (id, name)",
        _TABLE + "ALTER TABLE item DROP KEY idx_name, ADD KEY idx_name (id, name)",
        _TABLE + "CREATE INDEX idx_name ON orders (name)",
        _TABLE + "ALTER TABLE item ADD KEY (name)",
        "-- dialect: mariadb\n" + _TABLE + "CREATE INDEX IF NOT EXISTS idx_name ON item (name)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX item_name ON item (name); DROP INDEX item_name;"
        " CREATE INDEX item_name ON item (name, id)",
    ],
    sources=[
        "goInception er_dup_index, er_dup_keyname",
        "SQLE precheck IndexExist, DuplicateIndexes",
        "Bytebase IndexExists",
        "SOAR IDX.001",
        "MySQL error 1061",
    ],
)
def index_exists(node: Indexing, scope: Scope) -> Hits:
    """The name of a new index is in use.

    Why: the statement fails with error 1061. An index without a name gets a free one. It is said
    of indexes that this file or the DDL given with --schema has made.

    Instead: another name; to replace the index, drop and add it in one ALTER TABLE.
    """
    keys = [key for _, kind, key in declared(node) if kind != "PRIMARY" and key is not None]
    names = [key.name for key in keys if key.name is not None]
    if not names or in_program(scope.parsed.tree) or _may_exist(node, scope):
        return
    taken = set() if isinstance(node, tree.CreateTable) else set(_taken(node, scope))
    for name in names:
        called = name.name.lower()
        if called in taken:
            yield hit(name, _INDEX_THERE, table=indexed_table(node), index=name.name,
                      about=indexed_table(node))  # fmt: skip
        taken.add(called)


def _may_exist(node: Indexing, scope: Scope) -> bool:
    """Whether the statement says IF NOT EXISTS or OR REPLACE of the index (MariaDB)."""
    if isinstance(node, tree.CreateIndex):
        return node.if_not_exists or node.or_replace
    kinds = scope.tokens.kinds
    return isinstance(node, tree.AlterTable) and any(
        kinds[key.first : key.last].count("EXISTS") for key in definitions.keys_of(node)
    )


def _taken(node: tree.AlterTable | tree.CreateIndex, scope: Scope) -> Iterator[str]:
    """The indexes that are there when those of the statement are added, in lower case."""
    table = scope.schema.table(node.table if isinstance(node, tree.CreateIndex) else node.name)
    dropped = set()
    for action in node.actions if isinstance(node, tree.AlterTable) else ():
        if isinstance(action, tree.DropKey) and action.name:
            dropped.add(action.name.name.lower())
        elif isinstance(action, tree.RenameKey):
            dropped.add(action.old.name.lower())
            yield action.new.name.lower()
    yield from table.indexes.keys() - dropped if table else ()


@rule(
    Severity.ERROR,
    on=(tree.DropIndex, only(tree.AlterTable, tree.DropKey, tree.RenameKey), tree.IndexHint),
    level=Level.SCHEMA,
    bad=[
        _TABLE + "DROP INDEX idx_nmae ON item",
        _TABLE + "ALTER TABLE item RENAME INDEX idx_nmae TO idx_title",
        _TABLE + "SELECT id FROM item FORCE INDEX (idx_title) WHERE name = 'a'",
    ],
    good=[
        _TABLE + "SELECT id FROM item USE INDEX (PRIMARY, idx_n) WHERE name = 'a'",
        _TABLE + "ALTER TABLE item DROP INDEX idx_name, DROP PRIMARY KEY",
        "CREATE TABLE pack (id INT PRIMARY KEY, item INT, CONSTRAINT pack_item"
        " FOREIGN KEY (item) REFERENCES item (id)); DROP INDEX pack_item ON pack",
        "DROP INDEX idx_name ON never_described",
    ],
    sources=[
        "goInception er_index_not_existed, er_cant_drop_field_or_key",
        "SQLE precheck IndexNotExist",
        "Bytebase IndexNotExists",
        "MySQL errors 1091 and 1176",
    ],
)
def index_missing(node: tree.DropIndex | tree.AlterTable | tree.IndexHint, scope: Scope) -> Hits:
    """An index does not exist.

    Why: DROP and RENAME of it fail with error 1091 or 1176, and so does every query with a hint
    that names it. It is said only where all indexes of the table are known. The index the server
    makes for a foreign key, and the beginning of a name in a hint, are taken into account.

    Instead: correct the name; look at SHOW INDEX FROM the table.
    """
    if in_program(scope.parsed.tree):
        return
    match node:
        case tree.DropIndex(table=tree.Name() as table_name, if_exists=False):
            yield from _no_index(table_name, [node.name], scope)
        case tree.AlterTable():
            yield from _no_index(node.name, list(_expected(node)), scope)
        case tree.IndexHint(parent=tree.TableName() as source):
            table = scope.schema.table(source.name)
            if table is not None:
                names = [n for n in node.indexes if not _begins_one(table, n.name.lower())]
                yield from _no_index(source.name, names, scope)


def _no_index(table: tree.Name, names: list[tree.Name], scope: Scope) -> Hits:
    known = scope.schema.table(table)
    for name in names:
        if known is not None and known.lacks_index(name.name):
            yield hit(name, _NO_INDEX, table=table.dotted, index=name.name,
                      about=table.dotted)  # fmt: skip


def _expected(node: tree.AlterTable) -> Iterator[tree.Name]:
    for action in node.actions:
        match action:
            case tree.DropKey(kind="INDEX", name=tree.Name() as name, if_exists=False):
                yield name
            case tree.RenameKey(old=name):
                yield name


def _begins_one(table: Table, name: str) -> bool:
    """Whether an index's name begins so: a hint may leave the rest out (MySQL manual, 10.9.4)."""
    return any(index.startswith(name) for index in (*table.indexes, *table.maybe_indexes))
