"""One look at a server: as it answered (`Raw`), and as it is understood (`Sample`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.domain.monitoring.metric import Severity, Tier
from app.i18n import N_

Scalar: TypeAlias = int | float | str | None
"""A field as the server has it: counters whole, None where there is none (not 0)."""
Row: TypeAlias = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Ask:
    """What one sample is to bring: names by source (`{"status": {"Queries", …}}`).

    A source is one statement or command of the engine at most, and often shares one with others.
    Only what is named is asked for: to parse all that a server could tell is what costs.
    """

    wanted: Mapping[str, frozenset[str]]
    queries: Mapping[str, str] = field(default_factory=dict)
    """The user's own: a source's name, and its statement."""
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By table, the rows that are enough (three wait events of two thousand); a table that is
    wanted and not named here is wanted whole."""


@dataclass(frozen=True, slots=True)
class SampleCost:
    """What one sample took of the server's and our time."""

    statements: int = 0
    seconds: float = 0.0
    """From the first word sent to the last received."""
    bytes: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Raw:
    """What a server answered. A source that is unknown to it, or refused, is just not there."""

    at: float
    """On the monotonic clock, in the middle of asking: rates are of differences of these."""
    fields: Mapping[str, Scalar]
    """By `source.name`."""
    tables: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    """By source, then by row: a channel, a wait class, a tablespace."""
    boot: str = ""
    """Another one, and the server is another or began anew: run_id, startup time."""
    uptime: float | None = None
    """Seconds since it began."""
    troubles: Mapping[str, str] = field(default_factory=dict)
    """By source, a sentence on why it is missing: grants that lack, most of all."""
    cost: SampleCost = SampleCost()
    role: str = ""
    """The `TopologyRole` it shows now, where this look tells; the login's may be of yesterday."""


class Health(StrEnum):
    """How an instance stands, in the eyes of whoever samples it."""

    UP = "up"
    STALLED = "stalled"
    """Connected, and the last question is not answered in time."""
    DOWN = "down"
    """Nobody there, or it broke."""
    REFUSED = "refused"
    """It answers, and does not let us in: a wrong password, too many connections."""
    LOCKED = "locked"
    """We cannot log in, which says nothing of the server: no password at hand, and nobody to ask
    at night; no right to."""
    UNKNOWN = "unknown"
    """Not looked at yet."""


HEALTH_NAMES = {
    Health.UP: N_("up"), Health.STALLED: N_("does not answer"), Health.DOWN: N_("down"),
    Health.REFUSED: N_("login refused"), Health.LOCKED: N_("cannot log in"),
    Health.UNKNOWN: N_("not seen yet"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one tier of one instance at one moment: what travels, is judged, and is kept.

    An instance that does not answer has samples too: without values, with a `health` and a
    sentence.
    """

    instance: str
    """Its id in the inventory."""
    tier: Tier
    at: float
    """Seconds since 1970. Steady: derived from the monotonic clock, so no step of the wall clock
    makes two samples change places."""
    health: Health
    values: Mapping[str, float] = field(default_factory=dict)
    """By key (`metric.key_of`). What could not be had or makes no sense is not there."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Metrics of kind TEXT."""
    trouble: str = ""
    """One sentence on the health, in the language of who sampled; "" where all is well."""
    restarted: bool = False
    """The server began anew since the last sample: lines must be broken here."""
    role: str = ""
    """The `TopologyRole` it showed."""
    by: str = ""
    """Who sampled: the id of a collector; "" is this console."""


class CaptureKind(StrEnum):
    """What the flight recorder keeps beside numbers."""

    SESSIONS = "sessions"
    STATEMENTS = "statements"


SESSION_COLUMNS = (
    "id", "user", "client", "database", "state", "wait_class", "seconds", "statement", "blocked_by",
)  # fmt: skip
"""Of a capture of active sessions, whatever the engine; `seconds` in this state or statement."""
STATEMENT_COLUMNS = (
    "id", "database", "statement", "count", "seconds", "lock_seconds", "rows_read", "rows_sent",
    "rows_changed", "errors",
)  # fmt: skip
"""Of a capture of statements: what each rose by since the capture before, the dearest first.
What an engine does not count is None."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What an engine gives for a capture. Statements are cut to about 1 KiB, without passwords."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """A table as it stood at one moment: the sessions, the statements that took most."""

    instance: str
    kind: CaptureKind
    at: float
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]


class MarkKind(StrEnum):
    """What a mark on the time axis speaks of."""

    ACT = "act"
    ALERT = "alert"
    RESTART = "restart"
    ROLE = "role"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, to be seen on every chart of its instance."""

    instance: str
    """"" for all."""
    kind: MarkKind
    at: float
    text: str
    until: float | None = None
    reference: str = ""
    """The id of the alert or journal entry it came from."""
    severity: Severity | None = None
    """Of an alert; None where it was marked before marks had one."""
