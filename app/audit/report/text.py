"""The report for people at a terminal, and for `grep` behind a pipe.

path:line:column: severity rule: message
   44 | DELETE FROM 订单;
      | ^^^^^^^^^^^^^^^^
"""

from dataclasses import dataclass
from typing import TextIO

from app.audit.report.excerpt import Code, CodeLine, Excerpt
from app.audit.report.lacking import sentences
from app.audit.report.pace import Pace
from app.domain.display import head, laid_out, tail, visible, width
from app.domain.finding import FileFailure, FileReport, Finding, Severity
from app.domain.result import AuditedFile, AuditResult
from app.i18n import _

_RESET = "\x1b[0m"
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.NOTICE: "\x1b[36m"}


@dataclass(frozen=True, slots=True)
class Style:
    """How the text is written; `columns` is the width that lines of code are cut to, 0 for none."""

    code: bool = True
    colours: bool = False
    columns: int = 0

    def paint(self, colour: str, text: str) -> str:
        """`text` in `colour`, where there are colours."""
        return f"{colour}{text}{_RESET}" if self.colours and text else text


def render(result: AuditResult, out: TextIO, code: Code, style: Style | None = None) -> None:
    """Write the report, file by file; suppressed findings are only counted."""
    style = style or Style()
    pace = Pace(result)
    for file in result.files:
        _file(file, out, code, style, pace)
    for failure in result.failures:
        out.write(_failure(failure, style))
    out.write(_summary(result, style))


def _file(file: AuditedFile, out: TextIO, code: Code, style: Style, pace: Pace) -> None:
    path = visible(file.report.path)
    if not style.code:
        said = pace.over(file, file.showing(), file.shown)
        out.writelines(_headline(path, finding, style) for finding in said)
        return
    for finding, excerpt in pace.over(file, code(file.report, file.showing()), file.shown):
        out.write(_headline(path, finding, style))
        if excerpt:
            out.write(_code(excerpt, finding.severity, style))
    out.write(_includes(file.report, style))


def _headline(path: str, finding: Finding, style: Style) -> str:
    place = f"{path}:{finding.start.line}:{finding.start.column}:"
    severity = style.paint(_COLOURS[finding.severity] + _BOLD, finding.severity.word)
    rule = style.paint(_DIM, finding.rule)
    return f"{style.paint(_BOLD, place)} {severity} {rule}: {visible(finding.message)}\n"


def _code(excerpt: Excerpt, severity: Severity, style: Style) -> str:
    """The first line of the span, and carets below it."""
    line = excerpt.lines[0]
    gutter = f"{line.number:>6} | "
    before, marked, after = _fitted(line, style.columns - len(gutter) if style.columns else 0)
    below = excerpt.more or len(excerpt.lines) > 1
    carets = "^" * max(1, width(marked)) + (" …" if below else "")
    return (
        f"{style.paint(_DIM, gutter)}{before}{marked}{after}\n"
        f"{style.paint(_DIM, ' ' * 6 + ' | ')}{' ' * width(before)}"
        f"{style.paint(_COLOURS[severity], carets)}\n\n"
    )


def _fitted(line: CodeLine, room: int) -> tuple[str, str, str]:
    """The three parts as they are shown, the span kept in sight where the line is too long."""
    before, marked, after = laid_out(line.before, line.marked, line.after)
    if line.cut_before:
        before = f"…{before}"
    if line.cut_after:
        after = f"{after}…"
    if room <= 0 or width(before) + width(marked) + width(after) <= room:
        return before, marked, after
    before = tail(before, max(room // 3, room - width(marked) - width(after)))
    marked = head(marked, room - width(before))
    return before, marked, head(after, room - width(before) - width(marked))


def _includes(report: FileReport, style: Style) -> str:
    if not report.includes:
        return ""
    said = _("{path}: runs scripts that were not followed: {scripts}").format(
        path=visible(report.path), scripts=visible(", ".join(report.includes))
    )
    return style.paint(_DIM, said) + "\n\n"


def _failure(failure: FileFailure, style: Style) -> str:
    place = style.paint(_BOLD, f"{visible(failure.path)}:")
    return f"{place} {style.paint(_COLOURS[Severity.ERROR], visible(failure.message))}\n"


def _summary(result: AuditResult, style: Style) -> str:
    counts = result.counts()
    said = _(
        "Errors: {error}, warnings: {warning}, notices: {notice}, suppressed: {suppressed}.\n"
        "Files: {files}, not read to the end: {failed}, statements: {statements},"
        " not fully parsed: {not_parsed}, seconds: {seconds:.1f}."
    ).format(
        error=counts.error,
        warning=counts.warning,
        notice=counts.notice,
        suppressed=counts.suppressed,
        files=counts.files,
        failed=len(result.failures),
        statements=counts.statements,
        not_parsed=counts.statements - counts.fully_parsed,
        seconds=result.seconds,
    )
    if result.stopped:
        said = _("Stopped before the end: this is what was found until then.") + "\n" + said
    said = "\n".join([*sentences(result), said])
    worst = _COLOURS[Severity.ERROR] if counts.error or result.failures else ""
    return style.paint(worst + _BOLD, said) + "\n"
