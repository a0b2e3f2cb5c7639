"""ALTER TABLE and its actions."""

from app.sql.tree.expression import Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.table import Check, ColumnDefinition, ForeignKey, Key, Partition


@node
class AddColumn(Node):
    """`ADD [COLUMN] definition [FIRST | AFTER x]`, or several in parentheses.

    `columns` may hold keys, checks and Unparsed; `position` is "FIRST", "AFTER" or nothing.
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
    if_exists: bool = False


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
class AlterKey(Node):
    """`ALTER kind name what`: INDEX … VISIBLE, CHECK or CONSTRAINT … NOT ENFORCED."""

    kind: str
    name: Name
    what: str


@node
class ConvertTo(Node):
    """`CONVERT TO CHARACTER SET charset [COLLATE collation]`."""

    charset: Name | None
    collation: Name | None = None


@node
class PartitionChange(Node):
    """ADD, DROP, TRUNCATE, EXCHANGE, REORGANIZE, … PARTITION.

    No `names` are all partitions; `table` is the one exchanged or converted with, `count` that
    of ADD PARTITION PARTITIONS and COALESCE PARTITION.
    """

    verb: str
    names: tuple[Name, ...] = ()
    partitions: tuple[Partition, ...] = ()
    table: Name | None = None
    count: int | None = None


@node
class OtherChange(Node):
    """Any other action (`kind`): ORDER BY, DISABLE KEYS, FORCE, LOCK, ALGORITHM, …

    `value` is the word behind LOCK and ALGORITHM.
    """

    kind: str
    value: Name | None = None


@node
class AlterTable(Statement):
    """ALTER TABLE; `actions` hold the classes above, Option, PartitionBy and Unparsed."""

    name: Name
    actions: tuple[Node, ...]
    if_exists: bool = False
