"""Draws the text of a cell: some hundred of them in a few milliseconds.

A table's standard way costs 70 µs for a cell, most of it for asking a style what a style sheet
says. Here the widths of letters are added up, and what fits is drawn where it stands.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from app.models.fields import Align, Field, State
from app.paths import resource
from app.views.theme import LIGHT, ROW, Theme, tabular

PADDING = 8
_BAR = 3  # the width of the bar at the current row
_AIR = 5  # above and below a line in a cell, in pixels
_BOX = 15  # the size of a tick's box, in pixels
_FITTED = 8_192  # texts remembered as they fit into their cells
_ASCII = "".join(map(chr, range(32, 127)))


class _Font:
    """A font with what is known of its letters."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self._widths = {letter: self.metrics.horizontalAdvance(letter) for letter in _ASCII}
        self._narrowest = max(1, min(self._widths.values()))
        self.fit = lru_cache(_FITTED)(self._fit)

    def width(self, text: str) -> int:
        """The width of a text, in pixels."""
        if text.isascii() and text.isprintable():
            return sum(map(self._widths.__getitem__, text))
        return self.metrics.horizontalAdvance(text)

    def _fit(self, text: str, room: int) -> tuple[str, int]:
        """What of a text has room, and how wide it is."""
        width = self.width(text)
        if width <= room:
            return text, width
        most = room // self._narrowest + 2
        if len(text) > most:
            text = f"{text[:most]}…"
        text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return text, self.width(text)


class CellPainter:
    """Knows fonts and colours; `stale` draws all muted."""

    def __init__(self, font: QFont) -> None:
        self.stale = False
        self._code_of = QFont(font)
        self.take_font(font)
        self.apply_theme(LIGHT)

    def take_font(self, font: QFont) -> None:
        """The view has another font."""
        self._view_font = QFont(font)
        code = QFont(self._code_of)
        code.setPointSize(min(code.pointSize(), max(font.pointSize(), 1)))
        self._plain, self._code = _Font(tabular(font)), _Font(code)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements, no larger than the others."""
        self._code_of = QFont(font)
        self.take_font(self._view_font)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.selection, self.accent = QColor(theme.selection), QColor(theme.accent)
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self._faint, self._line = QColor(theme.faint), QColor(theme.series[0])
        self._tick = QIcon(str(resource(f"style/tick-{theme.name}.svg")))
        self._of_state = {
            State.NONE: self._text,
            State.GOOD: QColor(theme.good),
            State.NOTICE: QColor(theme.notice),
            State.WARNING: QColor(theme.warning),
            State.ERROR: QColor(theme.error),
        }

    def font_of(self, field: Field[Any]) -> _Font:
        """The font of a field."""
        return self._code if field.code else self._plain

    def draw(
        self, painter: QPainter, left: int, top: int, width: int, height: int,
        field: Field[Any], record: Any,
    ) -> None:  # fmt: skip
        """Draw one cell."""
        if field.spark is not None:
            self._draw_spark(painter, QRect(left, top, width, height), field.spark(record))
            return
        text, state, known = field.looks(record)
        if field.bar is not None:
            self._draw_bar(painter, QRect(left, top, width, height), field.bar(record), state)
        if not text:
            return
        font = self.font_of(field)
        room = width - 2 * PADDING
        text, wide = font.fit(text, room)
        painter.setPen(self._of_state[state] if known and not self.stale else self._muted)
        painter.setFont(font.font)
        left += PADDING
        if field.align is Align.RIGHT:
            left += room - wide
        elif field.align is Align.CENTER:
            left += (room - wide) // 2
        metrics = font.metrics
        base = top + (height - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(left, base, text)

    def _draw_bar(self, painter: QPainter, cell: QRect, share: float | None, state: State) -> None:
        """Fill a share of a cell, behind its text, in the colour of its state or a quiet one."""
        inside = cell.adjusted(PADDING // 2, _AIR, -PADDING // 2, -_AIR)
        wide = round(inside.width() * min(max(share or 0.0, 0.0), 1.0))
        if wide > 0:
            ink = self._of_state[state] if state is not State.NONE else self._line
            colour = QColor(ink)
            colour.setAlphaF(0.12 if self.stale else 0.28)
            painter.fillRect(inside.left(), inside.top(), wide, inside.height(), colour)

    def _draw_spark(
        self, painter: QPainter, cell: QRect, points: Sequence[tuple[float, float] | None]
    ) -> None:
        """Draw a line over its ground, in pieces where it is broken."""
        inside = cell.adjusted(PADDING, _AIR, -PADDING, -_AIR)
        if not points or inside.width() < _BOX:
            return
        left, wide, ground, high = inside.left(), inside.width(), inside.bottom(), inside.height()
        painter.setPen(self._faint)
        painter.drawLine(left, ground, inside.right(), ground)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._muted if self.stale else self._line, 1.3))
        piece: list[QPointF] = []
        for point in (*points, None):
            if point is not None:
                piece.append(QPointF(left + point[0] * wide, ground - point[1] * high))
            elif len(piece) == 1:
                painter.drawEllipse(piece[0], 0.8, 0.8)
                piece = []
            elif piece:
                painter.drawPolyline(piece)
                piece = []
        painter.restore()

    def draw_tick(self, painter: QPainter, cell: QRect, ticked: bool) -> int:
        """Draw the box of a tick at the left of a cell; how far it moves the text."""
        box = self.box(cell)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.accent if ticked else self._faint)
        painter.setBrush(self.accent if ticked else QColor(Qt.GlobalColor.transparent))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if ticked:
            self._tick.paint(painter, box.adjusted(2, 2, -2, -2))
        painter.restore()
        return _BOX + PADDING

    def draw_current(self, painter: QPainter, view: QAbstractItemView, top: int) -> None:
        """Draw a bar at the left of the row the keyboard is on, if it is in this view."""
        if view.hasFocus():
            painter.fillRect(0, top, _BAR, ROW, self.accent)

    @staticmethod
    def box(cell: QRect) -> QRect:
        """Where the box of a tick stands in its cell."""
        return QRect(cell.left() + PADDING, cell.center().y() - _BOX // 2 + 1, _BOX, _BOX)
