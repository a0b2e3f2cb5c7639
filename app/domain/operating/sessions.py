"""Sessions, and how one is ended."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ServerSession:
    """A session of a server: a MySQL thread, an Oracle session, a Redis client.

    `id` is what its engine kills by: `42`, `sid,serial#,@inst`, a client id; with several nodes
    `node` says on which it is. Without an id it stands for a node that could not be asked, and
    `state` says why.
    """

    id: str
    user: str = ""
    client: str = ""
    program: str = ""
    database: str = ""
    node: str = ""
    command: str = ""
    state: str = ""
    wait: str = ""
    wait_class: str = ""
    seconds: float | None = None
    """In this state."""
    transaction_seconds: float | None = None
    transaction_rows: int | None = None
    """Rows, or undo records, it has changed and not committed."""
    statement: str = ""
    statement_id: str = ""
    blocked_by: str = ""
    progress: float | None = None
    """0 to 1, where the server tells."""
    progress_text: str = ""
    memory: int | None = None
    idle: bool = False
    background: bool = False
    own: bool = False
    """One of this console's."""


class Kill(StrEnum):
    """What is ended: the running statement, or the whole session."""

    STATEMENT = "statement"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction."""

    id: str
    session: str
    user: str = ""
    client: str = ""
    node: str = ""
    state: str = ""
    seconds: float | None = None
    isolation: str = ""
    rows_locked: int | None = None
    rows_changed: int | None = None
    undo_bytes: int | None = None
    statement: str = ""
    idle: bool = False
    """Its session runs nothing: it only holds locks."""
