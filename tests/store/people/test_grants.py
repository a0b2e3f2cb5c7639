"""Grants: for others, for a while, with a reason; by the clock of the store."""

import pytest

from app.domain.errors import BadInput
from app.domain.rights import Allowance
from app.store.people.store import People
from tests.store.people.conftest import CORP, Open, Said

ALLOWANCE = Allowance(
    ("session-kill", "key-*"), frozenset({"production"}), frozenset({"mysql"}),
    frozenset({"p" * 32}), frozenset({"i" * 32}),
)  # fmt: skip


def test_a_grant_comes_back_as_it_was_given(opened: Open) -> None:
    people = opened()
    owner, wu = (people.find_or_create(CORP, Said(name, name))[0] for name in ("lin", "wu"))
    now = people.standing(wu).now
    made = people.grant(wu.id, ALLOWANCE, now + 0.25, now + 3600.5, " 值班 ", owner)
    assert made.reason == "值班"
    [found] = opened().standing(wu).rights.grants
    assert found == made
    over = people.end_grant(made.id, owner)
    assert now <= over.until < made.until
    assert people.grants_of(wu.id) == (over,)
    with pytest.raises(BadInput, match="over already"):
        people.end_grant(made.id, owner)


def test_grants_that_make_no_sense_are_not_given(people: People) -> None:
    owner, wu = (people.find_or_create(CORP, Said(name, name))[0] for name in ("lin", "wu"))
    now = people.standing(wu).now
    for user, begin, until, reason, said in (
        (owner.id, now, now + 60, "I", "themselves"),
        ("x", now, now + 60, "who", "not there"),
        (wu.id, now, now + 60, " ", "reason"),
        (wu.id, now + 60, now + 60, "when", "before it begins"),
        (wu.id, now - 120, now - 60, "late", "before it begins"),
        (wu.id, now, now + 400 * 86_400, "for good", "a year"),
    ):
        with pytest.raises(BadInput, match=said):
            people.grant(user, ALLOWANCE, begin, until, reason, owner)
    assert people.grants_of(wu.id) == ()


def test_the_time_of_a_team_is_that_of_its_server(
    team: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = team.find_or_create(CORP, Said("lin", "lin"))[0]
    before = team.standing(owner).now
    monkeypatch.setattr("time.time", lambda: 0.0)  # the clock of this computer, set back
    assert 0 <= team.standing(owner).now - before < 600
