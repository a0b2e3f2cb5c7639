"""A result under keys and mouse: what a user sees of it, sorted, filtered, frozen, cut short."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.errors import StatementFailed
from app.results.selection import Selection
from app.results.store import ResultWriter
from app.views.results.grid import ResultGrid
from app.views.theme import DARK
from app.workers.lane import Lane
from tests.views.results.conftest import Show, Write, rows

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def grid(show: Show, written: Write) -> ResultGrid:
    return show(written(100).reader)


def names(grid: ResultGrid, most: int = 200) -> list[int]:
    """The first column as it is shown."""
    return [int(grid.model.index(row, 0).data()) for row in range(min(grid.model.shown, most))]


def press(grid: ResultGrid, key: Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(grid.sheet.free, key, keys)


def here(grid: ResultGrid) -> tuple[int, int]:
    current = grid.sheet.free.currentIndex()
    return current.row(), current.column()


def click_head(grid: ResultGrid, column: int, keys: Qt.KeyboardModifier = NONE) -> None:
    view = grid.sheet.frozen if grid.sheet.columns.is_frozen(column) else grid.sheet.free
    head = view.head
    place = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, keys, place)


def settled(qtbot: QtBot, grid: ResultGrid) -> None:
    qtbot.waitUntil(lambda: not grid.arranger.busy and not grid.filter._typed.isActive())


def type_filter(qtbot: QtBot, grid: ResultGrid, text: str) -> None:
    grid.filter.setText(text)
    grid.filter.want()
    settled(qtbot, grid)


def test_a_click_on_a_head_sorts_a_second_turns_it_round_a_third_undoes_it(
    grid: ResultGrid, qtbot: QtBot
) -> None:
    click_head(grid, 2)
    settled(qtbot, grid)
    assert names(grid)[:2] == [2, 5]  # Kyiv
    click_head(grid, 2)
    settled(qtbot, grid)
    assert names(grid)[:2] == [1, 4]  # 上海
    click_head(grid, 2)
    settled(qtbot, grid)
    assert names(grid) == list(range(100))


def test_with_shift_another_column_decides_between_equals(grid: ResultGrid, qtbot: QtBot) -> None:
    grid.sort(2)
    grid.sort(0, True, further=True)
    settled(qtbot, grid)
    assert names(grid)[:3] == [98, 95, 92]
    grid.sheet.sort_wanted.emit(0, True)  # Shift+click: descending already, so no more by it
    settled(qtbot, grid)
    assert names(grid)[:3] == [2, 5, 8]


def test_the_filter_line_leaves_rows_and_says_how_many(grid: ResultGrid, qtbot: QtBot) -> None:
    press(grid, Key.Key_Slash)
    assert grid.filter.hasFocus()
    QTest.keyClicks(grid.filter, "name 7")
    QTest.keyClick(grid.filter, Key.Key_Return)
    settled(qtbot, grid)
    assert grid.sheet.free.hasFocus()
    assert grid.model.shown == 19  # both words, wherever they stand
    type_filter(qtbot, grid, '"name 7"')
    assert names(grid) == [7, *range(70, 80)]
    assert grid.counts.text() == "11 of 100 rows"
    press(grid, Key.Key_Escape)
    settled(qtbot, grid)
    assert grid.counts.text() == "100 rows"


def test_words_are_not_sought_in_hidden_columns(grid: ResultGrid, qtbot: QtBot) -> None:
    type_filter(qtbot, grid, "Oslo")
    assert grid.model.shown == 34
    grid.sheet.columns.show_column(2, False)
    settled(qtbot, grid)
    assert grid.model.shown == 0
    grid.sheet.columns.show_column(2)
    settled(qtbot, grid)
    assert grid.model.shown == 34


def test_a_senseless_expression_is_said_and_changes_nothing(grid: ResultGrid, qtbot: QtBot) -> None:
    type_filter(qtbot, grid, "name~(")
    assert grid.strip.isVisible()
    assert "“(” is no regular expression" in grid.strip.words.text()
    assert grid.model.shown == 100
    type_filter(qtbot, grid, "name~7$")
    assert not grid.strip.isVisible()
    assert names(grid) == list(range(7, 100, 10))


def test_keys_move_as_in_a_spreadsheet(grid: ResultGrid) -> None:
    assert here(grid) == (0, 0)
    press(grid, Key.Key_Down)
    press(grid, Key.Key_Right)
    assert here(grid) == (1, 1)
    for key, keys, place in (
        (Key.Key_Down, CTRL, (99, 1)),
        (Key.Key_Right, CTRL, (99, 3)),
        (Key.Key_Home, NONE, (99, 0)),
        (Key.Key_Home, CTRL, (0, 0)),
        (Key.Key_End, CTRL, (99, 3)),
        (Key.Key_Up, CTRL, (0, 3)),
        (Key.Key_PageDown, NONE, (grid.sheet.free.page, 3)),
    ):
        press(grid, key, keys)
        assert here(grid) == place, key


def test_keys_walk_over_frozen_moved_and_hidden_columns(grid: ResultGrid) -> None:
    columns = grid.sheet.columns
    columns.freeze(2)
    grid.sheet.free.head.moveSection(grid.sheet.free.head.visualIndex(3), 0)
    columns.show_column(0, False)
    assert columns.shown == [2, 3, 1]
    press(grid, Key.Key_Home, CTRL)
    walked = [here(grid)[1]]
    for _step in range(2):
        press(grid, Key.Key_Right)
        walked.append(here(grid)[1])
    assert walked == [2, 3, 1]
    press(grid, Key.Key_Home)
    press(grid, Key.Key_Down, SHIFT)
    press(grid, Key.Key_Right, SHIFT)
    assert grid.selection.columns == (2, 3)
    assert grid.selection.runs == ((0, 2),)
    assert grid.sheet.frozen.width() > grid.sheet.frozen.numbers.width() + 50


def test_what_is_selected_is_copied_as_it_is_shown(grid: ResultGrid, qtbot: QtBot) -> None:
    copied: list[tuple[str, Selection]] = []
    grid.copy_wanted.connect(lambda form, selection: copied.append((form, selection)))
    grid.sort(0, True)
    settled(qtbot, grid)
    grid.sheet.go(1, 1)
    press(grid, Key.Key_Down, SHIFT)
    press(grid, Key.Key_Right, SHIFT)
    press(grid, Key.Key_C, CTRL)
    press(grid, Key.Key_C, CTRL | SHIFT)
    form, selection = copied[0]
    assert [form, copied[1][0]] == ["tsv", "tsv-headings"]
    assert [head.name for head in selection.heads] == ["name", "city"]
    assert list(selection.rows()) == [rows(0, 100)[98], rows(0, 100)[97]]
    assert selection.numbers().tolist() == [98, 97]
    assert "2 × 2 selected" in grid.counts.text()


def test_rows_columns_and_all_are_selected_by_key(grid: ResultGrid) -> None:
    grid.sheet.go(5, 2)
    press(grid, Key.Key_Space, SHIFT)
    assert (grid.selection.runs, grid.selection.columns) == (((5, 6),), (0, 1, 2, 3))
    press(grid, Key.Key_Space, CTRL)
    assert (grid.selection.runs, grid.selection.columns) == (((0, 100),), (2,))
    press(grid, Key.Key_A, CTRL)
    assert (grid.selection.count, grid.selection.columns) == (100, (0, 1, 2, 3))
    assert grid.everything.count == 100


def test_a_click_with_shift_reaches_over_frozen_columns(grid: ResultGrid) -> None:
    grid.sheet.columns.freeze(0)
    grid.sheet.go(1, 0)
    cell = grid.sheet.free.visualRect(grid.model.index(3, 2)).center()
    QTest.mouseClick(grid.sheet.free.viewport(), Qt.MouseButton.LeftButton, SHIFT, cell)
    assert (grid.selection.runs, grid.selection.columns) == (((1, 4),), (0, 1, 2))


def test_rows_are_selected_by_their_numbers(grid: ResultGrid) -> None:
    numbers = grid.sheet.frozen.numbers

    def click(row: int, keys: Qt.KeyboardModifier = NONE) -> None:
        place = QPoint(10, numbers.sectionViewportPosition(row) + 10)
        QTest.mouseClick(numbers.viewport(), Qt.MouseButton.LeftButton, keys, place)

    click(2)
    assert (grid.selection.runs, grid.selection.columns) == (((2, 3),), (0, 1, 2, 3))
    click(4, SHIFT)
    assert list(grid.selection.runs) == [(2, 5)]
    click(6, CTRL)
    assert list(grid.selection.runs) == [(2, 5), (6, 7)]
    grid.sheet.columns.freeze(0)
    click(3)
    assert (grid.selection.runs, grid.selection.columns) == (((3, 4),), (0, 1, 2, 3))


def test_a_column_is_made_as_wide_as_the_rows_in_sight_want(grid: ResultGrid) -> None:
    head = grid.sheet.free.head
    head.resizeSection(1, 300)
    head.sectionHandleDoubleClicked.emit(1)
    assert 50 < head.sectionSize(1) < 150


def test_enter_asks_for_the_value_of_the_row_as_it_came(grid: ResultGrid, qtbot: QtBot) -> None:
    asked: list[tuple[str, int, int]] = []
    grid.value_wanted.connect(lambda row, column: asked.append(("value", row, column)))
    grid.edit_wanted.connect(lambda row, column: asked.append(("edit", row, column)))
    grid.sort(0, True)
    settled(qtbot, grid)
    grid.sheet.go(0, 3)
    press(grid, Key.Key_Return)
    press(grid, Key.Key_F2)
    assert asked == [("value", 99, 3), ("edit", 99, 3)]
    assert grid.reader.cell(99, 3) is None


def test_the_current_row_stays_in_sight_when_it_is_sorted(grid: ResultGrid, qtbot: QtBot) -> None:
    grid.sheet.go(3, 1)
    grid.sort(0, True)
    settled(qtbot, grid)
    assert here(grid) == (96, 1)
    view = grid.sheet.free
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
    assert grid.sheet.frozen.verticalScrollBar().value() == view.verticalScrollBar().value()


def test_rows_are_shown_while_they_come(show: Show, written: Write, qtbot: QtBot) -> None:
    writer = written(0, whole=False)
    grid = show(writer.reader)
    assert grid.states.isVisible()  # nothing yet
    writer.append(rows(0, 40))
    qtbot.waitUntil(lambda: grid.model.shown == 40)
    assert grid.counts.text() == "40 rows …"
    grid.sort(0, True)
    settled(qtbot, grid)
    writer.append(rows(40, 60))
    qtbot.waitUntil(lambda: grid.model.shown == 60, timeout=5_000)  # arranged anew by itself
    assert names(grid)[0] == 59
    with qtbot.waitSignal(grid.completed):
        writer.finish()
    assert grid.counts.text() == "60 rows"


def test_a_result_that_was_cut_keeps_its_rows_and_says_why(
    show: Show, written: Write, qtbot: QtBot
) -> None:
    writer = written(30, whole=False)
    grid = show(writer.reader)
    with qtbot.waitSignal(grid.completed):
        writer.finish(StatementFailed("The server closed the connection.", hint="Run it again."))
    assert grid.strip.words.text() == "The server closed the connection. Run it again."
    assert not grid.strip.retry.isVisible()
    assert names(grid) == list(range(30))
    assert grid.counts.text() == "30 rows · cut short"
    type_filter(qtbot, grid, "Oslo")
    assert grid.strip.isVisible()


def test_a_result_that_fails_before_its_first_row_says_why(
    show: Show, written: Write, qtbot: QtBot
) -> None:
    writer = written(0, whole=False)
    grid = show(writer.reader)
    with qtbot.waitSignal(grid.completed):
        writer.finish(StatementFailed("The disk of the server is full."))
    assert grid.states.now == "failed"
    assert grid.states.isVisible()


def test_an_empty_result_shows_its_heads(show: Show, written: Write) -> None:
    grid = show(written(0).reader)
    assert grid.sheet.isVisible()
    assert grid.sheet.free.placeholder == "The statement found no rows."
    assert grid.model.headerData(1, Qt.Orientation.Horizontal) == "name"
    press(grid, Key.Key_Down)
    press(grid, Key.Key_A, CTRL)
    assert grid.selection.count == 0
    grid.copy("tsv")


def test_the_menus_offer_what_is_at_hand(grid: ResultGrid, qtbot: QtBot) -> None:
    grid.sheet.go(4, 2)
    place = grid.sheet.free.visualRect(grid.sheet.free.currentIndex()).center()
    grid.sheet.free.customContextMenuRequested.emit(place)
    choose(grid, "Only rows with this value")
    settled(qtbot, grid)
    assert grid.filter.text() == "city=上海"
    assert set(names(grid)) == set(range(1, 100, 3))
    head = grid.sheet.free.head
    head.customContextMenuRequested.emit(QPoint(head.sectionViewportPosition(1) + 5, 5))
    choose(grid, "Freeze this column")
    assert grid.sheet.columns.shown == [1, 0, 2, 3]


def test_frequent_values_are_counted_in_the_menu_of_a_head(grid: ResultGrid, qtbot: QtBot) -> None:
    head = grid.sheet.free.head
    head.customContextMenuRequested.emit(QPoint(head.sectionViewportPosition(3) + 5, 5))
    menu = open_menu(grid)
    values = next(a.menu() for a in menu.actions() if a.text() == "Only rows with")
    assert isinstance(values, QMenu)
    values.aboutToShow.emit()
    qtbot.waitUntil(lambda: len(values.actions()) > 10)
    assert values.actions()[1].text() == "NULL\t50"
    values.actions()[1].trigger()
    settled(qtbot, grid)
    assert grid.filter.text() == "note=null"
    assert grid.model.shown == 50
    menu.close()


def open_menu(grid: ResultGrid) -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(grid: ResultGrid, text: str) -> None:
    menu = open_menu(grid)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_a_sort_that_takes_long_can_be_given_up(
    show: Show, written: Write, lane: Lane, qtbot: QtBot
) -> None:
    grid, hold = show(written(10).reader), threading.Event()
    waiting: Any = lane.submit(lambda _stop: hold.wait(30))
    grid.sort(0, True)
    assert grid.arranger.busy
    grid.strip.cancel_wanted.emit()
    hold.set()
    with qtbot.waitSignal(waiting.finished):
        pass
    settled(qtbot, grid)
    assert names(grid) == list(range(10))
    assert grid.sheet.free.head.sorting_of(0) is None


def test_it_is_drawn_in_light_and_dark(grid: ResultGrid) -> None:
    before = grid.grab().toImage()
    grid.apply_theme(DARK)
    after = grid.grab().toImage()
    assert before != after


def test_a_writer_may_be_faster_than_the_screen(show: Show, written: Write, qtbot: QtBot) -> None:
    writer: ResultWriter = written(10, whole=False)
    grid = show(writer.reader)
    writer.append(rows(10, 70_000))
    writer.finish()
    qtbot.waitUntil(lambda: grid.model.shown == 70_000)
    press(grid, Key.Key_End, CTRL)
    assert here(grid) == (69_999, 3)
    assert "on disk" in grid.counts.text()
