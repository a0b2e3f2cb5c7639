"""A TCP proxy that does to connections what networks do, while they are open.

It runs in a thread of its own, which `stop` joins. Every fault may be set and lifted at any time:

* `latency`     seconds that each byte is late, in each direction; bytes in flight overlap
* `rate`        bytes a second that pass, in each direction of each connection
* `black_hole`  nothing passes; what was sent meanwhile goes on when it is lifted
* `silent`      new connections are accepted and lead nowhere; open ones go on
* `refuse`      new connections are refused, as by a machine where nothing listens
* `cut_after`   each connection is reset after so many bytes more towards the client
* `reset()`     all open connections are reset now
* `hang_up()`   all open connections are closed in an orderly way now
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable

from tests.servers.loop_server import LoopServer, Reader, Writer

_CHUNK = 65536  # bytes
_SLICE = 0.02  # seconds of a limited rate that pass at once
_NO_LINGER = struct.pack("ii", 1, 0)


class FaultProxy(LoopServer):
    """Listens on `host`:`port`, and passes on what comes to `target`."""

    kind = "fault proxy"

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        super().__init__()
        self.target = (host, port)
        self.latency = 0.0
        self.rate: float | None = None
        self.silent = False
        self._cut_after: int | None = None
        self._black_hole = False
        self._refuse = False
        self._links: set[_Link] = set()
        self._passing = asyncio.Event()
        self._passing.set()

    @property
    def open(self) -> int:
        """How many connections pass through it now."""
        return len(self._links)

    @property
    def black_hole(self) -> bool:
        return self._black_hole

    @black_hole.setter
    def black_hole(self, on: bool) -> None:
        self._black_hole = on
        self.call(self._passing.clear if on else self._passing.set)

    @property
    def refuse(self) -> bool:
        return self._refuse

    @refuse.setter
    def refuse(self, on: bool) -> None:
        if on != self._refuse:
            self._refuse = on
            self.perform(self._refuse_all() if on else self.open_door())

    @property
    def cut_after(self) -> int | None:
        return self._cut_after

    @cut_after.setter
    def cut_after(self, size: int | None) -> None:
        def set_it() -> None:
            self._cut_after = size
            for link in self._links:
                link.received = 0

        self.call(set_it)

    def reset(self) -> None:
        """Reset all open connections, on both sides."""
        self._all(_Link.reset)

    def hang_up(self) -> None:
        """Close all open connections, on both sides."""
        self._all(_Link.close)

    def _all(self, act: Callable[["_Link"], None]) -> None:
        def each() -> None:
            for link in self._links:
                act(link)

        self.call(each)

    # Within the thread.

    async def _refuse_all(self) -> None:
        self._door.close()
        # A socket that is bound and does not listen keeps the port, and refuses.
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((self.host, self.port))

    async def close_door(self) -> None:
        await super().close_door()
        self._socket.close()
        for link in self._links:
            link.reset()

    async def serve(self, reader: Reader, writer: Writer) -> None:
        link = _Link(writer)
        self._links.add(link)
        try:
            if self.silent:
                while await reader.read(_CHUNK):
                    pass
                return
            await self._passing.wait()
            there, beyond = await asyncio.open_connection(*self.target)
            link.writers.append(beyond)
            for one in link.writers:
                one.transport.set_write_buffer_limits(0)
            upward = asyncio.create_task(self._pass_on(reader, beyond, link, to_client=False))
            try:
                await self._pass_on(there, writer, link, to_client=True)
                await upward
            finally:
                upward.cancel()
        except OSError:
            link.reset()
        finally:
            link.close()
            self._links.discard(link)

    async def _pass_on(
        self, reader: Reader, writer: Writer, link: "_Link", *, to_client: bool
    ) -> None:
        """Pass bytes on until the end, each so late as the latency was when it came."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        taking = asyncio.create_task(self._take(reader, waiting))
        try:
            while True:
                due, data = await waiting.get()
                if (left := due - self._loop.time()) > 0:
                    await asyncio.sleep(left)
                if not data:
                    await self._passing.wait()
                    with contextlib.suppress(OSError):
                        writer.write_eof()
                    return
                await self._give(writer, data, link if to_client else None)
        finally:
            taking.cancel()

    async def _take(self, reader: Reader, waiting: "asyncio.Queue[tuple[float, bytes]]") -> None:
        data = b"more"
        while data:
            try:
                data = await reader.read(_CHUNK)
            except OSError:
                data = b""
            waiting.put_nowait((self._loop.time() + self.latency, data))

    async def _give(self, writer: Writer, data: bytes, counted: "_Link | None") -> None:
        rest = memoryview(data)
        while rest:
            await self._passing.wait()
            size = len(rest)
            if (rate := self.rate) is not None:
                size = min(size, max(1, int(rate * _SLICE)))
                await asyncio.sleep(size / rate)
                await self._passing.wait()
            cut = counted is not None and self._cut_after is not None
            if counted is not None and self._cut_after is not None:
                size = min(size, self._cut_after - counted.received)
                counted.received += size
            writer.write(bytes(rest[:size]))
            await writer.drain()
            rest = rest[size:]
            if cut and counted is not None and counted.received == self._cut_after:
                counted.reset()
                return


class _Link:
    """A client's connection and the one to the target."""

    def __init__(self, client: Writer) -> None:
        self.writers = [client]
        self.received = 0  # bytes the client got since `cut_after` was set

    def close(self) -> None:
        for writer in self.writers:
            writer.close()

    def reset(self) -> None:
        for writer in self.writers:
            peer: socket.socket | None = writer.get_extra_info("socket")
            if peer is not None and not writer.transport.is_closing():
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            writer.transport.abort()
