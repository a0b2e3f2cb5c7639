"""What is saved comes back, whole or not at all, and nobody overwrites another unseen."""

import pickle
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.domain.conflict import Conflict
from app.domain.endpoint import Access
from app.domain.errors import BadInput, StoreTrouble
from app.domain.estate import Inventory
from app.domain.inventory import (
    DatabaseType,
    Dial,
    Environment,
    Instance,
    Owner,
    Product,
    Service,
    Stake,
    TopologyRole,
    new_id,
)
from app.domain.validation import BadField
from app.store.inventory.codec import access_json, access_of, record_of, row_of
from app.store.inventory.store import InventoryStore
from app.store.inventory.tables import VERSION
from tests.store.inventory.conftest import Open, sample


def test_a_new_store_is_empty(opened: Open) -> None:
    assert opened().load().records == {}


def test_what_is_saved_comes_back_exactly(opened: Open) -> None:
    store = opened()
    saved = store.save(sample(), store.load())
    again = opened().load()
    assert again.records == saved.records == {record.id: record for record in sample()}
    assert set(again.revisions.values()) == {1}
    [instance] = again.all(Instance)
    assert again.is_production(instance)
    assert again.below(again.all(Service)[0], Instance) == (instance,)


def test_a_change_is_a_new_revision(opened: Open) -> None:
    store = opened()
    seen = store.save(sample(), store.load())
    [shop] = seen.all(Product)
    after = store.save([replace(shop, name="商城 2", notes="")], seen)
    assert after.revisions[shop.id] == 2
    assert after.all(Product)[0].name == "商城 2"


def test_two_consoles_do_not_overwrite_each_other(opened: Open) -> None:
    mine, theirs = opened(), opened()
    seen = mine.save(sample(), mine.load())
    [shop] = seen.all(Product)
    [environment] = seen.all(Environment)
    theirs.save([replace(shop, name="theirs")], theirs.load())
    with pytest.raises(Conflict, match="changed meanwhile by") as refused:
        mine.save([replace(environment, name="half"), replace(shop, name="mine")], seen)
    assert "Nothing was written" in refused.value.hint
    now = mine.load()
    [clash] = refused.value.clashes
    assert [clash.mine.name, clash.theirs and clash.theirs.name, clash.base] == [
        "mine", "theirs", shop,
    ]  # fmt: skip
    assert clash.who
    assert refused.value.now == now
    assert {record.name for record in refused.value.wanted} == {"half", "mine"}
    assert now.all(Product)[0].name == "theirs"
    assert now.all(Environment)[0].name == environment.name, "all or none"
    theirs.delete([shop.id], theirs.load(), below=True)
    with pytest.raises(Conflict, match="deleted meanwhile") as gone:
        mine.save([replace(shop, name="mine")], now)
    assert gone.value.clashes[0].theirs is None
    again = mine.save([replace(shop, name="mine")], gone.value.now)
    assert again.all(Product)[0].name == "mine"


def test_a_conflict_tells_every_record_it_is_about(opened: Open) -> None:
    mine, theirs = opened(), opened()
    owners = [Owner(new_id(), name) for name in ("a", "b", "c")]
    seen = mine.save(owners, mine.load())
    theirs.save([replace(each, email="x@y") for each in owners[:2]], seen)
    with pytest.raises(Conflict) as refused:
        mine.save([replace(each, phone="1") for each in owners], seen)
    assert [clash.mine.name for clash in refused.value.clashes] == ["a", "b"]
    assert pickle.loads(pickle.dumps(refused.value)).clashes == refused.value.clashes


def test_what_others_hang_on_is_not_deleted_unasked(opened: Open) -> None:
    store = opened()
    seen = store.save(sample(), store.load())
    [shop] = seen.all(Product)
    with pytest.raises(BadInput, match="orders"):
        store.delete([shop.id], seen)
    assert store.load().records == seen.records
    after = store.delete([shop.id], seen, below=True)
    assert not after.all(Product)
    assert not after.all(Instance)
    assert after.all(Owner)


def test_an_environment_or_owner_never_takes_servers_along(opened: Open) -> None:
    store = opened()
    seen = store.save(sample(), store.load())
    for id_ in ("e" * 32, "0" * 32):
        with pytest.raises(BadInput, match="belong to what is to be deleted"):
            store.delete([id_], seen, below=True)
    assert store.load().records == seen.records


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"), ({"name": " x"}, "name"), ({"port": 0}, "port"),
        ({"port": 65536}, "port"), ({"address": ""}, "address"), ({"address": "a b"}, "address"),
        ({"address": "256.1.1.1"}, "address"), ({"vip": "-x"}, "vip"),
        ({"domain": "a..b"}, "domain"), ({"role": TopologyRole.RAC_NODE}, "role"),
        ({"memory": -1}, "memory"), ({"address": "[::1"}, "address"),
        ({"address": "::1]]"}, "address"), ({"address": "[10.0.0.1]"}, "address"),
        ({"vip": "", "dial": Dial.VIP}, "dial"), ({"domain": "", "dial": Dial.DOMAIN}, "dial"),
        ({"host": "", "dial": Dial.BUSINESS_IP}, "dial"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_the_name_of_its_field(
    tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    store = InventoryStore(tmp_path / "inventory.db")
    [*_others, instance] = sample()
    instance = replace(instance, **change)
    with pytest.raises(BadField) as refused:
        store.save([instance], Inventory())
    assert refused.value.field == field
    store.close()


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "::1", "[::1]", "db", "db-1.corp.", "数据库.公司", "xn--fiq.cn", "a_b"]
)
def test_addresses_of_every_form_are_taken(address: str) -> None:
    from app.domain.validation import check

    check(Instance(new_id(), "x", DatabaseType.REDIS, address, 6379))


def test_names_are_unique_among_their_kind(opened: Open) -> None:
    store = opened()
    seen = store.save(sample(), store.load())
    with pytest.raises(BadInput, match="already one called ORDERS-1"):
        store.save([Instance(new_id(), "ORDERS-1", DatabaseType.MYSQL, "h", 1)], seen)
    store.save([Owner(new_id(), "orders-1")], seen)


def test_what_another_console_did_meanwhile_leaves_nothing_dangling(opened: Open) -> None:
    mine, theirs = opened(), opened()
    production, shop = Environment(new_id(), "prod", Stake.PRODUCTION), Product(new_id(), "shop")
    seen = mine.save([production, shop], mine.load())
    theirs.save([Service(new_id(), shop.id, "orders", DatabaseType.REDIS)], seen)
    with pytest.raises(BadInput, match="orders"):
        mine.delete([shop.id], seen)
    with pytest.raises(BadInput, match="orders was changed meanwhile"):  # nor along, unseen
        mine.delete([shop.id], seen, below=True)
    theirs.delete([production.id], theirs.load())
    one = Instance(new_id(), "one", DatabaseType.REDIS, "h", 6379, environment=production.id)
    with pytest.raises(BadInput, match="not there any more"):  # it would not count as production
        mine.save([one], seen)
    theirs.save([Owner(new_id(), "林")], theirs.load())
    with pytest.raises(BadInput, match="already one called 林"):
        mine.save([Owner(new_id(), "林")], seen)
    now = mine.load()
    assert {record.name for record in now.records.values()} == {"shop", "orders", "林"}


def test_a_load_is_of_one_moment(opened: Open) -> None:
    writer, reader = opened(), opened()
    ended = threading.Event()

    def write() -> None:
        seen = writer.load()
        for number in range(60):
            lin = Owner(new_id(), f"lin {number}")
            seen = writer.save([lin, Product(new_id(), f"p{number}", owners=(lin.id,))], seen)
        ended.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while not ended.is_set() and thread.is_alive():
            now = reader.load()
            owners = {owner for product in now.all(Product) for owner in product.owners}
            assert owners == {owner.id for owner in now.all(Owner)}
    finally:
        thread.join()
    assert ended.is_set()


def test_a_store_upgraded_meanwhile_is_not_written_into(opened: Open) -> None:
    store = opened()
    with store.writing() as connection:
        connection.execute(update(VERSION).values(version_num="9999"))
    with pytest.raises(StoreTrouble, match="newer Mohist"):
        store.save([Owner(new_id(), "lin")], Inventory())
    assert store.load().records == {}


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    store = InventoryStore(tmp_path / "inventory.db")
    shop = Product(new_id(), "shop", notes="x\udc80")
    one = Instance(new_id(), "one", DatabaseType.REDIS, "h", 1, access=Access("\ud800"))
    for record, field in ((shop, "notes"), (one, "access")):
        with pytest.raises(BadField) as refused:
            store.save([record], Inventory())
        assert refused.value.field == field
    store.close()


def test_what_belongs_to_nothing_is_refused(opened: Open) -> None:
    store = opened()
    with pytest.raises(BadInput, match="not there any more"):
        store.save([Service(new_id(), "f" * 32, "s", DatabaseType.REDIS)], store.load())


def test_parameters_are_kept_when_they_change(opened: Open) -> None:
    store = opened()
    assert store.note_parameters("i", [("a", "1"), ("b", "2")]) == 2
    assert store.note_parameters("i", [("a", "1"), ("b", "3")]) == 1
    assert [value for _at, value in store.parameter_history("i", "b")] == ["3", "2"]
    assert store.parameter_history("j", "b") == ()
    seen = store.parameters_seen("i")
    assert [(name, value) for _at, name, value in seen] == [("a", "1"), ("b", "2"), ("b", "3")]
    assert seen[0][0] == seen[1][0], "what was seen at once has one moment"
    assert store.parameters_seen("j") == ()


def test_a_deadlock_is_kept_once(opened: Open) -> None:
    store = opened()
    assert store.note_deadlock("i", "LATEST DETECTED DEADLOCK 死锁 " + "x" * 100_000)
    assert not store.note_deadlock("i", "LATEST DETECTED DEADLOCK 死锁 " + "x" * 100_000)
    assert store.note_deadlock("i", "another")
    assert [said[:7] for _at, said in store.deadlocks("i")] == ["another", "LATEST "]


def test_two_thousand_instances_are_loaded(opened: Open) -> None:
    store = opened()
    many = [
        Instance(new_id(), f"i{n}", DatabaseType.REDIS, f"10.0.{n // 250}.{n % 250}", 6379)
        for n in range(2_000)
    ]
    store.save(many, store.load())
    assert len(opened().load().all(Instance)) == 2_000


def test_a_wrong_password_is_said_and_shown_nowhere(mariadb: object) -> None:
    server: object = mariadb
    where = f"mysql+pymysql://root@{server.host}:{server.port}/nowhere"  # type: ignore[attr-defined]
    store = InventoryStore(where, lambda: "pl4nted")
    with pytest.raises(StoreTrouble) as trouble:
        store.open()
    assert "pl4nted" not in f"{trouble.value} {trouble.value.hint} {store.where}"


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(StoreTrouble, match="no address of a MySQL"):
        InventoryStore("sqlite:///x").open()


@given(st.text(max_size=40), st.text(max_size=40), st.floats(0.1, 1e6))
def test_any_access_comes_back(user: str, folder: str, seconds: float) -> None:
    from app.domain.endpoint import OracleAccess

    access = Access(user, connect_timeout=seconds, oracle=OracleAccess(wallet_folder=folder))
    assert access_of(access_json(access)) == access


@given(st.text())
def test_any_text_is_an_access_or_a_clear_error(text: str) -> None:
    try:
        access_of(text)
    except (ValueError, TypeError):
        return


def test_a_row_that_makes_no_sense_names_itself() -> None:
    row = {**row_of(sample()[-1]), "type": "db2"}
    with pytest.raises(StoreTrouble, match=r"type.*db2"):
        record_of(Instance, row)
