"""Commands go by who is signed in in the window; without providers and a team, by the computer."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from app.auth.oauth import NAME, Claims, Provider, write_providers
from app.auth.secrets import Secrets
from app.cli import main
from app.cli.parts import TROUBLE
from app.domain.errors import Refused
from app.domain.journal import Deed
from app.domain.people import Role, User
from app.domain.rights import NOWHERE, Ability, Place
from app.domain.stop import Stop
from app.flows.exchange_inventory import opened
from app.flows.who_is_here import warden_of_commands, warden_of_service
from app.paths import data_folder, settings_folder
from app.store.account import account
from app.store.journal import Journal
from app.store.people.store import People
from tests.fakes import FakeJournal
from tests.servers.mariadb import MariaDB

CORP = Provider("corp", "Corp", "mohist", "https://id.corp")
WANG = Claims("s7", "wang", name_cn="王")
OWNER = User("", "root", role=Role.OWNER)


def signed_in(provider: Provider, _secrets: Secrets, _stop: Stop) -> Claims | None:
    return WANG if provider == CORP else None


@pytest.fixture(autouse=True)
def secrets_of_this_run() -> None:
    """Nothing lies in a keychain."""
    settings_folder().mkdir(parents=True, exist_ok=True)
    (settings_folder() / "settings.json").write_text('{"secrets": "run"}')


@pytest.fixture
def provider() -> Provider:
    write_providers(settings_folder() / NAME, [CORP])
    with opened() as store:  # who comes first is the owner
        People(store).find_or_create(CORP.authority, Claims("s1", "boss"))
    return CORP


def test_without_a_provider_the_computer_is_its_users() -> None:
    found = warden_of_commands(FakeJournal())
    assert (found.user.username, found.user.role) == (account(), Role.OWNER)


@pytest.mark.parametrize("broken", [False, True])
def test_where_nobody_is_signed_in_nobody_gives_commands(provider: Provider, broken: bool) -> None:
    if broken:
        (settings_folder() / NAME).write_text("{")
    journal = FakeJournal()
    with pytest.raises(Refused) as refused:
        warden_of_commands(journal)
    assert "Nobody is signed in" in str(refused.value)
    assert [event.what for event in journal.events] == [Deed.REFUSED]


def test_who_is_signed_in_has_the_role_the_inventory_says(provider: Provider) -> None:
    journal = FakeJournal()
    found = warden_of_commands(journal, ask=signed_in)
    assert (found.user.shown, found.user.role) == ("王", Role.DEVELOPER)
    assert [event.what for event in journal.events] == [Deed.USER_MADE]
    assert not found.may(Ability.CHANGE_INVENTORY).allowed
    with opened() as store:
        People(store).change(replace(found.user, role=Role.DBA), found.user, OWNER)
    again = warden_of_commands(journal, ask=signed_in)
    assert again.may(Ability.CHANGE_INVENTORY).allowed
    assert len(journal.events) == 1


def test_a_command_that_may_not_changes_nothing_and_is_in_the_journal(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.flows.who_is_here._asked", signed_in)
    for words in (
        ("inventory", "export", str(tmp_path / "all.json")),
        ("inventory", "restore", str(tmp_path / "copy.db")),
        ("alerts", "test"),
    ):
        err = StringIO()
        assert main(words, StringIO(), err) == TROUBLE
        assert "developer" in err.getvalue(), words
    assert not [*tmp_path.glob("all.json")]
    page = Journal(data_folder() / "journal").read()
    assert [each.body.what for each in page.found] == [  # type: ignore[union-attr]
        Deed.REFUSED, Deed.REFUSED, Deed.REFUSED, Deed.USER_MADE,
    ]  # fmt: skip


def test_a_broken_inventory_of_ones_own_can_be_put_right(provider: Provider) -> None:
    (data_folder() / "inventory.db").write_text("nothing")
    found = warden_of_commands(FakeJournal(), ask=signed_in)
    assert (found.user.shown, found.may(Ability.CHANGE_STORE).allowed) == ("王", True)


@pytest.fixture
def team(mariadb: MariaDB) -> str:
    mariadb.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
    mariadb.create_user("mohist", "", "ALL ON mohist.*")
    return f"mysql+pymysql://mohist@{mariadb.host}:{mariadb.port}/mohist"


def test_of_a_team_that_has_an_owner_nobody_is_one_by_sitting_here(team: str) -> None:
    assert warden_of_commands(FakeJournal(), team).user.role is Role.OWNER
    with opened(team) as store:
        People(store).find_or_create("https://id.corp", WANG)
    with pytest.raises(Refused):
        warden_of_commands(FakeJournal(), team)


def test_a_collector_looks_and_does_nothing_else() -> None:
    service = warden_of_service(FakeJournal())
    assert service.may(Ability.CONNECT, Place("i1", "orders")).allowed
    for ability in Ability:
        assert service.may(ability, NOWHERE).allowed == (
            ability in (Ability.CONNECT, Ability.MOVE_SECRETS)
        )
    assert account() in service.user.shown
