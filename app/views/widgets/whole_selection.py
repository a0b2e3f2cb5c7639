"""Keeps a selection of all rows to those rows, when others come or some go.

Qt takes a short cut where everything is selected: after a change it selects everything again, or
where the count is another leaves a range between two rows that moved. Either way sessions would
be selected that nobody chose, and the next command might hit them.
"""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

_REPLACE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class WholeSelection:
    """`rows` gives what the rows at the top of the model are known by, in their order."""

    def __init__(self, view: QAbstractItemView, rows: Callable[[], Sequence[Hashable]]) -> None:
        self._view, self._rows = view, rows
        self._held: frozenset[Hashable] | None = None

    def hold(self) -> None:
        """Before rows move: note them where all are selected."""
        self._held = None
        selection = self._view.selectionModel().selection()
        if selection.count() == 1 and not selection.first().parent().isValid():
            rows = self._rows()
            if selection.first().height() == len(rows):
                self._held = frozenset(rows)

    def restore(self) -> None:
        """After it: select those of them that are still there, and no others."""
        if self._held is None:
            return
        held, self._held = self._held, None
        model = self._view.model()
        last = model.columnCount() - 1
        chosen = QItemSelection()
        first: int | None = None
        rows = self._rows()
        for row in range(len(rows) + 1):
            if row < len(rows) and rows[row] in held:
                first = row if first is None else first
            elif first is not None:
                chosen.select(model.index(first, 0), model.index(row - 1, last))
                first = None
        self._view.selectionModel().select(chosen, _REPLACE)
