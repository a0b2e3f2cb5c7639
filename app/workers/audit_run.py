"""An audit beside the window: started, heard at most 20 times a second, stopped, closed.

The lane's thread only takes events from the flow and puts them in a queue; the processes do the
work. The GUI thread fetches from the queue on a timer, for a few milliseconds at a time, so it
cannot be flooded; the queue holds little, so a slow window slows the audit down instead.
"""

import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import Cancelled, ConsoleError
from app.domain.stop import Stop
from app.flows.audit_files import Request, audit_files
from app.flows.events import Event, Found, Started
from app.workers.channel import Channel
from app.workers.file_watch import Stamp, stamp
from app.workers.lane import Lane

Flow: TypeAlias = Callable[[Request, Stop], Generator[Event, None, None]]
"""Something that audits, such as `audit_files`; asked to stop it may raise `Cancelled`."""

BEAT = 50
"""Milliseconds between two deliveries."""
_MOST = 2_000  # weight of the events delivered at a time


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run came to its end: `seconds` by the clock on the wall."""

    seconds: float
    stopped: bool
    error: ConsoleError | None = None


class AuditRun(QObject):
    """Runs one audit at a time; lives in the GUI thread.

    Signals:
        heard: a tuple of events, in their order; at most every 50 ms.
        ended: an `Ended`, after the last event.
    """

    heard = Signal(object)
    ended = Signal(object)

    def __init__(self, flow: Flow = audit_files, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flow = flow
        self._lane = Lane("audit", self)
        self.stamps: dict[str, Stamp] = {}
        """What the files looked like when their audit began."""
        self._events = Channel()
        self._stop = Stop()
        self._begun = 0.0
        self._error: ConsoleError | None = None
        self._over: Ended | None = None
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self._deliver)

    @property
    def running(self) -> bool:
        """From `start` until `ended`."""
        return self._beat.isActive()

    @property
    def stopping(self) -> bool:
        """Asked to stop, but not at its end yet."""
        return self.running and self._stop()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.perf_counter() - self._begun

    def start(self, request: Request, flow: Flow | None = None) -> None:
        """Begin, by `flow` where it is not the usual one; while an audit runs there is no other."""
        assert not self.running
        self._stop = stop = Stop()
        self._error = self._over = None
        self.stamps = {}
        self._begun = time.perf_counter()
        job = self._lane.submit(lambda _stopped: self._work(request, flow or self._flow, stop))
        job.failed.connect(self._failed)
        job.finished.connect(self._came_to_end)
        self._beat.start()

    @Slot()
    def stop(self) -> None:
        """Ask it to end; what was found until then is still delivered."""
        self._stop.set()

    def close(self) -> None:
        """End it now, processes and thread; nothing more is heard."""
        self._beat.stop()
        self._stop.set()
        self._events.close()
        self._lane.close()

    def _work(self, request: Request, flow: Flow, stop: Stop) -> None:
        """Move events from the flow to the channel, in the lane's thread."""
        with suppress(Cancelled), closing(flow(request, stop)) as events:
            for event in events:
                if isinstance(event, Started):
                    self.stamps[event.path] = stamp(event.path)
                if isinstance(event, Found):  # unpacked here, as a window has no time for it
                    event = Found(event.path, tuple(event.findings))
                if not self._events.put(event):
                    return

    @Slot(object)
    def _failed(self, error: ConsoleError) -> None:
        self._error = error

    @Slot()
    def _came_to_end(self) -> None:
        self._over = Ended(self.seconds, self._stop(), self._error)

    @Slot()
    def _deliver(self) -> None:
        batch = self._events.take(_MOST)
        if batch:
            self.heard.emit(batch)
        if self._over is not None and self._events.empty:
            self._beat.stop()
            self.ended.emit(self._over)
