"""Parameters: what they are, what they are by default, what they were, and changing them."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.operating.comparison import Seen, moments
from app.domain.operating.settings import Parameter
from app.engines.abilities import PlacesParameters, SetsParameters, ShowsParameters
from app.i18n import N_, _
from app.models.operating.comparison import Candidate, of_instance, of_moment
from app.models.operating.settings import PARAMETERS, VALUE
from app.models.record_cells import Edit
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.choosing import ChooseDialog
from app.views.operate.comparison import ComparisonView
from app.views.operate.parameter_place import ParameterPlace
from app.views.operate.room import Room
from app.views.theme import LIGHT, Theme
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
        self.comparison = ComparisonView(room.endpoint.type, room.others)
        self.choosing: ChooseDialog | None = None
        """The question what to compare with, while it is open."""
        self._theme = LIGHT
        self._may_set = room.why_not("parameter-set")
        self._all: tuple[Parameter, ...] = ()
        super().__init__(room, parent)
        self.changed_only.toggled.connect(self._show_again)
        placed = isinstance(self.session, PlacesParameters)
        self.persist.setVisible(isinstance(self.session, SetsParameters) and not placed)
        self.place.setVisible(placed)
        for box in (self.place, self.persist, self.changed_only):
            self.records.add_to_bar(box)
        self.column.addWidget(self.comparison, 1)
        self.comparison.hide()
        self.comparison.left.connect(partial(self._show_comparison, False))
        self.records.current_changed.connect(self.place.offer)
        self.table.edited.connect(self._plan)
        self.records.current_changed.connect(self._show_history)
        self.changed.connect(self._show_rights)
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
        """Compare; take a change back, where that can be."""
        compare = Command("parameters-compare", N_("&Compare…"), self._ask_what,
                          ("Ctrl+D",), "", "parameters")  # fmt: skip
        change = Command("parameter-change", N_("Change the &value…"), self._edit, (), "", "edit",
                         self._can_change,
                         why_not=self.room.why_not("parameter-set"))  # fmt: skip
        if not isinstance(self.session, SetsParameters):
            return (compare,)
        if not isinstance(self.session, PlacesParameters):
            return (change, compare)
        return (
            change,
            Command("parameter-reset", N_("&Reset to the default…"), self._reset, (), "", "reset",
                    self.has_selection, why_not=self.room.why_not("parameter-reset")),
            compare,
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.place.retranslate()
        self.changed_only.setText(_("Changed only"))
        self.changed_only.setToolTip(_("Show those that differ from their default"))
        self.persist.setText(_("Persist"))
        self.comparison.retranslate()
        self._show_rights()
        super().retranslate()

    @Slot()
    def _show_rights(self) -> None:
        """Grey how a change would hold, with the reason, where none may be made."""
        reason = self._may_set()
        for box in (self.place, self.persist):
            box.setEnabled(not reason)
        self.place.setToolTip(reason)
        self.persist.setToolTip(
            reason or _("Have a change survive a restart, where the server can do that")
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.comparison.apply_theme(theme)

    def apply_font(self) -> None:
        """Take the user's font for SQL."""
        super().apply_font()
        self.comparison.set_code_font(self.text.font())

    def shut(self) -> None:
        """End what runs."""
        super().shut()
        self.comparison.stop()

    # ---------------------------------------------------------------------- comparing

    @Slot()
    def _ask_what(self) -> None:
        """The moments first: they are in the store, and any lane may look."""
        at = self.room.endpoint.id
        self.ask_beside(lambda _session: self.room.histories.of_all_parameters(at), self._choose)

    def _choose(self, seen: Seen) -> None:
        candidates = [of_instance(each) for each in self.room.others.like(self.room.endpoint)]
        candidates += [of_moment(at, changed) for at, changed in moments(seen)]
        dialog = ChooseDialog(candidates, self._theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(partial(self._compare, seen))
        dialog.finished.connect(self._forget_choosing)
        self.choosing = dialog
        dialog.open()

    @Slot()
    def _forget_choosing(self) -> None:
        self.choosing = None

    def _compare(self, seen: Seen, chosen: list[Candidate]) -> None:
        now = {each.name: each.value for each in self._all}
        self.comparison.begin(self.room.endpoint.name, now, chosen, seen)
        self._show_comparison(True)

    def _show_comparison(self, comparing: bool) -> None:
        self.splitter.setVisible(not comparing)
        self.comparison.setVisible(comparing)
        (self.comparison if comparing else self.records).setFocus()

    def _show_again(self) -> None:
        if self._answered:
            self._take((self._all, self.place.offered))

    def _can_change(self) -> bool:
        current = self.records.view.current
        return current is not None and VALUE.is_editable(current)

    def _edit(self) -> None:
        """Open the cell of the value, as F2 there does."""
        view = self.records.view
        cell = view.currentIndex().siblingAtColumn(PARAMETERS.index(VALUE))
        view.setCurrentIndex(cell)
        view.edit(cell)

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
