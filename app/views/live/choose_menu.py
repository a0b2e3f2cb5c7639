"""A button whose menu chooses among instances."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from app.domain.inventory import TYPE_NAMES
from app.flows.inventory_rows import InstanceRow
from app.i18n import _
from app.models.formats import count
from app.views.widgets.staying_menu import StayingMenu

MOST = 12
"""Instances that are drawn at once."""


class InstanceMenu(QToolButton):
    """Holds who can be chosen and who is, in the order of the choice.

    Signals:
        changed: others are chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, InstanceRow] = {}
        self._ids: tuple[str, ...] = ()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(StayingMenu(self))
        self.menu().aboutToShow.connect(self._fill)

    @property
    def chosen(self) -> tuple[InstanceRow, ...]:
        """The instances that are chosen and still there."""
        return tuple(self._rows[each] for each in self._ids if each in self._rows)

    def set_instances(self, rows: Iterable[InstanceRow]) -> None:
        """Take who can be chosen; those that are gone are chosen no more."""
        before = self.chosen
        self._rows = {row.instance.id: row for row in rows}
        self.retranslate()
        if before != self.chosen:
            self.changed.emit()

    def choose(self, ids: Sequence[str]) -> None:
        """Choose these, the first of them if they are too many."""
        wanted = tuple(dict.fromkeys(ids))[:MOST]
        if wanted != self._ids:
            self._ids = wanted
            self.retranslate()
            self.changed.emit()

    @Slot()
    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for row in sorted(self._rows.values(), key=_order):
            here = row.instance
            action = menu.addAction(f"{here.name}  ({TYPE_NAMES[here.type]})")
            action.setCheckable(True)
            action.setChecked(here.id in self._ids)
            action.setData(here.id)
            action.toggled.connect(partial(self._toggle, here.id))
        self._bound()

    def _toggle(self, id_: str, on: bool) -> None:
        kept = [each for each in self._ids if each != id_]
        self.choose([*kept, id_] if on else kept)
        self._bound()

    def _bound(self) -> None:
        """No more can be chosen than are drawn."""
        full = len(self._ids) >= MOST
        for action in self.menu().actions():
            action.setEnabled(action.data() in self._ids or not full)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        chosen = self.chosen
        said = _("Instances: {count}").format(count=count(len(chosen)))
        self.setText(chosen[0].instance.name if len(chosen) == 1 else said)
        self.setAccessibleName(said)


def _order(row: InstanceRow) -> tuple[str, str]:
    return row.instance.type.value, row.instance.name
