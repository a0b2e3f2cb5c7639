"""Excel workbooks, written row by row; nothing in them is ever evaluated."""

import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.errors import BadInput
from app.i18n import _, ngettext
from app.results.export.batch import Batch
from app.results.export.forms import Choices
from app.results.written import written

ROWS, COLUMNS, CHARACTERS = 1_048_576, 16_384, 32_767
"""What Excel takes of a sheet, and of a cell."""
_DIGITS = 15
"""A number of Excel has so many, and rounds the rest away without a word."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel believes in a 29 February 1900: days before are another day to it."""


class XlsxWriter:
    """A sheet, and further ones where there are more rows than one takes.

    A number that Excel would round and a moment that it would cut are written as text, as is all
    that could be a formula: a cell is what the server said, or a text.
    """

    def __init__(self, path: Path, columns: Sequence[ResultColumn], choices: Choices) -> None:
        if len(columns) > COLUMNS:
            raise BadInput(
                _("A sheet of Excel has no room for {count} columns.").format(count=len(columns)),
                hint=_("Ask for fewer columns, or export CSV."),
            )
        self._columns, self._heading = columns, choices.heading
        self._parts = TemporaryDirectory(
            prefix=".mohist-", dir=path.parent, ignore_cleanup_errors=True
        )
        options = {
            "constant_memory": True, "tmpdir": self._parts.name, "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False, "use_zip64": True,
        }  # fmt: skip
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._milli = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet: Any = None
        self._row = ROWS
        self._cut = 0
        self._begin_sheet()

    def write(self, batch: Batch) -> None:
        """Take some rows."""
        writers = [self._writer(column) for column in self._columns]
        for row in batch.rows:
            if self._row >= ROWS:
                self._begin_sheet()
            for place, value in enumerate(row):
                if value is not None:
                    writers[place](self._row, place, value)
            self._row += 1

    def _begin_sheet(self) -> None:
        self._sheet, self._row = self._book.add_worksheet(), 0
        if self._heading:
            for place, column in enumerate(self._columns):
                self._text(0, place, column.name, self._bold)
            self._sheet.freeze_panes(1, 0)
            self._row = 1

    def _writer(self, column: ResultColumn) -> Callable[[int, int, Any], None]:
        def put(row: int, place: int, value: Any) -> None:
            match value:
                case bool():
                    self._sheet.write_boolean(row, place, value)
                case int() if column.kind is not ValueKind.BITS and abs(value) < 10**_DIGITS:
                    self._sheet.write_number(row, place, value)
                case float() if isfinite(value):
                    self._sheet.write_number(row, place, value)
                case Decimal() if _short(value):
                    self._sheet.write_number(row, place, value)
                case datetime() if _exact(value):
                    form = self._milli if value.microsecond else self._moment
                    self._sheet.write_datetime(row, place, value, form)
                case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
                    self._sheet.write_datetime(row, place, value, self._day)
                case _:
                    self._text(row, place, written(value, column))

        return put

    def _text(self, row: int, place: int, text: str, form: Any = None) -> None:
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode()
        length = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
        if length > CHARACTERS:
            text = text.encode("utf-16-le")[: CHARACTERS * 2].decode("utf-16-le", "ignore")
            self._cut += 1
        self._sheet.write_string(row, place, text, form)

    def finish(self) -> Sequence[str]:
        """Put the sheets together."""
        try:
            self._book.close()
        except XlsxWriterException as error:
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error
        except zipfile.LargeZipFile as error:
            raise OSError(str(error)) from error
        if not self._cut:
            return ()
        return (
            ngettext(
                "{count} text was longer than a cell of Excel and ends early.",
                "{count} texts were longer than a cell of Excel and end early.",
                self._cut,
            ).format(count=self._cut),
        )

    def close(self) -> None:
        """Let go of the parts that wait on the disk."""
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                with suppress(OSError, ValueError):
                    sheet.row_data_fh.close()
        self._parts.cleanup()


def _short(value: Decimal) -> bool:
    """Whether Excel keeps all its digits."""
    return value.is_finite() and len(value.normalize().as_tuple().digits) <= _DIGITS


def _exact(value: datetime) -> bool:
    """Whether Excel keeps all of it: no zone, no more than thousandths."""
    return value.tzinfo is None and value.microsecond % 1000 == 0 and value.date() >= _FIRST_DAY
