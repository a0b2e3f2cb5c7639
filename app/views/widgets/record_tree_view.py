"""A tree of records on the screen: what is open stays open, whatever is refreshed or filtered."""

from typing import Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.models.record_tree import Node, Path, RecordTree
from app.views.theme import Theme
from app.views.widgets.columns import Columns
from app.views.widgets.record_delegate import RecordDelegate
from app.views.widgets.record_habits import choose_only, choose_rows, opens, say_instead
from app.views.widgets.record_header import RecordHeader
from app.views.widgets.told import Told
from app.views.widgets.whole_selection import WholeSelection

T = TypeVar("T")


class RecordTreeView(QTreeView, Generic[T]):
    """Shows a `RecordTree`.

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

    arranging = False
    """Trees are small enough to be put in order at once."""

    def __init__(self, tree: RecordTree[T], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = tree
        self._whole = WholeSelection(self, lambda: tree.top)
        self.placeholder = ""
        """Said where the filter leaves nothing."""
        self._open_before: list[Path] | None = None
        self._told = Told(self)
        self._told.became_current.connect(self.became_current)
        self._told.selected.connect(self.selected)
        self.delegate = RecordDelegate(self, tree)
        self._head = RecordHeader(self)
        self.setHeader(self._head)
        self.setModel(tree)
        self.setItemDelegate(self.delegate)
        self._set_behaviour()
        self.columns = Columns(self._head, tree.fields)
        self.columns.chosen.connect(self._tell_columns)
        self.columns.sort_by(tree.order.field, descending=tree.order.descending)
        self.setSortingEnabled(True)
        tree.layoutAboutToBeChanged.connect(self._whole.hold)
        tree.layoutChanged.connect(self._whole.restore)
        tree.arranged.connect(self._settle)
        tree.dataChanged.connect(self._tell)
        self._tell_columns()

    def _set_behaviour(self) -> None:
        choose_rows(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(20)
        self.setProperty("pane", True)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.tree.retranslate()

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
        """Draw the rows, or say why there are none."""
        super().paintEvent(event)
        shown, total = self.counts
        if total and not shown:
            say_instead(self, QPainter(self.viewport()), self.placeholder)

    # the filter and what is open

    def filter_by(self, text: str) -> None:
        """Show only what `text` admits, all of it open; without a filter it is as it was."""
        before = self.tree.filter
        if text and not before:
            self._open_before = self.open_paths
        self.tree.filter_by(text)
        if text:
            self.open_all()
        elif before and self._open_before is not None:
            self.collapseAll()
            self.open_at(self._open_before)
            self._open_before = None
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @property
    def open_paths(self) -> list[Path]:
        """The places that are open, from the top down; a page may remember them."""
        return [n.path for n in self.tree.nodes() if self.isExpanded(self.tree.index_of(n))]

    def open_at(self, paths: list[Path]) -> None:
        """Open these places, as far as they are there."""
        for path in paths:
            node = self.tree.node_of(path)
            if node is not None:
                self.expand(self.tree.index_of(node))

    def open_all(self) -> None:
        """Open everything that is there; what would have to be fetched stays closed."""
        for node in list(self.tree.nodes()):
            if node.shown:
                self.expand(self.tree.index_of(node))

    # the current record and the selected

    @property
    def counts(self) -> tuple[int, int]:
        """How many records are shown, and how many there are as far as they were fetched."""
        return self.tree.shown, self.tree.total

    @property
    def current(self) -> T | None:
        """The record the keyboard is on."""
        index = self.currentIndex()
        return self.tree.record_at(index) if index.isValid() else None

    @property
    def selected_records(self) -> list[T]:
        """The selected records, from top to bottom."""
        model = self.selectionModel()
        rows = model.selectedRows() if model else []
        nodes = sorted((self.tree.node(index) for index in rows), key=_place)
        return [node.record for node in nodes if node.record is not None]

    def select(self, path: Path) -> bool:
        """Make the record at a place current and show it; False where it is not shown."""
        node = self.tree.node_of(path)
        index = QModelIndex() if node is None else self.tree.index_of(node)
        if index.isValid():
            choose_only(self, index)
            self.scrollTo(index)
        return index.isValid()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the bar at the left elsewhere, and tell who is current."""
        super().currentChanged(current, previous)
        self.viewport().update()
        self._tell()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell what is selected."""
        super().selectionChanged(selected, deselected)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._told.tell(self.current, self.selected_records)

    @Slot()
    def _settle(self) -> None:
        self._tell()
        self.arranged.emit()

    @Slot()
    def _tell_columns(self) -> None:
        self.tree.show_columns(field.key for field in self.columns.shown)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the arrows fold and unfold."""
        if opens(self, event):
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the record."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.tree.record_at(index))

    def keyboardSearch(self, search: str) -> None:
        """Typing does not look through the rows; that is what the filter is for."""


def _place(node: Node[T]) -> tuple[int, ...]:
    """The rows from the top down to a node that is shown."""
    above = node.parent
    return (*_place(above), node.row) if above is not None else ()
