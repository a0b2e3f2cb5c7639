"""Where the inventory is, and that no password is part of it."""

from pathlib import Path

import pytest

from app.domain.errors import StoreTrouble
from app.store.inventory.place import for_this_run, place_of, secret_of, shown, without_password
from app.store.inventory.store import InventoryStore

URL = "mysql+pymysql://mohist@db.corp/mohist"


def test_the_command_line_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert for_this_run() == ""
    monkeypatch.setenv("MOHIST_STORE", "/env.db")
    assert for_this_run() == "/env.db"
    assert for_this_run("/option.db") == "/option.db"


def test_a_place_is_a_file_or_an_address(tmp_path: Path) -> None:
    assert place_of("", tmp_path) == tmp_path / "inventory.db"
    assert place_of("/x/y.db", tmp_path) == Path("/x/y.db")
    assert place_of("~/y.db", tmp_path) == Path.home() / "y.db"
    assert place_of(URL, tmp_path) == URL


@pytest.mark.parametrize(
    ("url", "bare", "password"),
    [
        (URL, URL, ""),
        ("mysql+pymysql://mohist:pl4nted@db.corp/mohist", URL, "pl4nted"),
        ("mysql+pymysql://mohist:p%40ss@w:rd@db.corp/mohist", URL, "p@ss@w:rd"),
        ("mysql+pymysql://db.corp:3306/mohist", "mysql+pymysql://db.corp:3306/mohist", ""),
    ],
)
def test_a_password_is_taken_out(url: str, bare: str, password: str) -> None:
    assert without_password(url) == (bare, password)
    assert secret_of(url) == f"store/{bare}"


@pytest.mark.parametrize(
    "url",
    [
        "mysql+pymysql://mohist:pl4nted@db.corp/mohist",
        "mysql+pymysql://mohist@db.corp/mohist?password=pl4nted",
        "mysql+pymysql://mohist@db.corp/mohist?passwd=pl4nted",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    store = InventoryStore(url)
    for call in (store.open, store.salvage):
        with pytest.raises(StoreTrouble, match="holds a password") as refused:
            call()
        assert "pl4nted" not in f"{refused.value} {refused.value.hint} {shown(url)} {store.where}"


@pytest.mark.parametrize("url", ["://", "mysql://[", "nonsense://x:y:z", "mysql+pymysql://h:x/d"])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(StoreTrouble):
        InventoryStore(url).open()
