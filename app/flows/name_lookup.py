"""What addresses are called: reverse look-ups, each bounded in time by the system's resolver."""

import socket
from collections.abc import Callable, Iterable

from app.domain.stop import Stop


def names_of(
    addresses: Iterable[str],
    stop: Stop,
    resolver: Callable[[str], str] = lambda address: socket.gethostbyaddr(address)[0],
) -> dict[str, str]:
    """The name of each address, "" where it has none; `stop` ends it with those found so far."""
    found: dict[str, str] = {}
    for address in addresses:
        if stop():
            break
        try:
            found[address] = resolver(address)
        except OSError:
            found[address] = ""
    return found
