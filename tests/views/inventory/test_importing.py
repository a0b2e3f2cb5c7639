"""Connections of other tools: shown first, and only what is ticked is taken over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from app.domain.endpoint import secret_id
from app.domain.inventory import Instance
from app.store.inventory.store import InventoryStore
from app.views.inventory.importing import ImportDialog
from app.views.inventory.page import InventoryPage
from app.workers.estate_keeper import EstateKeeper
from app.workers.lane import wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import warden

OPTIONS = """
[client]
user = watcher
port = 3307
[client-orders]
host = 10.0.0.1
password = pl4nted
[client-报表]
host = 10.0.0.2
"""


@pytest.fixture
def kept() -> dict[str, str]:
    return {}


@pytest.fixture
def page(qtbot: Any, tmp_path: Path, kept: dict[str, str]) -> Iterator[InventoryPage]:
    keeper = EstateKeeper(lambda: InventoryStore(tmp_path / "inventory.db"))
    made = InventoryPage(
        keeper, Standing(warden()), lambda secret, _stop: kept.get(secret), kept.__setitem__
    )
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(keeper.changed):
        keeper.load()
    yield made
    made.shut()
    wait_for_lanes()
    keeper.close()


def opened(qtbot: Any, page: InventoryPage, file: Path) -> ImportDialog:
    """The dialog of the page's command, with the file read."""
    page.command_actions["connections-import"].refresh()
    page.command_actions["connections-import"].trigger()
    dialog: ImportDialog = page.window().findChildren(ImportDialog)[-1]
    dialog.open_file(str(file))
    qtbot.waitUntil(lambda: not dialog.panel.states.waiting)
    return dialog


def take(qtbot: Any, page: InventoryPage, dialog: ImportDialog) -> set[str]:
    """Take what is ticked; gives the names of all instances there are then."""
    with qtbot.waitSignal(page.keeper.changed):
        dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    return {instance.name for instance in page.keeper.now.all(Instance)}


def test_what_a_file_holds_is_seen_then_taken(
    qtbot: Any, page: InventoryPage, tmp_path: Path, kept: dict[str, str]
) -> None:
    file = tmp_path / ".my.cnf"
    file.write_text(OPTIONS, "utf-8")
    dialog = opened(qtbot, page, file)
    found = {each.instance.name for each in dialog.table.ticked_records}
    assert {"orders", "报表"} <= found
    assert not page.keeper.now.all(Instance)
    assert not dialog.secrets.isHidden()
    assert take(qtbot, page, dialog) == found
    assert kept == {}, "a password is kept only where that is asked for"

    again = opened(qtbot, page, file)
    assert not again.table.ticked_records, "what is there already is not taken twice"


def test_passwords_are_kept_where_that_is_asked_for(
    qtbot: Any, page: InventoryPage, tmp_path: Path, kept: dict[str, str]
) -> None:
    file = tmp_path / ".my.cnf"
    file.write_text(OPTIONS, "utf-8")
    dialog = opened(qtbot, page, file)
    dialog.secrets.setChecked(True)
    take(qtbot, page, dialog)
    [orders] = [each for each in page.keeper.now.all(Instance) if each.name == "orders"]
    assert kept == {secret_id(orders.id): "pl4nted"}


def test_a_file_that_cannot_be_read_is_told_and_takes_nothing(
    qtbot: Any, page: InventoryPage, tmp_path: Path
) -> None:
    dialog = opened(qtbot, page, tmp_path / "missing" / "data-sources.json")
    assert dialog.panel.states.now == "failed"
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    assert dialog.isVisible()
    dialog.reject()
