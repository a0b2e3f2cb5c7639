"""Results in tabs: those of the last run, those that are pinned, and what becomes of the others."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from app.results.store import ResultReader
from app.views.results.grid import ResultGrid
from app.views.results.result_columns import Shapes
from app.views.results.results_tabs import Outcome, ResultTabs
from app.views.theme import DARK
from app.workers.lane import Lane
from tests.views.results.conftest import Write


@pytest.fixture
def tabs(qtbot: QtBot, lane: Lane) -> Iterator[ResultTabs]:
    made = ResultTabs(lane, Shapes())
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    yield made
    made.shut()


def titles(tabs: ResultTabs) -> list[str]:
    return [tabs.tabText(place) for place in range(tabs.count())]


def run(tabs: ResultTabs, *results: tuple[ResultReader, str]) -> list[ResultGrid]:
    tabs.begin_run()
    return [tabs.add(*result) for result in results]


def test_a_result_that_is_read_anew_stays_where_it_was(
    tabs: ResultTabs, written: Write, qtbot: QtBot
) -> None:
    tabs.begin_run()
    one, two = tabs.add(written(3).reader, "SELECT 1"), tabs.add(written(4).reader, "SELECT 2")
    tabs.pin(one)
    one.filter_by("id<2")
    tabs.renew(one)
    tabs.begin_run()
    newer = tabs.add(written(5).reader, "SELECT 1")
    assert list(tabs.grids) == [newer, two]
    assert tabs.current is newer
    assert one.reader.closed
    assert tabs.tabText(0) == "1  SELECT 1"
    qtbot.waitUntil(lambda: newer.model.shown == 2)
    tabs.begin_run()
    other = tabs.add(written(1).reader, "SELECT 3")
    assert list(tabs.grids) == [newer, other], "it is pinned still; the next run is like any"


def test_a_run_takes_the_place_of_the_one_before(tabs: ResultTabs, written: Write) -> None:
    first, second = written(3).reader, written(4).reader
    run(tabs, (first, "SELECT  1\nFROM a"), (second, "SELECT 2"))
    assert titles(tabs) == ["1  SELECT 1 FROM a", "2  SELECT 2"]
    assert tabs.currentIndex() == 0
    tabs.begin_run()  # which fails, say
    assert tabs.count() == 2
    tabs.add(written(5).reader, "SELECT 3")
    assert titles(tabs) == ["1  SELECT 3"]
    assert first.closed
    assert second.closed


def test_what_is_pinned_stays(tabs: ResultTabs, written: Write) -> None:
    (kept,) = run(tabs, (written(3).reader, "SELECT a"))
    tabs.pin(kept)
    run(tabs, (written(4).reader, "SELECT b"))
    run(tabs, (written(5).reader, "SELECT c"))
    assert titles(tabs) == ["1  SELECT a", "1  SELECT c"]
    assert tabs.currentIndex() == 1
    assert not kept.reader.closed
    tabs.pin(kept, False)
    run(tabs, (written(6).reader, "SELECT d"))
    assert titles(tabs) == ["1  SELECT d"]


def test_a_tab_can_be_renamed_and_closed(tabs: ResultTabs, written: Write, qtbot: QtBot) -> None:
    (grid,) = run(tabs, (written(3).reader, "SELECT a"))
    tabs.tabBar().tabBarDoubleClicked.emit(0)
    dialog = tabs.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("before & after")
    dialog.accept()
    assert titles(tabs) == ["before && after"]
    tabs.tabCloseRequested.emit(0)
    assert tabs.count() == 0
    assert grid.reader.closed


def test_two_results_are_compared_the_older_first(tabs: ResultTabs, written: Write) -> None:
    told: list[tuple[Outcome, Outcome]] = []
    tabs.compare_wanted.connect(lambda older, newer: told.append((older, newer)))
    one, other = run(tabs, (written(3).reader, "SELECT a"), (written(4).reader, "SELECT b"))
    menu = tabs.menu_for(other)
    compare = next(a for a in menu.actions() if a.text() == "Compare with").menu()
    assert isinstance(compare, QMenu)
    compare.actions()[0].trigger()
    menu.close()
    ((older, newer),) = told
    assert (older.reader, newer.reader) == (one.reader, other.reader)
    assert (older.title, newer.statement) == ("1  SELECT a", "SELECT b")


def test_the_others_are_closed_but_for_the_pinned(tabs: ResultTabs, written: Write) -> None:
    grids = run(tabs, *((written(n).reader, f"SELECT {n}") for n in (1, 2, 3)))
    tabs.pin(grids[2])
    menu = tabs.menu_for(grids[0])
    next(a for a in menu.actions() if a.text() == "Close the others").trigger()
    menu.close()
    assert titles(tabs) == ["1  SELECT 1", "3  SELECT 3"]


def test_a_page_finds_its_grids(tabs: ResultTabs, written: Write) -> None:
    added: list[ResultGrid] = []
    tabs.grid_added.connect(added.append)
    (grid,) = run(tabs, (written(3).reader, "SELECT a"))
    assert added == [grid]
    assert tabs.current is grid
    assert tabs.grid_of(grid.reader) is grid
    tabs.tell_seconds(grid.reader, 0.31)
    assert grid.counts.text() == "3 rows · 0.3 s"
    tabs.apply_theme(DARK)
    tabs.shut()
    assert tabs.current is None
