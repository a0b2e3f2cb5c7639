"""Instances that are none, and what listens to those who watch them."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConsoleError
from app.domain.inventory import DatabaseType
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import (
    Ask,
    Capture,
    Captured,
    CaptureKind,
    Health,
    Mark,
    Raw,
    Sample,
    SampleCost,
)
from app.domain.operating.server import ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal
from app.monitor.catalogue import Catalogue, load

QUICK = {Tier.LIVE: 0.05, Tier.STATUS: 0.1}
"""Periods for tests."""
PATIENCE = 30.0
"""Seconds; none of them is waited without need."""


def catalogue() -> Catalogue:
    """Ours, without any of the user's."""
    return load(None)


class Heard:
    """An outlet, a history and a judge that only remember."""

    def __init__(self) -> None:
        self.payloads: list[Payload] = []
        self.written: list[Sample] = []
        self.marks: list[Mark] = []
        self.captures: list[Capture] = []
        self.closed = False
        self.judges: Callable[[Sample], Iterable[Alert]] = lambda _sample: ()
        self.alerts: tuple[Alert, ...] = ()
        """What stood when it was opened."""
        self.troubles: tuple[ConsoleError, ...] = ()
        self.known: tuple[Subject, ...] | None = None
        self.asked = 0
        """How often the judge was asked."""
        self.came = threading.Condition()
        self.record: Any = None

    def publish(self, payload: Payload) -> None:
        with self.came:
            self.payloads.append(payload)
            self.came.notify_all()

    def write(self, samples: Iterable[Sample]) -> None:
        self.written.extend(samples)

    def mark(self, mark: Mark) -> None:
        self.marks.append(mark)

    def capture(self, capture: Capture) -> None:
        self.captures.append(capture)

    def compact(self, stop: Callable[[], bool]) -> None:
        raise AssertionError("nothing is to be compacted in a test")

    def close(self) -> None:
        self.closed = True

    def know(self, subjects: Iterable[Subject]) -> tuple[Alert, ...]:
        self.known = tuple(subjects)
        return ()

    def take(self, samples: Iterable[Sample]) -> tuple[Alert, ...]:
        self.asked += 1
        return tuple(alert for sample in samples for alert in self.judges(sample))

    def samples(self, instance: str = "") -> list[Sample]:
        """Those published, of one instance or of all."""
        with self.came:
            return [
                each
                for each in self.payloads
                if isinstance(each, Sample) and instance in ("", each.instance)
            ]

    def wait(self, condition: Callable[[], Any], within: float = PATIENCE) -> None:
        """Until it holds; looked at whenever something comes, and now and then."""
        until = time.monotonic() + within
        while not condition():
            with self.came:
                self.came.wait(0.02)
            assert time.monotonic() < until, f"not within {within} s: {self.payloads[-3:]}"

    def wait_for(self, health: Health, instance: str = "", within: float = PATIENCE) -> Sample:
        """Until the last word on an instance is this health; that sample."""
        self.wait(lambda: (said := self.samples(instance)) and said[-1].health is health, within)
        return next(s for s in reversed(self.samples(instance)) if s.health is health)


class FakeInstance:
    """A server of kind MySQL; what it does is set by the test, at any time."""

    def __init__(self, name: str, boot: str = "1") -> None:
        self.endpoint = Endpoint(name, name, "mysql", "db.test", 3306)
        self.boot, self.role = boot, ""
        self.queries = 0
        self.fields: dict[str, float] = {}
        self.refusal: Exception | None = None
        """What logging in raises."""
        self.trouble: Exception | None = None
        """What a look raises, once."""
        self.frozen = threading.Event()
        self.frozen.set()
        self.seconds = 0.001
        self.logins = 0
        self.asked: list[tuple[float, frozenset[str]]] = []
        self.open = 0
        self.clock: Callable[[], float] = time.monotonic

    def freeze(self) -> None:
        self.frozen.clear()

    def thaw(self) -> None:
        self.frozen.set()


class WatchedSession:
    """A login at a `FakeInstance`."""

    sample_sources = frozenset({"status", "probe", "cost"})
    capture_kinds = frozenset(CaptureKind)

    def __init__(self, instance: FakeInstance) -> None:
        self.instance, self.endpoint = instance, instance.endpoint
        self.facts = ServerFacts(DatabaseType.MYSQL, "8.0.36", (8, 0, 36))
        self.cost = WatchCost()
        self._stop = Stop()
        instance.open += 1

    @contextmanager
    def during(self, stop: Stop) -> Any:
        self._stop = stop
        yield

    def sample(self, ask: Ask) -> Raw:
        instance = self.instance
        while not instance.frozen.wait(0.01):
            if self._stop():
                raise Cancelled("")
        if instance.trouble is not None:
            trouble, instance.trouble = instance.trouble, None
            raise trouble
        instance.queries += 10
        at = instance.clock()
        instance.asked.append((at, frozenset(ask.wanted)))
        fields = {
            "status.Queries": instance.queries,
            "status.Threads_running": 2,
            "cost.statements": len(instance.asked),
            "probe.ping_ms": 0.1,
        }
        return Raw(
            at, {**fields, **instance.fields}, boot=instance.boot, role=instance.role,
            cost=SampleCost(1, instance.seconds, 100, 2),
        )  # fmt: skip

    def capture(self, kind: CaptureKind) -> Captured:
        return Captured(("id",), ((1,),))

    def ping(self) -> None: ...

    def run(self, statement: str, *, limit: int = 1000) -> Any:
        raise AssertionError("nothing else is asked")

    def perform(self, command: object, consent: object, reveal: Reveal) -> Any:
        raise AssertionError("nothing is changed")

    def close(self) -> None:
        self.instance.open -= 1


class FakeEngine:
    """Logs in at fake instances, by their ids."""

    def __init__(self, *instances: FakeInstance) -> None:
        self.instances = {each.endpoint.id: each for each in instances}

    def connect(self, endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Any:
        instance = self.instances[endpoint.id]
        instance.logins += 1
        tell(StageReport(Stage.TCP, StageState.PASSED))
        reveal(f"instance/{endpoint.id}/password")
        if instance.refusal is not None:
            raise instance.refusal
        return WatchedSession(instance)

    @property
    def engine(self) -> Engine:
        return Engine((DatabaseType.MYSQL,), "Fake", self.connect)


def no_secret(_secret_id: str, _stop: Stop) -> str | None:
    return None


def secret(_secret_id: str, _stop: Stop) -> str | None:
    return "secret"


def renamed(endpoint: Endpoint, id_: str) -> Endpoint:
    return replace(endpoint, id=id_, name=id_)
