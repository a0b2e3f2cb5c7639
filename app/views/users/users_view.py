"""The users, a page of them at a time; beside them who is chosen, or the form in which it is said
what they may.
"""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.errors import ConsoleError
from app.domain.people import ROLE_NAMES, STATUS_NAMES, User, UserFilter, UserList
from app.domain.rights import Ability, Grant
from app.flows.ours import ExportRight
from app.flows.people import Directory
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.models.records import RecordTable
from app.models.users.rows import DETAILS, USERS, UserRow, grant_said, user_rows
from app.views.actions import Command
from app.views.by_right import by_right
from app.views.theme import Theme
from app.views.users.filter_bar import FilterBar
from app.views.users.grant_form import GrantForm, Places, Wanted
from app.views.users.user_form import UserForm
from app.views.widgets.ask import Ask
from app.views.widgets.edit_form import EditForm
from app.views.widgets.edited_list import EditedList
from app.views.widgets.states import Empty
from app.workers.lane import Job
from app.workers.people_keeper import PeopleKeeper

_EMPTY = Empty(
    N_("Nobody has signed in yet"),
    N_("Users are made when they sign in for the first time: the first is the owner, all others "
       "are developers. Until then whoever uses the console owns it."),
    icon="owner",
)  # fmt: skip
_NOT_FOUND = Empty(
    N_("No user is like that"), N_("Nobody fits what is chosen above."), N_("Show everybody"),
    icon="search",
)  # fmt: skip
_NEEDED = dict.fromkeys(("edit-user", "grant-user", "end-grants"), Ability.CHANGE_USERS)


class Known(NamedTuple):
    """What the store says."""

    wanted: UserFilter
    listed: UserList
    grants: Mapping[str, tuple[Grant, ...]]


class UsersView(EditedList[UserRow]):
    """Roles, status and grants of everybody, for whoever has the right to change them."""

    def __init__(self, people: PeopleKeeper, parent: QWidget | None = None) -> None:
        table: RecordTable[UserRow] = RecordTable(USERS, lambda row: row.user.id)
        super().__init__("users", table, N_("Users"), _EMPTY, parent)
        self._people, self._standing = people, people.standing
        self._places = Places({}, {})
        self._known: Known | None = None
        self._ids: tuple[str, ...] = ()
        self._turn = 0
        self.filters = FilterBar()
        self.details.fields = DETAILS
        self.panel.filter_by_page(self.filters.text)
        self.panel.counts.hide()
        self.panel.view.horizontalHeader().setSectionsClickable(False)
        self.panel.view.horizontalHeader().setSortIndicatorShown(False)
        self.panel.add_to_bar(self.filters.pager)
        self.panel.exporting.right = ExportRight(
            self._standing.warden, Ability.EXPORT_INVENTORY,
            N_("{user} exports the list of users to {file}."),
        )  # fmt: skip
        self.panel.offer(*by_right(self._commands(), _NEEDED, self._standing))
        self.down.insertWidget(0, self.filters)
        self.filters.changed.connect(self.refresh)
        self.filters.left.connect(self.panel.view.setFocus)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.begin_wanted.connect(self.filters.reset)
        self._standing.changed.connect(self.panel.refresh_actions)

    def _commands(self) -> tuple[Command, ...]:
        def chosen() -> bool:
            return self.panel.view.current is not None

        def holding() -> bool:
            return chosen() and bool(self.panel.view.current.holding)  # type: ignore[union-attr]

        return (
            Command("edit-user", N_("&Role and status…"), self.edit, ("F2",), icon="edit",
                    enabled=chosen),
            Command("grant-user", N_("&Grant…"), self.grant, ("Ins",), icon="add", enabled=chosen),
            Command("end-grants", N_("&Take grants back…"), self.end_grants, ("Del",), icon="stop",
                    enabled=holding),
        )  # fmt: skip

    # what there is

    def set_places(self, places: Places) -> None:
        """Products and instances that grants can be limited to."""
        self._places = places
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was changed since."""
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the page that is wanted."""
        wanted = self.filters.wanted
        self._turn += 1
        turn = self._turn

        def read(directory: Directory) -> Known:
            return Known(wanted, *directory.listed(wanted))

        self.panel.wait(_("Reading the users…"), cancel=False)
        job = self._people.ask(read)
        job.succeeded.connect(lambda known: self._take(turn, known))
        job.failed.connect(lambda error: self._refuse(turn, error))

    def _take(self, turn: int, known: Known) -> None:
        if turn != self._turn:
            return
        self._known = known
        users, start = known.listed.users, known.wanted.start
        if not users and start:  # there are fewer than there were
            self.filters.show_place(0, 0, known.listed.total)
            self.refresh()
            return
        self.filters.show_place(start, len(users), known.listed.total)
        self._show()

    def _refuse(self, turn: int, error: ConsoleError) -> None:
        if turn == self._turn:
            self.panel.fail(error)

    def _show(self) -> None:
        if self._known is None:
            return
        rows = user_rows(
            self._known.listed.users, self._known.grants, self._standing.warden.now,
            self._standing.user.id, {**self._places.products, **self._places.instances},
        )  # fmt: skip
        ids = tuple(row.user.id for row in rows)
        if ids != self._ids:  # the order is the store's: rows must not stay where others were
            self._ids = ids
            self.table.clear()
        self.panel.show_records(rows)
        self.panel.show_empty(_NOT_FOUND if self.filters.chosen else _EMPTY)
        self.changed.emit()

    # what can be done

    @Slot()
    def add(self) -> None:
        """The button of the empty list shows everybody: users are made by signing in."""

    @Slot()
    def edit(self) -> None:
        """Open the form of role and status."""
        row = self.panel.view.current
        if row is None or self._standing.reason(Ability.CHANGE_USERS):
            return
        self.split.open(
            lambda: UserForm(row.user), lambda form: form.save_wanted.connect(self._save)
        )

    @Slot()
    def grant(self) -> None:
        """Open the form of a grant."""
        row = self.panel.view.current
        if row is None:
            return
        self.split.open(
            lambda: GrantForm(row.user, self._places, lambda: self._standing.warden.now),
            lambda form: form.save_wanted.connect(self._grant),
        )

    @Slot(object)
    def _save(self, wanted: User) -> None:
        form = self.split.form
        assert isinstance(form, UserForm)
        self._wait_for(
            form, self._people.ask(lambda directory: directory.change(wanted, form.user)),
            _("{user} is {what} now.").format(user=wanted.shown, what=_said(wanted)),
        )  # fmt: skip

    @Slot(object)
    def _grant(self, wanted: Wanted) -> None:
        form = self.split.form
        assert isinstance(form, GrantForm)
        self._wait_for(
            form,
            self._people.ask(
                lambda directory: directory.grant(
                    form.user, wanted.allowance, wanted.begin, wanted.until, wanted.reason
                )
            ),
            _("{user} has the grant.").format(user=form.user.shown),
        )

    def _wait_for(self, form: EditForm, job: Job[object], done: str) -> None:
        form.wait()
        job.succeeded.connect(lambda: self._kept(form, done))
        job.failed.connect(form.refuse)

    def _kept(self, form: EditForm, done: str) -> None:
        if self.split.form is form:
            self.split.close_form()
        self._changed()
        self.panel.strip.show_done(done)

    def _changed(self) -> None:
        self.refresh()
        self._people.refresh()  # it may be about whoever sits in front

    @Slot()
    def end_grants(self) -> None:
        """Take back what somebody holds, after asking."""
        row = self.panel.view.current
        if row is None or not row.holding:
            return
        title = ngettext(
            "Take {count} grant back from {user}?", "Take {count} grants back from {user}?",
            len(row.holding),
        ).format(count=count(len(row.holding)), user=row.user.shown)  # fmt: skip
        names = dict(row.names)
        ask = Ask(
            title, [], hits=[grant_said(each, names) for each in row.holding],
            yes=_("Take back"), parent=self,
        )  # fmt: skip
        ask.agreed.connect(lambda: self._end(row))
        ask.open()

    def _end(self, row: UserRow) -> None:
        job = self._people.ask(
            lambda directory: [directory.end_grant(row.user, each.id) for each in row.holding]
        )
        job.failed.connect(self._fail)
        job.finished.connect(self._changed)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        self.filters.retranslate()  # behind the panel, which takes its line for one over rows

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.filters.apply_theme(theme)


def _said(user: User) -> str:
    return f"{_(ROLE_NAMES[user.role])}, {_(STATUS_NAMES[user.status])}"
