"""Parquet: columns keep their types, decimals their digits, moments their zone."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.errors import BadInput
from app.i18n import _
from app.results.export.batch import Batch, texts_of
from app.results.written import unique_names

_GROUP = 64_000
"""Rows of a row group: what is in memory at most, and what a reader can skip."""
_WIDEST, _WIDE = 76, 38
_PLAIN = {
    ValueKind.FLOAT: pa.float64(),
    ValueKind.BOOLEAN: pa.bool_(),
    ValueKind.DATE: pa.date32(),
    ValueKind.TIME: pa.duration("us"),
    ValueKind.DATETIME: pa.timestamp("us"),
    ValueKind.ZONED: pa.timestamp("us", tz="UTC"),
    ValueKind.BINARY: pa.binary(),
    ValueKind.SPATIAL: pa.binary(),
    ValueKind.BITS: pa.uint64(),
    ValueKind.VECTOR: pa.list_(pa.float32()),
}


def arrow_type(column: ResultColumn) -> Any:
    """The type of a column in the file; text where the server says too little to choose one.

    A NUMBER without precision may have any scale in any row, and text alone keeps all of them.
    """
    if column.kind is ValueKind.INTEGER:
        return pa.uint64() if "unsigned" in column.type_name.lower() else pa.int64()
    if column.kind is ValueKind.DECIMAL:
        return _decimal(column.type_name) or pa.string()
    return _PLAIN.get(column.kind, pa.string())


def _decimal(type_name: str) -> Any:
    inside = type_name.partition("(")[2].partition(")")[0].split(",")
    numbers = [int(part) for part in inside if part.strip().isdecimal()]
    if len(numbers) != len(inside) or not 0 < numbers[0] <= _WIDEST:
        return None
    precision, scale = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return (pa.decimal128 if precision <= _WIDE else pa.decimal256)(precision, scale)


class ParquetWriter:
    """Row groups of some ten thousand rows, compressed with zstd.

    What a value was in the server's words (`type_name`) stands in the metadata of its column.
    """

    def __init__(self, path: Path, columns: Sequence[ResultColumn]) -> None:
        self._columns = columns
        self._types = list(map(arrow_type, columns))
        self._schema = pa.schema([
            pa.field(name, type_, metadata={"type": column.type_name})
            for name, type_, column in zip(unique_names(columns), self._types, columns, strict=True)
        ])  # fmt: skip
        self._writer: Any = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Any] = []
        self._rows = 0

    def write(self, batch: Batch) -> None:
        """Take some rows."""
        arrays = list(map(_array, batch.by_column, self._columns, self._types))
        self._waiting.append(pa.record_batch(arrays, schema=self._schema))
        self._rows += len(batch)
        if self._rows >= _GROUP:
            self._flush()

    def finish(self) -> Sequence[str]:
        """Write the last group, and the index behind all of them."""
        if self._waiting:
            self._flush()
        self._writer.close()
        return ()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._waiting, self._rows = [], 0
        self._writer.write_table(table, row_group_size=_GROUP)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError, pa.ArrowException):
            self._writer.close()


def _array(values: Sequence[Any], column: ResultColumn, type_: Any) -> Any:
    if type_ == pa.string():
        return pa.array([_sound(text) for text in texts_of(values, column)], type_)
    match column.kind:
        case ValueKind.ZONED:
            values = [_in_utc(value) for value in values]
        case ValueKind.BITS:
            values = [
                int.from_bytes(value, "big") if isinstance(value, bytes) else value
                for value in values
            ]
        case ValueKind.DATE:
            values = _days(values)
            if any(isinstance(value, datetime) for value in values):
                raise _misfit([v for v in values if isinstance(v, datetime)], column, type_)
    try:
        return pa.array(values, type_)
    except (pa.ArrowException, OverflowError, TypeError) as error:
        raise _misfit(values, column, type_) from error


def _days(values: Sequence[Any]) -> list[Any]:
    """Oracle's DATE has a time of day; at midnight it is that day, else no date at all."""
    return [
        value.date() if isinstance(value, datetime) and value.time() == time() else value
        for value in values
    ]


def _in_utc(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return value


def _sound(text: str | None) -> str | None:
    """Half a pair of UTF-16 is no UTF-8; a mark stands for it."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()


def _misfit(values: Sequence[Any], column: ResultColumn, type_: Any) -> BadInput:
    shown = next((value for value in values if not _fits(value, type_)), values[0])
    text = "" if shown is None else texts_of([shown], column)[0]
    return BadInput(
        _("{column} has a value that no {type} of Parquet can hold: {value}.").format(
            column=column.name, type=type_, value=(text or "")[:80]
        ),
        hint=_("Have the server give the column as text (CAST), or export CSV."),
    )


def _fits(value: Any, type_: Any) -> bool:
    try:
        pa.array([value], type_)
    except (pa.ArrowException, OverflowError, TypeError):
        return False
    return True
