"""Rights are decided by role, place, grant and time, and by nothing else."""

import pytest

from app.domain.inventory import Stake
from app.domain.people import Role, Status, User
from app.domain.rights import (
    NOWHERE,
    Ability,
    Allowance,
    Decision,
    Grant,
    Place,
    Rights,
    Why,
    decide,
)

LIN = User("u1", "lin")
TEST = Place("i1", "orders-test", Stake.TEST, "mysql", "shop")
LIVE = Place("i2", "orders", Stake.PRODUCTION, "mysql", "shop")
UNKNOWN = Place("i3", "somewhere", None, "redis")
KILL = "session-kill"


def rights(*allowances: Allowance, **more: object) -> Rights:
    return Rights({Role.DEVELOPER: allowances}, **more)  # type: ignore[arg-type]


def grant(allowance: Allowance, by: str = "u2", user: str = "u1") -> Grant:
    return Grant("g1", user, allowance, 100.0, 200.0, "the index of 3 a.m.", by)


def test_what_nobody_allowed_is_not_allowed() -> None:
    assert decide(LIN, KILL, TEST, Rights(), 0.0) == Decision(False, Why.ROLE)


def test_a_blocked_user_may_nothing_whatever_the_role() -> None:
    user = User("u1", "lin", status=Status.BLOCKED)
    assert decide(user, KILL, TEST, rights(Allowance(("*",))), 0.0).why is Why.BLOCKED


@pytest.mark.parametrize(
    ("allowance", "place", "allowed"),
    [
        (Allowance((KILL,)), LIVE, True),
        (Allowance(("session-*",)), LIVE, True),
        (Allowance(("key-*",)), LIVE, False),
        (Allowance((KILL,), frozenset({Stake.TEST})), TEST, True),
        (Allowance((KILL,), frozenset({Stake.TEST})), LIVE, False),
        (Allowance((KILL,), frozenset({Stake.TEST})), UNKNOWN, False),
        (Allowance((KILL,), frozenset({Stake.PRODUCTION})), UNKNOWN, True),
        (Allowance((KILL,), engines=frozenset({"mysql"})), LIVE, True),
        (Allowance((KILL,), engines=frozenset({"mysql"})), UNKNOWN, False),
        (Allowance((KILL,), products=frozenset({"shop"})), LIVE, True),
        (Allowance((KILL,), products=frozenset({"shop"})), UNKNOWN, False),
        (Allowance((KILL,), instances=frozenset({"i1"})), TEST, True),
        (Allowance((KILL,), instances=frozenset({"i1"})), LIVE, False),
    ],
)
def test_a_line_covers_what_it_names_where_it_says(
    allowance: Allowance, place: Place, allowed: bool
) -> None:
    assert decide(LIN, KILL, place, rights(allowance), 0.0).allowed is allowed


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance(("*",), frozenset({Stake.PRODUCTION})),
        Allowance(("*",), engines=frozenset({"mysql"})),
        Allowance(("*",), products=frozenset({"shop"})),
        Allowance(("*",), instances=frozenset({"i1"})),
    ],
)
def test_all_of_some_places_is_nothing_of_what_is_ours(allowance: Allowance) -> None:
    """Else a grant for one test server would make its holder the owner of all users."""
    assert not decide(LIN, Ability.CHANGE_USERS, NOWHERE, rights(allowance), 0.0).allowed
    held = Rights(grants=(grant(allowance),))
    assert not decide(LIN, Ability.CHANGE_USERS, NOWHERE, held, 150.0).allowed


@pytest.mark.parametrize(
    ("now", "why"),
    [(99.9, Why.ENDED), (100.0, None), (199.9, None), (200.0, Why.ENDED)],
)
def test_a_grant_holds_from_its_beginning_and_ends_at_its_end(now: float, why: Why | None) -> None:
    held = Rights(grants=(grant(Allowance((KILL,))),))
    decision = decide(LIN, KILL, LIVE, held, now)
    assert (decision.allowed, decision.why) == (why is None, why)
    assert decision.grant == ("g1" if why is None else "")


def test_nobody_grants_themselves_anything_nor_lives_on_the_grant_of_another() -> None:
    own = Rights(grants=(grant(Allowance(("*",)), by="u1"),))
    assert decide(LIN, KILL, LIVE, own, 150.0).why is Why.ROLE
    others = Rights(grants=(grant(Allowance(("*",)), user="u9"),))
    assert decide(LIN, KILL, LIVE, others, 150.0).why is Why.ROLE


def test_rights_that_were_not_heard_of_for_too_long_are_none() -> None:
    old = rights(Allowance(("*",)), until=500.0)
    assert decide(LIN, KILL, TEST, old, 499.0).allowed
    assert decide(LIN, KILL, TEST, old, 500.0).why is Why.STALE


@pytest.mark.parametrize(
    ("place", "act", "second"),
    [(LIVE, True, True), (UNKNOWN, True, True), (TEST, True, False), (LIVE, False, False)],
)
def test_acts_on_production_want_a_second_person_where_that_is_switched_on(
    place: Place, act: bool, second: bool
) -> None:
    two = rights(Allowance(("*",)), two_persons=True)
    assert decide(LIN, KILL, place, two, 0.0, act=act).second is second
    assert not decide(LIN, KILL, place, rights(Allowance(("*",))), 0.0, act=act).second
