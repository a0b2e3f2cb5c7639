"""Rules about foreign keys: those the server refuses, and those that are missing."""

from collections.abc import Iterator

from app.audit import definitions
from app.audit.indexing import ORDERED
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.settings import foreign_keys_unchecked, note_foreign_key_checks
from app.audit.signs import KnownTable, only
from app.audit.sources import in_program
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column, Table
from app.sql.schema.attributes import foreign_key

_ITEM = "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8), n INT) CHARSET=utf8mb4;\n"
_INTEGERS = definitions.INTEGERS | {"YEAR"}
_ALIASES = {"BOOLEAN": "TINYINT", "SERIAL": "BIGINT", "NCHAR": "CHAR", "NVARCHAR": "VARCHAR"}


@rule(
    Severity.ERROR,
    on=(tree.ForeignKey,),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nALTER TABLE pack ADD FOREIGN KEY (a, b) REFERENCES item (id)",
        "ALTER TABLE pack ADD FOREIGN KEY (a, b) REFERENCES item (id)",
        "CREATE TABLE pack (a INT, b INT, FOREIGN KEY (a) REFERENCES item (x, y))",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE pack ADD FOREIGN KEY (a) REFERENCES item (id)",
        "ALTER TABLE pack ADD FOREIGN KEY (a, b) REFERENCES item (x, y)",
        "CREATE TABLE pack (a INT, FOREIGN KEY (a) REFERENCES item (id))",
    ],
    sources=["goInception ErrWrongFkDefWithMatch", "MySQL error 1239"],
)
def table_foreign_key_column_count(key: tree.ForeignKey, scope: Scope) -> Hits:
    """A foreign key has more or fewer columns than it refers to.

    Why: the server refuses it with error 1239.

    Instead: as many columns on both sides, in the same order.
    """
    theirs = len(key.references.columns)
    if theirs and theirs != len(key.parts):
        yield hit(key, N_("{count} columns refer to {others} of {table}"), count=len(key.parts),
                  others=theirs, table=key.references.table.dotted,
                  about=definitions.table_name(key))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable),
    having=(tree.ForeignKey,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); ALTER TABLE other ADD CONSTRAINT item_box FOREIGN KEY (a) REFERENCES box (id)",
        "CREATE TABLE a (id INT PRIMARY KEY, i INT, CONSTRAINT fk FOREIGN KEY (i) REFERENCES b (i),"
        " CONSTRAINT fk FOREIGN KEY (i) REFERENCES c (i))",
        "CREATE TABLE a (i INT, CONSTRAINT fk FOREIGN KEY (i) REFERENCES x (i));"
        " ALTER TABLE b ADD CONSTRAINT FK FOREIGN KEY (i) REFERENCES x (i)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE box (id NUMBER PRIMARY KEY); CREATE TABLE item (id"
        " NUMBER PRIMARY KEY, box NUMBER, CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box"
        " (id)); ALTER TABLE item DROP CONSTRAINT item_box; ALTER TABLE other ADD CONSTRAINT"
        " item_box FOREIGN KEY (a) REFERENCES box (id)",
        "CREATE TABLE a (i INT, CONSTRAINT fk FOREIGN KEY (i) REFERENCES x (i));"
        " ALTER TABLE a DROP FOREIGN KEY fk, ADD CONSTRAINT fk FOREIGN KEY (i) REFERENCES y (i)",
        "CREATE TABLE p.a (i INT, CONSTRAINT fk FOREIGN KEY (i) REFERENCES x (i));"
        " CREATE TABLE q.a (i INT, CONSTRAINT fk FOREIGN KEY (i) REFERENCES x (i))",
        "ALTER TABLE a ADD FOREIGN KEY (i) REFERENCES x (i), ADD FOREIGN KEY (i) REFERENCES y (i)",
    ],
    sources=["goInception ErrFkDupName", "MySQL error 1826; MariaDB errno 121"],
)
def table_foreign_key_duplicate_name(
    node: tree.CreateTable | tree.AlterTable, scope: Scope
) -> Hits:
    """The name of a foreign key is in use.

    Why: the statement fails with error 1826 (MariaDB: 1005 with errno 121), for the names of
    foreign keys are unique in a database, not in a table.

    Instead: put the name of the table into that of the constraint.
    """
    keys = [k for k in definitions.parts_of(node) if isinstance(k, tree.ForeignKey) and k.name]
    if not keys or in_program(scope.parsed.tree):
        return
    taken = set(_names_in_use(node, scope))
    for key in keys:
        name = key.name.name.lower() if key.name else ""
        if name in taken:
            yield hit(key.name or key, N_("A foreign key {name} exists already"), name=name,
                      about=node.name.dotted)  # fmt: skip
        taken.add(name)


def _names_in_use(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Iterator[str]:
    """The foreign keys of the database but for those that the statement takes away."""
    here = scope.schema.place(node.name)
    actions = node.actions if isinstance(node, tree.AlterTable) else ()
    gone = {a.name.name.lower() for a in actions if isinstance(a, tree.DropKey) and a.name}
    replaced = isinstance(node, tree.CreateTable)  # itself, or what OR REPLACE replaces
    for table in scope.schema.tables_in(here[0]):
        same = table.name.lower() == here[1]
        for key in table.foreign_keys if not (same and replaced) else ():
            name = key.name.lower()
            if name and not (same and name in gone):
                yield name


@rule(
    Severity.ERROR,
    on=(tree.ForeignKey, tree.SetVariables),
    level=Level.SCHEMA,
    bad=[
        _ITEM + "CREATE TABLE pack (id INT, item BIGINT, FOREIGN KEY (item) REFERENCES item (id))",
        _ITEM + "CREATE TABLE pack (id INT, item INT UNSIGNED,"
        " FOREIGN KEY (item) REFERENCES item (id))",
        _ITEM + "CREATE TABLE pack (id INT, n INT, FOREIGN KEY (n) REFERENCES item (n))",
        _ITEM + "CREATE TABLE pack (id INT, item INT, FOREIGN KEY (item) REFERENCES item (nr))",
        _ITEM + "CREATE TABLE pack (id INT, item INT NOT NULL,"
        " FOREIGN KEY (item) REFERENCES item (id) ON DELETE SET NULL)",
        "CREATE TABLE item (code CHAR(8) PRIMARY KEY) CHARSET=utf8mb4; CREATE TABLE pack (id INT,"
        " code CHAR(8), FOREIGN KEY (code) REFERENCES item (code)) CHARSET=latin1",
        "CREATE VIEW few AS SELECT 1 AS id; ALTER TABLE pack ADD FOREIGN KEY (id)"
        " REFERENCES few (id)",
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=MyISAM; ALTER TABLE pack"
        " ADD FOREIGN KEY (item) REFERENCES item (id)",
        "DROP TABLE item; ALTER TABLE pack ADD FOREIGN KEY (item) REFERENCES item (id)",
        "CREATE TEMPORARY TABLE few (id INT, item INT, FOREIGN KEY (item) REFERENCES item (id))",
    ],
    good=[
        _ITEM + "CREATE TABLE pack (id INT, item INT(11), FOREIGN KEY (item) REFERENCES item (id)"
        " ON DELETE SET NULL)",
        _ITEM + "ALTER TABLE item ADD up INT, ADD FOREIGN KEY (up) REFERENCES item (id)",
        "CREATE TABLE item (code CHAR(8) PRIMARY KEY); CREATE TABLE pack (code VARCHAR(20),"
        " FOREIGN KEY (code) REFERENCES item (code))",
        "ALTER TABLE pack ADD FOREIGN KEY (item) REFERENCES never_described (id)",
        "SET FOREIGN_KEY_CHECKS = 0; DROP TABLE item; CREATE TABLE pack (id INT, item INT,"
        " FOREIGN KEY (item) REFERENCES item (id))",
        "CREATE TABLE node (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES node (id))",
    ],
    sources=[
        "goInception ErrCannotAddForeign",
        "MySQL errors 1215, 1822, 1824, 1830, 3734, 3780",
    ],
)
def table_foreign_key_invalid(node: tree.ForeignKey | tree.SetVariables, scope: Scope) -> Hits:
    """A foreign key cannot be created.

    Why: the statement fails with error 1215, or from MySQL 8.0 on with one that says what is
    wrong: both columns must have the same type, signedness and character set, the parent an index
    that begins with them, and a column that is SET NULL may not be NOT NULL. It is judged as far
    as the tables are known; after SET foreign_key_checks = 0 the parent may be missing.

    Instead: define the child's columns exactly as the parent's key.
    """
    if isinstance(node, tree.SetVariables):
        note_foreign_key_checks(node, scope)
        return
    statement, name = scope.parsed.tree, definitions.table_of(node)
    if name is None or not isinstance(statement, tree.CreateTable | tree.AlterTable):
        return
    child = scope.schema.after(statement)
    said = _trouble(node, child, statement, scope) if child is not None else None
    if said is not None:
        template, values = said
        yield hit(node, template, last=None, about=name.dotted, **values)


_Trouble = tuple[str, dict[str, str]]


def _trouble(
    key: tree.ForeignKey, child: Table, node: tree.CreateTable | tree.AlterTable, scope: Scope
) -> _Trouble | None:
    """What is wrong with the key, as a message and its values."""
    parent_name, schema = key.references.table, scope.schema
    if isinstance(node, tree.CreateTable) and node.temporary:
        return N_("A temporary table cannot have a foreign key"), {}
    if child.partitions:
        return N_("A partitioned table cannot have a foreign key"), {}
    itself = schema.place(parent_name) == schema.place(node.name)
    parent = child if itself else schema.permanent(parent_name)
    shown = parent_name.dotted
    if parent is None:
        if schema.missing(parent_name) and not itself and not foreign_keys_unchecked(scope):
            return N_("There is no table {table} to refer to"), {"table": shown}
        return None
    if parent.is_view:
        return N_("{table} is a view, and no key can refer to it"), {"table": shown}
    if parent.partitions:
        return N_("{table} is partitioned, and no key can refer to it"), {"table": shown}
    if parent.engine and parent.engine not in {"innodb", "ndb", "ndbcluster"}:
        return N_("{table} is {engine}, which has no foreign keys"), {
            "table": shown, "engine": parent.engine}  # fmt: skip
    return _of_columns(key, child, parent, shown)


def _of_columns(key: tree.ForeignKey, child: Table, parent: Table, shown: str) -> _Trouble | None:
    made = foreign_key(key, child.database)
    for mine, theirs in zip(made.columns, made.its_columns, strict=False):
        if parent.lacks_column(theirs):
            return N_("{table} has no column {column} to refer to"), {
                "table": shown, "column": theirs}  # fmt: skip
        one, two = child.column(mine), parent.column(theirs)
        if one is None:
            continue
        if "SET NULL" in (made.on_delete, made.on_update) and not one.nullable:
            return N_("{column} is NOT NULL and cannot be SET NULL"), {"column": one.name}
        if two is not None and not _fit(one, child, two, parent):
            return N_("{column} and {other} of {table} are not of the same type"), {
                "column": one.name, "other": two.name, "table": shown}  # fmt: skip
    if made.its_columns and parent.known_indexes and not _is_indexed(parent, made.its_columns):
        return N_("{table} has no index that begins with {columns}"), {
            "table": shown, "columns": ", ".join(made.its_columns)}  # fmt: skip
    return None


def _fit(one: Column, child: Table, two: Column, parent: Table) -> bool:
    """Whether a column may refer to the other; where something is unknown, it may."""
    kind, other = _ALIASES.get(one.type, one.type), _ALIASES.get(two.type, two.type)
    if not kind or not other:
        return True
    if kind in definitions.TEXTS and other in definitions.TEXTS:
        mine, theirs = one.charset or child.charset, two.charset or parent.charset
        return not mine or not theirs or mine == theirs
    if kind in _INTEGERS:
        return kind == other and one.unsigned == two.unsigned
    return kind == other


def _is_indexed(table: Table, columns: tuple[str, ...]) -> bool:
    return any(
        index.kind in ORDERED and index.columns[: len(columns)] == columns
        for index in table.indexes.values()
    )


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); CREATE TABLE pack (id NUMBER PRIMARY KEY, item_id NUMBER)",
        _ITEM + "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT, KEY (item_id))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a NUMBER, name"
        " VARCHAR2(30)); CREATE TABLE pack (id NUMBER PRIMARY KEY, item_id NUMBER REFERENCES item"
        " (id))",
        _ITEM + "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT,"
        " FOREIGN KEY (item_id) REFERENCES item (id))",
        "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT)",
        _ITEM + "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT REFERENCES item (id))",
        _ITEM + "CREATE TABLE item_old (item_id INT PRIMARY KEY)",
    ],
    sources=["sqlcheck 1005"],
)
def table_missing_foreign_key(node: tree.CreateTable, scope: Scope) -> Hits:
    """A column refers to another table by its name only.

    Why: nothing keeps rows from referring to others that are gone, and who draws the schema does
    not see the tie. House rule: not part of the default profile; it is the contrary of
    table-no-foreign-key. A column item_id is reported where a table item is known.

    Instead: FOREIGN KEY (item_id) REFERENCES item (id).
    """
    named = zip(definitions.columns_of(node), definitions.names_of(node), strict=True)
    referring = [(column, name) for column, name in named if name.endswith("_id")]
    if node.temporary or not referring:
        return
    tied = {
        part.column.name.lower()
        for key in node.elements if isinstance(key, tree.ForeignKey)
        for part in key.parts if part.column
    }  # fmt: skip
    for column, name in referring:
        if name in tied or column.attribute("REFERENCES"):
            continue
        other = tree.Name(0, 0, (*node.name.parts[:-1], name[:-3]))
        parent = None if definitions.is_key_column(column) else scope.schema.permanent(other)
        if parent is not None and not parent.is_view and parent.primary_key:
            yield hit(column, N_("{column} refers to {table} without a foreign key"),
                      column=column.name.name, table=parent.name,
                      about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.ForeignKey, only(tree.ColumnAttribute, "REFERENCES")),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE node (id NUMBER PRIMARY KEY, up NUMBER REFERENCES node"
        " (id))",
        "CREATE TABLE node (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES node (id))",
        "ALTER TABLE node ADD FOREIGN KEY (up) REFERENCES node (id)",
        "CREATE TABLE node (id INT PRIMARY KEY, up INT REFERENCES node (id))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE pack (id NUMBER PRIMARY KEY, i NUMBER REFERENCES item"
        " (id))",
        "CREATE TABLE pack (id INT PRIMARY KEY, i INT, FOREIGN KEY (i) REFERENCES item (id))",
    ],
    sources=["sqlcheck 1002"],
)
def table_self_referencing_foreign_key(
    node: tree.ForeignKey | tree.ColumnAttribute, scope: Scope
) -> Hits:
    """A foreign key refers to its own table.

    Why: a tree that knows only the parent of each node needs a query for each level, or WITH
    RECURSIVE (MySQL 8.0, MariaDB 10.2), and rows must be inserted and deleted in the order of the
    tree. House rule: not part of the default profile.

    Instead: WITH RECURSIVE where the servers have it; else a table of all pairs of ancestor and
    descendant.
    """
    told = node.references if isinstance(node, tree.ForeignKey) else node.value
    name = definitions.table_of(node)
    if not isinstance(told, tree.References) or name is None:
        return
    if scope.schema.place(told.table) == scope.schema.place(name):
        yield hit(node, N_("A foreign key of {table} refers to {table} itself"),
                  table=name.dotted, about=name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.AlterTable, tree.AddKey, tree.AddColumn),),
    having=(KnownTable,),
    level=Level.SCHEMA,
    in_default=False,
    bad=[
        _ITEM + "ALTER TABLE item ADD CONSTRAINT code_once UNIQUE (code)",
        _ITEM + "ALTER TABLE item ADD FOREIGN KEY (n) REFERENCES other (id)",
    ],
    good=[
        _ITEM + "CREATE INDEX by_n ON item (n); ALTER TABLE item ADD FOREIGN KEY (n)"
        " REFERENCES other (id)",
        "ALTER TABLE unknown ADD FOREIGN KEY (n) REFERENCES other (id)",
        _ITEM + "ALTER TABLE item ADD KEY (n)",
    ],
    sources=["SQLE ddl_check_indexes_exist_before_creat_constraints"],
)
def index_before_constraint(node: tree.AlterTable, scope: Scope) -> Hits:
    """A constraint is added to columns that no index begins with.

    Why: the server builds the index in the same statement: a foreign key then copies the table
    under a lock where foreign_key_checks is on, and a unique key fails at its end on the first
    pair of equal rows. House rule: not part of the default profile. It is judged where the table
    is known.

    Instead: make the index first, which others may write during, and then the constraint.
    """
    table = scope.schema.table(node.name)
    if table is None or not table.known_indexes:
        return
    for part in definitions.parts_of(node):
        unique = isinstance(part, tree.Key) and part.kind in {"UNIQUE", "PRIMARY"}
        if not unique and not isinstance(part, tree.ForeignKey):
            continue
        assert isinstance(part, tree.Key | tree.ForeignKey)
        columns = tuple(p.column.name.lower() if p.column else "" for p in part.parts)
        if "" not in columns and not _is_indexed(table, columns):
            yield hit(part, N_("No index of {table} begins with {columns} yet"),
                      table=node.name.dotted, columns=", ".join(columns),
                      about=node.name.dotted)  # fmt: skip
