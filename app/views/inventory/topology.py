"""A service drawn: who feeds whom, as its servers tell, and where the record differs."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import Service
from app.domain.operating.replication import FoundTopology
from app.flows.topology import Difference, Kind, differences, merged
from app.i18n import N_, _
from app.models.fields import Field, State
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.inventory.topology_drawing import TopologyDrawing
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.survey import Survey

_SIZE = 900, 700

KIND_NAMES = {
    Kind.NEW: N_("new"), Kind.ROLE: N_("role"), Kind.VERSION: N_("version"),
    Kind.GONE: N_("not seen"),
}  # fmt: skip
DIFFERENCES: tuple[Field[Difference], ...] = (
    Field("kind", N_("Difference"), lambda each: _(KIND_NAMES[each.kind]), width=130,
          state=lambda each: State.WARNING if each.kind is Kind.GONE else State.NOTICE),
    Field("place", N_("Server"), lambda each: each.place, width=190),
    Field("text", N_("What is so"), lambda each: each.text, stretch=True),
)  # fmt: skip
NOBODY = Empty(
    N_("No instance is recorded"),
    N_("Add one to this service: its server tells who the others are."), icon="topology",
)  # fmt: skip


class TopologyDialog(QDialog):
    """The drawing above, the differences below, accepted by hand.

    Signals:
        accepted_differences: those the user chose.
    """

    accepted_differences = Signal(object)

    def __init__(
        self, service: Service, inventory: Callable[[], Inventory], theme: Theme,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._service, self._inventory = service, inventory
        self._names: Mapping[str, str] = {}
        self._found: dict[str, FoundTopology] = {}
        self._failed: dict[str, str] = {}
        self._survey: Survey | None = None
        self.setWindowTitle(_("Topology of {name}").format(name=service.name))
        self.resize(*_SIZE)
        self.drawing, self.notes = TopologyDrawing(), QLabel(wordWrap=True)
        self.drawing.apply_theme(theme)
        self.notes.setProperty("role", "muted")
        self.table: RecordTable[Difference] = RecordTable(
            DIFFERENCES, lambda each: (each.kind, each.place), order=Order("place"), checkable=True
        )
        self.panel: TablePanel[Difference] = TablePanel(
            self.table, N_("Differences"),
            Empty(N_("The record is as the servers are"), icon="good"),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        self.accept_button = QPushButton(_("Accept what is ticked"))
        self.accept_button.setProperty("primary", True)
        self.accept_button.clicked.connect(self._accept_ticked)
        self.accept_button.setEnabled(False)
        self.table.ticked.connect(self._grey)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(self.drawing)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        close.rejected.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.accept_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        down.addWidget(area, 3)
        down.addWidget(self.notes)
        down.addWidget(self.panel, 2)
        down.addLayout(buttons)

    def follow(self, survey: Survey, names: Mapping[str, str]) -> None:
        """Show what comes of asking the instances with these ids and names, as it comes."""
        self._survey, self._names = survey, names
        survey.answered.connect(self._take)
        survey.failed.connect(self._note)
        survey.finished.connect(self.refresh)
        self.panel.cancel_wanted.connect(survey.cancel)
        self.finished.connect(survey.cancel)
        if not names:
            self.panel.show_empty(NOBODY)
        self.refresh()

    @Slot(str, object)
    def _take(self, key: str, found: FoundTopology) -> None:
        self._found[key] = found
        self.refresh()

    @Slot(str, object)
    def _note(self, key: str, error: ConsoleError) -> None:
        self._failed[key] = str(error)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Draw what is known, and compare it with the inventory as it is now."""
        waiting = self._survey.waiting if self._survey is not None else ()
        found = merged(self._found[key] for key in self._names if key in self._found)
        self.drawing.show_topology(found)
        silent = {
            key: self._failed.get(key) or _("it was not waited for")
            for key in self._names
            if key not in self._found and key not in waiting
        }
        notes = (f"{self._names[key]}: {reason}" for key, reason in silent.items())
        self.notes.setText("\n".join((*found.notes, *notes)))
        self.notes.setVisible(bool(self.notes.text()))
        if self._found or not waiting:
            self.panel.show_records(differences(self._inventory(), self._service, found, waiting))
        self._grey()
        if waiting:
            asked = len(self._names)
            said = _("{done} of {all} servers have answered; waiting for {names}…").format(
                done=asked - len(waiting), all=asked,
                names=", ".join(self._names[key] for key in waiting),
            )  # fmt: skip
            self.panel.wait(said, 1 - len(waiting) / asked)

    @Slot()
    def _grey(self) -> None:
        self.accept_button.setEnabled(bool(self.table.ticked_records))

    @Slot()
    def _accept_ticked(self) -> None:
        if ticked := self.table.ticked_records:
            self.accepted_differences.emit(tuple(ticked))
