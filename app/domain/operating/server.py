"""Who the server is, and what watching it costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.inventory import DatabaseType, TopologyRole


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What is known once a session stands."""

    type: DatabaseType
    version: str
    """As the server writes it."""
    release: tuple[int, ...]
    """The numbers to compare with: (8, 0, 36)."""
    edition: str = ""
    name: str = ""
    """What the server calls itself: host name, instance name, run id."""
    account: str = ""
    session: str = ""
    """Our own session's id."""
    role: TopologyRole = TopologyRole.UNKNOWN
    server_read_only: bool = False
    started: datetime | None = None
    clock: datetime | None = None
    """The server's own time when we asked, with its zone."""
    time_zone: str = ""
    """As the server names it; the offset is in `offset`."""
    offset: timedelta | None = None
    grants: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Grants that some page needs and this account lacks, a sentence each."""
    encrypted: str = ""
    """Protocol and cipher of TLS; "" where the connection is in the clear."""


@dataclass(frozen=True, slots=True)
class WatchCost:
    """What our own statements took on this session since it was made."""

    statements: int = 0
    seconds: float = 0.0
    rows: int = 0
    bytes: int = 0
    """Received, where that was counted."""


@dataclass(frozen=True, slots=True)
class ResultSet:
    """Rows and the names of their columns; `more` tells that the limit cut them off."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    more: bool = False
