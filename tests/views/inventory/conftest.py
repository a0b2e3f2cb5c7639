"""The page over a store of its own, and another console that works on the same store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.stop import Stop
from app.flows.asked_inventory import AskedInventory
from app.store.inventory.store import InventoryStore
from app.views.inventory.page import InventoryPage
from app.workers.estate_keeper import EstateKeeper
from app.workers.lane import wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden
from tests.store.inventory.conftest import sample


class Kept:
    """Secrets that were given, by their ids; nobody waits."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def reveal(self, secret: str, _stop: Stop) -> str | None:
        return self.secrets.get(secret)

    def keep(self, secret: str, value: str) -> None:
        self.secrets[secret] = value


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def standing(qtbot: Any, journal: FakeJournal) -> Standing:
    return Standing(warden(journal))


@pytest.fixture
def page(qtbot: Any, tmp_path: Path, kept: Kept, standing: Standing) -> Iterator[InventoryPage]:
    keeper = EstateKeeper(lambda: AskedInventory(tmp_path / "inventory.db", standing.warden))
    made = InventoryPage(keeper, standing, kept.reveal, kept.keep)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()
    wait_for_lanes()
    keeper.close()


@pytest.fixture
def filled(qtbot: Any, page: InventoryPage) -> InventoryPage:
    """With one of each kind in it."""
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.load()
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.save(sample())
    return page


@pytest.fixture
def other(tmp_path: Path) -> Iterator[InventoryStore]:
    """Another console at the same store."""
    store = InventoryStore(tmp_path / "inventory.db")
    yield store
    store.close()


def trigger(page: InventoryPage, name: str) -> None:
    """As a shortcut does."""
    page.command_actions[name].refresh()  # the window does, when the page says `changed`
    page.command_actions[name].trigger()
