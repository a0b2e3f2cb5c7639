"""A value of a result as text that says all of it: in a cell, a file, a clipboard."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.results.spatial import NotGeometry, as_wkt
from app.results.text import clock, text_of


def written(value: object, column: ResultColumn) -> str:
    """The whole of a value; "" for NULL, whose word depends on where it is written.

    As `text_of`, but bits as digits, spatial as WKT, an empty binary as `0x`; a clipped value is
    told as such, for a part must not pass for the whole.
    """
    match value:
        case int() | bytes() if column.kind is ValueKind.BITS:
            return bits_of(value, column)
        case bytes() if column.kind is ValueKind.SPATIAL:
            with suppress(NotGeometry):  # else as the server gave it
                return as_wkt(value)
        case timedelta() if column.kind is ValueKind.INTERVAL:
            return span_of_days(value)
        case Clipped():
            return _clipped(value)
    return "0x" if value == b"" else text_of(value)


def _clipped(value: Clipped) -> str:
    return f"{text_of(value.head)}… ({len(value.head)}/{value.size})"


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


def span_of_days(span: timedelta) -> str:
    """A span of time with its days: `-3 04:05:06.500000`."""
    sign, span = ("-", -span) if span < timedelta() else ("", span)
    return f"{sign}{span.days} {clock(span - timedelta(days=span.days))}"


def unique_names(columns: Sequence[ResultColumn]) -> list[str]:
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
