"""Slow SQL: statements by shape, and single slow ones."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """Statements of one shape since the server began to count, or within a slow log."""

    id: str
    text: str
    schema: str = ""
    count: int = 0
    seconds: float = 0.0
    """All together."""
    slowest: float | None = None
    lock_seconds: float | None = None
    cpu_seconds: float | None = None
    rows_read: int | None = None
    rows_sent: int | None = None
    rows_changed: int | None = None
    errors: int | None = None
    without_index: int | None = None
    disk_tables: int | None = None
    sorts: int | None = None
    reads: int | None = None
    """Buffers or blocks read, where the server counts them."""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    sample: str = ""
    tables: tuple[str, ...] = ()
    plan_id: str = ""
    statement_id: str = ""
    """What the server calls the statement in `sample`, where it can tell more of it."""

    @property
    def average(self) -> float:
        """Seconds a call."""
        return self.seconds / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class DigestReport:
    """Digests, and where they are from. `source` is a sentence; `hint` how to get better ones."""

    digests: tuple[Digest, ...] = ()
    source: str = ""
    hint: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatementDetails:
    """One statement in full, as far as the server still holds it."""

    text: str
    cut: bool = False
    """Whether it is longer than what was read of it."""
    plans: tuple[str, ...] = ()
    """Plans in use, the last used first, as text."""
    objects: tuple[str, ...] = ()
    """What the plans read: tables, indexes and the like, with their kind."""


@dataclass(frozen=True, slots=True)
class SlowEntry:
    """One slow command, as Redis' SLOWLOG keeps it.

    Without `at` it stands for a node that could not be asked, and `text` says why.
    """

    id: str
    at: datetime | None
    seconds: float
    text: str
    client: str = ""
    client_name: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True)
class Latency:
    """An event of Redis' latency monitor. Seconds.

    Without `at` it stands for a node that could not be asked, and `event` says why.
    """

    event: str
    at: datetime | None
    last: float
    worst: float
    history: tuple[tuple[datetime, float], ...] = field(default=())
    node: str = ""
