"""Dialling through proxies and tunnels."""

import asyncio
import socket

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network.hub import HUB
from app.engines.network.pump import Streams, pump
from app.engines.network.socks import through_socks
from app.engines.network.stages import stage
from app.engines.network.tunnel import TUNNELS, Use, route_secrets
from app.i18n import _


def dial_by_route(
    endpoint: Endpoint, address: str, port: int, reveal: Reveal, stop: Stop, tell: Tell
) -> socket.socket:
    """A socket to the server at the other end of the endpoint's route; see `dial`."""
    route, timeout = endpoint.access.route, endpoint.access.connect_timeout
    with stage(tell, Stage.NAME) as clock:
        clock.skipped(_("resolved at the other end"))
    if route.hops:
        made = _by_ssh(endpoint, address, port, reveal, stop, tell)
    else:
        made = _by_socks(endpoint, address, port, reveal, stop, tell)
    made.settimeout(timeout)
    return made


def _by_socks(
    endpoint: Endpoint, address: str, port: int, reveal: Reveal, stop: Stop, tell: Tell
) -> socket.socket:
    proxy, timeout = endpoint.access.route.socks, endpoint.access.connect_timeout
    assert proxy is not None
    with stage(tell, Stage.ROUTE) as clock:
        password = route_secrets(endpoint, reveal).get("socks")
        clock.passed(f"SOCKS5 {proxy.host}:{proxy.port}")
    with stage(tell, Stage.TCP) as clock:
        made = HUB.run(through_socks(proxy, address, port, password, timeout), stop)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clock.passed(f"{address}:{port}")
    return made


def _by_ssh(
    endpoint: Endpoint, address: str, port: int, reveal: Reveal, stop: Stop, tell: Tell
) -> socket.socket:
    timeout = endpoint.access.connect_timeout
    with stage(tell, Stage.ROUTE) as clock:
        use = standing_tunnel(endpoint, reveal, stop)
        clock.passed(use.tunnel.way)
    with stage(tell, Stage.TCP) as clock:
        try:
            made = HUB.run(_pumped(use, address, port, timeout), stop)
        except BaseException:
            HUB.run(use.end(), Stop())
            raise
        clock.passed(f"{address}:{port}")
    return made


def standing_tunnel(endpoint: Endpoint, reveal: Reveal, stop: Stop) -> Use:
    """A use of the tunnel of the endpoint's route, which stands; whoever has it ends it."""
    use = TUNNELS.take(endpoint.access.route.way)
    try:
        if not HUB.run(use.tunnel.stands(), stop):
            secrets = route_secrets(endpoint, reveal)
            HUB.run(use.tunnel.make(secrets, endpoint.access.connect_timeout), stop)
    except BaseException:
        HUB.run(use.end(), Stop())
        raise
    return use


async def _pumped(use: Use, address: str, port: int, timeout: float) -> socket.socket:
    """One end of a socket pair; the other is pumped through the tunnel, which it lets go of."""
    far = await use.tunnel.open(address, port, timeout)
    ours, theirs = socket.socketpair()
    try:
        near = await asyncio.open_connection(sock=theirs)
    except BaseException:  # cancelled before a transport had it
        ours.close()
        theirs.close()
        raise
    task = asyncio.get_running_loop().create_task(_pump_and_end(use, near, far))
    _pumps.add(task)
    task.add_done_callback(_pumps.discard)
    return ours


async def _pump_and_end(use: Use, near: Streams, far: Streams) -> None:
    try:
        await pump(near, far)
    finally:
        await use.end()


_pumps: set["asyncio.Task[None]"] = set()
"""The loop itself holds tasks only weakly."""
