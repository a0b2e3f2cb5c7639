"""An audit's outcome made by hand: texts, and findings at words in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from app.audit.report import FORMATS
from app.audit.report.excerpt import Excerpt, Excerpts
from app.audit.report.text import Style
from app.audit.report.text import render as render_text
from app.domain.dialect import Dialect
from app.domain.finding import (
    FileFailure,
    FileReport,
    Finding,
    Level,
    Position,
    Severity,
    Unlisted,
    UnreadRows,
)
from app.domain.packed import tally_of
from app.domain.result import AuditedFile, AuditResult


def position(text: str, offset: int) -> Position:
    """Lines end with LF, CR LF or a lone CR."""
    ends = [found.end() for found in re.finditer(r"\r\n|\r|\n", text) if found.end() <= offset]
    return Position(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1, offset)


def finding_at(text: str, words: str, nth: int = 0, **changed: Any) -> Finding:
    """A finding whose span is the nth occurrence of `words` in `text`."""
    start = [found.start() for found in re.finditer(re.escape(words), text)][nth]
    finding = Finding(
        rule="dml-require-where",
        severity=Severity.ERROR,
        level=Level.TEXT,
        template="{verb} without WHERE changes every row",
        values=(("verb", "DELETE"),),
        statement=0,
        object="orders",
        start=position(text, start),
        end=position(text, start + len(words)),
    )
    return finding._replace(**changed)


class Workbench:
    """Texts by path, and their findings; renders any report of them."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.files: list[AuditedFile] = []
        self.failures: list[FileFailure] = []
        self.stopped = False

    def add(
        self,
        path: str,
        text: str,
        findings: Sequence[Finding] = (),
        includes: Sequence[str] = (),
        unread: Sequence[UnreadRows] = (),
        unlisted: Sequence[Unlisted] = (),
    ) -> None:
        self.texts[path] = text
        report = FileReport(path, Dialect.MYSQL, "utf-8", 3, 2, 0.1, tuple(includes))
        report = replace(report, unread=tuple(unread), unlisted=tuple(unlisted))
        self.files.append(AuditedFile(report, tuple(findings), tally_of(findings)))

    @property
    def result(self) -> AuditResult:
        begun = datetime(2026, 3, 1, 3, 0, 0, tzinfo=UTC)
        return AuditResult(
            tuple(self.files), tuple(self.failures), begun, 1.25, stopped=self.stopped
        )

    def code(
        self, report: FileReport, findings: Iterable[Finding]
    ) -> Iterator[tuple[Finding, Excerpt]]:
        excerpts = Excerpts([self.texts[report.path]])
        return ((finding, excerpts.of(finding)) for finding in findings)

    def render(self, name: str) -> str:
        out = StringIO()
        FORMATS[name](self.result, out, self.code)
        return out.getvalue()

    def text(self, style: Style) -> str:
        out = StringIO()
        render_text(self.result, out, self.code, style)
        return out.getvalue()
