"""The cells of a result as a spreadsheet: two views side by side, with one selection and one rule
for keys. Columns that are frozen, and the numbers of the rows, are the left one's.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from app.models.results.result_model import ResultModel
from app.results.arranging import Order
from app.results.selection import Selection
from app.views.results.cells_view import CellsView
from app.views.results.moves import Ground, moved
from app.views.results.result_columns import ResultColumns, Shapes
from app.views.results.selecting import block, runs_of
from app.views.theme import Theme
from app.views.widgets.cell_painter import CellPainter

_FLAG = QItemSelectionModel.SelectionFlag
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class ResultSheet(QFrame):
    """Shows a `ResultModel`.

    Signals:
        value_wanted: a value is wanted whole: the number its row came with, its column.
        edit_wanted: the same of a value to change.
        current_changed: the same of the cell the keyboard is on; -1, -1 where it is on none.
        selected: another selection.
        sort_wanted: a head was clicked: its column, and whether with Shift.
        head_menu_wanted: a place on the screen, and the column there or None.
        cell_menu_wanted: a place on the screen, and the QModelIndex there.
        left: Esc was pressed.
    """

    value_wanted = Signal(object, object)
    edit_wanted = Signal(object, object)
    current_changed = Signal(object, object)
    selected = Signal()
    sort_wanted = Signal(object, object)
    head_menu_wanted = Signal(object, object)
    cell_menu_wanted = Signal(object, object)
    left = Signal()

    def __init__(self, model: ResultModel, shapes: Shapes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.model = model
        self._anchor = (-1, -1)
        self.cells = CellPainter(self.font())
        self.frozen, self.free = CellsView(self.cells), CellsView(self.cells)
        side = QHBoxLayout(self)
        side.setContentsMargins(1, 1, 1, 1)
        side.setSpacing(0)
        side.addWidget(self.frozen)
        side.addWidget(self.free, 1)
        self._share()
        self.columns = ResultColumns(self.frozen, self.free, shapes)
        self._connect()
        self.columns.take(model)

    def _share(self) -> None:
        """Both views show one model, one selection and the same rows."""
        for view in (self.frozen, self.free):
            view.setModel(self.model)
        own = self.frozen.selectionModel()
        self.frozen.setSelectionModel(self.free.selectionModel())
        own.deleteLater()
        self.frozen.numbers.show()
        self.frozen.numbers.take_count(lambda: self.model.total)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setFocusProxy(self.free)
        self.frozen.edge = True
        self.free.setProperty("pane", True)
        self.setFocusProxy(self.free)
        left, right = self.frozen.verticalScrollBar(), self.free.verticalScrollBar()
        right.valueChanged.connect(left.setValue)
        left.valueChanged.connect(right.setValue)
        self.free.horizontalScrollBar().rangeChanged.connect(self._level)

    def _connect(self) -> None:
        self.model.rearranging.connect(self._forget_selection)
        self.model.rearranged.connect(self._find_current)
        selection = self.free.selectionModel()
        selection.selectionChanged.connect(self.selected)
        selection.currentChanged.connect(self._tell_current)
        self.frozen.numbers.sectionPressed.connect(self._press_number)
        self.frozen.numbers.sectionEntered.connect(self._drag_to_number)
        for view in (self.frozen, self.free):
            view.key_pressed.connect(self._press)
            view.pressed_with_shift.connect(self._reach)
            view.opened.connect(self._open)
            view.pressed.connect(self._note_anchor)
            view.head.sectionClicked.connect(self._sort)
            view.head.customContextMenuRequested.connect(partial(self._head_menu, view))
            view.customContextMenuRequested.connect(partial(self._cell_menu, view))

    @Slot(int, int)
    def _level(self, _least: int, most: int) -> None:
        """Let the last rows stand side by side: the frozen view has a bar below as well."""
        policy = Qt.ScrollBarPolicy
        on = policy.ScrollBarAlwaysOn if most > 0 else policy.ScrollBarAlwaysOff
        self.frozen.setHorizontalScrollBarPolicy(on)

    def show_order(self, order: tuple[Order, ...]) -> None:
        """Draw arrows over what is sorted by."""
        for view in (self.free, self.frozen):
            view.head.show_order(order)
            view.viewport().update()

    def say_instead(self, text: str) -> None:
        """Have this said where there are no rows to show."""
        if self.free.placeholder != text:
            self.free.placeholder = text
            self.free.viewport().update()

    # selecting

    @property
    def has_selection(self) -> bool:
        """Whether more than nothing is selected."""
        return bool(self.free.selectionModel().hasSelection())

    @property
    def selection(self) -> Selection:
        """What is selected; where nothing is, the cell that the keyboard is on."""
        runs, columns = runs_of(self.free.selectionModel().selection().toList())
        current = self.free.currentIndex()
        if not runs and current.isValid():
            runs, columns = ((current.row(), current.row() + 1),), {current.column()}
        shown = tuple(number for number in self.columns.shown if number in columns)
        return Selection(self.model.reader, self.model.arrangement, runs, shown)

    @property
    def everything(self) -> Selection:
        """All rows and columns that are shown."""
        runs = ((0, self.model.shown),) if self.model.shown else ()
        return Selection(self.model.reader, self.model.arrangement, runs, tuple(self.columns.shown))

    @Slot()
    def _forget_selection(self) -> None:
        self.free.selectionModel().clearSelection()

    @Slot()
    def _find_current(self) -> None:
        """Rows moved: have the current one in sight, or begin at the top."""
        current = self.free.currentIndex()
        if current.isValid():
            self._anchor = current.row(), current.column()
            self.go(current.row(), current.column(), _FLAG.NoUpdate)
        else:
            self.free.verticalScrollBar().setValue(0)

    @Slot(QModelIndex)
    def _note_anchor(self, index: QModelIndex) -> None:
        self._anchor = index.row(), index.column()

    @Slot(object)
    def _reach(self, index: QModelIndex) -> None:
        self._select_to(index.row(), index.column())

    def _select_to(self, row: int, column: int) -> None:
        """Select from the anchor to there."""
        shown = self.columns.shown
        if self._anchor[0] < 0 or self._anchor[1] not in shown:
            self._anchor = row, column
        chosen = block(self.model, self._anchor, (row, column), shown)
        self.free.selectionModel().select(chosen, _FLAG.ClearAndSelect)
        self.go(row, column, _FLAG.NoUpdate)

    def go(
        self,
        row: int,
        column: int,
        how: QItemSelectionModel.SelectionFlag = _FLAG.ClearAndSelect,
    ) -> None:
        """Make a cell current, and have it in sight in whichever view it is."""
        index = self.model.index(row, column)
        if how & _FLAG.Clear:
            self._anchor = row, column
        self.free.selectionModel().setCurrentIndex(index, how)
        view = self.frozen if self.columns.is_frozen(column) else self.free
        view.scrollTo(index)

    def _select(self, first: int, left: int, last: int, right: int, more: bool = False) -> None:
        ends = self.model.index(first, left), self.model.index(last, right)
        how = _FLAG.Select if more else _FLAG.ClearAndSelect
        self.free.selectionModel().select(QItemSelection(*ends), how)

    def select_all(self) -> None:
        """Select whatever is shown."""
        if self.model.shown:
            self._select(0, 0, self.model.shown - 1, self.model.columnCount() - 1)

    def select_rows(self) -> None:
        """Select the rows of what is selected, in all their width."""
        for first, last in self.selection.runs:
            self._select(first, 0, last - 1, self.model.columnCount() - 1, more=True)

    def select_column(self, column: int | None = None) -> None:
        """Select a column, that of the current cell unless it is said."""
        if column is None:
            column = self.free.currentIndex().column()
        if column >= 0 and self.model.shown:
            self._select(0, column, self.model.shown - 1, column)

    @Slot(QModelIndex, QModelIndex)
    def _tell_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.current_changed.emit(self.model.number_of(current.row()), current.column())
        else:
            self.current_changed.emit(-1, -1)

    # keys and mouse

    @Slot(object)
    def _press(self, event: QKeyEvent) -> None:
        """What a key does in the cells."""
        if self._act(event) or self._move(event):
            event.accept()

    def _act(self, event: QKeyEvent) -> bool:
        what: Callable[[], object] | None = None
        match Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            case Qt.Key.Key_Space, keys if keys == _SHIFT:
                what = self.select_rows
            case Qt.Key.Key_Space, keys if keys == _CTRL:
                what = self.select_column
            case key, keys if key in _OPENING and not keys:
                what = partial(self._open, self.free.currentIndex())
            case Qt.Key.Key_F2, keys if not keys:
                what = partial(self._tell_cell, self.edit_wanted, self.free.currentIndex())
            case Qt.Key.Key_Escape, keys if not keys:
                what = self.left.emit
        if event.matches(QKeySequence.StandardKey.SelectAll):
            what = self.select_all
        if what is not None:
            what()
        return what is not None

    def _move(self, event: QKeyEvent) -> bool:
        keys, shown = event.modifiers(), self.columns.shown
        current = self.free.currentIndex()
        place = shown.index(current.column()) if current.column() in shown else 0
        ground = Ground(self.model.shown, len(shown), self.free.page)
        to = moved(event.key(), bool(keys & _CTRL), max(current.row(), 0), place, ground)
        if to is None:
            return False
        row, column = (to[0], shown[to[1]]) if current.isValid() else (0, shown[0])
        if keys & _SHIFT:
            self._select_to(row, column)
        else:
            self.go(row, column)
        return True

    @Slot(object)
    def _open(self, index: QModelIndex) -> None:
        self._tell_cell(self.value_wanted, index)

    def _tell_cell(self, signal: SignalInstance, index: QModelIndex) -> None:
        if index.isValid():
            signal.emit(self.model.number_of(index.row()), index.column())

    @Slot(int)
    def _press_number(self, row: int) -> None:
        """Select a row by its number: with Shift all from the anchor, with Ctrl one more."""
        keys, last = QApplication.keyboardModifiers(), self.model.columnCount() - 1
        if keys & _SHIFT:
            self._drag_to_number(row)
        elif keys & _CTRL:
            self._select(row, 0, row, last, more=True)
        else:
            self.go(row, self.columns.shown[0])
            self._select(row, 0, row, last)

    @Slot(int)
    def _drag_to_number(self, row: int) -> None:
        top, bottom = sorted((max(self._anchor[0], 0), row))
        self._select(top, 0, bottom, self.model.columnCount() - 1)

    @Slot(int)
    def _sort(self, column: int) -> None:
        self.sort_wanted.emit(column, bool(QApplication.keyboardModifiers() & _SHIFT))

    def _head_menu(self, view: CellsView, place: QPoint) -> None:
        column = view.head.logicalIndexAt(place)
        self.head_menu_wanted.emit(view.head.mapToGlobal(place), column if column >= 0 else None)

    def _cell_menu(self, view: CellsView, place: QPoint) -> None:
        """The menu is about what is selected, and what is clicked elsewhere is selected first."""
        index = view.indexAt(place)
        if index.isValid() and not view.selectionModel().isSelected(index):
            self.go(index.row(), index.column())
        self.cell_menu_wanted.emit(view.viewport().mapToGlobal(place), index)

    # colours

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.cells.apply_theme(theme)
        self.frozen.apply_theme(theme)
        self.free.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Write the cells in another font."""
        self.cells.set_code_font(font)
        self.columns.fit()
        for view in (self.frozen, self.free):
            view.viewport().update()
