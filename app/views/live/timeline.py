"""The last 72 hours in one line: what was captured, what happened, and which stretch is shown."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.models.monitoring.past_moments import KEPT, PastMoments
from app.models.monitoring.scale import clock, moments
from app.models.monitoring.time_axis import TimeAxis
from app.views.theme import GAP, LIGHT, Theme, tabular
from app.views.widgets.chart.drawing import mark_colour

_LINE = 18
"""Pixels of the line itself."""
_BETWEEN = 90.0


class Timeline(QWidget):
    """Pressing or dragging puts the stretch of the axis there; ← → move it, Home and End too."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis, self._theme = axis, LIGHT
        self.past = PastMoments()
        self.moment: float | None = None
        """The moment that is looked at."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(tabular(self.font()))
        axis.moved.connect(self._tell)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """The line and the times below it."""
        return QSize(600, _LINE + int(QFontMetricsF(self.font()).height()) + 3 * GAP)

    def show_past(self, past: PastMoments) -> None:
        """Show what there is to go to."""
        self.past = past
        self._tell()

    def show_moment(self, moment: float | None) -> None:
        """Show which moment is looked at."""
        self.moment = moment
        self._tell()

    # ------------------------------------------------------------------ moving

    @property
    def _begin(self) -> float:
        return self._axis.now - KEPT

    def place(self, moment: float) -> float:
        """Where a moment stands."""
        return 2 * GAP + (moment - self._begin) / KEPT * (self.width() - 4 * GAP)

    def _go(self, x: float) -> None:
        share = (x - 2 * GAP) / max(1.0, self.width() - 4 * GAP)
        middle = self._begin + min(max(share, 0.0), 1.0) * KEPT
        half = self._axis.span / 2
        self._axis.show(middle - half, middle + half)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """By half of what is shown, to the beginning of what is kept, and to now."""
        axis = self._axis
        match event.key():
            case Qt.Key.Key_Left:
                axis.shift(-0.5)
            case Qt.Key.Key_Right:
                axis.shift(0.5)
            case Qt.Key.Key_Home:
                axis.show(self._begin, self._begin + axis.span)
            case Qt.Key.Key_End:
                axis.resume()
            case Qt.Key.Key_Space:
                axis.toggle()
            case _:
                super().keyPressEvent(event)

    # ------------------------------------------------------------------ looks and words

    @Slot()
    def _tell(self) -> None:
        axis = self._axis
        said = _("{begin} to {end}; {captures} captures and {marks} events in 72 hours").format(
            begin=clock(axis.begin, axis.span), end=clock(axis.end, axis.span),
            captures=len(self.past.captures), marks=len(self.past.marks),
        )  # fmt: skip
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, what is on it, and the times."""
        theme, axis = self._theme, self._axis
        painter = QPainter(self)
        room = QRectF(2 * GAP, GAP, self.width() - 4 * GAP, _LINE)
        painter.fillRect(room, QColor(theme.surface))
        self._draw_captures(painter, room)
        left = max(self.place(axis.begin), room.left())
        right = min(max(self.place(axis.end), left + 3), room.right())
        shade = QColor(theme.accent)
        shade.setAlphaF(0.25)
        painter.fillRect(QRectF(left, room.top(), right - left, room.height()), shade)
        for mark in self.past.marks:
            x = self.place(mark.at)
            if room.left() <= x <= room.right():
                painter.setPen(QPen(QColor(mark_colour(mark, theme)), 2))
                painter.drawLine(QLineF(x, room.top(), x, room.bottom()))
        if self.moment is not None and room.left() <= self.place(self.moment) <= room.right():
            painter.setPen(QPen(QColor(theme.text), 1))
            x = self.place(self.moment)
            painter.drawLine(QLineF(x, room.top() - GAP, x, room.bottom() + GAP))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.accent if self.hasFocus() else theme.border))
        painter.drawRect(room)
        painter.setPen(QColor(theme.muted))
        metrics = QFontMetricsF(self.font())
        for each in moments(self._begin, axis.now, max(1.0, room.width() / _BETWEEN)):
            wide = metrics.horizontalAdvance(each.text)
            x = min(max(self.place(each.at) - wide / 2, room.left()), room.right() - wide)
            painter.drawText(QPointF(x, room.bottom() + metrics.height()), each.text)

    def _draw_captures(self, painter: QPainter, room: QRectF) -> None:
        """A pixel for each column in which something was captured: gaps are seen."""
        painter.setPen(QPen(QColor(self._theme.border), 1))
        columns = {int(self.place(at)) for at in self.past.captures if at >= self._begin}
        painter.drawLines(
            [QLineF(x, room.bottom() - 5, x, room.bottom() - 1) for x in sorted(columns)]
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame is seen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame is gone."""
        super().focusOutEvent(event)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.update()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.setAccessibleName(_("The last 72 hours"))
        self._tell()
