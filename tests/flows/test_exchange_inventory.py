"""`mohist inventory`: out into a file and in again, seen beforehand and never half."""

import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.cli.parts import TROUBLE
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance, Owner
from app.flows.arguments import SOURCES
from app.flows.exchange_inventory import opened
from app.paths import data_folder, settings_folder
from app.store.exchange.sources import Source


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of the command."""
    out, err = StringIO(), StringIO()
    code = main(["inventory", *map(str, arguments)], out, err)
    return code, out.getvalue(), err.getvalue()


def held() -> Inventory:
    """What is kept."""
    with opened() as store:
        return store.load()


@pytest.fixture
def kept() -> Inventory:
    """An inventory with two records, where the command looks for it."""
    redis = Instance("1" * 32, "缓存", DatabaseType.REDIS, "cache", 6379)
    with opened() as store:
        return store.save([redis, Owner("2" * 32, "Lin")], store.load())


def test_json_goes_out_and_comes_back(kept: Inventory, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    assert run("export", file) == (0, "", "")
    with opened() as store:
        store.delete(kept.records, kept)
    code, out, _err = run("import", file, "--dry-run")
    assert (code, held().records) == (0, {})
    assert "+ instance  缓存" in out
    assert "it would be 2 records" in out
    assert run("import", file)[0] == 0
    assert held().records == kept.records
    assert "2 records are unchanged." in run("import", file)[1]


def test_csv_changes_what_is_there_and_names_what_it_refuses(
    kept: Inventory, tmp_path: Path
) -> None:
    file = tmp_path / "instance.csv"
    assert run("export", file)[0] == 0
    text = file.read_text("utf-8-sig").replace("cache", "cache-2")
    file.write_text(text + ",bad,redis,h,99999\n", "utf-8")
    code, out, _err = run("import", file)
    assert code == TROUBLE
    assert "~ instance  缓存" in out
    assert "line 3, column 5" in out
    assert held().all(Instance)[0].address == "cache-2"


def test_connections_of_another_tool(kept: Inventory, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("[client]\nhost=db\nuser=app\npassword=geheim\n", "utf-8")
    code, out, err = run("import", file, "--from", "my.cnf")
    assert (code, err) == (0, "")
    assert "+ client  MySQL  app@db:3306" in out
    assert "1 password is in the file." in out
    assert "geheim" not in out
    code, out, err = run("import", file, "--from", "my.cnf")
    assert "is there as client" in out
    assert len(held().all(Instance)) == 2


def test_what_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    for arguments, said in (
        (("export", tmp_path / "x.txt"), "neither a .json nor a .csv"),
        (("export", tmp_path / "x.csv"), "--kind with one of: environment"),
        (("export", tmp_path / "x.json", "--kind", "host"), "as .csv only"),
        (("export", tmp_path / "no" / "x.json"), "There is no folder"),
        (("import", tmp_path / "gone.json"), "cannot be read"),
    ):
        code, _out, err = run(*arguments)
        assert code == TROUBLE
        assert said in err


def test_damaged_settings_lead_to_no_other_inventory(kept: Inventory, tmp_path: Path) -> None:
    path = settings_folder() / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{", "utf-8")
    code, _out, err = run("export", tmp_path / "x.json")
    assert (code, "settings cannot be read" in err) == (TROUBLE, True)


def test_the_help_names_every_source() -> None:
    assert tuple(Source) == SOURCES


def test_another_inventory_is_used_for_one_run(
    kept: Inventory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "all.json", tmp_path / "other.db"
    assert run("export", file)[0] == 0
    assert run("import", file, "--store", other)[0] == 0
    with opened(str(other)) as store:
        assert store.load().records == kept.records
    assert held() == kept
    monkeypatch.setenv("MOHIST_STORE", str(tmp_path / "third.db"))
    assert run("export", file)[0] == 0
    assert "缓存" not in file.read_text("utf-8")


def test_a_damaged_inventory_is_read_and_restored(kept: Inventory, tmp_path: Path) -> None:
    path = data_folder() / "inventory.db"
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE hosts")
    code, _out, err = run("export", tmp_path / "all.json")
    assert code == TROUBLE
    assert "mohist inventory restore" in err
    assert "mohist inventory salvage" in err
    code, out, _err = run("salvage", tmp_path / "left.json")
    assert code == TROUBLE, "not all of it could be read"
    assert "2 records were read." in out
    assert "! The table hosts" in out
    code, out, _err = run("restore", copy)
    assert code == 0
    assert "The one before is kept as" in out
    assert held() == kept
    assert run("import", tmp_path / "left.json")[1].count("unchanged") == 1


def test_a_teams_database_is_not_restored_from_a_file(tmp_path: Path) -> None:
    url = "mysql+pymysql://mohist@db.corp/mohist"
    code, _out, err = run("restore", tmp_path / "x.db", "--store", url)
    assert code == TROUBLE
    assert "tools of the server" in err
