"""Some rows on their way into a file: their texts are made once, a column at a time."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from operator import methodcaller
from typing import Any

from app.domain.console.result import ResultColumn, ValueKind
from app.results.text import clock, plain
from app.results.written import written

_APART, _NULL = "\x1f", "\0"
_MASK = (1 << 64) - 1
_OTHERWISE = frozenset({ValueKind.BITS, ValueKind.SPATIAL, ValueKind.INTERVAL})
_AT_ONCE: dict[type, Any] = {
    int: str, Decimal: plain, float: str, datetime: methodcaller("isoformat", " "),
    date: date.isoformat, timedelta: clock,
}  # fmt: skip
"""What makes text of values that are all of one kind; the same as `written` does."""
_ERRORS = "surrogatepass"


class Batch:
    """Rows, each as wide as `columns`."""

    def __init__(self, columns: Sequence[ResultColumn], rows: Sequence[tuple[object, ...]]) -> None:
        self.columns, self.rows = columns, rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def by_column(self) -> list[tuple[object, ...]]:
        """The values of each column."""
        return list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.columns)

    @cached_property
    def texts(self) -> list[list[str | None]]:
        """The values of each column as `written` has them; None for NULL."""
        return [
            texts_of(values, column)
            for values, column in zip(self.by_column, self.columns, strict=True)
        ]


def texts_of(values: Sequence[object], column: ResultColumn) -> list[str | None]:
    """Values as text: at once where they are all of one kind, which they nearly always are."""
    types = set(map(type, values))
    some = types - {type(None)}
    if column.kind not in _OTHERWISE and len(some) == 1:
        (only,) = some
        if only is str:
            return list(values)  # type: ignore[arg-type]
        if only in _AT_ONCE:
            made: Any = _AT_ONCE[only]
            if some == types:
                return list(map(made, values))
            return [None if value is None else made(value) for value in values]
    return [None if value is None else written(value, column) for value in values]


class Checksum:
    """Tells whether two places hold the same rows, in whatever order they give them.

    It is the sum, modulo 2^64, of the first eight bytes of MD5 over each row, read as a number: its
    values as they stand in a CSV, in UTF-8, with U+001F between them and U+0000 for a NULL. A
    server reckons the same; MySQL and MariaDB over columns that are never NULL, say:

        SELECT LPAD(HEX(CAST(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(CHAR(31), a, b)), 16), 16, 10)
            AS UNSIGNED)) % 18446744073709551616 AS UNSIGNED)), 16, '0') FROM t

    Floating-point numbers are left out there: a server writes them otherwise (`1`, not `1.0`).
    Not a proof against forgery, but against rows that are lost, doubled or changed on the way.
    """

    def __init__(self) -> None:
        self._sum = 0

    def add(self, batch: Batch) -> None:
        """Take some rows."""
        md5, total = hashlib.md5, 0
        columns = [_without_none(texts) for texts in batch.texts]
        rows = zip(*columns, strict=True) if columns else ()
        for row in rows:
            digest = md5(_APART.join(row).encode("utf-8", _ERRORS), usedforsecurity=False).digest()
            total += int.from_bytes(digest[:8], "big")
        self._sum = (self._sum + total) & _MASK

    def __str__(self) -> str:
        return f"{self._sum:016x}"


def _without_none(texts: Sequence[str | None]) -> Sequence[str]:
    if None in texts:
        return [_NULL if text is None else text for text in texts]
    return texts  # type: ignore[return-value]
