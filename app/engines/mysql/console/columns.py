"""Columns as the protocol tells of them, and how each one's values become Python's.

Types and flags: MySQL Internals, "Column Definition"; MariaDB's further words come from
`connection`. What is no date (0000-00-00) stays text; what is no number raises ValueError.
"""

import codecs
import re
from array import array
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from app.domain.console.result import ResultColumn, ValueKind
from app.engines.mysql.console.connection import FORMAT, TYPE

Convert: TypeAlias = Callable[[bytes], object]

_NOT_NULL, _PRIMARY, _UNSIGNED, _ENUM, _SET = 1, 2, 32, 256, 2048
_BINARY = 63  # the number of the collation of what is no text
_WHOLE = {1: "tinyint", 2: "smallint", 3: "int", 8: "bigint", 9: "mediumint"}
_FLOATS = {4: "float", 5: "double"}
_BLOBS = frozenset({249, 250, 251, 252})
_STRINGS = {15: "char", 253: "char", 254: "char"}
_NULL, _TIMESTAMP, _DATE, _TIME, _DATETIME, _YEAR, _BIT = 6, 7, 10, 11, 12, 13, 16
_VECTOR, _JSON, _DECIMAL, _GEOMETRY = 242, 245, 246, 255
_SIZES = ((255, "tiny"), (65_535, ""), (16_777_215, "medium"))
_NO_FRACTION = 31  # decimals of a float or a string without a fixed number of them
_GEOMETRIES = frozenset("point linestring polygon multipoint multilinestring multipolygon"
                        " geometrycollection geometry".split())  # fmt: skip
_MOMENT = re.compile(rb"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_SPAN = re.compile(rb"(-?)(\d{2,3}):(\d\d):(\d\d)(?:\.(\d{1,6}))?")


def column_of(field: Any) -> tuple[ResultColumn, Convert]:
    """A column, by the driver's packet of it, and what turns its bytes into a value."""
    words: dict[int, str] = getattr(field, "words", {})
    kind, name, convert = _typed(field, words)
    column = ResultColumn(
        field.name, kind, name,
        schema=bytes(field.db or b"").decode("utf-8", "replace"),
        table=field.org_table,
        origin=field.org_name,
        nullable=not field.flags & _NOT_NULL,
        primary=bool(field.flags & _PRIMARY),
    )  # fmt: skip
    return column, convert


def _typed(field: Any, words: dict[int, str]) -> tuple[ValueKind, str, Convert]:
    code, unsigned = field.type_code, " unsigned" * bool(field.flags & _UNSIGNED)
    if code in _WHOLE:
        shown = "tinyint(1)" if code == 1 and field.length == 1 else _WHOLE[code]
        return ValueKind.INTEGER, shown + unsigned, int
    if code in (0, _DECIMAL):
        digits = field.length - bool(field.scale) - (not unsigned)
        return ValueKind.DECIMAL, f"decimal({digits},{field.scale}){unsigned}", _decimal
    if code in _FLOATS:
        return ValueKind.FLOAT, _FLOATS[code] + unsigned, float
    if code in (_DATETIME, _TIMESTAMP):
        name = "timestamp" if code == _TIMESTAMP else "datetime"
        return ValueKind.DATETIME, name + _fraction(field), _moment
    match code:
        case 10 | 14:
            return ValueKind.DATE, "date", _day
        case 11:
            return ValueKind.TIME, "time" + _fraction(field), _span
        case 13:
            return ValueKind.INTEGER, "year", int
        case 16:
            return ValueKind.BITS, f"bit({field.length})", _bits
        case 242:
            return ValueKind.VECTOR, f"vector({field.length // 4})", _vector
        case 245:
            return ValueKind.JSON, "json", _utf8
        case 255:
            return ValueKind.SPATIAL, words.get(TYPE, "geometry"), bytes
        case 6:
            return ValueKind.OTHER, "null", _utf8
    return _text(field, words)


def _text(field: Any, words: dict[int, str]) -> tuple[ValueKind, str, Convert]:
    if words.get(FORMAT) == "json":
        return ValueKind.JSON, "json", _utf8
    told = words.get(TYPE, "")
    if told in _GEOMETRIES:
        return ValueKind.SPATIAL, told, bytes
    binary = field.charsetnr == _BINARY
    length, decode = field.length, _decoder(field.charsetnr)
    if not binary:
        length //= _bytes_each(field.charsetnr)
    if told:  # uuid, inet4, inet6 come as text
        return ValueKind.TEXT, told, decode
    if field.flags & _ENUM or field.flags & _SET:
        return ValueKind.TEXT, "enum" if field.flags & _ENUM else "set", decode
    if field.type_code in _BLOBS:
        size = next((word for most, word in _SIZES if length <= most), "long")
        if binary:
            return ValueKind.BINARY, size + "blob", bytes
        return ValueKind.TEXT, size + "text", decode
    if field.type_code not in (15, 253, 254):
        return ValueKind.OTHER, "", decode
    fixed = field.type_code == 254
    if binary:
        return ValueKind.BINARY, f"{'binary' if fixed else 'varbinary'}({length})", bytes
    return ValueKind.TEXT, f"{'char' if fixed else 'varchar'}({length})", decode


def _fraction(field: Any) -> str:
    return f"({field.scale})" if 0 < field.scale <= 6 else ""


def _bytes_each(collation: int) -> int:
    """Bytes that a character may take; the driver's own list of charsets knows names only."""
    name = _charset(collation)
    return 4 if name in ("utf8mb4", "utf16", "utf32") else 3 if name.startswith("utf8") else 1


def _charset(collation: int) -> str:
    from pymysql.charset import charset_by_id

    try:
        return str(charset_by_id(collation).name)
    except KeyError:  # newer than the driver; nobody made one of another charset in years
        return "utf8mb4"


def _decoder(collation: int) -> Convert:
    """What reads text of that collation; SET NAMES lets the server send any."""
    from pymysql.charset import charset_by_id

    try:
        encoding = str(charset_by_id(collation).encoding)
        codecs.lookup(encoding)  # decoding nothing asks for none
    except (KeyError, LookupError):
        encoding = "utf8"
    if encoding == "utf8":
        return _utf8
    return lambda data: data.decode(encoding, "replace")


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _decimal(data: bytes) -> Decimal:
    return Decimal(data.decode("ascii"))


def _bits(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _vector(data: bytes) -> object:
    if len(data) % 4:
        return data
    values = array("f")
    values.frombytes(data)
    return values


def _day(data: bytes) -> date | str:
    try:
        return date(int(data[:4]), int(data[5:7]), int(data[8:10]))
    except ValueError:
        return _utf8(data)


def _moment(data: bytes) -> datetime | str:
    try:
        if len(data) == 19:
            return datetime(
                int(data[:4]), int(data[5:7]), int(data[8:10]),
                int(data[11:13]), int(data[14:16]), int(data[17:19]),
            )  # fmt: skip
        found = _MOMENT.fullmatch(data)
        if found is None:
            return _utf8(data)
        parts = [int(part) for part in found.groups()[:6]]
        return datetime(*parts, int((found[7] or b"0").ljust(6, b"0")))  # type: ignore[call-arg, arg-type]
    except ValueError:
        return _utf8(data)


def _span(data: bytes) -> timedelta | str:
    found = _SPAN.fullmatch(data)
    if found is None:
        return _utf8(data)
    minus, hours, minutes, seconds, fraction = found.groups()
    span = timedelta(
        hours=int(hours), minutes=int(minutes), seconds=int(seconds),
        microseconds=int((fraction or b"0").ljust(6, b"0")),
    )  # fmt: skip
    return -span if minus else span
