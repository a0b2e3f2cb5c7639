"""The form of a grant: what somebody may for a while beside what their role may, where, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QDateTime, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit, QWidget

from app.domain.inventory import STAKE_NAMES, TYPE_NAMES, Stake
from app.domain.people import User
from app.domain.rights import ABILITY_NAMES, Ability, Allowance
from app.domain.validation import BadField
from app.i18n import N_, _
from app.views.theme import GAP
from app.views.widgets.edit_form import EditForm
from app.views.widgets.many_of import ManyOf

_HOUR = 3600
_CHOSEN = 0
LENGTHS = {
    _HOUR: N_("1 hour"), 4 * _HOUR: N_("4 hours"), 24 * _HOUR: N_("24 hours"),
    7 * 24 * _HOUR: N_("7 days"), _CHOSEN: N_("until…"),
}  # fmt: skip
_OURS = frozenset(each.value for each in Ability) - {Ability.CONNECT.value}
"""What concerns no server: a grant for some places only would give nothing of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was agreed to; moments are seconds since 1970."""

    allowance: Allowance
    begin: float
    until: float
    reason: str


@dataclass(frozen=True, slots=True)
class Places:
    """What a grant can be limited to: names by id."""

    products: Mapping[str, str]
    instances: Mapping[str, str]


class GrantForm(EditForm):
    """A new grant for one user.

    Signals:
        save_wanted: a Wanted.
    """

    save_wanted = Signal(object)

    def __init__(
        self, user: User, places: Places, now: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        """`now` is the clock that grants go by."""
        super().__init__(parent)
        self.user, self._places, self._now = user, places, now
        self.heading.setText(_("Grant for {user}").format(user=user.shown))
        self.save.setText(_("Grant"))
        self.abilities = ManyOf(_("nothing yet"))
        self.abilities.offer({key: _(name) for key, name in ABILITY_NAMES.items()})
        self.stakes = ManyOf(_("all environments"))
        self.stakes.offer({each.value: _(STAKE_NAMES[each]) for each in Stake})
        self.engines = ManyOf(_("all types"))
        self.engines.offer({kind.value: name for kind, name in TYPE_NAMES.items()})
        self.products, self.instances = ManyOf(_("all products")), ManyOf(_("all instances"))
        self.products.offer(places.products)
        self.instances.offer(places.instances)
        self.length, self.until, self.reason = QComboBox(), QDateTimeEdit(), QLineEdit()
        for seconds, said in LENGTHS.items():
            self.length.addItem(_(said), seconds)
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setCalendarPopup(True)
        self.until.lineEdit().setTextMargins(GAP, 0, 0, 0)
        self.until.setDateTime(QDateTime.fromSecsSinceEpoch(int(now()) + 24 * _HOUR))
        self.reason.setPlaceholderText(_("On call tonight, ticket 4711…"))
        self.add_field(_("May"), self.abilities, "abilities")
        self.add_section(_("Where"))
        self.add_field(_("Environments"), self.stakes, "stakes")
        self.add_field(_("Types"), self.engines, "engines")
        self.add_field(_("Products"), self.products, "products")
        self.add_field(_("Instances"), self.instances, "instances")
        self.add_section(_("For how long, and why"))
        self.add_field(_("How long"), self.length, "length")
        self.add_field(_("Until"), self.until, "until")
        self.add_field(_("Reason"), self.reason, "reason")
        for part in self._many:
            part.chosen.connect(self.look)
        self.length.currentIndexChanged.connect(self.look)
        self.until.dateTimeChanged.connect(self.look)
        self.reason.textChanged.connect(self.look)
        self._before = self._typed()
        self.look()

    @property
    def _many(self) -> tuple[ManyOf, ...]:
        return self.abilities, self.stakes, self.engines, self.products, self.instances

    def _typed(self) -> tuple[object, ...]:
        chosen = tuple(part.ids for part in self._many)
        return (*chosen, self.length.currentIndex(), self.until.text(), self.reason.text())

    @property
    def key(self) -> str:
        """Not that of the user: what is chosen in the list closes it while nothing is typed."""
        return f"grant {self.user.id}"

    @property
    def dirty(self) -> bool:
        """Whether something was typed."""
        return self._typed() != self._before

    @Slot()
    def look(self) -> None:
        """Show the moment where one is to be chosen."""
        self.form.setRowVisible(self.until, self.length.currentData() == _CHOSEN)
        super().look()

    def begin(self) -> None:
        """What it is for comes first."""
        self.abilities.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`."""
        form = type(self)(self.user, self._places, self._now)
        for old, new in zip(self._many, form._many, strict=True):
            new.choose(old.ids)
        form.length.setCurrentIndex(self.length.currentIndex())
        form.until.setDateTime(self.until.dateTime())
        form.reason.setText(self.reason.text())
        form._before = self._before
        form.look()
        return form

    def field(self, name: str) -> QWidget | None:
        """See `EditForm`."""
        return {"abilities": self.abilities, "reason": self.reason}.get(name)

    @property
    def wanted(self) -> Wanted:
        """What is meant.

        Raises:
            BadField: it says nothing to be allowed, no reason, or what gives nothing there.
        """
        allowance = Allowance(
            tuple(sorted(self.abilities.ids)), self.stakes.ids, self.engines.ids,
            self.products.ids, self.instances.ids,
        )  # fmt: skip
        if not allowance.abilities:
            raise BadField(_("Choose what the grant is for."), field="abilities")
        limited = self.stakes.ids | self.engines.ids | self.products.ids | self.instances.ids
        if limited and (ours := _OURS.intersection(allowance.abilities)):
            names = ", ".join(_(ABILITY_NAMES[each]) for each in sorted(ours))
            raise BadField(
                _("This concerns no server, so it cannot be granted for some: {names}").format(
                    names=names
                ),
                field="abilities",
            )
        if not self.reason.text().strip():
            raise BadField(_("A grant needs a reason."), field="reason")
        now = self._now()
        seconds = self.length.currentData()
        until = now + seconds if seconds else float(self.until.dateTime().toSecsSinceEpoch())
        return Wanted(allowance, now, until, self.reason.text().strip())

    @Slot()
    def try_save(self) -> None:
        """Have it hold, if it makes sense."""
        try:
            wanted = self.wanted
        except BadField as error:
            self.refuse(error)
            return
        self.save_wanted.emit(wanted)
