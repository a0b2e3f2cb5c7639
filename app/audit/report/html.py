"""The report for managers and auditors: one page with everything in it, to be sent and printed.

The page loads nothing, and its content security policy lets nothing be loaded: what comes from a
file or its name is text only.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from html import escape
from string import Template
from typing import TextIO

from app import __version__
from app.audit.registry import Rule, catalogue
from app.audit.report.excerpt import Code, CodeLine, Excerpt
from app.audit.report.lacking import sentences
from app.audit.report.overview import charts, tiles
from app.audit.report.pace import Pace
from app.domain.display import visible
from app.domain.finding import FileReport, Finding, Severity
from app.domain.result import AuditedFile, AuditResult
from app.i18n import _, language
from app.paths import resource

MOST = 10_000
"""Findings shown; where there are more it is the worst, and a note counts what is left out."""
_OPEN_UP_TO = 200  # findings; with more, the files are shown closed
_MARKS = {Severity.ERROR: "▲", Severity.WARNING: "●", Severity.NOTICE: "◦"}
_SUPPRESSED = "suppressed"


def render(result: AuditResult, out: TextIO, code: Code) -> None:
    """Write the page, file by file."""
    page = resource("report/report.html").read_text("utf-8")
    head, rest = page.split("<!-- files -->\n")
    middle, foot = rest.split("<!-- rules -->\n")
    room = _Room(result)
    words = _words(result, room.left_out)
    out.write(Template(head).substitute(words))
    pace = Pace(result)
    for file in result.files:
        _file(file, out, code, room, pace)
    out.write(_clean_files(result))
    out.write(Template(middle).substitute(words))
    out.writelines(_rule(rule) for rule in _rules_of(result))
    out.write(Template(foot).substitute(words))


class _Room:
    """How many findings of each kind may still be shown, the worst kinds served first."""

    def __init__(self, result: AuditResult) -> None:
        counts: Counter[str] = Counter()
        for file in result.files:
            for (severity, _rule, suppressed), count in file.tally.items():
                counts[_SUPPRESSED if suppressed else severity.word] += count
        self.left_out = max(0, counts.total() - MOST)
        self.folded = counts.total() > _OPEN_UP_TO
        self._left: dict[str, int] = {}
        room = MOST
        for kind in ("error", "warning", "notice", _SUPPRESSED):
            self._left[kind] = min(room, counts[kind])
            room -= self._left[kind]

    def admits(self, finding: Finding) -> bool:
        """Whether this finding is shown."""
        self._left[_kind(finding)] -= 1
        return self._left[_kind(finding)] >= 0


def _kind(finding: Finding) -> str:
    return finding.severity.word if finding.suppressed is None else _SUPPRESSED


def _words(result: AuditResult, left_out: int) -> dict[str, str]:
    """What fills the places of the template; every value is HTML already."""
    script = resource("report/report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    counts = result.counts()
    said = {
        "language": language().replace("_", "-"),
        "version": __version__,
        "title": _("SQL audit"),
        "subtitle": _("{time}, in {seconds:.1f} s, by Mohist {version}").format(
            time=result.begun.strftime("%Y-%m-%d %H:%M %Z").strip(),
            seconds=result.seconds,
            version=__version__,
        ),
        "errors": _("Errors"),
        "warnings": _("Warnings"),
        "notices": _("Notices"),
        "suppressed": _("Suppressed"),
        "findings_heading": _("Findings"),
        "rules_heading": _("Rules"),
        "filter": _("Filter by words"),
        "open_all": _("Open all"),
        "close_all": _("Close all"),
    }
    made = {
        "style": resource("report/report.css").read_text("utf-8"),
        "script": script,
        "script_hash": f"sha256-{digest}",
        "tiles": tiles(counts),
        "charts": charts(result, counts),
        "failures": _failures(result),
        "notes": _notes(result, left_out),
    }
    return {name: escape(text) for name, text in said.items()} | made


def _notes(result: AuditResult, left_out: int) -> str:
    said = []
    if result.stopped:
        said.append(_("Stopped before the end: this is what was found until then."))
    said += sentences(result)
    if left_out:
        said.append(
            _(
                "{count} findings are left out of this page, the least severe first;"
                " the JSON and SARIF reports have them all."
            ).format(count=f"{left_out:,}")
        )
    return "".join(f'<p class="note">{escape(note)}</p>\n' for note in said)


def _failures(result: AuditResult) -> str:
    if not result.failures:
        return ""
    rows = "".join(
        f"<li><b>{_name(failure.path)}</b>: {_text(failure.message)}</li>\n"
        for failure in result.failures
    )
    title = escape(_("Not read, or not to the end"))
    return f'<h2>{title}</h2>\n<ul class="failures">{rows}</ul>\n'


def _file(file: AuditedFile, out: TextIO, code: Code, room: _Room, pace: Pace) -> None:
    shown = [finding for finding in file.findings if room.admits(finding)]
    if not shown:
        return
    path = _name(file.report.path)
    out.write(
        f'<details class="file" data-path="{path}"{"" if room.folded else " open"}>'
        f'<summary><b>{path}</b> <span class="muted">{_figures(file)}</span></summary>\n'
    )
    out.write(_includes(file.report))
    for finding, excerpt in pace.over(file, code(file.report, shown), len(shown)):
        out.write(_finding(finding, excerpt))
    out.write("</details>\n")


def _figures(file: AuditedFile) -> str:
    report = file.report
    found: Counter[Severity] = Counter()
    for (severity, _rule, suppressed), count in file.tally.items():
        if not suppressed:
            found[severity] += count
    marks = "  ".join(f"{mark} {found[severity]:,}" for severity, mark in _MARKS.items())
    said = _(
        "{dialect}, {encoding}, statements: {statements}, not fully parsed: {not_parsed}"
    ).format(
        dialect=report.dialect,
        encoding=report.encoding,
        statements=report.statements,
        not_parsed=report.statements - report.fully_parsed,
    )
    return f"{marks} · {escape(said)}"


def _includes(report: FileReport) -> str:
    if not report.includes:
        return ""
    said = _("It runs scripts that were not followed: {scripts}")
    return f'<p class="muted">{_text(said.format(scripts=", ".join(report.includes)))}</p>\n'


def _clean_files(result: AuditResult) -> str:
    clean = [file.report.path for file in result.files if not file.tally]
    if not clean:
        return ""
    rows = "".join(f"<li>{_name(path)}</li>\n" for path in clean)
    title = escape(_("Files without findings: {count}").format(count=f"{len(clean):,}"))
    return f'<details><summary class="muted">{title}</summary>\n<ul>{rows}</ul></details>\n'


def _finding(finding: Finding, excerpt: Excerpt | None) -> str:
    kind = finding.severity.word
    suppressed = ""
    if finding.suppressed is not None:
        kind += f" {_SUPPRESSED}"
        reason = _("Suppressed: {reason}").format(reason=finding.suppressed)
        suppressed = f"<p>{_text(reason)}</p>\n"
    where = _("line {line}, column {column}").format(
        line=finding.start.line, column=finding.start.column
    )
    about = f" · {_text(finding.object)}" if finding.object else ""
    return (
        f'<article class="finding {kind}">\n'
        f'<h3><span class="mark">{_MARKS[finding.severity]}</span> {_text(finding.message)}</h3>\n'
        f'<p class="where"><a href="#rule-{_name(finding.rule)}">{_name(finding.rule)}</a>'
        f" · {escape(where)}{about}</p>\n{suppressed}"
        f"{_code(excerpt) if excerpt else ''}</article>\n"
    )


def _code(excerpt: Excerpt) -> str:
    lines = "".join(_code_line(line) for line in excerpt.lines)
    more = '<span class="number">     …</span>\n' if excerpt.more else ""
    return f"<pre>{lines}{more}</pre>\n"


def _code_line(line: CodeLine) -> str:
    before, after = "…" * line.cut_before, "…" * line.cut_after
    return (
        f'<span class="number">{line.number:>6}  </span>{before}{_text(line.before)}'
        f"<mark>{_text(line.marked)}</mark>{_text(line.after)}{after}\n"
    )


def _rules_of(result: AuditResult) -> list[Rule]:
    """The rules behind the findings, by id."""
    found = {rule for file in result.files for _severity, rule, _suppressed in file.tally}
    return [rule for name, rule in catalogue().items() if name in found]


def _rule(rule: Rule) -> str:
    rows = [
        (_("Why"), f"<p>{_text(rule.why)}</p>"),
        (_("Instead"), f"<p>{_text(rule.instead)}</p>"),
        (_("Bad"), _example(rule.bad)),
        (_("Good"), _example(rule.good)),
    ]
    parts = "".join(f"<dt>{escape(name)}</dt><dd>{content}</dd>\n" for name, content in rows)
    return (
        f'<article class="rule" id="rule-{_text(rule.id)}">\n'
        f"<h3>{_text(rule.id)}: {_text(rule.title)}</h3>\n<dl>{parts}</dl></article>\n"
    )


def _example(statements: Sequence[str]) -> str:
    return f"<pre>{_text(statements[0])}</pre>" if statements else ""


def _name(name: str) -> str:
    """A stranger's name as HTML, on one line whatever is in it."""
    return escape(visible(name))


def _text(text: str) -> str:
    """A stranger's text as HTML; blanks, tabs and line ends stay, all else unseen is shown."""
    return escape("\n".join(_line(line) for line in text.split("\n")))


def _line(line: str) -> str:
    return "\t".join(visible(part) for part in line.split("\t"))
