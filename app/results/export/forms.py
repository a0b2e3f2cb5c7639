"""The forms a result is exported in, and what may be chosen about each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.domain.console.result import ResultColumn
from app.domain.dialect import Dialect
from app.i18n import N_
from app.results.export.batch import Batch


class Format(StrEnum):
    """A form of file; the value is its name on the command line, and its ending."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SQL = "sql"


TITLES = {
    Format.CSV: N_("CSV"),
    Format.JSON_LINES: N_("JSON lines"),
    Format.PARQUET: N_("Parquet (types kept)"),
    Format.XLSX: N_("Excel workbook"),
    Format.SQL: N_("SQL (INSERT statements)"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file is to be written; each format takes what concerns it."""

    format: Format = Format.CSV
    delimiter: str = ","
    heading: bool = True
    bom: bool = False
    """The mark by which Excel knows UTF-8."""
    null: str = ""
    """What stands for NULL in CSV; a text that reads like it is put in quotes."""
    harmless: bool = False
    """CSV for spreadsheets: an apostrophe before what they would run as a formula."""
    table: str = ""
    """Where INSERTs go; "" for the table the rows come from."""
    dialect: Dialect = field(default=Dialect.MYSQL)


class ExportWriter(Protocol):
    """Takes the rows of one result, some at a time, into one file."""

    def write(self, batch: Batch) -> None:
        """Raises OSError; BadInput for a value that this form cannot hold."""

    def finish(self) -> Sequence[str]:
        """Write what comes last. What the reader of the file should know, a sentence each."""

    def close(self) -> None:
        """Let go of the file, whole or not; twice does no harm. Raises nothing."""


def open_writer(path: Path, columns: Sequence[ResultColumn], choices: Choices) -> ExportWriter:
    """What writes these columns into the new file `path`.

    Raises:
        OSError: it cannot be made.
        BadInput: the form cannot hold such columns.
    """
    match choices.format:
        case Format.CSV:
            from app.results.export.text import CsvWriter

            return CsvWriter(path, columns, choices)
        case Format.JSON_LINES:
            from app.results.export.text import JsonLinesWriter

            return JsonLinesWriter(path, columns)
        case Format.SQL:
            from app.results.export.text import SqlWriter

            return SqlWriter(path, columns, choices)
        case Format.PARQUET:
            from app.results.export.parquet import ParquetWriter

            return ParquetWriter(path, columns)
        case Format.XLSX:
            from app.results.export.xlsx import XlsxWriter

            return XlsxWriter(path, columns, choices)
