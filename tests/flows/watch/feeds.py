"""Publishers and subscribers in threads of their own, as programs would run them."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

import pytest

from app.domain.endpoint import Endpoint
from app.domain.monitoring.feed import Delivery, FeedStand, Payload, Request
from app.domain.monitoring.sample import Sample
from app.domain.stop import Stop
from app.flows.watch.feed import Subscriber
from app.flows.watch.feed_out import Publisher
from app.flows.watch.reconnect import Connect, feed_connector
from app.monitor.bus.order import Position
from tests.engines.redis.conftest import endpoint
from tests.engines.redis.ways import until
from tests.fakes import warden
from tests.monitor.bus.payloads import sample


class Runs(Protocol):
    def run(self, stop: Stop) -> None: ...


RunsT = TypeVar("RunsT", bound=Runs)


class Running(Generic[RunsT]):
    """Something in a thread."""

    def __init__(self, end: RunsT) -> None:
        self.end, self.stop = end, Stop()
        self._thread = threading.Thread(target=end.run, args=(self.stop,), name="feed")
        self._thread.start()

    def close(self) -> None:
        self.stop.set()
        self._thread.join(5)
        assert not self._thread.is_alive()


class Console:
    """A subscriber, and all that it was given."""

    def __init__(self, connect: Connect, since: Mapping[str, Position] | None = None) -> None:
        self.kept: list[Payload] = []
        self.hold = threading.Event()
        """Clear it, and the history takes nothing."""
        self.hold.set()
        self.feed = Subscriber(connect, keep=self._keep)
        self.feed.go_on(since or {})
        self._running = Running(self.feed)

    def _keep(self, payloads: Sequence[Payload]) -> None:
        self.hold.wait(30)
        self.kept += payloads

    @property
    def numbers(self) -> list[float]:
        """Of the samples that came, in their order."""
        return [each.values["mysql.threads_running"] for each in self.kept
                if isinstance(each, Sample)]  # fmt: skip

    def is_live(self) -> bool:
        return self.feed.state.stand is FeedStand.LIVE

    def take(self) -> Delivery:
        return self.feed.take()

    def close(self) -> None:
        self.hold.set()
        self._running.close()


class Tower:
    """A collector's publisher."""

    def __init__(self, connect: Connect, name: str = "tower", **options: Any) -> None:
        self.requests: list[Request] = []
        options = {"requested": self.requests.append, **options}
        self.feed = Publisher(name, connect, **options)
        self._running = Running(self.feed)
        self.published: list[float] = []

    def say(self, *numbers: int) -> None:
        """Publish samples with these numbers."""
        for number in numbers:
            self.feed.publish(sample(number))
            self.published.append(float(number))

    def is_live(self) -> bool:
        return self.feed.state.stand is FeedStand.LIVE

    def has_said_all(self) -> bool:
        return self.is_live() and self.feed.state.waiting == 0

    def close(self) -> None:
        self._running.close()


class Feeds:
    """Makes both, and ends what a test leaves."""

    def __init__(self) -> None:
        self.made: list[Console | Tower] = []

    def tower(
        self, at: int | Endpoint, name: str = "tower", *, wait: bool = True, **more: Any
    ) -> Tower:
        made = Tower(_connect(at, more.pop("password", "")), name, **more)
        self.made.append(made)
        if wait:
            until(made.is_live)
        return made

    def console(self, at: int | Endpoint, *, wait: bool = True, **more: Any) -> Console:
        made = Console(_connect(at, more.pop("password", "")), **more)
        self.made.append(made)
        if wait:
            until(made.is_live)
        return made


def _connect(at: int | Endpoint, password: str) -> Connect:
    where = quick(at) if isinstance(at, int) else at
    return feed_connector(where, lambda _id, _stop: password or None, warden())


def quick(port: int, **access: Any) -> Endpoint:
    """One that is given up within a second."""
    return endpoint(port, **{"connect_timeout": 1, "statement_timeout": 1, **access})


def heard_all(console: Console, *towers: Tower) -> Callable[[], bool]:
    """Whether it has everything, once each."""
    return lambda: (
        sorted(console.numbers) == sorted(number for tower in towers for number in tower.published)
    )


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    held = Feeds()
    yield held
    for each in reversed(held.made):
        each.close()
