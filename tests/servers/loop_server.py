"""What the tests' own small network servers have in common: an event loop in a thread."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Self

ENOUGH = 10.0  # seconds in which the thread must have obeyed

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


class LoopServer:
    """Listens on `host`:`port` in a thread of its own, which `stop` joins."""

    kind = "server"
    host = "127.0.0.1"

    def __init__(self) -> None:
        self._socket = socket.create_server((self.host, 0))
        self.port: int = self._socket.getsockname()[1]
        self.accepted = 0  # connections so far

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Serve one client until it is done; cancelled when the server stops."""
        raise NotImplementedError

    def start(self) -> Self:
        """Begin to serve."""
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(ready)), name=f"{self.kind} {self.port}"
        )
        self._thread.start()
        ready.result(ENOUGH)
        return self

    def stop(self) -> None:
        """End all connections, and the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join(ENOUGH)

    close = stop

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def perform(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done in the thread, and return when it is done."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(ENOUGH)

    def call(self, act: Callable[[], object]) -> None:
        """Have it called in the thread, and return when it is done."""

        async def called() -> None:
            act()

        self.perform(called())

    async def open_door(self) -> None:
        """Listen."""
        self._door = await asyncio.start_server(self._meet, sock=self._socket)

    async def close_door(self) -> None:
        """Listen no more."""
        self._door.close()

    async def _run(self, ready: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        await self.open_door()
        ready.set_result(None)
        await self._ended.wait()
        await self.close_door()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _meet(self, reader: Reader, writer: Writer) -> None:
        self.accepted += 1
        task = self._loop.create_task(self._served(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _served(self, reader: Reader, writer: Writer) -> None:
        try:
            with contextlib.suppress(OSError, EOFError):  # the client was quicker
                await self.serve(reader, writer)
        finally:
            writer.close()
