"""The results of an editor, a tab each: those of the last run, and those somebody pinned.

    tabs = ResultTabs(lane, shapes)
    tabs.begin_run()                        # what is not pinned gives way once a result comes
    grid = tabs.add(reader, "SELECT …")     # as soon as its head is there
    tabs.tell_seconds(reader, 0.31)
    tabs.grid_added.connect(page.look_after)      # to connect copying, a viewer, editing
    tabs.compare_wanted.connect(compare.show)     # two Outcomes: the older, the newer
    tabs.shut()

A result that leaves its tab is closed, and its disk is free.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QIcon, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QTabWidget, QWidget

from app.i18n import _
from app.results.folder import sweep_ours
from app.results.store import ResultReader
from app.views.icons import filled_icon
from app.views.results.grid import ResultGrid
from app.views.results.result_columns import Shapes
from app.views.theme import LIGHT, Theme
from app.workers.lane import Lane

_LONG = 28  # code points of a tab's title
_TIP = 600  # of its tooltip


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result in a tab: its rows, what it is called there, and the statement it is of."""

    reader: ResultReader
    title: str
    statement: str
    binds: Mapping[str, object] = field(default_factory=dict)
    """The values that were given for it."""


class _Tab:
    """What is known of a tab."""

    def __init__(self, statement: str, binds: Mapping[str, object], number: int) -> None:
        self.statement, self.binds, self.number = statement, binds, number
        self.name = ""  # as somebody called it
        self.pinned = False
        self.old = False  # of a run before


class ResultTabs(QTabWidget):
    """Holds a `ResultGrid` for each result.

    Signals:
        grid_added: a ResultGrid, before anything is shown of it.
        grid_changed: the ResultGrid in front, or None.
        compare_wanted: two Outcomes, the older first.
    """

    grid_added = Signal(object)
    grid_changed = Signal(object)
    compare_wanted = Signal(object, object)

    def __init__(self, lane: Lane, shapes: Shapes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setTabsClosable(True)
        self.setMovable(True)
        self._lane, self._shapes = lane, shapes
        self._theme, self._font = LIGHT, QFont()
        self._has_font = False
        self._known: dict[ResultGrid, _Tab] = {}
        self._number = 0
        self._renewed: ResultGrid | None = None
        bar = self.tabBar()
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(self._open_menu)
        bar.tabBarDoubleClicked.connect(self._rename)
        self.tabCloseRequested.connect(self._close_tab)
        self.currentChanged.connect(self._tell_current)
        self._pin = QAction(self)
        self._pin.setCheckable(True)
        self._pin.setShortcut(QKeySequence("Ctrl+Shift+P"))
        self._pin.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._pin.triggered.connect(self._toggle_pin)
        self.addAction(self._pin)
        lane.submit(lambda _stop: sweep_ours())
        self.retranslate()

    # what the page tells

    def begin_run(self) -> None:
        """Another run begins: its results are numbered anew, and take the place of what is here
        unless that is pinned. They do so one by one, so that nothing is lost to a failed run.
        """
        if self._renewed in self._known:
            return
        self._number = 0
        for tab in self._known.values():
            tab.old = True

    def renew(self, grid: ResultGrid | None) -> None:
        """The next run is of that statement alone: its result takes the place of this one's, and
        all others stay. None: no, it is not.
        """
        self._renewed = grid

    def add(
        self, reader: ResultReader, statement: str,
        binds: Mapping[str, object] = MappingProxyType({}),
    ) -> ResultGrid:  # fmt: skip
        """Show a result in a tab of its own, in front if it is the first of its run."""
        renewed, self._renewed = self._renewed, None
        if renewed is not None and renewed in self._known:
            self._known[renewed].binds = binds
            return self._put_in_place(renewed, reader)
        first = self._number == 0
        if first:
            for grid in [grid for grid, tab in self._known.items() if tab.old and not tab.pinned]:
                self.close_grid(grid)
        self._number += 1
        grid = self._make(reader, _Tab(statement, binds, self._number))
        place = self.addTab(grid, "")
        self._say(grid)
        if first:
            self.setCurrentIndex(place)
        return grid

    def _make(self, reader: ResultReader, tab: _Tab) -> ResultGrid:
        grid = ResultGrid(reader, self._lane, self._shapes)
        grid.apply_theme(self._theme)
        if self._has_font:
            grid.set_code_font(self._font)
        self._known[grid] = tab
        self.grid_added.emit(grid)
        return grid

    def _put_in_place(self, old: ResultGrid, reader: ResultReader) -> ResultGrid:
        """Have newer rows of a statement stand where the older ones did, seen the same way."""
        place, front = self.indexOf(old), old is self.currentWidget()
        grid = self._make(reader, self._known[old])
        self.insertTab(place, grid, "")
        self._say(grid)
        if front:
            self.setCurrentWidget(grid)
        if old.filter.text():
            grid.filter.setText(old.filter.text())
            grid.filter.want()
        self.close_grid(old)
        return grid

    def tell_seconds(self, reader: ResultReader, seconds: float) -> None:
        """The server took so long for that result."""
        for grid in self.grids:
            if grid.reader is reader:
                grid.tell_seconds(seconds)

    def grid_of(self, reader: ResultReader) -> ResultGrid | None:
        """The grid of a result, as long as it has one."""
        return next((grid for grid in self.grids if grid.reader is reader), None)

    @property
    def current(self) -> ResultGrid | None:
        """The grid in front."""
        grid = self.currentWidget()
        return grid if isinstance(grid, ResultGrid) else None

    @property
    def grids(self) -> Iterator[ResultGrid]:
        """All of them, from left to right."""
        for place in range(self.count()):
            grid = self.widget(place)
            if isinstance(grid, ResultGrid):
                yield grid

    def outcome(self, grid: ResultGrid) -> Outcome:
        """What a tab holds."""
        tab = self._known[grid]
        return Outcome(grid.reader, self._title(grid), tab.statement, tab.binds)

    def close_grid(self, grid: ResultGrid) -> None:
        """Close a result and its tab."""
        del self._known[grid]
        self.removeTab(self.indexOf(grid))
        grid.close_result()
        grid.reader.close()
        grid.deleteLater()

    def shut(self) -> None:
        """Close all results."""
        for grid in list(self._known):
            self.close_grid(grid)

    # pin, rename, compare

    def pin(self, grid: ResultGrid, on: bool = True) -> None:
        """Keep a result when others come."""
        self._known[grid].pinned = on
        self._say(grid)
        self._tell_current()

    def rename(self, grid: ResultGrid, name: str) -> None:
        """Call it something; an empty name takes that back."""
        self._known[grid].name = name.strip()
        self._say(grid)

    @Slot(bool)
    def _toggle_pin(self, on: bool) -> None:
        if self.current is not None:
            self.pin(self.current, on)

    @Slot(int)
    def _rename(self, place: int) -> None:
        grid = self.widget(place)
        if isinstance(grid, ResultGrid):
            self._ask_name(grid)

    def _ask_name(self, grid: ResultGrid) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("Rename this result"))
        dialog.setLabelText(_("Name"))
        dialog.setTextValue(self._title(grid))
        dialog.textValueSelected.connect(partial(self._take_name, grid))
        dialog.open()

    def _take_name(self, grid: ResultGrid, name: str) -> None:
        if grid in self._known:  # it may have given way meanwhile
            self.rename(grid, name)

    @Slot(int)
    def _close_tab(self, place: int) -> None:
        grid = self.widget(place)
        if isinstance(grid, ResultGrid):
            self.close_grid(grid)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        grid = self.widget(self.tabBar().tabAt(place))
        if isinstance(grid, ResultGrid):
            menu = self.menu_for(grid)
            menu.popup(self.tabBar().mapToGlobal(place))

    def menu_for(self, grid: ResultGrid) -> QMenu:
        """What can be done with a tab."""
        menu, tab = QMenu(self), self._known[grid]
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = _("Let it go with the next run") if tab.pinned else _("Keep when others come")
        menu.addAction(text, partial(self.pin, grid, not tab.pinned))
        menu.addAction(_("Rename…"), partial(self._ask_name, grid))
        others = [other for other in self.grids if other is not grid]
        compare = menu.addMenu(_("Compare with"))
        compare.setEnabled(bool(others))
        for other in others:
            title = self._title(other).replace("&", "&&")
            compare.addAction(title, partial(self._compare, grid, other))
        menu.addSeparator()
        menu.addAction(_("Close"), partial(self.close_grid, grid))
        menu.addAction(_("Close the others"), partial(self._close_others, grid)).setEnabled(
            any(not self._known[other].pinned for other in others)
        )
        return menu

    def _compare(self, one: ResultGrid, other: ResultGrid) -> None:
        order = list(self._known)  # as they came
        older, newer = sorted((one, other), key=order.index)
        self.compare_wanted.emit(self.outcome(older), self.outcome(newer))

    def _close_others(self, grid: ResultGrid) -> None:
        for other in list(self.grids):
            if other is not grid and not self._known[other].pinned:
                self.close_grid(other)

    # what is shown

    def _title(self, grid: ResultGrid) -> str:
        tab = self._known[grid]
        if tab.name:
            return tab.name
        words = " ".join(tab.statement.split())
        cut = words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
        return f"{tab.number}  {cut}".rstrip()

    def _say(self, grid: ResultGrid) -> None:
        place, tab = self.indexOf(grid), self._known[grid]
        self.setTabText(place, self._title(grid).replace("&", "&&"))
        self.setTabToolTip(place, tab.statement[:_TIP])
        icon = filled_icon("pin", self._theme.accent) if tab.pinned else QIcon()
        self.setTabIcon(place, icon)

    @Slot()
    def _tell_current(self) -> None:
        grid = self.current
        self._pin.setEnabled(grid is not None)
        known = self._known.get(grid) if grid is not None else None
        self._pin.setChecked(known is not None and known.pinned)
        self.grid_changed.emit(grid)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._pin.setText(_("Keep this result"))
        self.setAccessibleName(_("Results"))
        for grid in self.grids:
            grid.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for grid in self.grids:
            grid.apply_theme(theme)
            self._say(grid)

    def set_code_font(self, font: QFont) -> None:
        """Write the cells in another font."""
        self._font, self._has_font = QFont(font), True
        for grid in self.grids:
            grid.set_code_font(font)
