"""Users are found and changed by who may, and the journal has it, or it did not happen."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from app.domain.errors import Refused, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role, Status, User
from app.domain.rights import NOWHERE, Ability, Allowance
from app.domain.stop import Stop
from app.flows.people import Directory
from app.flows.rights import Warden, made_in_rights
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from tests.fakes import FakeJournal
from tests.store.people.conftest import Said

T = TypeVar("T")


@dataclass(frozen=True)
class Provider:
    name: str = "Corp"
    authority: str = "https://id.corp"


class Desk:
    """A store on this computer, and who sits in front of it."""

    def __init__(self, folder: Path) -> None:
        self.store = InventoryStore(folder / "inventory.db")
        self.people = People(self.store)
        self.journal = FakeJournal()
        self.warden = Warden(User("", "nobody"), made_in_rights(), self.journal)
        self.directory = Directory(self.reach, self.warden, self.journal)

    def reach(self, call: Callable[[People], T]) -> T:
        return call(self.people)

    def come(self, name: str) -> User:
        return self.directory.find(Provider(), Said(name, name), Stop())

    def sit(self, user: User) -> None:
        self.warden.become(user, self.people.standing(user).rights)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_who_comes_for_the_first_time_is_noted_once(desk: Desk) -> None:
    lin = desk.come("lin")
    assert desk.come("lin").id == lin.id
    [event] = desk.journal.events
    assert (event.what, event.who) == (Deed.USER_MADE, "lin")
    assert "owner" in event.text
    assert ("subject", "lin") in event.facts


def test_a_change_is_noted_with_what_was_before(desk: Desk) -> None:
    owner, wu = desk.come("lin"), desk.come("wu")
    desk.sit(owner)
    changed = desk.directory.change(dataclasses.replace(wu, role=Role.DBA), wu)
    assert changed.role is Role.DBA
    event = desk.journal.events[-1]
    assert (event.what, event.who, event.whom) == (Deed.USER_CHANGED, "lin", "wu")
    assert dict(event.facts)["after"] == "dba active"


def test_what_cannot_be_noted_is_not_changed(desk: Desk) -> None:
    owner, wu = desk.come("lin"), desk.come("wu")
    desk.sit(owner)
    desk.journal.full = True
    with pytest.raises(Unwritable):
        desk.directory.change(dataclasses.replace(wu, status=Status.BLOCKED), wu)
    with pytest.raises(Unwritable):
        desk.directory.grant(wu, Allowance(("connect",)), 0.0, desk.warden.now + 60, "because")
    assert desk.come("wu").status is Status.ACTIVE
    assert desk.people.grants_of(wu.id) == ()


def test_who_may_not_is_refused_before_the_store_is_asked(desk: Desk) -> None:
    owner, wu = desk.come("lin"), desk.come("wu")
    desk.sit(wu)
    with pytest.raises(Refused, match="not for the role developer"):
        desk.directory.change(dataclasses.replace(owner, role=Role.VIEWER), owner)
    with pytest.raises(Refused):
        desk.directory.set_two_persons(True)
    with pytest.raises(Refused):
        desk.directory.set_matrix("")
    assert desk.journal.events[-1].what is Deed.REFUSED


def test_a_grant_holds_for_its_time_and_can_be_taken_back(desk: Desk) -> None:
    owner, wu = desk.come("lin"), desk.come("wu")
    desk.sit(owner)
    allowance = Allowance((Ability.EXPORT_JOURNAL.value,))
    now = desk.warden.now
    made = desk.directory.grant(wu, allowance, now, now + 3600, "audit of the quarter")
    assert "audit of the quarter" in desk.journal.events[-1].text
    desk.sit(wu)
    assert desk.warden.may(Ability.EXPORT_JOURNAL, NOWHERE).grant == made.id
    desk.sit(owner)
    desk.directory.end_grant(wu, made.id)
    assert desk.journal.events[-1].what is Deed.GRANT_ENDED
    desk.sit(wu)
    assert not desk.warden.may(Ability.EXPORT_JOURNAL, NOWHERE).allowed


def test_rights_of_a_teams_own_hold_for_all(desk: Desk) -> None:
    owner, wu = desk.come("lin"), desk.come("wu")
    desk.sit(owner)
    desk.directory.set_two_persons(True)
    desk.directory.set_matrix('[[owner]]\nabilities = ["*"]\n[[developer]]\nabilities = ["key-*"]')
    desk.sit(wu)
    assert desk.warden.rights.two_persons
    assert desk.warden.may("key-rename", NOWHERE).allowed
    assert not desk.warden.may(Ability.CONNECT, NOWHERE).allowed
    assert [each.what for each in desk.journal.events[-2:]] == [Deed.RIGHTS_CHANGED] * 2
