"""A TCP connection to the first of several addresses that answers (RFC 8305, section 5)."""

import errno
import os
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import suppress

from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.network.resolve import Address
from app.i18n import _

_NEXT = 0.25
"""Seconds after which the next address is tried beside the first: RFC 8305's recommendation."""


def reach(addresses: Sequence[Address], timeout: float, stop: Stop) -> socket.socket:
    """A connected socket with that time-out; raises ConnectFailed, Cancelled."""
    attempt = _Attempt(addresses, stop)
    try:
        return attempt.run(timeout)
    finally:
        attempt.close()


class _Attempt:
    """Sockets on their way, and a pipe by which whoever stops it wakes us."""

    def __init__(self, addresses: Sequence[Address], stop: Stop) -> None:
        self._left = list(addresses)
        self._stop = stop
        self._selector = selectors.DefaultSelector()
        self._ours, self._theirs = socket.socketpair()
        self._selector.register(self._ours, selectors.EVENT_READ)
        self._pending: list[socket.socket] = []
        self._error = 0

    def run(self, timeout: float) -> socket.socket:
        until = time.monotonic() + timeout
        with self._stop.telling(self._wake):
            while True:
                self._start_next()
                left = until - time.monotonic()
                if not self._pending and not self._left:
                    raise refused(self._error)
                if left <= 0:
                    raise _silent(timeout)
                pause = min(_NEXT, left) if self._left else left
                for key, _events in self._selector.select(pause if self._pending else 0):
                    self._stop.check()
                    if (made := self._arrived(key.fileobj)) is not None:
                        made.settimeout(timeout)
                        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                        return made
                self._stop.check()

    def close(self) -> None:
        """Let go of all but the one that was returned."""
        self._selector.close()
        for each in (*self._pending, self._ours, self._theirs):
            each.close()

    def _wake(self) -> None:
        with suppress(OSError):
            self._theirs.send(b"!")

    def _start_next(self) -> None:
        if not self._left:
            return
        family, address = self._left.pop(0)
        try:
            made = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            self._error = error.errno or 0
            return
        made.setblocking(False)
        code = made.connect_ex(address)
        if code not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
            self._error = code
            made.close()
            return
        self._pending.append(made)
        self._selector.register(made, selectors.EVENT_WRITE)

    def _arrived(self, made: object) -> socket.socket | None:
        if not isinstance(made, socket.socket) or made not in self._pending:
            return None
        self._selector.unregister(made)
        self._pending.remove(made)
        code = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code == 0:
            return made
        self._error = code
        made.close()
        return None


def refused(code: int) -> ConnectFailed:
    """The error of a connection that could not be made, by the system's number."""
    if code == errno.ECONNREFUSED:
        return ConnectFailed(
            _("Nothing listens on that port."),
            hint=_("Is the server running, is the port right, does it listen on this address?"),
        )
    if code in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return ConnectFailed(
            _("There is no route to that address."),
            hint=_("Check the network and, from home, the VPN."),
        )
    if code in (errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE):
        return ConnectFailed(
            _("The connection was closed by the other side."),
            hint=_("A firewall, a proxy or the server's own list of hosts may have done so."),
        )
    reason = os.strerror(code) if code else _("no address could be used")
    return ConnectFailed(
        _("The connection could not be made: {reason}.").format(reason=reason),
        hint=_("Check host and port, or try again."),
    )


def _silent(timeout: float) -> ConnectFailed:
    return ConnectFailed(
        _("The server did not answer within {seconds} s.").format(seconds=f"{timeout:g}"),
        hint=_("A firewall may drop what is sent: check host and port, or try again."),
    )
