"""A result on the screen: cells, filter and count. Rows may still be coming.

    grid = ResultGrid(reader, lane, shapes)
    grid.tell_seconds(0.31)                       # once the server was done
    grid.copy_wanted.connect(copying.copy)        # key of a form, Selection
    grid.value_wanted.connect(viewer.show_value)  # number the row came with, column
    grid.selection                                # what is selected: rows, columns, reader
    grid.offer(action)                            # into the menu of the cells

The reader is not the grid's: whoever made the grid closes it, behind `grid.close_result()`.
"""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import BadInput, Cancelled, ConsoleError
from app.i18n import N_, _
from app.models.results.result_model import ResultModel
from app.results.arranging import Order
from app.results.filtering import conditions_of
from app.results.selection import Selection
from app.results.store import ResultReader
from app.views.results.arranger import Arranger
from app.views.results.count_line import counted, filter_help
from app.views.results.grid_menus import COPY_KEYS, GridMenus
from app.views.results.result_columns import Shapes
from app.views.results.result_sheet import ResultSheet
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.filter_line import FilterLine
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty, States
from app.views.widgets.strip import Strip
from app.workers.lane import Lane

_SOON, _CALMLY = 50, 250  # milliseconds between looks: for first rows, and then for more
_EMPTY = Empty(N_("No rows"))


class ResultGrid(Handing):
    """Shows a `ResultReader`.

    Signals:
        copy_wanted: the key of a form (`results/copying`), and a Selection.
        value_wanted: a value is wanted whole: the number its row came with, its column.
        edit_wanted: the same of a value to change.
        current_changed: the same of the cell the keyboard is on; -1, -1 where it is on none.
        selected: another selection; ask for it.
        arranged: what is shown is what is wanted; other rows may be, in another order.
        completed: no more rows come.
    """

    copy_wanted = Signal(str, object)
    value_wanted = Signal(object, object)
    edit_wanted = Signal(object, object)
    current_changed = Signal(object, object)
    selected = Signal()
    arranged = Signal()
    completed = Signal()

    def __init__(
        self, reader: ResultReader, lane: Lane, shapes: Shapes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.reader = reader
        self.model = ResultModel(reader, self)
        self.arranger = Arranger(self.model, lane, self)
        self.can_edit = False
        """Whether the menu offers to change a value; its page knows."""
        self.offered: list[QAction] = []
        self._theme = LIGHT
        self._seconds: float | None = None
        self._fitted = False
        self.sheet = ResultSheet(self.model, shapes)
        self.filter, self.counts = FilterLine(), QLabel()
        self.strip, self.states = Strip(), States(_EMPTY)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.menus = GridMenus(self, lane)
        self._watch = QTimer(self, interval=_SOON)
        self._watch.timeout.connect(self.look)
        self.retranslate()
        if not reader.complete:
            self._watch.start()
        self.look()

    def _lay_out(self) -> None:
        self.counts.setProperty("role", "muted")
        bar = QHBoxLayout()
        bar.setSpacing(3 * GAP)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.counts)
        self._stack.addWidget(self.sheet)
        self._stack.addWidget(self.states)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        down.addLayout(bar)
        down.addWidget(self.strip)
        down.addWidget(self._stack, 1)
        self.hand_focus_to(self.sheet)

    def _connect(self) -> None:
        sheet, arranger = self.sheet, self.arranger
        self.model.failed.connect(self._say)
        arranger.began.connect(self._say_busy)
        arranger.placed.connect(self._settle)
        arranger.failed.connect(self._say)
        self.strip.cancel_wanted.connect(arranger.cancel)
        self.filter.wanted.connect(self._filter)
        self.filter.left.connect(self._go_to_cells)
        for name in ("value_wanted", "edit_wanted", "current_changed", "selected"):
            getattr(sheet, name).connect(getattr(self, name))
        sheet.selected.connect(self._count)
        sheet.sort_wanted.connect(self._sort_by_click)
        sheet.left.connect(self._take_filter_away)
        sheet.columns.chosen.connect(self._refilter)
        keys = {"/": self.seek, "Ctrl+F": self.seek}
        keys |= {keys: partial(self.copy, form) for form, keys in COPY_KEYS.items()}
        for sequence, what in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), sheet)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(what)

    # what the page tells

    def tell_seconds(self, seconds: float) -> None:
        """The server took so long."""
        self._seconds = seconds
        self._count()

    def offer(self, action: QAction) -> None:
        """Put an action of the page into the menu of the cells."""
        self.offered.append(action)

    @Slot()
    def look(self) -> None:
        """Show the rows that came since; it looks by itself, but a page may know sooner."""
        complete, before = self.reader.complete, self.model.shown
        self.arranger.grow()
        if self.model.shown != before or not self._fitted:
            self.sheet.columns.make_room_for_numbers()
        if not self._fitted and self.model.shown:
            self._fitted = True
            self.sheet.columns.fit()
            self._watch.setInterval(_CALMLY)
        if complete and self._watch.isActive():
            self._watch.stop()
            self.states.rest()
            self.completed.emit()
        if complete and self.reader.trouble is not None:
            self._say(self.reader.trouble)
        self._show_what_there_is()

    def close_result(self) -> None:
        """Let go of the result: nothing is read of it any more."""
        self._watch.stop()
        self.arranger.close()
        self.menus.close()

    # what is shown

    def _show_what_there_is(self) -> None:
        """The cells, with heads alone where a statement found nothing; or why there are none."""
        rows = self.model.total > 0
        if not rows and not self.reader.complete:
            self.states.show_busy(_("Waiting for the first rows…"), cancel=False)
        failed = not rows and self.reader.trouble is not None and self.states.now == "failed"
        cells = rows or (self.reader.complete and not failed)
        self._stack.setCurrentWidget(self.sheet if cells else self.states)
        self.filter.setEnabled(rows)
        self.sheet.say_instead(
            _("No row matches the filter. Esc takes it away.")
            if rows
            else _("The statement found no rows.")
        )
        self._count()

    @Slot()
    def _count(self) -> None:
        chosen = self.sheet.selection if self.sheet.has_selection else None
        self.counts.setText(counted(self.model, chosen, self._seconds))

    @Slot()
    def _say_busy(self) -> None:
        self.strip.show_busy(_("Sorting and filtering…"))

    @Slot(object)
    def _say(self, error: ConsoleError) -> None:
        """Say what went wrong: over the rows there are, or in their place. A cancel is none."""
        self.sheet.show_order(self.arranger.order)
        if isinstance(error, Cancelled):
            return
        part = self.strip if self.model.total else self.states
        part.show_failed(error)
        part.retry.hide()

    @Slot()
    def _settle(self) -> None:
        if self.strip.waiting:
            self.strip.rest()
            if self.reader.trouble is not None:
                self._say(self.reader.trouble)
        self.sheet.show_order(self.arranger.order)
        self.sheet.columns.make_room_for_numbers()
        self._count()
        self.arranged.emit()

    # sorting and filtering

    @Slot(object, object)
    def _sort_by_click(self, column: int, further: bool) -> None:
        """Ascending, descending, as it came; with Shift behind what is sorted by already."""
        now = next((each for each in self.arranger.order if each.column == column), None)
        if now is not None and now.descending:
            self.sort(None if not further else column, None, further)
        else:
            self.sort(column, now is not None, further)

    def sort(
        self, column: int | None, descending: bool | None = False, further: bool = False
    ) -> None:
        """Sort by a column, `further` or alone; by none as the rows came.

        A way of None takes the column out of what is sorted by.
        """
        rest = [each for each in self.arranger.order if further and each.column != column]
        if column is not None and descending is not None:
            rest.append(Order(column, descending))
        self.sheet.show_order(tuple(rest))
        self.arranger.want(order=rest)

    @Slot(object)
    def _filter(self, text: str) -> None:
        try:
            filters = conditions_of(text, self.reader.columns, self.sheet.columns.shown)
        except BadInput as error:
            self._say(error)
            return
        if not self.strip.waiting and self.reader.trouble is None:
            self.strip.rest()
        self.arranger.want(filters=filters)

    @Slot()
    def _refilter(self) -> None:
        """Other columns are shown, in which words are looked for."""
        if self.filter.text():
            self.filter.want()
        self._count()

    def filter_by(self, term: str) -> None:
        """Have one more term in the line."""
        self.filter.setText(f"{self.filter.text()} {term}".strip())
        self.filter.want()

    @Slot()
    def _take_filter_away(self) -> None:
        if self.filter.text():
            self.filter.clear()
            self.filter.want()

    @Slot()
    def seek(self) -> None:
        """Go to the line that filters."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot()
    def _go_to_cells(self) -> None:
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    # what is selected

    @property
    def selection(self) -> Selection:
        """What is selected; where nothing is, the cell that the keyboard is on."""
        return self.sheet.selection

    @property
    def everything(self) -> Selection:
        """All rows and columns that are shown."""
        return self.sheet.everything

    def copy(self, form: str) -> None:
        """Ask for what is selected to be copied."""
        selection = self.selection
        if selection.count and selection.columns:
            self.copy_wanted.emit(form, selection)

    # words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        for part in (self.filter, self.strip, self.states):
            part.retranslate()
        self.filter.setToolTip(filter_help())
        self.sheet.free.setAccessibleName(_("Rows of the result"))
        self.sheet.frozen.setAccessibleName(_("Frozen columns of the result"))
        self._show_what_there_is()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for part in (self.sheet, self.filter, self.strip, self.states):
            part.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Write the cells in another font."""
        self.sheet.set_code_font(font)
