"""Reports: each writes what an audit came to, as text, to any stream."""

from collections.abc import Callable, Mapping
from typing import TextIO, TypeAlias

from app.audit.report import html, json, sarif, text
from app.audit.report.excerpt import Code
from app.domain.result import AuditResult

Render: TypeAlias = Callable[[AuditResult, TextIO, Code], None]

FORMATS: Mapping[str, Render] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "html": html.render,
}
"""Every report there is, by the name of its format."""
