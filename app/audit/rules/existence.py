"""Rules about tables and databases that are not there, or are there already.

They are decided from the simulated schema, where it knows enough, and say nothing elsewhere.
"""

from collections.abc import Iterator, Sequence

from app.audit import definitions
from app.audit.reading import with_names
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import Lost
from app.audit.sources import in_program
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_USING = (
    tree.TableName, tree.Insert, tree.LoadData, tree.AlterTable, tree.CreateTable,
    tree.CreateIndex, tree.DropIndex, tree.DropTable, tree.DropView, tree.TruncateTable,
    tree.LockTables, tree.CreateTrigger,
)  # fmt: skip
_RENAMING = (tree.RenameTable, tree.AlterTable)
_GONE = N_("{table} was dropped or renamed before")
_MISSING = N_("There is no table {table}")
_EXISTS = N_("There is a table {table} already")


def _used(node: tree.Node) -> Sequence[tree.Name]:
    """The tables that have to be there for `node` to work."""
    if isinstance(node, _ON_A_TABLE):
        return (node.table,)
    match node:
        case tree.TableName(name=name) | tree.AlterTable(name=name, if_exists=False):
            return (name,)
        case tree.CreateTable(like=like):
            return (like,) if like is not None else ()
        case (
            tree.TruncateTable(name=name)
            | tree.DropIndex(table=tree.Name() as name, if_exists=False)
        ):
            return (name,)
        case (
            tree.DropTable(names=names, if_exists=False)
            | tree.DropView(names=names, if_exists=False)
        ):
            return names
        case tree.LockTables(names=names):
            return names
    return ()


_ON_A_TABLE = (tree.Insert, tree.LoadData, tree.CreateTrigger, tree.CreateIndex)


def _is_table(name: tree.Name, node: tree.Node) -> bool:
    """Whether a name in FROM is meant to be a table, not DUAL and not one of a WITH clause."""
    if name.qualifier or not isinstance(node, tree.TableName):
        return True
    word = name.name.lower()
    return word != "dual" and word not in with_names(node)


@rule(
    Severity.ERROR,
    on=(*_USING, tree.RenameTable),
    having=(Lost,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "DROP TABLE item; SELECT id FROM item WHERE id = 1",
        "RENAME TABLE item TO item_old; ALTER TABLE item ADD a INT",
        "CREATE DATABASE shop; USE shop; INSERT INTO item (id) VALUES (1)",
        "DROP TABLE item; RENAME TABLE item TO item_old",
        "-- dialect: oracle\nDROP TABLE item; SELECT id FROM item WHERE id = 1",
        "-- dialect: oracle\nRENAME item TO thing; TRUNCATE TABLE item",
    ],
    good=[
        "SELECT id FROM never_described WHERE id = 1",
        "DROP TABLE item; DROP TABLE IF EXISTS item; CREATE TABLE item (id INT PRIMARY KEY);"
        " SELECT id FROM item WHERE id = 1",
        "RENAME TABLE item TO item_old, item_new TO item; SELECT id FROM item WHERE id = 1",
        "CREATE VIEW few AS SELECT 1; DROP TABLE IF EXISTS few; SELECT * FROM few",
        "DROP TABLE few; WITH few AS (SELECT id FROM item) SELECT id FROM few",
        "DROP TABLE item; CREATE PROCEDURE p() BEGIN CREATE TABLE item (id INT PRIMARY KEY);"
        " INSERT INTO item (id) VALUES (1); END",
        "CREATE DATABASE shop; USE shop; SELECT TABLE_NAME FROM information_schema.TABLES",
        "CREATE DATABASE shop; USE shop; SELECT id FROM item_${month} WHERE id = 1",
        "-- dialect: oracle\nSELECT id FROM never_described WHERE id = 1",
        "-- dialect: oracle\nDROP TABLE item PURGE; SELECT id FROM item@elsewhere WHERE id = 1",
        "-- dialect: oracle\nDROP TABLE item; BEGIN make_item; END;;"
        " SELECT id FROM item WHERE id = 1",
        "-- dialect: oracle\nDROP TABLE item; FLASHBACK TABLE item TO BEFORE DROP;"
        " SELECT id FROM item WHERE id = 1",
        '-- dialect: oracle\nDROP TABLE "Item"; SELECT id FROM item WHERE id = 1',
    ],
    sources=[
        "goInception er_table_not_existed_error, er_unknown_table",
        "SQLE precheck TableNotExist",
        "Bytebase TableNotExists",
        "MySQL errors 1146 and 1051",
    ],
)
def table_missing(node: tree.Node, scope: Scope) -> Hits:
    """A table or view does not exist.

    Why: the statement fails with error 1146 or 1051, and what follows it in the file is not run or
    runs on half a change. It is said only of tables that this file has dropped or renamed, of
    databases that it has created, and of a whole schema given with --schema. Stored programs,
    which run later, are not judged.

    Instead: correct the name or the order of the statements; IF EXISTS where either is meant.
    """
    if in_program(scope.parsed.tree) and node is not scope.parsed.tree:
        return
    if isinstance(node, tree.RenameTable):
        yield from _renamed_missing(node, scope)
        return
    for name in _used(node):
        if _lacks(name, scope) and _is_table(name, node):
            yield from _missing(name, scope)


def _lacks(name: tree.Name, scope: Scope) -> bool:
    schema = scope.schema
    return schema.missing(name) and not schema.database_missing(schema.place(name)[0])


def _missing(name: tree.Name, scope: Scope) -> Hits:
    template = _GONE if scope.schema.dropped(name) else _MISSING
    yield hit(name, template, table=name.dotted, about=name.dotted)


def _renamed_missing(node: tree.RenameTable, scope: Scope) -> Hits:
    """RENAME does one pair after the other, so a name may be there because of one before it."""
    made: set[tuple[str, str]] = set()
    for pair in node.pairs:
        there = node.if_exists or scope.schema.place(pair.old) in made
        if not there and _lacks(pair.old, scope):
            yield from _missing(pair.old, scope)
        made.add(scope.schema.place(pair.new))


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.CreateView, tree.RenameTable, tree.AlterTable),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY); CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY); CREATE TABLE pack LIKE item;"
        " RENAME TABLE item TO pack",
        "CREATE VIEW few AS SELECT 1; CREATE TABLE few (id INT PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE TABLE ITEM (id NUMBER PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        ' CREATE VIEW "ITEM" AS SELECT 1 a FROM dual',
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY); CREATE TABLE IF NOT EXISTS item (id INT)",
        "CREATE TABLE item (id INT PRIMARY KEY); DROP TABLE item; CREATE TABLE item (id INT)",
        "CREATE TEMPORARY TABLE item (id INT); CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b (id INT PRIMARY KEY);"
        " RENAME TABLE a TO c, b TO a, c TO b",
        "USE shop; CREATE TABLE item (id INT PRIMARY KEY); USE depot;"
        " CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY); CREATE TABLE Item (id INT PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        ' CREATE TABLE "item" (id NUMBER PRIMARY KEY)',
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " DROP TABLE item; CREATE TABLE item (id NUMBER PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE TABLE hr.item (id NUMBER PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " BEGIN EXECUTE IMMEDIATE 'DROP TABLE item'; END;;"
        " CREATE TABLE item (id NUMBER PRIMARY KEY)",
    ],
    sources=[
        "goInception er_table_exists_error",
        "SQLE precheck TableExist",
        "Bytebase TableExists",
        "MySQL error 1050",
    ],
)
def table_exists(
    node: tree.CreateTable | tree.CreateView | tree.RenameTable | tree.AlterTable, scope: Scope
) -> Hits:
    """A table to be created exists already.

    Why: the statement fails with error 1050. It is said of tables that this file or the DDL given
    with --schema has made; names that differ in upper and lower case only are two tables on Linux
    and one elsewhere, so nothing is said of them.

    Instead: another name, or IF NOT EXISTS where the definition that is there will do.
    """
    if in_program(scope.parsed.tree):
        return
    if isinstance(node, _RENAMING):
        yield from _renamed_exists(node, scope)
        return
    changes = node.or_replace or (isinstance(node, tree.CreateView) and node.alter)
    if not (changes or node.if_not_exists):
        temporary = definitions.is_of_session(node, scope)
        yield from _taken(node.name, scope, temporary=temporary)


def _taken(name: tree.Name, scope: Scope, *, temporary: bool = False) -> Hits:
    """A hit where a table of that very name is known, of the kind the new one would be."""
    there = scope.schema.temporary(name) if temporary else scope.schema.permanent(name)
    folds = scope.dialect is Dialect.ORACLE
    if there is not None and (folds or there.name == name.name):
        yield hit(name, _EXISTS, table=name.dotted, about=name.dotted)


def _renamed_exists(node: tree.RenameTable | tree.AlterTable, scope: Scope) -> Hits:
    """A name is free once a pair before has renamed its table; ALTER TABLE may keep the name."""
    schema, gone = scope.schema, set()
    for old, new in _renamings(node):
        if isinstance(node, tree.AlterTable):
            gone.add(schema.place(old))
        if schema.place(new) not in gone:
            yield from _taken(new, scope, temporary=schema.temporary(old) is not None)
        gone.add(schema.place(old))
        gone.discard(schema.place(new))


def _renamings(
    node: tree.RenameTable | tree.AlterTable,
) -> Iterator[tuple[tree.Name, tree.Name]]:
    if isinstance(node, tree.RenameTable):
        yield from ((pair.old, pair.new) for pair in node.pairs)
        return
    for action in node.actions:
        if isinstance(action, tree.RenameTo):
            yield node.name, action.name


@rule(
    Severity.ERROR,
    on=(*_USING, tree.Use, tree.CreateView, tree.DropDatabase),
    having=(
        ".",
        tree.Use,
        tree.DropDatabase,
    ),
    level=Level.SCHEMA,
    bad=[
        "DROP DATABASE shop; USE shop",
        "DROP DATABASE shop; CREATE TABLE shop.item (id INT PRIMARY KEY)",
        "DROP DATABASE shop; DROP DATABASE shop",
        "DROP DATABASE shop; SELECT id FROM shop.item WHERE id = 1",
    ],
    good=[
        "USE never_described",
        "DROP DATABASE shop; CREATE DATABASE shop; USE shop",
        "DROP DATABASE shop; DROP DATABASE IF EXISTS shop",
        "DROP DATABASE shop; SELECT shop.id FROM depot.shop WHERE shop.id = 1",
    ],
    sources=[
        "goInception er_db_not_existed_error",
        "SQLE precheck SchemaNotExist",
        "Bytebase DatabaseNotExists",
        "MySQL error 1049",
    ],
)
def database_missing(node: tree.Node, scope: Scope) -> Hits:
    """A database does not exist.

    Why: the statement fails with error 1049, and after a failed USE the rest of the file may run
    in another database. It is said only of databases that this file has dropped, and of those
    that are not among the CREATE DATABASE of a schema given with --schema.

    Instead: correct the name, or create the database first.
    """
    if in_program(scope.parsed.tree) and node is not scope.parsed.tree:
        return
    match node:
        case tree.Use(name=name) | tree.DropDatabase(name=name, if_exists=False):
            places = [(name, name.name)]
        case tree.CreateTable(name=name) | tree.CreateView(name=name):
            places = [(name, name.qualifier)]
        case _:
            places = [(name, name.qualifier) for name in _used(node)]
    for place, database in places:
        if database and scope.schema.database_missing(database):
            yield hit(place, N_("There is no database {database}"), database=database,
                      about=database)  # fmt: skip
