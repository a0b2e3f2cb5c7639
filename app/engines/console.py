"""What a session that a user types into can do, a protocol each (see `abilities`).

A console's session is a login of its own: it keeps its transaction, its schema and its variables
from statement to statement, which the sessions of the pages never do. `progress_of`, `blocked_by`
and `blast_radius` are asked on another session, for the first is busy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from app.domain.act import Consent
from app.domain.console.blast import BlastRadius
from app.domain.console.pipeline import (
    PipelineDone,
    PipelineFile,
    PipelineOrder,
    PipelineProgress,
)
from app.domain.console.result import Told
from app.domain.console.transaction import Blocking, Mode, Progress, TransactionState
from app.sql.redis.command_file import Found


@dataclass(frozen=True, slots=True)
class Order:
    """One statement (or PL/SQL block) to run, without its end mark."""

    text: str
    binds: Mapping[str, object] = field(default_factory=dict)
    """Values by name; positional ones by "1", "2", …"""
    most_rows: int | None = None
    """Rows to fetch of each result; the rest is left at the server. None: all."""
    clip: int = 1 << 20
    """Longest value carried whole, in characters or bytes; longer ones come as `Clipped`."""


@runtime_checkable
class RunsStatements(Protocol):
    """Can run whatever its user types."""

    def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
        """Run it, telling what comes as it comes; rows in batches, the first at once.

        What only reads needs no consent. Raises Refused for a change on a read-only connection, and
        on production unless the consent holds the instance's name; StatementFailed (with its
        position), SessionLost, Cancelled. Closing the iterator leaves the rest at the server.
        """

    def changes(self, text: str) -> bool:
        """Whether the statement may change anything: True for all that is not understood whole."""

    @property
    def schema(self) -> str:
        """What a name without a schema means now."""

    def use_schema(self, schema: str) -> None:
        """Have names without a schema mean this one."""


@runtime_checkable
class KeepsTransaction(Protocol):
    """Knows and ends its own transaction."""

    def transaction(self) -> TransactionState: ...

    def set_mode(self, mode: Mode) -> None:
        """Raises Refused while a transaction is open: the user says first what becomes of it."""

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


@runtime_checkable
class TellsProgress(Protocol):
    """Can say how far another session's statement has come."""

    def progress_of(self, session: str) -> Progress | None: ...


@runtime_checkable
class FindsBlocked(Protocol):
    """Can say who waits for another session."""

    def blocked_by(self, session: str) -> Blocking: ...


@runtime_checkable
class WeighsWrites(Protocol):
    """Can say what a write would hit, without running it."""

    def blast_radius(
        self, statement: str, schema: str, *, seconds: float = 2.0, own: str = ""
    ) -> BlastRadius:
        """Look it up, counting for so many seconds at most; `own` is the session it would run in.

        Never raises for what it may not see: that is named in `unknown`.
        """


@runtime_checkable
class SendsPipelines(Protocol):
    """Can send the commands of a file in bulk."""

    def existing(self, keys: Sequence[bytes]) -> int:
        """How many of these keys there are now."""

    def send_pipeline(
        self, file: PipelineFile, commands: Iterable[Found], order: PipelineOrder, consent: Consent,
        tell: Callable[[PipelineProgress], object], halt: Callable[[], bool],
    ) -> PipelineDone:  # fmt: skip
        """Send what is in a file in batches until `halt`, and say what came of it, whatever it is.

        Told ten times a second at most. Raises Refused where nothing was sent.
        """


@runtime_checkable
class CountsHits(Protocol):
    """Can count, exactly, the rows that a write would hit, without running it."""

    def count_hit(self, statement: str, schema: str, *, seconds: float) -> int | None:
        """The rows its condition finds now; None where counting took longer than `seconds`.

        The server itself ends it then. Raises Refused where the rows cannot be read off the
        statement, StatementFailed as the server does, Cancelled and SessionLost.
        """
