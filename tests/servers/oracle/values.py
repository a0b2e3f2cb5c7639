"""Oracle's data types, and their values as bytes: numbers in base 100, dates in seven bytes."""

import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Any

_EXCESS = 193  # of a number's exponent
_DIGITS = 20  # pairs of digits of a number at most
_END = 102  # after a negative number's digits
_ZONE_HOUR, _ZONE_MINUTE = 20, 60
_INTERVAL, _PART = 0x80000000, 60


class Type(IntEnum):
    """The numbers of the types on the wire."""

    VARCHAR = 1
    NUMBER = 2
    INTEGER = 3
    LONG = 8
    DATE = 12
    RAW = 23
    LONG_RAW = 24
    CHAR = 96
    BINARY_DOUBLE = 101
    CLOB = 112
    BLOB = 113
    TIMESTAMP = 180
    TIMESTAMP_TZ = 181
    INTERVAL_DS = 183


LOBS = frozenset({Type.CLOB, Type.BLOB})
LONGS = frozenset({Type.LONG, Type.LONG_RAW})


@dataclass(frozen=True, slots=True)
class Known:
    """A type as columns name it."""

    type: Type
    size: int  # bytes, where the column says none
    is_text: bool = False


TYPES = {
    "VARCHAR2": Known(Type.VARCHAR, 4000, is_text=True),
    "CHAR": Known(Type.CHAR, 100, is_text=True),
    "NUMBER": Known(Type.NUMBER, 22),
    "DATE": Known(Type.DATE, 7),
    "TIMESTAMP": Known(Type.TIMESTAMP, 11),
    "TIMESTAMP_TZ": Known(Type.TIMESTAMP_TZ, 13),
    "INTERVAL_DS": Known(Type.INTERVAL_DS, 11),
    "BINARY_DOUBLE": Known(Type.BINARY_DOUBLE, 8),
    "RAW": Known(Type.RAW, 2000),
    "LONG": Known(Type.LONG, 2**31 - 1, is_text=True),
    "CLOB": Known(Type.CLOB, 4000, is_text=True),
    "BLOB": Known(Type.BLOB, 4000),
}


def encode(value: Any, kind: int) -> bytes | None:
    """Return a value's bytes; None is NULL."""
    if value is None:
        return None
    if kind in (Type.NUMBER, Type.INTEGER):
        return _number(value if isinstance(value, Decimal) else Decimal(str(value)))
    if kind in (Type.DATE, Type.TIMESTAMP, Type.TIMESTAMP_TZ):
        return _moment(value, kind)
    if kind == Type.INTERVAL_DS:
        return _interval(value)
    if kind == Type.BINARY_DOUBLE:
        return _double(value)
    return value if isinstance(value, bytes) else str(value).encode()


def decode(data: bytes | None, kind: int) -> Any:
    """Return the value a client has bound."""
    if data is None:
        return None
    if kind in (Type.NUMBER, Type.INTEGER):
        return _number_of(data)
    if kind in (Type.DATE, Type.TIMESTAMP, Type.TIMESTAMP_TZ):
        return _moment_of(data)
    if kind == Type.BINARY_DOUBLE:
        return _double_of(data)
    return bytes(data) if kind in (Type.RAW, Type.LONG_RAW, Type.BLOB) else data.decode()


def _number(value: Decimal) -> bytes:
    if value == 0:
        return b"\x80"
    negative, digits, exponent = value.normalize().as_tuple()
    assert isinstance(exponent, int), "neither infinite nor undefined"
    if exponent % 2:
        digits, exponent = (*digits, 0), exponent - 1
    if len(digits) % 2:
        digits = (0, *digits)
    pairs = [tens * 10 + ones for tens, ones in zip(digits[::2], digits[1::2], strict=True)]
    first = len(pairs) + exponent // 2 - 1 + _EXCESS
    pairs = pairs[:_DIGITS]
    if not negative:
        return bytes([first, *(pair + 1 for pair in pairs)])
    end = [_END] if len(pairs) < _DIGITS else []
    return bytes([~first & 0xFF, *(101 - pair for pair in pairs), *end])


def _number_of(data: bytes) -> int | Decimal:
    if data == b"\x80":
        return 0
    positive = bool(data[0] & 0x80)
    exponent = (data[0] if positive else ~data[0] & 0xFF) - _EXCESS
    digits = data[1:-1] if not positive and data[-1] == _END else data[1:]
    value = Decimal(0)
    for place, digit in enumerate(digits):
        pair = digit - 1 if positive else 101 - digit
        value += Decimal(pair).scaleb(2 * (exponent - place))
    value = value if positive else -value
    return int(value) if value == value.to_integral_value() else value.normalize()


def _moment(value: date, kind: int) -> bytes:
    when = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    offset = when.utcoffset() or timedelta()
    if kind == Type.TIMESTAMP_TZ and when.tzinfo is not None:
        when = when.astimezone(UTC)
    day = [when.year // 100 + 100, when.year % 100 + 100, when.month, when.day]
    data = bytes([*day, when.hour + 1, when.minute + 1, when.second + 1])
    if kind == Type.DATE:
        return data
    data += struct.pack(">I", when.microsecond * 1000)
    if kind == Type.TIMESTAMP:
        return data
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = -1 if offset < timedelta() else 1
    return data + bytes([sign * hours + _ZONE_HOUR, sign * minutes + _ZONE_MINUTE])


def _moment_of(data: bytes) -> datetime:
    nanoseconds = struct.unpack(">I", data[7:11])[0] if len(data) >= 11 else 0
    year = (data[0] - 100) * 100 + data[1] - 100
    clock = (data[4] - 1, data[5] - 1, data[6] - 1, nanoseconds // 1000)
    return datetime(year, data[2], data[3], *clock)


def _interval(value: timedelta) -> bytes:
    whole, parts = abs(value), -1 if value < timedelta() else 1
    seconds = whole.seconds
    clock = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return (
        struct.pack(">I", _INTERVAL + parts * whole.days)
        + bytes(_PART + parts * part for part in clock)
        + struct.pack(">I", _INTERVAL + parts * whole.microseconds * 1000)
    )


def _double(value: float) -> bytes:
    """Return the bits so that they sort as bytes: the sign turned, all turned when negative."""
    bits = int.from_bytes(struct.pack(">d", value), "big")
    turned = ~bits & (2**64 - 1) if bits >> 63 else bits | 1 << 63
    return turned.to_bytes(8, "big")


def _double_of(data: bytes) -> float:
    bits = int.from_bytes(data, "big")
    turned = bits & (2**63 - 1) if bits >> 63 else ~bits & (2**64 - 1)
    value: float = struct.unpack(">d", turned.to_bytes(8, "big"))[0]
    return value
