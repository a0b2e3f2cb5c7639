"""Whether the way to an instance leads into its own machine."""

import ipaddress

from app.domain.endpoint import Endpoint, Hop


def machine_of(endpoint: Endpoint) -> Hop | None:
    """The last SSH hop, where it is the machine that the server runs on; None where it is not.

    It is where both have one name or address, and where the server is dialled on the loopback
    address as seen from there. What is behind a name of another spelling is not looked up.
    """
    hops = endpoint.access.route.hops
    if not hops:
        return None
    last = hops[-1]
    return last if _is_loopback(endpoint.address) or _same(endpoint.address, last.host) else None


def _is_loopback(address: str) -> bool:
    if address.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _same(one: str, other: str) -> bool:
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return one.rstrip(".").lower() == other.rstrip(".").lower()
