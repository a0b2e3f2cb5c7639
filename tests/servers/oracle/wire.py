"""The primitives of Oracle Net: numbers, texts and names as they stand in a message.

Learnt from the source of python-oracledb (Apache 2.0 / UPL 1.0), read backwards. Numbers are a
byte that counts, then as many bytes, the most significant first; bytes beyond 252 come in pieces.
"""

import struct
from typing import Self

_LONG = 0xFE  # instead of a length: pieces follow, each with its own, and a zero ends them
_NULL = 0xFF
_SHORT = 252  # bytes that need no pieces
_PIECE = 32767
_NEGATIVE = 0x80


class Writer(bytearray):
    """A message in the making; every method gives the writer back."""

    def add(self, data: bytes | bytearray) -> Self:
        self.extend(data)
        return self

    def byte(self, value: int) -> Self:
        self.append(value & 0xFF)
        return self

    def fixed(self, layout: str, *values: int | bytes) -> Self:
        """Add values in big-endian byte order, by the letters of `struct`."""
        return self.add(struct.pack(">" + layout, *values))

    def number(self, *values: int) -> Self:
        for value in values:
            self.signed(value)
        return self

    def signed(self, value: int) -> Self:
        size = abs(value)
        data = size.to_bytes((size.bit_length() + 7) // 8, "big")
        self.append(len(data) | (_NEGATIVE if value < 0 else 0))
        return self.add(data)

    def chunk(self, data: bytes) -> Self:
        """Add bytes with their length, once."""
        if len(data) <= _SHORT:
            self.append(len(data))
            return self.add(data)
        self.append(_LONG)
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            self.number(len(piece)).add(piece)
        return self.number(0)

    def text(self, value: str | bytes) -> Self:
        """Add a text with its length twice, as a number and as a chunk; empty is a zero."""
        data = value.encode() if isinstance(value, str) else value
        self.number(len(data))
        return self.chunk(data) if data else self

    def pair(self, key: str, value: str | int, flags: int = 0) -> Self:
        return self.text(key).text(str(value)).number(flags)


class Reader:
    """A message being read. Raises EOFError where it is not all there yet."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._position = 0

    @property
    def left(self) -> int:
        """How many bytes were not read yet."""
        return len(self.data) - self._position

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise EOFError("the message goes on in the next packet")
        start = self._position
        self._position += size
        return self.data[start : self._position]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(self.byte() & 0x7F), "big")

    def chunk(self) -> bytes | None:
        """Read bytes; none at all is NULL."""
        size = self.byte()
        if size in (0, _NULL):
            return None
        if size != _LONG:
            return self.take(size)
        pieces = []
        while piece := self.number():
            pieces.append(self.take(piece))
        return b"".join(pieces)

    def text(self) -> str:
        return (self.chunk() or b"").decode(errors="replace") if self.number() else ""

    def skip(self, layout: str) -> None:
        """Read and forget: `b` a byte, `n` a number, `t` a text."""
        for kind in layout:
            {"b": self.byte, "n": self.number, "t": self.text}[kind]()
