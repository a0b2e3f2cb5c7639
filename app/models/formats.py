"""Values as a DBA reads them: sizes, durations, counts, moments, statements. No Qt.

Every figure has its unit, with a blank between; thousands are set off by commas. Nothing here
raises: a value of another kind than expected is shown as it is.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from math import inf, isfinite
from typing import Any

from app.i18n import _
from app.models.source_text import visible

DASH = "–"
"""Stands for a value that is not there."""
NULL = "NULL"
"""Stands for it where the difference to an empty text matters: the values of a table."""
CUT = "…"
_SHOWN = 500  # code points shown of a long text in one line
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
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
    if not isinstance(value, int | float | Decimal):
        return plain_text(value)
    amount = abs(_float(value))
    if amount == 0:
        return "0"
    if not isfinite(amount):
        return str(value)
    if amount >= 100:
        return f"{value:,.0f}"
    if amount >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if amount >= 1 else f"{value:.3g}"


def size(value: Any) -> str:
    """Bytes in the unit that leaves up to three digits before the point: 1.5 KiB, 12 GiB."""
    if not isinstance(value, int | float | Decimal):
        return plain_text(value)
    amount, unit = _float(value), 0
    while abs(amount) >= 1023.95 and unit < len(_BINARY) - 1:
        amount, unit = amount / 1024, unit + 1
    figures = f"{amount:.0f}" if unit == 0 or abs(amount) >= 99.95 else f"{amount:.1f}"
    return f"{figures} {_BINARY[unit]}"


def duration(value: Any) -> str:
    """Seconds (or a timedelta) in two units at most: 120 µs, 0.3 s, 42 s, 4 m 05 s, 2 d 03 h."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if not isinstance(seconds, int | float | Decimal):
        return plain_text(value)
    seconds = _float(seconds)
    if not isfinite(seconds):
        return str(value)
    if seconds < 0:
        return f"−{duration(-seconds)}"
    if seconds < 9.95:
        return _short(seconds)
    if seconds < _MINUTE - 0.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    if seconds < _HOUR:
        return f"{minutes} m {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    if seconds < _DAY:
        return f"{hours} h {minutes:02} m"
    days, hours = divmod(hours, 24)
    return f"{days:,} d {hours:02} h"


def _short(seconds: float) -> str:
    """Less than ten seconds; a whole number of seconds is not said more exactly than it is."""
    if seconds == int(seconds):
        return f"{seconds:.0f} s"
    if seconds >= 0.0995:
        return f"{seconds:.1f} s"
    if seconds >= 0.000_9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds * 1_000_000:.0f} µs"


def percent(share: Any) -> str:
    """A share of one: 0.123 is 12.3 %."""
    if not isinstance(share, int | float | Decimal):
        return plain_text(share)
    hundred = _float(share) * 100
    return f"{hundred:.1f} %" if abs(hundred) < 99.95 else f"{hundred:,.0f} %"


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


def _float(value: int | float | Decimal) -> float:
    try:
        return float(value)
    except (OverflowError, ValueError):  # an int of 400 digits, a Decimal that signals
        return inf
