"""A value of a result as text: as a cell shows it, and as a filter finds it."""

from array import array
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain.console.result import Clipped

_HOUR, _MINUTE = 3600, 60


def text_of(value: object) -> str:
    """The whole of a value as a DBA writes it; NULL is the empty text.

    Bytes are hexadecimal with `0x` in front, times as the servers write them, a clipped value its
    head. Never raises, whatever a driver gave.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return _whole(value)
        case Decimal():
            return plain(value)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return clock(value)
        case bytes() | bytearray() | memoryview():
            return "0x" + bytes(value).hex().upper() if value else ""
        case Clipped():
            return text_of(value.head)
        case array() | list() | tuple():
            return "[" + ", ".join(text_of(part) for part in value) + "]"
        case dict():
            return "{" + ", ".join(f"{text_of(k)}: {text_of(v)}" for k, v in value.items()) + "}"
        case set() | frozenset():
            return "{" + ", ".join(text_of(part) for part in value) + "}"
    return str(value)


def _whole(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # more than 4,300 digits
        return hex(value)


def plain(value: Decimal) -> str:
    """A decimal without an exponent, unless it would be a row of zeros."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -60 <= exponent <= 60:
        return format(value, "f")
    return str(value)


def clock(span: timedelta) -> str:
    """A span of time as MySQL writes it: `-838:59:59.000001`."""
    sign, positive = ("-", -span) if span.days < 0 else ("", span)
    seconds = positive.days * 24 * _HOUR + positive.seconds
    hours, rest = divmod(seconds, _HOUR)
    fraction = f".{positive.microseconds:06}" if positive.microseconds else ""
    return f"{sign}{hours:02}:{rest // _MINUTE:02}:{rest % _MINUTE:02}{fraction}"
