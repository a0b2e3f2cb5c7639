"""Out of a damaged, newer or foreign store: what can be read is read, a copy takes its place."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreTrouble
from app.domain.estate import Inventory
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Instance,
    Owner,
    Product,
    Service,
    Stake,
    new_id,
)
from app.store.inventory.store import InventoryStore
from tests.servers.mysql_family import MysqlFamilyServer
from tests.store.inventory.conftest import Open, sample
from tests.store.inventory.killing import make_old


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "inventory.db"


@pytest.fixture
def kept(path: Path) -> Inventory:
    """A store with one of each."""
    store = InventoryStore(path)
    saved = store.save(sample(), store.load())
    store.close()
    return saved


def spoil(path: Path, statement: str) -> bytes:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(statement)
    return path.read_bytes()


def test_all_of_a_newer_store_is_read_and_nothing_written(path: Path, kept: Inventory) -> None:
    before = spoil(path, "UPDATE alembic_version SET version_num = '9999'")
    found = InventoryStore(path).salvage()
    assert found.inventory.records == kept.records
    assert found.lost == ()
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if "lock" not in each.name] == [path.name]


def test_a_newer_form_is_read_as_far_as_we_know_it(path: Path, kept: Inventory) -> None:
    spoil(path, "ALTER TABLE hosts ADD COLUMN rack TEXT DEFAULT 'x'")
    spoil(path, "UPDATE instances SET role = 'quantum-leader'")
    found = InventoryStore(path).salvage()
    assert found.lost == ("1 row of instances makes no sense.",)
    assert found.inventory.records.keys() == kept.records.keys() - {"1" * 32}


def test_an_older_form_is_read_with_what_it_lacks_at_its_default(path: Path) -> None:
    make_old(str(path))
    found = InventoryStore(path).salvage()
    assert [record.name for record in found.inventory.records.values()] == ["商城"]


def test_what_is_left_of_a_scribbled_file_is_read_from_both_ends(path: Path) -> None:
    store = InventoryStore(path)
    many = [
        Instance(f"{n:032}", f"i{n}", DatabaseType.REDIS, "h", 6379, notes="x" * 300)
        for n in range(800)
    ]
    store.save(many, store.load())
    store.close()
    whole = bytearray(path.read_bytes())
    middle = whole.index(b"i400") // 4096 * 4096
    whole[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(whole)
    with pytest.raises(StoreTrouble, match="damaged"):
        InventoryStore(path).open()
    found = InventoryStore(path).salvage()
    assert found.lost
    names = {record.name for record in found.inventory.records.values()}
    assert {"i0", "i799"} <= names
    assert 600 < len(names) < 800


def test_a_killed_consoles_journal_is_played_into_the_copy_alone(
    path: Path, kept: Inventory
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE instances SET notes = hex(randomblob(200000))")
        journal = path.with_name(path.name + "-journal")
        half, torn = path.read_bytes(), journal.read_bytes()
        raw.execute("ROLLBACK")
    path.write_bytes(half)
    journal.write_bytes(torn)
    found = InventoryStore(path).salvage()
    assert found.inventory.records.keys() == kept.records.keys()
    assert (path.read_bytes(), journal.read_bytes()) == (half, torn)


@pytest.mark.parametrize("content", [b"", b"this is no database"])
def test_where_nothing_can_be_read_that_is_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreTrouble, match="Nothing can be read"):
        InventoryStore(path).salvage()
    assert path.read_bytes() == content


def test_what_lost_its_environment_counts_as_production(path: Path, kept: Inventory) -> None:
    spoil(path, "DELETE FROM environments")
    spoil(path, "DELETE FROM products")
    spoil(path, "DELETE FROM owners")
    found = InventoryStore(path).salvage().inventory
    [instance] = found.all(Instance)
    assert found.is_production(instance)
    assert found.all(Environment)[0].stake is Stake.PRODUCTION
    assert found.all(Service)[0].product == found.all(Product)[0].id
    assert instance.owners == ()
    fresh = InventoryStore(path.with_name("fresh.db"))
    fresh.save(found.records.values(), fresh.load())  # it can be imported again
    fresh.close()


def test_what_a_team_has_is_read_whatever_its_form(opened: Open) -> None:
    store = opened()
    saved = store.save(sample(), store.load())
    assert store.salvage().inventory.records == saved.records


def test_a_foreign_database_has_nothing_of_ours(mariadb: MysqlFamilyServer) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.products (sku INT)")
    mariadb.sql("INSERT INTO shop.products VALUES (1)")
    where = f"mysql+pymysql://root@{mariadb.host}:{mariadb.port}/shop"
    with pytest.raises(StoreTrouble, match="Nothing can be read"):
        InventoryStore(where).salvage()
    assert "sku" in str(mariadb.sql("SHOW COLUMNS IN shop.products"))


def test_a_copy_takes_the_place_and_the_damaged_one_is_kept(path: Path, kept: Inventory) -> None:
    copy = path.with_name("inventory.db.before-0002")
    copy.write_bytes(path.read_bytes())
    path.write_bytes(b"scribbled")
    path.with_name("inventory.db-journal").write_bytes(b"torn")
    store = InventoryStore(path)
    assert [each.path for each in store.copies()] == [copy]
    aside = store.restore(copy)
    assert aside is not None
    assert aside.read_bytes() == b"scribbled"
    assert aside.with_name(aside.name + "-journal").read_bytes() == b"torn"
    assert not path.with_name("inventory.db-journal").exists(), "or it were played into the copy"
    assert store.load().records == kept.records
    assert copy.exists()
    assert {each.path for each in store.copies()} == {copy, aside}
    store.close()


def test_an_older_copy_is_brought_to_the_form_of_today(path: Path, tmp_path: Path) -> None:
    make_old(str(path))
    copy = tmp_path / "backup of last week.db"
    path.replace(copy)
    store = InventoryStore(path)
    assert store.restore(copy) is None
    assert [each.name for each in store.load().all(Product)] == ["商城"]
    store.close()


@pytest.mark.parametrize("damage", ["text", "newer", "missing"])
def test_a_copy_that_is_no_better_is_refused(path: Path, kept: Inventory, damage: str) -> None:
    copy = path.with_name("copy.db")
    if damage == "text":
        copy.write_text("no store")
    elif damage == "newer":
        copy.write_bytes(path.read_bytes())
        spoil(copy, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    store = InventoryStore(path)
    with pytest.raises(StoreTrouble) as refused:
        store.restore(copy)
    assert "restoring" not in str(refused.value)
    assert path.read_bytes() == before
    assert not store.copies()
    assert not path.with_name("inventory.db.restoring").exists()
    store.save([replace(kept.all(Owner)[0], phone="1"), Owner(new_id(), "x")], kept)
    store.close()
