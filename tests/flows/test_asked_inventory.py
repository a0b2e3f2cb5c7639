"""Whoever may not change the inventory does not, and who does is in the journal with what."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.auth.oauth import Claims
from app.domain.conflict import Conflict
from app.domain.errors import Refused, Unwritable
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Environment, Instance, Stake
from app.domain.journal import Deed
from app.domain.people import Role
from app.flows.asked_inventory import AskedInventory
from app.flows.rights import Warden, made_in_rights, warden_of_this_computer
from app.store.people.store import People
from tests.fakes import FakeJournal, warden
from tests.servers.mariadb import MariaDB

LIVE = Environment("e1", "live", Stake.PRODUCTION)
ORDERS = Instance("i1", "orders", DatabaseType.MYSQL, "db.test", 3306, environment="e1")


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def store(tmp_path: Path, journal: FakeJournal) -> Iterator[AskedInventory]:
    made = AskedInventory(tmp_path / "inventory.db", warden(journal, Role.DBA))
    yield made
    made.close()


def test_what_is_written_is_in_the_journal_field_by_field(
    store: AskedInventory, journal: FakeJournal
) -> None:
    seen = store.save([LIVE, ORDERS], Inventory())
    after = store.save([replace(LIVE, stake=Stake.TEST), replace(ORDERS, port=3307)], seen)
    assert after.authors["i1"].created_by == after.authors["i1"].changed_by == "lin"
    first, second = journal.events
    assert first.what is Deed.INVENTORY_CHANGED
    assert first.text == "lin writes into the inventory: live, orders."
    assert dict(first.facts)["records"] == "+ environment live, + instance orders"
    assert dict(second.facts)["records"] == (
        "environment live (stake production -> test), instance orders (port)"
    )


def test_what_is_deleted_is_in_the_journal(store: AskedInventory, journal: FakeJournal) -> None:
    seen = store.save([LIVE, ORDERS], Inventory())
    store.delete(["i1"], seen, below=True)
    assert journal.events[-1].text == (
        "lin deletes from the inventory, with what belongs to it: orders."
    )


def test_who_may_not_changes_nothing(store: AskedInventory, journal: FakeJournal) -> None:
    seen = store.save([LIVE, ORDERS], Inventory())
    store.warden = warden(journal, Role.DEVELOPER)
    with pytest.raises(Refused):
        store.save([replace(ORDERS, port=1)], seen)
    with pytest.raises(Refused):
        store.delete(["i1"], seen)
    assert store.load().records == seen.records
    assert [each.what for each in journal.events[1:]] == [Deed.REFUSED]


def test_only_an_owner_restores(
    store: AskedInventory, journal: FakeJournal, tmp_path: Path
) -> None:
    store.save([LIVE], Inventory())
    store.close()
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "inventory.db").read_bytes())
    with pytest.raises(Refused):
        store.restore(copy)
    store.warden = warden(journal, Role.OWNER)
    assert store.restore(copy) is not None
    assert journal.events[-1].what is Deed.STORE_CHANGED


def test_nothing_is_changed_where_it_cannot_be_written_down(
    store: AskedInventory, journal: FakeJournal
) -> None:
    journal.full = True
    with pytest.raises(Unwritable):
        store.save([LIVE], Inventory())
    assert not store.load().records


def test_a_conflict_is_told_as_what_did_not_work(
    store: AskedInventory, journal: FakeJournal
) -> None:
    seen = store.save([LIVE], Inventory())
    store.save([replace(LIVE, name="prod")], seen)
    with pytest.raises(Conflict):
        store.save([replace(LIVE, name="blue")], seen)
    assert ("outcome", "failed") in journal.events[-1].facts


def test_a_team_is_asked_itself_whatever_was_heard_of_it(
    journal: FakeJournal, mariadb: MariaDB
) -> None:
    mariadb.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
    mariadb.create_user("mohist", "", "ALL ON mohist.*")
    where = f"mysql+pymysql://mohist@{mariadb.host}:{mariadb.port}/mohist"
    with closing(AskedInventory(where, warden(journal, Role.OWNER))) as store:
        people = People(store)
        boss, _fresh = people.find_or_create("https://id.corp", Claims("s1", "boss"))
        wang, _fresh = people.find_or_create("https://id.corp", Claims("s2", "wang"))
        store.warden = Warden(boss, made_in_rights(), journal)
        seen = store.save([LIVE], Inventory())
        believed = replace(wang, role=Role.OWNER)  # in a console that was told lies
        store.warden = Warden(believed, made_in_rights(), journal)
        with pytest.raises(Refused, match="By the team's inventory"):
            store.save([ORDERS], seen)
        with pytest.raises(Refused):
            store.delete(["e1"], seen)
        store.warden = warden_of_this_computer(journal)
        with pytest.raises(Refused, match="has owners"):
            store.save([ORDERS], seen)
        assert store.load().records == seen.records
    assert ("outcome", "failed") in journal.events[-1].facts
