"""The rows of a result as Qt sees them: text only, read when it is looked at.

A result that grows grows here by steps, without a reset. What is shown of it, and in which order,
is an `Arrangement` that somebody made in a worker.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from app.domain.errors import ConsoleError
from app.models.results.cells import Row, explained, fields_of
from app.results.arranging import Arrangement
from app.results.store import ResultReader
from app.results.written import written

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
_BLOCK = 64  # rows that are read at a time
_KEPT = 48  # blocks
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Pending(Protocol):
    """What is wanted of rows and not made yet, by the number each row came with."""

    def __len__(self) -> int: ...

    def cells(self, row: int) -> Mapping[int, object]:
        """Values that cells shall have, by column."""

    def is_gone(self, row: int) -> bool:
        """Whether the row shall go."""


class ResultModel(QAbstractTableModel):
    """Shows a `ResultReader`, of which it is not the owner.

    Signals:
        rearranging: rows are about to move; whatever is selected should be forgotten.
        rearranged: they have.
        failed: the `ConsoleError` of rows that cannot be read any more; said once.
    """

    rearranging = Signal()
    rearranged = Signal()
    failed = Signal(object)

    def __init__(self, reader: ResultReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = reader
        self.fields = fields_of(reader.columns)
        self.arrangement: Arrangement | None = None
        self.pending: Pending | None = None
        """What is shown in place of what was read; it is sorted and filtered by what was read."""
        self._shown = reader.count
        self._blocks: OrderedDict[int, list[Row]] = OrderedDict()
        self._nothing: Row = (None,) * len(reader.columns)
        self._said = False

    # what is shown

    @property
    def shown(self) -> int:
        """How many rows there are to see."""
        return self._shown

    @property
    def total(self) -> int:
        """How many rows the result has so far."""
        return self.reader.count

    @property
    def behind(self) -> bool:
        """Whether rows came that the arrangement does not know."""
        return self.arrangement is not None and self.arrangement.of < self.reader.count

    @Slot()
    def grow(self) -> None:
        """Show the rows that came; those of an arranged result wait for the next arrangement."""
        count = self.reader.count
        if self.arrangement is None and count > self._shown:
            self._blocks.pop(self._shown // _BLOCK, None)  # it was not full
            self.beginInsertRows(ROOT, self._shown, count - 1)
            self._shown = count
            self.endInsertRows()

    def place(self, arrangement: Arrangement | None) -> None:
        """Show the rows like this from now on; the current row goes along as far as it is shown."""
        self.rearranging.emit()
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        numbers = [(self.number_of(index.row()), index.column()) for index in held]
        self.arrangement = arrangement
        self._shown = self.reader.count if arrangement is None else len(arrangement)
        self._blocks.clear()
        rows = {number: self.row_of(number) for number, _column in numbers}
        self.changePersistentIndexList(
            held,
            [
                QModelIndex() if (row := rows[number]) is None else self.index(row, column)
                for number, column in numbers
            ],
        )
        self.layoutChanged.emit()
        self.rearranged.emit()

    def number_of(self, row: int) -> int:
        """The number with which the row came that is shown there."""
        return row if self.arrangement is None else int(self.arrangement.rows[row])

    def row_of(self, number: int) -> int | None:
        """Where the row is shown that came with this number; None where it is not."""
        if self.arrangement is None:
            return number if number < self._shown else None
        import numpy as np

        found = np.flatnonzero(self.arrangement.rows == number)
        return int(found[0]) if len(found) else None

    def row(self, number: int) -> Row:
        """The values of a row that is shown, as the driver gave them."""
        block, place = divmod(number, _BLOCK)
        rows = self._blocks.get(block)
        if rows is None:
            rows = self._read(block)
        else:
            self._blocks.move_to_end(block)
        return rows[place] if place < len(rows) else self._nothing

    def wanted(self, number: int) -> Mapping[int, object]:
        """The cells of a row that is shown which shall have other values, by column."""
        if not self.pending:
            return {}
        return self.pending.cells(self.number_of(number))

    def is_gone(self, number: int) -> bool:
        """Whether a row that is shown shall go."""
        pending = self.pending
        return pending is not None and pending.is_gone(self.number_of(number))

    def seen(self, number: int) -> Row:
        """The values of a row that is shown, with those that are wanted in their places."""
        row, wanted = self.row(number), self.wanted(number)
        if not wanted:
            return row
        return tuple(wanted.get(place, value) for place, value in enumerate(row))

    def look_again(self) -> None:
        """Other things are wanted now."""
        if self._shown:
            last = self.index(self._shown - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _read(self, block: int) -> list[Row]:
        try:
            first = block * _BLOCK
            last = min(first + _BLOCK, self._shown)
            rows = self.reader.rows(first, last, self.arrangement)
        except ConsoleError as error:
            rows = []
            if not self._said:
                self._said = True
                self.failed.emit(error)
        self._blocks[block] = rows
        if len(self._blocks) > _KEPT:
            self._blocks.popitem(last=False)
        return rows

    # what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Rows that are shown."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = ROOT) -> int:
        """The columns of the result."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be selected, and have no children."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemNeverHasChildren if index.isValid() else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The text of a cell and how it stands; nothing else is answered."""
        if not index.isValid():
            return None
        column = index.column()
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return self.fields[column].shown(self.seen(index.row()))
            case Role.EditRole:
                value = self.row(index.row())[column]
                return None if value is None else written(value, self.reader.columns[column])
            case Role.TextAlignmentRole:
                return _RIGHT if self.reader.columns[column].kind.numeric else _LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Names of columns, and what they are; numbers of rows."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Role.DisplayRole else None
        if not 0 <= section < len(self.fields):
            return None
        column = self.reader.columns[section]
        match role:
            case Role.DisplayRole:
                return column.name
            case Role.ToolTipRole:
                return explained(column)
            case Role.TextAlignmentRole:
                return _RIGHT if column.kind.numeric else _LEFT
        return None
