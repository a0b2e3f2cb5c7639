"""Draws a chart, onto a screen or into a file: grid, areas, lines, thresholds, marks, words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.scale import moments, zone
from app.models.monitoring.stretches import Stretch, apart
from app.views.theme import GAP, Theme, blend
from app.views.widgets.chart.layout import Layout, Shape
from app.views.widgets.chart.pens import draw_band, draw_path

_BETWEEN = 80.0
"""Pixels between two moments on the axis at least."""
_AREA, _BAND = 0.55, 0.25
"""How much of what is behind an area of a stack, or a band, it covers."""
_SHADE = 0.10
"""How much of it a stretch covers in which something lasted."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHAPES = {
    MarkKind.ACT: "✎", MarkKind.ALERT: "▲", MarkKind.RESTART: "↻", MarkKind.ROLE: "⇄",
    MarkKind.NOTE: "•",
}  # fmt: skip
"""What a kind of mark is known by without its colour."""


def mark_text(mark: Mark) -> str:
    """A mark in a line, with its shape."""
    return f"{_SHAPES[mark.kind]} {mark.text}"


def mark_colour(mark: Mark, theme: Theme) -> str:
    """The colour of a kind of mark, and of an alert by how severe it is."""
    if mark.severity is Severity.WARNING:
        return theme.warning
    return {
        MarkKind.ALERT: theme.error, MarkKind.RESTART: theme.warning, MarkKind.ROLE: theme.warning,
    }.get(mark.kind, theme.notice)  # fmt: skip


def colour_of(layout: Layout, number: int) -> QColor:
    """The colour of a line by what it says or by its place; grey where the data is too old."""
    theme, colours = layout.look.theme, layout.scene.colours
    if layout.scene.age is not None:
        return QColor(theme.faint)
    if (severity := layout.scene.lines[number].severity) is not None:
        return QColor(getattr(theme, severity.word))
    number = colours[number] if number < len(colours) else number
    return QColor(theme.series[min(number, len(theme.series) - 1)])


def draw_plot(painter: QPainter, layout: Layout) -> None:
    """Everything but the words over it and the cursor, which change without it."""
    theme = layout.look.theme
    painter.setFont(layout.look.font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(layout.rect, QColor(theme.surface))
    _draw_grid(painter, layout)
    painter.save()
    painter.setClipRect(layout.plot.adjusted(0, -1, 1, 1))
    _draw_stretches(painter, layout)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, layout.look.smooth)
    _draw_shapes(painter, layout)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _draw_limits(painter, layout)
    painter.restore()
    _draw_marks(painter, layout)
    if layout.labelled:
        _draw_ends(painter, layout)
    if layout.scene.note:
        painter.setPen(QColor(theme.muted if layout.scene.error is None else theme.error))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        hint = "" if layout.scene.error is None else layout.scene.error.hint
        painter.drawText(layout.plot, int(flags), f"{layout.scene.note}\n{hint}".strip())


def _draw_grid(painter: QPainter, layout: Layout) -> None:
    theme, plot, line = layout.look.theme, layout.plot, layout.metrics.height()
    grid, words = QColor(blend(theme.border, theme.surface, 0.6)), QColor(theme.muted)
    if not layout.scene.note:
        for tick in layout.span.ticks:
            y = layout.y(tick)
            painter.setPen(QColor(theme.border) if tick == 0 else grid)
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
            painter.setPen(words)
            room = QRectF(layout.rect.left() + GAP, y - line / 2, plot.left() - 2 * GAP, line)
            room.setRight(plot.left() - GAP)
            painter.drawText(room, _RIGHT, layout.scene.tick(tick))
    scene, free = layout.scene, plot.left()
    painter.setPen(words)
    below = plot.bottom() + line + 2
    name = zone(scene.end)
    wide = layout.metrics.horizontalAdvance(name)
    painter.drawText(QPointF(max(layout.rect.left() + GAP, plot.left() - wide - GAP), below), name)
    for moment in moments(scene.begin, scene.end, max(1.0, plot.width() / _BETWEEN)):
        x = layout.x(moment.at)
        painter.setPen(grid)
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
        wide = layout.metrics.horizontalAdvance(moment.text)
        left = min(x - wide / 2, layout.rect.right() - wide - GAP)
        if left >= free:
            painter.setPen(words)
            painter.drawText(QPointF(left, below), moment.text)
            free = left + wide + GAP


def _draw_shapes(painter: QPainter, layout: Layout) -> None:
    scene, surface = layout.scene, layout.look.theme.surface
    for number, shape in reversed(list(enumerate(layout.shapes))):
        ink = colour_of(layout, number)
        if shape.fill is not None:
            share = _AREA if scene.stacked else _BAND
            fill = QColor(blend(ink.name(), surface, share)) if scene.stacked else QColor(ink)
            if not scene.stacked:
                fill.setAlphaF(share)
            draw_band(painter, layout.placed_band(shape.fill), fill)
        draw_path(painter, layout.placed(shape.line), QPen(ink, 1.0))


def _draw_limits(painter: QPainter, layout: Layout) -> None:
    theme = layout.look.theme
    for limit in layout.scene.limits:
        y = layout.y(limit.value)
        if layout.plot.top() <= y <= layout.plot.bottom():
            ink = theme.error if limit.severity is Severity.CRITICAL else theme.warning
            painter.setPen(QPen(QColor(ink), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(layout.plot.left(), y, layout.plot.right(), y))


def _draw_stretches(painter: QPainter, layout: Layout) -> None:
    """Marks that lasted: a shade behind the lines, the same however many lasted at once."""
    scene, theme = layout.scene, layout.look.theme
    inks = (theme.notice, theme.warning, theme.error)
    lasted = apart(
        Stretch(mark.at, mark.until, inks.index(mark_colour(mark, theme)))
        for mark in scene.marks
        if mark.until is not None and mark.until >= scene.begin and mark.at <= scene.end
    )
    for stretch in lasted:
        left, right = layout.x(stretch.begin), layout.x(stretch.end)
        shade = QColor(inks[stretch.rank])
        shade.setAlphaF(_SHADE)
        room = QRectF(left, layout.plot.top(), max(1.0, right - left), layout.plot.height())
        painter.fillRect(room.intersected(layout.plot), shade)


def _draw_marks(painter: QPainter, layout: Layout) -> None:
    """A line from top to bottom each, and its words where there is room for them."""
    scene, plot, free = layout.scene, layout.plot, layout.plot.left()
    inside = [mark for mark in scene.marks if scene.begin <= mark.at <= scene.end]
    inside.sort(key=lambda mark: mark.at)
    for number, mark in enumerate(inside):
        x = layout.x(mark.at)
        painter.setPen(QPen(QColor(mark_colour(mark, layout.look.theme)), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
        end = layout.x(inside[number + 1].at) if number + 1 < len(inside) else plot.right()
        sign = _SHAPES[mark.kind]
        text = mark_text(mark) if end - x >= _BETWEEN else sign
        text = layout.metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(end - x - GAP, 0.0))
        if not text.startswith(sign):
            text = sign
        if x >= free:
            room = QRectF(x + 2, plot.top(), max(end - x, 12.0), layout.metrics.height())
            painter.drawText(room, _LEFT, text)
            free = x + 2 + layout.metrics.horizontalAdvance(text)


def _draw_ends(painter: QPainter, layout: Layout) -> None:
    """What each line is called, where it ends; words that would meet give way."""
    line, plot = layout.metrics.height(), layout.plot
    wanted: list[tuple[float, int]] = []
    for number, shape in enumerate(layout.shapes[: len(layout.scene.named)]):
        y = _end_of(layout, shape)
        if y is not None:
            wanted.append((y, number))
    wanted = sorted(wanted[: max(1, int(plot.height() // line) + 1)])  # the greatest, if not all
    places = spread([y for y, _number in wanted], line, plot.top(), plot.bottom())
    for (_y, number), y in zip(wanted, places, strict=True):
        painter.setPen(colour_of(layout, number))
        room = QRectF(
            plot.right() + GAP, y - line / 2, layout.rect.right() - plot.right() - GAP, line
        )
        text = layout.scene.named[number].title
        if len(layout.scene.lines) == 1:
            text = layout.scene.said(layout.scene.lines[0].value(None))
        text = layout.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() - GAP)
        painter.drawText(room, _LEFT, text)


def _end_of(layout: Layout, shape: Shape) -> float | None:
    """How high a line ends, if it has any value; of a stack, the middle of its area."""
    import numpy as np

    there = np.flatnonzero(np.isfinite(shape.line.ys))
    if not len(there):
        return None
    value = float(shape.line.ys[there[-1]])
    if layout.scene.stacked and shape.fill is not None:
        value = value / 2 + float(shape.fill.lows[there[-1]]) / 2
    return min(max(layout.y(value), layout.plot.top()), layout.plot.bottom())


def spread(wanted: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """Places as near as can be to those wanted (rising), `apart` from each other."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + apart) if places else place)
    limit = bottom
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - apart
    below = top - places[0] if places else 0.0
    return [place + below for place in places] if below > 0 else places
