"""An older store becomes a newer one with the old kept; a damaged or newer one is left alone."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreTrouble
from app.domain.estate import Authors
from app.domain.inventory import Owner, Product
from app.store.account import account
from app.store.inventory import file
from app.store.inventory.store import InventoryStore
from app.store.inventory.upgrading import newest
from tests.store.inventory.conftest import sample

ROOT = Path(__file__).parents[3]
_NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="no such names there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


def make_old(path: Path) -> None:
    """A store of the first form, with a product in it."""
    file.make(path, "0001")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(
            "INSERT INTO products VALUES ('p', '商城', '', '[]', '[]', '', 1, '2026', 'lin')"
        )


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        return {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")}


def test_an_old_store_is_upgraded_and_kept(path: Path) -> None:
    make_old(path)
    store = InventoryStore(path)
    store.open()
    assert [product.name for product in store.load().all(Product)] == ["商城"]
    assert store.note_deadlock("i", "text")
    store.close()
    kept = path.with_name("inventory.db.before-0001")
    assert "deadlocks_seen" not in tables(kept)
    assert "products" in tables(kept)
    assert not path.with_name("inventory.db.keeping").exists()


def test_who_made_a_record_is_known_where_it_was_never_changed(path: Path) -> None:
    make_old(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO owners VALUES ('o', '林', '', '', 7, '2026', 'wang')")
    store = InventoryStore(path)
    found = store.load().authors
    assert found["p"] == Authors("2026", "lin", "2026", "lin")
    assert found["o"] == Authors("", "", "2026", "wang")
    [shop] = store.load().all(Product)
    after = store.save([replace(shop, name="商城 2"), Owner("n", "new")], store.load()).authors
    assert (after["p"].created_by, after["p"].created_at) == ("lin", "2026")
    assert after["p"].changed_by == after["n"].created_by == after["n"].changed_by == account()
    assert after["n"].created_at == after["n"].changed_at
    store.close()


def test_a_console_that_has_the_old_file_open_loses_nothing(path: Path) -> None:
    make_old(path)
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as older:
        older.execute("BEGIN IMMEDIATE")
        older.execute("UPDATE products SET name = 'at the last moment'")
        upgrade = threading.Thread(target=lambda: InventoryStore(path).open())
        upgrade.start()
        lock = path.with_name(path.name + ".lock")
        while not lock.exists():
            pass
        older.execute("COMMIT")
        upgrade.join()
        assert older.execute("SELECT version_num FROM alembic_version").fetchone() == (newest(),)
    store = InventoryStore(path)
    assert [product.name for product in store.load().all(Product)] == ["at the last moment"]
    store.close()


def test_a_newer_store_is_refused_and_left_as_it_is(path: Path) -> None:
    InventoryStore(path).open()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="newer") as refused:
        InventoryStore(path).open()
    assert "Update this console" in refused.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "cut", "scribbled", "empty", "other", "lacking"])
def test_a_damaged_store_is_refused_and_left_as_it_is(path: Path, damage: str) -> None:
    store = InventoryStore(path)
    store.open()
    store.save(sample(), store.load())
    store.close()
    whole = path.read_bytes()
    if damage == "text":
        path.write_text("this is no database")
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "scribbled":
        path.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "lacking":
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("DROP TABLE hosts")
    else:
        path.unlink()
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("CREATE TABLE other (x)")
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="damaged") as refused:
        InventoryStore(path).open()
    assert "Nothing was changed" in refused.value.hint
    assert path.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process are POSIX")
def test_a_full_disk_is_said_and_loses_nothing(path: Path) -> None:
    store = InventoryStore(path)
    store.open()
    seen = store.save(sample(), store.load())
    store.close()
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from app.store.inventory.store import InventoryStore\n"
        "from app.domain.inventory import Owner, new_id\n"
        "from app.domain.errors import StoreTrouble\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "path = Path(sys.argv[1]); s = InventoryStore(path); s.open(); seen = s.load()\n"
        "size = path.stat().st_size + 4096\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "try:\n    s.save([Owner(new_id(), f'{n}') for n in range(2000)], seen)\n"
        "except StoreTrouble as error:\n    print(error, error.hint)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert "cannot be used" in ran.stdout, ran.stderr
    again = InventoryStore(path)
    assert again.load().records == seen.records
    again.close()


@pytest.mark.parametrize("folder", ["a#b", "a%41b", pytest.param("a?b", marks=_NOT_ON_WINDOWS)])
def test_a_folder_of_any_name_holds_a_store(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "inventory.db"
    for _again in range(2):
        store = InventoryStore(path)
        store.open()
        store.close()
    assert [each.name for each in tmp_path.iterdir()] == [folder], "and nothing beside it"
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(StoreTrouble, match="damaged"):
        InventoryStore(path).open()


@pytest.mark.parametrize("fixture", ["mariadb", "mysql9"])
def test_the_database_of_an_application_is_left_alone(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    server = request.getfixturevalue(fixture)
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.products (sku INT)")
    with pytest.raises(StoreTrouble, match="something else"):
        InventoryStore(f"mysql+pymysql://root@{server.host}:{server.port}/shop").open()
    InventoryStore(f"mysql+pymysql://root@{server.host}:{server.port}/shop").close()
    assert "alembic_version" not in str(server.sql("SHOW TABLES IN shop"))
