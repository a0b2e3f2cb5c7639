"""A table of records on the screen: keys, scrolling that holds still, choosing, copying."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.models.records import RecordTable
from app.views.theme import ROW, Theme
from app.views.widgets.columns import Columns
from app.views.widgets.record_delegate import RecordDelegate
from app.views.widgets.record_habits import (
    choose_only,
    choose_rows,
    is_plain,
    look_like_a_list,
    opens,
    repaint_row,
    say_instead,
    selected_rows,
)
from app.views.widgets.record_header import RecordHeader
from app.views.widgets.told import Told
from app.views.widgets.whole_selection import WholeSelection

T = TypeVar("T")
Key = Hashable


class RecordView(QTableView, Generic[T]):
    """Shows a `RecordTable`.

    Signals:
        opened: the record somebody pressed Enter on, or double-clicked.
        became_current: the record the keyboard is on, or None; again when it was refreshed.
        selected: the records that are selected now, as a list.
        arranged: what is shown is what is wanted.
    """

    opened = Signal(object)
    became_current = Signal(object)
    selected = Signal(object)
    arranged = Signal()

    def __init__(self, table: RecordTable[T], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._told = Told(self)
        self._told.became_current.connect(self.became_current)
        self._told.selected.connect(self.selected)
        self._anchor: tuple[Key, int] | None = None
        self._current_key: Key | None = None
        self._resorted = self._had_rows = False
        self.takes_first = False
        """Whether the first row is chosen by itself where there was none before."""
        self._whole = WholeSelection(self, lambda: table.keys)
        self.placeholder = ""
        """Said where the filter leaves nothing."""
        self.delegate = RecordDelegate(self, table)
        self._head = RecordHeader(self)
        self.setHorizontalHeader(self._head)
        self.setModel(table)
        self.setItemDelegate(self.delegate)
        self._set_behaviour()
        header = self.horizontalHeader()
        self.columns = Columns(header, table.fields)
        self.columns.chosen.connect(self._tell_columns)
        self.columns.sort_by(table.order.field, descending=table.order.descending)
        header.sortIndicatorChanged.connect(self._note_sorting)  # before Qt sorts
        self.setSortingEnabled(True)
        table.layoutAboutToBeChanged.connect(self._hold)
        table.layoutChanged.connect(self._hold_still)
        table.arranged.connect(self._settle)
        table.rowsRemoved.connect(self._tell)
        table.dataChanged.connect(self._tell)
        self._tell_columns()

    def _set_behaviour(self) -> None:
        choose_rows(self)
        look_like_a_list(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setProperty("pane", True)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.table.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.delegate.painter.apply_theme(theme)
        self._head.apply_theme(theme)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes other texts fit."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.delegate.painter.take_font(self.font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column that stretches takes what is left."""
        super().resizeEvent(event)
        self.columns.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, all of them at once, or say why there are none."""
        painter = QPainter(self.viewport())
        if self.table.total and not self.table.shown:
            say_instead(self, painter, self.placeholder)
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        if first < 0:
            return
        columns = self._columns_in(event.rect())
        top, current = self.rowViewportPosition(first), self.currentIndex().row()
        for row in range(first, (last if last >= 0 else self.table.shown - 1) + 1):
            self._draw_row(painter, row, top, columns)
            if row == current:
                self.delegate.painter.draw_current(painter, self, top)
            top += ROW

    def _columns_in(self, rect: QRect) -> list[tuple[int, int, int]]:
        """Number, left edge and width of every column that reaches into a part of the view."""
        header = self.horizontalHeader()
        places = (
            (n, header.sectionViewportPosition(n), header.sectionSize(n))
            for n in range(header.count())
            if not header.isSectionHidden(n)
        )
        return [p for p in places if p[1] <= rect.right() and p[1] + p[2] > rect.left()]

    def _draw_row(
        self, painter: QPainter, row: int, top: int, columns: Sequence[tuple[int, int, int]]
    ) -> None:
        cells, fields, record = self.delegate.painter, self.table.fields, self.table.record(row)
        if self.selectionModel().isRowSelected(row, QModelIndex()):
            painter.fillRect(0, top, self.viewport().width(), ROW, cells.selection)
        for number, left, width in columns:
            if number == 0 and self.table.checkable:
                ticked = self.table.is_ticked(row)
                moved = cells.draw_tick(painter, QRect(left, top, width, ROW), ticked)
                left, width = left + moved, width - moved
            cells.draw(painter, left, top, width, ROW, fields[number], record)

    # holding still

    @Slot()
    def _hold(self) -> None:
        """Note what stands where before the rows move."""
        self._whole.hold()
        self._anchor = self._current_key = None
        top, current = self.rowAt(0), self.currentIndex().row()
        if current >= 0:
            self._current_key = self.table.key_at(current)
        if self._resorted or top < 0:
            return
        in_sight = top <= current <= top + self.page
        row = current if in_sight else top
        if top > 0 or in_sight:
            self._anchor = self.table.key_at(row), row - top

    @Slot()
    def _hold_still(self) -> None:
        """Scroll so that what was looked at stays where it was."""
        self._whole.restore()
        bar = self.verticalScrollBar()
        if self._resorted:
            row = None if self._current_key is None else self.table.row_of(self._current_key)
            if row is None:
                bar.setValue(0)
            else:
                self.scrollTo(self.table.index(row, max(self.columnAt(0), 0)))
            return
        if self._anchor is None:
            return
        key, offset = self._anchor
        row = self.table.row_of(key)
        if row is not None and not (bar.value() == 0 and row < self.page):
            bar.setValue(row - offset)

    @property
    def page(self) -> int:
        """How many whole rows there is room for."""
        return max(1, self.viewport().height() // ROW)

    @Slot()
    def _note_sorting(self) -> None:
        self._resorted = True

    def filter_by(self, text: str) -> None:
        """Show only what `text` admits, with the current row in sight where it is shown."""
        self._resorted = True
        self.table.filter_by(text)

    @Slot()
    def _settle(self) -> None:
        self._resorted = False
        came, self._had_rows = not self._had_rows, self.table.shown > 0
        if self.takes_first and came and self._had_rows and not self.currentIndex().isValid():
            self.select(self.table.key_at(0))
        self._tell()
        self.arranged.emit()

    @Slot()
    def _tell_columns(self) -> None:
        self.table.show_columns(field.key for field in self.columns.shown)

    # the current record and the selected

    @property
    def arranging(self) -> bool:
        """Whether what is shown is behind what is wanted."""
        return self.table.arranging

    @property
    def counts(self) -> tuple[int, int]:
        """How many records are shown, and how many there are."""
        return self.table.shown, self.table.total

    @property
    def current(self) -> T | None:
        """The record the keyboard is on."""
        index = self.currentIndex()
        return self.table.record_at(index) if index.isValid() else None

    @property
    def selected_records(self) -> list[T]:
        """The selected records, from top to bottom."""
        return [self.table.record(row) for row in selected_rows(self)]

    def select(self, key: Key) -> bool:
        """Make the record with that key current and select it; False where it is not shown."""
        row = self.table.row_of(key)
        if row is not None:
            choose_only(self, self.table.index(row, max(self.columnAt(0), 0)))
        return row is not None

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the bar at the left elsewhere, and tell who is current."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                repaint_row(self, index.row())
        self._tell()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell what is selected."""
        super().selectionChanged(selected, deselected)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._told.tell(self.current, self.selected_records)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks what is selected."""
        if opens(self, event):
            self.opened.emit(self.current)
        elif event.key() == Qt.Key.Key_Space and is_plain(event) and self.table.checkable:
            self._tick_selected()
        else:
            super().keyPressEvent(event)

    def _tick_selected(self) -> None:
        rows = list(selected_rows(self))
        on = not all(map(self.table.is_ticked, rows))
        self.table.tick([self.table.key_at(row) for row in rows], on)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the record."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.table.record_at(index))

    def keyboardSearch(self, search: str) -> None:
        """Typing does not look through 20,000 rows; that is what the filter is for."""
