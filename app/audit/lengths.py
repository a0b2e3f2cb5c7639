"""How many bytes a column takes in a row and in an index, as MySQL and MariaDB reckon."""

from app.sql.collations import width
from app.sql.schema import Column, Index, Table

_FIXED = {
    "TINYINT": 1, "BOOLEAN": 1, "SMALLINT": 2, "MEDIUMINT": 3, "INT": 4, "BIGINT": 8, "SERIAL": 8,
    "FLOAT": 4, "DOUBLE": 8, "DATE": 3, "YEAR": 1, "ENUM": 2, "SET": 8, "UUID": 16, "INET6": 16,
    "INET4": 4,
}  # fmt: skip
_TIMES = {"TIME": 3, "DATETIME": 5, "TIMESTAMP": 4}
_POINTERS = {
    "TINYBLOB": 9, "TINYTEXT": 9, "BLOB": 10, "TEXT": 10, "MEDIUMBLOB": 11, "MEDIUMTEXT": 11,
    "LONGBLOB": 12, "LONGTEXT": 12, "LONG": 11, "JSON": 12, "GEOMETRY": 12, "POINT": 12,
    "LINESTRING": 12, "POLYGON": 12, "MULTIPOINT": 12, "MULTILINESTRING": 12, "MULTIPOLYGON": 12,
    "GEOMETRYCOLLECTION": 12, "GEOMCOLLECTION": 12,
}  # fmt: skip
"""What stands in the row for values that are kept apart: their length and a pointer."""
_DIGITS = (0, 1, 1, 2, 2, 3, 3, 4, 4, 4)
"""Bytes for so many decimal digits; nine of them take four."""
CHARACTERS = frozenset({"CHAR", "VARCHAR", "NCHAR", "NVARCHAR"})
_BINARY = frozenset({"BINARY", "VARBINARY"})
_LARGE_TEXT = frozenset({"TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT"})


def charset_in(column: Column, table: Table, otherwise: str) -> str:
    """The character set of a column: its own, the table's, or `otherwise` where nobody said."""
    if column.type in {"NCHAR", "NVARCHAR"}:
        return "utf8mb3"
    return column.charset or table.charset or otherwise


def row_bytes(table: Table, otherwise: str) -> int:
    """The most that a row of the table takes, as the limit of 65,535 bytes counts it."""
    columns = [column for column in table.columns.values() if not column.virtual]
    nullable = sum(column.nullable for column in columns)
    taken = sum(_in_row(column, charset_in(column, table, otherwise)) for column in columns)
    return taken + (nullable + 7) // 8


def _in_row(column: Column, charset: str) -> int:
    kind = column.type
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _POINTERS:
        return _POINTERS[kind]
    if kind in _TIMES:
        return _TIMES[kind] + ((column.length or 0) + 1) // 2
    if kind == "DECIMAL":
        return _decimal(column)
    if kind == "BIT":
        return ((column.length or 1) + 7) // 8
    if kind in CHARACTERS or kind in _BINARY:
        size = (column.length or 1) * (1 if kind in _BINARY else width(charset))
        lengths = 0 if kind in {"CHAR", "NCHAR", "BINARY"} else 1 if size < 256 else 2
        return size + lengths
    return 0


def _decimal(column: Column) -> int:
    digits, scale = column.length or 10, column.decimals or 0
    whole = max(digits - scale, 0)
    return sum(part // 9 * 4 + _DIGITS[part % 9] for part in (whole, scale))


def key_bytes(index: Index, table: Table, otherwise: str) -> list[int]:
    """What each part of an index takes at most; 0 for expressions and columns nobody knows."""
    found = []
    for part in index.parts:
        column = table.columns.get(part.column)
        found.append(_in_key(column, part.length, table, otherwise) if column else 0)
    return found


def _in_key(column: Column, prefix: int | None, table: Table, otherwise: str) -> int:
    kind = column.type
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in CHARACTERS:
        length = column.length or 1
        return min(length, prefix or length) * width(charset_in(column, table, otherwise))
    if kind in _LARGE_TEXT:
        return (prefix or 0) * width(charset_in(column, table, otherwise))
    if kind in _BINARY:
        length = column.length or 1
        return min(length, prefix or length)
    if kind in _POINTERS:
        return prefix or 0
    return _in_row(column, "")
