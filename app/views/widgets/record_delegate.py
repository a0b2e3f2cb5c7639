"""What a view of records leaves to its delegate: cells of trees, tooltips, ticks and editors."""

from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QHelpEvent,
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

from app.models.fields import Field
from app.models.source_text import visible
from app.views.theme import ROW
from app.views.widgets.cell_editor import LineEditor, editor_for
from app.views.widgets.cell_painter import PADDING, CellPainter

_LONGEST = 2_000  # code points of a tooltip
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
        self.painter = CellPainter(view.font())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The room a whole text needs, in a row of the usual height."""
        field = self._records.fields[index.column()]
        text = field.shown(self._records.record_at(index))
        return QSize(self.painter.font_of(field).width(text) + 2 * PADDING, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell of a tree; a table draws its own, all at once."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & _SELECTED:
            painter.fillRect(rect, self.painter.selection)
        field, record = self._records.fields[index.column()], self._records.record_at(index)
        place = rect.left(), rect.top(), rect.width(), rect.height()
        self.painter.draw(painter, *place, field, record)
        current = self._view.currentIndex()
        if index.row() == current.row() and index.parent() == current.parent():
            self.painter.draw_current(painter, self._view, rect.top())

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
        wide = self.painter.font_of(field).width(shown)
        fits = field.spark is None and wide <= rect.width() - 2 * PADDING
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
        box = CellPainter.box(rect).adjusted(-4, -4, 4, 4)
        if event.type() != QEvent.Type.MouseButtonRelease or not box.contains(
            event.position().toPoint()
        ):
            return False
        ticked = Qt.CheckState(index.data(Role.CheckStateRole)) == Qt.CheckState.Checked
        after = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return bool(model.setData(index, after, Role.CheckStateRole))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line, or a choice, that stays open until what is typed makes sense."""
        return editor_for(self._records.fields[index.column()], self.painter.theme, parent)

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
