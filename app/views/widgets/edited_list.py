"""What all have in common in which something is listed and edited beside the list."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.models.records import RecordTable
from app.views.theme import GAP, Theme
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.handing import Handing
from app.views.widgets.list_and_form import ListAndForm
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

T = TypeVar("T")


class EditedList(Handing, Generic[T]):
    """A table with buttons over it, and beside it the details or the form of what is chosen.

    Signals:
        failed: a ConsoleError to be shown.
        changed: what can be done here is another now.
    """

    failed = Signal(object)
    changed = Signal()

    def __init__(
        self, name: str, table: RecordTable[T], title: str, empty: Empty,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`name` is what its arrangement is kept under; `title` is declared with N_()."""
        super().__init__(parent)
        self._name, self.table = name, table
        self.panel: TablePanel[T] = TablePanel(table, title, empty)
        self.details: DetailsPanel[T] = DetailsPanel(table.fields)
        self.split = ListAndForm(self.panel, self.details)
        self.panel.view.takes_first = True
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(0, 0, 0, 0)
        self.down.setSpacing(2 * GAP)
        self.down.addWidget(self.split, 1)
        self.panel.activated.connect(self.edit)
        self.panel.begin_wanted.connect(self.add)
        self.panel.selected.connect(self.changed)
        self.split.form_changed.connect(self.changed)
        self.hand_focus_to(self.panel)

    @Slot()
    def add(self) -> None:
        """Open the form of a new one."""
        raise NotImplementedError

    @Slot()
    def edit(self) -> None:
        """Open the form of the current one."""
        raise NotImplementedError

    def _show(self) -> None:
        """Show what is known, in the language spoken now."""
        raise NotImplementedError

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.failed.emit(error)

    # what a page asks

    @property
    def dirty(self) -> bool:
        """Whether something that was typed is not kept."""
        return self.split.dirty

    def leave(self, then: Callable[[], object]) -> None:
        """Go on once nothing is lost by it, or the user lets go of it."""
        self.split.leave(then)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()
        self.split.retranslate()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.split.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged."""
        split = bytes(self.split.saveState().data())
        return {self._name: self.panel.state(), f"{self._name}-split": split}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        if self._name in state:
            self.panel.restore(state[self._name])
        if f"{self._name}-split" in state:
            self.split.restoreState(state[f"{self._name}-split"])
