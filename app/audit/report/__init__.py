"""Reports: each writes what an audit came to, to any stream of text or of bytes."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, TextIO, TypeAlias

from app.audit.report import html, json, junit, markdown, pdf, sarif, table, text, workbook
from app.audit.report.excerpt import Code
from app.domain.result import AuditResult

Render: TypeAlias = Callable[[AuditResult, TextIO, Code], None]
RenderBytes: TypeAlias = Callable[[AuditResult, BinaryIO, Code], None]

FORMATS: Mapping[str, Render] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "html": html.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "csv": table.csv,
}
"""The reports that are text, by the name of their format."""
BINARY: Mapping[str, RenderBytes] = {"xlsx": workbook.render, "pdf": pdf.render}
"""Those that are not, and need a file."""
