"""A team's store is upgraded by one console at a time, and no console of before loses a write."""

import threading

import pytest
from sqlalchemy import create_engine, text

from app.domain.errors import StoreTrouble
from app.domain.inventory import Owner, Product, new_id
from app.store.inventory import server as team
from app.store.inventory.store import InventoryStore
from app.store.inventory.upgrading import newest
from tests.servers.mysql_family import MysqlFamilyServer
from tests.store.inventory.killing import make_old


@pytest.fixture(params=["mariadb", "mysql9"])
def server(request: pytest.FixtureRequest) -> MysqlFamilyServer:
    found: MysqlFamilyServer = request.getfixturevalue(request.param)
    found.sql("CREATE DATABASE mohist")
    return found


@pytest.fixture
def where(server: MysqlFamilyServer) -> str:
    return f"mysql+pymysql://root@{server.host}:{server.port}/mohist"


def test_the_old_tables_are_kept_beside_the_new(server: MysqlFamilyServer, where: str) -> None:
    for turn, prefix in enumerate(("before_0001_", "before_0001_2_")):
        if turn:  # a backup was played back, and is upgraded again
            server.sql("UPDATE mohist.alembic_version SET version_num = '0001'")
            server.sql("UPDATE mohist.products SET name = 'played back'")
        else:
            make_old(where)
        store = InventoryStore(where)
        store.open()
        store.close()
        kept = server.sql(f"SELECT name FROM mohist.{prefix}products")
        assert ("played back" if turn else "商城") in str(kept)


def test_what_an_older_console_writes_while_it_is_upgraded_is_not_lost(
    server: MysqlFamilyServer, where: str
) -> None:
    make_old(where)
    engine = create_engine(where)
    with engine.connect() as older:  # as every console does to write
        form = text("SELECT version_num FROM alembic_version FOR UPDATE")
        assert older.execute(form).scalar() == "0001"
        older.execute(text("UPDATE products SET name = 'at the last moment'"))
        store = InventoryStore(where)
        upgrade = threading.Thread(target=store.open)
        upgrade.start()
        waits = "SELECT 1 FROM information_schema.processlist WHERE info LIKE '%FOR UPDATE%'"
        while not server.sql(f"{waits} AND id <> CONNECTION_ID()"):
            pass
        older.commit()
        upgrade.join()
        assert older.execute(form).scalar() == newest(), "and now it refuses to write"
    engine.dispose()
    assert [product.name for product in store.load().all(Product)] == ["at the last moment"]
    assert "at the last moment" in str(server.sql("SELECT name FROM mohist.before_0001_products"))
    store.close()


def test_an_upgrade_that_was_broken_off_lets_no_older_console_in(
    server: MysqlFamilyServer, where: str
) -> None:
    store = InventoryStore(where)
    store.open()
    server.sql("UPDATE mohist.alembic_version SET version_num = '0009'")
    server.sql("CREATE TABLE mohist.upgrading (version_num VARCHAR(32) PRIMARY KEY,"
               " prefix VARCHAR(48), copied INT)")  # fmt: skip
    server.sql("INSERT INTO mohist.upgrading VALUES ('0003', 'before_0003_', 0)")
    with pytest.raises(StoreTrouble, match="newer Mohist"):
        store.save([Owner(new_id(), "lin")], store.load())
    store.close()
    with pytest.raises(StoreTrouble, match="newer Mohist"):
        InventoryStore(where).open()


def test_the_store_of_another_team_on_the_same_server_is_no_reason_to_wait(
    server: MysqlFamilyServer, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "_PATIENCE", 0)
    server.sql("CREATE DATABASE other")
    engine = create_engine(where)
    with engine.connect() as connection, team._alone(connection):
        other = InventoryStore(where.replace("/mohist", "/other"))
        other.open()
        other.close()
        with pytest.raises(StoreTrouble, match="Another console is upgrading"):
            InventoryStore(where).open()
    engine.dispose()
