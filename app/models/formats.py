"""Values as a DBA reads them: sizes, durations, counts, moments, statements. No Qt.

Every figure has its unit, with a blank between; thousands are set off by commas. Nothing here
raises: a value of another kind than expected is shown as it is.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from app.domain import figures
from app.i18n import _
from app.models.source_text import visible

DASH = "–"
"""Stands for a value that is not there."""
NULL = "NULL"
"""Stands for it where the difference to an empty text matters: the values of a table."""
CUT = "…"
_SHOWN = 500  # code points shown of a long text in one line
_FIGURE = int | float | Decimal
_HEX = 32  # bytes shown of a binary value


def plain(value: Any) -> str:
    """Any value in one line, as its kind is best read."""
    match value:
        case None:
            return DASH
        case Enum():
            return plain(value.value)
        case str():
            return one_line(value)
        case bool():
            return _("yes") if value else _("no")
        case int():
            return count(value)
        case float() | Decimal():
            return number(value)
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case timedelta():
            return duration(value)
        case bytes() | bytearray() | memoryview():
            return binary(bytes(value))
        case tuple() | list() | set() | frozenset():
            return ", ".join(plain(part) for part in value)
    return one_line(str(value))


def one_line(text: str) -> str:
    """A text in one line, cut where it is long; what acts and is not seen has stand-ins."""
    if len(text) > _SHOWN:
        text = f"{' '.join(text[: 2 * _SHOWN].split())[:_SHOWN]}{CUT}"  # it may be a megabyte
    else:
        text = " ".join(text.split())
    return text if text.isprintable() else visible(text)


def whole(value: Any) -> str:
    """A value as it is copied or shown in full: a text with all its lines, others as `plain`."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value
    return plain(value)


def count(value: Any) -> str:
    """12,345; a fraction keeps what it has."""
    return f"{value:,}" if isinstance(value, int | float | Decimal) else plain_text(value)


def number(value: Any) -> str:
    """A measured number with about three digits that count: 0.00123, 1.23, 12.3, 12,345."""
    return figures.number(value) if isinstance(value, _FIGURE) else plain_text(value)


def size(value: Any) -> str:
    """Bytes in the unit that leaves up to three digits before the point: 1.5 KiB, 12 GiB."""
    return figures.size(value) if isinstance(value, _FIGURE) else plain_text(value)


def duration(value: Any) -> str:
    """Seconds (or a timedelta) in two units at most: 120 µs, 0.3 s, 42 s, 4 m 05 s, 2 d 03 h."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return figures.duration(seconds) if isinstance(seconds, _FIGURE) else plain_text(value)


def percent(share: Any) -> str:
    """A share of one: 0.123 is 12.3 %."""
    return figures.percent(share) if isinstance(share, _FIGURE) else plain_text(share)


def rate(value: Any) -> str:
    """How often in a second: 1,234 /s."""
    return f"{number(value)} /s"


def stamp(value: Any) -> str:
    """A moment to the second with its time zone: 2026-11-28 14:34:12 +08:00.

    One that has none is shown without: whose clock it is nobody knows.
    """
    if not isinstance(value, datetime):
        return plain_text(value)
    text = value.isoformat(" ", "seconds")
    return f"{text[:19]} {text[19:]}".rstrip()


def age(value: Any) -> str:
    """How long ago something was, given in seconds or as a timedelta."""
    return _("{duration} ago").format(duration=duration(value))


def binary(value: bytes) -> str:
    """Bytes: the text they are, else their beginning in hexadecimal."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        return one_line(text)
    shown = value[:_HEX].hex().upper()
    return f"0x{shown}{CUT}" if len(value) > _HEX else f"0x{shown}"


def plain_text(value: Any) -> str:
    """What is no figure after all, such as the "unlimited" of a server."""
    return DASH if value is None else one_line(str(value))
