"""What a write would hit, looked up before it runs."""

from dataclasses import dataclass
from enum import Enum


class Method(Enum):
    """Where a number of rows comes from; never shown without it."""

    EXPLAIN = "explain"
    """The optimizer's estimate."""
    COUNT = "count"
    """Counted, exactly, within the bound in time."""
    COUNT_CUT = "count-cut"
    """Counting reached its bound in rows: at least so many."""
    STATISTICS = "statistics"
    """The table's size by its statistics: all rows are meant."""
    TEXT = "text"
    """Read off the statement: rows of VALUES."""
    NONE = "none"
    """Nobody could say."""


@dataclass(frozen=True, slots=True)
class ReplicaBehind:
    """A replica that has to do the same again."""

    name: str
    lag: float | None
    """Seconds; None where it is not known."""


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What one statement would hit. A field nobody could look up is named in `unknown`."""

    statement: str
    kind: str
    """UPDATE, DELETE, ALTER TABLE, …"""
    tables: tuple[str, ...] = ()
    rows: int | None = None
    method: Method = Method.NONE
    of_rows: int | None = None
    """Rows in the table, by its statistics."""
    bytes: int | None = None
    """The table with its indexes, by its statistics."""
    locks: tuple[str, ...] = ()
    """What it locks, and who holds something in its way now; a sentence each."""
    triggers: tuple[str, ...] = ()
    foreign_keys: tuple[str, ...] = ()
    """Children that CASCADE or SET NULL would reach, and such as would refuse it."""
    replicas: tuple[ReplicaBehind, ...] = ()
    reversible: bool | None = None
    """Whether a ROLLBACK undoes it; DDL of MySQL and Oracle commits by itself."""
    unknown: tuple[str, ...] = ()
    """What could not be looked up and why, a sentence each."""
