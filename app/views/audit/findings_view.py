"""The table of findings on the screen: keys, columns, copying; what is drawn is the delegate's."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from app.i18n import _
from app.models.findings import TITLES, FindingsTable
from app.models.findings_order import Column
from app.models.ordering import Steps
from app.models.slices import Slices
from app.views.audit.findings_delegate import FindingsDelegate
from app.views.theme import Theme
from app.views.widgets.record_habits import (
    choose_only,
    choose_rows,
    look_like_a_list,
    repaint_row,
    selected_rows,
)

_WIDTHS = {
    Column.SEVERITY: 96,
    Column.RULE: 190,
    Column.MESSAGE: 380,
    Column.OBJECT: 112,
    Column.FILE: 180,
    Column.LINE: 56,
}
_LEAST = {Column.FILE: 110, Column.RULE: 132, Column.OBJECT: 76}
"""How far the others give way where there is little room, in this order."""
_MESSAGE = 300  # pixels that the message shall have
_STRIDE = 256  # rows copied between two pauses


class FindingsView(QTableView):
    """Shows a `FindingsTable`.

    Signals:
        chosen: the number of the finding that became current, or None.
        opened: the number of the finding somebody wants to look at more closely.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, findings: FindingsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = findings
        self._told: int | None = None
        self._wide = dict(_WIDTHS)  # as they are where there is room
        self._fitting = False
        self._delegate = FindingsDelegate(self)
        self._copying = Slices(self)
        self._copying.finished.connect(_to_clipboard)
        self.setModel(findings)
        self.setItemDelegate(self._delegate)
        self._set_behaviour()
        self._set_header()
        self.activated.connect(self._open)
        findings.arranged.connect(self._tell)
        findings.modelReset.connect(self._tell)
        self.retranslate()

    def _set_behaviour(self) -> None:
        choose_rows(self)
        look_like_a_list(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        header.sectionResized.connect(self._note_width)
        self._fit()
        header.setSortIndicator(Column.SEVERITY, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("Findings"))
        self.setAccessibleDescription(
            _("Enter shows the source, the context menu what can be done with a finding.")
        )

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes other texts fit."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._delegate.take_font()

    # the current finding

    @property
    def number(self) -> int | None:
        """The current finding."""
        index = self.currentIndex()
        return self._findings.number(index.row()) if index.isValid() else None

    def show_number(self, number: int) -> bool:
        """Make a finding current; False where it is not shown."""
        row = self._findings.row_of(number)
        if row is None:
            return False
        self._go_to(row)
        return True

    def step(self, by: int) -> None:
        """Go to the next finding, or with -1 to the one before, over headlines."""
        row = self.currentIndex().row() + by
        if by < 0 and not self.currentIndex().isValid():
            row = self._findings.rowCount() - 1
        while 0 <= row < self._findings.rowCount():
            if self._findings.number(row) is not None:
                self._go_to(row)
                return
            row += by

    def _go_to(self, row: int) -> None:
        choose_only(self, self._findings.index(row, self.columnAt(0)))

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which finding is current now."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                repaint_row(self, index.row())
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Tell which finding is current, where it is another one: it may have been hidden."""
        if self.number != self._told:
            self._told = self.number
            self.chosen.emit(self._told)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if not self._toggle(index.row()):
            self.opened.emit(self._findings.number(index.row()))

    # groups

    def _toggle(self, row: int) -> bool:
        """Fold or open the group whose headline is in a row; False where there is none."""
        group = self._findings.group(row)
        if group is not None:
            self._findings.fold(row, not self._findings.folded(group))
        return group is not None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a headline folds or opens its group."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if index.isValid() and plain and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Space fold and open groups; Ctrl+C copies the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif not self._fold_by_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _fold_by_key(self, key: Qt.Key) -> bool:
        index = self.currentIndex()
        if not index.isValid() or self._findings.group(index.row()) is None:
            return False
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Minus:
                self._findings.fold(index.row(), True)
            case Qt.Key.Key_Right | Qt.Key.Key_Plus:
                self._findings.fold(index.row(), False)
            case Qt.Key.Key_Space:
                self._toggle(index.row())
            case _:
                return False
        return True

    # copying

    @Slot()
    def copy(self) -> None:
        """Copy the selected rows for a spreadsheet, once they are put together."""
        self._copying.start(self._table_text())

    def _table_text(self) -> Steps[str]:
        header = self.horizontalHeader()
        columns = [
            Column(header.logicalIndex(n))
            for n in range(header.count())
            if not header.isSectionHidden(header.logicalIndex(n))
        ]
        lines = ["\t".join(_(TITLES[column]) for column in columns)]
        for row in selected_rows(self):
            if self._findings.number(row) is not None:
                texts = (self._findings.text(row, column) for column in columns)
                lines.append("\t".join(_one_line(text) for text in texts))
            if len(lines) % _STRIDE == 0:
                yield
        return "\n".join(lines) + "\n"

    # columns

    @Slot(QPoint)
    def _choose_columns(self, place: QPoint) -> None:
        """Ask which columns are shown; the message always is."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.horizontalHeader()
        for column in Column:
            action = menu.addAction(_(TITLES[column]))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.setEnabled(column is not Column.MESSAGE)
            action.setData(int(column))
        menu.triggered.connect(
            lambda action: header.setSectionHidden(action.data(), not action.isChecked())
        )
        menu.popup(header.mapToGlobal(place))

    def columns_state(self) -> bytes:
        """Widths, order and choice of the columns, and what is sorted by.

        Nobody is told of the widths that stand there for a moment: whoever keeps the state once a
        width changes would keep it for ever.
        """
        with QSignalBlocker(self.horizontalHeader()):
            self._resize(self._wide)
            state = bytes(self.horizontalHeader().saveState().data())
            self._fit()
        return state

    def restore_columns(self, state: bytes) -> None:
        """Take a state back."""
        self._fitting = True
        if self.horizontalHeader().restoreState(state):
            for column in Column:
                self._wide[column] = self.columnWidth(column) or self._wide[column]
        self._fitting = False
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the message."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Have the other columns give way to the message, but for those that the user sized."""
        widths: dict[Column, int] = {
            column: width
            for column, width in self._wide.items()
            if column is not Column.MESSAGE and not self.isColumnHidden(column)
        }
        lacking = _MESSAGE - (self.viewport().width() - sum(widths.values()))
        for column, least in _LEAST.items():
            if lacking > 0 and widths.get(column) == _WIDTHS[column]:
                given = min(lacking, max(widths[column] - least, 0))
                widths[column] -= given
                lacking -= given
        self._resize(widths)

    def _resize(self, widths: Mapping[Column, int]) -> None:
        self._fitting = True
        for column, width in widths.items():
            if column is not Column.MESSAGE and not self.isColumnHidden(column):
                self.setColumnWidth(column, width)
        self._fitting = False

    @Slot(int, int, int)
    def _note_width(self, column: int, _before: int, width: int) -> None:
        """The user made a column another width."""
        if not self._fitting and width and column != Column.MESSAGE:
            self._wide[Column(column)] = width


def _one_line(text: str) -> str:
    return " ".join(text.split())


@Slot(object)
def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
