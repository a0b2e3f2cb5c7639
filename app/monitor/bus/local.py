"""The bus within this program."""

import threading
import time

from app.domain.monitoring.feed import Delivery, FeedStand, FeedState, Payload
from app.monitor.bus.box import Box


class LocalBus:
    """What is published goes to all who subscribed, at once, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inlets: tuple[LocalInlet, ...] = ()

    def publish(self, payload: Payload) -> None:
        """Put it into every subscriber's box."""
        for inlet in self._inlets:
            inlet.put(payload)

    def subscribe(self) -> "LocalInlet":
        """A new one; it hears what is published from now on, until it is closed."""
        inlet = LocalInlet(self)
        with self._lock:
            self._inlets = (*self._inlets, inlet)
        return inlet

    def leave(self, inlet: "LocalInlet") -> None:
        """Send it nothing more."""
        with self._lock:
            self._inlets = tuple(each for each in self._inlets if each is not inlet)


class LocalInlet:
    """See `domain.monitoring.feed.Inlet`."""

    def __init__(self, bus: LocalBus) -> None:
        self._bus = bus
        self._box = Box()
        self._heard_at: float | None = None
        self._stand = FeedStand.LIVE

    def put(self, payload: Payload) -> None:
        """From the bus."""
        self._heard_at = time.monotonic()
        self._box.put((payload,))

    def take(self) -> Delivery:
        """What is there now; never waits."""
        return self._box.take(FeedState(self._stand, self._heard_at))

    def close(self) -> None:
        """Listen no more."""
        self._stand = FeedStand.OFF
        self._bus.leave(self)
