"""Alerts as text and as Markdown, for a ticket or a chat. No Qt."""

from collections.abc import Iterable

from app.domain.monitoring.metric import Severity
from app.i18n import _
from app.models.alerts.fields import exact, judged_by, thresholds_of
from app.models.alerts.rows import SEVERITY_NAMES, STAND_NAMES, AlertRow
from app.models.formats import duration

_MARKS = {Severity.CRITICAL: "▲", Severity.WARNING: "●"}


def as_text(rows: Iterable[AlertRow]) -> str:
    """Each alert as a line of its own, and what is known of it below."""
    return "\n\n".join("\n".join([_headline(row), *_lines(row)]) for row in rows)


def as_markdown(rows: Iterable[AlertRow]) -> str:
    """Each alert as a heading and a list."""
    return "\n\n".join(
        "\n".join(
            [f"### {_escaped(_headline(row))}", "", *(f"- {_escaped(x)}" for x in _lines(row))]
        )
        for row in rows
    )


def _headline(row: AlertRow) -> str:
    severity = row.alert.severity
    return f"{_MARKS[severity]} {_(SEVERITY_NAMES[severity])} · {row.name}: {row.alert.text}"


def _lines(row: AlertRow) -> list[str]:
    alert = row.alert
    where = [f"{row.of.instance.address}:{row.of.instance.port}"] if row.of else []
    if row.of is not None and row.of.environment:
        where.append(row.of.environment)
    said = [
        (_("Instance"), ", ".join([row.name, *where])),
        (_("State"), _(STAND_NAMES[row.stand])),
        (_("Since"), f"{exact(row.begun)} ({duration(row.lasted)})"),
        (_("Cleared"), exact(alert.cleared)),
        (_("Metric"), f"{row.title} ({alert.key})"),
        (_("Value"), row.figure(alert.value)),
        (_("Thresholds"), (thresholds_of(row) or "").replace("\n", "; ")),
        (_("Full on"), exact(alert.exhausted_at)),
        (_("Seen by"), alert.acknowledged_by if alert.acknowledged is not None else None),
        (_("Owner"), row.owner),
        (_("What to do"), row.rule.note if row.rule else None),
        (_("Judged by"), judged_by(row)),
    ]
    return [f"{name}: {text}" for name, text in said if text]


def _escaped(text: str) -> str:
    """What would be Markdown's own stands for itself: names of tables have underscores."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text
