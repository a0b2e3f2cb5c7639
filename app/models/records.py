"""A table of records that is refreshed every few seconds and never jumps.

A record is known by its key. What is shown is a list of keys; a new list is made in slices of
a few milliseconds (see `ordering`) and put in place at once, with selection and current row going
along. A refresh that leaves the order as it was repaints the rows that changed and no others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from app.models.fields import Field
from app.models.ordering import rows_of
from app.models.record_cells import cell, edit_of, heading
from app.models.record_filter import filter_of
from app.models.record_order import (
    Arranged,
    Choice,
    Key,
    Order,
    Words,
    arrangement,
    at_once,
    free_key,
)
from app.models.slices import Slices

T = TypeVar("T")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
AT_ONCE = 512
"""Records up to which everything is in place on return; beyond that `arranged` tells when."""


class RecordTable(QAbstractTableModel, Generic[T]):
    """Shows records; cells are text only.

    `key` tells records apart; two with the same key are both shown. With `checkable` every record
    can be ticked in its first column.

    Signals:
        arranged: what is shown is what is wanted; `shown` and `total` may be others.
        edited: an `Edit`. The page makes the change and, once it is made, calls `update`.
        ticked: other records are ticked.
    """

    arranged = Signal()
    edited = Signal(object)
    ticked = Signal()

    def __init__(
        self,
        fields: Sequence[Field[T]],
        key: Callable[[T], Key],
        *,
        order: Order | None = None,
        checkable: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.key = key
        self.checkable = checkable
        self.order = order or Order()
        self.choice: Choice[T] = Choice(tuple(f for f in self.fields if not f.hidden))
        self._filter = ""
        self._records: dict[Key, T] = {}
        self._coming: Sequence[T] | None = None
        self._lines: list[Key] = []
        self._words: Words[T] = Words()
        self._ticked: set[Key] = set()
        self._slices = Slices(self)
        self._slices.finished.connect(self._put_in_place)

    # what is in it

    def replace(self, records: Iterable[T]) -> None:
        """Show these records from now on; those that stay keep place, selection and ticks."""
        self._coming = tuple(records)
        self.arrange()

    def append(self, records: Iterable[T]) -> None:
        """Take more records; they stand below the others until they are sorted."""
        fresh: list[Key] = []
        for record in records:
            key = free_key(self.key(record), self._records)
            self._records[key] = record
            if self._admits(record):
                fresh.append(key)
        if fresh:
            first = len(self._lines)
            self.beginInsertRows(ROOT, first, first + len(fresh) - 1)
            self._lines += fresh
            self.endInsertRows()
        self._settle(sort=bool(fresh))

    def update(self, record: T) -> None:
        """Show a record as it is now; it takes its place in the order."""
        key = self.key(record)
        if key not in self._records:
            self.append([record])
            return
        self._records[key] = record
        row = self.row_of(key)
        if row is not None:
            self._repaint(row, row)
        self._settle(sort=True)

    def remove(self, keys: Iterable[Key]) -> None:
        """Show the records with these keys no more."""
        gone = {key for key in keys if key in self._records}
        for first, last in _runs([row for row, key in enumerate(self._lines) if key in gone]):
            self.beginRemoveRows(ROOT, first, last)
            del self._lines[first : last + 1]
            self.endRemoveRows()
        for key in gone:
            del self._records[key]
        self._untick(gone)
        self._settle(sort=False)

    def clear(self) -> None:
        """Forget all records."""
        self._slices.stop()
        self.beginResetModel()
        self._records, self._lines, self._coming = {}, [], None
        self._words.clear()
        self._ticked.clear()
        self.endResetModel()
        self.arranged.emit()

    def _settle(self, *, sort: bool) -> None:
        """Sort what came behind the others, and begin again with what was under way."""
        if self._slices.busy or (sort and (self.order.field or self.choice.filter)):
            self.arrange()
        else:
            self.arranged.emit()

    # what is shown of it

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; with -1 as the records came."""
        key = self.fields[column].key if 0 <= column < len(self.fields) else ""
        self.sort_by(key, descending=bool(key) and order == Qt.SortOrder.DescendingOrder)

    def sort_by(self, field: str, *, descending: bool = False) -> None:
        """Sort by the field of that key; with an empty one as the records came."""
        wanted = Order(field, descending)
        if wanted != self.order:
            self.order = wanted
            self.arrange()

    @property
    def filter(self) -> str:
        """What the records are filtered by, as it was typed."""
        return self._filter

    def filter_by(self, text: str) -> None:
        """Show only what `text` admits; see `record_filter` for what can be said."""
        self._filter = text
        self._choose(Choice(self.choice.shown, filter_of(text, self.fields)))

    def show_columns(self, keys: Iterable[str]) -> None:
        """Let words be looked for in these fields: the columns that are shown."""
        wanted = frozenset(keys)
        shown = tuple(field for field in self.fields if field.key in wanted)
        if shown != self.choice.shown:
            self._words.clear()
            self._choose(Choice(shown, self.choice.filter))

    def _choose(self, choice: Choice[T]) -> None:
        before, self.choice = self.choice, choice
        if before.filter != choice.filter or (choice.filter and before.shown != choice.shown):
            self.arrange()

    def _admits(self, record: T) -> bool:
        choice = self.choice
        return choice.filter.admits(record, lambda it: self._words.of(it, choice.shown))

    @property
    def arranging(self) -> bool:
        """Whether what is shown is behind what is wanted."""
        return self._slices.busy

    @Slot()
    def arrange(self) -> None:
        """Sort and choose anew; what was begun before is dropped, records that came are not."""
        by = next((field for field in self.fields if field.key == self.order.field), None)
        steps = arrangement(
            self._records,
            self._coming,
            self.key,
            (by, self.order.descending),
            self.choice,
            self._words,
        )
        if max(len(self._records), len(self._coming or ())) > AT_ONCE:
            self._slices.start(steps)
            return
        self._slices.stop()
        self._put_in_place(at_once(steps))

    @Slot(object)
    def _put_in_place(self, arranged: Arranged[T]) -> None:
        """Show a new list, with selection and current row where they were, as far as shown."""
        self._coming = None
        if arranged.lines == self._lines:
            self._records = arranged.records
            self._repaint_keys(arranged.changed)
        else:
            self.layoutAboutToBeChanged.emit()
            old = self.persistentIndexList()
            held = [(self._lines[index.row()], index.column()) for index in old]
            self._records, self._lines = arranged.records, arranged.lines
            rows = rows_of(self._lines, {key for key, _column in held})
            new = [self.index(rows[key], c) if key in rows else QModelIndex() for key, c in held]
            self.changePersistentIndexList(old, new)
            self.layoutChanged.emit()
        self._words.keep(arranged.records)
        if self._ticked:  # else a set of all keys would be made for nothing
            self._untick(self._ticked - arranged.records.keys())
        self.arranged.emit()

    def _repaint_keys(self, changed: frozenset[Key]) -> None:
        if changed:
            rows = [row for row, key in enumerate(self._lines) if key in changed]
            if rows:
                self._repaint(rows[0], rows[-1])

    def _repaint(self, first: int, last: int) -> None:
        end = self.index(last, len(self.fields) - 1)
        self.dataChanged.emit(self.index(first, 0), end)

    # rows

    @property
    def records(self) -> Mapping[Key, T]:
        """All records by their keys, as they came."""
        return self._records

    @property
    def shown(self) -> int:
        """How many records the filter admits."""
        return len(self._lines)

    @property
    def total(self) -> int:
        """How many records there are."""
        return len(self._records)

    def record(self, row: int) -> T:
        """The record in a row."""
        return self._records[self._lines[row]]

    def record_at(self, index: Index) -> T:
        """The record a valid index points at."""
        return self.record(index.row())

    def row_of(self, key: Key) -> int | None:
        """The row of the record with that key; None where it is not shown."""
        try:
            return self._lines.index(key)
        except ValueError:
            return None

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of the records that are shown, from top to bottom."""
        return self._lines

    def key_at(self, row: int) -> Key:
        """The key of the record in a row."""
        return self._lines[row]

    @property
    def ticked_records(self) -> list[T]:
        """The records that are ticked, shown or not, in the order they came."""
        return [record for key, record in self._records.items() if key in self._ticked]

    def is_ticked(self, row: int) -> bool:
        """Whether the record in a row is ticked."""
        return self._lines[row] in self._ticked

    def tick(self, keys: Iterable[Key], on: bool = True) -> None:
        """Tick records, or take the tick away."""
        wanted = {key for key in keys if key in self._records}
        after = self._ticked | wanted if on else self._ticked - wanted
        if after != self._ticked:
            self._ticked = after
            self._repaint_keys(frozenset(wanted))
            self.ticked.emit()

    def _untick(self, gone: Set[Key]) -> None:
        if gone & self._ticked:
            self._ticked -= gone
            self.ticked.emit()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._words.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)
        if self._lines:
            self._repaint(0, len(self._lines) - 1)
        self.choice = Choice(self.choice.shown, filter_of(self._filter, self.fields))
        self.arrange()

    # what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Records that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns, one for each field."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be done with a cell."""
        flags = super().flags(index)
        if index.isValid():
            flags |= Qt.ItemFlag.ItemNeverHasChildren
            if self.checkable and index.column() == 0:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            if self.fields[index.column()].is_editable(self.record(index.row())):
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The text of a cell and how it stands; nothing else is answered."""
        if not index.isValid():
            return None
        if role == Role.CheckStateRole:
            return self._tick_of(index) if self.checkable and index.column() == 0 else None
        return cell(self.fields[index.column()], self.record(index.row()), role)

    def _tick_of(self, index: Index) -> Qt.CheckState:
        on = self.is_ticked(index.row())
        return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Tick a record, or announce what was typed; False where that makes no sense."""
        if not index.isValid():
            return False
        if role == Role.CheckStateRole and self.checkable:
            self.tick([self._lines[index.row()]], Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != Role.EditRole:
            return False
        made = edit_of(self.fields[index.column()], self.record(index.row()), value)
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


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Neighbouring rows together, first and last, from the end on."""
    runs: list[tuple[int, int]] = []
    for row in reversed(rows):
        if runs and runs[-1][0] == row + 1:
            runs[-1] = row, runs[-1][1]
        else:
            runs.append((row, row))
    return runs
