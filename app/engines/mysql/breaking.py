"""Breaking off what a session runs: KILL QUERY from beside it, then the cut.

Whoever sets a `Stop` must not wait, so a thread asks the server over a second connection. If the
statement still runs `CUT_AFTER` later, the connection is shut down under it. A kill must not hit
the statement after the one it was meant for: the thread is waited for before the session goes on.
"""

import contextlib
import threading
from collections.abc import Callable

from app.domain.errors import ConsoleError
from app.domain.stop import Stop

CUT_AFTER = 0.75
"""Seconds from the wish to stop until the connection is cut; the promise is one second."""


class Breaker:
    """Ends the call that runs now, once. `kill` asks the server and obeys the Stop it is given."""

    def __init__(self, kill: Callable[[Stop], object], cut: Callable[[], object]) -> None:
        self._kill = kill
        self._cut = cut
        self._attempt = Stop()
        self._idle = threading.Event()
        self._idle.set()
        self._threads: list[threading.Thread] = []
        self.used = False

    def start(self) -> None:
        """Begin; returns at once. Called by the Stop, in whatever thread sets it."""
        self.used = True
        for name, call in (("kill", self._ask), ("cut", self._cut_later)):
            thread = threading.Thread(target=call, name=f"mysql-{name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    @contextlib.contextmanager
    def busy(self):  # type: ignore[no-untyped-def]
        """Around each call that may be broken off."""
        self._idle.clear()
        try:
            yield
        finally:
            self._idle.set()

    def finish(self) -> None:
        """Wait until nothing of it runs any more."""
        self._idle.set()
        self._attempt.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        if not self._idle.is_set():
            with contextlib.suppress(ConsoleError):
                self._kill(self._attempt)

    def _cut_later(self) -> None:
        if not self._idle.wait(CUT_AFTER):
            self._cut()
