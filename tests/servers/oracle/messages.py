"""What the server says: the end of a call, an error, the columns of a query, its rows."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.servers.oracle.answers import Column, OraError
from tests.servers.oracle.values import LOBS, LONGS, Type, encode
from tests.servers.oracle.wire import Writer

UTF8 = 873  # Oracle's number of AL32UTF8
_ERROR, _ROW_HEADER, _ROW, _PARAMETERS, _STATUS = 4, 6, 7, 8, 9
_VECTOR, _LOB_DATA, _DESCRIBE = 11, 14, 16
_ONLY_IN, _COMES_OUT = 32, 48
_NO_DATA = OraError(1403, "no data found")
_LOCATOR = 40  # bytes
_LOB_NUMBER = slice(10, 14)


@dataclass(frozen=True, slots=True)
class Bind:
    """How a bind variable was declared."""

    type: int
    is_array: bool


@dataclass(slots=True)
class Cursor:
    """An open cursor: its statement, and what of its rows was not fetched yet."""

    number: int
    sql: str
    columns: list[Column] | None = None
    rows: list[Sequence[Any]] = field(default_factory=list)
    position: int = 0
    binds: list[Bind] = field(default_factory=list)


def status(in_transaction: bool) -> Writer:
    """The end of a call that neither ran nor fetched."""
    return Writer().byte(_STATUS).number(2 if in_transaction else 0, 0)


def end(
    in_transaction: bool, error: OraError | None = None, cursor: int = 0, rows: int = 0
) -> Writer:
    """The end of an execution or a fetch, by an error or without."""
    code, position = (error.code, error.position) if error else (0, 0)
    message = Writer().byte(_ERROR).number(2 if in_transaction else 0, 0, 0)
    message.number(min(code, 65535), 0, 0, cursor).signed(position)
    message.add(bytes(6))  # kind of statement, fatal, flags, cursor options, UPI, warnings
    message.number(0, 0).byte(0).number(0, 0)  # row id
    message.number(0).byte(0).byte(0).number(0, 0, 0, 0)  # system's error, statement, call, padding
    message.number(0, 0)  # errors of a batch
    message.number(code, rows)
    return message.chunk(f"{error}\n".encode()) if error else message


def describe(columns: Sequence[Column]) -> Writer:
    """The columns of a query."""
    message = Writer().byte(_DESCRIBE).chunk(secrets.token_bytes(16))
    message.number(sum(min(column.size, 32767) for column in columns), len(columns)).byte(1)
    for number, column in enumerate(columns, 1):
        is_short = column.is_text and column.type not in LONGS
        message.byte(column.type).byte(0).byte(column.precision).byte(column.scale)
        message.number(column.size, 0, 0, 0, 0, UTF8 if column.is_text else 0)
        message.byte(column.is_text).number(column.size if is_short else 0, 0)
        message.byte(1).byte(len(column.name)).text(column.name).number(0, 0, number, 0)
    return message.number(0, 0, 0, 0, 0, 0)


class Lobs:
    """The large objects a session has named to its client."""

    def __init__(self) -> None:
        self._values: list[str | bytes] = []

    def locator(self, value: str | bytes) -> bytes:
        self._values.append(value)
        locator = bytearray(_LOCATOR)
        locator[:2] = (_LOCATOR - 2).to_bytes(2, "big")
        locator[_LOB_NUMBER] = len(self._values).to_bytes(4, "big")
        return bytes(locator)

    def value(self, locator: bytes) -> str | bytes:
        return self._values[int.from_bytes(locator[_LOB_NUMBER], "big") - 1]


def rows(cursor: Cursor, count: int, lobs: Lobs, in_transaction: bool) -> Writer:
    """The next rows of a cursor, and whether there are more."""
    assert cursor.columns is not None
    message = Writer().byte(_ROW_HEADER).byte(0).number(0, 0, 0, 0, 0, 0)
    for row in cursor.rows[cursor.position : cursor.position + count]:
        message.byte(_ROW)
        for column, value in zip(cursor.columns, row, strict=True):
            if column.type in LOBS:
                _lob(message, value, lobs)
                continue
            message.chunk(encode(value, column.type) or b"")
            if column.type in LONGS:
                message.number(0, 0)
    cursor.position = min(cursor.position + count, len(cursor.rows))
    done = _NO_DATA if cursor.position == len(cursor.rows) else None
    return message.add(end(in_transaction, done, cursor.number, cursor.position))


def _lob(message: Writer, value: str | bytes | None, lobs: Lobs) -> None:
    if value is None:
        message.number(0)
    else:
        message.number(_LOCATOR, len(value), 8132).chunk(lobs.locator(value))


def lob_part(value: str | bytes, locator: bytes, start: int, size: int) -> Writer:
    """A part of a large object; `start` counts from 1, in characters or bytes."""
    part = value[start - 1 : start - 1 + size]
    message = Writer().byte(_LOB_DATA).chunk(part if isinstance(part, bytes) else part.encode())
    return message.byte(_PARAMETERS).add(locator).number(len(part))


def lob_size(value: str | bytes, locator: bytes) -> Writer:
    """The size of a large object."""
    return Writer().byte(_PARAMETERS).add(locator).number(len(value))


def out_values(binds: Sequence[Bind], values: Sequence[Any], only_in: object) -> Writer:
    """Which of a block's binds come out, and their values."""
    message = Writer().byte(_VECTOR).byte(0).number(len(values), 0, 0, 0, 0, 0)
    for value in values:
        message.byte(_ONLY_IN if value is only_in else _COMES_OUT)
    message.byte(_ROW)
    for bind, value in zip(binds, values, strict=True):
        if value is only_in:
            continue
        if bind.is_array:
            message.number(len(value))
        for one in value if bind.is_array else [value]:
            kind = Type.NUMBER if bind.type == Type.INTEGER else bind.type
            message.chunk(encode(one, kind) or b"").number(0)
    return message
