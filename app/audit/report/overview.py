"""What the HTML page shows first: the figures, and two charts of them."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from app.audit.report.chart import Bar, bars
from app.domain.finding import Severity
from app.domain.result import AuditResult, Counts
from app.i18n import _

_RULES_IN_CHART = 12


def tiles(counts: Counts) -> str:
    """The big figures, as items of a list."""
    rows = [
        (_("Errors"), counts.error, "error"),
        (_("Warnings"), counts.warning, "warning"),
        (_("Notices"), counts.notice, "notice"),
        (_("Suppressed"), counts.suppressed, ""),
        (_("Files"), counts.files, ""),
        (_("Statements"), counts.statements, ""),
        (_("Not fully parsed"), counts.statements - counts.fully_parsed, ""),
    ]
    return "".join(
        f'<li class="{kind}"><b>{count:,}</b>{escape(label)}</li>\n' for label, count, kind in rows
    )


def charts(result: AuditResult, counts: Counts) -> str:
    """How the findings divide, by severity and by rule."""
    by_severity = [
        Bar(_("Errors"), counts.error, "error"),
        Bar(_("Warnings"), counts.warning, "warning"),
        Bar(_("Notices"), counts.notice, "notice"),
    ]
    figures = [(_("By severity"), by_severity), (_("By rule"), _by_rule(result))]
    return "".join(
        f"<figure><figcaption>{escape(title)}</figcaption>{bars(title, rows)}</figure>\n"
        for title, rows in figures
    )


def _by_rule(result: AuditResult) -> Sequence[Bar]:
    """The rules with the worst and then the most findings, and the rest as one bar."""
    found: Counter[tuple[Severity, str]] = Counter()
    for file in result.files:
        for (severity, rule, suppressed), count in file.tally.items():
            if not suppressed:
                found[severity, rule] += count
        for more in file.report.unlisted:
            found[more.severity, more.rule] += more.findings
    ranked = sorted(found.items(), key=lambda item: (-item[0][0], -item[1], item[0][1]))
    first = [Bar(rule, n, severity.word) for (severity, rule), n in ranked[:_RULES_IN_CHART]]
    rest = sum(n for _key, n in ranked[_RULES_IN_CHART:])
    return [*first, Bar(_("all other rules"), rest, "rest")] if rest else first
