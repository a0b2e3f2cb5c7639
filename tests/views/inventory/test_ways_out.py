"""An inventory that does not open: a way out of it, from the window, that takes nothing away."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.inventory import Instance
from app.domain.journal import Deed
from app.domain.people import Role, User
from app.flows.asked_inventory import AskedInventory
from app.models.preferences import Preferences
from app.store.inventory.place import secret_of
from app.store.inventory.store import InventoryStore
from app.store.inventory.upgrading import newest
from app.views.inventory.page import InventoryPage
from app.views.inventory.store_room import StoreRoom
from app.views.inventory.ways_out import WaysOut
from app.workers.estate_keeper import EstateKeeper
from app.workers.lane import Lane, wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden
from tests.store.inventory.conftest import sample

URL = "mysql+pymysql://mohist@db.corp/mohist"


class Room:
    """A store room over a folder, with its page, and the secrets that were kept."""

    def __init__(self, folder: Path, this_run: str = "") -> None:
        self.secrets: dict[str, str] = {}
        self.journal = FakeJournal()
        self.warden = warden(self.journal)
        self.lane = Lane("secrets of a test")
        self.preferences = Preferences(folder / "settings.json")
        self.keeper = EstateKeeper(lambda: AskedInventory(self.room.place, self.warden))
        self.room = StoreRoom(
            self.preferences, self.keeper, self.keep, self.warden, folder, this_run
        )
        self.page = InventoryPage(
            self.keeper,
            Standing(self.warden),
            lambda secret, _stop: self.secrets.get(secret),
            self.keep,
            None,
            self.room,
        )

    def keep(self, secret: str, value: str) -> Any:
        return self.lane.submit(lambda _stop: self.secrets.update({secret: value}))

    def close(self) -> None:
        self.page.shut()
        wait_for_lanes()
        self.keeper.close()
        self.lane.close()
        self.preferences.finish()


@pytest.fixture
def make(qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def one(this_run: str = "") -> Room:
        made.append(Room(tmp_path, this_run))
        qtbot.addWidget(made[-1].page)
        made[-1].page.show()
        return made[-1]

    yield one
    for room in made:
        room.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


@pytest.fixture
def broken(qtbot: Any, make: Callable[..., Room], path: Path) -> Room:
    """A store that a newer Mohist wrote, with a copy beside it."""
    store = InventoryStore(path)
    store.save(sample(), store.load())
    store.close()
    path.with_name("inventory.db.before-0002").write_bytes(path.read_bytes())
    path.write_bytes(path.read_bytes().replace(newest().encode(), b"9999"))
    room = make()
    with qtbot.waitSignal(room.keeper.failed):
        room.room.begin()
    return room


@pytest.fixture
def out(qtbot: Any, broken: Room) -> WaysOut:
    button = broken.page.panel.states.more
    assert button is not None
    assert button.isVisible()
    button.click()
    [dialog] = broken.page.findChildren(WaysOut)
    qtbot.waitUntil(lambda: dialog.copies.count() == 1)
    found: WaysOut = dialog
    return found


def test_a_copy_beside_it_is_restored(qtbot: Any, broken: Room, out: WaysOut, path: Path) -> None:
    before = path.read_bytes()
    out.copies.setCurrentRow(0)
    with qtbot.waitSignal(broken.keeper.changed):
        out.restore.click()
    assert broken.keeper.is_open
    assert len(broken.keeper.now.records) == len(sample())
    assert "kept as" in out.said.text()
    [kept] = path.parent.glob("inventory.db.damaged-*")
    assert kept.read_bytes() == before
    assert broken.room.trouble is None


def test_a_copy_that_is_no_better_is_refused_and_said(
    qtbot: Any, broken: Room, out: WaysOut, path: Path
) -> None:
    before = path.read_bytes()
    path.with_name("x.db").write_text("nothing")
    out.restore_copy(str(path.with_name("x.db")))
    qtbot.waitUntil(lambda: out.said.text().startswith("▲"))
    assert "it is no database" in out.said.text()
    assert path.read_bytes() == before


def test_what_can_be_read_is_shown_read_only_and_saved(
    qtbot: Any, broken: Room, out: WaysOut, path: Path
) -> None:
    before = path.read_bytes()
    with qtbot.waitSignal(broken.keeper.changed):
        out.salvage.click()
    qtbot.waitUntil(out.save.isEnabled)
    assert "7 records were read" in out.said.text()
    assert broken.page.panel.table.shown == 1
    broken.page.panel.view.selectAll()
    for name in ("record-edit", "record-add", "records-delete", "connections-import"):
        action = broken.page.command_actions[name]
        action.refresh()
        assert not action.isEnabled(), name
    with qtbot.waitSignal(broken.keeper.failed):
        broken.keeper.save(broken.keeper.now.all(Instance))
    target = path.with_name("left.json")
    out.save_as(str(target))
    qtbot.waitUntil(lambda: out.said.text().startswith("✓ Written"))
    assert len(json.loads(target.read_text("utf-8"))["instance"]) == 1
    assert path.read_bytes() == before


def test_a_new_inventory_is_begun_elsewhere(
    qtbot: Any, broken: Room, out: WaysOut, path: Path
) -> None:
    before = path.read_bytes()
    choice = broken.room.choose(broken.page)
    choice.there.setChecked(True)
    choice.file.setText("not a full path")
    choice._try_accept()
    assert "no full path" in choice.said.text()
    elsewhere = path.parent / "elsewhere" / "new.db"
    choice.file.setText(str(elsewhere))
    with qtbot.waitSignal(broken.keeper.changed):
        choice._try_accept()
    assert broken.keeper.is_open
    assert broken.keeper.now.records == {}
    assert elsewhere.exists()
    assert broken.preferences.now.store == str(elsewhere)
    assert path.read_bytes() == before


def test_a_password_in_the_address_goes_to_the_keychain(
    qtbot: Any, make: Callable[..., Room], tmp_path: Path
) -> None:
    room = make()
    choice = room.room.choose(room.page)
    choice.team.setChecked(True)
    choice.url.setText("mysql+pymysql://mohist:pl4nted@127.0.0.1:1/mohist")
    choice._try_accept()
    assert "taken out of the address" in choice.said.text()
    with qtbot.waitSignal(room.keeper.failed, timeout=15_000):
        choice._try_accept()
    room.preferences.finish()
    assert "pl4nted" not in (tmp_path / "settings.json").read_text()
    assert list(room.secrets.values()) == ["pl4nted"]
    assert room.room.title == "mysql+pymysql://mohist@127.0.0.1:1/mohist"


def test_a_password_in_the_settings_is_moved_at_the_start(
    qtbot: Any, make: Callable[..., Room], tmp_path: Path
) -> None:
    room = make()
    room.preferences.change(store="mysql+pymysql://mohist:pl4nted@127.0.0.1:1/mohist")
    with qtbot.waitSignals([room.room.said, room.keeper.failed], timeout=15_000):
        room.room.begin()
    url = "mysql+pymysql://mohist@127.0.0.1:1/mohist"
    assert room.preferences.now.store == url
    assert room.secrets == {secret_of(url): "pl4nted"}
    room.preferences.finish()
    assert "pl4nted" not in (tmp_path / "settings.json").read_text()


def test_one_named_for_this_run_is_not_remembered(
    qtbot: Any, make: Callable[..., Room], tmp_path: Path
) -> None:
    room = make(str(tmp_path / "run.db"))
    room.preferences.change(store=URL)
    with qtbot.waitSignal(room.keeper.changed):
        room.room.begin()
    assert (tmp_path / "run.db").exists()
    assert room.preferences.now.store == URL


def test_who_may_not_restores_nothing_and_chooses_no_other(
    qtbot: Any, broken: Room, out: WaysOut, path: Path
) -> None:
    before = path.read_bytes()
    broken.warden.become(User("u2", "wang", role=Role.DBA), broken.warden.rights)
    out.copies.setCurrentRow(0)
    out.restore.click()
    qtbot.waitUntil(lambda: out.said.text().startswith("▲"))
    assert "role DBA" in out.said.text()
    choice = broken.room.choose(broken.page)
    choice.there.setChecked(True)
    choice.file.setText(str(path.parent / "mine.db"))
    with qtbot.waitSignal(broken.room.failed):
        choice._try_accept()
    assert path.read_bytes() == before
    assert not broken.preferences.now.store
    assert {each.what for each in broken.journal.events} == {Deed.REFUSED}
