"""From a name to addresses, without waiting longer than anybody wants to."""

import socket
import threading
from typing import Any, TypeAlias

from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.i18n import _

Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]


class _Lookup:
    """getaddrinfo cannot be interrupted: it is left to a thread that ends with its answer."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.done = threading.Event()
        self.found: list[Address] = []
        self.error: OSError | UnicodeError | None = None

    def run(self) -> None:
        """Ask the system."""
        try:
            answers = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            self.found = [(socket.AddressFamily(each[0]), each[4]) for each in answers]
        except (OSError, UnicodeError) as error:
            self.error = error
        self.done.set()


def resolve(host: str, port: int, timeout: float, stop: Stop) -> list[Address]:
    """The addresses of `host`, those of the two families in turn (RFC 8305, section 4)."""
    lookup = _Lookup(host, port)
    threading.Thread(target=lookup.run, name="resolve", daemon=True).start()
    with stop.telling(lookup.done.set):
        in_time = lookup.done.wait(timeout)
    stop.check()
    if not in_time:
        raise ConnectFailed(
            _("No name server answered within {seconds} s.").format(seconds=f"{timeout:g}"),
            hint=_("Check the network, or write the IP address instead of the name."),
        )
    if lookup.error is not None or not lookup.found:
        raise ConnectFailed(
            _("The name {host} is not known.").format(host=host),
            hint=_("Check the spelling, the domain and, from home, the VPN."),
        ) from lookup.error
    return _in_turn(lookup.found)


def _in_turn(addresses: list[Address]) -> list[Address]:
    first = [each for each in addresses if each[0] is addresses[0][0]]
    other = [each for each in addresses if each[0] is not addresses[0][0]]
    mixed: list[Address] = []
    for number in range(max(len(first), len(other))):
        mixed += first[number : number + 1] + other[number : number + 1]
    return list(dict.fromkeys(mixed))
