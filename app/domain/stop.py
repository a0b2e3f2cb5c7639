"""A request to end, handed to a call that may take long; set from any thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from app.domain.errors import Cancelled


class Stop:
    """Asked by a long call now and then, and told by whoever no longer wants the answer.

    Calling it says whether it was set, so it serves wherever a `Callable[[], bool]` is asked for.
    A call that waits in a driver cannot ask; it leaves a callback with `telling`, which `set`
    makes in the thread of whoever sets it, at most once. Callbacks never block: they shut a
    socket, or start a thread that asks the server.

    A signal's handler may set it too. It runs in the main thread, between any two of its steps, in
    here as well: the lock must let its own thread in again, as that of a Condition does and that
    of an Event does not, and the callbacks are taken one by one, each in a single step.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._changed = threading.Condition()
        self._callbacks: list[Callable[[], object]] = []

    def __call__(self) -> bool:  # noqa: D102  (the class says)
        return self._is_set

    def set(self) -> None:
        """Ask for the end; once is enough, twice does no harm."""
        with self._changed:
            self._is_set = True
            self._changed.notify_all()
        self._tell()

    def check(self) -> None:
        """Raise Cancelled where it was set."""
        if self._is_set:
            raise Cancelled("")

    def wait(self, seconds: float) -> bool:
        """Wait until it is set, at most so long; whether it was."""
        with self._changed:
            return self._changed.wait_for(self, seconds)

    @contextmanager
    def telling(self, callback: Callable[[], object]) -> Iterator[None]:
        """Have `callback` called if it is set while in here; at once if it already is."""
        self._callbacks.append(callback)
        if self._is_set:
            self._tell()
        try:
            yield
        finally:
            with suppress(ValueError):  # made
                self._callbacks.remove(callback)

    def _tell(self) -> None:
        while True:
            try:
                callback = self._callbacks.pop(0)
            except IndexError:
                return
            callback()
