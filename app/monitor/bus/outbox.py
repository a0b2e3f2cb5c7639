"""What a collector sends: numbered, bounded, kept for a while for whoever missed it."""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.sample import Sample
from app.monitor.bus import wire
from app.monitor.bus.order import Position

MOST_BYTES = 64 * 1024 * 1024
"""Kept to be sent, or sent again: some minutes of 1,000 instances, some hours of 20."""
_FULL_FRAME = wire.MOST_FRAME // 2
_FULL_COUNT = 512
"""Messages in a frame: few enough that a reader never holds a processor for long."""
_MOST_FIELDS = 65_536
"""Of the snapshot."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Some messages with the number of the first; their epoch is said when they are sent."""

    first: int
    messages: tuple[bytes, ...]
    size: int

    @property
    def last(self) -> int:
        """The number of the last message."""
        return self.first + len(self.messages) - 1


class Outbox:
    """Any thread publishes; one sends. Beyond `most_bytes` the oldest are given up."""

    def __init__(self, epoch: int, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._epoch, self._most_bytes = epoch, most_bytes
        self._open: list[bytes] = []
        self._open_size = 0
        self._next = 1
        self._sent: deque[Sealed] = deque()
        self._unsent: deque[Sealed] = deque()
        self._size = 0
        self._begun = False
        self._before = 0  # the epoch of the last run
        self._given_up = 0
        self._now: dict[str, tuple[int, bytes]] = {}
        self._changed: dict[str, tuple[int, bytes | None]] = {}

    # ------------------------------------------------------------------------- putting in

    def publish(self, payload: Payload) -> None:
        """Add one; see `domain.monitoring.feed.Outlet`."""
        message = wire.encode(payload)
        size = wire.size_of((message,))
        field = _field(payload)
        gone = isinstance(payload, Alert) and payload.state is AlertState.CLEARED
        with self._lock:
            if self._open_size + size > _FULL_FRAME or len(self._open) >= _FULL_COUNT:
                self._seal()
            self._open.append(message)
            self._open_size += size
            if field:
                self._put_now(field, self._next + len(self._open) - 1, None if gone else message)

    def _put_now(self, field: str, number: int, message: bytes | None) -> None:
        if message is None:
            self._now.pop(field, None)
        elif field in self._now or len(self._now) < _MOST_FIELDS:
            self._now[field] = number, message
        else:
            return
        self._changed[field] = number, message

    def retain(self, instances: Iterable[str]) -> None:
        """Only these are watched from now on: the others leave the snapshot."""
        kept = frozenset(instances)
        with self._lock:
            for field in [each for each in self._now if _instance(each) not in kept]:
                if field.startswith(_SAMPLE):
                    self._put_now(field, 0, None)

    def _seal(self) -> None:
        if not self._open:
            return
        sealed = Sealed(self._next, tuple(self._open), self._open_size)
        self._next += len(self._open)
        self._open, self._open_size = [], 0
        self._unsent.append(sealed)
        self._size += sealed.size
        while self._size > self._most_bytes:
            if self._sent:
                self._size -= self._sent.popleft().size
            else:
                lost = self._unsent.popleft()
                self._size -= lost.size
                self._given_up += len(lost.messages)

    # ---------------------------------------------------------------------------- sending

    @property
    def epoch(self) -> int:
        """Of this run."""
        return self._epoch

    @property
    def position(self) -> Position:
        """What was sent last."""
        with self._lock:
            waiting = self._unsent[0].first if self._unsent else self._next
            return Position(self._epoch, waiting - 1)

    @property
    def waiting(self) -> int:
        """Messages not sent yet."""
        with self._lock:
            return len(self._open) + sum(len(each.messages) for each in self._unsent)

    @property
    def given_up(self) -> int:
        """Messages that had to go before they could be sent."""
        return self._given_up

    @property
    def reach(self) -> Position:
        """What ends before it need not be kept by the server any more.

        The end of the run before this one stays until this one fills half of what may be kept.
        """
        with self._lock:
            held = self._sent or self._unsent
            if held and self._size > self._most_bytes // 2:
                return Position(self._epoch, held[0].first)
            return Position(self._before, 0)

    def resume(self, last: Position | None) -> bool:
        """Go on behind what the server has; False where another run of us has taken over.

        Called with each new connection: what a server lost (a crash, a failover) is sent again.
        """
        with self._lock:
            if last is not None and last.epoch > self._epoch:
                if self._begun:
                    return False
                self._epoch = last.epoch + 1  # our clock is behind, and nobody has heard us yet
            elif last is not None and last.epoch == self._epoch and not self._begun:
                self._epoch += 1  # two runs within a millisecond
            if not self._begun and last is not None:
                self._before = last.epoch
            self._begun = True
            known = last.number if last is not None and last.epoch == self._epoch else 0
            while self._sent and self._sent[-1].last > known:
                self._unsent.appendleft(self._sent.pop())
            while self._unsent and self._unsent[0].last <= known:
                self._sent.append(self._unsent.popleft())
        self.restate()
        return True

    def restate(self) -> None:
        """Have all of the snapshot be news again: the server did not take it, or has lost it."""
        with self._lock:
            self._changed = {**self._changed, **self._now}

    def unsent(self, most_bytes: int) -> tuple[Sealed, ...]:
        """The next to be sent, one at least where there is any."""
        chosen: list[Sealed] = []
        with self._lock:
            self._seal()
            for each in self._unsent:
                if chosen and most_bytes < each.size:
                    break
                most_bytes -= each.size
                chosen.append(each)
        return tuple(chosen)

    def sent(self, last: int) -> None:
        """All up to this number are with the server."""
        with self._lock:
            while self._unsent and self._unsent[0].last <= last:
                self._sent.append(self._unsent.popleft())

    def news(self) -> Mapping[str, bytes | None]:
        """What changed of the snapshot since it was asked last; None for what is no more.

        Only what was sent: who reads the snapshot goes on behind `position`, and must hear nothing
        twice. Fields are `s/tier/instance` and `a/id`.
        """
        with self._lock:
            waiting = self._unsent[0].first if self._unsent else self._next
            changed, self._changed = self._changed, {}
            news = {}
            for field, (number, message) in changed.items():
                if number < waiting:
                    news[field] = message
                else:
                    self._changed[field] = number, message
        return news


_SAMPLE = "s/"


def _field(payload: Payload) -> str:
    """Where it stands in the snapshot; "" for what does not."""
    if isinstance(payload, Sample):
        return f"{_SAMPLE}{payload.tier.value}/{payload.instance}"
    if isinstance(payload, Alert):
        return f"a/{payload.id}"
    return ""


def _instance(field: str) -> str:
    return field.split("/", 2)[-1]
