"""An older store becomes a newer one with the old kept; a damaged or newer one is left alone."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from app.domain.errors import StoreTrouble
from app.domain.inventory import Product
from app.store.inventory import upgrading
from app.store.inventory.store import InventoryStore
from tests.store.inventory.conftest import sample

ROOT = Path(__file__).parents[3]
_NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="no such names there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


def make_old(path: Path) -> None:
    """A store of the first form, with a product in it."""
    engine = upgrading._engine(path)
    with engine.begin() as connection:
        config: Config = upgrading._config(connection)
        command.upgrade(config, "0001")
    engine.dispose()
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
    assert not path.with_name("inventory.db.upgrading").exists()


@pytest.mark.parametrize("fixture", ["mariadb", "mysql9"])
def test_a_broken_off_upgrade_of_a_team_store_is_taken_again(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    server = request.getfixturevalue(fixture)
    server.sql("CREATE DATABASE mohist")
    where = f"mysql+pymysql://root@{server.host}:{server.port}/mohist"
    store = InventoryStore(where)
    store.open()
    store.save(sample(), store.load())
    store.close()
    server.sql("UPDATE mohist.alembic_version SET version_num = '0001'")
    server.sql("DROP TABLE mohist.deadlocks_seen")  # one of two tables of the step was made
    again = InventoryStore(where)
    again.open()
    assert again.note_deadlock("i", "text")
    assert len(again.load().records) == len(sample())
    again.close()


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


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from app.domain.inventory import Owner, new_id
from app.store.inventory.store import InventoryStore

where = sys.argv[1]
store = InventoryStore(where if "://" in where else Path(where))
store.open()
seen = store.load()
number = max([int(each.name.split()[0]) for each in seen.all(Owner)] or [0])
print("ready", flush=True)
while True:
    number += 1
    seen = store.save([Owner(new_id(), f"{number} {part}") for part in range(5)], seen)
    print(number, flush=True)
"""


def check_whole(store: InventoryStore, acknowledged: int) -> int:
    """Every change that was acknowledged is there whole, and no change by halves; the last one."""
    from app.domain.inventory import Owner

    counts: dict[int, int] = {}
    for owner in store.load().all(Owner):
        number = int(owner.name.split()[0])
        counts[number] = counts.get(number, 0) + 1
    assert set(counts.values()) <= {5}
    assert acknowledged <= max(counts, default=0) <= acknowledged + 1
    assert len(counts) == max(counts, default=0)
    return len(counts)


@pytest.mark.parametrize("where", ["sqlite", "mariadb", "mysql9"])
def test_a_writer_killed_at_any_moment_leaves_whole_changes(
    request: pytest.FixtureRequest, path: Path, where: str
) -> None:
    target = str(path)
    if where != "sqlite":
        server = request.getfixturevalue(where)
        server.sql("CREATE DATABASE mohist")
        target = f"mysql+pymysql://root@{server.host}:{server.port}/mohist"
    chance = random.Random(7)
    acknowledged = 0
    for _round in range(11):  # 33 of all three
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, target], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            child.wait(chance.uniform(0, 0.15))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        for line in child.stdout:
            acknowledged = int(line)
        child.wait()
        child.stdout.close()
        store = InventoryStore(target if "://" in target else Path(target))
        store.open()
        acknowledged = check_whole(store, acknowledged)
        store.close()
    assert acknowledged > 8


def test_an_upgrade_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    chance = random.Random(3)
    script = (
        "import sys; from pathlib import Path\n"
        "from app.store.inventory.store import InventoryStore\n"
        "s = InventoryStore(Path(sys.argv[1])); print('go', flush=True); s.open(); print('done')"
    )
    for number in range(8):
        path = tmp_path / str(number) / "inventory.db"
        path.parent.mkdir()
        make_old(path)
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "go\n"
        try:
            child.wait(chance.uniform(0, 0.12))
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        child.stdout.close()
        store = InventoryStore(path)
        store.open()
        assert [product.name for product in store.load().all(Product)] == ["商城"]
        assert store.note_deadlock("i", "text")
        store.close()


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


def test_an_upgrade_keeps_the_old_store_where_no_hard_links_are(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    make_old(path)
    before = path.read_bytes()
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    InventoryStore(path).open()
    assert path.with_name("inventory.db.before-0001").read_bytes() == before


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
