"""Dialling through proxies and tunnels."""

import asyncio
import socket

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint, Route
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network.hub import HUB
from app.engines.network.pump import Streams, pump
from app.engines.network.socks import through_socks
from app.engines.network.stages import stage
from app.engines.network.tunnel import TUNNELS, Tunnel, route_secrets
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
    HUB.enter()
    try:
        with stage(tell, Stage.ROUTE) as clock:
            tunnel = standing_tunnel(endpoint, reveal, stop)
            clock.passed(tunnel.way)
        with stage(tell, Stage.TCP) as clock:
            try:
                made = HUB.run(_pumped(tunnel, address, port, timeout), stop)
            except BaseException:
                HUB.run(TUNNELS.give_back(tunnel), Stop())
                raise
            clock.passed(f"{address}:{port}")
        return made
    finally:
        HUB.leave()


def standing_tunnel(endpoint: Endpoint, reveal: Reveal, stop: Stop) -> Tunnel:
    """The tunnel of the endpoint's route, ready, for one user more who gives it back."""
    tunnel = HUB.run(_taken(endpoint.access.route), stop)
    try:
        if not HUB.run(tunnel.stands(), stop):
            secrets = route_secrets(endpoint, reveal)
            HUB.run(tunnel.make(secrets, endpoint.access.connect_timeout), stop)
    except BaseException:
        HUB.run(TUNNELS.give_back(tunnel), Stop())
        raise
    return tunnel


async def _taken(route: Route) -> Tunnel:
    return TUNNELS.take(route)


async def _pumped(tunnel: Tunnel, address: str, port: int, timeout: float) -> socket.socket:
    """One end of a socket pair; the other is pumped through the tunnel, which it gives back."""
    far = await tunnel.open(address, port, timeout)
    ours, theirs = socket.socketpair()
    near = await asyncio.open_connection(sock=theirs)
    task = asyncio.get_running_loop().create_task(_pump_and_give_back(tunnel, near, far))
    _pumps.add(task)
    task.add_done_callback(_pumps.discard)
    return ours


async def _pump_and_give_back(tunnel: Tunnel, near: Streams, far: Streams) -> None:
    try:
        await pump(near, far)
    finally:
        await TUNNELS.give_back(tunnel)


_pumps: set["asyncio.Task[None]"] = set()
"""The loop itself holds tasks only weakly."""
