"""Parameters: what they are, what they are by default, what they were, and changing them."""

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.operating.settings import Parameter
from app.engines.abilities import PlacesParameters, SetsParameters, ShowsParameters
from app.i18n import N_, _
from app.models.operating.settings import PARAMETERS
from app.models.record_cells import Edit
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.parameter_place import ParameterPlace
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
        self.place = ParameterPlace()
        self._all: tuple[Parameter, ...] = ()
        super().__init__(room, parent)
        self.changed_only.toggled.connect(self._show_again)
        placed = isinstance(self.session, PlacesParameters)
        self.persist.setVisible(isinstance(self.session, SetsParameters) and not placed)
        self.place.setVisible(placed)
        for box in (self.place, self.persist, self.changed_only):
            self.records.add_to_bar(box)
        self.records.current_changed.connect(self.place.offer)
        self.table.edited.connect(self._plan)
        self.records.current_changed.connect(self._show_history)
        self.retranslate()

    def question(self, session: ShowsParameters) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
        """All of them, and where they can be changed; values that are new are kept."""
        found = session.parameters()
        self.room.histories.keep_parameters(
            self.room.endpoint.id, [(each.name, each.value) for each in found]
        )
        if isinstance(session, PlacesParameters):
            return found, session.parameter_places()
        return found, ()

    def shown(self, answer: tuple[tuple[Parameter, ...], tuple[str, ...]]) -> Iterable[Parameter]:
        """All, or those that differ from their default."""
        self._all, places = answer
        self.place.set_places(places)
        if not self.changed_only.isChecked():
            return self._all
        return [each for each in self._all if each.changed]

    def commands(self) -> tuple[Command, ...]:
        """Take a change back, where that can be."""
        if not isinstance(self.session, PlacesParameters):
            return ()
        return (
            Command("parameter-reset", N_("&Reset to the default…"), self._reset, (), "", "reset",
                    self.has_selection),
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.place.retranslate()
        self.changed_only.setText(_("Changed only"))
        self.changed_only.setToolTip(_("Show those that differ from their default"))
        self.persist.setText(_("Persist"))
        self.persist.setToolTip(_("Have a change survive a restart, where the server can do that"))
        super().retranslate()

    def _show_again(self) -> None:
        if self._answered:
            self._take((self._all, self.place.offered))

    def _plan(self, edit: Edit[Parameter]) -> None:
        session, parameter, value = self.session, edit.record, str(edit.value)
        if not isinstance(session, SetsParameters) or value == parameter.value:
            return
        if isinstance(session, PlacesParameters):
            reach, place = self.place.reach_for(parameter), self.place.place_for(parameter)
            self.ask_beside(
                lambda there: there.plan_placed(parameter, value, reach=reach, place=place),
                lambda act: self.room.proposals.propose(act, self),
            )
            return
        persist = self.persist.isChecked() and parameter.persistable
        self.ask_beside(
            lambda there: there.plan_parameter(parameter, value, persist=persist),
            lambda act: self.room.proposals.propose(act, self),
        )

    def _reset(self) -> None:
        parameter = self.selected[0]
        place = self.place.place_for(parameter)
        self.ask_beside(
            lambda there: there.plan_reset(parameter, place=place),
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
