"""Statements that define tables, indexes, views, databases and the like."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, Unparsed, node
from app.sql.tree.option import Option
from app.sql.tree.query import Query


@node
class KeyPart(Node):
    """One part of a key: a column, with the length of its prefix, or an expression.

    `without_overlaps` says that the column is a period of MariaDB's.
    """

    column: Name | None
    length: int | None = None
    descending: bool = False
    expression: Expression | None = None
    without_overlaps: bool = False


@node
class References(Node):
    """`REFERENCES table (columns) [ON DELETE …] [ON UPDATE …]`."""

    table: Name
    columns: tuple[KeyPart, ...]
    on_delete: str = ""
    on_update: str = ""


@node
class ColumnAttribute(Node):
    """What stands behind a column's type, one node each.

    `kind`: NOT NULL, NULL, DEFAULT, AUTO_INCREMENT, PRIMARY KEY, UNIQUE, KEY, COMMENT, COLLATE,
    CHARACTER SET, ON UPDATE, GENERATED, CHECK, REFERENCES, INVISIBLE, VISIBLE, COLUMN_FORMAT,
    STORAGE, SRID, ENGINE_ATTRIBUTE, … `value` is what follows it, where something does.
    `detail` is STORED, VIRTUAL, ROW START or ROW END of GENERATED, NOT ENFORCED of CHECK;
    `name` the constraint's.

    In Oracle also IDENTITY (`detail`: ALWAYS, BY DEFAULT, BY DEFAULT ON NULL), ENCRYPT, SORT,
    INMEMORY, ANNOTATIONS, DOMAIN, …; `detail` is ON NULL of DEFAULT; `options` are the state of a
    constraint or the sequence behind IDENTITY.
    """

    kind: str
    value: Expression | Name | References | None = None
    detail: str = ""
    name: Name | None = None
    options: tuple[Node, ...] = ()


@node
class ColumnDefinition(Node):
    """A column: name, type (None for MariaDB's period columns and the like), attributes."""

    name: Name
    type: DataType | None
    attributes: tuple[ColumnAttribute, ...]

    def attribute(self, kind: str) -> ColumnAttribute | None:
        """The attribute of that kind, the last one where it is given twice."""
        for attribute in reversed(self.attributes):
            if attribute.kind == kind:
                return attribute
        return None


@node
class KeyOption(Node):
    """USING BTREE, COMMENT '…', KEY_BLOCK_SIZE, WITH PARSER, INVISIBLE, ALGORITHM, LOCK.

    In Oracle the clauses of an index (LOCAL, REVERSE, TABLESPACE, …) and the states of a
    constraint (ENABLE, DISABLE NOVALIDATE, DEFERRABLE, USING INDEX, …), by the words they begin
    with.
    """

    kind: str
    value: Expression | Name | None = None


@node
class Key(Node):
    """A key of a table. `kind`: PRIMARY, UNIQUE, INDEX, FULLTEXT, SPATIAL, VECTOR.

    Oracle has BITMAP, BITMAP JOIN, DOMAIN and CLUSTER as well. `name` is the index's, or the
    constraint's where the index has none.
    """

    kind: str
    name: Name | None
    parts: tuple[KeyPart, ...]
    options: tuple[KeyOption, ...] = ()


@node
class ForeignKey(Node):
    """`[CONSTRAINT name] FOREIGN KEY [index_name] (parts) REFERENCES …`."""

    name: Name | None
    index_name: Name | None
    parts: tuple[KeyPart, ...]
    references: References
    options: tuple[KeyOption, ...] = ()


@node
class Check(Node):
    """`[CONSTRAINT name] CHECK (condition)`."""

    name: Name | None
    condition: Expression
    enforced: bool = True
    options: tuple[KeyOption, ...] = ()


@node
class Period(Node):
    """MariaDB's `PERIOD FOR name (start, end)`; `name` is SYSTEM_TIME or the application's."""

    name: Name
    start: Name
    end: Name


@node
class Partition(Node):
    """One PARTITION definition; `values` of LESS THAN or IN, empty for HASH and KEY."""

    name: Name
    values: tuple[Expression, ...]
    options: tuple[Option, ...] = ()
    subpartitions: tuple["Partition", ...] = ()


@node
class PartitionBy(Node):
    """`PARTITION BY kind (…)`; `kind`: RANGE, LIST, HASH, KEY, SYSTEM_TIME, … COLUMNS.

    `by` is the SUBPARTITION BY inside it; its `partitions` are those of Oracle's template. Oracle
    has REFERENCE, SYSTEM and CONSISTENT too; `interval` is that of RANGE … INTERVAL, and with
    `automatic` the server adds partitions as rows come.
    """

    kind: str
    expressions: tuple[Expression, ...]
    partitions: tuple[Partition, ...]
    count: int | None = None
    linear: bool = False
    by: "PartitionBy | None" = None
    interval: Expression | None = None
    automatic: bool = False


@node
class CreateTable(Statement):
    """CREATE TABLE, with its elements in the order written; `like` and `query` its other forms.

    `elements` are ColumnDefinition, Key, ForeignKey, Check, Period and Unparsed; `skipped` the
    options nobody understood.
    """

    name: Name
    temporary: bool
    or_replace: bool
    if_not_exists: bool
    elements: tuple[Node, ...]
    options: tuple[Option, ...] = ()
    partition_by: PartitionBy | None = None
    like: Name | None = None
    query: Query | None = None
    skipped: tuple[Unparsed, ...] = ()

    @property
    def columns(self) -> tuple[ColumnDefinition, ...]:
        """The columns among the elements."""
        return tuple([e for e in self.elements if isinstance(e, ColumnDefinition)])

    def option(self, name: str) -> Option | None:
        """The table option of that name."""
        for option in self.options:
            if option.name == name:
                return option
        return None


@node
class CreateIndex(Statement):
    """`CREATE [UNIQUE …] INDEX name ON table (parts)`; the key carries the name."""

    key: Key
    table: Name
    if_not_exists: bool = False
    or_replace: bool = False


@node
class DropIndex(Statement):
    """`DROP INDEX name ON table`; `options` are LOCK and ALGORITHM.

    In Oracle there is no table; `options` are ONLINE and FORCE.
    """

    name: Name
    table: Name | None
    if_exists: bool = False
    options: tuple[KeyOption, ...] = ()


@node
class DropTable(Statement):
    """`DROP [TEMPORARY] TABLE names`; `options` are Oracle's CASCADE CONSTRAINTS and PURGE."""

    names: tuple[Name, ...]
    temporary: bool
    if_exists: bool
    options: tuple[Option, ...] = ()


@node
class RenamePair(Node):
    """One `old TO new` of RENAME TABLE."""

    old: Name
    new: Name


@node
class RenameTable(Statement):
    """`RENAME TABLE old TO new, …`."""

    pairs: tuple[RenamePair, ...]
    if_exists: bool = False


@node
class TruncateTable(Statement):
    """`TRUNCATE [TABLE] name`."""

    name: Name
    options: tuple[Option, ...] = ()


@node
class CreateView(Statement):
    """CREATE VIEW, and ALTER VIEW with `alter`.

    `options`: ALGORITHM, DEFINER, SQL SECURITY, CHECK OPTION.
    """

    name: Name
    columns: tuple[Name, ...]
    query: Query
    or_replace: bool = False
    alter: bool = False
    options: tuple[Option, ...] = ()
    if_not_exists: bool = False


@node
class DropView(Statement):
    """`DROP VIEW names`."""

    names: tuple[Name, ...]
    if_exists: bool


@node
class CreateDatabase(Statement):
    """CREATE DATABASE, and ALTER DATABASE with `alter` (then the name may be missing)."""

    name: Name | None
    options: tuple[Option, ...]
    if_not_exists: bool = False
    alter: bool = False
    or_replace: bool = False


@node
class DropDatabase(Statement):
    """`DROP DATABASE name`."""

    name: Name
    if_exists: bool


@node
class Definition(Statement):
    """CREATE or ALTER of what stores no rows of its own (`kind`: "CREATE SEQUENCE", …).

    Sequences, servers, tablespaces, log file groups, resource groups, reference systems.
    """

    kind: str
    name: Name
    options: tuple[Option, ...] = ()
    if_exists: bool = False
    if_not_exists: bool = False
    or_replace: bool = False
