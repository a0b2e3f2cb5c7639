"""The menus of a grid: what to copy, which rows to see by the cell, what to do with a column."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.domain.errors import ConsoleError
from app.i18n import _
from app.models.formats import NULL, count
from app.models.results.cells import in_a_line
from app.results.conditions import Sign
from app.results.copying import FORMS
from app.results.filtering import term
from app.results.written import written
from app.workers.lane import Job, Lane

if TYPE_CHECKING:
    from app.views.results.grid import ResultGrid

COPY_KEYS = {"tsv": "Ctrl+C", "tsv-headings": "Ctrl+Shift+C"}
_LISTED = 30  # values of a column in its menu
_LONG = 60  # code points of one of them


class GridMenus(QObject):
    """Makes menus for a grid when they are asked for, and has frequent values counted in a lane."""

    def __init__(self, grid: "ResultGrid", lane: Lane) -> None:
        super().__init__(grid)
        self._grid, self._lane = grid, lane
        self._job: Job[list[tuple[Any, int]]] | None = None
        grid.sheet.head_menu_wanted.connect(self.open_for_head)
        grid.sheet.cell_menu_wanted.connect(self.open_for_cell)

    @Slot(object, object)
    def open_for_head(self, place: QPoint, column: int | None) -> None:
        """What can be done with a column."""
        menu = self._menu()
        if column is not None:
            grid, sheet = self._grid, self._grid.sheet
            menu.addAction(_("Sort ascending"), partial(grid.sort, column, False))
            menu.addAction(_("Sort descending"), partial(grid.sort, column, True))
            menu.addAction(_("Rows as they came"), partial(grid.sort, None))
            menu.addSeparator()
            self._fill_values(menu.addMenu(_("Only rows with")), column)
            menu.addAction(_("Select this column"), partial(sheet.select_column, column))
            menu.addSeparator()
        self._grid.sheet.columns.fill(menu, column)
        menu.popup(place)

    @Slot(object, object)
    def open_for_cell(self, place: QPoint, index: QModelIndex) -> None:
        """What can be done with what is selected, and with the cell there."""
        menu, grid = self._menu(), self._grid
        for form in FORMS:
            action = menu.addAction(_(form.title), partial(grid.copy, form.key))
            action.setShortcut(QKeySequence(COPY_KEYS.get(form.key, "")))
            action.setEnabled(index.isValid())
        menu.addSeparator()
        if index.isValid():
            open_it = menu.addAction(_("Show this value"), partial(self._tell, "value", index))
            open_it.setShortcut(QKeySequence("Return"))
            edit = menu.addAction(_("Change this value…"), partial(self._tell, "edit", index))
            edit.setShortcut(QKeySequence("F2"))
            edit.setEnabled(grid.can_edit)
            menu.addSeparator()
            self._fill_by_cell(menu, index)
            menu.addSeparator()
        for action in grid.offered:
            menu.addAction(action)
        grid.sheet.columns.fill_choice(menu.addMenu(_("Columns")))
        menu.popup(place)

    def _menu(self) -> QMenu:
        menu = QMenu(self._grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _tell(self, what: str, index: QModelIndex) -> None:
        sheet, number = self._grid.sheet, self._grid.model.number_of(index.row())
        signal = sheet.value_wanted if what == "value" else sheet.edit_wanted
        signal.emit(number, index.column())

    def _fill_by_cell(self, menu: QMenu, index: QModelIndex) -> None:
        """Fewer rows, by the value that was clicked."""
        column = self._grid.reader.columns[index.column()]
        value = index.data(Qt.ItemDataRole.EditRole)
        if value is None:
            only, without = term(column, Sign.NULL), term(column, Sign.NOT_NULL)
        else:
            only, without = term(column, Sign.EQUAL, value), term(column, Sign.UNEQUAL, value)
        menu.addAction(_("Only rows with this value"), partial(self._grid.filter_by, only))
        menu.addAction(_("Only rows with another value"), partial(self._grid.filter_by, without))

    # frequent values

    def _fill_values(self, menu: QMenu, number: int) -> None:
        """The values of a column, the most frequent first; they are counted when it opens."""
        waiting = menu.addAction(_("Counting…"))
        waiting.setEnabled(False)
        menu.aboutToShow.connect(partial(self._count, menu, waiting, number))

    def _count(self, menu: QMenu, waiting: QAction, number: int) -> None:
        if self._job is not None:
            self._job.cancel()
        if not waiting.isVisible():
            return
        reader, arrangement = self._grid.reader, self._grid.model.arrangement
        self._job = self._lane.submit(
            lambda stop: reader.distinct(number, arrangement, _LISTED, stop)
        )
        counted = _Counted(self, menu, waiting, number)
        self._job.succeeded.connect(counted.show)
        self._job.failed.connect(counted.fail)

    def close(self) -> None:
        """Nothing is counted any more."""
        if self._job is not None:
            self._job.cancel()

    def add_value(self, menu: QMenu, number: int, value: Any, times: int) -> None:
        """Offer one value in a menu."""
        column = self._grid.reader.columns[number]
        text = NULL if value is None else written(value, column)
        shown = in_a_line(text)[:_LONG].replace("&", "&&")
        wanted = term(column, Sign.NULL) if value is None else term(column, Sign.EQUAL, text)
        menu.addAction(f"{shown}\t{count(times)}", partial(self._grid.filter_by, wanted))


class _Counted(QObject):
    """What fills a menu once values are counted; it goes with the menu."""

    def __init__(self, menus: GridMenus, menu: QMenu, waiting: QAction, number: int) -> None:
        super().__init__(menu)
        self._menus, self._menu, self._waiting, self._number = menus, menu, waiting, number

    @Slot(object)
    def show(self, values: list[tuple[Any, int]]) -> None:
        """Offer them."""
        self._waiting.setVisible(False)
        for value, times in values:
            self._menus.add_value(self._menu, self._number, value, times)
        if not values:
            self._waiting.setText(_("No rows"))
            self._waiting.setVisible(True)

    @Slot(object)
    def fail(self, error: ConsoleError) -> None:
        """Say why there are none."""
        self._waiting.setText(str(error))
