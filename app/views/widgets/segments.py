"""A row of buttons of which one is on: which part of a list is wanted, with how many it has."""

from collections.abc import Collection, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.i18n import _
from app.models.formats import count

T = TypeVar("T")


class Segments(QWidget, Generic[T]):
    """Chooses one of `choices`, whose names are declared with N_().

    Tab reaches the one that is on, and the arrow keys go to the others.

    Signals:
        chosen: another one is on.
    """

    chosen = Signal(object)

    def __init__(self, choices: Mapping[T, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self._counts = dict(choices), dict[T, int]()
        self._values = tuple(choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number in range(len(self._values)):
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._tell)
        self.retranslate()

    @property
    def now(self) -> T:
        """Which is on."""
        return self._values[self._group.checkedId()]

    def choose(self, value: T) -> None:
        """Have this one on."""
        self._group.button(self._values.index(value)).setChecked(True)

    def offer(self, values: Collection[T]) -> None:
        """Show these alone; one of them is on."""
        for number, value in enumerate(self._values):
            self._group.button(number).setVisible(value in values)
        if values and self.now not in values:
            self.choose(next(value for value in self._values if value in values))

    def show_counts(self, counts: Mapping[T, int]) -> None:
        """How many each has; those that are not named say nothing of it."""
        if counts != self._counts:
            self._counts = dict(counts)
            self.retranslate()

    def _tell(self, number: int, on: bool) -> None:
        if on:
            self.chosen.emit(self._values[number])

    def retranslate(self) -> None:
        """Speak the language of now."""
        for number, value in enumerate(self._values):
            said = _(self._names[value])
            if value in self._counts:
                said = f"{said} {count(self._counts[value])}"
            self._group.button(number).setText(said)
