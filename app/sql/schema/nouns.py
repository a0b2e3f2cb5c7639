"""Tables, columns and indexes as the simulated schema knows them; replaced on every change.

They are tuples, for a script of definitions makes one for every word of it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from app.sql.templates import is_template
from app.sql.tree import folded

PRIMARY = "primary"
"""What the primary key is called among the indexes of a table, in lower case as all names."""

MOST_COLUMNS, MOST_INDEXES = 5_000, 256
"""Of a table that has more nothing is kept in mind: no server of MySQL takes 4,097 columns, or 65
indexes, and what each statement changes is made anew."""

_NONE: Mapping[str, Any] = MappingProxyType({})


class Column(NamedTuple):
    """A column. `type` is canonical and in capitals as in `tree.DataType`, "" where unknown.

    `charset` and `collation` are in lower case, "" where nobody said; with `on_update` it takes the
    time of each UPDATE by itself. The values of a `virtual` one are not stored, and a `hidden` one
    is not among those of `SELECT *`.
    """

    name: str
    type: str = ""
    length: int | None = None
    decimals: int | None = None
    unsigned: bool = False
    nullable: bool = True
    has_default: bool = False
    auto_increment: bool = False
    generated: bool = False
    charset: str = ""
    collation: str = ""
    on_update: bool = False
    virtual: bool = False
    hidden: bool = False


class KeyColumn(NamedTuple):
    """A part of an index: a column in lower case, nothing where it is an expression."""

    column: str
    length: int | None = None
    descending: bool = False


class Index(NamedTuple):
    """An index. `kind`: PRIMARY, UNIQUE, INDEX, FULLTEXT, SPATIAL, VECTOR.

    Oracle has BITMAP, DOMAIN and BITMAP JOIN too. `constraint` is what the constraint is called
    that Oracle made it for, or that uses it.
    """

    name: str
    kind: str
    parts: tuple[KeyColumn, ...]
    constraint: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in lower case, nothing for an expression."""
        return tuple([part.column for part in self.parts])


class ForeignKey(NamedTuple):
    """A foreign key; columns in lower case, `name` as written, "" where the server made one up."""

    name: str
    columns: tuple[str, ...]
    database: str
    table: str
    its_columns: tuple[str, ...]
    on_delete: str = ""
    on_update: str = ""


class Table(NamedTuple):
    """A table or view, as far as it is known. The keys of the mappings are in lower case.

    Of Oracle's names in quotes only those are that could do without them (`tree.folded`).

    `known_columns` and `known_indexes` say that there are no others. Where there may be others,
    `lost_columns` and `lost_indexes` are those that were dropped or renamed away all the same.
    `maybe_indexes` are names the server may have given to the index it makes for a foreign key.
    `engine`, and the `charset` and `collation` of columns that name none, are in lower case, ""
    where nobody said them. `partitions` are the names in lower case, empty where there are none,
    None where they are not known.
    """

    name: str
    database: str = ""
    columns: Mapping[str, Column] = _NONE
    indexes: Mapping[str, Index] = _NONE
    known_columns: bool = True
    known_indexes: bool = True
    lost_columns: frozenset[str] = frozenset()
    lost_indexes: frozenset[str] = frozenset()
    maybe_indexes: frozenset[str] = frozenset()
    is_view: bool = False
    engine: str = ""
    charset: str = ""
    collation: str = ""
    foreign_keys: tuple[ForeignKey, ...] = ()
    partitions: tuple[str, ...] | None = None
    partition_columns: frozenset[str] = frozenset()

    @property
    def too_wide(self) -> bool:
        """Whether it has more than is kept in mind (`bounded`)."""
        names = len(self.lost_indexes) + len(self.maybe_indexes)
        columns = len(self.columns) + len(self.lost_columns) + len(self.foreign_keys)
        return max(len(self.indexes), names // 4) > MOST_INDEXES or columns > MOST_COLUMNS

    def bounded(self) -> "Table":
        """What is kept of it in mind for the statements behind."""
        if not self.too_wide:
            return self
        return Table(self.name, self.database, known_columns=False, known_indexes=False,
                     is_view=self.is_view)  # fmt: skip

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the primary key in lower case; empty where none is known."""
        key = self.indexes.get(PRIMARY)
        return key.columns if key else ()

    def column(self, name: str) -> Column | None:
        """The column of that name, where it is known."""
        return self.columns.get(folded(name))

    def lacks_column(self, name: str) -> bool:
        """Whether there certainly is no such column."""
        key = folded(name)
        if key in self.columns or is_template(name):
            return False
        return self.known_columns or key in self.lost_columns

    def lacks_index(self, name: str) -> bool:
        """Whether there certainly is no such index."""
        key = folded(name)
        if key in self.indexes or key in self.maybe_indexes:
            return False
        return self.known_indexes or key in self.lost_indexes
