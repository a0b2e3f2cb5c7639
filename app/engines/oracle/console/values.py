"""Columns as the driver tells of them, and its values as those a result holds.

The driver gives times with a zone without it, whatever is asked: they are shown as it gives them.
"""

import json
from array import array
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.console.result import Clipped, ResultColumn, ValueKind

_KINDS = {
    "NUMBER": ValueKind.DECIMAL, "BINARY_INTEGER": ValueKind.INTEGER,
    "BINARY_FLOAT": ValueKind.FLOAT, "BINARY_DOUBLE": ValueKind.FLOAT,
    "BOOLEAN": ValueKind.BOOLEAN, "DATE": ValueKind.DATETIME, "TIMESTAMP": ValueKind.DATETIME,
    "TIMESTAMP_TZ": ValueKind.DATETIME, "TIMESTAMP_LTZ": ValueKind.DATETIME,
    "INTERVAL_DS": ValueKind.INTERVAL, "INTERVAL_YM": ValueKind.INTERVAL,
    "RAW": ValueKind.BINARY, "LONG_RAW": ValueKind.BINARY, "BLOB": ValueKind.BINARY,
    "BFILE": ValueKind.BINARY, "JSON": ValueKind.JSON, "VECTOR": ValueKind.VECTOR,
    "CURSOR": ValueKind.OTHER, "OBJECT": ValueKind.OTHER,
}  # fmt: skip
_NAMES = {
    "VARCHAR": "VARCHAR2", "NVARCHAR": "NVARCHAR2", "TIMESTAMP_TZ": "TIMESTAMP WITH TIME ZONE",
    "TIMESTAMP_LTZ": "TIMESTAMP WITH LOCAL TIME ZONE", "INTERVAL_DS": "INTERVAL DAY TO SECOND",
    "INTERVAL_YM": "INTERVAL YEAR TO MONTH", "LONG": "CLOB", "LONG_NVARCHAR": "NCLOB",
    "LONG_RAW": "BLOB",
}  # fmt: skip
"""Large objects are fetched as LONG, and the driver then calls them so; real LONGs are rare."""
_SIZED = frozenset({"VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "RAW"})
_PLAIN = (str, bytes, int, float, Decimal, datetime, date, timedelta, array)


def column_of(info: Any) -> ResultColumn:
    """A column, by the driver's word of it; the server does not say which table it is of."""
    code = info.type_code.name.removeprefix("DB_TYPE_")
    kind, name = _KINDS.get(code, ValueKind.TEXT), _NAMES.get(code, code)
    if info.is_json:
        kind = ValueKind.JSON
    if code == "NUMBER":
        name = _number(info.precision, info.scale)
        if info.precision and not info.scale:
            kind = ValueKind.INTEGER
    elif code in _SIZED:
        name += f"({info.display_size or info.internal_size or 0})"
    elif code == "OBJECT":
        name = getattr(info.type, "name", name)
        if name == "SDO_GEOMETRY":
            kind = ValueKind.SPATIAL
    return ResultColumn(info.name, kind, name, nullable=bool(info.null_ok))


def _number(precision: int | None, scale: int | None) -> str:
    if not precision:
        return "NUMBER"
    return f"NUMBER({precision},{scale})" if scale and scale > -127 else f"NUMBER({precision})"


def row_of(row: Sequence[Any], clip: int) -> tuple[object, ...]:
    """A row in values a result can hold, long ones clipped."""
    return tuple(_value(value, clip) for value in row)


def _value(value: Any, clip: int) -> object:
    if isinstance(value, Decimal):
        whole = value.is_finite() and value == value.to_integral_value()
        return int(value) if whole else value
    if value is not None and not isinstance(value, _PLAIN):
        value = _text(value)
    if isinstance(value, str | bytes) and len(value) > clip:
        return Clipped(value[:clip], len(value))
    plain: object = value
    return plain


def _text(value: Any) -> str:
    """What is neither text nor number: JSON as such, everything else as the driver names it."""
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False)
    if hasattr(value, "years") and hasattr(value, "months"):
        sign = "-" if value.years < 0 or value.months < 0 else "+"
        return f"{sign}{abs(value.years):02}-{abs(value.months):02}"
    return str(value)
