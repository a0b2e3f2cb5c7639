"""How cells of records are drawn, in tables and trees.

All by itself: one call for a cell, where the standard delegate asks the model for seven roles
and the style sheet is worked out anew each time.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.models.fields import Align, Field, State
from app.models.source_text import visible
from app.paths import resource
from app.views.theme import LIGHT, ROW, Theme, tabular
from app.views.widgets.cell_editor import LineEditor, editor_for

PADDING = 8
_BOX = 15  # the size of a tick's box, in pixels
_FITTED = 8_192  # texts remembered as they fit into their cells
_LONGEST = 2_000  # code points of a tooltip
_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_SIDES = {
    Align.LEFT: _LINE | int(Qt.AlignmentFlag.AlignLeft),
    Align.RIGHT: _LINE | int(Qt.AlignmentFlag.AlignRight),
    Align.CENTER: _LINE | int(Qt.AlignmentFlag.AlignHCenter),
}
_SELECTED = QStyle.StateFlag.State_Selected
_LEAVE = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


class Records(Protocol):
    """What the delegate asks of a model."""

    @property
    def fields(self) -> Sequence[Field[Any]]:
        """The columns."""

    def record_at(self, index: Index) -> Any:
        """The record of a valid index."""


class RecordDelegate(QStyledItemDelegate):
    """Draws the cells of records and edits them in place."""

    def __init__(self, view: QAbstractItemView, records: Records) -> None:
        super().__init__(view)
        self._view, self._records = view, records
        self._stale = False
        self._code = QFont(view.font())
        self._fit = lru_cache(_FITTED)(self._elided)
        self.take_font()
        self.apply_theme(LIGHT)

    # looks

    def take_font(self) -> None:
        """The view has another font."""
        self._plain = tabular(self._view.font())
        self._plain_metrics = QFontMetrics(self._plain)
        self._code_metrics = QFontMetrics(self._code)
        self._fit.cache_clear()

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements, no larger than the others."""
        self._code = QFont(font)
        self._code.setPointSize(min(font.pointSize(), max(self._plain.pointSize(), 1)))
        self.take_font()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self._selection, self._accent = QColor(theme.selection), QColor(theme.accent)
        self._faint = QColor(theme.faint)
        self._tick = QIcon(str(resource(f"style/tick-{theme.name}.svg")))
        self._of_state = {
            State.NONE: self._text,
            State.GOOD: QColor(theme.good),
            State.NOTICE: QColor(theme.notice),
            State.WARNING: QColor(theme.warning),
            State.ERROR: QColor(theme.error),
        }

    def show_stale(self, stale: bool) -> None:
        """Draw everything muted: it is not so any more, or nobody knows."""
        self._stale = stale

    # drawing

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The room a whole text needs, in a row of the usual height."""
        field = self._records.fields[index.column()]
        metrics = self._code_metrics if field.code else self._plain_metrics
        text = field.shown(self._records.record_at(index))
        return QSize(metrics.horizontalAdvance(text) + 2 * PADDING, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & _SELECTED:
            painter.fillRect(rect, self._selection)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        column = index.column()
        if column == 0 and _is_tick(index):
            self._draw_tick(painter, inner, index)
            inner.setLeft(inner.left() + _BOX + PADDING)
        self._draw_text(painter, inner, self._records.fields[column], index)
        current = self._view.currentIndex()
        if index.row() == current.row() and index.parent() == current.parent():
            self._draw_current(painter, rect, index)

    def _draw_text(self, painter: QPainter, inner: QRect, field: Field[Any], index: Index) -> None:
        record = self._records.record_at(index)
        painter.setFont(self._code if field.code else self._plain)
        if self._stale or field.value(record) is None:
            painter.setPen(self._muted)
        else:
            painter.setPen(self._of_state[field.state_of(record)])
        text = self._fit(field.shown(record), inner.width(), field.code)
        painter.drawText(inner, _SIDES[field.align], text)

    def _elided(self, text: str, width: int, code: bool) -> str:
        metrics = self._code_metrics if code else self._plain_metrics
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _draw_tick(self, painter: QPainter, inner: QRect, index: Index) -> None:
        box = self._box(inner)
        ticked = Qt.CheckState(index.data(Role.CheckStateRole)) == Qt.CheckState.Checked
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._accent if ticked else self._faint)
        painter.setBrush(self._accent if ticked else QColor(Qt.GlobalColor.transparent))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if ticked:
            self._tick.paint(painter, box.adjusted(2, 2, -2, -2))
        painter.restore()

    @staticmethod
    def _box(inner: QRect) -> QRect:
        return QRect(inner.left(), inner.center().y() - _BOX // 2 + 1, _BOX, _BOX)

    def _draw_current(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw where the keyboard is: a bar at the left of the row, or a frame round the cell."""
        if not self._view.hasFocus():
            return
        if self._view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            left = self._view.viewport().rect().left()
            painter.fillRect(QRect(left, rect.top(), 3, rect.height()), self._accent)
        elif index == self._view.currentIndex():
            painter.setPen(self._accent)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    # what is cut

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show a text in full where the cell has no room for it."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        field, record = self._records.fields[index.column()], self._records.record_at(index)
        shown, full = field.shown(record), field.full(record)
        rect: QRect = option.rect
        fits = self._fit(shown, rect.width() - 2 * PADDING, field.code) == shown
        if fits and "\n" not in full:
            QToolTip.hideText()
        else:
            cut = full if len(full) <= _LONGEST else f"{full[:_LONGEST]}…"
            QToolTip.showText(event.globalPos(), f"<pre>{escape(visible(cut))}</pre>", view)
        return True

    # ticks and edits

    def editorEvent(
        self, event: QEvent, model: Any, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on its box ticks a record; Space is the view's."""
        if not isinstance(event, QMouseEvent) or not _is_tick(index):
            return False
        rect: QRect = option.rect
        box = self._box(rect.adjusted(PADDING, 0, 0, 0)).adjusted(-4, -4, 4, 4)
        if event.type() != QEvent.Type.MouseButtonRelease or not box.contains(event.pos()):
            return False
        ticked = Qt.CheckState(index.data(Role.CheckStateRole)) == Qt.CheckState.Checked
        after = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return bool(model.setData(index, after, Role.CheckStateRole))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line, or a choice, that stays open until what is typed makes sense."""
        return editor_for(self._records.fields[index.column()], self._theme, parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep an editor open while what is typed makes no sense, and say why."""
        leaving = event.type() == QEvent.Type.FocusOut or (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and Qt.Key(event.key()) in _LEAVE
        )
        if leaving and isinstance(watched, LineEditor) and not watched.makes_sense():
            return True
        return super().eventFilter(watched, event)


def _is_tick(index: Index) -> bool:
    return index.column() == 0 and bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
