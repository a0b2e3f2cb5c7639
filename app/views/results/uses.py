"""What is done with results in a row of tabs: copied, looked at, reckoned with, drawn, compared.

uses = ResultUses(tabs, lane)
layout.addWidget(uses.strip)
layout.addWidget(uses.parts)            # the tabs, and beside them what is asked for
uses.set_dialect(Dialect.ORACLE)        # in which statements are copied
"""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.domain.dialect import Dialect, Language
from app.engines.console import Order
from app.i18n import _
from app.results.store import ResultReader
from app.views.results.compare_view import CompareView
from app.views.results.copying import ResultCopying
from app.views.results.editing import ResultEditing, Target
from app.views.results.grid import ResultGrid
from app.views.results.result_chart import ResultChart
from app.views.results.results_tabs import Outcome, ResultTabs
from app.views.results.statistics_panel import StatisticsPanel
from app.views.results.value_viewer import ValueViewer
from app.views.results.whole_values import WholeValues
from app.views.theme import LIGHT, Theme
from app.workers.lane import Lane


class ResultUses(QObject):
    """Wires the grids of `tabs`, each as it is added.

    Signals:
        again_wanted: rows of a grid were changed: the grid, whose statement should run again.
    """

    again_wanted = Signal(object)

    def __init__(self, tabs: ResultTabs, lane: Lane) -> None:
        super().__init__(tabs)
        self._tabs, self._lane = tabs, lane
        self._theme, self._font = LIGHT, QFont()
        self._target: Target | None = None
        self._place = (-1, -1)
        self._whole: WholeValues | None = None
        self._compared: list[CompareView] = []
        self.copying = ResultCopying(tabs, lane)
        self.strip = QWidget()
        self._strips = QVBoxLayout(self.strip)
        self._strips.setContentsMargins(0, 0, 0, 0)
        self._strips.addWidget(self.copying.strip)
        self.viewer, self.statistics = ValueViewer(lane), StatisticsPanel(lane)
        self.chart = ResultChart(lane)
        self.side = QTabWidget(documentMode=True)
        self.side.addTab(self.viewer, "")
        self.side.addTab(self.statistics, "")
        self.side.addTab(self.chart, "")
        self.side.hide()
        self.parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.parts.addWidget(tabs)
        self.parts.addWidget(self.side)
        self.parts.setStretchFactor(0, 1)
        self.parts.setSizes([720, 340])
        self.side.currentChanged.connect(self._refresh)
        self.viewer.whole_wanted.connect(self._want_whole)
        self.viewer.fetches = False  # until somebody reads a single value anew
        tabs.grid_added.connect(self._take)
        tabs.grid_changed.connect(self._look_at)
        tabs.compare_wanted.connect(self.compare)
        tabs.tabCloseRequested.connect(self._close_comparison)
        leave = QAction(self.side)
        leave.setShortcut(QKeySequence("Esc"))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.triggered.connect(self.put_away)
        self.side.addAction(leave)
        self.retranslate()

    def bind(self, language: Language, target: Target | None = None) -> None:
        """Statements are copied in this language, and rows of results that come edited there."""
        self._target = target
        if target is not None and target.exporting is not None:
            target.exporting.apply_theme(self._theme)
            self._strips.addWidget(target.exporting.strip)
        if isinstance(language, Dialect):
            self.copying.dialect = language
        if self._whole is not None:
            self._whole.cancel()
            self._whole.strip.deleteLater()
            self._whole = None
        if target is not None and target.whole is not None:
            self._whole = WholeValues(target.dialect, target.key_of, target.whole, self)
            self._whole.learned.connect(self._show_learned)
            self._whole.apply_theme(self._theme)
            self._strips.addWidget(self._whole.strip)
        self.viewer.fetches = self._whole is not None

    # grids

    @Slot(object)
    def _take(self, grid: ResultGrid) -> None:
        if self._target is not None:
            editing = ResultEditing(grid, self._target)
            editing.apply_theme(self._theme)
            editing.set_code_font(self._font)
            editing.made.connect(partial(self._made, grid))
            layout = grid.layout()
            assert layout is not None
            layout.addWidget(editing.bar)
        grid.copy_wanted.connect(self.copying.copy)
        grid.value_wanted.connect(partial(self.show_value, grid))
        grid.current_changed.connect(partial(self._move, grid))
        grid.arranged.connect(self._refresh)
        if self._target is not None and self._target.exporting is not None:
            export = QAction(_("Export all rows…"), grid)
            export.triggered.connect(partial(self._export, grid, self._target))
            grid.offer(export)
        reckon = QAction(_("Statistics of this column"), grid)
        reckon.triggered.connect(partial(self.show_statistics, grid))
        grid.offer(reckon)
        draw = QAction(_("Chart of this result"), grid)
        draw.triggered.connect(partial(self.show_chart, grid))
        grid.offer(draw)

    def _made(self, grid: ResultGrid, text: str) -> None:
        """Changes are in the table. What says so outlives the rows from before."""
        self.copying.strip.show_done(text)
        self.again_wanted.emit(grid)

    def _export(self, grid: ResultGrid, target: Target, _checked: bool = False) -> None:
        """Have the statement run anew for a file: what is here may be a part of its rows."""
        assert target.exporting is not None
        outcome = self._tabs.outcome(grid)
        target.exporting.ask(Order(outcome.statement, outcome.binds), target.schema())

    @Slot(object)
    def _look_at(self, grid: ResultGrid | None) -> None:
        self._place = (-1, -1)
        if grid is None or grid.reader.closed:
            self.viewer.close_value()
            self.viewer.show_nothing()
            self.statistics.close_column()
            self.chart.close_chart()
        elif self.side.currentWidget() is self.chart:
            self._refresh()

    def _move(self, grid: ResultGrid, number: int, column: int) -> None:
        """The keyboard is on another cell: what is open follows."""
        before, self._place = self._place, (number, column)
        if grid is not self._tabs.current or self.side.isHidden():
            return
        if self.side.currentWidget() is self.viewer:
            self.viewer.show_value(grid.reader, number, column)
        elif self.side.currentWidget() is self.statistics and before[1] != column:
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Show what is in front of the side anew."""
        grid = self._tabs.current
        number, column = self._place
        if grid is None or self.side.isHidden():
            return
        if self.side.currentWidget() is self.viewer:
            self.viewer.show_value(grid.reader, number, column)
        elif self.side.currentWidget() is self.chart:
            self.chart.show_result(grid.reader, grid.model.arrangement)
        else:
            self.statistics.show_column(grid.reader, column, grid.model.arrangement)

    def show_value(self, grid: ResultGrid, number: int, column: int) -> None:
        """Open the viewer at this value."""
        self._place = number, column
        self._open(self.viewer)
        self.viewer.show_value(grid.reader, number, column)

    def show_statistics(self, grid: ResultGrid, _checked: bool = False) -> None:
        """Open the figures of the column the keyboard is on."""
        if self._place[1] < 0:
            self._place = 0, 0
        self._open(self.statistics)
        self.statistics.show_column(grid.reader, self._place[1], grid.model.arrangement)

    def show_chart(self, grid: ResultGrid, _checked: bool = False) -> None:
        """Open the chart of its rows, as they are shown."""
        self._open(self.chart)
        self.chart.show_result(grid.reader, grid.model.arrangement)

    def _open(self, widget: ValueViewer | StatisticsPanel | ResultChart) -> None:
        self.side.blockSignals(True)  # what is shown is shown once
        self.side.setCurrentWidget(widget)
        self.side.blockSignals(False)
        self.side.show()

    @Slot()
    def put_away(self) -> None:
        """Leave the room to the rows."""
        self.side.hide()
        if self._tabs.current is not None:
            self._tabs.current.setFocus()

    @Slot(object, object)
    def _want_whole(self, number: int, column: int) -> None:
        grid = self._tabs.current
        if self._whole is not None and grid is not None:
            self._whole.fetch(grid.reader, number, column)

    @Slot(object, object, object)
    def _show_learned(self, reader: ResultReader, number: int, column: int) -> None:
        """A value is known whole; it is shown where the keyboard is still on it."""
        grid = self._tabs.current
        if grid is not None and grid.reader is reader and self._place == (number, column):
            self._refresh()

    # comparing

    @Slot(object, object)
    def compare(self, older: Outcome, newer: Outcome) -> CompareView:
        """Compare two results in a tab of its own; both are kept for it."""
        for outcome in (older, newer):
            grid = self._tabs.grid_of(outcome.reader)
            if grid is not None:
                self._tabs.pin(grid)
        titles = (older.title, newer.title)
        view = CompareView(older.reader, newer.reader, titles, self._lane)
        view.apply_theme(self._theme)
        view.set_code_font(self._font)
        self._compared.append(view)
        self._tabs.setCurrentIndex(self._tabs.addTab(view, _("Comparison")))
        return view

    @Slot(int)
    def _close_comparison(self, place: int) -> None:
        view = self._tabs.widget(place)
        if isinstance(view, CompareView):
            self._tabs.removeTab(place)
            self._compared.remove(view)
            view.close_results()
            view.deleteLater()

    def shut(self) -> None:
        """Let go of all results."""
        self.copying.cancel()
        if self._whole is not None:
            self._whole.cancel()
        self.viewer.close_value()
        self.statistics.close_column()
        self.chart.close_chart()
        for view in self._compared:
            view.close_results()

    # words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.side.setTabText(0, _("Value"))
        self.side.setTabText(1, _("Statistics"))
        self.side.setTabText(2, _("Chart"))
        for part in (self.copying.strip, self.viewer, self.statistics, self.chart):
            part.retranslate()
        for view in self._compared:
            view.retranslate()
            self._tabs.setTabText(self._tabs.indexOf(view), _("Comparison"))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for part in (self.copying.strip, self.viewer, self.statistics, self.chart):
            part.apply_theme(theme)
        for view in self._compared:
            view.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Write values in another font."""
        self._font = QFont(font)
        for part in (self.viewer, self.statistics):
            part.set_code_font(font)
        for view in self._compared:
            view.set_code_font(font)
