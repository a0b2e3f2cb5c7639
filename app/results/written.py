"""A value of a result as text that says all of it: in a cell, a file, a clipboard."""

import json
from array import array
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.results.spatial import NotGeometry, as_wkt

MICROSECONDS = 1_000_000


def written(value: object, column: ResultColumn) -> str:
    """The whole of a value; "" for NULL, whose word depends on where it is written.

    Numbers without separators, moments as ISO 8601 with a space, binary as `0x…`, bits as digits,
    spatial as WKT. A clipped value is told as such: a part must not pass for the whole.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return bits_of(value, column) if column.kind is ValueKind.BITS else str(value)
        case float():
            return repr(value)
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case bytes():
            return _binary(value, column)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return span_text(value, days=column.kind is ValueKind.INTERVAL)
        case array():
            return json.dumps(list(value))
        case Clipped():
            return _clipped(value, column)
    return str(value)


def _binary(value: bytes, column: ResultColumn) -> str:
    if column.kind is ValueKind.BITS:
        return bits_of(value, column)
    if column.kind is ValueKind.SPATIAL:
        try:
            return as_wkt(value)
        except NotGeometry:
            pass  # as the server gave it, then
    return f"0x{value.hex().upper()}"


def _clipped(value: Clipped, column: ResultColumn) -> str:
    if isinstance(value.head, str):
        return f"{value.head}… ({len(value.head)}/{value.size})"
    return f"0x{value.head.hex().upper()}… ({len(value.head)}/{value.size})"


def bits_of(value: int | bytes, column: ResultColumn) -> str:
    """`0101`, as wide as the column where its type says so: `bit(4)`."""
    number = value if isinstance(value, int) else int.from_bytes(value, "big")
    width = _width(column.type_name)
    if not width and isinstance(value, bytes):
        width = len(value) * 8
    return format(number, "b").zfill(width)


def _width(type_name: str) -> int:
    _name, _bracket, rest = type_name.partition("(")
    digits = rest.partition(")")[0]
    return int(digits) if digits.isdecimal() else 0


def span_text(value: timedelta, *, days: bool) -> str:
    """A span of time: `-838:59:59.5` as MySQL writes a TIME, or `-3 04:05:06.5` with its days."""
    micros = value // timedelta(microseconds=1)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, fraction = divmod(micros, MICROSECONDS)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    lead = ""
    if days:
        day, hours = divmod(hours, 24)
        lead = f"{day} "
    tail = f".{fraction:06d}".rstrip("0") if fraction else ""
    return f"{sign}{lead}{hours:02d}:{minute:02d}:{second:02d}{tail}"


def unique_names(columns: "tuple[ResultColumn, ...] | list[ResultColumn]") -> list[str]:
    """A name for each column that no other has: `id`, `id_2`; `column_3` where there is none."""
    taken: set[str] = set()
    names = []
    for place, column in enumerate(columns, 1):
        base = name = column.name or f"column_{place}"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        names.append(name)
    return names
