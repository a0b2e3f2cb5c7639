"""Figures as a DBA reads them, each with its unit and a blank between. `models/formats` shows what
is in a table with these; alerts and reports, which know no table, say theirs the same way.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import inf, isfinite
from typing import TypeAlias

from app.i18n import _, ngettext

Figure: TypeAlias = int | float | Decimal

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def number(value: Figure) -> str:
    """A measured number with about three digits that count: 0.00123, 1.23, 12.3, 12,345."""
    amount = abs(as_float(value))
    if amount == 0:
        return "0"
    if not isfinite(amount):
        return str(value)
    if amount >= 100:
        return f"{value:,.0f}"
    if amount >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if amount >= 1 else f"{value:.3g}"


def size(value: Figure) -> str:
    """Bytes in the unit that leaves up to three digits before the point: 1.5 KiB, 12 GiB."""
    amount, unit = as_float(value), 0
    while abs(amount) >= 1023.95 and unit < len(_BINARY) - 1:
        amount, unit = amount / 1024, unit + 1
    figures = f"{amount:.0f}" if unit == 0 or abs(amount) >= 99.95 else f"{amount:.1f}"
    return f"{figures} {_BINARY[unit]}"


def duration(value: Figure) -> str:
    """Seconds in two units at most: 120 µs, 0.3 s, 42 s, 4 m 05 s, 2 d 03 h."""
    seconds = as_float(value)
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


def percent(share: Figure) -> str:
    """A share of one: 0.123 is 12.3 %."""
    hundred = as_float(share) * 100
    return f"{hundred:.1f} %" if abs(hundred) < 99.95 else f"{hundred:,.0f} %"


_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0, "h": 3600.0, "d": 86_400.0}
_UNITS: Mapping[str, Callable[[int], str]] = {
    "threads": lambda number: ngettext("thread", "threads", number),
    "sessions": lambda number: ngettext("session", "sessions", number),
    "clients": lambda number: ngettext("client", "clients", number),
    "replicas": lambda number: ngettext("replica", "replicas", number),
    "transactions": lambda number: ngettext("transaction", "transactions", number),
    "entries": lambda number: ngettext("entry", "entries", number),
    "messages": lambda number: ngettext("message", "messages", number),
    "rows": lambda number: ngettext("row", "rows", number),
    "keys": lambda number: ngettext("key", "keys", number),
    "slots": lambda number: ngettext("slot", "slots", number),
    "locks": lambda number: ngettext("lock", "locks", number),
    "events": lambda number: ngettext("event", "events", number),
    "statements": lambda number: ngettext("statement", "statements", number),
    "days": lambda number: ngettext("day", "days", number),
}
"""Units that are words, by what the catalogue calls them."""
_MANY = 2
"""A number that asks for the form of many: no whole number is behind it."""


def is_word(unit: str) -> bool:
    """Whether a unit is said in words, not with a sign."""
    return unit in _UNITS


def unit_word(unit: str, value: Figure | None = None) -> str:
    """A unit that is a word as it goes with a value (1 thread, 1.5 threads), or with none."""
    if unit not in _UNITS:
        return _(unit)
    return _UNITS[unit](1 if value is not None and abs(as_float(value)) == 1 else _MANY)


def with_unit(value: Figure, unit: str) -> str:
    """A value of a metric: 1.5 GiB, 12 MiB/s, 42 s, 83.1 %, 1,234 /s, 12 threads.

    `unit` is as the catalogue writes it; one that is not known here stands behind the number.
    """
    what, slash, per = unit.partition("/")
    if what == "%":
        return percent(as_float(value) / 100)
    if what == "B":
        return size(value) + slash + per
    if not slash and unit in _SECONDS:
        return duration(as_float(value) * _SECONDS[unit])
    shown = f"{value:,.0f}" if as_float(value).is_integer() else number(value)
    if what in ("", "1"):
        return f"{shown} {slash}{per}".rstrip()
    return f"{shown} {unit_word(what, value)}{slash}{per}"


def as_float(value: Figure) -> float:
    """Whatever it is: an int of 400 digits, a Decimal that signals, are without bounds."""
    try:
        return float(value)
    except (OverflowError, ValueError):
        return inf
