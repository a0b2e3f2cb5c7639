"""Questions that several rules ask of a definition of a table."""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column

INTEGERS = frozenset("TINYINT SMALLINT MEDIUMINT INT BIGINT BOOLEAN SERIAL".split())
INEXACT = frozenset({"FLOAT", "DOUBLE", "BINARY_FLOAT", "BINARY_DOUBLE"})
LARGE = frozenset(
    "TINYBLOB BLOB MEDIUMBLOB LONGBLOB TINYTEXT TEXT MEDIUMTEXT LONGTEXT LONG JSON CLOB NCLOB"
    " BFILE".split()
) | frozenset({"LONG RAW"})
"""Types whose values are stored apart from the row when they are long."""
TEXTS = frozenset("CHAR VARCHAR NCHAR NVARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT ENUM SET".split())
"""Types whose values have a character set."""
COUNTING = frozenset({"AUTO_INCREMENT", "SERIAL", "SERIAL DEFAULT VALUE", "IDENTITY"})
"""Types and attributes of columns that the server counts up by itself."""
NOW = frozenset(
    "NOW CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP SYSDATE SYSTIMESTAMP CURRENT_DATE".split()
)
SPATIAL = frozenset(
    "GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON "
    "GEOMETRYCOLLECTION GEOMCOLLECTION".split()
)
NO_PLAIN_DEFAULT = LARGE | SPATIAL
"""Types to which MySQL gives no default but NULL and expressions."""
NO_DEFAULT_NEEDED = (*sorted(NO_PLAIN_DEFAULT | COUNTING), "GENERATED", "PRIMARY KEY")
"""What a column shows that gets its values without a plain default (see `needs_default`)."""

TOO_WIDE = N_("Nothing of {table} is kept in mind for the statements behind: it has too much")


def holds_integers(column: Column) -> bool:
    """Whether a column is of a type for whole numbers; in Oracle NUMBER without decimals is."""
    return column.type in INTEGERS or (column.type == "NUMBER" and not column.decimals)


def is_of_session(node: tree.Node, scope: Scope) -> bool:
    """Whether it makes a table that only its session sees: in Oracle a private temporary one."""
    if not (isinstance(node, tree.CreateTable) and node.temporary):
        return False
    private = any("PRIVATE" in option.name for option in node.options)
    return private or scope.dialect is not Dialect.ORACLE


_DEFINING = (tree.CreateTable, tree.AlterTable)


def table_of(node: tree.Node) -> tree.Name | None:
    """The name of the table whose definition `node` is a part of."""
    above = node.parent
    if isinstance(above, _DEFINING):  # most parts stand right below the statement
        return above.name
    for above in (node, *tree.ancestors(node)):
        if isinstance(above, _DEFINING):
            return above.name
        if isinstance(above, tree.CreateIndex):
            return above.table
    return None


@lru_cache(maxsize=4)
def table_name(node: tree.Node) -> str:
    """What a message calls that table."""
    name = table_of(node)
    return name.dotted if name else ""


@lru_cache(maxsize=4)
def columns_of(
    statement: tree.CreateTable | tree.AlterTable,
) -> tuple[tree.ColumnDefinition, ...]:
    """The columns a statement defines: made, added, modified, changed.

    Many rules ask it of one statement in turn, as they do `parts_of` and `keys_of`.
    """
    if isinstance(statement, tree.CreateTable):
        return statement.columns
    found: list[tree.ColumnDefinition] = []
    for part in parts_of(statement):
        if isinstance(part, tree.ColumnDefinition):
            found.append(part)
        elif isinstance(part, tree.ModifyColumn):
            found.append(part.column)
    return tuple(found)


@lru_cache(maxsize=4)
def names_of(statement: tree.CreateTable | tree.AlterTable) -> tuple[str, ...]:
    """What these columns are called, in lower case and in their order."""
    return tuple([column.name.parts[-1].lower() for column in columns_of(statement)])


@lru_cache(maxsize=4)
def counting_of(
    statement: tree.CreateTable | tree.AlterTable,
) -> tuple[tree.ColumnDefinition, ...]:
    """Those of them that the server counts up by itself."""
    return tuple([column for column in columns_of(statement) if increments(column)])


@lru_cache(maxsize=4)
def parts_of(statement: tree.CreateTable | tree.AlterTable) -> tuple[tree.Node, ...]:
    """The elements of CREATE TABLE; the actions of ALTER TABLE, with what ADD adds opened."""
    if isinstance(statement, tree.CreateTable):
        return statement.elements
    found: list[tree.Node] = []
    for action in statement.actions:
        if isinstance(action, tree.AddColumn):
            found += action.columns
        elif isinstance(action, tree.AddKey):
            found.append(action.key)
        else:
            found.append(action)
    return tuple(found)


@lru_cache(maxsize=4)
def keys_of(statement: tree.CreateTable | tree.AlterTable) -> tuple[tree.Key, ...]:
    """The keys a statement defines apart from columns."""
    return tuple([part for part in parts_of(statement) if isinstance(part, tree.Key)])


def options_of(node: tree.Node) -> Sequence[tree.Option]:
    """The options of a table or database, whether it is made or changed."""
    if isinstance(node, tree.AlterTable):
        return [action for action in node.actions if isinstance(action, tree.Option)]
    return node.options if isinstance(node, _OPTIONED) else ()


_OPTIONED = (tree.CreateTable, tree.CreateDatabase)


def is_now(value: tree.Node | None) -> bool:
    """Whether it is the current time, under any of its names."""
    return isinstance(value, tree.FunctionCall) and value.name in NOW


def is_passing(node: tree.Node, scope: Scope) -> bool:
    """Whether it makes a table that does not last.

    Temporary ones, and what mysqldump makes to stand for a view until all views are there: the
    only CREATE TABLE that is wholly within an executed comment.
    """
    return isinstance(node, tree.CreateTable) and (
        node.temporary or scope.text.startswith("/*!50001")
    )


def has_unparsed(statement: tree.CreateTable | tree.AlterTable) -> bool:
    """Whether a part of it is not understood, so that nothing can be said to be missing."""
    return tree.Unparsed in map(type, parts_of(statement))


@lru_cache(maxsize=4)
def key_columns_of(
    statement: tree.CreateTable | tree.AlterTable,
) -> tuple[tree.ColumnDefinition, ...]:
    """The columns a statement defines that are part of the primary key it defines."""
    keyed = _primary_columns(statement)
    return tuple(
        [
            column
            for column, name in zip(columns_of(statement), names_of(statement), strict=True)
            if name in keyed or "PRIMARY KEY" in kinds_of(column)
        ]
    )


@lru_cache(maxsize=4)
def is_key_column(column: tree.ColumnDefinition) -> bool:
    """Whether its definition, or the statement around it, makes it part of the primary key."""
    if "PRIMARY KEY" in kinds_of(column):
        return True
    above = column.parent
    if not isinstance(above, _DEFINING):
        above = next((one for one in tree.ancestors(column) if isinstance(one, _DEFINING)), None)
    return above is not None and column.name.name.lower() in _primary_columns(above)


@lru_cache(maxsize=4)
def _primary_columns(statement: tree.CreateTable | tree.AlterTable) -> set[str]:
    return {
        part.column.name.lower()
        for key in keys_of(statement)
        if key.kind == "PRIMARY"
        for part in key.parts
        if part.column
    }


@lru_cache(maxsize=4)
def primary_of(statement: tree.CreateTable | tree.AlterTable) -> tree.Node | None:
    """What defines the primary key: an attribute of a column, or a key of the table."""
    for column in columns_of(statement):
        if "PRIMARY KEY" in kinds_of(column):
            return column.attribute("PRIMARY KEY")
    for key in keys_of(statement):
        if key.kind == "PRIMARY":
            return key
    return None


@lru_cache(maxsize=64)
def kinds_of(column: tree.ColumnDefinition) -> frozenset[str]:
    """The kinds of its attributes, for the many rules that ask what is not there.

    Rules about tables ask it of all their columns before rules about columns do.
    """
    return frozenset(map(_kind, column.attributes))


_kind = attrgetter("kind")


def increments(column: tree.ColumnDefinition) -> bool:
    """Whether the server counts it up by itself."""
    made = column.type
    return (made is not None and made.name == "SERIAL") or not COUNTING.isdisjoint(kinds_of(column))


def is_stored(column: tree.ColumnDefinition) -> bool:
    """Whether it has a type and values of its own: it is not generated."""
    return column.type is not None and "GENERATED" not in kinds_of(column)


@lru_cache(maxsize=4)
def needs_default(column: tree.ColumnDefinition) -> bool:
    """Whether it is an ordinary column, one that gets no value unless somebody gives it.

    Keys and generated columns are none, nor those whose type has no plain default.
    """
    made, kinds = column.type, kinds_of(column)
    if made is None or made.name in NO_PLAIN_DEFAULT or "GENERATED" in kinds:
        return False
    return not (increments(column) or is_key_column(column))


def word(value: tree.Node | None, scope: Scope) -> str:
    """A word that may be written as a name or as a string: an engine, a character set."""
    if isinstance(value, tree.Name):
        return value.name
    return scope.literal(value) if isinstance(value, tree.Literal) else ""
