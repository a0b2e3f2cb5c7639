"""A small chart of what happened interval by interval: one lane above the other, one time below.

A value is an average over its interval, so it is drawn as a step and not as a slope between
points nobody measured. Where nothing was measured the line is broken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.views.theme import GAP, LIGHT, Theme, tabular

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
"""Seconds between two moments on the axis."""
_LANE, _FILL = 64, 46  # pixels of a lane at least; how much the area covers of 255
_BETWEEN = 90  # pixels between two moments on the axis


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another, in seconds since 1970; `mark` says what happened there."""

    begins: float
    ends: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A lane: a value for each stretch, None where there is none, and how one is said."""

    title: str
    values: Sequence[float | None]
    text: Callable[[float], str]


class CurveView(QWidget):
    """Shows curves over the same stretches. The mouse or ← → choose one, whose values are said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.stretches: tuple[Stretch, ...] = ()
        self.curves: tuple[Curve, ...] = ()
        self.chosen: int | None = None
        """The stretch whose values are said; without one it is the last that has some."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))

    def show_curves(self, stretches: Sequence[Stretch], curves: Sequence[Curve]) -> None:
        """Show these; the moment that was chosen stays chosen."""
        at = self.stretches[self.chosen].begins if self.chosen is not None else None
        if len(curves) != len(self.curves):
            self.updateGeometry()
        self.stretches, self.curves = tuple(stretches), tuple(curves)
        self.chosen = None
        if at is not None:
            self.chosen = next(
                (n for n, each in enumerate(stretches) if each.begins <= at < each.ends), None
            )
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every lane."""
        return QSize(4 * _BETWEEN, max(1, len(self.curves)) * _LANE + 2 * (self._line + 2 * GAP))

    def minimumSizeHint(self) -> QSize:
        """The least that can be read."""
        return QSize(2 * _BETWEEN, self.sizeHint().height())

    # what is said

    @property
    def said(self) -> str:
        """The moment that is chosen and every value of it, in words."""
        number = self._spoken
        if number is None:
            return _("Nothing was measured yet.")
        stretch = self.stretches[number]
        values = (f"{curve.title} {self._value(curve, number)}" for curve in self.curves)
        when = f"{_clock(stretch.begins)} – {_clock(stretch.ends)}"
        return " · ".join(filter(None, (when, *values, stretch.mark)))

    @property
    def _spoken(self) -> int | None:
        if self.chosen is not None:
            return self.chosen
        return len(self.stretches) - 1 if self.stretches else None

    def _value(self, curve: Curve, number: int) -> str:
        value = curve.values[number]
        return _("not measured") if value is None else curve.text(value)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.said)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    # choosing a moment

    def _choose(self, number: int | None) -> None:
        if number != self.chosen:
            self.chosen = number
            self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from one to the next, Home and End to the first and last, Esc lets go."""
        last = len(self.stretches) - 1
        now = self._spoken if self._spoken is not None else last
        wanted = {
            Qt.Key.Key_Left: max(now - 1, 0), Qt.Key.Key_Right: min(now + 1, last),
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if wanted is not None and last >= 0:
            self._choose(wanted)
        elif event.key() == Qt.Key.Key_Escape and self.chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What the mouse is over."""
        at = self._moment(event.position().x())
        self._choose(
            next((n for n, e in enumerate(self.stretches) if e.begins <= at < e.ends), None)
        )

    def leaveEvent(self, event: QEvent) -> None:
        """The last one again."""
        super().leaveEvent(event)
        self._choose(None)

    # drawing

    @property
    def _line(self) -> int:
        return QFontMetrics(self.font()).height()

    @property
    def _inside(self) -> QRectF:
        """Where curves are drawn, of all lanes."""
        edge = self._line + 2 * GAP
        return QRectF(self.rect()).adjusted(2 * GAP, edge, -2 * GAP, -edge)

    def _moment(self, x: float) -> float:
        if not self.stretches:
            return 0.0
        begin, end = self.stretches[0].begins, self.stretches[-1].ends
        inside = self._inside
        return begin + (x - inside.left()) / max(inside.width(), 1) * (end - begin)

    def _place(self, moment: float) -> float:
        begin, end = self.stretches[0].begins, self.stretches[-1].ends
        inside = self._inside
        return inside.left() + (moment - begin) / max(end - begin, 0.001) * inside.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of it: some hundred steps."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.surface))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(
            QRectF(self.rect()).adjusted(2 * GAP, GAP, -2 * GAP, 0),
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft,
            painter.fontMetrics().elidedText(
                self.said, Qt.TextElideMode.ElideRight, self.width() - 4 * GAP
            ),
        )
        if self.stretches:
            self._draw_axis(painter)
            inside = self._inside
            high = inside.height() / max(len(self.curves), 1)
            for number, curve in enumerate(self.curves):
                lane = QRectF(inside.left(), inside.top() + number * high, inside.width(), high)
                self._draw_curve(painter, lane, curve, QColor(self.theme.series[number]))
            self._draw_marks(painter)
        painter.setPen(QColor(self.theme.accent if self.hasFocus() else self.theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _draw_axis(self, painter: QPainter) -> None:
        begin, end = self.stretches[0].begins, self.stretches[-1].ends
        inside = self._inside
        most = max(1.0, inside.width() / _BETWEEN)
        step = next((each for each in _STEPS if (end - begin) / each <= most), _STEPS[-1])
        offset = datetime.fromtimestamp(begin).astimezone().utcoffset()
        shift = offset.total_seconds() if offset else 0.0
        moment = ceil((begin + shift) / step) * step - shift
        while moment <= end:
            x = self._place(moment)
            painter.setPen(QColor(self.theme.border))
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
            painter.setPen(QColor(self.theme.muted))
            text = _clock(moment, seconds=step < 60)
            wide = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(x - wide / 2, 2.0 * GAP), self.width() - wide - 2.0 * GAP)
            painter.drawText(QPointF(left, self.height() - 2 * GAP), text)
            moment += step

    def _draw_curve(self, painter: QPainter, lane: QRectF, curve: Curve, ink: QColor) -> None:
        base = lane.bottom()
        painter.setPen(QColor(self.theme.border))
        painter.drawLine(QPointF(lane.left(), base), QPointF(lane.right(), base))
        most = max((value for value in curve.values if value is not None), default=0.0)
        high = lane.height() - self._line - GAP
        piece: list[QPointF] = []
        for stretch, value in zip(self.stretches, curve.values, strict=True):
            if value is None:
                self._draw_piece(painter, piece, base, ink)
                piece = []
                continue
            y = base - (value / most * high if most else 0.0)
            piece += [
                QPointF(self._place(stretch.begins), y),
                QPointF(self._place(stretch.ends), y),
            ]
        self._draw_piece(painter, piece, base, ink)
        painter.setPen(ink)
        painter.drawText(
            lane.adjusted(GAP, 1, -GAP, 0),
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft,
            _("{title}, at most {value}").format(title=curve.title, value=curve.text(most)),
        )

    @staticmethod
    def _draw_piece(painter: QPainter, piece: list[QPointF], base: float, ink: QColor) -> None:
        if not piece:
            return
        ground = [QPointF(piece[-1].x(), base), QPointF(piece[0].x(), base)]
        painter.setPen(Qt.PenStyle.NoPen)
        area = QColor(ink)
        area.setAlpha(_FILL)
        painter.setBrush(area)
        painter.drawPolygon(QPolygonF([*piece, *ground]))
        painter.setPen(QPen(ink, 1.5))
        painter.drawPolyline(piece)

    def _draw_marks(self, painter: QPainter) -> None:
        inside = self._inside
        painter.setPen(QPen(QColor(self.theme.warning), 1, Qt.PenStyle.DashLine))
        for stretch in self.stretches:
            if stretch.mark:
                x = self._place(stretch.begins)
                painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        if self.chosen is not None:
            stretch = self.stretches[self.chosen]
            left, right = self._place(stretch.begins), self._place(stretch.ends)
            cover = QColor(self.theme.accent)
            cover.setAlpha(_FILL)
            painter.fillRect(
                QRectF(left, inside.top(), max(right - left, 1.0), inside.height()), cover
            )


def _clock(moment: float, *, seconds: bool = True) -> str:
    """By the clock of this workstation."""
    return f"{datetime.fromtimestamp(moment).astimezone():%H:%M{':%S' if seconds else ''}}"
