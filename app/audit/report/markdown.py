"""The report for a merge request or a ticket: GitHub Flavored Markdown.

https://github.github.com/gfm: tables (4.10), fenced code (4.5). The worst files come first, for
hosts cut long comments off (GitHub: 65,536 characters).
"""

import re
from typing import TextIO

from app.audit.report.excerpt import Code, Excerpt
from app.audit.report.lacking import sentences
from app.audit.report.pace import Pace
from app.domain.display import visible
from app.domain.finding import Severity
from app.domain.result import AuditedFile, AuditResult
from app.i18n import N_, _

_WORDS = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.NOTICE: N_("notice"),
}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LONGEST_LINE = 160
_TICKS = re.compile(r"`+")


def render(result: AuditResult, out: TextIO, code: Code) -> None:
    """Write a summary, and a table for each file with findings; suppressed ones are counted."""
    counts = result.counts()
    title = _("SQL audit")
    out.write(f"# {title}\n\n")
    out.write(
        _(
            "{error} errors, {warning} warnings, {notice} notices in {files} files and"
            " {statements} statements; {suppressed} suppressed."
        ).format(
            error=counts.error,
            warning=counts.warning,
            notice=counts.notice,
            files=counts.files,
            statements=counts.statements,
            suppressed=counts.suppressed,
        )
        + "\n"
    )
    if result.stopped:
        out.write("\n" + _("Stopped before the end: this is what was found until then.") + "\n")
    if result.failures:
        title = _("Not read to the end")
        out.write(f"\n## {title}\n\n")
        out.writelines(
            f"- {_code(failure.path)}: {_escaped(failure.message)}\n" for failure in result.failures
        )
    pace = Pace(result)
    for file in sorted(result.files, key=_worst, reverse=True):
        _file(file, out, code, pace)
    for said in sentences(result):
        out.write(f"\n{_escaped(said)}\n")


def _worst(file: AuditedFile) -> tuple[int, int]:
    severities = (severity for severity, _rule, suppressed in file.tally if not suppressed)
    return max(severities, default=-1), file.shown


def _file(file: AuditedFile, out: TextIO, code: Code, pace: Pace) -> None:
    if not file.shown:
        return
    columns = (_("Line"), _("Severity"), _("Rule"), _("Finding"), _("Code"))
    out.write(
        f"\n## {_code(file.report.path)}\n\n| {' | '.join(columns)} |\n|--:|---|---|---|---|\n"
    )
    for finding, excerpt in pace.over(file, code(file.report, file.showing()), file.shown):
        severity = _(_WORDS[finding.severity])
        if finding.severity is Severity.ERROR:
            severity = f"**{severity}**"
        out.write(
            f"| {finding.start.line} | {severity} | `{finding.rule}` |"
            f" {_escaped(finding.message)} | {_first_line(excerpt)} |\n"
        )


def _first_line(excerpt: Excerpt | None) -> str:
    if excerpt is None or not excerpt.lines:
        return ""
    line = excerpt.lines[0]
    text = f"{line.before}{line.marked}{line.after}".strip()
    return _code(text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…")


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text)).replace("\n", " ")


def _code(text: str) -> str:
    """A code span (GFM 6.3), in more backticks than it holds; `|` ends a cell even there."""
    text = visible(text).replace("\n", " ").replace("|", "\\|")
    fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""
