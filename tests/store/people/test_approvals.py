"""A second person's word: of another who may do it too, for one act, once, and for an hour."""

import dataclasses

import pytest
from sqlalchemy import update

from app.domain.errors import BadInput, Refused
from app.domain.inventory import Stake
from app.domain.people import Role, Status, User
from app.domain.rights import Place
from app.store.people.store import People
from app.store.people.tables import APPROVALS
from tests.store.people.conftest import CORP, Open, Said

LIVE = Place("i1", "订单", Stake.PRODUCTION, "mysql", "p1", "10.0.0.1:3306", "生产")


def three(people: People) -> tuple[User, User, User]:
    """An owner, a DBA, a developer."""
    owner, dba, dev = (people.find_or_create(CORP, Said(n, n))[0] for n in ("lin", "wu", "du"))
    return owner, people.change(dataclasses.replace(dba, role=Role.DBA), dba, owner), dev


def test_a_word_is_asked_given_and_used_once(opened: Open) -> None:
    here, there = opened(), opened()
    owner, dba, _dev = three(here)
    asked = here.ask("session-kill", LIVE, "End 会话 7\nKILL 7", "d1", dba)
    assert here.ask("session-kill", LIVE, "End 会话 7\nKILL 7", "d1", dba) == asked
    assert here.use("d1", dba) is None
    assert there.approvals() == (asked,)
    agreed = there.answer(asked.id, owner, agreed=True)
    assert (agreed.agreed_by, agreed.answered_name) == (owner.id, "lin")
    assert here.use("another act", dba) is None
    assert here.use("d1", owner) is None, "it is the word for who asked"
    used = here.use("d1", dba)
    assert used is not None
    assert used.place == LIVE
    assert here.use("d1", dba) is None, "once"
    assert here.ask("session-kill", LIVE, "…", "d1", dba).id != asked.id


def test_only_another_who_may_do_it_agrees(people: People) -> None:
    owner, dba, dev = three(people)
    asked = people.ask("session-kill", LIVE, "KILL 7", "d", dba)
    with pytest.raises(Refused, match="themselves"):
        people.answer(asked.id, dba, agreed=True)
    with pytest.raises(Refused, match="du may not do this"):
        people.answer(asked.id, dev, agreed=True)
    people.answer(asked.id, owner, agreed=False)
    with pytest.raises(BadInput, match="answered"):
        people.answer(asked.id, owner, agreed=True)
    assert people.use("d", dba) is None


def test_the_word_of_somebody_blocked_since_is_none(people: People) -> None:
    owner, dba, dev = three(people)
    other = people.change(dataclasses.replace(dev, role=Role.DBA), dev, owner)
    asked = people.ask("session-kill", LIVE, "KILL 7", "d", dba)
    people.answer(asked.id, other, agreed=True)
    people.change(dataclasses.replace(other, status=Status.BLOCKED), other, owner)
    with pytest.raises(Refused, match="du may not"):
        people.use("d", dba)


def test_a_word_is_over_after_an_hour(people: People) -> None:
    owner, dba, _dev = three(people)
    asked = people.ask("session-kill", LIVE, "KILL 7", "d", dba)
    people.answer(asked.id, owner, agreed=True)
    with people._store.writing() as connection:
        late = {"until": APPROVALS.c.until - 3601, "asked_at": APPROVALS.c.asked_at - 3601}
        connection.execute(update(APPROVALS).values(late))
    assert people.use("d", dba) is None
    assert people.approvals()[0].id == asked.id, "it can still be read"


def test_more_than_anybody_reads_is_not_asked_for(people: People) -> None:
    _owner, dba, _dev = three(people)
    with pytest.raises(BadInput, match="too much"):
        people.ask("keys-delete", LIVE, "x" * 1_000_001, "d", dba)
