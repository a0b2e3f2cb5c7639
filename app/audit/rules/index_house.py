"""Rules of a house about indexes: NULL in them, how many a column has, how they are made."""

from collections import Counter

from app.audit import definitions
from app.audit.indexing import INDEXING, KEYED, ORDERED, Indexing, indexed_table, placed
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.WARNING,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8), UNIQUE"
        " (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8), KEY (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8)); CREATE INDEX c ON item (code)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8) NOT NULL,"
        " UNIQUE (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) NOT NULL, KEY (code))",
        "CREATE INDEX c ON unknown (code)",
    ],
    sources=["SQLE ddl_check_index_not_null_constraint", "SQLE SQLE00003"],
)
def index_column_not_null(node: Indexing, scope: Scope) -> Hits:
    """An indexed column may be NULL.

    Why: a unique index lets NULL in many times, each entry takes a byte more, and the optimizer has
    to think of NULL in IN and NOT IN. House rule: not part of the default profile.

    Instead: NOT NULL, where the value is always known.
    """
    table = scope.schema.after(node)
    if table is None:
        return
    for name, place in placed(node, table).items():
        for part in table.indexes[name].parts:
            column = table.columns.get(part.column)
            if column is not None and column.type and column.nullable:
                yield hit(place, N_("{column} is indexed and may be NULL"), column=column.name,
                          about=indexed_table(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=INDEXING,
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8), UNIQUE"
        " (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY (a), KEY (b, a))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8) NOT NULL,"
        " UNIQUE (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT NOT NULL, b INT, KEY (b), KEY (a))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT)",
        "CREATE INDEX by_a ON unknown (a)",
    ],
    sources=["SQLE ddl_check_all_index_not_null_constraint"],
)
def index_one_not_null(node: Indexing, scope: Scope) -> Hits:
    """No index beside the primary key has a column that is NOT NULL.

    Why: where every index may hold NULL in all its columns, none can stand in for a unique key, and
    rows with NULL in all of them are found by no unique index. House rule: not part of the default
    profile.

    Instead: NOT NULL for the columns that are always known.
    """
    table = scope.schema.after(node)
    if table is None or not table.known_columns or not table.known_indexes:
        return
    indexes = [i for i in table.indexes.values() if i.kind in ORDERED and i.kind != "PRIMARY"]
    for index in indexes:
        for part in index.parts:
            column = table.columns.get(part.column)
            if column is None or not column.nullable:
                return
    if indexes:
        place = node if isinstance(node, tree.CreateIndex) else node.name
        yield hit(place, N_("No index of {table} has a column that is NOT NULL"),
                  table=table.name, about=indexed_table(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    in_default=False,
    parameters={"max": 2},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (a NUMBER, b NUMBER, c NUMBER, UNIQUE (a), UNIQUE"
        " (a, b), UNIQUE (c, a))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, c INT, KEY (a), KEY (a, b),"
        " KEY (c, a))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY (a), KEY (b, a));"
        " CREATE UNIQUE INDEX u ON item (a, id)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (a NUMBER, b NUMBER, UNIQUE (a), UNIQUE (a, b))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY (a), KEY (b, a))",
        "CREATE INDEX by_a ON unknown (a)",
    ],
    sources=["SQLE ddl_check_index_too_many", "SQLE SQLE00043"],
)
def index_max_per_column(node: Indexing, scope: Scope) -> Hits:
    """A column is part of too many indexes.

    Why: an UPDATE of it changes them all, and most of them can stand in for each other. House rule:
    not part of the default profile.

    Instead: one index whose first columns serve several queries. The parameter `max` is the number
    of indexes a column may be part of.
    """
    table = scope.schema.after(node)
    if table is None or len(table.indexes) <= scope.number("max"):
        return
    counts = Counter(c for index in table.indexes.values() for c in set(index.columns) if c)
    for name, place in placed(node, table).items():
        for column in table.indexes[name].columns:
            if counts.pop(column, 0) > scope.number("max"):
                yield hit(place, N_("{column} is part of more than {max} indexes"), column=column,
                          max=scope.number("max"), about=indexed_table(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateIndex, tree.DropIndex),
    in_default=False,
    bad=["CREATE INDEX by_a ON item (a)", "DROP INDEX by_a ON item"],
    good=["ALTER TABLE item ADD KEY by_a (a)", "ALTER TABLE item DROP KEY by_a"],
    sources=["goInception er_index_use_alter_table"],
)
def index_use_alter_table(node: tree.CreateIndex | tree.DropIndex, scope: Scope) -> Hits:
    """CREATE INDEX or DROP INDEX rather than ALTER TABLE.

    Why: online schema change tools take only ALTER TABLE, which also does several changes in one
    pass over the table. House rule: not part of the default profile.

    Instead: ALTER TABLE … ADD KEY, DROP KEY.
    """
    if node.table is not None:
        yield hit(node, N_("An index of {table} is changed without ALTER TABLE"),
                  table=node.table.dotted, about=node.table.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.AlterTable, tree.AddKey, tree.AddColumn), tree.CreateIndex),
    in_default=False,
    bad=["ALTER TABLE item ADD UNIQUE KEY (code)", "CREATE UNIQUE INDEX c ON item (code)"],
    good=[
        "ALTER TABLE item ADD KEY (code)",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) UNIQUE)",
        "CREATE TABLE item (id INT PRIMARY KEY, code INT); ALTER TABLE item ADD UNIQUE (code)",
    ],
    sources=["goInception er_tool_based_unique_index_warning"],
)
def index_unique_through_osc(node: tree.AlterTable | tree.CreateIndex, scope: Scope) -> Hits:
    """A unique index, which an online schema change tool would add by dropping rows.

    Why: gh-ost and pt-online-schema-change copy with INSERT IGNORE: of two rows that are equal in
    the new key only one arrives, without a word. House rule for sites that use such tools: not part
    of the default profile. Tables that this file has made are not reported.

    Instead: look for repeated values first, and let the server add the index itself.
    """
    name = node.table if isinstance(node, tree.CreateIndex) else node.name
    keys = [node.key] if isinstance(node, tree.CreateIndex) else definitions.keys_of(node)
    for key in keys:
        if key.kind == "UNIQUE" and not scope.schema.made_here(name):
            yield hit(key, N_("A unique index is added to {table}; an online tool drops rows"),
                      table=name.dotted, about=name.dotted)  # fmt: skip
