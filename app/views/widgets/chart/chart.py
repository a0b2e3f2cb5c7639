"""A chart of values over time, on a time axis it shares with others.

chart = Chart(axis, redraw, lambda begin, end: Scene(_("Queries"), "1/s", lines=…))
chart.touch()                       # there is something new; it is drawn when its turn comes

The mouse points (all charts of the axis say their values at that moment), drags a stretch to
zoom in, and a double click goes back. Keys: ← → move the cursor, + − zoom, Home and End go to
the first and last moment, Backspace goes back, Space pauses, Esc lets go.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.monitoring.time_axis import TimeAxis
from app.views.theme import LIGHT, Theme, tabular
from app.views.widgets.chart.drawing import draw_plot
from app.views.widgets.chart.header import draw_cursor, draw_header, named_at
from app.views.widgets.chart.layout import Layout, Look
from app.views.widgets.chart.redraw import Redraw
from app.views.widgets.chart.scene import Scene, coloured, ranked

Source = Callable[[float, float], Scene]
"""Makes the scene of a stretch of time; asked when the chart is drawn."""

_HEIGHT, _WIDTH = 168, 260
_STEP = 1 / 120
"""The share of what is shown that an arrow key moves the cursor by."""
_DRAG = 6
"""Pixels from which on a press that moves means a stretch."""


class Chart(QWidget):
    """Shows what its source gives for the stretch of its axis.

    Signals:
        chosen: the words over it were clicked, or Enter pressed; the key of the line whose name
            was clicked, of the only line, or "".
        picked: a moment was clicked, or Enter pressed at it.
        menu_wanted: where the mouse asked for a menu, on the screen.
    """

    chosen = Signal(object)
    picked = Signal(object)
    menu_wanted = Signal(object)

    def __init__(
        self, axis: TimeAxis, redraw: Redraw, source: Source, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._axis, self._redraw, self.source = axis, redraw, source
        self._theme = LIGHT
        self._picture = QPixmap()
        self._keys: tuple[str, ...] = ()
        self._colours: dict[str, int] = {}
        self._pressed: float | None = None
        self._dragged: float | None = None
        self.scene = Scene("")
        """What is drawn."""
        self._layout: Layout | None = None
        self.renders = 0
        """How often it was drawn anew; for benchmarks and tests."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        axis.moved.connect(self.touch)
        axis.pointed.connect(self._point)
        redraw.ask(self)

    def sizeHint(self) -> QSize:
        """Room to read it."""
        return QSize(2 * _WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The least that can be read."""
        return QSize(_WIDTH, _HEIGHT)

    # drawing

    @Slot()
    def touch(self) -> None:
        """There is something new."""
        self._redraw.ask(self)

    def is_seen(self) -> bool:
        """Whether any of it is on the screen."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def render_now(self) -> None:
        """Draw the picture anew."""
        self.take_scene()
        layout = self.layout_in(QRectF(self.rect()), Look(self._theme, self.font()))
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._picture.size() != wanted:
            self._picture = QPixmap(wanted)
            self._picture.setDevicePixelRatio(ratio)
        painter = QPainter(self._picture)
        draw_plot(painter, layout)
        painter.end()
        self._layout = layout
        self.renders += 1
        if self.hasFocus():
            self._tell()
        self.update()

    def take_scene(self) -> Scene:
        """What there is to see now, drawn or not."""
        axis = self._axis
        scene = self.source(axis.begin, axis.end)
        lines, self._keys = ranked(scene.lines, self._keys)
        self._colours = coloured(lines, self._colours)
        self.scene = replace(
            scene, begin=axis.begin, end=axis.end, lines=lines,
            now=axis.now if axis.live else None, colours=tuple(self._colours.values()),
        )  # fmt: skip
        if scene.title != self.accessibleName():
            self.setAccessibleName(scene.title)
        return self.scene

    def layout_in(self, rect: QRectF, look: Look) -> Layout:
        """What is drawn, reckoned for a rectangle."""
        return Layout(self.scene, rect, look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and over it what changes with the mouse."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.surface))
        layout = self._layout
        if layout is not None:
            painter.drawPixmap(QPoint(0, 0), self._picture)
            draw_cursor(painter, layout, self._axis.cursor)
            draw_header(painter, layout, self._axis.cursor)
            if self._pressed is not None and self._dragged is not None:
                shade = QColor(self._theme.accent)
                shade.setAlphaF(0.15)
                left, right = sorted((layout.x(self._pressed), layout.x(self._dragged)))
                painter.fillRect(
                    QRectF(left, layout.plot.top(), right - left, layout.plot.height()), shade
                )
        ink = QColor(self._theme.accent if self.hasFocus() else self._theme.border)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It is drawn anew for the room it has."""
        super().resizeEvent(event)
        self.touch()

    def showEvent(self, event: QShowEvent) -> None:
        """What came while nobody saw it is drawn now."""
        super().showEvent(event)
        self.touch()

    def changeEvent(self, event: QEvent) -> None:
        """Another font, another picture."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.touch()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.touch()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.touch()

    # pointing

    @property
    def said(self) -> str:
        """Title, moment and values in a sentence."""
        slack = self._layout.slack / 2 if self._layout is not None else 0.0
        return self.scene.words(self._axis.cursor, slack)

    @Slot()
    def _point(self) -> None:
        if self.hasFocus():
            self._tell()
        if self.is_seen():
            self.update()

    def _tell(self) -> None:
        said = self.said
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what it shows."""
        super().focusInEvent(event)
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Lose the frame."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Point, zoom and pause without a mouse."""
        axis, key = self._axis, event.key()
        at = axis.cursor if axis.cursor is not None else axis.end
        step = axis.span * _STEP * (10 if event.modifiers() & _SHIFT else 1)
        match key:
            case Qt.Key.Key_Left if at - step < axis.begin:
                axis.shift(-0.25)
                axis.point(at - step)
            case Qt.Key.Key_Left:
                axis.point(at - step)
            case Qt.Key.Key_Right:
                axis.point(min(at + step, axis.end))
            case Qt.Key.Key_Home:
                axis.point(axis.begin)
            case Qt.Key.Key_End:
                axis.point(axis.end)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                axis.zoom(0.5, axis.cursor)
            case Qt.Key.Key_Minus:
                axis.zoom(2.0, axis.cursor)
            case Qt.Key.Key_PageUp:
                axis.shift(-0.5)
            case Qt.Key.Key_PageDown:
                axis.shift(0.5)
            case Qt.Key.Key_Backspace:
                axis.back()
            case Qt.Key.Key_Space:
                axis.toggle()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.picked.emit(at)
                self.chosen.emit(self.scene.lines[0].key if len(self.scene.lines) == 1 else "")
            case Qt.Key.Key_Escape if axis.cursor is not None:
                axis.point(None)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A stretch may begin here."""
        super().mousePressEvent(event)
        layout = self._layout
        if event.button() == Qt.MouseButton.LeftButton and layout is not None:
            if layout.plot.contains(event.position()):
                self._pressed = layout.moment(event.position().x())
            elif layout.header.contains(event.position()):
                self.chosen.emit(named_at(layout, self._axis.cursor, event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the moment under the mouse."""
        layout = self._layout
        if layout is None:
            return
        moment = layout.moment(event.position().x())
        if self._pressed is not None:
            far = abs(layout.x(self._pressed) - event.position().x()) >= _DRAG
            self._dragged = moment if far else None
        self._axis.point(moment)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Zoom into the stretch that was dragged."""
        super().mouseReleaseEvent(event)
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if pressed is not None and dragged is not None:
            self._axis.show(pressed, dragged)
        elif pressed is not None:
            self.picked.emit(pressed)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """What was shown before."""
        self._axis.back()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms where the mouse is; else the page scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or self._layout is None:
            super().wheelEvent(event)
            return
        factor = 0.8 if event.angleDelta().y() > 0 else 1.25
        self._axis.zoom(factor, self._layout.moment(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Speak of the newest again."""
        super().leaveEvent(event)
        self._axis.point(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Whoever shows the chart knows what can be done with it."""
        self.menu_wanted.emit(event.globalPos())


_SHIFT = Qt.KeyboardModifier.ShiftModifier
