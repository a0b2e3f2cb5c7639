"""Any value of a result as bytes, and back: for those that no array of one type can hold.

MySQL's `0000-00-00` in a DATE column, half a pair of UTF-16, a number of 300 digits, the head of a
LOB: whatever a driver gave comes back as it was.
"""

import struct
from array import array
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgpack

from app.domain.console.result import Clipped

_ERRORS = "surrogatepass"


def packed(value: object) -> bytes:
    """A value as bytes.

    Raises:
        TypeError: a driver gave what `domain/console/result` does not know of.
    """
    made: bytes = msgpack.packb(value, default=_extend, strict_types=True, unicode_errors=_ERRORS)
    return made


def unpacked(content: bytes) -> Any:
    """The value that `packed` was given."""
    return msgpack.unpackb(content, ext_hook=_build, strict_map_key=False, unicode_errors=_ERRORS)


def _extend(value: object) -> msgpack.ExtType:
    """What msgpack does not know: a code, and the parts it is built from."""
    match value:
        case int():
            return _ext(1, str(int(value)))
        case Decimal():
            return _ext(2, str(value))
        case datetime():
            moment = value.replace(tzinfo=None, fold=0).isoformat()
            return _ext(3, [moment, value.fold, *_zone(value.tzinfo, value)])
        case date():
            return _ext(4, value.isoformat())
        case time():
            moment = value.replace(tzinfo=None, fold=0).isoformat()
            return _ext(5, [moment, value.fold, *_zone(value.tzinfo, None)])
        case timedelta():
            return _ext(6, [value.days, value.seconds, value.microseconds])
        case Clipped():
            return _ext(7, [value.head, value.size])
        case array():
            return _ext(8, [value.typecode, value.tobytes()])
        case tuple():
            return _ext(9, list(value))
        case float():
            return _ext(10, struct.pack(">d", value))
        case str():
            return _ext(11, str(value))
        case bytes() | bytearray() | memoryview():
            return _ext(12, bytes(value))
    raise TypeError(f"a result cannot hold {type(value).__name__}")


def _ext(code: int, parts: object) -> msgpack.ExtType:
    return msgpack.ExtType(code, packed(parts))


def _zone(zone: tzinfo | None, moment: datetime | None) -> tuple[str, int]:
    """A zone as its name and its offset in microseconds; a name alone where it has rules."""
    if zone is None:
        return "", 0
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key, 0
    offset = zone.utcoffset(moment) or timedelta()
    return "±", offset // timedelta(microseconds=1)


def _zone_of(name: str, offset: int) -> tzinfo | None:
    if not name:
        return None
    if name != "±":
        return ZoneInfo(name)
    return timezone(timedelta(microseconds=offset)) if offset else UTC


def _datetime(moment: str, fold: int, name: str, offset: int) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=_zone_of(name, offset), fold=fold)


def _time(moment: str, fold: int, name: str, offset: int) -> time:
    return time.fromisoformat(moment).replace(tzinfo=_zone_of(name, offset), fold=fold)


_BUILDERS: dict[int, Callable[[Any], Any]] = {
    1: int,
    2: Decimal,
    3: lambda parts: _datetime(*parts),
    4: date.fromisoformat,
    5: lambda parts: _time(*parts),
    6: lambda parts: timedelta(*parts),
    7: lambda parts: Clipped(*parts),
    8: lambda parts: array(*parts),
    9: tuple,
    10: lambda content: struct.unpack(">d", content)[0],
    11: str,
    12: bytes,
}


def _build(code: int, content: bytes) -> Any:
    return _BUILDERS[code](unpacked(content))
