"""Reports as rows, and as pages: CSV, Excel, PDF."""

import base64
import csv
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest

from app.audit.report import BINARY
from app.audit.report.table import COLUMNS
from app.domain.finding import FileFailure, Finding
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]


@pytest.fixture
def filled(bench: Workbench, at: At) -> Workbench:
    text = "SELECT 1;\nDELETE FROM 订单"
    bench.add("=cmd.sql", text, [at(text, "DELETE"), at(text, "订单", suppressed="每晚")])
    bench.failures.append(FileFailure("photo.sql", "The file is not text."))
    return bench


def binary(bench: Workbench, name: str) -> bytes:
    out = BytesIO()
    BINARY[name](bench.result, out, bench.code)
    return out.getvalue()


def test_csv_has_a_row_for_each_and_nothing_runs_in_a_spreadsheet(filled: Workbench) -> None:
    text = filled.render("csv")
    assert text.startswith("\ufeff")
    first, second, third = csv.DictReader(StringIO(text[1:], newline=""))
    assert tuple(first) == COLUMNS
    assert (first["path"], first["line"], first["rule"]) == ("'=cmd.sql", "2", "dml-require-where")
    assert second["suppressed"] == "每晚"
    assert (third["path"], third["rule"]) == ("photo.sql", "not-read")


def test_excel_has_figures_and_a_row_for_each(filled: Workbench) -> None:
    with zipfile.ZipFile(BytesIO(binary(filled, "xlsx"))) as book:
        summary = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
        found = book.read("xl/worksheets/sheet2.xml").decode("utf-8")
    assert "Suppressed" in summary
    assert found.count("<row ") == 4
    assert "=cmd.sql" in found
    assert "<f>" not in found
    assert "每晚" in found


def _drawn(stream: bytes) -> bytes:
    """What a page draws; that of the last one is packed by the library, and is text as well."""
    if stream.strip().endswith(b"~>"):
        stream = base64.a85decode(b"<~" + stream.strip(), adobe=True)
    return zlib.decompress(stream)


def test_a_pdf_has_pages_with_every_finding(bench: Workbench, at: At) -> None:
    text = "DELETE FROM 订单"
    bench.add("db/订单.sql", text, [at(text, "DELETE")] * 120)
    made = binary(bench, "pdf")
    assert made.startswith(b"%PDF-")
    pages = made.count(b"/Type /Page\n")
    assert pages > 2
    assert b"STSong-Light" in made
    drawn = b"".join(map(_drawn, re.findall(rb"stream\r?\n(.*?)endstream", made, re.S)))
    assert drawn.count(b"DELETE without WHERE changes every row") == 120
    assert str(pages).encode() in drawn


@pytest.mark.parametrize("name", list(BINARY))
def test_what_no_form_can_hold_is_no_failure(bench: Workbench, at: At, name: str) -> None:
    text = "DELETE \x00\x1b\udce9" + "x" * 40_000
    bench.add("订\udce9\x00😀.sql", text, [at(text, text)])
    assert binary(bench, name)
