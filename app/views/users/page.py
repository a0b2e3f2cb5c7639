"""The Users page: who there is and what they may, and what waits for a second person."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.estate import Inventory
from app.domain.inventory import Instance, Product
from app.domain.rights import Ability
from app.i18n import N_, _, ngettext
from app.models.fields import State
from app.models.formats import count
from app.models.preferences import Preferences
from app.views.actions import Command
from app.views.page import Badge, Page
from app.views.theme import GAP, LIGHT, Theme, code_font
from app.views.users.approvals_view import ApprovalsView
from app.views.users.grant_form import Places
from app.views.users.matrix_dialog import MatrixDialog
from app.views.users.users_view import UsersView
from app.views.widgets.ask import Ask
from app.workers.people_keeper import PeopleKeeper

_MENU = N_("&Users")
_TABS = (N_("Users"), N_("Second person"))


class UsersPage(Page):
    """Two tabs over the people of the inventory's store."""

    title = N_("Users")
    icon = "accounts"

    def __init__(
        self, people: PeopleKeeper, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._people, self._standing, self._theme = people, people.standing, LIGHT
        self.users, self.approvals = UsersView(people), ApprovalsView(people)
        self.tabs = QTabWidget(documentMode=True)
        for title, tab in zip(_TABS, (self.users, self.approvals), strict=True):
            self.tabs.addTab(tab, _(title))
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        down.addWidget(self.tabs)
        for view in (self.users, self.approvals):
            view.failed.connect(self.failed)
        self._standing.changed.connect(self.changed)
        people.changed.connect(self._show_badge)
        preferences.changed.connect(self._take_font)
        self._take_font()

    def commands(self) -> tuple[Command, ...]:
        """Read anew, and the rule of two persons."""
        may = partial(self._standing.reason, Ability.CHANGE_USERS)
        return (
            Command("users-refresh", N_("&Read anew"), self.refresh, (), _MENU, "refresh"),
            Command("users-two-persons", N_("&Two persons for acts on production"),
                    self._ask_two_persons, (), _MENU,
                    checked=lambda: self._standing.rights.two_persons, why_not=may),
            Command("users-matrix", N_("&What each role may do…"), self.open_matrix, (), _MENU,
                    "edit"),
        )  # fmt: skip

    @Slot()
    def refresh(self) -> None:
        """Read what is in front."""
        (self.users if self.tabs.currentWidget() is self.users else self.approvals).refresh()

    @Slot(object)
    def set_inventory(self, inventory: Inventory) -> None:
        """Take the names of what grants can be limited to."""
        self.users.set_places(
            Places(
                {each.id: each.name for each in inventory.all(Product)},
                {each.id: each.name for each in inventory.all(Instance)},
            )
        )

    def _ask_two_persons(self) -> None:
        """Switch the rule on or off, after saying what that means."""
        wanted = not self._standing.rights.two_persons
        self.changed.emit()  # the tick follows the store, not the click
        if wanted:
            title = _("Have acts on production need a second person?")
            said = _(
                "Each then waits until somebody else who may do it has agreed, for an hour at most."
                " That takes an inventory of the team, and two who may."
            )
        else:
            title = _("Have acts on production need no second person any more?")
            said = _("Whoever may do them does them alone again, at once.")
        ask = Ask(title, [], warnings=[said], yes=_("Yes"), parent=self)
        ask.agreed.connect(partial(self._set_two_persons, wanted))
        ask.open()

    def open_matrix(self) -> None:
        """Read what each role may do, and show it."""
        job = self._people.ask(lambda directory: directory.matrix_text())
        job.succeeded.connect(self._show_matrix)
        job.failed.connect(self.failed)

    @Slot(object)
    def _show_matrix(self, text: str) -> None:
        why_not = self._standing.reason(Ability.CHANGE_USERS)
        dialog = MatrixDialog(text, why_not, self._code, self, self._theme)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def save(wanted: str) -> None:
            job = self._people.ask(lambda directory: directory.set_matrix(wanted))
            job.succeeded.connect(dialog.accept)
            job.succeeded.connect(self._people.refresh)
            job.failed.connect(dialog.refuse)

        dialog.save_wanted.connect(save)
        dialog.open()

    def _set_two_persons(self, wanted: bool) -> None:
        job = self._people.ask(lambda directory: directory.set_two_persons(wanted))
        job.failed.connect(self.failed)
        job.finished.connect(self._people.refresh)

    @Slot()
    def _show_badge(self) -> None:
        waiting = len(self._people.waiting)
        self.tabs.setTabText(1, _(_TABS[1]) + (f" {count(waiting)}" if waiting else ""))
        said = ngettext(
            "{count} act waits for a second person", "{count} acts wait for a second person",
            waiting,
        ).format(count=count(waiting))  # fmt: skip
        self.show_badge(Badge(waiting, State.NOTICE, said) if waiting else Badge())

    @property
    def _code(self) -> QFont:
        now = self._preferences.now
        return code_font(now.code_font, now.code_size)

    @Slot()
    def _take_font(self) -> None:
        self.approvals.details.set_code_font(self._code)

    # what the window passes on

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for number, title in enumerate(_TABS):
            self.tabs.setTabText(number, _(title))
        self.users.retranslate()
        self.approvals.retranslate()
        self._show_badge()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.users.apply_theme(theme)
        self.approvals.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How its tabs are arranged."""
        return {**self.users.state(), **self.approvals.state()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange them as they were."""
        self.users.restore(state)
        self.approvals.restore(state)

    def may_close(self) -> bool:
        """Ask about what was typed and is not kept; the window closes once it is let go."""
        if not self.users.dirty:
            return True
        close: Callable[[], object] = self.window().close
        self.tabs.setCurrentWidget(self.users)
        self.users.leave(close)
        return False
