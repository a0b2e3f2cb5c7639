"""A loopback address that leads through an endpoint's route, for a driver that dials by itself.

oracledb takes no socket. The listener is on 127.0.0.1, on a port the system chooses, and lives as
long as the session: whoever else is logged into this workstation could reach the server's port by
it meanwhile, as with `ssh -L`, and would still have to log in there.
"""

import asyncio
from contextlib import suppress

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network.hub import HUB
from app.engines.network.pump import Streams, pump
from app.engines.network.route import standing_tunnel
from app.engines.network.socks import through_socks
from app.engines.network.stages import stage
from app.engines.network.tunnel import Secrets, Use, route_secrets
from app.i18n import _


class Forward:
    """`host` and `port` to connect to instead of the endpoint's; `close` it with the session."""

    host = "127.0.0.1"

    def __init__(self, endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> None:
        self.port = 0
        self._endpoint = endpoint
        self._use: Use | None = None
        self._secrets: Secrets = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        HUB.enter()
        try:
            with stage(tell, Stage.NAME) as clock:
                clock.skipped(_("resolved at the other end"))
            with stage(tell, Stage.ROUTE) as clock:
                if endpoint.access.route.hops:
                    self._use = standing_tunnel(endpoint, reveal, stop)
                    clock.passed(self._use.tunnel.way)
                elif endpoint.access.route.socks is not None:
                    self._secrets = route_secrets(endpoint, reveal)
                    proxy = endpoint.access.route.socks
                    clock.passed(f"SOCKS5 {proxy.host}:{proxy.port}")
                HUB.run(self._listen(), stop)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the listener and what runs through it. Twice does no harm."""
        if not self._closed:
            self._closed = True
            HUB.run(self._end(), Stop())
            HUB.leave()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._use is not None:
            await self._use.end()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            # Where the far end cannot be opened, the driver sees its connection closed.
            with suppress(ConsoleError):
                await pump((reader, writer), await self._open())
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _open(self) -> Streams:
        at, access = self._endpoint, self._endpoint.access
        if self._use is not None:
            return await self._use.tunnel.open(at.address, at.port, access.connect_timeout)
        assert access.route.socks is not None
        password = self._secrets.get("socks")
        made = await through_socks(
            access.route.socks, at.address, at.port, password, access.connect_timeout
        )
        return await asyncio.open_connection(sock=made)
