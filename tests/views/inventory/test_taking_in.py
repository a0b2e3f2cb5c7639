"""A file of an inventory of ours: shown line by line before anything is kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.domain.inventory import Instance
from app.flows.exchange_inventory import export
from app.store.inventory.store import InventoryStore
from app.views.inventory.page import InventoryPage
from app.views.inventory.taking_in import TakingInDialog
from tests.fakes import warden
from tests.views.inventory.conftest import trigger

CSV = "\ufeffname,type,address,port\n新库,mysql,10.9.9.9,3306\nbad,nonsense,10.9.9.8,1\n"


@pytest.fixture
def dialog(qtbot: Any, filled: InventoryPage) -> TakingInDialog:
    trigger(filled, "inventory-import")
    [made] = filled.window().findChildren(TakingInDialog)
    assert isinstance(made, TakingInDialog)
    return made


def read(qtbot: Any, dialog: TakingInDialog, file: Path) -> list[tuple[str, ...]]:
    """What is shown of the file."""
    dialog.open_file(str(file))
    qtbot.waitUntil(lambda: not dialog.panel.states.waiting and dialog._errand is None)
    qtbot.waitUntil(lambda: not dialog.panel.view.arranging)
    table = dialog.table
    rows = (table.record(row) for row in range(table.shown))
    return [tuple(field.shown(each) for field in table.fields) for each in rows]


def test_what_changed_in_a_file_is_shown_and_taken(
    qtbot: Any, filled: InventoryPage, dialog: TakingInDialog, tmp_path: Path
) -> None:
    file, old = tmp_path / "estate.json", filled.keeper.now.all(Instance)[0]
    export(filled.keeper.now, file, warden())
    assert read(qtbot, dialog, file) == []
    assert dialog.panel.states.now == "empty"
    assert not dialog.save.isEnabled()
    file.write_text(file.read_text("utf-8").replace(old.name, "改名"), "utf-8")
    [(mark, kind, name, detail)] = read(qtbot, dialog, file)
    assert (mark, kind, name) == ("◦ changed", "Instances", "改名")
    assert f"{old.name} → 改名" in detail
    with qtbot.waitSignal(filled.keeper.changed):
        dialog.save.click()
    assert "改名" in {each.name for each in filled.keeper.now.all(Instance)}


def test_a_bad_line_is_named_and_the_rest_can_be_taken(
    qtbot: Any, filled: InventoryPage, dialog: TakingInDialog, tmp_path: Path
) -> None:
    file = tmp_path / "something.csv"
    file.write_text(CSV, "utf-8")
    dialog.kind.setCurrentIndex(dialog.kind.findData("instance"))
    rows = {row[0].split()[-1]: row for row in read(qtbot, dialog, file)}
    refused, fresh = rows["refused"], rows["new"]
    assert dialog.kind.isVisible()
    assert "line 3" in refused[3]
    assert fresh[2] == "新库"
    with qtbot.waitSignal(filled.keeper.changed):
        dialog.save.click()
    assert "新库" in {each.name for each in filled.keeper.now.all(Instance)}
    assert "bad" not in {each.name for each in filled.keeper.now.all(Instance)}


def test_what_somebody_changed_meanwhile_is_not_overwritten(
    qtbot: Any, filled: InventoryPage, dialog: TakingInDialog, other: InventoryStore, tmp_path: Path
) -> None:
    file, old = tmp_path / "estate.json", filled.keeper.now.all(Instance)[0]
    export(filled.keeper.now, file, warden())
    file.write_text(file.read_text("utf-8").replace(old.name, "mine"), "utf-8")
    read(qtbot, dialog, file)
    seen = other.load()
    theirs = seen.get(Instance, old.id)
    assert theirs is not None
    other.save([replace(theirs, name="theirs")], seen)
    with qtbot.waitSignal(filled.keeper.failed):
        dialog.save.click()
    assert {each.name for each in other.load().all(Instance)} >= {"theirs"}


def test_a_file_that_is_no_inventory_is_explained(
    qtbot: Any, dialog: TakingInDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "nonsense.json"
    file.write_bytes(b"{\xff")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_given: (str(file), ""))
    dialog.choose.click()
    qtbot.waitUntil(lambda: dialog.panel.states.now == "failed")
    assert not dialog.save.isEnabled()
