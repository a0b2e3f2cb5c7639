"""How the values of a result look in its cells. No Qt.

A cell says at a glance what it holds: NULL is a muted word and never an empty text, the ends of
lines are seen, binary is hexadecimal, and what is not all there says how large it is.
"""

import re
from collections.abc import Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.figures import size
from app.models.fields import Align, Field
from app.models.formats import CUT, NULL, count
from app.models.source_text import visible
from app.results.typed import Expression
from app.results.written import written

Row = tuple[Any, ...]
LINE_END = "↵"
TAB = "⇥"
_SHOWN = 400  # code points of a cell
_HEX = 24  # bytes of a cell
_ENDS = re.compile(r"\r\n|[\r\n]")


def fields_of(columns: Sequence[ResultColumn]) -> tuple[Field[Row], ...]:
    """A field for each column; a record is a row of the result."""
    return tuple(
        Field(
            key=str(number),
            title=column.name,
            value=itemgetter(number),
            text=partial(shown, column=column),
            align=Align.RIGHT if column.kind.numeric else Align.LEFT,
            none=NULL,
            code=True,
        )
        for number, column in enumerate(columns)
    )


def shown(value: Any, column: ResultColumn) -> str:
    """A value that is not NULL in one line, cut where it is long."""
    match value:
        case str():
            return in_a_line(value)
        case Expression(text=text):  # that somebody typed, and the server has not read yet
            return in_a_line(text)
        case bytes() if column.kind is not ValueKind.SPATIAL and column.kind is not ValueKind.BITS:
            return _binary(value, len(value))
        case Clipped(head=bytes() as head):
            return _binary(head[:_HEX], value.size)
        case Clipped(head=str() as head):
            return f"{in_a_line(head).removesuffix(CUT)}{CUT} ({count(value.size)})"
    return in_a_line(written(value, column))


def in_a_line(text: str) -> str:
    """A text with marks for the ends of its lines and what else acts and is not seen."""
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}{CUT}"
    if text.isprintable():
        return text
    return visible(_ENDS.sub(LINE_END, text).replace("\t", TAB))


def _binary(head: bytes, whole: int) -> str:
    text = f"0x{head[:_HEX].hex().upper()}"
    return text if whole <= _HEX else f"{text}{CUT} ({size(whole)})"


def explained(column: ResultColumn) -> str:
    """What a column is, in lines: its name, its type, where it comes from."""
    origin = ".".join(part for part in (column.schema, column.table, column.origin) if part)
    kind = column.type_name or column.kind.value
    if not column.nullable:
        kind += " NOT NULL"
    if column.primary:
        kind += " PRIMARY KEY"
    return "\n".join(part for part in (column.name, kind, origin) if part)
