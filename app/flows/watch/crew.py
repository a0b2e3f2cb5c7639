"""Who works when: few threads for many instances, more of them while servers keep some waiting."""

import heapq
import logging
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol, TypeAlias

from app.domain.attempt import attempt

_log = logging.getLogger(__name__)

HANDS = 4
"""Threads that may be at work at once as long as none of them is kept waiting."""
_KEPT_WAITING = 0.25
"""Seconds after which whoever works is taken to wait for a server: another may begin."""
_OVERDUE = 0.05
_IDLE = 10.0
"""Seconds after which a thread that has nothing to do ends, unless it is the last."""
_TICK = 0.1
_LAST_HANDS = 32
"""Threads that log out everywhere when it ends."""
_AFTER_A_BUG = 60.0


class Work(Protocol):
    """What the crew does again and again: look at one instance."""

    id: str
    due: float
    """When to be worked next, on the monotonic clock; set by `work`."""

    def work(self) -> None:
        """Do what is due. In one thread at a time."""

    def remind(self, now: float) -> None:
        """From another thread, while `work` runs: see whether it takes too long."""

    def stop(self) -> None:
        """From another thread: end soon."""

    def close(self) -> None:
        """Let go of everything, behind the last `work`."""


class Joinable(Protocol):
    """A thread that was started."""

    def join(self, timeout: float) -> None:
        """Wait for its end, so many seconds at most."""

    def is_alive(self) -> bool:
        """Whether it has not ended."""


Start: TypeAlias = Callable[[str, Callable[[], None]], Joinable]
"""Starts a thread of that name that makes the call."""


class _Place:
    """One piece of work and where it is: in the heap, or in somebody's hands."""

    __slots__ = ("begun", "closing", "gone", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.begun = 0.0
        """When somebody took it; 0 while nobody has it."""
        self.gone = False
        self.closing = False
        """Whether a thread has it to close it, which is done once."""


class Crew:
    """Begins with the first work. Whatever it is given is done until it is taken away again.

    `failed` hears, in a thread of the crew, of an error that is a bug of ours; that work is done
    again a minute later.
    """

    def __init__(
        self,
        start: Start,
        failed: Callable[[Exception], object],
        tick: Callable[[], object] = lambda: None,
    ) -> None:
        self._start, self._failed, self._tick = start, failed, tick
        self._lock = threading.Lock()
        self._wanted = threading.Condition(self._lock)
        self._ended = threading.Condition(self._lock)
        self._heap: list[tuple[float, int, _Place]] = []
        self._order = count()
        self._places: dict[str, _Place] = {}
        self._busy: set[_Place] = set()
        self._leader: int | None = None
        self._idle = self._hands = 0
        self._guarded = self._closed = False
        self._threads: list[Joinable] = []

    @property
    def hands(self) -> int:
        """How many threads there are now, without the one that looks after the others."""
        return self._hands

    def add(self, work: Work) -> None:
        """Have it done from now on, whenever it is due."""
        with self._lock:
            if self._closed:
                return
            self._places[work.id] = place = _Place(work)
            self._push(place)
            if not self._guarded:
                self._guarded = True
                self._threads.append(self._start("watch", self._guard))
                self._hire()

    def remove(self, id_: str) -> None:
        """Have it done no more; it is closed soon, by a thread of the crew."""
        with self._lock:
            place = self._places.pop(id_, None)
            if place is None:
                return
            place.gone = True
            if place not in self._busy:
                self._lay(place)
        place.work.stop()

    def hasten(self, id_: str) -> None:
        """Have it done at once."""
        with self._lock:
            place = self._places.get(id_)
            if place is not None and place not in self._busy:
                self._lay(place)

    def close(self, seconds: float = 5.0) -> bool:
        """End everything; whether all threads ended within that time."""
        with self._lock:
            places = () if self._closed else tuple(self._places.values())
            self._closed = True
            for place in places:
                place.gone = True
        for place in places:
            place.work.stop()
        with self._lock:
            self._heap = [entry for entry in self._heap if not entry[0]]  # to be closed already
            for place in places:
                if place not in self._busy and not place.closing:
                    self._lay(place)
            for _n in range(min(len(self._heap), _LAST_HANDS) - self._idle):
                self._hire()
            self._wanted.notify_all()
            self._ended.notify_all()
            threads = tuple(self._threads)
        until = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.01, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    # --------------------------------------------------------------------- a hand's thread

    def _work(self) -> None:
        """What a thread of the crew does all the time."""
        me = threading.get_ident()
        while (place := self._next(me)) is not None:
            tried = attempt(place.work.work) if not place.gone else None
            if tried is not None and tried.error is not None:
                place.work.due = time.monotonic() + _AFTER_A_BUG
                _log.error("%s cannot be watched", place.work.id, exc_info=tried.error)
                self._failed(tried.error)
            with self._lock:
                self._busy.discard(place)
                place.begun = 0.0
                place.closing = place.gone
                if not place.closing:
                    self._push(place)
            if place.closing:
                place.work.close()

    def _next(self, me: int) -> _Place | None:
        """Wait for something that is due; None where this thread is to end.

        Of those who wait one looks at the clock; the others are called when it has found work.
        """
        with self._lock:
            self._idle += 1
            try:
                while self._heap or not self._closed:
                    now = time.monotonic()
                    if self._heap and self._heap[0][0] <= now:
                        place = self._pop()
                        if place is None:
                            continue
                        if self._leader in (None, me):
                            self._leader = None
                            self._wanted.notify()
                        place.begun = now
                        self._busy.add(place)
                        return place
                    if self._leader in (None, me):
                        self._leader = me
                        self._wanted.wait(self._heap[0][0] - now if self._heap else _IDLE)
                    elif not self._wanted.wait(_IDLE) and self._leader is not None:
                        break  # another one waits, and nothing has come for long
                if self._leader == me:
                    self._leader = None
                self._hands -= 1
                return None
            finally:
                self._idle -= 1

    def _push(self, place: _Place) -> None:
        heapq.heappush(self._heap, (place.work.due, next(self._order), place))
        if self._heap[0][2] is place:
            self._leader = None  # who waits for a later one looks again
            self._wanted.notify()

    def _lay(self, place: _Place) -> None:
        """In front of all others."""
        place.work.due = 0.0
        self._push(place)

    def _pop(self) -> _Place | None:
        """The first; None where it has changed its place since, or is being done."""
        due, _order, place = heapq.heappop(self._heap)
        if place in self._busy or due != place.work.due:
            return None
        return place

    # ----------------------------------------------------------------- the guard's thread

    def _guard(self) -> None:
        """See that nobody waits for a slow one: neither for its answer, nor for its thread."""
        while True:
            with self._lock:
                if self._ended.wait_for(lambda: self._closed, _TICK):
                    return
                now = time.monotonic()
                self._threads = [each for each in self._threads if each.is_alive()]
                waiting = [p for p in self._busy if now - p.begun > _KEPT_WAITING]
                at_work = self._hands - len(waiting)
                overdue = bool(self._heap) and self._heap[0][0] < now - _OVERDUE
                if overdue and not self._idle:
                    for _n in range(HANDS - at_work):
                        self._hire()
            for place in waiting:
                place.work.remind(now)
            self._tick()

    def _hire(self) -> None:
        """Start another thread, one an instance at most."""
        if self._hands < max(1, len(self._places)):
            self._hands += 1
            self._threads.append(self._start(f"watch {self._hands}", self._work))
