"""The objects of a schema, as a list names them."""

from dataclasses import dataclass
from enum import StrEnum


class ObjectKind(StrEnum):
    """What an object is. Procedures and functions may share a name, so they are two kinds."""

    TABLE = "table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    INDEX = "index"
    TRIGGER = "trigger"
    PROCEDURE = "procedure"
    FUNCTION = "function"
    EVENT = "event"
    SEQUENCE = "sequence"
    PACKAGE = "package"
    PACKAGE_BODY = "package body"
    TYPE = "type"
    TYPE_BODY = "type body"
    SYNONYM = "synonym"

    @property
    def has_columns(self) -> bool:
        """Whether it can stand in a FROM."""
        return self in _WITH_COLUMNS

    @property
    def has_body(self) -> bool:
        """Whether it is code."""
        return self in _WITH_BODY


_WITH_COLUMNS = frozenset({ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.MATERIALIZED_VIEW})
_WITH_BODY = frozenset(
    {
        ObjectKind.TRIGGER, ObjectKind.PROCEDURE, ObjectKind.FUNCTION, ObjectKind.EVENT,
        ObjectKind.PACKAGE, ObjectKind.PACKAGE_BODY, ObjectKind.TYPE, ObjectKind.TYPE_BODY,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class ObjectName:
    """Which object: names as the server spells them, without quotes."""

    kind: ObjectKind
    schema: str
    name: str

    @property
    def dotted(self) -> str:
        """For people to read; never for a statement."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class ListedSchema:
    """A schema (MySQL: a database; Oracle: a user that owns objects)."""

    name: str
    system: bool = False
    """Whether the server brought it along."""


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object as lists show it: what costs next to nothing to know."""

    id: ObjectName
    table: str = ""
    """The table a trigger or an index belongs to."""
    note: str = ""
    """What the server says in a word: INVALID, DISABLED, SYSTEM VERSIONED."""
    comment: str = ""


class FoundIn(StrEnum):
    """Where a search found its word."""

    NAME = "name"
    COLUMN = "column"
    COMMENT = "comment"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in the names of all objects and in what `places` adds.

    `text` is a part of a word in any case; nothing in it has a meaning of its own. `schemas`
    empty: everywhere but in the server's own.
    """

    text: str
    places: frozenset[FoundIn] = frozenset(FoundIn)
    schemas: tuple[str, ...] = ()
    most: int = 500
    """Hits of each place at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a word was found."""

    id: ObjectName
    place: FoundIn
    part: str = ""
    """The column, where it was found in one."""
    excerpt: str = ""
    """The line of the comment or of the code, cut to what is around the word."""
    line: int = 0
    """The line of the body, from 1."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found in one place; `more` tells that it was cut off."""

    place: FoundIn
    hits: tuple[Hit, ...] = ()
    more: bool = False
    lacking: str = ""
    """Why this place could not be looked through, as a sentence."""
