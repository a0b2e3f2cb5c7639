"""The table of records as a view sees it."""

from collections.abc import Hashable
from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView
from pytestqt.qtbot import QtBot

from app.models.fields import State
from app.models.record_cells import STATE, Edit
from app.models.record_order import Order
from app.models.records import AT_ONCE, RecordTable
from tests.models.sessions import ID, SECONDS, SESSIONS, SQL, USER, Session, sessions

DOWN = Qt.SortOrder.DescendingOrder
MANY = 4 * AT_ONCE
Table = RecordTable[Session]


def made(records: list[Session], **more: Any) -> Table:
    table: Table = RecordTable(SESSIONS, attrgetter("id"), **more)
    table.replace(records)
    return table


def settled(qtbot: QtBot, table: Table) -> Table:
    qtbot.waitUntil(lambda: not table.arranging)
    return table


def keys(table: Table) -> list[Hashable]:
    return [table.key_at(row) for row in range(table.rowCount())]


def texts(table: Table, column: int) -> list[str]:
    return [table.index(row, column).data() for row in range(table.rowCount())]


@pytest.mark.parametrize("count", [8, MANY])
@pytest.mark.parametrize("checkable", [False, True])
def test_keeps_qts_contract(qtbot: QtBot, qtmodeltester: Any, count: int, checkable: bool) -> None:
    table: Table = RecordTable(SESSIONS, attrgetter("id"), checkable=checkable)
    qtmodeltester.check(table)  # and it goes on checking while the model changes
    table.replace(sessions(count))
    settled(qtbot, table)
    for column in (*range(len(SESSIONS)), -1):
        table.sort(column, DOWN)
        settled(qtbot, table)
    table.filter_by("user-3")
    settled(qtbot, table)
    table.replace(sessions(count, first=count // 2))
    settled(qtbot, table)
    table.append(sessions(3, first=10 * count))
    table.filter_by("")
    settled(qtbot, table)
    table.update(replace(table.record(0), sql="SELECT 2"))
    table.remove([table.key_at(0), table.key_at(1), table.key_at(5)])
    settled(qtbot, table)
    qtmodeltester.check(table)
    table.clear()
    assert table.rowCount() == 0


def test_cells_are_text_only() -> None:
    table = made([Session(2**70, seconds=61, sql="SELECT 1,\n2")])
    assert texts(table, ID) == [str(2**70)]
    assert table.index(0, SECONDS).data() == "● 1 m 01 s"
    assert table.index(0, SECONDS).data(STATE) == State.WARNING
    assert table.index(0, SECONDS).data(Qt.ItemDataRole.AccessibleTextRole) == "warning: 1 m 01 s"
    assert table.index(0, SQL).data(Qt.ItemDataRole.ToolTipRole) == "SELECT 1,\n2"
    assert table.index(0, ID).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


@pytest.mark.parametrize("count", [40, MANY])
def test_sorting_is_stable_and_the_missing_are_last_both_ways(qtbot: QtBot, count: int) -> None:
    given = [Session(n, seconds=None if n % 5 == 0 else n % 3) for n in range(count)]
    table = made(given)
    for descending in (False, True):
        table.sort_by("seconds", descending=descending)
        settled(qtbot, table)
        there = [s for s in given if s.seconds is not None]
        wanted = sorted(there, key=attrgetter("seconds"), reverse=descending)
        assert keys(table) == [s.id for s in wanted] + list(range(0, count, 5))
    table.sort(-1)
    settled(qtbot, table)
    assert keys(table) == list(range(count))


def test_values_of_several_kinds_can_be_sorted() -> None:
    class Setting(Session):
        pass

    odd = [Session(1, sql="on"), Session(2), Session(3, sql=5), Session(4, sql=2.5)]  # type: ignore[arg-type]
    table = made(odd, order=Order("sql"))
    assert keys(table) == [4, 3, 1, 2]


@pytest.mark.parametrize("count", [40, MANY])
def test_a_refresh_keeps_selection_current_row_and_columns(qtbot: QtBot, count: int) -> None:
    table = made(sessions(count), order=Order("seconds", descending=True))
    settled(qtbot, table)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(table)
    header = view.horizontalHeader()
    header.resizeSection(USER, 222)
    header.setSectionHidden(SQL, True)
    row = table.row_of(20)
    assert row is not None
    view.selectRow(row)
    shifted = table.row_of(31)
    assert shifted is not None
    view.selectionModel().select(
        table.index(shifted, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    first = table.key_at(0)
    table.replace([replace(s, seconds=float(s.id)) for s in sessions(count + 5) if s.id != first])
    settled(qtbot, table)
    assert {table.key_at(i.row()) for i in view.selectionModel().selectedRows()} == {20, 31}
    assert table.key_at(view.currentIndex().row()) == 20
    assert header.sectionSize(USER) == 222
    assert header.isSectionHidden(SQL)


@pytest.mark.parametrize("count", [40, MANY])
def test_a_refresh_in_the_same_order_repaints_only_what_changed(qtbot: QtBot, count: int) -> None:
    table = settled(qtbot, made(sessions(count)))
    fresh = sessions(count)
    fresh[11] = replace(fresh[11], sql="SELECT now()")
    fresh[13] = replace(fresh[13], sql="SELECT now()")
    with (
        qtbot.assertNotEmitted(table.layoutChanged),
        qtbot.assertNotEmitted(table.modelReset),
        qtbot.waitSignal(table.dataChanged) as heard,
    ):
        table.replace(fresh)
    assert [index.row() for index in heard.args[:2]] == [11, 13]
    with qtbot.assertNotEmitted(table.dataChanged), qtbot.waitSignal(table.arranged):
        table.replace(list(fresh))


def test_the_newest_of_several_refreshes_is_shown(qtbot: QtBot) -> None:
    table = made(sessions(MANY))
    table.replace(sessions(MANY, first=7))
    table.sort_by("id", descending=True)  # under way, and what came is not lost
    settled(qtbot, table)
    assert keys(table)[0] == MANY + 6
    assert table.total == MANY


def test_a_change_while_it_is_sorted_is_not_lost(qtbot: QtBot) -> None:
    table = settled(qtbot, made(sessions(MANY)))
    table.sort_by("user")
    table.remove([3])
    table.append([Session(-1, "aaa")])
    table.update(Session(4, "zzz"))
    settled(qtbot, table)
    shown = keys(table)
    assert 3 not in shown
    assert (shown[0], shown[-1]) == (-1, 4)


def test_records_with_the_same_key_are_all_shown() -> None:
    table = made([Session(1, "a"), Session(1, "b"), Session(1, "c")])
    assert texts(table, USER) == ["a", "b", "c"]


def test_a_filter_counts_what_it_admits(qtbot: QtBot) -> None:
    table = settled(qtbot, made(sessions(MANY)))
    table.filter_by("user-3")
    settled(qtbot, table)
    assert 0 < table.shown < table.total == MANY
    assert set(texts(table, USER)) == {"user-3"}
    table.filter_by("")
    settled(qtbot, table)
    assert table.shown == MANY


def test_words_are_looked_for_in_the_columns_that_are_shown() -> None:
    table = made([Session(1, size=3 << 20), Session(2)])
    table.filter_by("MiB")
    assert keys(table) == []
    table.show_columns(["id", "size"])
    assert keys(table) == [1]


def test_the_filter_sees_records_as_they_are_now() -> None:
    table = made([Session(1, "app"), Session(2, "root")])
    table.filter_by("app")
    table.update(Session(1, "web"))
    assert keys(table) == []
    table.append([Session(3, "app2"), Session(4, "web")])
    assert keys(table) == [3]
    table.replace([Session(2, "app")])
    assert keys(table) == [2]


def test_an_edit_is_announced_and_made_by_somebody_else(qtbot: QtBot) -> None:
    table = made([Session(1, "app")])
    cell = table.index(0, USER)
    assert cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert not table.index(0, ID).flags() & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(table.edited) as heard:
        assert table.setData(cell, " web ")
    assert heard.args == [Edit(Session(1, "app"), SESSIONS[USER], "web")]
    assert cell.data() == "app"
    with qtbot.assertNotEmitted(table.edited):
        assert table.setData(cell, "app")  # as it was
        assert not table.setData(cell, "  ")  # makes no sense


def test_ticks_go_with_their_records(qtbot: QtBot) -> None:
    table = made(sessions(5), checkable=True)
    with qtbot.waitSignal(table.ticked):
        table.setData(table.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    table.tick([3])
    table.sort_by("id", descending=True)
    assert [session.id for session in table.ticked_records] == [1, 3]
    row = table.row_of(3)
    assert row is not None
    ticked = table.index(row, 0).data(Qt.ItemDataRole.CheckStateRole)
    assert Qt.CheckState(ticked) == Qt.CheckState.Checked
    with qtbot.waitSignal(table.ticked):
        table.replace(sessions(3))
    assert [session.id for session in table.ticked_records] == [1]


def test_rows_that_go_are_announced_as_narrowly_as_they_are(qtbot: QtBot) -> None:
    table = made(sessions(9))
    gone: list[tuple[int, int]] = []
    table.rowsRemoved.connect(lambda _parent, first, last: gone.append((first, last)))
    table.remove([2, 3, 4, 7, 99])
    assert gone == [(7, 7), (2, 4)]
    held = QPersistentModelIndex(table.index(2, 0))
    table.append([Session(50)])
    assert keys(table) == [0, 1, 5, 6, 8, 50]
    assert held.row() == 2


def test_fixed_rows_survive_a_filter(qtbot: QtBot) -> None:
    table = made(sessions(30))
    view = QTableView()
    qtbot.addWidget(view)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setModel(table)
    view.show()
    table.filter_by("user-3")
    assert view.verticalHeader().count() == table.shown
    table.filter_by("")
    assert view.verticalHeader().count() == 30
    view.grab()
