"""Schemas as they are compared: every part with the text to make it, and what it amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.domain.dialect import Dialect
from app.domain.schema.objects import ObjectKind

Shape: TypeAlias = "tuple[Shape, ...] | str | int | bool | None"
"""What something amounts to, however it is written: equal shapes are the same to the server."""

UNSAID = "\0unsaid"
"""Stands in a shape for what a file leaves to the server: equal to anything."""


def same(left: Shape, right: Shape) -> bool:
    """Whether two shapes are equal as far as both sides say."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right or UNSAID in (left, right)


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a table. `text` is as ALTER TABLE … ADD takes it; no name where none was given."""

    name: str
    text: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class ColumnElement(Element):
    """A column. `text` says its character set, whatever the table's is."""

    automatic: bool = False
    """AUTO_INCREMENT."""
    family: str = ""
    """Types of one family take each other's values where they are as wide."""
    width: tuple[int, ...] = ()
    nullable: bool = True
    bare: str = ""
    """The text without AUTO_INCREMENT."""
    generated: str = ""
    """VIRTUAL or STORED where it is made of others."""


@dataclass(frozen=True, slots=True)
class KeyElement(Element):
    """An index or a primary key; `columns` in small letters, nothing for an expression."""

    kind: str = "INDEX"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignElement(Element):
    """A foreign key; `table` is what it refers to, "" as schema where that is its own."""

    columns: tuple[str, ...] = ()
    schema: str = ""
    table: str = ""
    other_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartitionElement(Element):
    """How a table is partitioned. `parts` are its partitions' names, texts and shapes."""

    head: Shape = ()
    """All but the partitions."""
    parts: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table. `create` makes it without its foreign keys."""

    name: str
    create: str
    columns: tuple[ColumnElement, ...] = ()
    keys: tuple[KeyElement, ...] = ()
    foreign: tuple[ForeignElement, ...] = ()
    checks: tuple[Element, ...] = ()
    options: Mapping[str, Element] = field(default_factory=dict)
    partitions: PartitionElement | None = None
    periods: tuple[Element, ...] = ()
    """MariaDB's; they are compared, and changed by hand."""

    def column(self, name: str) -> ColumnElement | None:
        """The column of that name in any case."""
        return next((each for each in self.columns if each.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class CodeShape:
    """A view, a routine, a trigger, an event, a sequence, a package: made and dropped as a whole.

    `uses` are the names of what it reads, in small letters; `table` and `moment` are a trigger's.
    """

    kind: ObjectKind
    name: str
    text: str
    shape: Shape
    uses: frozenset[str] = frozenset()
    table: str = ""
    moment: str = ""


Key: TypeAlias = tuple[ObjectKind, str]


@dataclass(frozen=True, slots=True)
class SchemaShape:
    """All of a schema. `live` was told by a server, which leaves nothing unsaid.

    `unread` are sentences about what could not be read, so that nobody takes it for missing.
    """

    name: str
    dialect: Dialect
    tables: Mapping[str, TableShape] = field(default_factory=dict)
    code: Mapping[Key, CodeShape] = field(default_factory=dict)
    live: bool = True
    unread: tuple[str, ...] = ()


class Part(StrEnum):
    """What differs."""

    TABLE = "table"
    COLUMN = "column"
    ORDER = "column order"
    INDEX = "index"
    FOREIGN_KEY = "foreign key"
    CHECK = "check"
    PARTITIONS = "partitions"
    OPTION = "option"
    PERIOD = "period"
    CODE = "code"


class Change(StrEnum):
    """What the left side lacks, has too much, or has otherwise."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the left side is to become the right."""

    change: Change
    part: Part
    kind: ObjectKind
    object: str
    """The table, view, routine …"""
    name: str = ""
    """The column, index …; the object itself where there is none."""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a migration.

    `destroys` says what would be lost, as a sentence; "" where nothing is. `note` is a sentence in
    place of a statement where none could be made (then `text` is empty).
    """

    text: str
    object: str = ""
    destroys: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two schemas beside each other, and the way from the left to the right."""

    left: SchemaShape
    right: SchemaShape
    differences: tuple[Difference, ...]
    steps: tuple[Step, ...] = ()
