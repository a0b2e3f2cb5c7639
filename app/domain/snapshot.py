"""What a server knows of its schemas at one moment: catalogue, sizes, statistics, settings.

There is no row of anybody's data in it: no value of a column, none of a histogram. Defaults,
comments and the bounds of partitions are part of definitions and are in it. Numbers of rows are
the server's estimates, and None where it gives none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.inventory import DatabaseType


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column of a table or view, in their order."""

    name: str
    type: str
    """As the server writes it: `decimal(10,2) unsigned`, `VARCHAR2(30 CHAR)`."""
    nullable: bool = True
    default: str | None = None
    """As an expression in SQL; None where there is none."""
    collation: str = ""
    generated: bool = False
    auto_increment: bool = False
    on_update: bool = False
    """It takes the time of each UPDATE by itself."""
    comment: str = ""
    most_frequent: float | None = None
    """The share of rows with its most frequent value, 0 to 1, where a histogram tells."""
    distinct: int | None = None
    """Its different values, where the server estimates them apart from indexes, as Oracle does."""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A part of an index."""

    column: str = ""
    """"" for an expression."""
    expression: str = ""
    length: int | None = None
    """The prefix that is indexed, in characters; None for all of it."""
    descending: bool = False
    distinct: int | None = None
    """Different values of this part with those before it, as the server estimates."""


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """An index. `kind`: PRIMARY, UNIQUE, INDEX, FULLTEXT, SPATIAL, VECTOR, BITMAP, DOMAIN."""

    name: str
    kind: str
    parts: tuple[IndexPart, ...] = ()
    visible: bool = True
    constraint: str = ""
    """What the key is called that it serves, where keys have names of their own, as in Oracle."""


@dataclass(frozen=True, slots=True)
class ForeignKeyFacts:
    """A foreign key, by the child that has it."""

    name: str
    columns: tuple[str, ...]
    schema: str
    """Of the table it names."""
    table: str
    its_columns: tuple[str, ...]
    on_update: str = ""
    on_delete: str = ""
    """CASCADE, SET NULL, RESTRICT, NO ACTION, …"""


@dataclass(frozen=True, slots=True)
class PartitionFacts:
    """A partition; `bound` as it is written in the definition."""

    name: str
    rows: int | None = None
    bytes: int | None = None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table or a view."""

    schema: str
    name: str
    is_view: bool = False
    engine: str = ""
    row_format: str = ""
    collation: str = ""
    rows: int | None = None
    data_bytes: int | None = None
    index_bytes: int | None = None
    next_id: int | None = None
    """The next AUTO_INCREMENT value."""
    columns: tuple[ColumnFacts, ...] = ()
    indexes: tuple[IndexFacts, ...] = ()
    foreign_keys: tuple[ForeignKeyFacts, ...] = ()
    partitions: tuple[PartitionFacts, ...] = ()
    triggers: tuple[str, ...] = ()
    comment: str = ""
    analyzed: datetime | None = None
    """When the server took its statistics, where it tells."""

    @property
    def bytes(self) -> int | None:
        """What it takes with its indexes; None where nobody says."""
        sizes = [size for size in (self.data_bytes, self.index_bytes) if size is not None]
        return sum(sizes) if sizes else None


@dataclass(frozen=True, slots=True)
class SchemaFacts:
    """A schema that is whole in the snapshot."""

    name: str
    charset: str = ""
    collation: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was taken; `complete` says that the server has no further schemas."""

    type: DatabaseType
    server_version: str
    """As the server writes it."""
    release: tuple[int, ...]
    taken: datetime
    instance: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    schemas: tuple[SchemaFacts, ...] = ()
    tables: tuple[TableFacts, ...] = ()
    routines: tuple[tuple[str, str, str], ...] = ()
    """Schema, name, kind (`PROCEDURE`, `FUNCTION`, `PACKAGE`, …)."""
    complete: bool = False
    missing: tuple[str, ...] = ()
    """What the account could not see, a sentence each."""
