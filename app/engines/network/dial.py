"""A connected socket to a server, whatever lies between."""

import socket

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network.reach import reach
from app.engines.network.resolve import resolve
from app.engines.network.stages import stage
from app.i18n import _


def dial(
    endpoint: Endpoint,
    reveal: Reveal,
    stop: Stop,
    tell: Tell,
    *,
    address: str = "",
    port: int = 0,
) -> socket.socket:
    """A socket to the endpoint, or to another `address` and `port` by the same way.

    It blocks for `connect_timeout` seconds at a time. With SSH on the way it is one end of a pair
    whose other end is pumped through the tunnel: when the tunnel dies, it reads as closed at once.
    Tells NAME, ROUTE and TCP; raises ConnectFailed, SecretUnavailable, Cancelled.
    """
    address, port = address or endpoint.address, port or endpoint.port
    route, timeout = endpoint.access.route, endpoint.access.connect_timeout
    if not route.hops and route.socks is None:
        with stage(tell, Stage.NAME) as clock:
            addresses = resolve(address, port, timeout, stop)
            clock.passed(", ".join(dict.fromkeys(str(where[0]) for _family, where in addresses)))
        with stage(tell, Stage.ROUTE) as clock:
            clock.skipped(_("straight"))
        with stage(tell, Stage.TCP) as clock:
            made = reach(addresses, timeout, stop)
            clock.passed(f"{_peer(made) or address}:{port}")
        return made
    from app.engines.network.route import dial_by_route

    return dial_by_route(endpoint, address, port, reveal, stop, tell)


def _peer(made: socket.socket) -> str:
    """The address at the other end; "" where that has closed already, which the login will say."""
    try:
        return str(made.getpeername()[0])
    except OSError:
        return ""
