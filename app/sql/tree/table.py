"""Statements that define tables, indexes, views and databases."""

from app.sql.tree.expression import DataType, Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.query import Query


@node
class KeyPart(Node):
    """One part of a key: a column, with the length of its prefix, or an expression."""

    column: Name | None
    length: int | None = None
    descending: bool = False
    expression: Expression | None = None


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
    """

    kind: str
    value: Expression | Name | References | None = None


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
    """USING BTREE, COMMENT '…', KEY_BLOCK_SIZE, WITH PARSER, INVISIBLE."""

    kind: str
    value: Expression | Name | None = None


@node
class Key(Node):
    """A key of a table. `kind`: PRIMARY, UNIQUE, INDEX, FULLTEXT, SPATIAL, VECTOR."""

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


@node
class Check(Node):
    """`[CONSTRAINT name] CHECK (condition)`."""

    name: Name | None
    condition: Expression
    enforced: bool = True


@node
class Option(Node):
    """`NAME = value` of a table, database, user, …; `name` is canonical and in capitals.

    DEFAULT CHARSET and CHARACTER SET are CHARACTER SET; TYPE is ENGINE.
    """

    name: str
    value: Expression | Name | None = None


@node
class Partition(Node):
    """One PARTITION definition; `values` of LESS THAN or IN, empty for HASH and KEY."""

    name: Name
    values: tuple[Expression, ...]
    options: tuple[Option, ...] = ()
    subpartitions: tuple["Partition", ...] = ()


@node
class PartitionBy(Node):
    """`PARTITION BY kind (…)`; `kind`: RANGE, LIST, HASH, KEY, SYSTEM_TIME, … COLUMNS."""

    kind: str
    expressions: tuple[Expression, ...]
    partitions: tuple[Partition, ...]
    count: int | None = None


@node
class CreateTable(Statement):
    """CREATE TABLE, with its elements in the order written; `like` and `query` its other forms."""

    name: Name
    temporary: bool
    or_replace: bool
    if_not_exists: bool
    elements: tuple[Node, ...]
    options: tuple[Option, ...] = ()
    partition_by: PartitionBy | None = None
    like: Name | None = None
    query: Query | None = None

    @property
    def columns(self) -> tuple[ColumnDefinition, ...]:
        """The columns among the elements."""
        return tuple(e for e in self.elements if isinstance(e, ColumnDefinition))

    def option(self, name: str) -> Option | None:
        """The table option of that name."""
        return next((o for o in self.options if o.name == name), None)


@node
class AddColumn(Node):
    """`ADD [COLUMN] definition [FIRST | AFTER x]`, or several in parentheses.

    `columns` may hold Unparsed; `position` is "FIRST", "AFTER" or nothing.
    """

    columns: tuple[Node, ...]
    position: str = ""
    after: Name | None = None
    if_not_exists: bool = False


@node
class ModifyColumn(Node):
    """`MODIFY definition`; with `old` it is `CHANGE old definition`."""

    old: Name | None
    column: ColumnDefinition
    position: str = ""
    after: Name | None = None


@node
class DropColumn(Node):
    """`DROP [COLUMN] name`."""

    name: Name
    if_exists: bool = False


@node
class AddKey(Node):
    """`ADD` of a key, foreign key or check."""

    key: Key | ForeignKey | Check


@node
class DropKey(Node):
    """`DROP`; `kind`: PRIMARY, INDEX, FOREIGN KEY, CHECK, CONSTRAINT."""

    kind: str
    name: Name | None
    if_exists: bool = False


@node
class RenameColumn(Node):
    """`RENAME COLUMN old TO new`."""

    old: Name
    new: Name


@node
class RenameKey(Node):
    """`RENAME INDEX old TO new`."""

    old: Name
    new: Name


@node
class RenameTo(Node):
    """`RENAME [TO] name` as a part of ALTER TABLE."""

    name: Name


@node
class AlterColumn(Node):
    """`ALTER [COLUMN] name SET DEFAULT value | DROP DEFAULT | SET VISIBLE …` (`what`)."""

    name: Name
    what: str
    value: Expression | None = None


@node
class ConvertTo(Node):
    """`CONVERT TO CHARACTER SET charset [COLLATE collation]`."""

    charset: Name | None
    collation: Name | None = None


@node
class PartitionChange(Node):
    """ADD, DROP, TRUNCATE, EXCHANGE, REORGANIZE, … PARTITION."""

    verb: str
    names: tuple[Name, ...] = ()
    partitions: tuple[Partition, ...] = ()


@node
class OtherChange(Node):
    """An action with nothing in it to look at: ORDER BY, DISABLE KEYS, FORCE, LOCK=, ALGORITHM=."""

    kind: str


@node
class AlterTable(Statement):
    """ALTER TABLE; `actions` hold the classes above, Option, PartitionBy and Unparsed."""

    name: Name
    actions: tuple[Node, ...]
    if_exists: bool = False


@node
class CreateIndex(Statement):
    """`CREATE [UNIQUE …] INDEX name ON table (parts)`; the key carries the name."""

    key: Key
    table: Name
    if_not_exists: bool = False


@node
class DropIndex(Statement):
    """`DROP INDEX name ON table`."""

    name: Name
    table: Name
    if_exists: bool = False


@node
class DropTable(Statement):
    """`DROP [TEMPORARY] TABLE names`."""

    names: tuple[Name, ...]
    temporary: bool
    if_exists: bool


@node
class RenamePair(Node):
    """One `old TO new` of RENAME TABLE."""

    old: Name
    new: Name


@node
class RenameTable(Statement):
    """`RENAME TABLE old TO new, …`."""

    pairs: tuple[RenamePair, ...]


@node
class TruncateTable(Statement):
    """`TRUNCATE [TABLE] name`."""

    name: Name


@node
class CreateView(Statement):
    """CREATE VIEW, and ALTER VIEW with `alter`."""

    name: Name
    columns: tuple[Name, ...]
    query: Query
    or_replace: bool = False
    alter: bool = False


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


@node
class DropDatabase(Statement):
    """`DROP DATABASE name`."""

    name: Name
    if_exists: bool
