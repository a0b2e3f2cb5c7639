"""A connection's own event loop: every wait in the driver can be ended, whatever the server does.

The driver's synchronous connect hangs for ever on a server that says nothing, and cannot be cut.
Its asyncio form runs here on a loop that nobody else sees, driven by whichever thread uses the
session. Sockets are dialled by us, so the way to the server, the time it takes and the TLS
handshake are ours too, and we hold every transport there is to cut.

python-oracledb 26.1 brings the whole process down (a segmentation fault) when a call with a
`call_timeout` begins on a connection that the server has closed meanwhile. So that is never set:
time is kept here, and each call first lets the loop see whether the connection still stands.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from app.domain.errors import Cancelled, ConsoleError
from app.domain.stop import Stop
from app.engines.network.breaker import PATIENCE

T = TypeVar("T")
_HOME = 0.25
"""Seconds a call has to come home once its connection is cut."""
_FAREWELL = 0.4

Dial = Callable[[str, int], socket.socket]
"""Gives a connected TCP socket to an address the driver wants to reach."""


class OutOfTime(ConsoleError):
    """A call took longer than it may, and was broken off, or cut where that did not help."""


class Closed(ConsoleError):
    """The other side has closed the connection while nothing was asked."""


class _Counting(socket.socket):
    """A socket that knows how much came over it."""

    received = 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        found = super().recv(size, flags)
        self.received += len(found)
        return found


class _Loop(asyncio.SelectorEventLoop):
    """Connects by our dialler, and checks the server's name in the handshake itself."""

    def __init__(self, dial: Dial) -> None:
        super().__init__()
        self._dial = dial
        self.transports: list[asyncio.Transport] = []
        self.server_name: str | None = None
        self.handshake: Callable[[Awaitable[Any]], Awaitable[Any]] = _plainly
        """What is done around a TLS handshake: telling its stage, and saying why it failed."""
        self.counting: _Counting | None = None
        self.failed: ConsoleError | None = None
        """Why a socket could not be had: the driver would only say that it has no connection."""

    async def create_connection(self, factory: Any, *args: Any, **options: Any) -> Any:  # type: ignore[override]
        host, port = args
        try:
            made = self._dial(host, port)
        except ConsoleError as error:
            self.failed = error
            raise ConnectionRefusedError(str(error)) from error
        made = self.counting = _Counting(fileno=made.detach())
        made.setblocking(False)
        transport, protocol = await super().create_connection(factory, sock=made)
        self.transports.append(transport)
        return transport, protocol

    async def start_tls(self, transport: Any, protocol: Any, context: Any, **options: Any) -> Any:  # type: ignore[override]
        if self.server_name is not None:
            context.check_hostname = True  # the driver has just switched it off
            options["server_hostname"] = self.server_name
        try:
            made = await self.handshake(super().start_tls(transport, protocol, context, **options))
        except ConsoleError as error:
            self.failed = error
            raise ConnectionAbortedError(str(error)) from error
        self.transports.append(made)
        return made


async def _plainly(making: Awaitable[Any]) -> Any:
    return await making


class Wire:
    """Runs the driver's coroutines one after another. One thread at a time uses it."""

    def __init__(self, dial: Dial) -> None:
        self.loop = _Loop(dial)
        self.was_cut = False
        """Whether the connection is gone by our own hand."""
        self.broken_off = False
        """Whether the last call was asked to end: a late answer to that may still be on its way."""

    @property
    def received(self) -> int:
        """Bytes off the network so far."""
        return self.loop.counting.received if self.loop.counting is not None else 0

    def run(
        self,
        work: Coroutine[Any, Any, T],
        stop: Stop,
        limit: float,
        ask: Callable[[], object] | None = None,
    ) -> T:
        """What the coroutine gives; ends it when `stop` is set, and after `limit` seconds.

        `ask` sends the server a break; where it is None, or the call is not home soon after, the
        connection is cut. Raises Cancelled, OutOfTime, and whatever the coroutine raises.
        """
        if stop():
            work.close()
            stop.check()
        return self.loop.run_until_complete(self._watched(work, stop, limit, ask))

    async def _watched(
        self,
        work: Coroutine[Any, Any, T],
        stop: Stop,
        limit: float,
        ask: Callable[[], object] | None,
    ) -> T:
        task = self.loop.create_task(self._if_standing(work))
        asked: asyncio.Future[None] = self.loop.create_future()

        def wake() -> None:
            self.loop.call_soon_threadsafe(_set, asked)

        with stop.telling(wake):
            both: set[asyncio.Future[Any]] = {task, asked}
            await asyncio.wait(both, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            late = not asked.done()
            if ask is not None and self.stands:
                self.broken_off = True
                ask()
                await asyncio.wait({task}, timeout=PATIENCE)
            if not task.done():
                await self._cut_under(task)
            if late and not stop():
                _forget(task)
                raise OutOfTime("")
        if stop():
            _forget(task)
            raise Cancelled("")
        return task.result()

    @property
    def stands(self) -> bool:
        """Whether the connection is open, as far as the loop has seen."""
        transports = self.loop.transports
        return bool(transports) and not transports[-1].is_closing()

    async def _if_standing(self, work: Coroutine[Any, Any, T]) -> T:
        """Look for the end of the connection, then work without a pause in between."""
        if self.loop.transports:
            await _look()
            if not self.stands:
                work.close()
                raise Closed("")
        return await work

    async def _cut_under(self, task: "asyncio.Task[Any]") -> None:
        self.cut()
        await asyncio.wait({task}, timeout=_HOME)
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=_HOME / 2)
        _forget(task)

    def cut(self) -> None:
        """Drop the connection without a word."""
        self.was_cut = True
        for transport in self.loop.transports:
            transport.abort()

    def close(self, farewell: Coroutine[Any, Any, object] | None = None) -> None:
        """Say good-bye, shortly, and end the loop. Twice does no harm; never raises."""
        if self.loop.is_closed():
            if farewell is not None:
                farewell.close()
            return
        self.loop.run_until_complete(self._end(farewell))
        self.loop.close()

    async def _end(self, farewell: Coroutine[Any, Any, object] | None) -> None:
        if farewell is not None:
            task = self.loop.create_task(self._if_standing(farewell))
            await asyncio.wait({task}, timeout=_FAREWELL)
            task.cancel()
            _forget(task)
        for transport in self.loop.transports:
            transport.abort()
        left = asyncio.all_tasks(self.loop) - {asyncio.current_task(self.loop)}
        for each in left:
            each.cancel()
        if left:
            await asyncio.wait(left, timeout=_HOME)
            for each in left:
                _forget(each)
        await _look()  # so that the aborted transports close their sockets


async def _look() -> None:
    """Let the loop take in what has come: it sees an end, closes, and tells, a round each."""
    for _round in range(3):
        await asyncio.sleep(0)


def _set(asked: "asyncio.Future[None]") -> None:
    if not asked.done():
        asked.set_result(None)


def _forget(task: "asyncio.Task[Any]") -> None:
    """Look at the outcome, that asyncio does not complain of one nobody looked at."""
    if task.done() and not task.cancelled():
        task.exception()
