"""The sockets of an exchange over HTTP, which can be cut from another thread.

No library lets go of a call that waits for an answer; it ends when its socket does.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter


class Wires:
    """The sockets of one exchange, which can be cut from another thread."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def __enter__(self) -> "Wires":
        return self

    def __exit__(self, *_error: object) -> None:
        while self._sockets:
            self._sockets.pop().close()

    def cut(self) -> None:
        """Have whoever waits at one of them wait no longer."""
        self._is_cut = True
        for each in tuple(self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def took(self, wire: socket.socket) -> None:
        """One more is open."""
        self._sockets.append(wire.dup())  # TLS takes the socket itself out of this object
        if self._is_cut:
            wire.close()
            raise ConnectionAbortedError  # whoever cut it knows why

    def adapter(self, tls: ssl.SSLContext) -> "HTTPAdapter":
        """For `requests`: it tells us of the sockets it opens, and trusts whom the system does."""
        from requests.adapters import HTTPAdapter
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
        from urllib3.connection import HTTPConnection, HTTPSConnection

        wires = self

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                wires.took(made)
                return made

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                wires.took(made)
                return made

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        pools = {"http": PlainPool, "https": SecurePool}

        class Adapter(HTTPAdapter):
            def init_poolmanager(self, *args: Any, **named: Any) -> None:
                super().init_poolmanager(*args, **named, ssl_context=tls)
                self.poolmanager.pool_classes_by_scheme = pools

            def proxy_manager_for(self, proxy: Any, **named: Any) -> Any:
                manager = super().proxy_manager_for(proxy, **named, ssl_context=tls)
                manager.pool_classes_by_scheme = pools
                return manager

        return Adapter(max_retries=0)


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """An error, what it came from, and what came before it: libraries hide the reason deep."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]


def is_here(host: str) -> bool:
    """Whether it is this machine, by its own address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
