"""What the bus carries, and how its two ends look, in this process and over Redis alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.sample import Capture, Mark, Sample

Payload: TypeAlias = Sample | Alert | Mark | Capture


class FeedStand(StrEnum):
    """How the reading end stands."""

    OFF = "off"
    CONNECTING = "connecting"
    LIVE = "live"
    RESYNCING = "resyncing"
    """After a gap: what was missed is being fetched."""
    LOST = "lost"
    """The line is down; it is tried again by itself."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the window says of a feed."""

    stand: FeedStand = FeedStand.OFF
    heard_at: float | None = None
    """When the last message came, on the monotonic clock: how old everything is."""
    missed: int = 0
    """Messages that were lost on the way and could not be fetched, since it was opened."""
    fetched: int = 0
    """Messages that were lost on the way and were fetched afterwards."""
    trouble: str = ""
    """One sentence; "" where all is well."""


@dataclass(frozen=True, slots=True)
class SendingState:
    """How a collector's own end stands."""

    stand: FeedStand = FeedStand.OFF
    waiting: int = 0
    """Messages that are still to be sent."""
    given_up: int = 0
    """Messages that had to go before they could be sent, since it was opened."""
    trouble: str = ""
    """One sentence; "" where all is well."""


@dataclass(frozen=True, slots=True)
class Collector:
    """Somebody who is heard."""

    name: str
    heard_at: float
    """On the monotonic clock."""
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
    """What it says of itself: `host`, `version`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came since the last one, oldest first; at most a frame's worth."""

    samples: tuple[Sample, ...] = ()
    alerts: tuple[Alert, ...] = ()
    marks: tuple[Mark, ...] = ()
    captures: tuple[Capture, ...] = ()
    skipped: bool = False
    """More came than was taken in time, and only the newest of each instance and tier are here:
    who draws lines fetches them from the history."""
    state: FeedState = FeedState()


class Outlet(Protocol):
    """The end where messages are put in; from any thread. Never waits, never raises."""

    def publish(self, payload: Payload) -> None:
        """Send it to whoever listens."""


class Inlet(Protocol):
    """The end where they come out; one thread takes."""

    def take(self) -> Delivery:
        """What is there now; never waits."""

    def close(self) -> None:
        """Listen no more."""


class RequestKind(StrEnum):
    """What a console may ask of a collector."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    SILENCE = "silence"
    UNSILENCE = "unsilence"


@dataclass(frozen=True, slots=True)
class Request:
    """A console's word to a collector that judges. It may arrive twice, and means the same then."""

    kind: RequestKind
    subject: str
    """The id of the alert, or of the silence."""
    at: float
    """Seconds since 1970."""
    by: str = ""
    """Who asks: a person."""
    details: Mapping[str, str | float] = field(default_factory=dict)
    """What a silence consists of."""
