"""Rights follow the store: none are held before it spoke, nor long after it fell silent."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import ConsoleError, StoreTrouble
from app.domain.people import Role, Status, User, local_owner
from app.domain.rights import Ability, Approval, Place, Rights, Why
from app.flows.people import Heard
from app.flows.rights import made_in_rights
from app.workers.people_keeper import KEPT, PeopleKeeper
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden

LIVE = Place("i1", "orders")
HERE = local_owner("root")
WU = User("u2", "wu", role=Role.DBA, provider="https://id.corp", subject="2")
ASKED = Approval("a", "session-kill", LIVE, "KILL 7", "d", "u9", 0.0, 9e9)


class FakeDirectory:
    """Says what it is told to, or is out of reach."""

    def __init__(self) -> None:
        self.known: dict[str, Heard] = {}
        self.gone = False
        self.asked: list[str] = []

    def heard(self, user: User) -> Heard:
        self.asked.append(user.username)
        if self.gone:
            raise StoreTrouble("The inventory cannot be used.")
        return self.known[user.username]


class Team:
    """A keeper over a fake store, which is a team's or not."""

    def __init__(self) -> None:
        self.directory, self.shared = FakeDirectory(), True
        self.standing = Standing(warden(FakeJournal()))
        self.keeper = PeopleKeeper(
            self.directory,  # type: ignore[arg-type]
            self.standing, lambda: self.shared, Nobody(),
        )  # fmt: skip
        self.failures: list[ConsoleError] = []
        self.keeper.failed.connect(self.failures.append)
        self.now = 1000.0

    def say(self, user: User, rights: Rights | None = None, *waiting: Approval) -> None:
        held = made_in_rights() if rights is None else rights
        self.directory.known[user.username] = Heard(user, held, lambda: self.now, waiting)

    def may(self, ability: str = "session-kill") -> bool:
        return self.standing.warden.may(ability, LIVE, act=True).allowed


class Nobody:
    def word(self, *_what: object) -> str:
        return ""


@pytest.fixture
def team(qtbot: Any) -> Iterator[Team]:
    made = Team()
    yield made
    made.keeper.close()


def test_in_a_team_nobody_may_do_anything_until_the_store_spoke(qtbot: Any, team: Team) -> None:
    team.say(replace(HERE, status=Status.BLOCKED))
    team.keeper.sit(HERE)
    assert team.standing.warden.may(Ability.CONNECT, LIVE).why is Why.STALE
    assert team.may(Ability.CHANGE_STORE), "a wrong address must not lock anybody in"
    qtbot.waitUntil(lambda: team.standing.user.status is Status.BLOCKED)
    assert not team.may(Ability.CHANGE_STORE)


def test_who_is_signed_in_has_the_role_of_the_store(qtbot: Any, team: Team) -> None:
    team.say(replace(WU, role=Role.VIEWER))
    team.keeper.sit(WU)
    qtbot.waitUntil(lambda: team.standing.user.role is Role.VIEWER)
    assert not team.may()
    team.say(WU)
    team.keeper.refresh()
    qtbot.waitUntil(team.may)


def test_while_the_store_is_gone_rights_hold_for_a_shift(qtbot: Any, team: Team) -> None:
    team.say(WU)
    team.keeper.sit(WU)
    qtbot.waitUntil(team.may)
    team.directory.gone = True
    for _again in range(3):
        asked = len(team.directory.asked)
        team.keeper.refresh()
        qtbot.waitUntil(lambda before=asked: len(team.directory.asked) > before)
    qtbot.waitUntil(lambda: len(team.failures) == 1)
    assert team.may()
    team.now += KEPT
    assert team.standing.warden.may("session-kill", LIVE, act=True).why is Why.STALE
    team.directory.gone = False
    team.keeper.refresh()
    qtbot.waitUntil(team.may)
    assert len(team.failures) == 1, "said once"


def test_on_this_computer_its_owner_waits_for_nothing(qtbot: Any, team: Team) -> None:
    team.shared = False
    team.directory.gone = True
    team.keeper.sit(HERE)
    assert team.may()
    assert team.standing.rights.until > time.time() + 1e6


def test_what_another_store_said_does_not_hold_in_this_one(qtbot: Any, team: Team) -> None:
    team.say(WU)
    team.keeper.sit(WU)
    qtbot.waitUntil(team.may)
    team.directory.gone = True
    team.keeper.store_changed()
    assert not team.may()


def test_an_answer_about_somebody_who_left_is_not_taken(qtbot: Any, team: Team) -> None:
    team.say(WU)
    team.say(HERE)
    team.keeper.sit(WU)
    team.keeper.sit(HERE)
    qtbot.waitUntil(lambda: team.directory.asked == ["wu", "root"] and team.may())
    assert team.standing.user == HERE
    out = User("", "root", role=Role.VIEWER, status=Status.BLOCKED)
    team.keeper.sit(out)
    assert team.standing.user == out
    assert team.directory.asked == ["wu", "root"], "of nobody the store knows nothing"


def test_acts_that_wait_for_a_word_are_told(qtbot: Any, team: Team) -> None:
    team.say(WU, None, ASKED)
    told: list[Callable[[], object]] = []
    team.keeper.changed.connect(lambda: told.append(lambda: None))
    team.keeper.sit(WU)
    qtbot.waitUntil(lambda: team.keeper.waiting == (ASKED,))
    team.keeper.refresh()
    team.say(WU)
    team.keeper.refresh()
    qtbot.waitUntil(lambda: team.keeper.waiting == ())
    assert len(told) == 2
