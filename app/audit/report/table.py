"""The report as rows: a finding each, for spreadsheets and for programs that count."""

import csv as _csv
from collections.abc import Iterator
from typing import TextIO

from app.audit.report.excerpt import Code
from app.audit.report.pace import Pace
from app.domain.result import AuditResult
from app.domain.spreadsheet import guarded

COLUMNS = (
    "path", "line", "column", "end_line", "end_column", "severity", "rule", "level", "message",
    "object", "statement", "suppressed",
)  # fmt: skip
"""Names of the columns: for programs, the same in every language."""
NOT_READ = "not-read"
"""Stands for a rule in the row of a file that was not read to its end."""

Row = tuple[str | int, ...]


def rows(result: AuditResult) -> Iterator[Row]:
    """Every finding, suppressed ones too, file by file; then what was not read to its end."""
    pace = Pace(result)
    for file in result.files:
        for each in pace.over(file, file.findings, len(file.findings)):
            yield (
                file.report.path, each.start.line, each.start.column, each.end.line,
                each.end.column, each.severity.word, each.rule, str(each.level), each.message,
                each.object, each.statement + 1, each.suppressed or "",
            )  # fmt: skip
    for failure in result.failures:
        yield (failure.path, "", "", "", "", "error", NOT_READ, "", failure.message, "", "", "")


def csv(result: AuditResult, out: TextIO, _code: Code) -> None:
    """Write RFC 4180 with the mark that Excel wants, and no text it would take for a formula."""
    out.write("\ufeff")
    writer = _csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(result):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
