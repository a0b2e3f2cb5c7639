"""Rows as JSON."""

import json
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

from app.domain.console.result import ResultColumn, ValueKind
from app.results.copying.picked import Picked
from app.results.written import unique_names, written


def json_array(picked: Picked) -> Iterator[str]:
    """An array, an object a line."""
    begun = "[\n"
    for line in json_lines(picked):
        yield begun + line[:-1]
        begun = ",\n"
    yield "[]\n" if begun == "[\n" else "\n]\n"


def json_lines(picked: Picked) -> Iterator[str]:
    """An object a line, nothing between (JSON lines, RFC 8259 each).

    Numbers keep all their digits, also those beyond what a float has; JSON columns stand as the
    documents they are; moments in ISO 8601; binary as `0x…`, spatial as WKT.
    """
    columns = picked.copied
    names = [f"{json.dumps(name, ensure_ascii=False)}: " for name in unique_names(columns)]
    for row in picked.values():
        yield json_line(row, columns, names)


def json_line(row: Sequence[object], columns: Sequence[ResultColumn], names: Sequence[str]) -> str:
    """One object; `names` are written as they stand, with their colons."""
    cells = [
        name + json_value(value, column)
        for name, value, column in zip(names, row, columns, strict=True)
    ]
    return "{" + ", ".join(cells) + "}\n"


def json_value(value: object, column: ResultColumn) -> str:
    """A value as JSON, exactly."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() if column.kind is not ValueKind.BITS:
            return str(value)
        case float():
            return repr(value) if isfinite(value) else f'"{value!r}"'
        case Decimal() if value.is_finite():
            return format(value, "f")
        case str() if column.kind is ValueKind.JSON:
            return _document(value)
        case datetime() | date() | time():
            return f'"{value.isoformat()}"'
        case array():
            return json.dumps(list(value))
    return json.dumps(written(value, column), ensure_ascii=False)


def _document(text: str) -> str:
    """A document as it stands, in one line; what is none is a string.

    Line ends in a document are between its parts alone: in a string they are escaped.
    """
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)
    return text.replace("\r", " ").replace("\n", " ")


def _refuse(_word: str) -> object:
    raise ValueError
