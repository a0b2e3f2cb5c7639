"""What is about to run, what came of it, and who hears and remembers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.console.ran import Ended, KeepsHistory
from app.domain.console.result import Told
from app.domain.console.transaction import TransactionState
from app.domain.errors import ConsoleError
from app.flows.operate import Keeps
from app.flows.rights import Warden

CHANGE = "console-change"
"""The name of the act by which whatever may change something is run."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement, without its end mark, and where it begins in the text it was taken from."""

    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """Statements in their order; one alone is a script, too."""

    pieces: tuple[Piece, ...]
    binds: Mapping[str, object] = field(default_factory=dict)
    """Values by name; positional ones by "1", "2", … of each statement."""
    stop_at_error: bool = True
    most_rows: int | None = None
    """Of each result; None: all."""
    tab: str = ""
    """The id of the draft it comes from, for the history."""
    clip: int = 1 << 20
    """Longest value carried whole; see `Order`."""


@dataclass(frozen=True, slots=True)
class RanStatement:
    """How a statement ended."""

    piece: Piece
    ended: Ended
    error: ConsoleError | None = None
    position: int | None = None
    """Where the error is, in the text the piece was taken from."""


@dataclass(frozen=True, slots=True)
class Means:
    """What running takes beside a session."""

    warden: Warden
    journal: Keeps
    history: KeepsHistory


class Hears(Protocol):
    """Hears what a run tells, in the thread that runs it. Statements go by their number."""

    def began(self, index: int) -> None:
        """It is about to be sent."""

    def told(self, index: int, told: Told) -> None:
        """The server tells. What this raises ends the statement."""

    def ended(self, index: int, ran: RanStatement) -> None:
        """Nothing more comes of it."""

    def stood(self, state: TransactionState, schema: str) -> None:
        """How the session stands now."""
