"""A queue of audit events between two threads, bounded by what the events weigh."""

import threading
from collections import deque

from app.flows.events import Event, Found

ROOM = 4_000
"""What may wait: an event weighs one, and one for each of its findings."""


def weight(event: Event) -> int:
    """What `event` takes of the room, and of the patience of whoever shows it."""
    return 1 + len(event.findings) if isinstance(event, Found) else 1


class Channel:
    """One thread puts events in and waits while it is full; another takes and never waits."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._held = 0
        self._closed = False
        self._room = threading.Condition()

    def put(self, event: Event) -> bool:
        """Add `event` when there is room; False once the channel is closed."""
        with self._room:
            self._room.wait_for(lambda: self._held < ROOM or self._closed)
            if self._closed:
                return False
            self._events.append(event)
            self._held += weight(event)
            return True

    def take(self, most: int) -> tuple[Event, ...]:
        """The oldest events, of about `most` weight together."""
        taken: list[Event] = []
        sum_ = 0
        with self._room:
            while self._events and sum_ < most:
                event = self._events.popleft()
                taken.append(event)
                sum_ += weight(event)
            self._held -= sum_
            self._room.notify()
        return tuple(taken)

    @property
    def empty(self) -> bool:
        """Whether everything was taken."""
        return not self._events

    def close(self) -> None:
        """Let nobody wait: nothing will be taken any more."""
        with self._room:
            self._closed = True
            self._events.clear()
            self._room.notify()
