"""Providers are kept with their secrets, by who may, and nothing is sent to whom it is not for."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.auth.oauth import Provider
from app.domain.errors import BadInput, Refused, UnreadableInput, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role, Status, User
from app.domain.stop import Stop
from app.flows.provider_book import ProviderBook
from app.flows.rights import made_in_rights
from tests.fakes import FakeJournal, warden

HOUSE = Provider("house", "House", "mohist", issuer="https://id.example.org", uses_secret=True)


class Keys:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def put(self, secret: str, value: str, /, *, stop: Stop | None = None) -> None:
        self.kept[secret] = value

    def forget(self, secret: str, /, stop: Stop | None = None) -> None:
        self.kept.pop(secret, None)


class Stand:
    def __init__(self, folder: Path, role: Role = Role.OWNER) -> None:
        self.path, self.keys, self.journal = folder / "providers.json", Keys(), FakeJournal()
        self.book = ProviderBook(self.path, self.keys, warden(self.journal, role), self.journal)

    def be_nobody(self) -> None:
        nobody = User("", "wang", role=Role.VIEWER, status=Status.BLOCKED)
        self.book.warden.become(nobody, made_in_rights())


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_a_provider_is_kept_with_its_secret_and_goes_with_it(stand: Stand) -> None:
    assert stand.book.save(HOUSE, " sesame\n").providers == (HOUSE,)
    assert stand.keys.kept == {HOUSE.secret_id: "sesame"}
    assert "sesame" not in stand.path.read_text()
    stand.keys.kept[HOUSE.tokens_id] = "tokens"
    assert stand.book.remove(["house"]).providers == ()
    assert stand.keys.kept == {}
    texts = [event.text for event in stand.journal.events]
    assert texts == [
        "lin puts the provider House into the settings.",
        "lin takes the provider House out of the settings.",
    ]
    assert {event.what for event in stand.journal.events} == {Deed.PROVIDER_CHANGED}


def test_what_was_kept_for_one_address_is_not_sent_to_another(stand: Stand) -> None:
    stand.book.save(HOUSE, "sesame")
    stand.keys.kept[HOUSE.tokens_id] = "tokens"
    stand.book.save(replace(HOUSE, name="Home"))
    assert len(stand.keys.kept) == 2
    stand.book.save(replace(HOUSE, issuer="https://evil.example.org"))
    assert stand.keys.kept == {}
    assert dict(stand.journal.events[-1].facts)["before"] == "https://id.example.org"


def test_one_who_may_not_changes_nothing(tmp_path: Path) -> None:
    stand = Stand(tmp_path, Role.DBA)
    with pytest.raises(Refused):
        stand.book.save(HOUSE)
    with pytest.raises(Refused):
        stand.book.remove(["house"])
    assert not stand.path.exists()


def test_where_nobody_can_sign_in_a_slip_is_mended_but_no_provider_removed(stand: Stand) -> None:
    stand.book.save(replace(HOUSE, client_id="mohits"))
    stand.be_nobody()
    assert stand.book.save(HOUSE).providers == (HOUSE,)
    with pytest.raises(Refused):
        stand.book.remove(["house"])
    assert stand.book.read().providers == (HOUSE,)


def test_a_broken_file_is_told_and_never_overwritten(stand: Stand) -> None:
    stand.path.write_text("{")
    found = stand.book.read()
    assert (found.providers, len(found.kept)) == ((), 1)
    assert "no JSON" in str(found.troubles[0])
    with pytest.raises(UnreadableInput):
        stand.book.save(HOUSE)
    assert stand.path.read_text() == "{"


def test_without_an_entry_nothing_is_changed(stand: Stand) -> None:
    stand.journal.full = True
    with pytest.raises(Unwritable):
        stand.book.save(HOUSE, "sesame")
    assert not stand.path.exists()
    assert stand.keys.kept == {}


def test_one_that_could_not_work_is_not_kept(stand: Stand) -> None:
    with pytest.raises(BadInput):
        stand.book.save(replace(HOUSE, issuer="http://id.example.org"))
    assert not stand.path.exists()


def test_the_addresses_of_the_classic_kind_are_tested_without_the_network(stand: Stand) -> None:
    old = Provider(
        "old",
        "Old",
        "mohist",
        authorize_url="https://old.example.org/authorize",
        token_url="https://old.example.org/token",
        user_info_url="https://old.example.org/me",
    )
    found = stand.book.test(old, Stop())
    assert (found.authorize, found.device) == ("https://old.example.org/authorize", False)
