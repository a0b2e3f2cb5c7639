"""Rights from a team's real server: no clock and no claim of this computer raises them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from app.domain.people import Role, User, local_owner
from app.domain.rights import NOWHERE, Ability, Allowance
from app.flows.people import Directory
from app.flows.second_person import AskedInStore
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from app.workers.people_keeper import PeopleKeeper
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden
from tests.servers.mysql_family import MysqlFamilyServer
from tests.store.people.conftest import CORP, Said

T = TypeVar("T")


class Console:
    """One of the team's: its store, its keeper, and who sits in front."""

    def __init__(self, where: str) -> None:
        self.store = InventoryStore(where)
        self.people = People(self.store)
        journal = FakeJournal()
        self.standing = Standing(warden(journal))
        self.keeper = PeopleKeeper(
            Directory(self.reach, self.standing.warden, journal), self.standing,
            lambda: True, AskedInStore(self.reach, journal),
        )  # fmt: skip

    def reach(self, call: Callable[[People], T]) -> T:
        return call(self.people)

    def come(self, name: str) -> User:
        return self.people.find_or_create(CORP, Said(name, name))[0]

    def may(self, ability: Ability) -> bool:
        return self.standing.warden.may(ability, NOWHERE).allowed


@pytest.fixture
def console(qtbot: Any, mariadb: MysqlFamilyServer) -> Iterator[Console]:
    mariadb.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
    made = Console(f"mysql+pymysql://root@{mariadb.host}:{mariadb.port}/mohist")
    made.store.open()
    yield made
    made.keeper.close()
    made.store.close()


def test_a_grant_ends_by_the_servers_clock_whatever_this_one_says(
    qtbot: Any, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, wu = console.come("lin"), console.come("wu")
    now = console.people.standing(wu).now
    allowance = Allowance((Ability.EXPORT_JOURNAL.value,))
    made = console.people.grant(wu.id, allowance, now, now + 3600, "audit", owner)
    console.keeper.sit(wu)
    qtbot.waitUntil(lambda: console.may(Ability.EXPORT_JOURNAL))
    monkeypatch.setattr("time.time", lambda: 0.0)  # back to where every grant still holds
    console.people.end_grant(made.id, owner)
    console.keeper.refresh()
    qtbot.waitUntil(lambda: not console.may(Ability.EXPORT_JOURNAL))
    assert abs(console.standing.warden.now - now) < 600


def test_a_role_that_a_file_claims_is_not_believed(qtbot: Any, console: Console) -> None:
    console.come("lin")
    wu = console.come("wu")
    console.keeper.sit(replace(wu, role=Role.OWNER))
    qtbot.waitUntil(lambda: console.may(Ability.SEE_TO_ALERTS))
    assert console.standing.user.role is Role.DEVELOPER
    assert not console.may(Ability.CHANGE_USERS)


def test_without_a_provider_nobody_owns_a_team_that_has_owners(
    qtbot: Any, console: Console
) -> None:
    console.keeper.sit(local_owner("root"))
    qtbot.waitUntil(lambda: console.may(Ability.CHANGE_USERS))
    console.come("lin")
    console.keeper.refresh()
    qtbot.waitUntil(lambda: not console.may(Ability.CHANGE_USERS))
    assert "Nobody is signed in" in console.standing.reason(Ability.CONNECT)
