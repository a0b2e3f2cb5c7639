"""The whole inventory goes into a file from the window, as from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.views.inventory.page import InventoryPage
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
