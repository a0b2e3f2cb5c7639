"""The report as an Excel workbook, written in constant memory."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from app.audit.report.excerpt import Code
from app.audit.report.lacking import sentences
from app.audit.report.table import COLUMNS, rows
from app.domain.result import AuditResult
from app.files import FirstRefusal
from app.i18n import _

_ROWS, _CHARACTERS = 1_048_576, 32_767
"""What Excel takes of a sheet, and of a cell (Excel specifications and limits)."""
_WIDTHS = (40, 7, 8, 9, 11, 10, 34, 10, 70, 24, 10, 24)


def render(result: AuditResult, out: BinaryIO, _code: Code) -> None:
    """Write a sheet with the figures and one with a finding a row; more where one is full."""
    with _workbook(out) as book:
        bold = book.add_format({"bold": True})
        _summary(book.add_worksheet(_sheet_name(_("Summary"))), result, bold)
        sheet, at = _begun(book, bold), 1
        for row in rows(result):
            if at >= _ROWS:
                sheet, at = _begun(book, bold), 1
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, _cell(cell))
            at += 1


@contextmanager
def _workbook(out: BinaryIO) -> Iterator[Any]:
    """A workbook, packed into `out` at the end unless something is raised; its parts go with it."""
    import xlsxwriter  # takes a while, and few want a workbook
    from xlsxwriter.exceptions import FileCreateError

    with TemporaryDirectory(prefix="mohist-", ignore_cleanup_errors=True) as parts:
        options = {
            "constant_memory": True, "tmpdir": parts, "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False, "use_zip64": True,
        }  # fmt: skip
        book = xlsxwriter.Workbook(FirstRefusal(out), options)
        try:
            yield book
            book.close()
        except FileCreateError as error:  # which is no OSError, and has one in it
            raise OSError(*error.args[0].args) from error
        finally:
            for sheet in book.worksheets():
                with suppress(OSError, ValueError):  # a full disk refuses what is left to write
                    sheet.row_data_fh.close()


def _begun(book: Any, bold: Any) -> Any:
    """A sheet with the names of the columns, which stay in sight and filter."""
    sheet = book.add_worksheet()
    for n, width in enumerate(_WIDTHS):
        sheet.set_column(n, n, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, _ROWS - 1, len(COLUMNS) - 1)
    for n, name in enumerate(COLUMNS):
        sheet.write_string(0, n, name, bold)
    return sheet


def _summary(sheet: Any, result: AuditResult, bold: Any) -> None:
    counts = result.counts()
    figures = (
        (_("Errors"), counts.error),
        (_("Warnings"), counts.warning),
        (_("Notices"), counts.notice),
        (_("Suppressed"), counts.suppressed),
        (_("Files"), counts.files),
        (_("Not read to the end"), len(result.failures)),
        (_("Statements"), counts.statements),
        (_("Not fully parsed"), counts.statements - counts.fully_parsed),
    )
    sheet.set_column(0, 0, 30)
    sheet.write_string(0, 0, _("SQL audit"), bold)
    sheet.write_string(0, 1, result.begun.isoformat(sep=" ", timespec="seconds"))
    for n, (name, figure) in enumerate(figures, 1):
        sheet.write_string(n, 0, name)
        sheet.write_number(n, 1, figure)
    said = sentences(result)
    if result.stopped:
        said.insert(0, _("Stopped before the end: this is what was found until then."))
    for n, sentence in enumerate(said, len(figures) + 2):
        sheet.write_string(n, 0, _cell(sentence))


def _sheet_name(name: str) -> str:
    """Excel takes 31 characters."""
    return name[:31]


def _cell(text: str) -> str:
    """A text that XML can hold, cut to what Excel takes."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…"
