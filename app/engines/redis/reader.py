"""Reads replies off a socket, and never keeps more of one than was agreed.

The driver's own parser keeps whatever a server sends: one GET of a value of 500 MB, one LRANGE over
large elements, and the console is out of memory. This one is given to the driver in its place. Of a
long string it keeps the beginning and reads the rest away (`Cut` says how long it was); a reply
that is too large as a whole is given up with `TooLarge`, after which the connection is of no use.

RESP2 and RESP3: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

import re
import socket
from typing import Any

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one reply that are kept."""
MOST_READ = 1024 * 1024 * 1024
"""Bytes of one reply that are read at all; what is cut away counts."""
MOST_PARTS = 1_000_000
"""Elements of one reply, over all its lists and maps."""
_PLAIN = re.compile(rb"(?>(?:[+:,#_(][^\r\n]*+\r\n|\$-1\r\n)+)")
"""Replies of one line that are no errors."""
_BLOCK = 256 * 1024
_LONGEST_LINE = 1024 * 1024


class Cut(bytes):
    """The beginning of a string; `whole` is how many bytes it has."""

    whole: int

    def __new__(cls, kept: bytes, whole: int) -> "Cut":  # noqa: D102  (the class says)
        made = super().__new__(cls, kept)
        made.whole = whole
        return made


class Members(list[Any]):
    """A set of RESP3, in the order the server gave it."""


class TooLarge(ValueError):
    """The reply was given up in its middle; said by what is no Redis, it means nothing at all."""


class Reader:
    """What redis-py asks of a parser; replies are bytes, numbers, lists, maps and errors."""

    def __init__(self) -> None:
        self.encoder: Any = None
        self.received = 0
        """Bytes off the socket since the beginning."""
        self._socket: socket.socket | None = None
        self._held = bytearray()
        self._at = 0
        self._error: Any = None
        self._broken: Any = None  # the driver's class of errors that end a connection
        self.allow()

    def allow(self, each: int | None = None) -> None:
        """Begin anew to count; of each string `each` bytes are kept, or all of it."""
        self._each = each
        self._kept = self._read = self._parts = 0

    def on_connect(self, connection: Any) -> None:
        """The driver has a socket."""
        from redis.connection import DefaultParser
        from redis.exceptions import ConnectionError as Broken

        self._broken = Broken
        self._socket, self.encoder = connection._sock, connection.encoder
        self._error = DefaultParser.parse_error
        self._held, self._at = bytearray(), 0

    def on_disconnect(self) -> None:
        """The driver has none any more."""
        self._socket, self._held, self._at = None, bytearray(), 0

    def can_read(self, timeout: float = 0) -> bool:
        """Whether something came, or comes within so many seconds."""
        if self._at < len(self._held):
            return True
        assert self._socket is not None
        before = self._socket.gettimeout()
        self._socket.settimeout(timeout)
        try:
            self._fill()
        except (BlockingIOError, TimeoutError):
            return False
        except OSError as error:
            if _is_waiting(error):
                return False
            raise
        finally:
            if self._socket is not None:
                self._socket.settimeout(before)
        return True

    def read_response(
        self, disable_decoding: bool = False, push_request: bool = False, **_unused: Any
    ) -> Any:
        """The next reply; pushed messages are passed over unless they are asked for."""
        while True:
            pushed, reply = self._next()
            if isinstance(reply, self._broken):  # it loads its data, or has too many clients
                raise reply
            if not pushed or push_request:
                return reply

    def pass_over(self) -> tuple[int, Exception | None]:
        """Read replies away, at least one and as many as are at hand, up to one that is an error.

        How many they were, and the error that the last of them is.
        """
        if self._at >= len(self._held):
            self._fill()
        plain = _PLAIN.match(self._held, self._at)
        if plain is not None:
            self._at = plain.end()
            return self._held.count(b"\r\n", plain.start(), plain.end()), None
        self.allow(0)
        pushed, reply = self._next()
        if pushed:
            return 0, None
        return 1, reply if isinstance(reply, Exception) else None

    # --------------------------------------------------------------------------- replies

    def _next(self) -> tuple[bool, Any]:
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"$":
            return False, None if rest == b"-1" else self._string(int(rest))
        if kind in (b":", b"("):
            return False, int(rest)
        if kind == b"+":
            return False, rest
        if kind == b"-":
            return False, self._failed(rest)
        if kind == b"~":
            return False, Members(self._list(int(rest)))
        if kind in b"*>":
            return kind == b">", None if rest == b"-1" else self._list(int(rest))
        if kind == b"%":
            return False, self._map(int(rest))
        if kind == b"_":
            return False, None
        if kind == b",":
            return False, float(rest)
        if kind == b"#":
            return False, rest == b"t"
        if kind == b"=":
            found = self._string(int(rest))
            return False, Cut(found[4:], found.whole - 4) if isinstance(found, Cut) else found[4:]
        if kind == b"!":
            return False, self._failed(self._string(int(rest)))
        from redis.exceptions import InvalidResponse

        raise InvalidResponse(f"no reply begins with {kind!r}")

    def _list(self, count: int) -> list[Any]:
        self._count(count)
        return [self._next()[1] for _part in range(count)]

    def _map(self, count: int) -> dict[Any, Any]:
        self._count(2 * count)
        found = {}
        for _pair in range(count):
            name = self._next()[1]
            if isinstance(name, list | dict):  # what Python cannot look up
                name = repr(name)
            found[name] = self._next()[1]
        return found

    def _failed(self, said: bytes) -> Any:
        return self._error(said.decode("utf-8", "replace"))

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts > MOST_PARTS:
            raise TooLarge

    # ----------------------------------------------------------------------------- bytes

    def _string(self, length: int) -> bytes:
        keep = length if self._each is None else min(length, self._each)
        self._kept += keep
        self._read += length
        if self._kept > MOST_BYTES or self._read > MOST_READ:
            raise TooLarge
        found = self._take(keep)
        if keep == length and len(self._held) - self._at >= 2:
            self._at += 2  # the end of the line
            return found
        self._skip(length - keep + 2)
        return found if keep == length else Cut(found, length)

    def _line(self) -> bytes:
        while (end := self._held.find(b"\r\n", self._at)) < 0:
            if len(self._held) - self._at > _LONGEST_LINE:
                raise TooLarge
            self._fill()
        line = bytes(self._held[self._at : end])
        self._at = end + 2
        return line

    def _take(self, count: int) -> bytes:
        while len(self._held) - self._at < count:
            self._fill()
        found = bytes(memoryview(self._held)[self._at : self._at + count])
        self._at += count
        return found

    def _skip(self, count: int) -> None:
        while (there := len(self._held) - self._at) < count:
            count -= there
            self._at = len(self._held)
            self._fill()
        self._at += count

    def _fill(self) -> None:
        """Read a block; what was used of the last is dropped first."""
        if self._socket is None:
            raise self._broken("closed")
        if self._at == len(self._held) or self._at > _BLOCK:
            del self._held[: self._at]
            self._at = 0
        block = self._socket.recv(_BLOCK)
        if not block:
            raise self._broken("closed by the server")
        self._held += block
        self.received += len(block)


def _is_waiting(error: OSError) -> bool:
    """TLS has a word of its own for "nothing yet"."""
    import ssl

    return isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError)
