"""Replies as results: RESP3 says what each thing is, and it is shown as that.

A scalar is one row, an array or a set a row an element, a map a row a field; whatever is nested
deeper is JSON. Bytes that are UTF-8 are text.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from app.domain.console.result import Affected, Clipped, Head, ResultColumn, Rows, Told, ValueKind
from app.engines.redis.reader import Cut, Members
from app.i18n import _

_BATCH = 1000
_NESTED = (dict, list, tuple)
_Row: TypeAlias = tuple[object, ...]


def told_of(reply: Any, most: int | None) -> Iterator[Told]:
    """A reply as a result, at most so many rows of it."""
    columns, rows = _table(reply)
    yield Head(columns)
    shown = rows if most is None else rows[:most]
    for start in range(0, len(shown), _BATCH):
        yield Rows(shown[start : start + _BATCH])
    yield Affected(len(shown))


def _table(reply: Any) -> tuple[tuple[ResultColumn, ...], Sequence[_Row]]:
    rows: list[_Row]
    names: tuple[str, ...]
    if isinstance(reply, dict):
        rows = [(_value(name), _value(value)) for name, value in reply.items()]
        return _columns((_("Field"), _("Value")), rows, "map"), rows
    if isinstance(reply, Members):
        rows = [(_value(each),) for each in reply]
        return _columns((_("Member"),), rows, "set"), rows
    if isinstance(reply, list | tuple):
        width = _width(reply)
        if width:
            rows = [(n, *map(_value, each)) for n, each in enumerate(reply, start=1)]
            names = ("#", *map(str, range(1, width + 1)))
        else:
            rows = [(n, _value(each)) for n, each in enumerate(reply, start=1)]
            names = ("#", _("Element"))
        return _columns(names, rows, "array"), rows
    row = (_value(reply),)
    return _columns((_("Reply"),), [row], _type_of(reply)), [row]


def _width(reply: Sequence[Any]) -> int:
    """How many scalars each element has, where all have as many: scores, streams, coordinates."""
    widths = {len(each) if isinstance(each, list | tuple) else 0 for each in reply}
    parts = (part for each in reply for part in _parts(each))
    if len(widths) != 1 or any(isinstance(part, _NESTED) for part in parts):
        return 0
    return widths.pop()


def _parts(each: Any) -> Iterable[Any]:
    return each if isinstance(each, list | tuple) else ()


def _columns(
    names: Sequence[str], rows: Sequence[_Row], type_name: str
) -> tuple[ResultColumn, ...]:
    return tuple(
        ResultColumn(name, _kind([row[n] for row in rows]), "integer" if name == "#" else type_name)
        for n, name in enumerate(names)
    )


def _kind(values: Iterable[object]) -> ValueKind:
    kinds = {_kind_of(value) for value in values if value is not None}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {ValueKind.INTEGER, ValueKind.FLOAT}:
        return ValueKind.FLOAT
    return ValueKind.OTHER if kinds else ValueKind.TEXT


def _kind_of(value: object) -> ValueKind:
    match value:
        case bool():
            return ValueKind.BOOLEAN
        case int():
            return ValueKind.INTEGER
        case float():
            return ValueKind.FLOAT
        case bytes():
            return ValueKind.BINARY
        case Clipped(head=bytes()):
            return ValueKind.BINARY
    return ValueKind.TEXT


def _type_of(reply: Any) -> str:
    """What RESP3 calls it."""
    match reply:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "double"
        case Exception():
            return "error"
    return "string"


def _value(value: Any) -> object:
    if isinstance(value, Cut):
        return Clipped(_text(bytes(value), cut=True), value.whole)
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, Exception):
        return str(value)
    if isinstance(value, _NESTED):
        return json.dumps(_plain(value), ensure_ascii=False)
    return value


def _text(raw: bytes, *, cut: bool = False) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        if cut and len(raw) - error.start < 4:  # in the middle of a letter
            return raw[: error.start].decode()
        return raw


def _plain(value: Any, depth: int = 0) -> Any:
    """For JSON: bytes that are no text as \\xHH, sets as arrays, keys as text."""
    if depth > 20:
        return "…"
    if isinstance(value, dict):
        return {str(_word(name)): _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value) if isinstance(value, Exception) else value
