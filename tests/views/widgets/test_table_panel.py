"""A table of records on a page, under keys and mouse."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import Cancelled, ConsoleError
from app.models.record_order import Order
from app.models.records import AT_ONCE, RecordTable
from app.views.actions import Command
from app.views.theme import DARK, LIGHT
from app.views.widgets.cell_editor import LineEditor
from app.views.widgets.cell_painter import CellPainter
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from tests.models.sessions import SESSIONS, USER, Session, sessions
from tests.views.parts import part

Key = Qt.Key
Panel = TablePanel[Session]
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DOWN_AT_SERVER = ConsoleError("The server did not answer within 5 s.", hint="Check the port.")


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[int], Panel]:
    def made(count: int) -> Panel:
        table: RecordTable[Session] = RecordTable(
            SESSIONS, attrgetter("id"), order=Order("id", descending=False)
        )
        panel = TablePanel(table, "Sessions", Empty("No sessions", "Nobody is here.", "Connect…"))
        qtbot.addWidget(panel)
        panel.apply_theme(LIGHT)
        panel.resize(900, 400)
        panel.show()
        panel.activateWindow()
        if count:
            panel.show_records(sessions(count))
            qtbot.waitUntil(lambda: not table.arranging)
        panel.view.setFocus()
        return panel

    return made


@pytest.fixture
def panel(make: Callable[[int], Panel]) -> Panel:
    return make(30)


def copied(qtbot: QtBot, panel: Panel, modifiers: Qt.KeyboardModifier) -> str:
    with qtbot.waitSignal(QGuiApplication.clipboard().dataChanged):
        QTest.keyClick(panel.view, Key.Key_C, modifiers)
    return QGuiApplication.clipboard().text()


def menu_of(panel: Panel) -> QMenu:
    panel.view.customContextMenuRequested.emit(QPoint(5, 5))
    return part(panel, QMenu)


# the filter


def test_a_slash_goes_to_the_filter_and_esc_comes_back(qtbot: QtBot, panel: Panel) -> None:
    QTest.keyClick(panel.view, Key.Key_Slash)
    assert panel.filter.hasFocus()
    QTest.keyClicks(panel.filter, "user-3")
    qtbot.waitUntil(lambda: panel.table.shown < 30)
    assert panel.counts.text() == f"{panel.table.shown} of 30"
    QTest.keyClick(panel.filter, Key.Key_Escape)
    assert panel.table.shown == 30
    assert panel.counts.text() == "30 rows"
    QTest.keyClick(panel.filter, Key.Key_Escape)
    assert panel.view.hasFocus()


def test_a_slash_can_be_typed_into_the_filter(panel: Panel) -> None:
    panel.filter.setFocus()
    QTest.keyClicks(panel.filter, "a/b")
    assert panel.filter.text() == "a/b"


def test_esc_in_the_rows_takes_the_filter_away(panel: Panel) -> None:
    panel.filter.setText("user-3")
    QTest.keyClick(panel.filter, Key.Key_Return)
    assert panel.view.hasFocus()
    assert panel.table.shown < 30
    QTest.keyClick(panel.view, Key.Key_Escape)
    assert panel.table.shown == 30


def test_a_filter_that_leaves_nothing_says_so(panel: Panel) -> None:
    panel.view.filter_by("nothing of the kind")
    panel.grab()
    assert panel.view.isVisible()
    assert panel.counts.text() == "0 of 30"
    assert "Esc" in panel.view.placeholder


# choosing


def test_enter_and_a_double_click_open_the_record(qtbot: QtBot, panel: Panel) -> None:
    panel.view.select(4)
    with qtbot.waitSignal(panel.activated) as heard:
        QTest.keyClick(panel.view, Key.Key_Return)
    assert heard.args[0].id == 4
    place = panel.view.visualRect(panel.table.index(2, 0)).center()
    with qtbot.waitSignal(panel.activated) as heard:
        QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args[0].id == 2


def test_the_selection_is_told_and_counted(panel: Panel) -> None:
    told: list[list[int]] = []
    panel.selected.connect(lambda records: told.append([record.id for record in records]))
    panel.view.select(3)
    QTest.keyClick(panel.view, Key.Key_Down, SHIFT)
    assert told[-1] == [3, 4]
    assert panel.counts.text() == "2 selected · 30 rows"


def test_a_refreshed_record_is_told_again(qtbot: QtBot, panel: Panel) -> None:
    panel.view.select(4)
    fresh = sessions(30)
    fresh[4] = replace(fresh[4], sql="SELECT now()")
    with qtbot.waitSignal(panel.current_changed) as heard:
        panel.show_records(fresh)
    assert heard.args == [fresh[4]]
    with qtbot.assertNotEmitted(panel.current_changed):
        panel.show_records(list(fresh))
    with qtbot.waitSignal(panel.current_changed):
        panel.show_records([record for record in fresh if record.id != 4])


@pytest.mark.parametrize("count", [30, 300, 4 * AT_ONCE])
@pytest.mark.parametrize("gone", [0, 7])
def test_who_was_not_there_when_all_were_selected_is_not_selected(
    qtbot: QtBot, make: Callable[[int], Panel], count: int, gone: int
) -> None:
    panel = make(count)
    panel.view.selectAll()
    panel.table.sort_by("user")
    qtbot.waitUntil(lambda: not panel.table.arranging)
    assert len(panel.view.selected_records) == count
    panel.show_records([*sessions(count, first=gone), Session(-1, "user-3"), Session(-2, "zzz")])
    qtbot.waitUntil(lambda: not panel.table.arranging)
    chosen = {record.id for record in panel.view.selected_records}
    assert chosen == set(range(gone, count))


@pytest.mark.parametrize("count", [200, 4 * AT_ONCE])
def test_a_refresh_does_not_jump(qtbot: QtBot, make: Callable[[int], Panel], count: int) -> None:
    panel = make(count)
    view, table = panel.view, panel.table
    view.select(100)
    view.verticalScrollBar().setValue(95)
    QApplication.processEvents()
    before = view.visualRect(table.index(100, 0)).top()
    panel.show_records([Session(-n) for n in range(1, 8)] + sessions(count))  # seven above it
    qtbot.waitUntil(lambda: not table.arranging)
    row = table.row_of(100)
    assert row == 107
    assert view.currentIndex().row() == 107
    assert view.visualRect(table.index(row, 0)).top() == before


def test_at_the_top_a_refresh_shows_what_is_new_there(make: Callable[[int], Panel]) -> None:
    panel = make(200)
    panel.view.clearSelection()
    panel.show_records([Session(-1), *sessions(200)])
    assert panel.view.verticalScrollBar().value() == 0


def test_sorting_by_hand_shows_the_current_row(panel: Panel) -> None:
    panel.view.select(29)
    panel.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert panel.table.key_at(0) == 29
    assert panel.view.verticalScrollBar().value() == 0


def test_space_ticks_what_is_selected(qtbot: QtBot, panel: Panel) -> None:
    panel.table.checkable = True
    panel.view.select(3)
    QTest.keyClick(panel.view, Key.Key_Down, SHIFT)
    QTest.keyClick(panel.view, Key.Key_Space)
    assert [record.id for record in panel.table.ticked_records] == [3, 4]
    panel.grab()
    QTest.keyClick(panel.view, Key.Key_Space)
    assert panel.table.ticked_records == []
    box = CellPainter.box(panel.view.visualRect(panel.table.index(1, 0))).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert [record.id for record in panel.table.ticked_records] == [1]


# copying


def test_copies_what_is_selected_as_a_spreadsheet_takes_it(qtbot: QtBot, panel: Panel) -> None:
    panel.table.update(Session(0, "app", 61, "SELECT 1,\n2"))
    panel.view.select(0)
    assert copied(qtbot, panel, CTRL) == '0\tapp\t1 m 01 s\t"SELECT 1,\n2"'
    with_headings = copied(qtbot, panel, CTRL | SHIFT).splitlines()
    assert with_headings[0] == "Id\tUser name\tTime\tStatement"


def test_copies_as_json_from_the_menu(qtbot: QtBot, panel: Panel) -> None:
    panel.view.selectAll()
    menu = menu_of(panel)
    [as_json] = [action for action in menu.actions() if action.text() == "Copy as JSON"]
    with qtbot.waitSignal(QGuiApplication.clipboard().dataChanged):
        as_json.trigger()
    menu.close()
    assert len(json.loads(QGuiApplication.clipboard().text())) == 30


# columns


def test_columns_are_chosen_and_remembered(panel: Panel, make: Callable[[int], Panel]) -> None:
    panel.view.columns.show("size")
    panel.view.columns.show("user", on=False)
    panel.view.horizontalHeader().resizeSection(0, 155)
    panel.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    other = make(30)
    other.restore(panel.state())
    assert [field.key for field in other.view.columns.shown] == ["id", "seconds", "sql", "size"]
    assert other.view.horizontalHeader().sectionSize(0) == 155
    assert other.table.order == Order("seconds", descending=True)


@pytest.mark.parametrize("state", [b"", b"nonsense", b"[]", b'{"order": 3}', b"\xff"])
def test_a_damaged_memory_of_columns_is_no_reason_to_fail(panel: Panel, state: bytes) -> None:
    before = panel.state()
    panel.restore(state)
    assert panel.state() == before


def test_the_last_column_cannot_be_hidden(panel: Panel) -> None:
    for field in SESSIONS:
        panel.view.columns.show(field.key, on=False)
    assert len(panel.view.columns.shown) == 1


def test_the_statement_takes_the_room_there_is(panel: Panel) -> None:
    header = panel.view.horizontalHeader()
    assert header.length() == header.viewport().width()
    panel.resize(1300, 400)
    QApplication.processEvents()
    assert header.length() == header.viewport().width()


# editing


def test_a_mistake_keeps_the_editor_open(qtbot: QtBot, panel: Panel) -> None:
    panel.view.edit(panel.table.index(1, USER))
    editor = part(panel.view, LineEditor)
    editor.setText("  ")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.problem == "A user has a name. Type one."
    assert editor.isVisible()
    assert editor.text() == "  "
    editor.setText("web")
    with qtbot.waitSignal(panel.table.edited) as heard:
        QTest.keyClick(editor, Key.Key_Return)
    assert heard.args[0].value == "web"


# commands


def test_commands_are_in_the_menu_and_on_their_keys(panel: Panel) -> None:
    done: list[str] = []
    panel.offer(Command("kill", "&Kill", lambda: done.append("kill"), ("Del",)))
    QTest.keyClick(panel.view, Key.Key_Delete)
    assert done == ["kill"]
    menu = menu_of(panel)
    assert menu.actions()[0].text() == "&Kill"
    menu.close()


# the four states


def test_the_empty_state_offers_to_begin(qtbot: QtBot, make: Callable[[int], Panel]) -> None:
    panel = make(0)
    assert panel.states.isVisible()
    assert panel.states.now == "empty"
    with qtbot.waitSignal(panel.begin_wanted):
        panel.states.begin.click()


def test_waiting_is_said_after_a_moment_and_can_be_cancelled(
    qtbot: QtBot, make: Callable[[int], Panel]
) -> None:
    panel = make(0)
    panel.wait("Reading sessions…")
    assert not panel.states.cancel.isVisible()
    qtbot.waitUntil(panel.states.cancel.isVisible)
    with qtbot.waitSignal(panel.cancel_wanted):
        panel.states.cancel.click()
    panel.fail(Cancelled("Stopped."))
    assert panel.states.now == "empty"


def test_a_failure_says_what_to_do_and_is_tried_again(
    qtbot: QtBot, make: Callable[[int], Panel]
) -> None:
    panel = make(0)
    panel.wait("Reading sessions…")
    panel.fail(DOWN_AT_SERVER)
    assert panel.states.now == "failed"
    panel.states.copy.click()
    assert QGuiApplication.clipboard().text() == (
        "The server did not answer within 5 s. Check the port."
    )
    with qtbot.waitSignal(panel.retry_wanted):
        panel.states.retry.click()
    panel.show_records(sessions(4 * AT_ONCE))
    qtbot.waitUntil(panel.view.isVisible)


def test_a_failed_refresh_keeps_the_rows(qtbot: QtBot, panel: Panel) -> None:
    panel.fail(DOWN_AT_SERVER)
    assert panel.view.isVisible()
    assert panel.strip.isVisible()
    with qtbot.waitSignal(panel.retry_wanted):
        panel.strip.retry.click()
    panel.show_records(sessions(30))
    assert not panel.strip.isVisible()


def test_old_rows_are_grey_and_say_so(qtbot: QtBot, panel: Panel) -> None:
    panel.stale_after = 60
    panel.show_records(sessions(30), datetime.now(UTC))
    assert panel.age.text() == "just now"
    with qtbot.waitSignal(panel.age.changed):
        panel.show_records(sessions(30), datetime.now(UTC) - timedelta(seconds=125))
    assert panel.age.text() == "● not refreshed for 2 m 05 s"
    assert panel.age.property("role") == "warning"


def test_the_last_row_to_go_leaves_the_empty_state(panel: Panel) -> None:
    panel.show_records([])
    assert panel.states.isVisible()
    assert panel.states.now == "empty"


# words and colours


def test_speaks_another_language_and_takes_other_colours(panel: Panel) -> None:
    before = panel.counts.text(), panel.filter.placeholderText()
    i18n.install("zh_CN")
    panel.retranslate()
    assert panel.counts.text() != before[0]
    assert panel.filter.placeholderText() != before[1]
    panel.apply_theme(DARK)
    panel.fail(DOWN_AT_SERVER)
    panel.grab()
