"""Pages hear when somebody else sits in front, and when a grant begins or ends."""

import time
from typing import Any

from app.domain.errors import ConsoleError
from app.domain.people import Role, User
from app.domain.rights import Ability, Allowance, Grant, Place, Rights
from app.flows.rights import Warden, made_in_rights
from app.workers.lane import wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden

LIVE = Place("i1", "orders")


def test_another_user_is_told_and_decides(qtbot: Any) -> None:
    standing = Standing(warden(role=Role.VIEWER))
    assert standing.reason("session-kill", LIVE, act=True)
    with qtbot.waitSignal(standing.changed):
        standing.become(User("u2", "wang", role=Role.DBA), made_in_rights())
    assert standing.user.username == "wang"
    assert standing.reason("session-kill", LIVE, act=True) == ""


def test_the_end_of_a_grant_is_told(qtbot: Any) -> None:
    until = time.time() + 0.2
    held = Rights(grants=(Grant("g", "u1", Allowance(("*",)), 0.0, until, "3 a.m.", "u2"),))
    standing = Standing(Warden(User("u1", "lin"), held, FakeJournal()))
    assert standing.reason(Ability.CONNECT, LIVE) == ""
    with qtbot.waitSignal(standing.changed):
        pass
    qtbot.waitUntil(lambda: standing.reason(Ability.CONNECT, LIVE) != "")


def test_what_is_tried_all_the_same_is_written_down_without_a_wait(qtbot: Any) -> None:
    journal = FakeJournal()
    standing = Standing(warden(journal, Role.VIEWER))
    told: list[ConsoleError] = []
    assert not standing.allows("session-kill", LIVE, told.append, act=True)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "viewer" in str(told[0])
    assert len(journal.events) == 1
    assert standing.allows(Ability.CONNECT, LIVE, told.append)
    wait_for_lanes()
