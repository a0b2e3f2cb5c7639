"""Tabs of results with all that is done with them, as a page has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.results.export.forms import Choices
from app.results.folder import ResultFolder
from app.results.store import ResultWriter
from app.views.results.editing import Target
from app.views.results.grid import ResultGrid
from app.views.results.result_columns import Shapes
from app.views.results.results_tabs import ResultTabs
from app.views.results.uses import ResultUses
from app.views.theme import DARK
from app.workers.errand import Errand
from app.workers.lane import Lane
from tests.views.results.conftest import Write
from tests.views.results.test_exporting import Session, exporting


@pytest.fixture
def uses(qtbot: QtBot, lane: Lane, shapes: Shapes) -> Iterator[ResultUses]:
    tabs = ResultTabs(lane, shapes)
    made = ResultUses(tabs, lane)
    qtbot.addWidget(made.parts)
    qtbot.addWidget(made.strip)
    made.apply_theme(DARK)
    made.set_code_font(QFont())
    made.bind(Dialect.ORACLE)
    made.parts.resize(900, 300)
    made.parts.show()
    yield made
    made.shut()
    tabs.shut()


def shown(uses: ResultUses, written: Write, count: int = 20) -> ResultGrid:
    grid = uses._tabs.add(written(count).reader, "SELECT 1")
    grid.sheet.free.setCurrentIndex(grid.model.index(2, 1))
    return grid


def test_return_opens_the_value_which_follows_the_keyboard(
    uses: ResultUses, written: Write, qtbot: QtBot
) -> None:
    grid = shown(uses, written)
    assert uses.side.isHidden()
    QTest.keyClick(grid.sheet.free, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: uses.viewer.text.toPlainText() == "name 2")
    QTest.keyClick(grid.sheet.free, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: uses.viewer.text.toPlainText() == "name 3")
    uses.put_away()
    assert uses.side.isHidden()


def test_the_figures_are_of_the_column_and_rows_in_front(
    uses: ResultUses, written: Write, qtbot: QtBot
) -> None:
    grid = shown(uses, written)
    grid.sheet.free.setCurrentIndex(grid.model.index(0, 0))
    grid.offered[0].trigger()
    qtbot.waitUntil(lambda: "20" in uses.statistics.figures.text.toPlainText())
    grid.filter_by("id<5")
    qtbot.waitUntil(lambda: grid.model.shown == 5)
    qtbot.waitUntil(
        lambda: (
            uses.statistics.figures.record is not None
            and uses.statistics.figures.record.said.rows == 5
        )
    )


def test_keys_copy_and_statements_are_of_the_tabs_dialect(
    uses: ResultUses, written: Write, qtbot: QtBot
) -> None:
    grid = shown(uses, written)
    grid.copy("in")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "\"name\" IN ('name 2')")


def test_two_results_are_compared_in_a_tab_and_kept_for_it(
    uses: ResultUses, written: Write, qtbot: QtBot
) -> None:
    tabs = uses._tabs
    one, two = shown(uses, written), shown(uses, written, 22)
    view = uses.compare(tabs.outcome(one), tabs.outcome(two))
    qtbot.waitUntil(lambda: view.model is not None)
    assert view.summary.text() == "20 rows are the same"
    assert tabs.currentWidget() is view
    tabs.begin_run()
    shown(uses, written)
    assert not one.reader.closed
    tabs.tabCloseRequested.emit(tabs.indexOf(view))
    assert tabs.indexOf(view) == -1


def test_the_chart_follows_what_is_shown(uses: ResultUses, written: Write, qtbot: QtBot) -> None:
    grid = shown(uses, written)
    next(each for each in grid.offered if each.text() == "Chart of this result").trigger()
    qtbot.waitUntil(lambda: uses.chart.data is not None and uses.chart.data.rows == 20)
    grid.filter_by("id<5")
    qtbot.waitUntil(lambda: uses.chart.data is not None and uses.chart.data.rows == 5)
    assert uses.chart.data is not None
    assert uses.chart.data.names[0] == "name 0"
    shown(uses, written, 7)
    uses._tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: uses.chart.data is not None and uses.chart.data.rows == 7)


def test_all_rows_are_exported_by_the_statement_of_the_tab(
    uses: ResultUses, written: Write, qtbot: QtBot, tmp_path: Path, lane: Lane
) -> None:
    session = Session()
    made = exporting(qtbot, session)
    target = Target(
        session.endpoint, Dialect.MYSQL, lambda *_edits: lane.submit(lambda _stop: None),
        lambda *_table: lane.submit(lambda _stop: ()), made, lambda: "shop",
    )  # fmt: skip
    uses.bind(Dialect.MYSQL, target)
    grid = uses._tabs.add(written(3).reader, "SELECT :n", {"n": 7})
    action = next(each for each in grid.offered if each.text() == "Export all rows…")
    action.trigger()
    assert made.dialog is not None
    made.dialog.close()
    made.write(tmp_path / "rows.csv", Choices())
    qtbot.waitUntil(lambda: "3 rows were written" in made.strip.words.text())
    assert session.used == ["shop", "SELECT :n 7", "closed"]


def test_a_value_that_was_cut_is_fetched_whole_and_known_from_then_on(
    uses: ResultUses, folder: ResultFolder, qtbot: QtBot, lane: Lane
) -> None:
    session, asked = Session(), list[str]()

    def fetch(statement: str) -> Errand:
        asked.append(statement)
        return Errand("whole value", lambda _stop, _tell: "墨" * 9)

    target = Target(
        session.endpoint, Dialect.MYSQL, lambda *_edits: lane.submit(lambda _stop: None),
        lambda *_table: lane.submit(lambda _stop: ("id",)), whole=fetch,
    )  # fmt: skip
    uses.bind(Dialect.MYSQL, target)
    columns = [
        ResultColumn("n", ValueKind.INTEGER, "int", "shop", "t", "id", primary=True),
        ResultColumn("text", ValueKind.TEXT, "longtext", "shop", "t", "text"),
    ]
    writer = ResultWriter(columns, folder)
    writer.append([(1, "short"), (7, Clipped("墨墨", 9))])
    writer.finish()
    grid = uses._tabs.add(writer.reader, "SELECT 1")
    uses.show_value(grid, 1, 1)
    qtbot.waitUntil(lambda: uses.viewer.whole.isVisibleTo(uses.viewer))
    uses.viewer.whole.click()
    qtbot.waitUntil(lambda: uses.viewer.text.toPlainText() == "墨" * 9)
    assert asked == ["SELECT `text` FROM `shop`.`t` WHERE `id` = 7"]
    assert not uses.viewer.whole.isVisibleTo(uses.viewer)
    assert writer.reader.rows(0, 2) == [(1, "short"), (7, "墨" * 9)]
    assert writer.reader.cell(1, 1) == "墨" * 9
