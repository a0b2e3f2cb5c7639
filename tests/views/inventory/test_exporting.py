"""The whole inventory goes into a file from the window, as from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.domain.journal import Deed
from app.domain.people import Role, User
from app.views.inventory.page import InventoryPage
from app.workers.standing import Standing
from tests.fakes import FakeJournal
from tests.views.inventory.conftest import trigger


def written(qtbot: Any, page: InventoryPage, path: Path, kind: str) -> None:
    page.exporting.write(page.keeper.now, path, kind, page.panel.exporting.strip)
    errand = page.exporting.errand
    assert errand is not None
    with qtbot.waitSignal(errand.finished, timeout=10_000):
        pass


@pytest.mark.parametrize(("name", "kind"), [("all.json", ""), ("instances.csv", "instance")])
def test_it_is_written_and_said(
    qtbot: Any, filled: InventoryPage, tmp_path: Path, name: str, kind: str
) -> None:
    filled.show()
    written(qtbot, filled, tmp_path / name, kind)
    text = (tmp_path / name).read_text("utf-8-sig")
    assert "orders-1" in text
    assert name in filled.panel.exporting.strip.words.text()
    assert filled.panel.exporting.strip.isVisible()
    if not kind:
        assert json.loads(text)["format"] == "mohist-inventory"


def test_what_cannot_be_written_is_told(qtbot: Any, filled: InventoryPage, tmp_path: Path) -> None:
    with qtbot.waitSignal(filled.failed) as heard:
        written(qtbot, filled, tmp_path / "none" / "all.json", "")
    assert "There is no folder" in str(heard.args[0])


def test_the_kind_is_chosen_with_the_form(qtbot: Any, filled: InventoryPage) -> None:
    trigger(filled, "inventory-export")
    [dialog] = filled.findChildren(QFileDialog)
    assert len(dialog.nameFilters()) == 8
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert Path(dialog.selectedFiles()[0]).name == "instance.csv"
    dialog.reject()


def test_an_export_is_in_the_journal_and_not_for_everybody(
    qtbot: Any, filled: InventoryPage, journal: FakeJournal, standing: Standing, tmp_path: Path
) -> None:
    written(qtbot, filled, tmp_path / "all.json", "")
    [event] = [each for each in journal.events if each.what is Deed.EXPORTED]
    assert "all.json" in event.text
    standing.become(User("u2", "wang", role=Role.VIEWER), standing.rights)
    with qtbot.waitSignal(filled.failed) as refused:
        written(qtbot, filled, tmp_path / "more.json", "")
    assert "viewer" in str(refused.args[0])
    assert not (tmp_path / "more.json").exists()
