"""Rules about what is dropped: keys, columns others need, the last column, a full database."""

from collections.abc import Iterator

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.settings import foreign_keys_unchecked, note_foreign_key_checks
from app.audit.signs import KnownTable, only
from app.audit.sources import in_program
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Table

_TABLE = "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY by_ab (a, b));\n"
_TIED = (
    "CREATE TABLE box (id INT PRIMARY KEY); CREATE TABLE item (id INT PRIMARY KEY, box INT,"
    " KEY by_box (box), CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box (id));\n"
)


@rule(
    Severity.ERROR,
    on=(tree.DropKey,),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); ALTER TABLE item DROP CONSTRAINT item_box",
        "ALTER TABLE item DROP FOREIGN KEY item_box",
        _TIED + "ALTER TABLE item DROP CONSTRAINT item_box",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item DROP CONSTRAINT item_box",
        "ALTER TABLE item DROP INDEX item_box",
        "ALTER TABLE item DROP CONSTRAINT item_check",
    ],
    sources=["SQLE ddl_hint_drop_foreign_key", "SQLE SQLE00072", "SOAR ALT.004"],
)
def ddl_no_drop_foreign_key(node: tree.DropKey, scope: Scope) -> Hits:
    """A foreign key is dropped.

    Why: from then on rows may refer to nothing, and to have the key again later each of them must
    be found and mended.

    Instead: keep it; or say `-- mohist: ignore ddl-no-drop-foreign-key` with the reason.
    """
    tied = node.kind == "FOREIGN KEY" or (node.kind == "CONSTRAINT" and _is_foreign(node, scope))
    if tied and not isinstance(scope.parsed.tree, tree.CreateTable):
        table = definitions.table_name(node)
        yield hit(node, N_("{table} loses the foreign key {name}"), table=table,
                  name=node.name.name if node.name else "", about=table)  # fmt: skip


def _is_foreign(node: tree.DropKey, scope: Scope) -> bool:
    """Whether the constraint is known to be a foreign key."""
    name = definitions.table_of(node)
    table = scope.schema.table(name) if name else None
    called = node.name.name.lower() if node.name else ""
    return table is not None and any(k.name.lower() == called for k in table.foreign_keys)


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.DropKey),),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nALTER TABLE item DROP PRIMARY KEY CASCADE",
        "ALTER TABLE item DROP PRIMARY KEY",
        "ALTER TABLE item DROP PRIMARY KEY, ADD n INT",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item DROP UNIQUE (code)",
        "ALTER TABLE item DROP PRIMARY KEY, ADD PRIMARY KEY (id, shop)",
        "ALTER TABLE item DROP INDEX code",
    ],
    sources=["SQLE ddl_hint_drop_primary_key", "SQLE SQLE00010", "SOAR ALT.004"],
)
def ddl_no_drop_primary_key(node: tree.AlterTable, scope: Scope) -> Hits:
    """A primary key is dropped.

    Why: the table is written anew under a hidden key, replicas look for each changed row with a
    scan, and equal rows can come in. Where the same statement adds another one nothing is said.

    Instead: DROP PRIMARY KEY, ADD PRIMARY KEY (…) in one statement.
    """
    for action in node.actions if definitions.primary_of(node) is None else ():
        if isinstance(action, tree.DropKey) and action.kind == "PRIMARY":
            yield hit(action, N_("The primary key of {table} is dropped"), table=node.name.dotted,
                      about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.DropColumn),),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); CREATE INDEX by_a ON item (a, name); ALTER TABLE item DROP COLUMN a",
        _TABLE + "ALTER TABLE item DROP COLUMN b",
        "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b)); ALTER TABLE pair DROP COLUMN b",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); ALTER TABLE item DROP COLUMN a",
        _TABLE + "ALTER TABLE item DROP KEY by_ab, DROP COLUMN b",
        _TABLE + "ALTER TABLE item ADD c INT; ALTER TABLE item DROP COLUMN c",
        "ALTER TABLE unknown DROP COLUMN a",
        _TABLE + "ALTER TABLE item DROP COLUMN b, ADD COLUMN b BIGINT",
    ],
    sources=["goInception ER_CANT_DROP_INDEX_COLUMN", "Bytebase COLUMN_DISALLOW_DROP_IN_INDEX"],
)
def ddl_no_drop_indexed_column(node: tree.AlterTable, scope: Scope) -> Hits:
    """A dropped column is part of an index.

    Why: it leaves the index, which serves other queries then, or goes with its last column; a
    unique index over what is left may fail on rows that become equal. It is judged where the
    table is known.

    Instead: drop or replace the index in the same statement.
    """
    table = scope.schema.table(node.name)
    if table is None:
        return
    gone = {a.name.name.lower() for a in node.actions if isinstance(a, tree.DropKey) and a.name}
    if any(isinstance(a, tree.DropKey) and a.kind == "PRIMARY" for a in node.actions):
        gone.add("primary")
    back = definitions.names_of(node)
    for action in node.actions:
        if not isinstance(action, tree.DropColumn) or action.name.name.lower() in back:
            continue
        for key, index in table.indexes.items():
            if key not in gone and action.name.name.lower() in index.columns:
                yield hit(action, N_("{column} is part of the index {index}"),
                          column=action.name.name, index=index.name,
                          about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.DropColumn),),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE few (a NUMBER, b NUMBER); ALTER TABLE few DROP (a, b)",
        "CREATE TABLE few (a INT, b INT); ALTER TABLE few DROP COLUMN a, DROP COLUMN b",
        "CREATE TABLE few (a INT); ALTER TABLE few DROP a",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE few (a NUMBER, b NUMBER); ALTER TABLE few DROP (a)",
        "CREATE TABLE few (a INT, b INT); ALTER TABLE few DROP COLUMN a",
        "CREATE TABLE few (a INT); ALTER TABLE few DROP a, ADD b INT",
        "ALTER TABLE unknown DROP a, DROP b",
    ],
    sources=[
        "goInception er_cant_remove_all_fields",
        "Bytebase DropAllColumns",
        "MySQL error 1090",
    ],
)
def ddl_no_drop_last_column(node: tree.AlterTable, scope: Scope) -> Hits:
    """All columns of a table are dropped.

    Why: the server refuses it with error 1090.

    Instead: DROP TABLE, if the table is not needed any more.
    """
    drops = [action for action in node.actions if isinstance(action, tree.DropColumn)]
    before = scope.schema.table(node.name) if drops else None
    after = scope.schema.after(node) if before else None
    if after is not None and before is not None and before.known_columns and not after.columns:
        yield hit(drops[-1], N_("{table} is left without a column"), table=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.DropDatabase,),
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE shop.item (id INT PRIMARY KEY); DROP DATABASE shop",
        "USE shop; CREATE TABLE item (id INT PRIMARY KEY); DROP SCHEMA IF EXISTS shop",
    ],
    good=[
        "CREATE DATABASE shop; DROP DATABASE shop",
        "CREATE TABLE shop.item (id INT PRIMARY KEY); DROP TABLE shop.item; DROP DATABASE shop",
    ],
    sources=["Bytebase DATABASE_DROP_EMPTY_DATABASE"],
)
def ddl_drop_nonempty_database(node: tree.DropDatabase, scope: Scope) -> Hits:
    """A database is dropped that still holds tables.

    Why: all of them go in one statement that nothing can undo. It is said where tables are known,
    from this file, --schema or a snapshot.

    Instead: drop or move the tables one by one, and the database when it is empty.
    """
    count = sum(1 for _ in scope.schema.tables_in(node.name.name))
    if count:
        yield hit(node, N_("{database} still holds {count} tables or views"),
                  database=node.name.name, count=count, about=node.name.name)  # fmt: skip


# ------------------------------------------------------------------ what would fail


@rule(
    Severity.ERROR,
    on=(tree.AlterTable, tree.DropTable, tree.TruncateTable, tree.DropIndex, tree.SetVariables),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); DROP TABLE box",
        _TIED + "DROP TABLE box",
        _TIED + "TRUNCATE TABLE box",
        _TIED + "DROP INDEX by_box ON item",
        _TIED + "ALTER TABLE item DROP FOREIGN KEY item_bx",
        _TIED + "ALTER TABLE item DROP COLUMN box",
        _TIED + "ALTER TABLE box DROP COLUMN id, ADD COLUMN nr INT",
        "ALTER TABLE item DROP COLUMN a, DROP COLUMN A",
        "ALTER TABLE item MODIFY a INT, CHANGE a b INT",
        "CREATE TABLE log (id INT, at DATE) PARTITION BY RANGE (YEAR(at))"
        " (PARTITION p0 VALUES LESS THAN (2030)); ALTER TABLE log DROP COLUMN at",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); DROP TABLE item; DROP TABLE box",
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); DROP TABLE box CASCADE CONSTRAINTS",
        _TIED + "DROP TABLE item, box",
        _TIED + "DROP TABLE item; DROP TABLE box",
        _TIED + "SET foreign_key_checks = 0; DROP TABLE box; TRUNCATE TABLE item",
        _TIED + "ALTER TABLE item DROP FOREIGN KEY Item_Box, DROP COLUMN box",
        _TIED + "ALTER TABLE item ADD KEY other (box, id), DROP KEY by_box",
        "ALTER TABLE unknown DROP FOREIGN KEY fk, MODIFY a INT, MODIFY b INT",
        "TRUNCATE TABLE item",
    ],
    sources=[
        "Bytebase BUILTIN_WALK_THROUGH_CHECK",
        "SOAR ERR.001",
        "MySQL errors 1054, 1091, 1553, 1701, 1828, 1829, 3730",
    ],
)
def ddl_walk_through(node: tree.Statement, scope: Scope) -> Hits:
    """DDL fails on the schema as it is known.

    Why: the statement is refused because of what other parts of the schema need: a table or index
    that a foreign key needs (errors 3730, 1701, 1553), a column of a foreign key or of the
    partitioning (1828, 1829, 1054), a foreign key that is not there (1091), a column that one
    statement changes twice. What is missing, or there already, is told by rules of its own.

    Instead: drop what needs it first, or in the same statement.
    """
    if isinstance(node, tree.SetVariables):
        note_foreign_key_checks(node, scope)
    elif not in_program(scope.parsed.tree):
        match node:
            case tree.DropTable() if not (node.temporary or node.options):
                yield from _needed_tables(node.names, scope)
            case tree.TruncateTable():
                yield from _needed_tables((node.name,), scope)
            case tree.DropIndex(table=tree.Name() as table):
                yield from _needed_index(node.name, table, scope.schema.table(table))
            case tree.AlterTable():
                yield from _changed_twice(node)
                yield from _of_alter(node, scope)


def _needed_tables(names: tuple[tree.Name, ...], scope: Scope) -> Hits:
    """Tables that a foreign key of another one refers to, which is not dropped along."""
    if scope.schema.is_empty():
        return
    schema, places = scope.schema, {scope.schema.place(name) for name in names}
    for name in names:
        child = next(_children(schema.place(name), places, scope), None)
        if child is not None and not foreign_keys_unchecked(scope):
            yield hit(name, N_("A foreign key of {child} needs {table}"), child=child,
                      table=name.dotted, about=name.dotted)  # fmt: skip


def _children(place: tuple[str, str], gone: set[tuple[str, str]], scope: Scope) -> Iterator[str]:
    for table in scope.schema.children_of(place):
        if (table.database.lower(), table.name.lower()) in gone:
            continue
        for key in table.foreign_keys:
            if (key.database.lower(), key.table.lower()) == place:
                yield table.name


def _needed_index(name: tree.Name, table: tree.Name, known: Table | None) -> Hits:
    index = known.indexes.get(name.name.lower()) if known else None
    if known is None or index is None or not known.known_indexes:
        return
    for key in known.foreign_keys:
        count = len(key.columns)
        begins = [i for i in known.indexes.values() if set(i.columns[:count]) == set(key.columns)]
        if begins == [index]:
            yield hit(name, N_("The foreign key {key} needs the index {index}"),
                      key=key.name or ", ".join(key.columns), index=index.name,
                      about=table.dotted)  # fmt: skip


def _changed_twice(node: tree.AlterTable) -> Hits:
    seen: set[str] = set()
    for action in node.actions if len(node.actions) > 1 else ():
        match action:
            case tree.DropColumn(name=name) | tree.RenameColumn(old=name):
                pass
            case tree.ModifyColumn(old=old, column=column):
                name = old or column.name
            case _:
                continue
        key = name.name.lower()
        if key in seen:
            yield hit(action, N_("{column} is changed twice in one statement"), column=name.name,
                      about=node.name.dotted)  # fmt: skip
        seen.add(key)


def _of_alter(node: tree.AlterTable, scope: Scope) -> Hits:
    if not any(map(_drops, node.actions)):
        return
    before = scope.schema.table(node.name)
    after = scope.schema.after(node) if before else None
    if before is None or after is None:
        return
    there = {key.name.lower() for key in before.foreign_keys}
    back = definitions.names_of(node)
    for action in node.actions:
        match action:
            case tree.DropKey(kind="FOREIGN KEY", name=tree.Name() as name, if_exists=False):
                known = before.known_columns and "" not in there
                if known and name.name.lower() not in there:
                    yield hit(name, N_("{table} has no foreign key {name}"), name=name.name,
                              table=node.name.dotted, about=node.name.dotted)  # fmt: skip
            case tree.DropKey(kind="INDEX", name=tree.Name() as name):
                if name.name.lower() not in after.indexes:
                    kept = [k for k in before.foreign_keys if k in after.foreign_keys]
                    for key in kept:
                        if _loses_index(key.columns, name.name.lower(), before, after):
                            yield hit(name, N_("The foreign key {key} needs the index {index}"),
                                      key=key.name or ", ".join(key.columns), index=name.name,
                                      about=node.name.dotted)  # fmt: skip
            case tree.DropColumn(name=name) if name.name.lower() not in back:
                yield from _needed_column(name, node, after, scope)


def _drops(action: tree.Node) -> bool:
    return isinstance(action, _DROPPING)


_DROPPING = (tree.DropKey, tree.DropColumn)


def _loses_index(columns: tuple[str, ...], index: str, before: Table, after: Table) -> bool:
    """Whether the index served the key, and none does afterwards."""

    def serves(found: tuple[str, ...]) -> bool:
        return set(found[: len(columns)]) == set(columns)

    old = before.indexes.get(index)
    if old is None or not after.known_indexes or not serves(old.columns):
        return False
    return not any(serves(other.columns) for other in after.indexes.values())


def _needed_column(name: tree.Name, node: tree.AlterTable, after: Table, scope: Scope) -> Hits:
    column, place = name.name.lower(), scope.schema.place(node.name)
    about = node.name.dotted
    if column in after.partition_columns:
        yield hit(name, N_("{table} is partitioned by {column}"), table=about, column=name.name,
                  about=about)  # fmt: skip
    needing = [key.name or "" for key in after.foreign_keys if column in key.columns]
    for table in scope.schema.children_of(place):
        for key in table.foreign_keys:
            theirs = (key.database.lower(), key.table.lower()) == place
            if theirs and column in key.its_columns:
                needing.append(key.name or table.name)
    if needing and not foreign_keys_unchecked(scope):
        yield hit(name, N_("The foreign key {key} needs the column {column}"), key=needing[0],
                  column=name.name, about=about)  # fmt: skip
