"""When a rule would have fired, and for whom: a lane for each instance on one axis of time."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.monitoring.metric import Severity
from app.models.alerts.trial import Lane
from app.models.monitoring.scale import moments
from app.views.theme import GAP, LIGHT, Theme, tabular

_LANE = 18
_NAME = 110
"""Pixels for the names at the left."""
_BETWEEN = 90.0
"""Pixels between two times at the axis at least."""
_LEAST = 3.0
"""Pixels of what was short; it is to be seen all the same."""


class LanesPicture(QWidget):
    """Draws what `show_lanes` was given; the table below says the same in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._lanes: tuple[Lane, ...] = ()
        self._begin, self._end = 0.0, 1.0
        self.setFont(tabular(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lanes(self, lanes: Sequence[Lane], begin: float, end: float) -> None:
        """Show these between two moments, in seconds since 1970."""
        self._lanes, self._begin, self._end = tuple(lanes), begin, max(end, begin + 1)
        self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """The lanes, and the times below them."""
        return QSize(320, len(self._lanes) * _LANE + self._foot)

    @property
    def _foot(self) -> int:
        return int(QFontMetricsF(self.font()).height()) + 2 * GAP

    def _x(self, at: float) -> float:
        room = max(1.0, self.width() - _NAME - GAP)
        share = (at - self._begin) / (self._end - self._begin)
        return _NAME + room * min(1.0, max(0.0, share))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        theme, bottom = self._theme, len(self._lanes) * _LANE
        room = max(1.0, self.width() - _NAME - GAP)
        for at, text in moments(self._begin, self._end, room / _BETWEEN):
            x = self._x(at)
            painter.fillRect(QRectF(x, 0, 1, bottom + GAP), QColor(theme.border))
            painter.setPen(QColor(theme.muted))
            place = QRectF(x - _BETWEEN / 2, bottom + GAP, _BETWEEN, self._foot - GAP)
            if place.right() <= self.width():
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        metrics = painter.fontMetrics()
        for number, lane in enumerate(self._lanes):
            top = number * _LANE
            painter.setPen(QColor(theme.text))
            name = metrics.elidedText(lane.name, Qt.TextElideMode.ElideRight, _NAME - 2 * GAP)
            painter.drawText(
                QRectF(0, top, _NAME - 2 * GAP, _LANE), Qt.AlignmentFlag.AlignVCenter, name
            )
            painter.fillRect(QRectF(_NAME, top + _LANE - 1, room, 1), QColor(theme.border))
            self._draw_stretches(painter, lane, top)

    def _draw_stretches(self, painter: QPainter, lane: Lane, top: int) -> None:
        """Critical ones are higher as well as of another colour."""
        for stretch in sorted(lane.stretches, key=lambda each: each.severity is Severity.CRITICAL):
            left = self._x(stretch.begin)
            width = max(_LEAST, self._x(stretch.end) - left)
            critical = stretch.severity is Severity.CRITICAL
            height = _LANE - 4 if critical else (_LANE - 4) // 2
            colour = QColor(self._theme.error if critical else self._theme.warning)
            painter.fillRect(QRectF(left, top + _LANE - 2 - height, width, height), colour)
