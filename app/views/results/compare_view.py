"""This run of a statement against an earlier one: what was added, is gone, or changed."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.models.results.comparison_model import ComparisonModel, Index
from app.results.comparing import Comparison, Fate, compare, primary_key, shared_columns
from app.results.store import ResultReader
from app.views.theme import GAP, LIGHT, ROW, Theme, blend
from app.views.widgets.segments import Segments
from app.views.widgets.states import Empty, States
from app.workers.lane import Job, Lane

_CHOICES: dict[Fate | None, str] = {
    None: N_("All"), Fate.ADDED: N_("Added"), Fate.GONE: N_("Gone"), Fate.CHANGED: N_("Altered"),
}  # fmt: skip
_WASH = 0.22  # of a colour behind a text
_WIDEST = 320


class _Washed(QStyledItemDelegate):
    """Paints what is behind a cell itself: under a style sheet Qt does not."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The wash, then the text."""
        brush = index.data(Qt.ItemDataRole.BackgroundRole)
        if brush is not None:
            painter.fillRect(option.rect, brush)
        super().paint(painter, option, index)


class CompareView(QWidget):
    """Compares two results in the lane; neither is its own.

    Signals:
        left: Esc was pressed.
    """

    left = Signal()

    def __init__(
        self, old: ResultReader, new: ResultReader, titles: tuple[str, str], lane: Lane,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._old, self._new, self._titles, self._lane = old, new, titles, lane
        self._columns = shared_columns(old, new)
        self.key = primary_key(new, self._columns)
        """Places among the shared columns of what a row is known by."""
        self._job: Job[Comparison] | None = None
        self._theme = LIGHT
        self.model: ComparisonModel | None = None
        self.head, self.summary = QLabel(), QLabel()
        self.fates: Segments[Fate | None] = Segments(_CHOICES)
        self.keys = QToolButton()
        self.table, self.states = QTableView(), States(Empty(N_("No differences")))
        self._stack = QStackedWidget()
        self._lay_out()
        self.fates.chosen.connect(self._filter)
        self.states.cancel_wanted.connect(self.cancel)
        self.states.retry_wanted.connect(self.begin)
        self.retranslate()
        self.begin()

    def _lay_out(self) -> None:
        for label in (self.head, self.summary):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setProperty("role", "heading")
        self.summary.setProperty("role", "muted")
        self.keys.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.keys.setMenu(QMenu(self.keys))
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.setItemDelegate(_Washed(self.table))
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.states)
        bar = QHBoxLayout()
        bar.setSpacing(3 * GAP)
        bar.addWidget(self.fates)
        bar.addWidget(self.keys)
        bar.addStretch(1)
        bar.addWidget(self.summary)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        down.addWidget(self.head)
        down.addLayout(bar)
        down.addWidget(self._stack, 1)

    # comparing

    @Slot()
    def begin(self) -> None:
        """Compare anew, by the key of now."""
        self.cancel()
        old, new, key = self._old, self._new, self.key
        self.states.show_busy(_("Comparing…"))
        self._stack.setCurrentWidget(self.states)

        def call(stop: Stop) -> Comparison:
            return compare(old, new, key, stop)

        self._job = self._lane.submit(call)
        self._job.succeeded.connect(self._show)
        self._job.failed.connect(self._fail)

    @Slot()
    def cancel(self) -> None:
        """Compare no further."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.states.rest()

    def know_by(self, key: Iterable[int]) -> None:
        """Know rows by these columns, by none as a whole."""
        self.key = tuple(sorted(key))
        self._fill_keys()
        self.begin()

    def _toggle(self, place: int, on: bool) -> None:
        self.know_by({*self.key, place} if on else set(self.key) - {place})

    @Slot(object)
    def _show(self, found: Comparison) -> None:
        self._job = None
        before, self.model = self.model, ComparisonModel(self._old, self._new, found, self)
        self._paint()
        self.table.setModel(self.model)
        if before is not None:
            before.deleteLater()
        self.fates.show_counts({None: len(found)} | {fate: found.count(fate) for fate in Fate})
        self._say(found)
        self.states.rest()
        if not len(found):
            self.states.show_empty()
        self._stack.setCurrentWidget(self.table if len(found) else self.states)
        self._filter(self.fates.now)
        for column in range(self.model.columnCount()):
            self.table.setColumnWidth(
                column, min(self.table.sizeHintForColumn(column) + 4 * GAP, _WIDEST)
            )

    def _say(self, found: Comparison) -> None:
        same = ngettext("{count} row is the same", "{count} rows are the same", found.same)
        parts = [same.format(count=count(found.same))]
        if found.doubled:
            twice = ngettext(
                "{count} row has a key that another has",
                "{count} rows have a key that another has",
                found.doubled,
            )  # fmt: skip
            parts.append(twice.format(count=count(found.doubled)))
        self.summary.setText("  ·  ".join(parts))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job = None
        self.states.show_failed(error)
        self._stack.setCurrentWidget(self.states)

    @Slot(object)
    def _filter(self, fate: Fate | None) -> None:
        if self.model is not None:
            self.model.show_only(fate)

    # words and colours

    def _fill_keys(self) -> None:
        menu = self.keys.menu()
        menu.clear()
        for place, shared in enumerate(self._columns):
            if shared.old is not None and shared.new is not None:
                action = menu.addAction(shared.name.replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(place in self.key)
                action.triggered.connect(partial(self._toggle, place))
        names = ", ".join(self._columns[place].name for place in self.key)
        self.keys.setText(
            _("Rows are known by {columns}").format(columns=names)
            if names
            else _("Whole rows are compared")
        )

    def retranslate(self) -> None:
        """Speak the language of now."""
        old, new = self._titles
        self.head.setText(_("{new} against {old}").format(new=new, old=old))
        self.table.setAccessibleName(_("Differences"))
        self.fates.retranslate()
        self.states.retranslate()
        self._fill_keys()
        if self.model is not None:
            self._say(self.model.found)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.states.apply_theme(theme)
        self._paint()

    def _paint(self) -> None:
        if self.model is not None:
            theme = self._theme
            inks = {Fate.ADDED: theme.good, Fate.GONE: theme.error, Fate.CHANGED: theme.warning}
            self.model.paint_with({
                fate: QBrush(QColor(blend(ink, theme.surface, _WASH))) for fate, ink in inks.items()
            })  # fmt: skip

    def set_code_font(self, font: QFont) -> None:
        """Write the cells in another font."""
        self.table.setFont(font)

    def close_results(self) -> None:
        """Let go of both results: nothing is read of them any more."""
        self.cancel()
        self.table.setModel(None)
