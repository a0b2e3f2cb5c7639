"""Who asks is told why not, and the journal has it; what is changed while it runs holds at once."""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.act import Act
from app.domain.endpoint import Endpoint
from app.domain.errors import Refused, Unwritable
from app.domain.inventory import Stake
from app.domain.journal import Deed
from app.domain.operating.replication import ReplicationStep
from app.domain.people import Role, Status, User
from app.domain.rights import ABILITY_NAMES, NOWHERE, Ability, Allowance, Grant, Place, Rights, Why
from app.flows.console.script import CHANGE
from app.flows.rights import Warden, at, made_in_rights, needs, place_of, warden_of_this_computer
from tests.fakes import FakeJournal, warden

_TABLE = Path(__file__).parents[1] / "data" / "rights.csv"
_ENGINES = Path(__file__).parents[2] / "app" / "engines"
STAKES = (*Stake, None)
LIVE = Place("i2", "orders", Stake.PRODUCTION, "mysql")


def table() -> Iterator[tuple[str, Role, str]]:
    """What reviewers agreed to, a cell at a time; it was not made from the matrix."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for role in Role:
                yield row["ability"], role, row[role]


@pytest.mark.parametrize(("ability", "role", "where"), [*table()])
def test_every_command_for_every_role_in_every_environment(
    ability: str, role: Role, where: str
) -> None:
    asked = warden(role=role)
    expected = set(where.split())
    found = {
        stake.value if stake else "none"
        for stake in STAKES
        for engine in ("mysql", "mariadb", "oracle", "redis")
        if asked.may(ability, Place("i", "x", stake, engine), act=True).allowed
    }
    if expected <= {"ours"}:
        assert asked.may(ability, NOWHERE).allowed is bool(expected)
    else:
        assert found == expected


def test_the_table_leaves_out_nothing_that_can_be_done() -> None:
    named = {ability for ability, _role, _where in table()}
    assert named == set(ABILITY_NAMES)
    assert {*Ability} <= named
    assert acts_of_engines() <= named
    acts = acts_of_engines() | {CHANGE}  # the console's is made of what its user types
    assert {each for each in named if each not in [*Ability]} == acts


def acts_of_engines() -> set[str]:
    """The names of all acts that any engine plans, as they are written there."""
    found: set[str] = set()
    for path in _ENGINES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Act":
                found |= names_in(node.args[0], path.name)
    return found


def names_in(node: ast.expr, file: str) -> set[str]:
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    assert isinstance(node, ast.JoinedStr), f"{file}: the name of an act cannot be read"
    steps = {
        "control.py": (ReplicationStep.START, ReplicationStep.STOP),
        "semi_sync_control.py": (ReplicationStep.SEMI_SYNC_ON, ReplicationStep.SEMI_SYNC_OFF),
    }[file]
    return {f"replication-{step}" for step in steps}


def test_a_refused_act_says_why_and_is_in_the_journal_each_time() -> None:
    journal = FakeJournal()
    asked = warden(journal, Role.DEVELOPER)
    for _again in range(2):
        with pytest.raises(Refused) as refused:
            asked.require("session-kill", LIVE, act=True)
    assert "developer" in str(refused.value)
    assert "production" in str(refused.value)
    assert "grant" in refused.value.hint
    first, second = journal.events
    assert (first.what, first.who, first.where.name) == (Deed.REFUSED, "lin", "orders")
    assert dict(first.facts) == {
        "ability": "session-kill", "role": "developer", "user": "u1", "why": "role",
    }  # fmt: skip
    assert second == first


def test_what_asks_every_second_is_in_the_journal_once_until_rights_change() -> None:
    journal = FakeJournal()
    asked = warden(journal, Role.VIEWER)
    for _again in range(3):
        asked.require(Ability.CONNECT, LIVE)
    assert [event.what for event in journal.events] == [Deed.CONNECTED]
    asked.become(User("u1", "lin", status=Status.BLOCKED), asked.rights)
    for _again in range(3):
        with pytest.raises(Refused):
            asked.require(Ability.CONNECT, LIVE)
    assert [event.what for event in journal.events] == [Deed.CONNECTED, Deed.REFUSED]


def test_nobody_logs_in_where_that_cannot_be_written_down() -> None:
    journal = FakeJournal()
    journal.full = True
    for _again in range(2):
        with pytest.raises(Unwritable):
            warden(journal).require(Ability.CONNECT, LIVE)


def test_a_grant_is_named_in_the_journal() -> None:
    journal = FakeJournal()
    allowance = Allowance((Ability.CONNECT,), frozenset({Stake.PRODUCTION}))
    held = Rights(grants=(Grant("g7", "u1", allowance, 0.0, 2e10, "3 a.m.", "u2"),))
    asked = Warden(User("u1", "lin"), held, journal)
    assert asked.require(Ability.CONNECT, LIVE).grant == "g7"
    assert ("grant", "g7") in journal.events[0].facts


def test_the_clock_is_that_of_whom_the_rights_come_from() -> None:
    now = 150.0
    held = Rights(grants=(Grant("g", "u1", Allowance(("*",)), 100.0, 200.0, "3 a.m.", "u2"),))
    asked = Warden(User("u1", "lin"), held, FakeJournal(), lambda: now)
    assert asked.may("session-kill", LIVE).allowed
    now = 250.0
    assert asked.may("session-kill", LIVE).why is Why.ENDED
    assert "over" in asked.reason("session-kill", LIVE)


def test_without_a_team_nobody_can_be_the_second_person() -> None:
    two = Rights({Role.DBA: (Allowance(("*",)),)}, two_persons=True)
    alone = Warden(User("u1", "lin", role=Role.DBA), two, FakeJournal())
    assert alone.may("session-kill", LIVE, act=True).why is Why.ALONE
    assert "second person" in alone.reason("session-kill", LIVE, act=True)
    with pytest.raises(Refused):
        alone.require("session-kill", LIVE, act=True)
    shared = Warden(User("u1", "lin", role=Role.DBA), two, FakeJournal(), second=Agreeing())
    assert shared.require("session-kill", LIVE, act=True).second


class Agreeing:
    def word(self, act: Act, place: Place, user: User) -> str:
        return "wu"


def test_what_is_heard_again_is_no_change() -> None:
    asked = Warden(User("u1", "lin"), Rights(until=100.0), FakeJournal(), lambda: 50.0)
    seen = User("u1", "lin", last_seen="2026-11-29")
    assert not asked.become(seen, Rights(until=200.0))
    assert asked.rights.until == 200.0
    assert asked.become(seen, Rights(until=200.0), lambda: 200.0), "too old by now"
    assert asked.become(seen, Rights(until=300.0)), "heard of again"
    assert asked.become(User("u1", "lin", role=Role.DBA), Rights(until=300.0))
    assert asked.become(User("u1", "lin", role=Role.DBA), Rights(until=300.0), second=Agreeing())


@pytest.mark.parametrize(
    ("user", "rights", "said"),
    [
        (User("u1", "lin", status=Status.BLOCKED), Rights(), "lin is blocked"),
        (User("", "root", status=Status.BLOCKED), Rights(), "Nobody is signed in"),
        (User("u1", "lin"), Rights(until=0.0), "not for hours"),
        (User("u1", "lin"), Rights(), "Change the inventory"),
    ],
)
def test_each_reason_is_a_sentence_with_what_to_do_next(
    user: User, rights: Rights, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        Warden(user, rights, FakeJournal()).require(Ability.CHANGE_INVENTORY)
    assert said in str(refused.value)
    assert refused.value.hint.endswith(".")


def test_whoever_uses_a_console_without_a_provider_owns_it() -> None:
    mine = warden_of_this_computer(FakeJournal())
    assert mine.user.role is Role.OWNER
    assert all(mine.may(each, LIVE, act=True).allowed for each in ABILITY_NAMES)
    assert all(mine.may(each).allowed for each in ABILITY_NAMES)


@pytest.mark.parametrize(
    ("production", "stake", "found"),
    [
        (True, "", Stake.PRODUCTION),
        (True, "test", Stake.PRODUCTION),
        (False, "staging", Stake.STAGING),
        (False, "", None),
    ],
)
def test_a_connection_leads_where_its_endpoint_says(
    production: bool, stake: str, found: Stake | None
) -> None:
    endpoint = Endpoint("i1", "orders", "mysql", "db1", 3306, environment="live",
                        production=production, stake=stake, product="p1")  # fmt: skip
    assert place_of(endpoint) == Place("i1", "orders", found, "mysql", "p1", "db1:3306", "live")


class Door:
    def __init__(self, warden: Warden) -> None:
        self.warden, self.opened = warden, 0

    @needs(Ability.CHANGE_RULES)
    def open(self) -> int:
        self.opened += 1
        return self.opened


@needs(lambda arguments: arguments["name"], at("endpoint"), act=True)
def do(endpoint: Endpoint, name: str, warden: Warden) -> str:
    return f"{name} at {endpoint.name}"


def test_what_needs_a_right_is_not_begun_without_it() -> None:
    door = Door(warden(role=Role.DBA))
    assert door.open() == 1
    door.warden.become(User("u1", "lin"), made_in_rights())
    with pytest.raises(Refused):
        door.open()
    assert door.opened == 1


def test_the_right_is_asked_for_where_the_call_leads() -> None:
    test = Endpoint("i1", "orders-test", "mysql", "db1", 3306, stake="test")
    live = Endpoint("i2", "orders", "mysql", "db1", 3306, stake="production", production=True)
    asked = warden(role=Role.DEVELOPER)
    assert do(test, "session-kill", asked) == "session-kill at orders-test"
    with pytest.raises(Refused):
        do(live, "session-kill", warden=asked)
    with pytest.raises(Refused):
        do(endpoint=test, name="replication-skip", warden=asked)
