"""Two runs side by side: lines with what became of them, by key or whole."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from app.domain.console.result import ResultColumn, ValueKind
from app.results.comparing import Fate
from app.results.folder import ResultFolder
from app.results.store import ResultReader, ResultWriter
from app.views.results.compare_view import CompareView
from app.views.theme import DARK
from app.workers.lane import Lane

BEFORE = [(1, "a", 1), (2, "b", None), (3, "c", 3), (4, "same", 4)]
AFTER = [(1, "A", 1), (2, "b", 7), (5, "e", 5), (4, "same", 4)]


def result(folder: ResultFolder, rows: list[tuple[Any, ...]]) -> ResultReader:
    columns = [
        ResultColumn("id", ValueKind.INTEGER, "int", "s", "t", "id", primary=True),
        ResultColumn("name", ValueKind.TEXT, "text", "s", "t", "name"),
        ResultColumn("n", ValueKind.INTEGER, "int", "s", "t", "n"),
    ]
    writer = ResultWriter(columns, folder)
    writer.append(rows)
    writer.finish()
    return writer.reader


@pytest.fixture
def view(qtbot: QtBot, lane: Lane, folder: ResultFolder) -> CompareView:
    made = CompareView(result(folder, BEFORE), result(folder, AFTER), ("1", "2"), lane)
    qtbot.addWidget(made)
    made.apply_theme(DARK)
    made.set_code_font(QFont())
    qtbot.waitUntil(lambda: made.model is not None)
    return made


def texts(view: CompareView) -> list[list[str]]:
    assert view.model is not None
    model = view.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_lines_say_what_became_of_rows(view: CompareView, qtmodeltester: Any) -> None:
    assert view.model is not None
    qtmodeltester.check(view.model)
    assert texts(view) == [
        ["≠ Altered", "1", "a → A", "1"],
        ["≠ Altered", "2", "b", "NULL → 7"],
        ["− Gone", "3", "c", "3"],
        ["+ Added", "5", "e", "5"],
    ]
    ink = Qt.ItemDataRole.BackgroundRole
    lit = [view.model.index(0, column).data(ink) is not None for column in range(4)]
    assert lit == [True, False, True, False], "of a changed row the cells that changed"
    assert view.summary.text() == "1 row is the same"


def test_fates_are_filtered(view: CompareView) -> None:
    view.fates.choose(Fate.GONE)
    assert texts(view) == [["− Gone", "3", "c", "3"]]
    view.fates.choose(None)
    assert len(texts(view)) == 4


def test_another_key_compares_anew(view: CompareView, qtbot: QtBot) -> None:
    before = view.model
    view.know_by(())
    qtbot.waitUntil(lambda: view.model is not before)
    assert [line[0] for line in texts(view)].count("+ Added") == 3
    assert view.keys.text() == "Whole rows are compared"


def test_the_same_twice_is_no_difference(qtbot: QtBot, lane: Lane, folder: ResultFolder) -> None:
    one = result(folder, BEFORE)
    made = CompareView(one, one, ("1", "2"), lane)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made.model is not None)
    assert made.states.now == "empty"
    made.close_results()
