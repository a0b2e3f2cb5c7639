"""Parameters: what they are, what they are by default, what they were, and changing them."""

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.operating.settings import Parameter
from app.engines.abilities import SetsParameters, ShowsParameters
from app.i18n import N_, _
from app.models.operating.settings import PARAMETERS
from app.models.record_cells import Edit
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.widgets.states import Empty


class ParametersPanel(AnswerPanel):
    """Refreshed when asked. What changed since the last time is kept, and shown below."""

    key = "parameters"
    title = N_("Parameters")
    icon = "parameters"
    needs = (ShowsParameters,)
    fields = PARAMETERS
    record_key = staticmethod(lambda parameter: parameter.name)
    order = Order("name")
    empty = Empty(
        N_("No parameter is shown"),
        N_("All are as they are by default, or hidden by the filter."),
        N_("Refresh"),
        icon="parameters",
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        self.changed_only, self.persist = QCheckBox(), QCheckBox()
        self._all: tuple[Parameter, ...] = ()
        super().__init__(room, parent)
        self.changed_only.toggled.connect(self._show_again)
        self.persist.setVisible(isinstance(self.session, SetsParameters))
        for box in (self.persist, self.changed_only):
            self.records.add_to_bar(box)
        self.table.edited.connect(self._plan)
        self.records.current_changed.connect(self._show_history)
        self.retranslate()

    def question(self, session: ShowsParameters) -> tuple[Parameter, ...]:
        """All of them; values that are new are kept."""
        found = session.parameters()
        self.room.histories.keep_parameters(
            self.room.endpoint.id, [(each.name, each.value) for each in found]
        )
        return found

    def shown(self, answer: Iterable[Parameter]) -> Iterable[Parameter]:
        """All, or those that differ from their default."""
        self._all = tuple(answer)
        if not self.changed_only.isChecked():
            return self._all
        return [each for each in self._all if each.changed]

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.changed_only.setText(_("Changed only"))
        self.changed_only.setToolTip(_("Show those that differ from their default"))
        self.persist.setText(_("Persist"))
        self.persist.setToolTip(_("Have a change survive a restart, where the server can do that"))
        super().retranslate()

    def _show_again(self) -> None:
        if self._answered:
            self._take(self._all)

    def _plan(self, edit: Edit[Parameter]) -> None:
        session, parameter, value = self.session, edit.record, str(edit.value)
        if not isinstance(session, SetsParameters) or value == parameter.value:
            return
        persist = self.persist.isChecked() and parameter.persistable
        self.ask_beside(
            lambda there: there.plan_parameter(parameter, value, persist=persist),
            lambda act: self.room.proposals.propose(act, self),
        )

    def _show_history(self, parameter: Parameter | None) -> None:
        if parameter is None:
            self.show_text("")
            return
        at, name = self.room.endpoint.id, parameter.name
        self.ask_beside(
            lambda _session: self.room.histories.of_parameter(at, name),
            lambda found: self.show_text(
                "\n".join(f"{when:%Y-%m-%d %H:%M:%S}  {value}" for when, value in found)
                if len(found) > 1
                else ""
            ),
        )
