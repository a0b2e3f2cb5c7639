"""The feed of a team's collectors, heard in a thread of its own."""

import time
from collections.abc import Sequence

from app.domain.endpoint import Endpoint
from app.domain.monitoring.feed import Collector, Delivery, FeedState, Payload, Request
from app.domain.stop import Stop
from app.flows.connect import AskSecret
from app.flows.rights import Warden
from app.flows.watch.feed import Subscriber
from app.flows.watch.positions import Positions
from app.flows.watch.reconnect import feed_connector
from app.flows.watch.record import HistoryT, JudgeT, Record
from app.workers.call_thread import started

_CLOSE_WITHIN = 5.0
_REMEMBER_EVERY = 10.0
"""Seconds; after a crash so much is heard twice."""


class Following:
    """Hears it from the moment it is made; everything goes into the record, in its order.

    With `positions` it goes on where the last one stopped: what came meanwhile is fetched, as far
    as it is kept.
    """

    def __init__(
        self, endpoint: Endpoint, ask: AskSecret, warden: Warden,
        record: Record[HistoryT, JudgeT],
        positions: Positions | None = None,
    ) -> None:  # fmt: skip
        self.endpoint = endpoint
        self._stop = Stop()
        self._record, self._positions = record, positions
        self._remembered = time.monotonic()
        self._subscriber = Subscriber(feed_connector(endpoint, ask, warden), keep=self._keep)
        self._thread = started("feed", self._run)

    # ------------------------------------------------------------------------- its thread

    def _run(self) -> None:
        if self._positions is not None:
            self._subscriber.go_on(self._positions.read(self.endpoint.id))
        self._subscriber.run(self._stop)
        self._remember()

    def _keep(self, payloads: Sequence[Payload]) -> None:
        self._record.wait_for_room(self._stop)  # what comes meanwhile is fetched afterwards
        for payload in payloads:
            self._record.put(payload)
        if time.monotonic() - self._remembered > _REMEMBER_EVERY:
            self._remember()

    def _remember(self) -> None:
        positions, feed = self._positions, self.endpoint.id
        if positions is not None:
            self._remembered, heard = time.monotonic(), self._subscriber.positions
            self._record.once_kept(lambda: positions.write(feed, heard))

    # ---------------------------------------------------------------- from the GUI thread

    @property
    def state(self) -> FeedState:
        """How it stands."""
        return self._subscriber.state

    @property
    def collectors(self) -> tuple[Collector, ...]:
        """Who was heard."""
        return self._subscriber.collectors

    def take(self) -> Delivery:
        """What came since."""
        return self._subscriber.take()

    def ask(self, collector: str, request: Request) -> None:
        """Leave a request for a collector; from any thread."""
        self._subscriber.ask(collector, request)

    @property
    def ended(self) -> bool:
        """Whether its thread is gone."""
        return not self._thread.is_alive()

    def leave(self) -> None:
        """Hear no more; its thread ends soon, and whoever has this holds it until then."""
        self._stop.set()

    def close(self) -> None:
        """Hear no more, and wait for the end of it."""
        self._stop.set()
        self._thread.join(_CLOSE_WITHIN)
