"""What was put in and not taken yet: bounded, however slow the taker is."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Generic, TypeVar

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery, FeedState, Payload
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Mark, Sample

MOST_SAMPLES = 4096
"""What is kept in order before only the newest of each instance and tier are."""
MOST_SERIES = 32_768
"""Instances times tiers that are kept at all; more than any estate has."""
MOST_CAPTURES = 64
MOST_EVENTS = 10_000
"""Alerts, and as many marks: a day's worth of a bad one. Beyond it the oldest go."""

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class Box:
    """Any thread puts in, one takes; neither waits for the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: _Newest[tuple[str, Tier], Sample] = _Newest(
            MOST_SAMPLES, MOST_SERIES, _in_place_of
        )
        self._captures: _Newest[tuple[str, CaptureKind], Capture] = _Newest(
            MOST_CAPTURES, MOST_CAPTURES, lambda _older, newer: newer
        )
        self._alerts: deque[Alert] = deque(maxlen=MOST_EVENTS)
        self._marks: deque[Mark] = deque(maxlen=MOST_EVENTS)
        self._lost = False

    def put(self, payloads: Iterable[Payload]) -> None:
        """Add them in this order."""
        with self._lock:
            for payload in payloads:
                if isinstance(payload, Sample):
                    self._samples.put((payload.instance, payload.tier), payload)
                elif isinstance(payload, Alert):
                    self._lost = self._lost or len(self._alerts) == MOST_EVENTS
                    self._alerts.append(payload)
                elif isinstance(payload, Mark):
                    self._lost = self._lost or len(self._marks) == MOST_EVENTS
                    self._marks.append(payload)
                else:
                    self._captures.put((payload.instance, payload.kind), payload)

    def skip(self) -> None:
        """Say with the next delivery that something is missing."""
        with self._lock:
            self._lost = True

    def take(self, state: FeedState) -> Delivery:
        """All there is; the box is empty afterwards."""
        with self._lock:
            samples, skipped = self._samples.take()
            captures, _older = self._captures.take()
            alerts, marks = tuple(self._alerts), tuple(self._marks)
            self._alerts.clear()
            self._marks.clear()
            skipped, self._lost = skipped or self._lost, False
        return Delivery(samples, alerts, marks, captures, skipped, state)


def _in_place_of(older: Sample, newer: Sample) -> Sample:
    """The newer one; that lines break must not get lost with the sample that said it."""
    if older.restarted and not newer.restarted:
        return replace(newer, restarted=True)
    return newer


class _Newest(Generic[KeyT, ValueT]):
    """Keeps all in order while it is not full, and from then on the newest of each key."""

    def __init__(
        self, most: int, most_keys: int, in_place_of: Callable[[ValueT, ValueT], ValueT]
    ) -> None:
        self._most, self._most_keys, self._in_place_of = most, most_keys, in_place_of
        self._all: list[tuple[KeyT, ValueT]] = []
        self._newest: dict[KeyT, ValueT] | None = None

    def put(self, key: KeyT, value: ValueT) -> None:
        """Add one."""
        if self._newest is None:
            if len(self._all) < self._most:
                self._all.append((key, value))
                return
            full, self._all, self._newest = self._all, [], {}
            for each in full:
                self._replace(self._newest, *each)
        self._replace(self._newest, key, value)

    def _replace(self, held: dict[KeyT, ValueT], key: KeyT, value: ValueT) -> None:
        older = held.pop(key, None)  # it goes to the end: oldest first
        held[key] = value if older is None else self._in_place_of(older, value)
        if len(held) > self._most_keys:
            del held[next(iter(held))]

    def take(self) -> tuple[tuple[ValueT, ...], bool]:
        """What is there, and whether something was left out of it."""
        skipped = self._newest is not None
        if self._newest is None:
            taken = tuple(value for _key, value in self._all)
        else:
            taken = tuple(self._newest.values())
        self._all, self._newest = [], None
        return taken, skipped
