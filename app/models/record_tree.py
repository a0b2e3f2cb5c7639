"""A tree of records: products with their services and instances, blockers with whom they hold up.

The same fields are its columns. Branches may be filled when they are opened: one whose children
are None has an arrow, and `wanted` is emitted when somebody opens it; `fill` brings them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.models.fields import Field
from app.models.ordering import place_of
from app.models.record_cells import cell, edit_of, heading
from app.models.record_filter import filter_of
from app.models.record_node import Branch, Node, Path, count, shown, upwards
from app.models.record_order import Choice, Key, Order, Words, free_key

T = TypeVar("T")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
_ROW = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_NOTHING = Qt.ItemFlag.NoItemFlags

__all__ = ["Branch", "Node", "Path", "RecordTree"]


class RecordTree(QAbstractItemModel, Generic[T]):
    """Shows records in branches; cells are text only.

    `key` tells the records of one branch apart.

    Signals:
        wanted: the `Node` whose children somebody wants to see. Answer with `fill`.
        edited: an `Edit`. The page makes the change and then calls `update`.
        arranged: what is shown is what is wanted.
    """

    wanted = Signal(object)
    edited = Signal(object)
    arranged = Signal()

    def __init__(
        self,
        fields: Sequence[Field[T]],
        key: Callable[[T], Key],
        *,
        order: Order | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.key = key
        self.order = order or Order()
        self.choice: Choice[T] = Choice(tuple(f for f in self.fields if not f.hidden))
        self._filter = ""
        self._words: Words[T] = Words()
        self._editable = any(field.parse is not None for field in self.fields)
        self._root: Node[T] = Node(None, None, None)
        self._counts: tuple[int, int] | None = (0, 0)

    # what is in it

    def replace(self, branches: Iterable[Branch[T]]) -> None:
        """Show these branches from now on; what stays keeps its place, selection and opening.

        Children that were fetched before stay where a branch says nothing of them (None).
        """
        self._change(lambda: self._merge(self._root, list(branches)))

    def fill(self, node: Node[T], branches: Iterable[Branch[T]]) -> None:
        """Bring the children that were wanted."""
        if node.branches or not self._is_shown(node):
            self._change(lambda: self._merge(node, list(branches)))
            return
        self._merge(node, list(branches))  # for the first time: nothing else moves
        ordered = self._below(node)
        if ordered:
            self.beginInsertRows(self.index_of(node), 0, len(ordered) - 1)
            node.shown = ordered
            self.endInsertRows()
        self._counts = None
        self.arranged.emit()

    def _below(self, node: Node[T]) -> list[Node[T]]:
        """What is to be shown below a node, in order; nothing of it is shown yet."""
        admitted = any(self._admits(each) for each in upwards(node))
        self._arrange(node, admitted)
        ordered, node.shown = node.shown, []
        return ordered

    def _is_shown(self, node: Node[T]) -> bool:
        above = node.parent
        if above is None:
            return True
        return above.shown[node.row : node.row + 1] == [node] and self._is_shown(above)

    def give_up(self, node: Node[T]) -> None:
        """The children of a node could not be had; opening it again asks again."""
        node.asked = False

    def update(self, path: Path, record: T) -> None:
        """Show a record as it is now."""
        node = self.node_of(path)
        if node is not None:
            node.record = record
            self._change(lambda: None)
            last = self.index_of(node, len(self.fields) - 1)
            self.dataChanged.emit(self.index_of(node), last)

    def clear(self) -> None:
        """Forget everything."""
        self.beginResetModel()
        self._root = Node(None, None, None)
        self._counts = (0, 0)
        self._words.clear()
        self.endResetModel()
        self.arranged.emit()

    def _merge(self, node: Node[T], branches: Sequence[Branch[T]]) -> None:
        """Give a node these branches, keeping the nodes that are there already."""
        node.asked = False
        old = {child.key: child for child in node.branches or ()}
        node.branches = []
        seen: set[Key] = set()
        for branch in branches:
            key = free_key(self.key(branch.record), seen)
            seen.add(key)
            child = old.get(key) or Node(branch.record, key, node)
            child.record = branch.record
            node.branches.append(child)
            if branch.children is not None:
                self._merge(child, branch.children)
            elif key not in old:
                child.branches = None

    def _change(self, change: Callable[[], None]) -> None:
        """Make a change and put everything in order, with the indexes at the nodes they were."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        held = [(self.node(index), index.column()) for index in old]
        change()
        here = self._arrange(self._root)
        self._counts = None
        new = [self.index_of(n, c) if n in here else QModelIndex() for n, c in held]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        self.arranged.emit()

    # what is shown of it

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort each branch by a column; with -1 as it came."""
        key = self.fields[column].key if 0 <= column < len(self.fields) else ""
        wanted = Order(key, bool(key) and order == Qt.SortOrder.DescendingOrder)
        if wanted != self.order:
            self.order = wanted
            self._change(lambda: None)

    @property
    def filter(self) -> str:
        """What is filtered by, as it was typed."""
        return self._filter

    def filter_by(self, text: str) -> None:
        """Show only what `text` admits, with what is above and all that is below it."""
        self._filter = text
        self.choice = Choice(self.choice.shown, filter_of(text, self.fields))
        self._change(lambda: None)

    def show_columns(self, keys: Iterable[str]) -> None:
        """Let words be looked for in these fields: the columns that are shown."""
        wanted = frozenset(keys)
        self._words.clear()
        shown = tuple(field for field in self.fields if field.key in wanted)
        self.choice = Choice(shown, self.choice.filter)
        if self.choice.filter:
            self._change(lambda: None)

    def _arrange(self, node: Node[T], admitted: bool = False) -> set[Node[T]]:
        """Sort and choose below a node; the nodes that are shown there."""
        here: set[Node[T]] = set()
        node.shown = []
        for child in self._ordered(node.branches or ()):
            fits = admitted or self._admits(child)
            below = self._arrange(child, fits)
            if fits or below:
                child.row = len(node.shown)
                node.shown.append(child)
                here.add(child)
                here |= below
        return here

    def _admits(self, node: Node[T]) -> bool:
        assert node.record is not None
        choice = self.choice
        return choice.filter.admits(node.record, lambda it: self._words.of(it, choice.shown))

    def _ordered(self, nodes: Sequence[Node[T]]) -> Sequence[Node[T]]:
        """Nodes of one branch in order: stable, and what has no value last."""
        field = next((f for f in self.fields if f.key == self.order.field), None)
        if field is None:
            return nodes
        placed, last = [], []
        for node in nodes:
            assert node.record is not None
            place = place_of(field.sorts_by(node.record))
            last.append(node) if place is None else placed.append((place, node))
        placed.sort(key=lambda pair: pair[0], reverse=self.order.descending)
        return [node for _place, node in placed] + last

    @property
    def shown(self) -> int:
        """How many records the filter admits, with those above and below them."""
        return self._counted()[0]

    @property
    def total(self) -> int:
        """How many records there are, as far as they were fetched."""
        return self._counted()[1]

    def _counted(self) -> tuple[int, int]:
        """How many are shown and how many there are: views ask with every painting."""
        if self._counts is None:
            self._counts = shown(self._root), count(self._root)
        return self._counts

    # nodes

    @property
    def top(self) -> Sequence[Node[T]]:
        """The nodes that are shown at the top."""
        return self._root.shown

    def nodes(self, below: Node[T] | None = None) -> Iterator[Node[T]]:
        """All nodes that are shown, from the top down."""
        for node in (below or self._root).shown:
            yield node
            yield from self.nodes(node)

    def every(self, below: Node[T] | None = None) -> Iterator[Node[T]]:
        """All nodes as far as they were fetched, whatever the filter, as they came."""
        for node in (below or self._root).branches or ():
            yield node
            yield from self.every(node)

    def node(self, index: Index) -> Node[T]:
        """The node an index points at; an invalid one at the root."""
        if not index.isValid():
            return self._root
        node: Node[T] = index.internalPointer()
        return node

    def node_of(self, path: Path) -> Node[T] | None:
        """The node at a place, shown or not."""
        node = self._root
        for key in path:
            found = next((child for child in node.branches or () if child.key == key), None)
            if found is None:
                return None
            node = found
        return node

    def index_of(self, node: Node[T], column: int = 0) -> QModelIndex:
        """The index of a node that is shown."""
        if node is self._root:
            return QModelIndex()
        return self.createIndex(node.row, column, node)

    def record_at(self, index: Index) -> T:
        """The record a valid index points at."""
        record = self.node(index).record
        assert record is not None
        return record

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._words.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)
        self.filter_by(self._filter)

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        """The index of a place below another."""
        shown = self.node(parent).shown
        if not (0 <= row < len(shown) and 0 <= column < len(self.fields)):
            return QModelIndex()
        return self.createIndex(row, column, shown[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The index above."""
        above = self.node(index).parent if index.isValid() else None
        return QModelIndex() if above is None else self.index_of(above)

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many branches are shown below an index."""
        return 0 if parent.column() > 0 else len(self.node(parent).shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns, one for each field."""
        return len(self.fields)

    def hasChildren(self, parent: Index = ROOT) -> bool:
        """Whether there is an arrow: something is below, or may be."""
        node = self.node(parent)
        return parent.column() <= 0 and (node.branches is None or bool(node.shown))

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the children were never asked for."""
        node = self.node(parent)
        return parent.column() <= 0 and node.branches is None and not node.asked

    def fetchMore(self, parent: Index) -> None:
        """Ask for the children; somebody brings them."""
        node = self.node(parent)
        node.asked = True
        self.wanted.emit(node)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be done with a cell."""
        if not self._editable:  # asked of every row there is when a branch opens
            return _ROW if index.isValid() else _NOTHING
        flags = super().flags(index)
        if index.isValid() and self.fields[index.column()].is_editable(self.record_at(index)):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The text of a cell and how it stands; nothing else is answered."""
        if not index.isValid():
            return None
        return cell(self.fields[index.column()], self.record_at(index), role)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Announce what was typed; False where that makes no sense."""
        if role != Role.EditRole or not index.isValid():
            return False
        made = edit_of(self.fields[index.column()], self.record_at(index), value)
        if made is not None and made.value != made.field.value(made.record):
            self.edited.emit(made)
        return made is not None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The title of a column and what it means."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.fields):
            return None
        return heading(self.fields[section], role)
