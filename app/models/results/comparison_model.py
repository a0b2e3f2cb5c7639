"""What differs between two runs, a row a line: read of both results when it is looked at."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from app.domain.console.result import ResultColumn
from app.i18n import N_, _
from app.models.formats import NULL
from app.models.results.cells import explained, shown
from app.results.comparing import Comparison, Fate
from app.results.store import ResultReader

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
MARKS = {Fate.ADDED: "+", Fate.GONE: "−", Fate.CHANGED: "≠"}
"""What a line is known by without its colour."""
WORDS = {Fate.ADDED: N_("Added"), Fate.GONE: N_("Gone"), Fate.CHANGED: N_("Altered")}
BECAME = " → "
_KEPT = 512  # lines that are held
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class ComparisonModel(QAbstractTableModel):
    """Lines of a `Comparison`; the first column says what became of a row."""

    def __init__(
        self, old: ResultReader, new: ResultReader, found: Comparison,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.old, self.new, self.found = old, new, found
        self.inks: Mapping[Fate, QBrush] = {}
        """What a line is painted on, and of a changed one its changed cells."""
        self._lines: Any = np.arange(len(found))
        self._held: OrderedDict[int, tuple[Any, Any]] = OrderedDict()

    def show_only(self, fate: Fate | None) -> None:
        """Show the lines with this fate, or all."""
        self.beginResetModel()
        fates = self.found.fates
        self._lines = np.arange(len(fates)) if fate is None else np.flatnonzero(fates == fate)
        self.endResetModel()

    def paint_with(self, inks: Mapping[Fate, QBrush]) -> None:
        """Take other colours."""
        self.inks = inks
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Role.BackgroundRole])

    # for Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """What became of the row, and its columns."""
        return 0 if parent.isValid() else len(self.found.columns) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Texts of both runs, and a colour behind what differs."""
        if not index.isValid():
            return None
        line, place = int(self._lines[index.row()]), index.column() - 1
        fate = Fate(int(self.found.fates[line]))
        if role == Role.BackgroundRole:
            lit = fate is not Fate.CHANGED or place < 0 or self.found.cells[line, place]
            return self.inks.get(fate) if lit else None
        if place < 0:
            if role == Role.DisplayRole:
                return f"{MARKS[fate]} {_(WORDS[fate])}"
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self._text(line, place)
        if role == Role.TextAlignmentRole:
            return _RIGHT if self._head(place).kind.numeric else _LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Names of columns."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if section == 0:
            return _("Row") if role == Role.DisplayRole else None
        shared = self.found.columns[section - 1]
        if role == Role.DisplayRole:
            return shared.name
        return explained(self._head(section - 1)) if role == Role.ToolTipRole else None

    # what a line says

    def _head(self, place: int) -> ResultColumn:
        shared = self.found.columns[place]
        if shared.new is not None:
            return self.new.columns[shared.new]
        assert shared.old is not None
        return self.old.columns[shared.old]

    def _text(self, line: int, place: int) -> str:
        shared, (old, new) = self.found.columns[place], self._rows(line)
        before = _shown(old, shared.old, self.old)
        after = _shown(new, shared.new, self.new)
        if old is not None and new is not None and self.found.cells[line, place]:
            return f"{before}{BECAME}{after}"
        return after if new is not None and shared.new is not None else before

    def _rows(self, line: int) -> tuple[Any, Any]:
        """The rows of a line in both runs; None where one has none."""
        held = self._held.get(line)
        if held is None:
            held = (
                _row(self.old, int(self.found.old[line])),
                _row(self.new, int(self.found.new[line])),
            )
            self._held[line] = held
            if len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return held


def _row(reader: ResultReader, number: int) -> Any:
    rows = reader.rows(number, number + 1) if number >= 0 else []
    return rows[0] if rows else None


def _shown(row: Any, place: int | None, reader: ResultReader) -> str:
    if row is None or place is None:
        return ""
    return NULL if row[place] is None else shown(row[place], reader.columns[place])
