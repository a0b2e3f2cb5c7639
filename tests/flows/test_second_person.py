"""Two persons: what is sent to production is what another agreed to, once, and journalled."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.act import Act, Command, Consent
from app.domain.errors import Refused, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role, User
from app.flows.operate import Done, perform
from app.flows.rights import place_of
from app.flows.second_person import AskedInStore, digest_of
from tests.fakes import FakeSession, endpoint
from tests.flows.people_desk import Desk

KILL = Act("session-kill", "End a session", (Command("KILL 7"),), hits=("app@10.0.0.9",))
LIVE = endpoint(production=True)


class Pair(Desk):
    """An owner and a DBA, who have to agree."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.lin, wu = self.come("lin"), self.come("wu")
        self.wu = self.people.change(dataclasses.replace(wu, role=Role.DBA), wu, self.lin)
        self.people.set_two_persons(True, self.lin)

    def sit(self, user: User) -> None:
        rights = self.people.standing(user).rights
        self.warden.become(user, rights, second=AskedInStore(self.reach, self.journal))

    def do(self, session: FakeSession, act: Act = KILL) -> Done:
        consent = Consent(self.warden.user.shown, LIVE.name)
        return perform(session, act, consent, self.warden, self.journal, lambda _id: None)

    def agree(self, *, agreed: bool = True) -> None:
        self.sit(self.lin)
        [asked] = self.directory.heard(self.lin).waiting
        self.directory.answer(asked, agreed=agreed)
        self.sit(self.wu)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    made.sit(made.wu)
    yield made
    made.store.close()


def test_an_act_waits_for_the_word_and_then_is_done_once(pair: Pair) -> None:
    session = FakeSession(LIVE)
    for _twice in range(2):
        with pytest.raises(Refused, match="second person") as refused:
            pair.do(session)
    assert "again" in refused.value.hint
    assert session.performed == []
    assert pair.journal.intents == []
    [asked] = pair.people.approvals()
    assert asked.text == "End a session\napp@10.0.0.9\n\nKILL 7"
    pair.agree()
    assert pair.do(session).worked
    with pytest.raises(Refused):
        pair.do(session)
    deeds = [each.what for each in pair.journal.events[-4:]]
    assert deeds == [Deed.ASKED, Deed.APPROVED, Deed.APPROVED, Deed.ASKED]
    assert pair.journal.events[-2].whom == "lin"


def test_another_statement_needs_another_word(pair: Pair) -> None:
    session = FakeSession(LIVE)
    with pytest.raises(Refused):
        pair.do(session)
    pair.agree()
    with pytest.raises(Refused):
        pair.do(session, dataclasses.replace(KILL, commands=(Command("KILL 8"),)))
    assert session.performed == []


def test_a_no_is_noted_and_nothing_is_done(pair: Pair) -> None:
    session = FakeSession(LIVE)
    with pytest.raises(Refused):
        pair.do(session)
    pair.agree(agreed=False)
    assert pair.journal.events[-1].what is Deed.DENIED
    with pytest.raises(Refused):
        pair.do(session)
    assert session.performed == []


def test_a_word_that_cannot_be_noted_is_not_used_up(pair: Pair) -> None:
    session = FakeSession(LIVE)
    with pytest.raises(Refused):
        pair.do(session)
    pair.agree()
    pair.journal.full = True
    with pytest.raises(Unwritable):
        pair.do(session)
    pair.journal.full = False
    assert pair.do(session).worked


def test_elsewhere_than_production_one_person_will_do(pair: Pair) -> None:
    session = FakeSession(dataclasses.replace(endpoint(), stake="test"))
    assert pair.do(session).worked
    assert pair.people.approvals() == ()


def test_what_differs_in_what_is_sent_is_another_act() -> None:
    place = place_of(LIVE)
    words = dataclasses.replace(KILL, commands=(Command("KILL 7", words=("KILL", b"7")),))
    others = [
        KILL,
        words,
        dataclasses.replace(KILL, commands=(Command("KILL 7", words=("KILL", "7")),)),
        dataclasses.replace(KILL, commands=(Command("KILL 7", target="10.0.0.2:3306"),)),
        dataclasses.replace(KILL, commands=(Command("KILL 7"), Command("KILL 7"))),
    ]
    assert len({digest_of(each, place) for each in others}) == len(others)
    assert digest_of(KILL, dataclasses.replace(place, address="10.0.0.9:3306")) != digest_of(
        KILL, place
    )
    renamed = dataclasses.replace(KILL, title="结束会话", warnings=("dangerous",))
    assert digest_of(renamed, place) == digest_of(KILL, place)
