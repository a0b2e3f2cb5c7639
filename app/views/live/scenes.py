"""From series to scenes: which lines a chart has, what they are called, and where is too much."""

from collections.abc import Iterable

from app.domain.monitoring.metric import PERIODS, Kind, Metric, Tier
from app.domain.monitoring.rule import thresholds_for
from app.domain.monitoring.sample import Mark
from app.i18n import _
from app.models.monitoring.book import Book
from app.monitor.catalogue import Chart
from app.views.widgets.chart import Limit, Line, Scene

MISSING = 3.0
"""Periods after which a live chart's data is old."""


def scene_of(
    chart: Chart,
    instance: str,
    book: Book,
    begin: float,
    end: float,
    marks: Iterable[Mark] = (),
    role: str = "",
    wait: float | None = None,
) -> Scene:
    """What there is to see of a chart of one instance."""
    drawn = [metric for metric in chart.metrics if metric.kind is not Kind.TEXT]
    lines = [line for metric in drawn for line in lines_of(metric, instance, book, begin, end)]
    if chart.stacked:
        lines = [line for line in lines if _counts(line)] or lines
    if len(drawn) > 1:
        lines = [_with_metric(line, drawn) for line in lines]
    return Scene(
        _(chart.title),
        unit=drawn[0].unit if drawn else "",
        lines=tuple(lines),
        stacked=chart.stacked,
        stepped=bool(drawn) and all(metric.kind is Kind.STATE for metric in drawn),
        limits=tuple(limits_of(drawn[0], role)) if len(drawn) == 1 else (),
        marks=tuple(mark for mark in marks if mark.instance in ("", instance)),
        stale_after=stale_after(drawn),
        group=_(chart.group),
        wait=wait,
    )


def lines_of(metric: Metric, instance: str, book: Book, begin: float, end: float) -> list[Line]:
    """A line for each part of a metric, those without any part first."""
    period = PERIODS[metric.tier]
    return [
        Line(f"{metric.name}/{part}" if part else metric.name, part or _(metric.title),
             series.points(begin, end), period)
        for part, series in sorted(book.parts(instance, metric.name).items())
    ]  # fmt: skip


def _counts(line: Line) -> bool:
    """Whether it is anything but nothing: a part of a stack that is not, only takes room."""
    import numpy as np

    return bool(np.nan_to_num(line.points.highs).any())


def _with_metric(line: Line, drawn: list[Metric]) -> Line:
    name, _separator, part = line.key.partition("/")
    if not part:
        return line
    title = next(_(metric.title) for metric in drawn if metric.name == name)
    return Line(line.key, f"{title} {part}", line.points, line.period)


def limits_of(metric: Metric, role: str, tags: Iterable[str] = ()) -> Iterable[Limit]:
    """The thresholds of a metric for a role; trends have none that could be drawn."""
    for threshold in thresholds_for(metric.thresholds, role, tags):
        if threshold.within is None:
            yield Limit(threshold.limit, threshold.severity)


def stale_after(metrics: Iterable[Metric]) -> float:
    """Seconds after which a live chart of these metrics shows old data."""
    slowest = max((PERIODS[metric.tier] for metric in metrics), default=PERIODS[Tier.STATUS])
    return MISSING * slowest
