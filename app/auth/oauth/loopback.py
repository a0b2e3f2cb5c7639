"""The listener a browser comes back to: on loopback alone, for one sign-in, in one thread.

Many may knock at once, a browser too (it opens connections it may need), and some never say
anything; so nobody is waited for, and each has a little time and room.
"""

import errno
import selectors
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain.errors import SignInFailed
from app.i18n import _

_PATIENCE = 10.0
"""Seconds for whoever connects to say what they want."""
_MOST_BYTES = 16 * 1024
_MOST_OPEN = 64
_TRIES = 20
_TAKEN = (errno.EADDRINUSE, errno.EACCES)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """The first lines of what a browser sent; names of headers are in small letters."""

    method: str
    path: str
    query: str
    headers: Headers


@dataclass(slots=True)
class _Guest:
    wire: socket.socket
    until: float
    read: bytearray = field(default_factory=bytearray)


class Loopback:
    """Bound once made; `close` it, or use it in a `with`."""

    def __init__(self, redirect: str) -> None:
        """Bind the port of the redirect, or a free one where it has none.

        Raises:
            SignInFailed: there is none to be had.
        """
        parts = urlsplit(redirect)
        self._listeners = _bound(parts.port or 0)
        self.port = int(self._listeners[0].getsockname()[1])
        families = {each.family for each in self._listeners}
        host = parts.hostname or "127.0.0.1"
        if host == "127.0.0.1" and socket.AF_INET not in families:
            host = "::1"
        shown = f"[{host}]" if ":" in host else host
        self.path = parts.path or "/"
        self.redirect = f"http://{shown}:{self.port}{parts.path}"
        self.hosts = (f"{shown}:{self.port}",)
        self._selector = selectors.DefaultSelector()
        self._guests: dict[socket.socket, _Guest] = {}
        self._wake, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        for each in self._listeners:
            self._selector.register(each, selectors.EVENT_READ)

    def __enter__(self) -> "Loopback":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def wake(self) -> None:
        """Have `serve` look round; from any thread, also when it is closed."""
        with suppress(OSError):
            self._wake.send(b"!")

    def serve(self, answer: Callable[[Request, socket.socket], bool], seconds: float) -> None:
        """Hand over requests as they come, for so long, until woken, or until one is `answer`ed
        with True: then its connection stays open for whoever took it.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._let_go()
            for key, _events in self._selector.select(min(left, 1.0)):
                wire = key.fileobj
                assert isinstance(wire, socket.socket)
                if wire is self._woken:
                    with suppress(BlockingIOError):
                        self._woken.recv(4096)
                    return
                if wire in self._listeners:
                    self._admit(wire)
                elif (request := self._heard(wire)) is not None:
                    if answer(request, wire):
                        self._forget(wire)
                        return
                    self._leave(wire)

    def close(self) -> None:
        """Nobody is listened to any more."""
        for guest in tuple(self._guests):
            self._leave(guest)
        self._selector.close()
        for each in (*self._listeners, self._wake, self._woken):
            each.close()

    def _admit(self, listener: socket.socket) -> None:
        try:
            wire, _address = listener.accept()
        except OSError:  # gone already, or no descriptors are left
            return
        wire.setblocking(False)
        if len(self._guests) >= _MOST_OPEN:
            self._leave(min(self._guests.values(), key=lambda guest: guest.until).wire)
        self._guests[wire] = _Guest(wire, time.monotonic() + _PATIENCE)
        self._selector.register(wire, selectors.EVENT_READ)

    def _heard(self, wire: socket.socket) -> Request | None:
        """The request, once its head is whole; whoever sends something else is let go of."""
        guest = self._guests.get(wire)
        if guest is None:
            return None
        try:
            got = wire.recv(4096)
        except BlockingIOError:
            return None
        except OSError:
            got = b""
        guest.read += got
        if b"\r\n\r\n" in guest.read:
            request = parsed(bytes(guest.read))
            if request is not None:
                return request
        elif got and len(guest.read) < _MOST_BYTES:
            return None
        self._leave(wire)
        return None

    def _let_go(self) -> None:
        now = time.monotonic()
        for guest in tuple(self._guests.values()):
            if guest.until < now:
                self._leave(guest.wire)

    def _forget(self, wire: socket.socket) -> None:
        if self._guests.pop(wire, None):
            self._selector.unregister(wire)

    def _leave(self, wire: socket.socket) -> None:
        self._forget(wire)
        wire.close()


def parsed(head: bytes) -> Request | None:
    """The request in its bytes, or None where it is none (RFC 9112, strictly)."""
    first, *rest = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1].startswith("/"):
        return None
    headers: list[tuple[str, str]] = []
    for line in rest:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        headers.append((name.lower(), value.strip()))
    path, _mark, query = words[1].partition("?")
    return Request(words[0], path, query, tuple(headers))


def send(wire: socket.socket, reply: bytes) -> None:
    """Answer, as far as it is taken: a guest who does not read is not waited for."""
    with suppress(OSError):
        wire.settimeout(1.0)
        wire.sendall(reply)
        wire.shutdown(socket.SHUT_WR)


def _bound(port: int) -> Sequence[socket.socket]:
    """Listeners on 127.0.0.1 and ::1, both with the same port; one where the other cannot be."""
    for _try in range(_TRIES):
        try:
            first = _listener(socket.AF_INET, "127.0.0.1", port)
        except OSError as error:
            if error.errno in _TAKEN:
                break
            first = None
        chosen = first.getsockname()[1] if first else port
        try:
            second = _listener(socket.AF_INET6, "::1", chosen)
        except OSError as error:
            if first and error.errno in _TAKEN:
                first.close()
                if port:
                    break
                continue  # somebody sits there: whoever is sent to `localhost` might meet them
            second = None
        found = [each for each in (first, second) if each]
        if found:
            return found
    if port:
        raise SignInFailed(
            _("Another program uses port {port}, where the browser is to come back.").format(
                port=port
            ),
            hint=_("End it, or have an address without a port registered at the provider."),
        )
    raise SignInFailed(
        _("No port of this computer could be had for the browser to come back to."),
        hint=_("Sign in with a code on another device, if the provider can."),
    )


def _listener(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a port of our last sign-in may rest still; nobody else can share it
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen(_MOST_OPEN)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
