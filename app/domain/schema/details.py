"""What one object is made of, as its server's dictionary tells it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.schema.objects import ObjectName


@dataclass(frozen=True, slots=True)
class ColumnDetails:
    """A column. Texts are as a statement would have them; `type` is all of it."""

    name: str
    type: str
    position: int = 0
    nullable: bool = True
    default: str | None = None
    """None where there is none; the text `NULL` is not told apart from it."""
    extra: str = ""
    """auto_increment, on update CURRENT_TIMESTAMP, IDENTITY, …"""
    generated: str = ""
    """The expression it is made of."""
    stored: bool = False
    """Whether a generated one is kept with the row."""
    charset: str = ""
    collation: str = ""
    invisible: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A column, or an expression in parentheses."""

    text: str
    length: int | None = None
    """Characters or bytes of a prefix."""
    descending: bool = False

    @property
    def written(self) -> str:
        """As it is written in a CREATE."""
        length = f"({self.length})" if self.length else ""
        return f"{self.text}{length}{' DESC' if self.descending else ''}"


@dataclass(frozen=True, slots=True)
class IndexDetails:
    """An index. `kind` as the server calls it: BTREE, HASH, FULLTEXT, SPATIAL, BITMAP, …"""

    name: str
    parts: tuple[IndexPart, ...]
    unique: bool = False
    primary: bool = False
    kind: str = ""
    visible: bool = True
    note: str = ""
    """UNUSABLE, a tablespace, partitioned."""
    comment: str = ""
    cardinality: int | None = None
    """Different values as far as the statistics know; only where it was asked for."""

    @property
    def columns(self) -> str:
        """Its parts as they are written in a CREATE."""
        return ", ".join(part.written for part in self.parts)


class ConstraintKind(StrEnum):
    """What a constraint demands."""

    FOREIGN = "foreign key"
    REFERENCED = "referenced by"
    """A foreign key of another table that points here."""
    CHECK = "check"
    PRIMARY = "primary key"
    UNIQUE = "unique"


@dataclass(frozen=True, slots=True)
class ConstraintDetails:
    """A key or a check.

    For REFERENCED `columns` are those of this table, `other` the table that points here.
    """

    kind: ConstraintKind
    name: str
    columns: tuple[str, ...] = ()
    other: ObjectName | None = None
    other_columns: tuple[str, ...] = ()
    on_delete: str = ""
    on_update: str = ""
    clause: str = ""
    """What a check demands."""
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class PartitionDetails:
    """A partition, or a subpartition (`within` names its partition)."""

    name: str
    method: str = ""
    expression: str = ""
    values: str = ""
    """LESS THAN or IN what."""
    within: str = ""
    rows: int | None = None
    data: int | None = None
    """Bytes, an estimate."""
    indexes: int | None = None


@dataclass(frozen=True, slots=True)
class TriggerDetails:
    """A trigger of a table."""

    name: str
    timing: str = ""
    event: str = ""
    """INSERT, UPDATE, DELETE, with OR between them."""
    definer: str = ""
    note: str = ""
    """DISABLED, INVALID."""
    body: str = ""


@dataclass(frozen=True, slots=True)
class ArgumentDetails:
    """What a routine takes or returns (`mode` RETURN, no name)."""

    name: str
    type: str
    mode: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Described:
    """An object with all that its dictionary tells for little.

    `facts` are titles in the language spoken now, and what the server says. `lacking` are
    sentences about what this account may not see.
    """

    id: ObjectName
    columns: tuple[ColumnDetails, ...] = ()
    indexes: tuple[IndexDetails, ...] = ()
    constraints: tuple[ConstraintDetails, ...] = ()
    triggers: tuple[TriggerDetails, ...] = ()
    arguments: tuple[ArgumentDetails, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """What a table takes: estimates of the server's statistics, in bytes."""

    id: ObjectName
    rows: int | None = None
    data: int | None = None
    indexes: int | None = None
    lobs: int | None = None
    """Long values kept beside the rows, where they are counted apart."""
    free: int | None = None
    allocated: int | None = None
    """What its files take."""
    analyzed: datetime | None = None
    """When the statistics were made."""

    @property
    def total(self) -> int | None:
        """Data, indexes and long values; None where none of them is known."""
        known = [size for size in (self.data, self.indexes, self.lobs) if size is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sizes of one object: its own, and those of its partitions."""

    weight: Weight
    partitions: tuple[PartitionDetails, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectGrant:
    """What somebody may do with an object. `level` says where that is granted."""

    grantee: str
    privileges: tuple[str, ...]
    level: str = ""
    """global, schema, object, or the name of a column."""
    grantable: bool = False
    grantor: str = ""


@dataclass(frozen=True, slots=True)
class ObjectGrants:
    """Grants on one object, whatever the level; `lacking` says what could not be seen."""

    grants: tuple[ObjectGrant, ...] = ()
    lacking: str = ""


class Bond(StrEnum):
    """How two objects hang together."""

    FOREIGN_KEY = "foreign key"
    VIEW = "view"
    TRIGGER = "trigger"
    ROUTINE = "routine"
    DEPENDS = "depends"
    """The server says so, without saying why."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """One end of a bond. `uses`: our object needs it; else it needs our object."""

    id: ObjectName
    uses: bool
    bond: Bond
    through: str = ""
    """The name of the foreign key, the trigger."""
    certain: bool = True
    """False where it was read out of code by us: code may hold statements as text."""


@dataclass(frozen=True, slots=True)
class Dependencies:
    """All bonds of one object as far as they could be seen."""

    found: tuple[Dependency, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """The DDL of an object: statements without their ends, in an order that works."""

    statements: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    """What this account may not see, in sentences."""
