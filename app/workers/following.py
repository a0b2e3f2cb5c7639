"""The feed of a team's collectors, heard in a thread of its own."""

from collections.abc import Mapping, Sequence

from app.domain.endpoint import Endpoint
from app.domain.monitoring.feed import Collector, Delivery, FeedState, Payload, Request
from app.domain.stop import Stop
from app.flows.connect import AskSecret
from app.flows.watch.feed import Subscriber
from app.flows.watch.reconnect import feed_connector
from app.flows.watch.record import HistoryT, JudgeT, Record
from app.monitor.bus.order import Position
from app.workers.call_thread import started

_CLOSE_WITHIN = 5.0


class Following:
    """Hears it from the moment it is made; everything goes into the record, in its order."""

    def __init__(
        self, endpoint: Endpoint, ask: AskSecret, record: Record[HistoryT, JudgeT],
        since: Mapping[str, Position] | None = None,
    ) -> None:  # fmt: skip
        self.endpoint = endpoint
        self._stop = Stop()

        def keep(payloads: Sequence[Payload]) -> None:
            record.wait_for_room(self._stop)  # what comes meanwhile is fetched afterwards
            for payload in payloads:
                record.put(payload)

        self._subscriber = Subscriber(feed_connector(endpoint, ask), keep=keep, since=since)
        self._thread = started("feed", lambda: self._subscriber.run(self._stop))

    @property
    def state(self) -> FeedState:
        """How it stands."""
        return self._subscriber.state

    @property
    def collectors(self) -> tuple[Collector, ...]:
        """Who was heard."""
        return self._subscriber.collectors

    @property
    def positions(self) -> Mapping[str, Position]:
        """How far each was heard, for the next one."""
        return self._subscriber.positions

    def take(self) -> Delivery:
        """What came since."""
        return self._subscriber.take()

    def ask(self, collector: str, request: Request) -> None:
        """Leave a request for a collector."""
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
