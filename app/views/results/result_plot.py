"""Points of a result drawn: bars, a line, or dots over numbers, moments or names."""

from enum import Enum
from functools import cached_property
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_
from app.models.monitoring.columns import Path
from app.models.monitoring.scale import Span, moments, values_span
from app.results.charting import ChartData, Scale
from app.views.theme import GAP, LIGHT, Theme, tabular
from app.views.widgets.chart.pens import draw_path, polygon

_LINES = 5  # of the grid at most
_NAME = 90  # pixels for a name at the foot
_DOT, _LINE = 5.0, 1.6
_SHARE = 0.8  # of the room of a bar that it fills
_PLAIN = 10_000  # numbers below it stand without a comma: a year is none of thousands
_HUGE = 1e15


class Kind(Enum):
    """How points are drawn."""

    LINE = "line"
    BAR = "bar"
    SCATTER = "scatter"


KINDS: dict[Kind, str] = {
    Kind.LINE: N_("Curve"), Kind.BAR: N_("Bars"), Kind.SCATTER: N_("Dots"),
}  # fmt: skip


class Places:
    """Where everything of a chart stands in so many pixels."""

    def __init__(self, data: ChartData, kind: Kind, size: QSize, font: QFont) -> None:
        self.data, self.kind = data, kind
        self.metrics = QFontMetricsF(font)
        line = self.metrics.height()
        high = size.height() - 3 * line - 6 * GAP
        self.span = _height_of(data, max(2, min(_LINES, int(high // (2 * line)))))
        self.marks = ticks_said(self.span.ticks)
        left = max(map(self.metrics.horizontalAdvance, self.marks)) + 3 * GAP
        self.plot = QRectF(
            left, line + 4 * GAP, max(size.width() - left - 3 * GAP, 8.0), max(high, 8.0)
        )
        low, top = float(data.xs[0]), float(data.xs[-1])
        air = self._bar_step(low, top) / 2 if kind is Kind.BAR or low == top else 0.0
        self.low, self.high = low - air, top + air

    def _bar_step(self, low: float, high: float) -> float:
        """The least room between two points."""
        import numpy as np

        steps = np.diff(np.unique(self.data.xs))
        return float(steps.min()) if len(steps) else max(abs(high) / 10, 1.0)

    @cached_property
    def path(self) -> Path:
        """The points in pixels."""
        import numpy as np

        plot, (low, high, _ticks) = self.plot, self.span
        shares = (self.data.xs - self.low) / (self.high - self.low)
        with np.errstate(over="ignore", invalid="ignore"):
            up = self.data.ys / (high - low) - low / (high - low)
        return Path(plot.left() + shares * plot.width(), plot.bottom() - up * plot.height())

    @property
    def bar(self) -> float:
        """How wide a bar is."""
        step = self._bar_step(float(self.data.xs[0]), float(self.data.xs[-1]))
        return max(step / (self.high - self.low) * self.plot.width() * _SHARE, 1.0)

    def y(self, value: float) -> float:
        """Where a value stands."""
        low, high, _ticks = self.span
        return self.plot.bottom() - (value / (high - low) - low / (high - low)) * self.plot.height()

    def x(self, value: float) -> float:
        """Where it stands along the foot."""
        share = (value - self.low) / (self.high - self.low)
        return self.plot.left() + share * self.plot.width()

    def foot(self) -> list[tuple[float, str]]:
        """Where along the foot something is written, and what."""
        data, most = self.data, max(self.plot.width() / _NAME, 1.0)
        if data.scale is Scale.MOMENTS:
            if self.low == float(data.xs[0]) == self.high or len(data.names) == 1:
                return [(self.x(float(data.xs[0])), data.names[0])]
            return [(self.x(at), text) for at, text in moments(self.low, self.high, most)]
        if data.scale is Scale.NAMES:
            step = max(ceil(len(data.names) / most), 1)
            return [
                (self.x(float(data.xs[place])), data.names[place])
                for place in range(0, len(data.names), step)
            ]
        first, last = float(data.xs[0]), float(data.xs[-1])
        ticks = number_ticks(first, last, most)
        return [
            (self.x(at), text)
            for at, text in zip(ticks, ticks_said(ticks), strict=True)
        ]  # fmt: skip


def _height_of(data: ChartData, lines: int) -> Span:
    import numpy as np

    there = data.ys[np.isfinite(data.ys)]
    return values_span(float(there.min()), float(there.max()), "", lines)


def number_ticks(low: float, high: float, most: float) -> tuple[float, ...]:
    """At most about so many round numbers between two."""
    if not high - low > abs(high) * 1e-12:
        return (low,)
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next((n * power for n in (1, 2, 5) if n * power >= rough), 10 * power)
    return tuple(number * step for number in range(ceil(low / step), floor(high / step) + 1))


def ticks_said(ticks: tuple[float, ...]) -> list[str]:
    """Numbers along an axis, all with the digits their step wants."""
    greatest = max(map(abs, ticks), default=0.0)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else greatest or 1.0
    if greatest >= _HUGE or 0 < greatest < 1e-4:
        return [f"{tick:.4g}" for tick in ticks]
    digits = min(max(-floor(log10(step) + 1e-9), 0), 6)
    comma = "," if greatest >= _PLAIN else ""
    return [f"{tick:{comma}.{digits}f}" for tick in ticks]


class ResultPlot(QWidget):
    """Draws a `ChartData` that is not empty. Left and Right go from point to point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.data: ChartData | None = None
        self.kind = Kind.LINE
        self.mark: int | None = None
        """The number of the point that is told of."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    def show_data(self, data: ChartData | None, kind: Kind) -> None:
        """Draw this, in that way."""
        self.mark = self.mark if data is self.data else None
        self.data, self.kind = data, kind
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    @property
    def told(self) -> str:
        """The point that is marked, in words."""
        data = self.data
        if data is None or self.mark is None:
            return ""
        height = float(data.ys[self.mark])
        value = "NULL" if height != height else f"{height:,.10g}"
        return f"{data.names[self.mark]}:  {value}"

    def _tell(self) -> None:
        self.setAccessibleDescription(self.told)
        self.update()

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point."""
        last = len(self.data.xs) - 1 if self.data is not None else -1
        now = self.mark
        to = {
            Qt.Key.Key_Left: 0 if now is None else now - 1,
            Qt.Key.Key_Right: 0 if now is None else now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is None or last < 0:
            super().keyPressEvent(event)
            return
        self.mark = min(max(to, 0), last)
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the point that is nearest."""
        import numpy as np

        places = self._places()
        if places is not None:
            at, path = event.position(), places.path
            far = np.abs(path.xs - at.x())
            if self.kind is Kind.SCATTER:
                far = np.hypot(far, np.nan_to_num(path.ys - at.y(), nan=1e6))
            self.mark = int(np.argmin(far))
            self._tell()

    # drawing

    def _places(self) -> Places | None:
        if self.data is None or self.data.empty:
            return None
        return Places(self.data, self.kind, self.size(), tabular(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The grid, the points, and what is marked."""
        places = self._places()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.surface))
        if places is not None:
            painter.setFont(tabular(self.font()))
            self._draw_grid(painter, places)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.kind is not Kind.BAR)
            self._draw_points(painter, places)
            self._draw_mark(painter, places)
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QColor(self._theme.accent))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw_grid(self, painter: QPainter, places: Places) -> None:
        theme, plot, metrics = self._theme, places.plot, places.metrics
        line, muted = QColor(theme.border), QColor(theme.muted)
        flags = Qt.AlignmentFlag
        for tick, text in zip(places.span.ticks, places.marks, strict=True):
            y = round(places.y(tick))
            painter.setPen(line)
            painter.drawLine(int(plot.left()), y, int(plot.right()), y)
            painter.setPen(muted)
            box = QRectF(0, y - metrics.height() / 2, plot.left() - GAP, metrics.height())
            painter.drawText(box, flags.AlignRight | flags.AlignVCenter, text)
        for x, text in places.foot():
            painter.setPen(line)
            painter.drawLine(int(x), int(plot.bottom()), int(x), int(plot.bottom()) + GAP)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, _NAME - 2 * GAP)
            wide = metrics.horizontalAdvance(shown)
            left = min(max(x - wide / 2, 0.0), self.width() - wide)
            painter.setPen(muted)
            painter.drawText(QPointF(left, plot.bottom() + GAP + metrics.ascent() + 2), shown)
        data = places.data
        x_name = metrics.elidedText(data.x_name, Qt.TextElideMode.ElideRight, plot.width())
        foot = QRectF(plot.left(), self.height() - metrics.height() - GAP, plot.width(), 99)
        painter.drawText(foot, flags.AlignHCenter | flags.AlignTop, x_name)
        if self.mark is None:
            painter.drawText(QPointF(2 * GAP, GAP + metrics.ascent()), data.y_name)

    def _draw_points(self, painter: QPainter, places: Places) -> None:
        import numpy as np

        colour, path = QColor(self._theme.series[0]), places.path
        if self.kind is Kind.LINE:
            draw_path(painter, path, QPen(colour, _LINE))
            return
        there = np.flatnonzero(np.isfinite(path.ys))
        if self.kind is Kind.SCATTER:
            pen = QPen(colour, _DOT)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(polygon(path.xs[there], path.ys[there]))
            return
        ground, wide = places.y(0.0), places.bar
        for x, y in zip(path.xs[there].tolist(), path.ys[there].tolist(), strict=True):
            top, tall = min(y, ground), max(abs(ground - y), 1.0)
            painter.fillRect(QRectF(x - wide / 2, top, wide, tall), colour)

    def _draw_mark(self, painter: QPainter, places: Places) -> None:
        if self.mark is None:
            return
        x, y = float(places.path.xs[self.mark]), float(places.path.ys[self.mark])
        painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, places.plot.top()), QPointF(x, places.plot.bottom()))
        if y == y:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent))
            painter.drawEllipse(QPointF(x, y), _DOT - 1, _DOT - 1)
        painter.setPen(QColor(self._theme.text))
        told = places.metrics.elidedText(self.told, Qt.TextElideMode.ElideRight, self.width() - 16)
        painter.drawText(QPointF(2 * GAP, GAP + places.metrics.ascent()), told)
