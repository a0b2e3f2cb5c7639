"""The one asyncio loop in which tunnels and proxies live; its thread ends with the last of them."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeVar

from app.domain.errors import Cancelled
from app.domain.stop import Stop

T = TypeVar("T")


class Hub:
    """Counts its users: `enter` starts the loop for the first, `leave` ends it behind the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> asyncio.AbstractEventLoop:
        """One user more; the running loop."""
        with self._lock:
            self._users += 1
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=_run, args=(self._loop,), name="network-hub", daemon=True
                ).start()
            return self._loop

    def leave(self) -> None:
        """One user less. May be called in the loop's own thread."""
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._loop = None

    def run(self, work: Coroutine[Any, Any, T], stop: Stop) -> T:
        """What `work` comes to, waited for in this thread.

        Once `stop` is set it is cancelled, and Cancelled is raised when nothing of it runs any
        more. What had come to its end by then is returned: nobody else would let go of it.
        """
        loop = self.enter()
        try:
            going = _Going(loop, work)
            with stop.telling(going.cancel):
                return going.came.result()
        finally:
            self.leave()


class _Going(Generic[T]):
    """Work in the loop, and what came of it for the thread that waits."""

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> None:
        self._loop, self._work = loop, work
        self._task: asyncio.Task[T] | None = None
        self.came: concurrent.futures.Future[T] = concurrent.futures.Future()
        loop.call_soon_threadsafe(self._begin)

    def cancel(self) -> None:
        """From any thread, at any time."""
        with suppress(RuntimeError):  # it came to its end, and the loop as well
            self._loop.call_soon_threadsafe(self._cancel)

    def _begin(self) -> None:
        self._task = self._loop.create_task(self._work)
        self._task.add_done_callback(self._tell)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _tell(self, task: "asyncio.Task[T]") -> None:
        if task.cancelled():
            self.came.set_exception(Cancelled(""))
        elif (error := task.exception()) is not None:
            self.came.set_exception(error)
        else:
            self.came.set_result(task.result())


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    # One that was made just now begins first: else nothing of it runs, not even what lets go.
    loop.run_until_complete(asyncio.sleep(0))
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


HUB = Hub()
"""The process has one: a tunnel is shared by all sessions that take the same way."""
