"""The keys of a Redis server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyPage:
    """A part of a scan. Keys are bytes: they need not be text."""

    keys: tuple[bytes, ...]
    cursor: str
    """To go on from; "" when all was seen."""
    scanned: int
    """Keys the server looked at for this page."""
    total: int
    """Keys in the database, about."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """One key. `ttl` is seconds, None for one that stays."""

    key: bytes
    type: str
    encoding: str = ""
    ttl: float | None = None
    bytes: int | None = None
    length: int | None = None
    """Elements, or the length of a string in bytes."""
    idle: float | None = None
    node: str = ""
    trouble: str = ""
    """Why it could not be read; its type is "" then."""


@dataclass(frozen=True, slots=True)
class ValuePage:
    """A part of a value: rows of (field, value) or (index, value) or (member, score)…"""

    columns: tuple[str, ...]
    rows: tuple[tuple[bytes, ...], ...]
    cursor: str
    """To go on from; "" at the end."""
    length: int
    cut: int = 0
    """Parts that are longer than what is shown of them."""


@dataclass(frozen=True, slots=True)
class BigKey:
    """A key that stood out in a sample."""

    key: bytes
    type: str
    bytes: int
    length: int
    ttl: float | None = None
    node: str = ""


@dataclass(frozen=True, slots=True)
class KeySample:
    """What sampling has found so far: it goes on until stopped or all was seen."""

    seen: int
    total: int
    big: tuple[BigKey, ...]
    by_type: tuple[tuple[str, int, int], ...]
    """Type, keys, bytes in the sample."""
    by_pattern: tuple[tuple[str, int, int, int], ...]
    """Pattern, keys, bytes, keys without TTL in the sample."""
    unread: int = 0
    """Keys that could not be weighed, and `trouble` is why the last of them was not."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class HeardChannel:
    """A channel that somebody listens to; a sharded one belongs to a slot of a cluster."""

    name: str
    listeners: int
    sharded: bool = False


@dataclass(frozen=True, slots=True)
class HeardChannels:
    """Channels of all servers, and which could not be asked, a sentence each."""

    channels: tuple[HeardChannel, ...] = ()
    unasked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Something published."""

    channel: str
    data: bytes
    pattern: str = ""
    at: float = 0.0
    """Seconds since 1970, by our clock."""
    size: int = 0
    """Bytes; `data` may be the beginning of it."""
