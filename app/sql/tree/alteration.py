"""ALTER TABLE and its actions."""

from app.sql.tree.expression import Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.option import Option
from app.sql.tree.table import Check, ColumnDefinition, ForeignKey, Key, KeyPart, Partition


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
    """`MODIFY definition`; with `old` it is `CHANGE old definition`.

    In Oracle the definition says only what changes: its type may be None.
    """

    old: Name | None
    column: ColumnDefinition
    position: str = ""
    after: Name | None = None
    if_exists: bool = False


@node
class DropColumn(Node):
    """`DROP [COLUMN] name`; with `unused` it is Oracle's SET UNUSED."""

    name: Name
    if_exists: bool = False
    unused: bool = False


@node
class AddKey(Node):
    """`ADD` of a key, foreign key or check."""

    key: Key | ForeignKey | Check


@node
class DropKey(Node):
    """`DROP`; `kind`: PRIMARY, INDEX, FOREIGN KEY, CHECK, CONSTRAINT.

    Oracle's UNIQUE is named by its columns (`parts`).
    """

    kind: str
    name: Name | None
    if_exists: bool = False
    parts: tuple[KeyPart, ...] = ()


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
    """`ALTER kind name what`: INDEX … VISIBLE, CHECK or CONSTRAINT … NOT ENFORCED.

    Of Oracle ENABLE, DISABLE, MODIFY and RENAME of a constraint; PRIMARY and UNIQUE have no name.
    """

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
    of ADD PARTITION PARTITIONS and COALESCE PARTITION. Oracle's SPLIT, MERGE, MOVE and MODIFY,
    tell in `options` what becomes of the indexes: UPDATE INDEXES, ONLINE, …; the verb of what is
    done to subpartitions ends in SUBPARTITION, and RENAME names the old and the new one.
    """

    verb: str
    names: tuple[Name, ...] = ()
    partitions: tuple[Partition, ...] = ()
    table: Name | None = None
    count: int | None = None
    options: tuple[Option, ...] = ()


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
