"""The words over a chart and its cursor: what is pointed at, said with units."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.i18n import _
from app.models.formats import DASH, count
from app.models.monitoring.scale import clock
from app.views.theme import GAP
from app.views.widgets.chart.drawing import colour_of, mark_colour, mark_text
from app.views.widgets.chart.layout import Layout
from app.views.widgets.chart.scene import old

_SWATCH = 10
"""Pixels of the colour before a name."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def draw_header(painter: QPainter, layout: Layout, cursor: float | None) -> None:
    """The title, each line's name with its value at the cursor, and what is to be known."""
    theme, scene, room = layout.look.theme, layout.scene, layout.header
    if cursor is not None and not scene.begin <= cursor <= scene.end:
        cursor = None
    line = layout.metrics.height()
    row = QRectF(room.left(), room.top(), room.width(), line)
    told, ink = _told(layout, cursor)
    wide = 0.0
    if told:
        wide = min(layout.metrics.horizontalAdvance(told) + 2 * GAP, row.width() * 0.6)
        painter.setFont(layout.look.font)
        painter.setPen(QColor(ink))
        text = layout.metrics.elidedText(told, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(row, _RIGHT, text)
    bold = QFont(layout.look.font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    title = scene.title
    if len(scene.lines) == 1:
        title = f"{title}  {scene.said(scene.lines[0].value(cursor, layout.slack / 2))}"
    cut = layout.metrics.elidedText(title, Qt.TextElideMode.ElideRight, row.width() * 0.94 - wide)
    painter.drawText(row, _LEFT, cut)
    if len(scene.lines) > 1:
        painter.setFont(layout.look.font)
        _draw_legend(painter, layout, cursor, row.translated(0, line))


def _told(layout: Layout, cursor: float | None) -> tuple[str, str]:
    """What stands at the right: what happened, the moment pointed at, or how old it is."""
    theme, scene = layout.look.theme, layout.scene
    if cursor is not None:
        mark = scene.mark_at(cursor, layout.slack)
        if mark is not None:
            return f"{clock(mark.at, scene.end - scene.begin)} {mark_text(mark)}", mark_colour(
                mark, theme
            )
        return clock(cursor, scene.end - scene.begin), theme.muted
    if scene.age is not None:
        return f"● {old(scene.age)}", theme.warning
    return scene.group, theme.muted


def _draw_legend(painter: QPainter, layout: Layout, cursor: float | None, row: QRectF) -> None:
    for number, (text, room) in enumerate(_legend(layout, cursor, row)):
        swatch = QRectF(room.left(), room.center().y() - 1.5, _SWATCH, 3)
        painter.fillRect(swatch, colour_of(layout, number))
        painter.setPen(QColor(layout.look.theme.text))
        place = room.adjusted(_SWATCH + GAP, 0, -GAP, 0)
        cut = layout.metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, cut)


def _legend(layout: Layout, cursor: float | None, row: QRectF) -> Iterator[tuple[str, QRectF]]:
    """What the legend says of each line that has a name, and of the rest; and where."""
    scene = layout.scene
    values = [line.value(cursor, layout.slack / 2) for line in scene.named]
    entries = [
        f"{line.title} {scene.said(value)}" for line, value in zip(scene.named, values, strict=True)
    ]
    more = [_("{count} more").format(count=count(len(scene.rest)))] if scene.rest else []
    widths = [_wide(layout, text) for text in (*entries, *more)]
    if sum(widths) > row.width():  # the words of units are what can be missed
        entries = [
            f"{line.title} {scene.tick(value) if value is not None else DASH}"
            for line, value in zip(scene.named, values, strict=True)
        ]
        widths = [_wide(layout, text) for text in (*entries, *more)]
    entries += more
    least = row.width() / max(len(entries), 1)
    if sum(widths) > row.width():
        spare = sum(max(0.0, least - wide) for wide in widths)
        long = sum(1 for wide in widths if wide > least) or 1
        widths = [min(wide, least + spare / long) for wide in widths]
    x = row.left()
    for text, wide in zip(entries, widths, strict=True):
        yield text, QRectF(x, row.top(), wide, row.height())
        x += wide


def _wide(layout: Layout, text: str) -> float:
    return layout.metrics.horizontalAdvance(text) + _SWATCH + 4 * GAP


def named_at(layout: Layout, cursor: float | None, at: QPointF) -> str:
    """The key of the line whose name stands there; of the only line everywhere; else ""."""
    lines, line = layout.scene.named, layout.metrics.height()
    if len(layout.scene.lines) == 1:
        return lines[0].key
    row = QRectF(layout.header.left(), layout.header.top() + line, layout.header.width(), line)
    for (_text, room), each in zip(_legend(layout, cursor, row), lines, strict=False):
        if room.contains(at):
            return each.key
    return ""


def draw_cursor(painter: QPainter, layout: Layout, cursor: float | None) -> None:
    """The line at the moment that is pointed at, and a dot on each value there."""
    scene, theme, plot = layout.scene, layout.look.theme, layout.plot
    if cursor is None or not scene.begin <= cursor <= scene.end:
        return
    x = layout.x(cursor)
    painter.setPen(QPen(QColor(theme.muted), 1))
    painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    if scene.stacked:
        return
    for number, line in enumerate(scene.named):
        value = line.value(cursor, layout.slack / 2)
        if value is None or value in (float("inf"), float("-inf")):
            continue
        y = layout.y(value)
        if plot.top() - 1 <= y <= plot.bottom() + 1:
            painter.setPen(QColor(theme.surface))
            painter.setBrush(colour_of(layout, number))
            painter.drawEllipse(QPointF(x, y), 3.0, 3.0)
