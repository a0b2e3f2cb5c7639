"""The table of findings under keys and mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.domain.finding import Finding, Level, Position, Severity
from app.models.findings import FindingsTable
from app.models.findings_order import Column, Grouping
from app.views.audit.findings_view import FindingsView
from app.views.theme import DARK, LIGHT

Key = Qt.Key


def finding(rule: str, line: int, severity: Severity = Severity.ERROR) -> Finding:
    at = Position(line, 1, line)
    return Finding(rule, severity, Level.TEXT, "{a}", (("a", "x\ty"),), 0, "t", at, at)


@pytest.fixture
def table(qtbot: QtBot) -> FindingsTable:
    made = FindingsTable()
    made.add(
        [
            ("a.sql", [finding("one", 1), finding("two", 2)]),
            ("b.sql", [finding("one", 3), finding("two", 4, Severity.NOTICE)]),
        ]
    )
    settle(qtbot, made)
    return made


@pytest.fixture
def view(qtbot: QtBot, table: FindingsTable) -> FindingsView:
    made = FindingsView(table)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.setCurrentIndex(QModelIndex())  # with the focus comes the first row
    return made


def settle(qtbot: QtBot, table: FindingsTable) -> None:
    qtbot.waitUntil(lambda: not table.arranging)


def lines_gone_through(view: FindingsView, step: Callable[[], None]) -> list[int]:
    seen: list[int] = []
    view.chosen.connect(lambda number: seen.append(-1 if number is None else number))
    for _ in range(9):
        step()
    return seen


def test_stepping_goes_through_all_findings_and_stays_at_the_end(view: FindingsView) -> None:
    assert lines_gone_through(view, lambda: view.step(1)) == [0, 1, 2, 3]
    assert lines_gone_through(view, lambda: view.step(-1)) == [2, 1, 0]


def test_stepping_passes_over_headlines(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    table.group_by(Grouping.RULE)
    settle(qtbot, table)
    assert lines_gone_through(view, lambda: view.step(1)) == [0, 2, 1, 3]


def test_stepping_back_from_nowhere_begins_at_the_end(view: FindingsView) -> None:
    view.step(-1)
    assert view.number == 3


def test_enter_opens_the_finding(qtbot: QtBot, view: FindingsView) -> None:
    view.step(1)
    with qtbot.waitSignal(view.opened) as heard:
        QTest.keyClick(view, Key.Key_Return)
    assert heard.args == [0]


@pytest.mark.parametrize(
    ("fold", "unfold"),
    [
        (Key.Key_Left, Key.Key_Right),
        (Key.Key_Minus, Key.Key_Plus),
        (Key.Key_Space, Key.Key_Space),
        (Key.Key_Return, Key.Key_Return),
    ],
)
def test_groups_fold_and_open_by_key(
    qtbot: QtBot, view: FindingsView, table: FindingsTable, fold: Key, unfold: Key
) -> None:
    table.group_by(Grouping.FILE)
    settle(qtbot, table)
    view.setCurrentIndex(table.index(0, 0))
    QTest.keyClick(view, fold)
    assert table.rowCount() == 4
    QTest.keyClick(view, unfold)
    assert table.rowCount() == 6
    view.grab()


def test_a_click_on_a_headline_folds(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    table.group_by(Grouping.FILE)
    settle(qtbot, table)
    place = view.visualRect(table.index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.rowCount() == 4


def test_copying_gives_a_spreadsheet_the_selected_rows(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    view.horizontalHeader().setSectionHidden(Column.OBJECT, True)
    view.selectRow(0)
    QTest.keyClick(view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(QGuiApplication.clipboard().dataChanged):
        QTest.keyClick(view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Severity\tRule\tMessage\tFile\tLine",
        "▲ error\tone\tx y\ta.sql\t1",
        "▲ error\ttwo\tx y\ta.sql\t2",
    ]


def test_all_of_many_rows_are_copied(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    table.add([("c.sql", [finding("three", n) for n in range(20_000)])])
    settle(qtbot, table)
    view.selectAll()
    with qtbot.waitSignal(QGuiApplication.clipboard().dataChanged, timeout=30_000):
        view.copy()
    assert QGuiApplication.clipboard().text().count("\n") == 20_005


def test_columns_are_chosen_and_remembered(qtbot: QtBot, view: FindingsView) -> None:
    header = view.horizontalHeader()
    header.customContextMenuRequested.emit(header.rect().center())
    menu = view.findChild(QMenu)
    assert isinstance(menu, QMenu)
    actions = menu.actions()
    assert [action.text() for action in actions][:3] == ["Severity", "Rule", "Message"]
    assert not actions[Column.MESSAGE].isEnabled()
    actions[Column.OBJECT].trigger()
    menu.close()
    assert header.isSectionHidden(Column.OBJECT)
    header.resizeSection(Column.RULE, 333)
    other = FindingsView(FindingsTable())
    qtbot.addWidget(other)
    other.restore_columns(view.columns_state())
    assert other.horizontalHeader().isSectionHidden(Column.OBJECT)
    assert other.horizontalHeader().sectionSize(Column.RULE) == 333


@pytest.mark.parametrize("width", [400, 2000])
def test_telling_the_columns_moves_none_for_who_looks_on(
    qtbot: QtBot, view: FindingsView, width: int
) -> None:
    view.resize(width, 300)
    before = [view.columnWidth(column) for column in Column]
    with qtbot.assertNotEmitted(view.horizontalHeader().sectionResized):
        view.columns_state()
    assert [view.columnWidth(column) for column in Column] == before


def test_a_damaged_memory_of_columns_is_no_reason_to_fail(view: FindingsView) -> None:
    view.restore_columns(b"nonsense")
    assert not view.horizontalHeader().isSectionHidden(Column.OBJECT)


def test_a_click_on_a_header_sorts(qtbot: QtBot, view: FindingsView, table: FindingsTable) -> None:
    header = view.horizontalHeader()
    x = header.sectionViewportPosition(Column.LINE) + 10
    place = header.rect().center()
    place.setX(x)
    for expected in (["1", "2", "3", "4"], ["4", "3", "2", "1"]):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle(qtbot, table)
        assert [table.text(row, Column.LINE) for row in range(4)] == expected


def test_the_selection_goes_along_when_it_is_sorted(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    view.step(1)
    view.sortByColumn(Column.SEVERITY, Qt.SortOrder.DescendingOrder)
    settle(qtbot, table)
    assert view.number == 0
    assert view.currentIndex().row() == 3
    assert [index.row() for index in view.selectionModel().selectedRows()] == [3]


def test_every_cell_can_be_painted_in_both_themes(
    qtbot: QtBot, view: FindingsView, table: FindingsTable
) -> None:
    table.mark_stale(["a.sql"])
    for grouping in Grouping:
        table.group_by(grouping)
        settle(qtbot, table)
        view.selectRow(0)
        view.apply_theme(LIGHT)
        light = view.grab().toImage()
        view.apply_theme(DARK)
        assert view.grab().toImage() != light


def test_it_can_be_read_aloud(view: FindingsView) -> None:
    assert view.accessibleName() == "Findings"
    assert "Enter" in view.accessibleDescription()


def test_a_finding_can_be_shown_by_its_number(view: FindingsView) -> None:
    assert view.show_number(2)
    assert view.number == 2
    assert not view.show_number(99)
