"""The columns of a table or tree: chosen in a menu, moved, sized, remembered by their keys.

What is remembered names fields, not numbers: it fits a later version that has other columns.
"""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QMenu

from app.i18n import _
from app.models.fields import Field

_SMALLEST = 40


class Columns(QObject):
    """Looks after a header.

    Signals:
        chosen: other columns are shown.
    """

    chosen = Signal()

    def __init__(self, header: QHeaderView, fields: Sequence[Field[Any]]) -> None:
        super().__init__(header)
        self._header, self.fields = header, tuple(fields)
        self._fitting = False
        self._sized_by_hand = False
        self._larger = 1.0
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(_SMALLEST)
        header.setSortIndicatorClearable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask)
        header.sectionResized.connect(self._resized)
        self.reset()

    # what is shown

    @property
    def shown(self) -> list[Field[Any]]:
        """The fields whose columns are shown, as they stand from left to right."""
        return [self.fields[n] for n in self._order() if not self._header.isSectionHidden(n)]

    def show(self, key: str, on: bool = True) -> None:
        """Show or hide a column; one at least is always shown."""
        number = self._number(key)
        if number is None or (not on and len(self.shown) == 1):
            return
        if self._header.isSectionHidden(number) is on:
            self._header.setSectionHidden(number, not on)
            self.fit()
            self.chosen.emit()

    @Slot()
    def reset(self) -> None:
        """Order, widths and choice as they are declared."""
        self._sized_by_hand = False
        self._fitting = True
        for n, field in enumerate(self.fields):
            self._header.moveSection(self._header.visualIndex(n), n)
            self._header.setSectionHidden(n, field.hidden)
            self._header.resizeSection(n, field.width)
        self._fitting = False
        self.fit()
        self.chosen.emit()

    def enlarge(self, by: float) -> None:
        """Texts are larger here: columns are up to so many times as wide, if there is room."""
        self._larger = by
        self.fit()

    def fit(self) -> None:
        """Give the column that stretches what the others leave, but not less than its width."""
        number = next((n for n, field in enumerate(self.fields) if field.stretch), None)
        if number is None or self._sized_by_hand or self._header.isSectionHidden(number):
            return
        if self._larger > 1.0:
            self._widen(number)
        others = self._header.length() - self._header.sectionSize(number)
        room = self._header.viewport().width() - others
        self._fitting = True
        self._header.resizeSection(number, max(self.fields[number].width, room))
        self._fitting = False

    def _widen(self, stretched: int) -> None:
        """All but the one that stretches, which has to have room for its own."""
        shown = [
            (n, field.width)
            for n, field in enumerate(self.fields)
            if n != stretched and not self._header.isSectionHidden(n)
        ]
        room = self._header.viewport().width() - self._larger * self.fields[stretched].width
        by = min(max(room / max(sum(width for _n, width in shown), 1), 1.0), self._larger)
        self._fitting = True
        for n, width in shown:
            self._header.resizeSection(n, int(by * width))
        self._fitting = False

    @Slot(int, int, int)
    def _resized(self, number: int, before: int, after: int) -> None:
        if self._fitting or not before or not after:  # it is shown or hidden
            return
        if self.fields[number].stretch:
            self._sized_by_hand = True
        else:
            self.fit()

    # the menu

    @Slot(QPoint)
    def _ask(self, place: QPoint) -> None:
        menu = QMenu(self._header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.mapToGlobal(place))

    def fill(self, menu: QMenu) -> None:
        """Put the choice of columns into a menu."""
        for number in self._order():
            field = self.fields[number]
            action = menu.addAction(field.heading)
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(number))
            action.setToolTip(field.explained)
            action.toggled.connect(lambda on, key=field.key: self.show(key, on))
        menu.addSeparator()
        menu.addAction(_("Columns as they were")).triggered.connect(self.reset)

    # what is remembered

    def state(self) -> bytes:
        """Order, widths, choice and sorting, as JSON."""
        header = self._header
        sorted_by, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        known = 0 <= sorted_by < len(self.fields)
        state = {
            "order": [self.fields[n].key for n in self._order()],
            "hidden": [f.key for n, f in enumerate(self.fields) if header.isSectionHidden(n)],
            "widths": {
                field.key: header.sectionSize(n)
                for n, field in enumerate(self.fields)
                if not header.isSectionHidden(n) and (not field.stretch or self._sized_by_hand)
            },
            "sort": self.fields[sorted_by].key if known else "",
            "descending": order == Qt.SortOrder.DescendingOrder,
        }
        return json.dumps(state).encode()

    def restore(self, state: bytes) -> None:
        """Take a state back, as far as it still makes sense."""
        try:
            kept = json.loads(state)
            order, hidden = [str(key) for key in kept["order"]], set(kept["hidden"])
            widths = {str(key): int(width) for key, width in kept["widths"].items()}
            sort, descending = str(kept["sort"]), bool(kept["descending"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        self._fitting = True
        known = [number for key in order if (number := self._number(key)) is not None]
        for place, number in enumerate(known):
            self._header.moveSection(self._header.visualIndex(number), place)
            key = self.fields[number].key
            self._header.setSectionHidden(number, key in hidden and len(hidden) < len(self.fields))
            if key in widths:
                self._header.resizeSection(number, max(_SMALLEST, widths[key]))
                self._sized_by_hand |= self.fields[number].stretch
        self._fitting = False
        self.sort_by(sort, descending=descending)
        self.fit()
        self.chosen.emit()

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Show that it is sorted by a field, and sort; with an empty key as it came."""
        number = self._number(key)
        way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(-1 if number is None else number, way)

    def _number(self, key: str) -> int | None:
        return next((n for n, field in enumerate(self.fields) if field.key == key), None)

    def _order(self) -> list[int]:
        return [self._header.logicalIndex(n) for n in range(self._header.count())]
