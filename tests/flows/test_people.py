"""Users are found and changed by who may, and the journal has it, or it did not happen."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Refused, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role, Status, User, local_owner
from app.domain.rights import NOWHERE, Ability, Allowance
from tests.flows.people_desk import Desk


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


def test_somebody_of_another_store_is_known_in_this_one_too(desk: Desk) -> None:
    wang = User("0" * 32, "wang", role=Role.OWNER, provider="https://id.corp", subject="w")
    desk.come("lin")
    heard = desk.directory.heard(wang)
    assert (heard.user.username, heard.user.role) == ("wang", Role.DEVELOPER)
    assert heard.user.id != wang.id
    assert desk.journal.events[-1].who == "wang"
    assert desk.directory.heard(wang).user.id == heard.user.id


def test_the_local_owner_is_so_on_this_computer_only(desk: Desk) -> None:
    desk.come("lin")
    assert desk.directory.heard(local_owner("root")).user == local_owner("root")
