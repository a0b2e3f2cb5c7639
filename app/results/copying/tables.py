"""Rows for people and spreadsheets: tab-separated, CSV, Markdown."""

import csv
import io
from collections.abc import Iterator, Sequence

from app.domain.console.result import ResultColumn
from app.results.copying.picked import Picked
from app.results.written import written

_MARKS = '\t\n\r"'


def tsv(picked: Picked) -> Iterator[str]:
    """Cells with tabs between, as spreadsheets take them; NULL is an empty cell."""
    return _tsv_lines(picked)


def tsv_with_headings(picked: Picked) -> Iterator[str]:
    """The same under the names of the columns."""
    yield "\t".join(_quoted(column.name) for column in picked.copied) + "\n"
    yield from _tsv_lines(picked)


def _tsv_lines(picked: Picked) -> Iterator[str]:
    columns = picked.copied
    for row in picked.values():
        yield "\t".join(map(_quoted, _texts(row, columns))) + "\n"


def _texts(row: Sequence[object], columns: Sequence[ResultColumn]) -> Iterator[str]:
    return map(written, row, columns)


def _quoted(text: str) -> str:
    """A cell as spreadsheets write one: in quotes where it has a tab, a line end or a quote."""
    if not any(mark in text for mark in _MARKS):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def comma_separated(picked: Picked) -> Iterator[str]:
    """CSV (RFC 4180) under the names of the columns; NULL is nothing, an empty text is `""`."""
    columns = picked.copied
    yield ",".join(csv_cell(column.name) for column in columns) + "\r\n"
    for row in picked.values():
        yield csv_line(row, columns)


def csv_line(
    row: Sequence[object], columns: Sequence[ResultColumn], delimiter: str = ",", null: str = ""
) -> str:
    """A line of CSV. A text that reads like the word for NULL is put in quotes."""
    cells = [
        null if value is None else csv_cell(written(value, column), delimiter, null)
        for value, column in zip(row, columns, strict=True)
    ]
    return delimiter.join(cells) + "\r\n"


def csv_cell(text: str, delimiter: str = ",", null: str = "") -> str:
    """A cell of CSV: in quotes where anything in it could be taken for something else."""
    if text != null and not any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def read_csv(text: str, delimiter: str = ",") -> list[list[str]]:
    """The cells of what `csv_line` wrote; what was NULL reads as its word."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def markdown(picked: Picked) -> Iterator[str]:
    """A table as tickets and chats show it."""
    columns = picked.copied
    yield _line([_in_cell(column.name) for column in columns])
    yield _line(["---:" if column.kind.numeric else "---" for column in columns])
    for row in picked.values():
        yield _line([
            "*NULL*" if value is None else _in_cell(written(value, column))
            for value, column in zip(row, columns, strict=True)
        ])  # fmt: skip


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _in_cell(text: str) -> str:
    escaped = (
        text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    )
    return " ".join(escaped.split())
