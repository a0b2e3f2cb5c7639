"""What a statement of the console gives: columns, rows, counts, and what the server says with it.

A session tells it as it comes, in the order of the server:

    Head(columns), Rows, Rows, …, Affected, Said, …        and again for each further result

Values are Python's own: None, bool, int, float, Decimal, str, bytes, date, datetime (with a zone
where the server has one), time, timedelta, array of floats (a vector), or `Clipped`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class ValueKind(Enum):
    """How a column's values are shown, ordered, and written elsewhere."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    """Of a day, or a span of time: MySQL's TIME is both."""
    DATETIME = "datetime"
    ZONED = "zoned"
    """A moment with its time zone."""
    INTERVAL = "interval"
    BINARY = "binary"
    BITS = "bits"
    JSON = "json"
    SPATIAL = "spatial"
    VECTOR = "vector"
    OTHER = "other"

    @property
    def numeric(self) -> bool:
        """Whether it stands at the right, and has a sum."""
        return self in (ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.FLOAT)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result, as far as the driver tells of it."""

    name: str
    """Its label; need not be unique, may be empty."""
    kind: ValueKind = ValueKind.OTHER
    type_name: str = ""
    """As the server writes it: `decimal(10,2)`, `VARCHAR2(30)`."""
    schema: str = ""
    table: str = ""
    """The table it comes from, not its alias; "" for an expression, or where nobody says."""
    origin: str = ""
    """Its name in that table."""
    nullable: bool = True
    primary: bool = False
    """Part of the primary key of its table."""


@dataclass(frozen=True, slots=True)
class Clipped:
    """A value too long to be carried whole; `size` in characters, or in bytes for bytes."""

    head: str | bytes
    size: int


@dataclass(frozen=True, slots=True)
class Head:
    """A result with rows begins."""

    columns: tuple[ResultColumn, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some more rows of the result that began last."""

    rows: Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Affected:
    """A statement without rows, or the end of a result: rows changed or sent."""

    rows: int | None
    """None where the server does not say."""
    last_id: int | None = None
    """The first AUTO_INCREMENT value it gave out."""
    info: str = ""
    """As the server words it: `Rows matched: 3  Changed: 2  Warnings: 0`."""


class Level(Enum):
    """How grave the server means it."""

    OUTPUT = "output"
    """What a program wrote (DBMS_OUTPUT)."""
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the server's, beside the results."""

    level: Level
    text: str
    code: str = ""
    position: int | None = None
    """Where in the statement, in characters from its start, if it says so."""


Told: TypeAlias = Head | Rows | Affected | Said
