"""CSV, JSON lines and SQL: files of text."""

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from app.domain.console.result import ResultColumn, ValueKind
from app.results.copying.documents import json_value
from app.results.copying.picked import origin_of
from app.results.copying.statements import UNNAMED, insert_statements
from app.results.copying.tables import csv_cell
from app.results.export.batch import Batch
from app.results.export.forms import Choices
from app.results.written import unique_names

_BUFFER = 1 << 20
_QUOTED: Any = json.JSONEncoder(ensure_ascii=False).encode
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTUAL = (ValueKind.TEXT, ValueKind.JSON, ValueKind.OTHER)


class _TextFile:
    """UTF-8 on its way to the disk."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("wb", buffering=_BUFFER)

    def _put(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "surrogatepass"))

    def finish(self) -> Sequence[str]:
        self._file.flush()
        return ()

    def close(self) -> None:
        with suppress(OSError):  # what is not on the disk was told by `finish`
            self._file.close()


class CsvWriter(_TextFile):
    """RFC 4180 in UTF-8."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn], choices: Choices) -> None:
        super().__init__(path)
        self._choices = choices
        self._special = re.compile(f'[{re.escape(choices.delimiter)}"\r\n]').search
        if choices.bom:
            self._put("\ufeff")
        if choices.heading:
            names = [self._harmless(column.name) for column in columns]
            self._put(self._joined([self._cell(name) for name in names]))

    def write(self, batch: Batch) -> None:
        """Take some rows."""
        columns = [
            self._cells(texts, column)
            for texts, column in zip(batch.texts, batch.columns, strict=True)
        ]
        self._put("".join(map(self._joined, zip(*columns, strict=True))))

    def _joined(self, cells: Iterable[str]) -> str:
        return self._choices.delimiter.join(cells) + "\r\n"

    def _cells(self, texts: Sequence[str | None], column: ResultColumn) -> Sequence[str]:
        if self._choices.harmless and column.kind in _TEXTUAL:
            texts = [None if text is None else self._harmless(text) for text in texts]
        null, cell = self._choices.null, self._cell
        if None not in texts and null not in texts and not self._special("\0".join(texts)):  # type: ignore[arg-type]
            return texts  # type: ignore[return-value]
        return [null if text is None else cell(text) for text in texts]

    def _cell(self, text: str) -> str:
        return csv_cell(text, self._choices.delimiter, self._choices.null)

    def _harmless(self, text: str) -> str:
        """With an apostrophe where a spreadsheet would run it (OWASP, CSV injection)."""
        return f"'{text}" if self._choices.harmless and text.startswith(_FORMULA) else text


class JsonLinesWriter(_TextFile):
    """An object a line."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn]) -> None:
        super().__init__(path)
        self._names = [
            json.dumps(name, ensure_ascii=False) + ": " for name in unique_names(columns)
        ]

    def write(self, batch: Batch) -> None:
        """Take some rows."""
        columns = [
            _with_name(name, json_texts(values, column))
            for name, values, column in zip(
                self._names, batch.by_column, batch.columns, strict=True
            )
        ]
        self._put("".join([f"{{{', '.join(cells)}}}\n" for cells in zip(*columns, strict=True)]))


def _with_name(name: str, texts: Iterable[str]) -> list[str]:
    return [name + text for text in texts]


def json_texts(values: Sequence[object], column: ResultColumn) -> Iterable[str]:
    """Values as JSON, at once where they are all of one kind."""
    types = set(map(type, values))
    if types == {int} and column.kind is not ValueKind.BITS:
        return map(str, values)
    if types == {str} and column.kind is not ValueKind.JSON:
        return map(_QUOTED, values)
    return [json_value(value, column) for value in values]


class SqlWriter(_TextFile):
    """INSERT statements, each within what servers take at once."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn], choices: Choices) -> None:
        super().__init__(path)
        origin = origin_of(columns)
        self._table = choices.table or (origin.table if origin else UNNAMED)
        self._columns, self._dialect = columns, choices.dialect

    def write(self, batch: Batch) -> None:
        """Take some rows."""
        for statement in insert_statements(batch.rows, self._columns, self._table, self._dialect):
            self._put(statement)
