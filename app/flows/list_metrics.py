"""What is watched, for people, for programs and for the documentation; and a look at own files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from app.domain.display import padded, width
from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import PERIODS, Family, Metric, Severity, Threshold
from app.i18n import _, ngettext
from app.monitor.catalogue import Catalogue, load
from app.monitor.catalogue.loading import read_file
from app.monitor.catalogue.reading import OTHERWISE
from app.monitor.catalogue.thresholds import written
from app.paths import settings_folder

FORMATS = ("text", "json", "markdown")
FAMILY_NAMES = {
    Family.MYSQL: "MySQL",
    Family.MARIADB: "MariaDB",
    Family.ORACLE: "Oracle",
    Family.REDIS: "Redis",
    Family.HOST: "Host",
    Family.CONSOLE: "Console",
}


def list_metrics(engine: str, form: str, out: TextIO) -> tuple[ConsoleError, ...]:
    """Write what is watched of `engine` ("" for all); the user's own too, save in Markdown, which
    documents ours. Returns what is wrong with files of the user's.
    """
    catalogue = load(None if form == "markdown" else settings_folder() / "metrics")
    families = [Family(engine)] if engine else list(Family)
    if form == "markdown":
        out.write("\n".join(_page(catalogue, families)))
        return ()
    if engine:
        metrics: Iterable[Metric] = catalogue.of(Family(engine))
    else:
        metrics = catalogue.metrics.values()
    if form == "json":
        json.dump(
            {"version": 1, "metrics": [_document(metric) for metric in metrics]},
            out,
            ensure_ascii=False,
            indent=2,
        )
        out.write("\n")
    else:
        _table(metrics, out)
    return catalogue.troubles


def check_metrics(files: Sequence[str], out: TextIO) -> None:
    """Read files of the user's and say how many metrics each has; the first mistake is raised."""
    for name in files:
        metrics = read_file(Path(name))
        said = ngettext(
            "{file}: {count} metric, all right.",
            "{file}: {count} metrics, all right.",
            len(metrics),
        )
        out.write(said.format(file=name, count=len(metrics)) + "\n")


def said_thresholds(by_role: Mapping[str, Sequence[Threshold]], severity: Severity) -> str:
    """`> 80 for 5m or full within 7d; cache: none`, as it is written in a file."""
    said = []
    for role, limits in by_role.items():
        texts = [written(each) for each in limits if each.severity is severity]
        text = " or ".join(texts)
        if role == "":
            said.append(text)
        elif text != said[0]:
            said.append(f"{role}: {text or 'none'}")
    return "; ".join(part for part in said if part)


def _table(metrics: Iterable[Metric], out: TextIO) -> None:
    rows = [
        (
            metric.name,
            metric.tier.value,
            metric.unit or "-",
            said_thresholds(metric.thresholds, Severity.WARNING) or "-",
            said_thresholds(metric.thresholds, Severity.CRITICAL) or "-",
            _(metric.title),
        )
        for metric in metrics
    ]
    widths = [max((width(row[n]) for row in rows), default=0) for n in range(5)]
    for row in rows:
        cells = [padded(cell, columns) for cell, columns in zip(row, widths, strict=False)]
        out.write("  ".join([*cells, row[5]]) + "\n")


def _document(metric: Metric) -> dict[str, object]:
    return {
        "name": metric.name,
        "title": _(metric.title),
        "unit": metric.unit,
        "kind": metric.kind.value,
        "tier": metric.tier.value,
        "seconds": PERIODS[metric.tier],
        "formula": metric.formula,
        "parts": dict(metric.parts),
        "each": metric.each,
        "shown_if": metric.shown_if,
        "query": metric.query,
        "capacity": metric.capacity,
        "group": _(metric.group),
        "chart": _(metric.chart),
        "thresholds": {
            role or OTHERWISE: {
                severity.value: [written(each) for each in limits if each.severity is severity]
                for severity in Severity
            }
            for role, limits in metric.thresholds.items()
        },
        "why": _(metric.why),
    }


def _page(catalogue: Catalogue, families: Iterable[Family]) -> list[str]:
    lines = []
    for family in families:
        own = [metric for metric in catalogue.metrics.values() if metric.family is family]
        lines += [f"## {FAMILY_NAMES[family]}", ""]
        lines += ["| Metric | What | Unit | Every | Warning | Critical | Why |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_row(metric) for metric in own]
        lines.append("")
        if shown := catalogue.elsewhere.get(family):
            lines += ["Not series here:", ""]
            lines += [f"* `{name}`: {where}" for name, where in shown.items()]
            lines.append("")
    return lines


def _row(metric: Metric) -> str:
    limits = [said_thresholds(metric.thresholds, severity) for severity in Severity]
    what = metric.title
    if metric.parts:
        what += f" ({', '.join(metric.parts)})"
    if metric.each:
        what += f", of each {metric.each}"
    cells = (
        f"`{metric.name}`",
        what,
        metric.unit,
        f"{PERIODS[metric.tier]:g} s",
        *(f"`{text}`" if text else "" for text in limits),
        metric.why,
    )
    return "| " + " | ".join(cells) + " |"
