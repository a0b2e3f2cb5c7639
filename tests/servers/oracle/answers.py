"""What a handler may answer to a statement, and the columns it says it has."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.servers.oracle.values import TYPES, Type

_SPECIFICATION = re.compile(r"(\S+) (\w+)(?:\((\d+)(?:,(-?\d+))?\))?")
_ANY_SCALE = -127


class OraError(Exception):
    """An error of the server: `OraError(942, "table or view does not exist", 14)`.

    `position` is where in the statement it lies, from 0.
    """

    def __init__(self, code: int, text: str, position: int = 0) -> None:
        super().__init__(f"ORA-{code:05d}: {text}")
        self.code, self.position = code, position


@dataclass(slots=True)
class Column:
    """A column as it is described to the client, read from `NAME VARCHAR2(30)`."""

    name: str
    type: Type
    size: int  # bytes
    precision: int
    scale: int
    is_text: bool

    @classmethod
    def read(cls, specification: str) -> "Column":
        found = _SPECIFICATION.fullmatch(specification)
        assert found, f"not a column: {specification}"
        name, kind, first, second = found.groups()
        known = TYPES[kind]
        column = cls(name, known.type, known.size, 0, 0, known.is_text)
        if known.type is Type.NUMBER:
            column.precision = int(first or 0)
            column.scale = int(second or 0) if first else _ANY_SCALE
        elif first and known.type in (Type.TIMESTAMP, Type.TIMESTAMP_TZ):
            column.scale = int(first)
        elif first:
            column.size = int(first)
        return column


class Rows:
    """The result of a query: `Rows(["SID NUMBER", "USERNAME VARCHAR2(128)"], [(1, "SYS")])`.

    Types: VARCHAR2, CHAR, NUMBER, DATE, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DS, BINARY_DOUBLE, RAW,
    LONG, CLOB, BLOB. A time with a zone is shown by the driver without it, as it always does.
    """

    def __init__(self, columns: Iterable[str], rows: Iterable[Sequence[Any]] = ()) -> None:
        self.columns = [Column.read(column) for column in columns]
        self.rows = list(rows)


class Out(list[Any]):
    """The OUT values of a PL/SQL block, one for each bind; `Out.IN` where it only goes in."""

    IN: Final = object()


Answer = Rows | Out | int | None
"""An int is the number of rows changed; None is a statement that went well."""
