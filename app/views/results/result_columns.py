"""The columns of a result: widths, order, which are hidden and which stand still at the left.

What is remembered goes by the shape of the result, its names and kinds of columns: the same query
finds its columns as they were left, and another one does not.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QMenu

from app.domain.console.result import ResultColumn
from app.i18n import _
from app.models.results.result_model import ResultModel
from app.views.results.cells_view import CellsView
from app.views.widgets.cell_painter import PADDING

_SMALLEST, _WIDEST = 56, 360  # of a column that nobody sized
_ARROW = 16  # room for it beside a name
_MEASURED = 64  # rows at most whose texts are measured
_TEXTS = 2_000  # that are measured at most
_SHAPES = 200  # that are remembered


class Shapes:
    """How the columns of results were left, by their shape; the latest are kept."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    @staticmethod
    def key(columns: Sequence[ResultColumn]) -> str:
        """What a shape is known by; says nothing of the names in it."""
        told = json.dumps([[column.name, column.kind.value] for column in columns])
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def find(self, columns: Sequence[ResultColumn]) -> dict[str, Any]:
        """What is remembered of such a result; nothing of one that is new."""
        return self._known.get(self.key(columns), {})

    def keep(self, columns: Sequence[ResultColumn], left: dict[str, Any]) -> None:
        """Remember it."""
        key = self.key(columns)
        self._known.pop(key, None)
        self._known[key] = left
        for old in list(self._known)[:-_SHAPES]:
            del self._known[old]

    def state(self) -> bytes:
        """All of it, as JSON."""
        return json.dumps(self._known).encode()

    def restore(self, state: bytes) -> None:
        """Take it back; what makes no sense is forgotten."""
        try:
            kept = json.loads(state)
        except ValueError:
            return
        if isinstance(kept, dict):
            self._known = {key: left for key, left in kept.items() if isinstance(left, dict)}


class ResultColumns(QObject):
    """Looks after the heads of both views of a grid.

    Signals:
        chosen: other columns are shown, or stand elsewhere.
    """

    chosen = Signal()

    def __init__(self, frozen: CellsView, free: CellsView, shapes: Shapes) -> None:
        super().__init__(free)
        self._frozen_view, self._free_view, self._shapes = frozen, free, shapes
        self._model: ResultModel | None = None
        self._hidden: set[int] = set()
        self._frozen: set[int] = set()
        self._sized: set[int] = set()  # by hand
        self._arranging = False
        for view in (frozen, free):
            view.head.sectionResized.connect(self._resized)
            view.head.sectionMoved.connect(self._moved)

    def take(self, model: ResultModel) -> None:
        """Look after the columns of this model, which both views show by now."""
        self._model = model
        self._put(self._shapes.find(model.reader.columns))

    @Slot()
    def reset(self) -> None:
        """All as they came, as wide as their values want."""
        self._put({})
        self._keep()

    def _put(self, left: dict[str, Any]) -> None:
        assert self._model is not None
        count = self._model.columnCount()
        numbers = set(range(count))
        try:
            order = [int(n) for n in left.get("order", ()) if int(n) in numbers]
            self._hidden = {int(n) for n in left.get("hidden", ())} & numbers
            self._frozen = {int(n) for n in left.get("frozen", ())} & numbers
            widths = {int(n): int(width) for n, width in left.get("widths", {}).items()}
        except (TypeError, ValueError, AttributeError):
            order, widths, self._hidden, self._frozen = [], {}, set(), set()
        if self._hidden == numbers:
            self._hidden = set()
        self._sized = set(widths) & numbers
        self._arranging = True
        order += [n for n in range(count) if n not in set(order)]
        for view in (self._frozen_view, self._free_view):
            for place, number in enumerate(order):
                view.head.moveSection(view.head.visualIndex(number), place)
        for number in self._sized:
            self._resize(number, max(widths[number], view.head.minimumSectionSize()))
        self._arranging = False
        self.fit()
        self._show()

    # widths

    @Slot()
    def fit(self) -> None:
        """Give columns that nobody sized the room that the first rows want."""
        model = self._model
        if model is None:
            return
        most = min(_MEASURED, max(_TEXTS // max(model.columnCount(), 1), 4))
        rows = [model.row(row) for row in range(min(model.shown, most))]
        font = self._free_view.cells
        self._arranging = True
        for number, field in enumerate(model.fields):
            if number in self._sized:
                continue
            width = font.font_of(field).width
            wanted = max((width(field.shown(row)) for row in rows), default=0) + 2 * PADDING + 2
            head = self._free_view.head.fontMetrics().horizontalAdvance(field.title or " ")
            wanted = max(wanted, round(head * 1.1) + 2 * PADDING + _ARROW, _SMALLEST)
            self._resize(number, min(wanted, _WIDEST))
        self._arranging = False
        self._widen()

    def _resize(self, number: int, width: int) -> None:
        for view in (self._frozen_view, self._free_view):
            view.head.resizeSection(number, width)

    @Slot(int, int, int)
    def _resized(self, number: int, before: int, after: int) -> None:
        if self._arranging or not before or not after:  # it is shown or hidden
            return
        self._sized.add(number)
        for view in (self._frozen_view, self._free_view):
            with QSignalBlocker(view.head):
                if not view.head.isSectionHidden(number):
                    view.head.resizeSection(number, after)
        self._widen()
        self._keep()

    @Slot()
    def _moved(self) -> None:
        if not self._arranging:
            self._keep()
            self.chosen.emit()

    @Slot()
    def _widen(self) -> None:
        """Make the frozen view as wide as its columns and the numbers of the rows."""
        head, numbers = self._frozen_view.head, self._frozen_view.numbers
        width = sum(head.sectionSize(n) for n in self._frozen - self._hidden)
        self._frozen_view.setFixedWidth(width + numbers.sizeHint().width())

    def make_room_for_numbers(self) -> None:
        """There are more rows now, and their numbers are longer."""
        self._frozen_view.numbers.setFixedWidth(self._frozen_view.numbers.sizeHint().width())
        self._widen()

    # what is shown

    @property
    def shown(self) -> list[int]:
        """The columns that are shown, as they stand from left to right."""
        frozen, free = self._frozen_view.head, self._free_view.head
        return [
            *(n for n in _in_order(frozen) if n in self._frozen - self._hidden),
            *(n for n in _in_order(free) if n not in self._frozen | self._hidden),
        ]

    def is_frozen(self, number: int) -> bool:
        """Whether a column stands still."""
        return number in self._frozen

    def show_column(self, number: int, on: bool = True) -> None:
        """Show or hide a column; one at least is always shown."""
        if on or len(self.shown) > 1:
            (self._hidden.discard if on else self._hidden.add)(number)
            self._show()
            self._keep()

    def freeze(self, number: int, on: bool = True) -> None:
        """Let a column stand still at the left, or move with the others again."""
        (self._frozen.add if on else self._frozen.discard)(number)
        self._hidden.discard(number)
        self._show()
        self._keep()

    def _show(self) -> None:
        self._arranging = True
        for number in range(self._free_view.head.count()):
            hidden, frozen = number in self._hidden, number in self._frozen
            self._frozen_view.setColumnHidden(number, hidden or not frozen)
            self._free_view.setColumnHidden(number, hidden or frozen)
        self._arranging = False
        self._widen()
        self.chosen.emit()

    def _keep(self) -> None:
        if self._model is None:
            return
        head = self._free_view.head
        widths = {}
        for number in sorted(self._sized):
            view = self._frozen_view if number in self._frozen else self._free_view
            widths[number] = view.head.sectionSize(number) or head.defaultSectionSize()
        self._shapes.keep(
            self._model.reader.columns,
            {
                "order": _in_order(head),
                "hidden": sorted(self._hidden),
                "frozen": sorted(self._frozen),
                "widths": {number: width for number, width in widths.items() if width},
            },
        )

    # the menu

    def fill(self, menu: QMenu, about: int | None = None) -> None:
        """Put what can be done with a column, and the choice of all, into a menu."""
        if about is not None:
            frozen = about in self._frozen
            text = _("Let it move again") if frozen else _("Freeze this column")
            menu.addAction(text, lambda: self.freeze(about, not frozen))
            menu.addAction(_("Hide this column"), lambda: self.show_column(about, False))
            menu.addSeparator()
        self.fill_choice(menu.addMenu(_("Columns")))

    def fill_choice(self, menu: QMenu) -> None:
        """Put the choice of columns into a menu."""
        assert self._model is not None
        for number in _in_order(self._free_view.head):
            name = self._model.reader.columns[number].name or f"{number + 1}"
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number not in self._hidden)
            action.toggled.connect(_showing(self.show_column, number))
        menu.addSeparator()
        menu.addAction(_("Columns as they were"), self.reset)


def _showing(show: Callable[[int, bool], None], number: int) -> Callable[[bool], None]:
    return lambda on: show(number, on)


def _in_order(head: Any) -> list[int]:
    return [head.logicalIndex(place) for place in range(head.count())]
