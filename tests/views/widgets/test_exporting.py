"""What a table shows goes into a file, without the window waiting for it."""

import csv
import json
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from app.domain.journal import Deed
from app.domain.people import Role
from app.domain.rights import Ability
from app.flows.ours import ExportRight
from app.models.record_export import FORMS
from app.models.record_tree import Branch, RecordTree
from app.models.records import RecordTable
from app.views.widgets.exporting import Which
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.views.widgets.tree_panel import TreePanel
from app.workers.lane import wait_for_lanes
from tests.fakes import FakeJournal, warden
from tests.models.sessions import SESSIONS, Session, sessions

BY_KEY = {form.key: form for form in FORMS}
Make = Callable[[int], TablePanel[Session]]


def panel_of(qtbot: Any, count: int) -> TablePanel[Session]:
    table: RecordTable[Session] = RecordTable(SESSIONS, attrgetter("id"))
    panel = TablePanel(table, "Sessions of: all", Empty("No sessions"))
    panel.show_records(sessions(count))
    qtbot.waitUntil(lambda: table.shown == count)
    panel.show()
    return panel


@pytest.fixture
def make(qtbot: Any) -> Make:
    def made(count: int) -> TablePanel[Session]:
        panel = panel_of(qtbot, count)
        qtbot.addWidget(panel)
        return panel

    return made


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(qtbot: Any, panel: Any, path: Path, which: Which, form: str = "csv") -> None:
    panel.exporting.write(path, BY_KEY[form], which)
    qtbot.waitUntil(lambda: panel.exporting._errand is None, timeout=10_000)


def test_the_rows_shown_the_selected_or_all(qtbot: Any, make: Make, tmp_path: Path) -> None:
    panel, path = make(30), tmp_path / "rows.csv"
    panel.view.filter_by("id>=20")
    shown = panel.table.shown
    assert 0 < shown < 30
    written(qtbot, panel, path, Which.SHOWN)
    assert len(rows(path)) == shown
    assert str(shown) in panel.exporting.strip.words.text()
    assert panel.exporting.strip.isVisible()
    written(qtbot, panel, path, Which.ALL)
    assert len(rows(path)) == 30
    panel.view.selectRow(1)
    written(qtbot, panel, path, Which.SELECTED)
    assert [row["id"] for row in rows(path)] == [str(panel.table.record(1).id)]


def test_in_the_order_and_the_columns_that_are_shown(
    qtbot: Any, make: Make, tmp_path: Path
) -> None:
    panel, path = make(5), tmp_path / "rows.csv"
    panel.table.sort_by("id", descending=True)
    written(qtbot, panel, path, Which.SHOWN)
    assert [row["id"] for row in rows(path)] == ["4", "3", "2", "1", "0"]
    assert list(rows(path)[0]) == [field.key for field in panel.view.columns.shown]


def test_a_refresh_does_not_take_away_what_was_said(qtbot: Any, make: Make, tmp_path: Path) -> None:
    panel = make(5)
    written(qtbot, panel, tmp_path / "rows.csv", Which.SHOWN)
    panel.show_records(sessions(6))
    assert panel.exporting.strip.isVisible()


def test_what_cannot_be_written_is_said_where_it_was_asked(
    qtbot: Any, make: Make, tmp_path: Path
) -> None:
    panel = make(5)
    written(qtbot, panel, tmp_path / "none" / "rows.csv", Which.SHOWN)
    assert panel.exporting.strip.isVisible()
    assert "There is no folder" in panel.exporting.strip.words.text()


def test_a_large_one_can_be_cancelled(qtbot: Any, make: Make, tmp_path: Path) -> None:
    panel, path = make(100_000), tmp_path / "rows.csv"
    panel.exporting.write(path, BY_KEY["csv"])
    panel.exporting.cancel()
    qtbot.waitUntil(lambda: panel.exporting._errand is None, timeout=10_000)
    assert not path.exists()
    assert not panel.exporting.strip.isVisible()


def test_a_panel_that_goes_in_the_middle_leaves_no_thread(qtbot: Any, tmp_path: Path) -> None:
    panel = panel_of(qtbot, 20_000)
    panel.exporting.write(tmp_path / "rows.csv", BY_KEY["csv"])
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
    wait_for_lanes()
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "rows.csv"])


def test_the_name_of_a_file_is_asked_for(qtbot: Any, make: Make) -> None:
    panel = make(3)
    panel.exporting.ask()
    dialog = panel.exporting.dialog
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "Sessions-of--all.csv"
    dialog.filterSelected.emit(dialog.nameFilters()[2])
    assert Path(dialog.selectedFiles()[0]).name == "Sessions-of--all.json"
    assert dialog.defaultSuffix() == "json"
    dialog.reject()
    qtbot.waitUntil(lambda: panel.exporting.dialog is None)


def test_a_tree_is_exported_as_far_as_it_is_there(qtbot: Any, tmp_path: Path) -> None:
    tree: RecordTree[Session] = RecordTree(SESSIONS, attrgetter("id"))
    panel = TreePanel(tree, "Blockers", Empty("Nobody waits"))
    qtbot.addWidget(panel)
    one, two, three = sessions(3)
    panel.show_branches([Branch(one, [Branch(two, ())]), Branch(three, None)])
    path = tmp_path / "rows.json"
    written(qtbot, panel, path, Which.ALL, "json")
    assert [row["level"] for row in json.loads(path.read_text("utf-8"))] == [1, 2, 1]
    panel.view.filter_by(f"id={two.id}")
    written(qtbot, panel, path, Which.SHOWN, "json")
    assert len(json.loads(path.read_text("utf-8"))) == 2


def test_what_not_all_may_take_along_is_asked_for_and_noted(
    qtbot: Any, make: Make, tmp_path: Path
) -> None:
    panel, path, journal, menu = make(3), tmp_path / "rows.csv", FakeJournal(), QMenu()
    qtbot.addWidget(menu)
    by = warden(journal, Role.VIEWER)
    exporting = panel.exporting
    exporting.right = ExportRight(by, Ability.EXPORT_INVENTORY, "{user} exports rows to {file}.")
    exporting.fill(menu)
    assert [(each.isEnabled(), "viewer" in each.toolTip()) for each in menu.actions()] == [
        (False, True)
    ]
    exporting.ask()  # as the menu of the window does
    assert exporting.dialog is None
    qtbot.waitUntil(lambda: "viewer" in exporting.strip.words.text())
    written(qtbot, panel, path, Which.SHOWN)
    assert not path.exists()
    assert {each.what for each in journal.events} == {Deed.REFUSED}
    journal.events.clear()
    by.become(warden(role=Role.DBA).user, by.rights)
    written(qtbot, panel, path, Which.SHOWN)
    [noted] = journal.events
    assert (noted.what, noted.text) == (Deed.EXPORTED, f"lin exports rows to {path}.")
    assert len(rows(path)) == 3
    journal.full = True
    path.unlink()
    written(qtbot, panel, path, Which.SHOWN)
    assert not path.exists()
