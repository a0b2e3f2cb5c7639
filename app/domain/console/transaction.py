"""How a session of the console stands with its transaction."""

from dataclasses import dataclass
from enum import Enum


class Mode(Enum):
    """Who commits."""

    AUTOCOMMIT = "autocommit"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class TransactionState:
    """The session's transaction as the server tells it, or as far as the client can know."""

    mode: Mode = Mode.AUTOCOMMIT
    open: bool = False
    """Something is not committed yet, or a read view is held."""
    since: float | None = None
    """When it began, on the monotonic clock of this machine; None when none is open."""
    statements: int = 0
    """How many of ours ran in it."""
    rows_changed: int = 0
    exact: bool = True
    """False where the server does not say whether one is open: `open` is then our best guess."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """Who waits for our open transaction."""

    sessions: tuple[str, ...] = ()
    longest: float = 0.0
    """Seconds the first of them has waited."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long statement has come, where the server tells."""

    stage: str
    """As the server words it: `copy to tmp table`, `Table Scan`."""
    done: float | None = None
    """0 to 1, of this stage; None where only the stage is told."""
    stage_number: int = 0
    stages: int = 0
    remaining: float | None = None
    """Seconds, by the server's own guess."""
