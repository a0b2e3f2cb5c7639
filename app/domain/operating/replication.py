"""Replication as one server sees it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.inventory import TopologyRole


@dataclass(frozen=True, slots=True)
class Channel:
    """A stream this server replicates from. A lag of None means broken or unknown, never zero."""

    name: str
    source: str
    """`host:port`."""
    receiving: str = ""
    """`Yes`, `No`, `Connecting`: the server's word for its receiver (IO thread, MRP…)."""
    applying: str = ""
    healthy: bool = False
    lag: float | None = None
    delay: float = 0.0
    """What it lags by intention."""
    position: str = ""
    received: str = ""
    """GTIDs, positions or SCN received…"""
    applied: str = ""
    """…and applied."""
    behind: str = ""
    """What was received from the source and is not applied, as the engine can tell it."""
    error_number: int = 0
    error: str = ""
    advice: str = ""
    """What to do about the error, where that is known."""
    encrypted: bool | None = None
    auto_position: bool | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """Whatever else the server says, name and value."""


@dataclass(frozen=True, slots=True)
class Replica:
    """Somebody who replicates from this server, or a member of its group or cluster."""

    address: str
    role: TopologyRole = TopologyRole.UNKNOWN
    state: str = ""
    lag: float | None = None
    lag_bytes: int | None = None
    id: str = ""
    slots: str = ""
    healthy: bool = True
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Replication:
    """All of it."""

    role: TopologyRole
    channels: tuple[Channel, ...] = ()
    replicas: tuple[Replica, ...] = ()
    executed: str = ""
    purged: str = ""
    group: str = ""
    """Name and state of a replication group, Sentinel's master or a cluster."""
    facts: tuple[tuple[str, str], ...] = ()
    """Semi-sync, failover state, slots covered, protection mode… name and value."""


class ReplicationStep(StrEnum):
    """What can be done: to a channel, to a member of a group, or to the server itself."""

    START = "start"
    STOP = "stop"
    SKIP = "skip"
    FOLLOW = "follow"
    """This server takes its data from another from now on, and gives up its own."""
    FAILOVER = "failover"
    JOIN = "join"
    """This server takes its place in its group…"""
    LEAVE = "leave"
    """…and leaves it."""
    PROMOTE = "promote"
    """A member becomes the primary of the group, a replica the master."""
    SEMI_SYNC_ON = "semi-sync-on"
    SEMI_SYNC_OFF = "semi-sync-off"


OF_A_CHANNEL = frozenset({ReplicationStep.START, ReplicationStep.STOP, ReplicationStep.SKIP})
"""Steps that are done to a channel; PROMOTE is done to a member, the rest to the server."""


@dataclass(frozen=True, slots=True)
class FoundNode:
    """A server found by asking the others. A port of 0 means that nobody could tell it."""

    address: str
    port: int
    role: TopologyRole
    name: str = ""
    version: str = ""
    state: str = ""
    healthy: bool = True
    wrote: str = ""
    """GTIDs this server wrote itself, where it was asked…"""
    has: str = ""
    """…and all it has, in the form its engine compares them by."""
    also: tuple[str, ...] = ()
    """What else it goes by (its host, its database), by which hearsay of it is told to be of it."""

    @property
    def place(self) -> str:
        """`address:port`, what links name it by; the address alone where the port is not known."""
        return f"{self.address}:{self.port}" if self.port else self.address


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One server feeds another; both are the places of nodes."""

    source: str
    replica: str
    lag: float | None = None
    healthy: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoundTopology:
    """What one server knows of the service it is part of."""

    nodes: tuple[FoundNode, ...] = ()
    links: tuple[FoundLink, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be found out, a sentence each."""
