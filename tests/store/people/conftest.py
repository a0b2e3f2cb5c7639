"""People in a store on SQLite, on MariaDB and on MySQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.store.inventory.store import InventoryStore
from app.store.people.store import People

Open = Callable[[], People]

CORP = "https://id.corp"


@dataclass(frozen=True)
class Said:
    """What a provider says."""

    subject: str
    username: str
    name: str = ""
    name_cn: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()


@pytest.fixture(params=["sqlite", "mariadb", "mysql9"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the people of one and the same store, once or several times at once."""
    made: list[InventoryStore] = []

    def begin() -> People:
        made.append(InventoryStore(where, lambda: "geheim"))
        made[-1].open()
        return People(made[-1])

    where: Path | str = tmp_path / "inventory.db"
    if request.param != "sqlite":
        server = request.getfixturevalue(request.param)
        server.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
        server.create_user("mohist", "geheim", "ALL ON mohist.*")
        where = f"mysql+pymysql://mohist@{server.host}:{server.port}/mohist"
    yield begin
    for store in made:
        store.close()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    """On this computer."""
    store = InventoryStore(tmp_path / "inventory.db")
    store.open()
    yield People(store)
    store.close()


@pytest.fixture
def team(mariadb: object) -> Iterator[People]:
    """A team's."""
    server: object = mariadb
    server.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")  # type: ignore[attr-defined]
    store = InventoryStore(f"mysql+pymysql://root@{server.host}:{server.port}/mohist")  # type: ignore[attr-defined]
    store.open()
    yield People(store)
    store.close()
