"""What a collector says while it runs: a line whenever an instance stands differently, and how all
of it stands.
"""

import threading
import time
from collections import Counter, deque
from typing import TextIO

from app.domain.display import visible
from app.domain.errors import ConsoleError
from app.domain.monitoring.feed import Payload, SendingState
from app.domain.monitoring.sample import HEALTH_NAMES, Health, Sample
from app.flows.streams import is_terminal
from app.flows.watch.record import HistoryT, JudgeT
from app.flows.watch.watch import Watch
from app.i18n import _

_MOST = 1000
"""Lines that wait to be written: where nobody reads, memory must not grow."""


class Teller:
    """An outlet that remembers what is to be said; the main thread says it."""

    def __init__(self, err: TextIO) -> None:
        self._err, self._terminal = err, is_terminal(err)
        self._lock = threading.Lock()
        self._lines: deque[str] = deque(maxlen=_MOST)
        self._stood: dict[str, Health] = {}
        self._said: set[str] = set()
        self._names: dict[str, str] = {}
        self._samples = self._counted = 0
        self._since = time.monotonic()

    def know(self, names: dict[str, str]) -> None:
        """What each instance is called, by id."""
        with self._lock:
            self._names = names
            for gone in self._stood.keys() - names.keys():
                del self._stood[gone]

    def publish(self, payload: Payload) -> None:
        """From any thread."""
        if not isinstance(payload, Sample):
            return
        with self._lock:
            self._samples += 1
            before = self._stood.get(payload.instance)
            if before is payload.health or payload.instance not in self._names:
                return
            self._stood[payload.instance] = payload.health
            said = f"{self._names[payload.instance]}: {_(HEALTH_NAMES[payload.health])}"
            self._lines.append(f"{said}. {payload.trouble}" if payload.trouble else said)

    def fail(self, error: Exception) -> None:
        """Something went wrong, in any thread; a bug of ours is in the log with its traceback."""
        if isinstance(error, ConsoleError):
            said = f"mohist: {error} {error.hint}".rstrip()
        else:
            said = _("mohist: this is a fault of Mohist's own; see its log: {error}").format(
                error=type(error).__name__
            )
        with self._lock:
            if said not in self._said:
                self._said.add(said)
                self._lines.append(said)

    def mended(self, said: str) -> None:
        """What had failed is over, from any thread; if it fails again, that is said again."""
        with self._lock:
            self._said.clear()
            self._lines.append(f"mohist: {said}")

    def say(self) -> None:
        """Write what waits to be said."""
        with self._lock:
            lines, self._lines = self._lines, deque(maxlen=_MOST)
        if lines and self._terminal:
            self._err.write("\r\033[K")
        self._err.writelines(visible(line) + "\n" for line in lines)
        if lines:
            self._err.flush()

    def summary(self, watch: "Watch[HistoryT, JudgeT]", feed: SendingState | None) -> str:
        """How it stands, in a line."""
        now = time.monotonic()
        with self._lock:
            standing = Counter(self._stood.values())
            rate = (self._samples - self._counted) / max(now - self._since, 0.001)
            self._counted, self._since = self._samples, now
        total = len(watch.watched)
        said = _("{up} of {total} up, {rate} samples/s, {threads} threads").format(
            up=standing[Health.UP], total=total, rate=f"{rate:.1f}", threads=watch.hands
        )
        if watch.record.lost:
            said += ", " + _("{count} not written").format(count=watch.record.lost)
        if feed is not None:
            said += ", " + _("feed: {stand}, {count} waiting").format(
                stand=feed.stand, count=feed.waiting
            )
        return said

    def show(self, summary: str) -> None:
        """On a terminal the line that is always the last."""
        if self._terminal:
            self._err.write("\r\033[K" + summary)
            self._err.flush()

    def end(self) -> None:
        """Say the last words."""
        if self._terminal:
            self._err.write("\r\033[K")
        self.say()
