"""Real servers under one watch with short periods, and what is heard of them."""

import itertools
import threading
import time
from bisect import bisect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.domain.endpoint import Access, Endpoint
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import CaptureKind, Health, Sample
from app.domain.stop import Stop
from app.flows.watch.record import Judges, Record
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from tests.fakes import warden
from tests.flows.watch.watching import Heard, catalogue

LIVE, STATUS = 0.4, 1.0
PERIODS = {Tier.LIVE: LIVE, Tier.STATUS: STATUS}
WITHIN = 2 * STATUS
BUSY = 1.0
"""Seconds that a login and a look may take on this computer while nothing keeps it waiting."""
_BEAT = 0.05


class Pulse:
    """How much of the time this process had: a thread that only sleeps, and is woken late where
    others have the cores. What it was late by, nobody in this process had, and it counts against
    nobody.
    """

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse")
        self._thread.start()

    def _beat(self) -> None:
        while not self._end.wait(_BEAT):
            self._beats.append(time.time())

    def had(self, begin: float, end: float) -> float:
        """Seconds between two moments in which this process could go on."""
        beats = self._beats
        first, last = bisect(beats, begin), bisect(beats, end)
        return min(end - begin, _BEAT * (last - first + 1))

    def close(self) -> None:
        self._end.set()
        self._thread.join()


class Watched:
    """The watch, and what was heard of it."""

    def __init__(
        self,
        *endpoints: Endpoint,
        secrets: Mapping[str, str] | None = None,
        judge: Judges | None = None,
    ) -> None:
        self.heard, self.errors = Heard(), list[Exception]()
        self.pulse = Pulse()
        known = secrets or {}

        def ask(secret_id: str, _stop: Stop) -> str | None:
            return known.get(secret_id, "oracle" if "/ledger/" in secret_id else "")

        record: Record[Heard, Judges] = Record(
            lambda: self.heard, lambda _history: judge or self.heard, self.heard,
            self.errors.append,
        )  # fmt: skip
        self.watch = Watch(
            catalogue(), ask, warden(), self.heard, record, plain_thread, self.errors.append,
            Manner(PERIODS, {CaptureKind.SESSIONS: 0.2}),
        )  # fmt: skip
        self.watch.know(Subject(each.id, each.name, each.type) for each in endpoints)
        self.watch.watch(endpoints)

    def turned(self, name: str, health: Health, since: float, *, by: float | None = None) -> Sample:
        """How it stood first since then, and that this was in time: by when it was seen, whoever
        may have kept this test waiting. `by` is from when on it was so for certain.
        """

        def found() -> Sample | None:
            said = self.heard.samples(name)
            return next((s for s in said if s.at >= since and s.health is health), None)

        self.heard.wait(found, 30.0)
        sample = found()
        assert sample is not None
        seconds = self.pulse.had(by or since, sample.at) if sample.at > (by or since) else 0.0
        assert seconds < WITHIN + BUSY, f"{name} is {health} after {seconds:.1f} s"
        return sample

    def oldest(self, *names: str, since: float) -> float:
        """The most seconds that what was shown live of any of these was old, until now."""
        now = time.time()
        times = [
            [since, *(s.at for s in self.heard.samples(name) if s.tier is Tier.LIVE), now]
            for name in names
        ]
        gaps = (pair for each in times for pair in itertools.pairwise(sorted(each)))
        return max(self.pulse.had(a, b) for a, b in gaps if b > since)


@contextmanager
def watching(
    *endpoints: Endpoint,
    secrets: Mapping[str, str] | None = None,
    judge: Judges | None = None,
) -> Iterator[Watched]:
    """All of it; in the end everything ended, and nothing went wrong in it."""
    made = Watched(*endpoints, secrets=secrets, judge=judge)
    try:
        yield made
    finally:
        made.pulse.close()
        assert made.watch.close(8.0)
        assert not made.errors


def at(server: Any, name: str, kind: str, port: int = 0, **access: Any) -> Endpoint:
    access = {"connect_timeout": 5.0, **access}
    return Endpoint(name, name, kind, "127.0.0.1", port or server.port, Access(**access))
