"""The newest samples, in memory and as a log in the file, until they are packed.

A row of the log is all that was written of one slice at once: appending is cheap, and what a
reader wants of one instance it finds in memory. Another console reads the log instead.
"""

import threading
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from struct import Struct, error
from typing import TypeAlias

from app.domain.monitoring.metric import Tier

TIERS = tuple(Tier)
_RECORD = Struct("<IBBqII")  # instance, tier, flags, milliseconds, layout, values


@dataclass(frozen=True, slots=True)
class Kept:
    """One sample, in the numbers of its file."""

    instance: int
    tier: int
    at: int
    """Milliseconds since 1970."""
    flags: int
    layout: int
    values: "array[float]"


Who: TypeAlias = tuple[int, int]
"""An instance and a tier, by their numbers."""


def pack_log(kept: list[Kept]) -> bytes:
    """A row of the log."""
    body = b"".join(map(_packed, kept))
    return zlib.crc32(body).to_bytes(4, "little") + body


def unpack_log(packed: bytes) -> list[Kept]:
    """The samples of a row.

    Raises:
        ValueError: the row is damaged.
    """
    body = memoryview(packed)[4:]
    if zlib.crc32(body).to_bytes(4, "little") != packed[:4]:
        raise ValueError("damaged row")
    return _unpacked(body)


def _packed(kept: Kept) -> bytes:
    size = len(kept.values)
    head = _RECORD.pack(kept.instance, kept.tier, kept.flags, kept.at, kept.layout, size)
    return head + kept.values.tobytes()


def _unpacked(body: memoryview) -> list[Kept]:
    kept, at = [], 0
    while at < len(body):
        try:
            instance, tier, flags, moment, layout, size = _RECORD.unpack_from(body, at)
        except error as short:
            raise ValueError("damaged row") from short
        at += _RECORD.size
        values = array("f")
        values.frombytes(body[at : at + 4 * size])
        at += 4 * size
        kept.append(Kept(instance, tier, moment, flags, layout, values))
    return kept


@dataclass(slots=True)
class Stack:
    """Samples of one, in bytes: half a million objects would be looked through, again and again,
    by the collector of garbage, for which the window stands still.
    """

    layouts: set[int] = field(default_factory=set)
    _count: int = 0
    _bytes: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return self._count

    def add(self, kept: Iterable[Kept]) -> None:
        """Put them on it."""
        for each in kept:
            self._bytes += _packed(each)
            self.layouts.add(each.layout)
            self._count += 1

    def all(self) -> list[Kept]:
        """In the order in which they came."""
        return _unpacked(memoryview(bytes(self._bytes)))


@dataclass(slots=True)
class Tail:
    """Samples by slice, then by whose they are; in the order in which they came."""

    slices: dict[int, dict[Who, Stack]] = field(default_factory=dict)
    last: int = 0
    """The newest row of the log that is in here."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, slice_: int, kept: list[Kept], number: int) -> None:
        """Take what row `number` of the log has."""
        with self._lock:
            into = self.slices.setdefault(slice_, {})
            for who, group in groupby(kept, lambda each: (each.instance, each.tier)):
                into.setdefault(who, Stack()).add(group)
            self.last = max(self.last, number)

    def of(self, instance: int, tier: int) -> list[Kept]:
        """All there are of one."""
        with self._lock:
            there = [of_slice.get((instance, tier)) for of_slice in self.slices.values()]
            return [each for stack in there if stack is not None for each in stack.all()]

    def layouts(self, instance: int) -> set[int]:
        """Which layouts its samples have."""
        with self._lock:
            return {
                layout
                for of_slice in self.slices.values()
                for (whose, _tier), stack in of_slice.items()
                if whose == instance
                for layout in stack.layouts
            }

    def drop(self, slice_: int) -> None:
        """Forget what is packed."""
        with self._lock:
            self.slices.pop(slice_, None)
