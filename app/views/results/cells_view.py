"""The cells of a result on the screen. A grid has two of these: frozen columns, and the others.

Both show the same model and share one selection; rows are as high as everywhere, and all cells of
a page are drawn at once, for that is what scrolling waits for.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolTip, QWidget

from app.models.results.result_model import ResultModel
from app.models.source_text import visible
from app.views.results.result_header import ResultHeader, RowNumbers
from app.views.theme import ROW, Theme
from app.views.widgets.cell_painter import PADDING, CellPainter
from app.views.widgets.record_habits import look_like_a_list, say_instead

_WASH = 0.22  # of the colour behind what is not made yet
_LONGEST = 2_000  # code points of a tooltip
Index = QModelIndex | QPersistentModelIndex


class CellsView(QTableView):
    """Draws; what keys and the mouse mean, its grid decides.

    Signals:
        key_pressed: a QKeyEvent, accepted by whoever made use of it.
        pressed_with_shift: the cell that was clicked to reach from the current one.
        opened: the cell that was double-clicked.
    """

    key_pressed = Signal(object)
    pressed_with_shift = Signal(object)
    opened = Signal(object)

    def __init__(self, cells: CellPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = cells
        self.placeholder = ""
        """Said where the filter leaves nothing."""
        self.edge = False
        """Whether a line at the right says that these columns stand still."""
        self.head = ResultHeader(self)
        self.setHorizontalHeader(self.head)
        self.numbers = RowNumbers(self)
        self.setVerticalHeader(self.numbers)
        look_like_a_list(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._below = False  # rows came below what is in sight, and that is to be laid out
        self._grid_line = self._edge = QColor()

    @property
    def result(self) -> ResultModel | None:
        """The model, once there is one."""
        model = self.model()
        return model if isinstance(model, ResultModel) else None

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours; those of the cells are their painter's."""
        self._grid_line, self._edge = QColor(theme.border), QColor(theme.faint)
        self.head.apply_theme(theme)
        self.numbers.apply_theme(theme)
        self.viewport().update()

    @property
    def page(self) -> int:
        """How many whole rows there is room for."""
        return max(1, self.viewport().height() // ROW)

    def sizeHintForColumn(self, column: int) -> int:
        """The room that the rows in sight want: for a double-click beside a head."""
        model = self.result
        if model is None or not model.shown:
            return 0
        first = max(self.rowAt(0), 0)
        width, field = self.cells.font_of(model.fields[column]).width, model.fields[column]
        rows = range(first, min(first + self.page + 1, model.shown))
        return max(width(field.shown(model.row(row))) for row in rows) + 2 * PADDING + 2

    # drawing

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show what is in a model."""
        super().setModel(model)
        if model is not None:
            model.layoutAboutToBeChanged.connect(self._draw_all)

    @Slot()
    def _draw_all(self) -> None:
        self._below = False

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Rows that come below what is in sight are nothing to draw."""
        super().rowsInserted(parent, start, end)
        bottom = self.rowAt(self.viewport().height() - 1)
        self._below = 0 <= bottom < start

    def doItemsLayout(self) -> None:
        """Fit the scroll bars, and draw anew unless rows came below and nothing else was."""
        below, self._below = self._below, False
        if below:
            self.updateGeometries()
        else:
            super().doItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells in sight, or say why there are none."""
        model = self.result
        if model is None:
            return
        painter = QPainter(self.viewport())
        if not model.shown:
            if self.placeholder:
                say_instead(self, painter, self.placeholder)
            return
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        if first < 0:
            return
        last = last if last >= 0 else model.shown - 1
        columns = self._columns_in(event.rect().left(), event.rect().right())
        origin = self.rowViewportPosition(first)
        self._draw_selection(painter, first, last, columns, origin)
        for row in range(first, last + 1):
            values, top = model.seen(row), origin + (row - first) * ROW
            if model.pending:
                self._draw_wanted(painter, model, row, top, columns)
            for number, left, width in columns:
                self.cells.draw(painter, left, top, width, ROW, model.fields[number], values)
            if model.pending and model.is_gone(row):
                self._strike(painter, top, columns)
        self._draw_lines(painter, origin, origin + (last + 1 - first) * ROW, columns)
        if self.edge and columns:
            painter.fillRect(
                self.viewport().width() - 2, 0, 2, self.viewport().height(), self._edge
            )
        self._draw_current(painter)

    def _columns_in(self, left: int, right: int) -> list[tuple[int, int, int]]:
        """Number, left edge and width of every column in a part of the view."""
        header = self.horizontalHeader()
        places = (
            (n, header.sectionViewportPosition(n), header.sectionSize(n))
            for n in range(header.count())
            if not header.isSectionHidden(n)
        )
        return [place for place in places if place[1] <= right and place[1] + place[2] > left]

    def _draw_selection(
        self,
        painter: QPainter,
        first: int,
        last: int,
        columns: Sequence[tuple[int, int, int]],
        origin: int,
    ) -> None:
        for part in self.selectionModel().selection().toList():
            top, bottom = max(part.top(), first), min(part.bottom(), last)
            if top > bottom:
                continue
            height = (bottom - top + 1) * ROW
            for number, left, width in columns:
                if part.left() <= number <= part.right():
                    painter.fillRect(
                        left, origin + (top - first) * ROW, width, height, self.cells.selection
                    )

    def _draw_wanted(
        self,
        painter: QPainter,
        model: ResultModel,
        row: int,
        top: int,
        columns: Sequence[tuple[int, int, int]],
    ) -> None:
        """A wash behind cells whose value is not in the table yet, and behind rows that go."""
        wanted, gone = model.wanted(row), model.is_gone(row)
        for number, left, width in columns:
            if gone or number in wanted:
                ink = QColor(self.cells.theme.error if gone else self.cells.theme.warning)
                ink.setAlphaF(_WASH)
                painter.fillRect(left, top, width, ROW, ink)

    def _strike(self, painter: QPainter, top: int, columns: Sequence[tuple[int, int, int]]) -> None:
        """A line through a row that goes."""
        painter.setPen(QPen(QColor(self.cells.theme.error), 1))
        for _number, left, width in columns:
            painter.drawLine(left, top + ROW // 2, left + width - 1, top + ROW // 2)

    def _draw_lines(
        self, painter: QPainter, top: int, bottom: int, columns: Sequence[tuple[int, int, int]]
    ) -> None:
        painter.setPen(QPen(self._grid_line, 1))
        for _number, left, width in columns:
            painter.drawLine(left + width - 1, top, left + width - 1, bottom - 1)

    def _draw_current(self, painter: QPainter) -> None:
        """Frame the cell that the keyboard is on, whichever of the two views has the focus."""
        current = self.currentIndex()
        if current.isValid() and not self.isColumnHidden(current.column()):
            rect = self.visualRect(current).adjusted(0, 0, -1, -1)
            painter.setPen(QPen(self.cells.accent if self.hasFocus() else self._grid_line, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    # selecting

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Draw all anew: where the ranges lie is quicker asked once than for each cell."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Draw the frame elsewhere."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The grid decides; what it leaves is nothing of ours."""
        event.ignore()
        self.key_pressed.emit(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shift reaches from the current cell, over both views."""
        index = self.indexAt(event.position().toPoint())
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if index.isValid() and shift and event.button() == Qt.MouseButton.LeftButton:
            self.pressed_with_shift.emit(index)
            return
        if event.button() == Qt.MouseButton.RightButton and index.isValid():
            if not self.selectionModel().isSelected(index):  # the menu is about what is selected
                super().mousePressEvent(event)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the value."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)

    def keyboardSearch(self, search: str) -> None:
        """Typing does not look through a million rows; that is what the filter is for."""

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a value in full where the cell has no room for it."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        index, model = self.indexAt(event.pos()), self.result
        if model is None or not index.isValid():
            QToolTip.hideText()
            return True
        field, values = model.fields[index.column()], model.row(index.row())
        wide = self.cells.font_of(field).width(field.shown(values))
        full = index.data(Qt.ItemDataRole.EditRole) or ""
        if wide <= self.visualRect(index).width() - 2 * PADDING and "\n" not in full:
            QToolTip.hideText()
        else:
            cut = full if len(full) <= _LONGEST else f"{full[:_LONGEST]}…"
            QToolTip.showText(event.globalPos(), f"<pre>{escape(visible(cut))}</pre>", self)
        return True
