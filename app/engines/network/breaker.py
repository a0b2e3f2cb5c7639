"""Ending a call that waits in a driver: ask the server, then cut the connection under it.

Whoever sets a `Stop` must not wait, so a thread asks the server over a way of its own. If the call
still runs a moment later, the connection is cut, which makes any driver come home. An answer that
comes late must not hit what is called next: the threads are waited for before the session goes on.

A server whose connection was cut does not notice while it works, and would go on for hours. So
after a cut the asking goes on for a while, with nobody waiting; nothing else runs in that session.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.errors import ConsoleError
from app.domain.stop import Stop

PATIENCE = 0.6
"""Seconds the server has to end a call itself; the promise to the user is one second."""

BEYOND = 5.0
"""Seconds after a cut in which the server may still be reached, over a line that is slow."""

_log = logging.getLogger(__name__)


class Breaker:
    """Ends one call. `ask` is given a Stop of its own that is set when nobody needs it any more.

    `ask` may raise ConsoleError or OSError: the cut comes all the same.
    """

    def __init__(self, ask: Callable[[Stop], object] | None, cut: Callable[[], object]) -> None:
        self._ask, self._cut = ask, cut
        self._home, self._over = threading.Event(), threading.Event()
        self._cut_done = threading.Event()
        self._enough = Stop()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.was_cut = False
        """Whether the connection is gone."""
        self.used = False
        """Whether anybody wanted the end."""

    @contextmanager
    def around(self, stop: Stop) -> Iterator[None]:
        """Break off what is called inside once `stop` is set."""
        try:
            with stop.telling(self._start):
                yield
        finally:
            with self._lock:  # whoever sets the stop may be starting them just now
                self._home.set()
                threads = tuple(self._threads)
            if self.was_cut:
                self._cut_done.wait()
            else:
                self._enough.set()
                for thread in threads:
                    thread.join()

    def _start(self) -> None:
        with self._lock:
            if self.used or self._home.is_set():
                return
            self.used = True
            for name, call in (("ask", self._ask_server), ("cut", self._cut_later)):
                # no daemons: the program's end waits for what the server must still hear
                thread = threading.Thread(target=call, name=f"breaker-{name}")
                thread.start()
                self._threads.append(thread)

    def _ask_server(self) -> None:
        try:
            if self._ask is not None and not self._home.is_set():
                self._ask(self._enough)
        except (ConsoleError, OSError) as error:
            if self.was_cut:
                _log.warning("a call was cut, and may still run on its server: %s", error)
            else:
                _log.info("the server could not be asked to end a call: %s", error)
        finally:
            self._over.set()

    def _cut_later(self) -> None:
        if self._home.wait(PATIENCE if self._ask is not None else 0.0):
            return
        with self._lock:
            if self._home.is_set():
                return
            self.was_cut = True
        try:
            self._cut()
        finally:
            self._cut_done.set()
        if not self._over.wait(BEYOND):
            self._enough.set()
