"""A request to end, handed to a call that may take long; set from any thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.errors import Cancelled


class Stop:
    """Asked by a long call now and then, and told by whoever no longer wants the answer.

    Calling it says whether it was set, so it serves wherever a `Callable[[], bool]` is asked for.
    A call that waits in a driver cannot ask; it leaves a callback with `telling`, which `set`
    makes in the thread of whoever sets it, at most once. Callbacks never block: they shut a
    socket, or start a thread that asks the server.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []

    def __call__(self) -> bool:  # noqa: D102  (the class says)
        return self._event.is_set()

    def set(self) -> None:
        """Ask for the end; once is enough, twice does no harm."""
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise Cancelled where it was set."""
        if self._event.is_set():
            raise Cancelled("")

    def wait(self, seconds: float) -> bool:
        """Wait until it is set, at most so long; whether it was."""
        return self._event.wait(seconds)

    @contextmanager
    def telling(self, callback: Callable[[], object]) -> Iterator[None]:
        """Have `callback` called if it is set while in here; at once if it already is."""
        with self._lock:
            already = self._event.is_set()
            if not already:
                self._callbacks.append(callback)
        if already:
            callback()
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)
