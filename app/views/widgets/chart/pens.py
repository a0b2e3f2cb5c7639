"""Rows of numpy on a painter: lines, areas, steps. Nothing is copied point by point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.models.monitoring.columns import Band, Path, pieces

if TYPE_CHECKING:
    from app.models.monitoring.points import Floats

_FAR = 1e5
"""Pixels outside of which nothing is drawn: Qt's rasteriser counts in 32 bits."""
_POINT = 16
"""Bytes of a QPointF: two doubles, which its documentation of `qreal` and our test hold to."""


def polygon(xs: Floats, ys: Floats) -> QPolygonF:
    """Points for Qt, written into its own memory."""
    import numpy as np
    from shiboken6 import VoidPtr

    made = QPolygonF()
    made.resize(len(xs))
    if len(xs):
        memory = VoidPtr(made.data(), len(xs) * _POINT, True)  # type: ignore[call-arg, arg-type]
        rows = np.frombuffer(memory).reshape(-1, 2)  # type: ignore[call-overload]
        np.clip(xs, -_FAR, _FAR, out=rows[:, 0])
        np.clip(ys, -_FAR, _FAR, out=rows[:, 1])
    return made


def draw_path(painter: QPainter, line: Path, pen: QPen) -> None:
    """A line from gap to gap; a value alone between two gaps is a dot."""
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for piece in pieces(line.ys):
        xs, ys = line.xs[piece], line.ys[piece]
        if len(xs) == 1:
            x, y = float(xs[0]), max(-_FAR, min(float(ys[0]), _FAR))
            painter.drawLine(QLineF(x - 1, y, x + 1, y))
        else:
            painter.drawPolyline(polygon(xs, ys))


def draw_band(painter: QPainter, band: Band, colour: QColor) -> None:
    """The area between two lines, from gap to gap."""
    import numpy as np

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for piece in pieces(band.highs):
        xs = np.concatenate([band.xs[piece], band.xs[piece][::-1]])
        ys = np.concatenate([band.highs[piece], band.lows[piece][::-1]])
        if len(xs) == 2:  # a moment alone is as wide as a pixel
            xs, ys = np.repeat(xs, 2) + np.array([-1.0, 1.0, 1.0, -1.0]), np.repeat(ys, 2)
        painter.drawPolygon(polygon(xs, ys))
