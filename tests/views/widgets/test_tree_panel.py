"""A tree of records on a page, under keys and mouse."""

from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.record_tree import Branch, Node, RecordTree
from app.views.theme import DARK
from app.views.widgets.states import Empty
from app.views.widgets.tree_panel import TreePanel
from tests.models.sessions import SESSIONS, Session

Key = Qt.Key
Panel = TreePanel[Session]


def branch(number: int, *children: Branch[Session], user: str = "app") -> Branch[Session]:
    return Branch(Session(number, user), children)


BLOCKERS = [branch(1, branch(2, branch(4)), branch(3, user="root")), branch(5, branch(6))]


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    tree: RecordTree[Session] = RecordTree(SESSIONS, attrgetter("id"))
    made = TreePanel(tree, "Blockers", Empty("No locks"))
    qtbot.addWidget(made)
    made.apply_theme(DARK)
    made.resize(800, 400)
    made.show()
    made.activateWindow()
    made.show_branches(BLOCKERS)
    made.view.setFocus()
    return made


def test_rows_are_as_high_as_in_a_table(panel: Panel) -> None:
    assert panel.view.visualRect(panel.tree.index(1, 0)).top() == 26


def test_a_filter_opens_what_it_finds_and_closes_it_again(panel: Panel) -> None:
    panel.view.open_at([(5,)])
    panel.view.filter_by("id=4")
    assert panel.view.open_paths == [(1,), (1, 2)]
    assert panel.counts.text() == "3 of 6"
    panel.view.filter_by("")
    assert panel.view.open_paths == [(5,)]


def test_a_refresh_leaves_open_what_is_open(panel: Panel) -> None:
    panel.view.open_at([(1,), (1, 2)])
    panel.view.select((1, 2, 4))
    panel.show_branches([branch(9), *BLOCKERS])
    assert panel.view.open_paths == [(1,), (1, 2)]
    assert panel.view.current == Session(4)


def test_who_was_not_there_when_all_were_selected_is_not_selected(panel: Panel) -> None:
    panel.show_branches([branch(number) for number in range(300)])
    panel.view.selectAll()
    panel.show_branches([branch(number) for number in (999, *range(7, 300), 1000)])
    assert [record.id for record in panel.view.selected_records] == list(range(7, 300))


def test_what_is_chosen_while_a_key_is_held_is_chosen_alone(panel: Panel) -> None:
    panel.view.open_all()
    panel.view.select((1, 3))
    QTest.keyPress(panel.view, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    panel.view.select((1,))
    assert panel.view.selected_records == [panel.view.current]


def test_enter_opens_and_the_arrows_fold(qtbot: QtBot, panel: Panel) -> None:
    panel.view.select((1,))
    QTest.keyClick(panel.view, Key.Key_Right)
    assert panel.view.open_paths == [(1,)]
    QTest.keyClick(panel.view, Key.Key_Down)
    with qtbot.waitSignal(panel.activated) as heard:
        QTest.keyClick(panel.view, Key.Key_Return)
    assert heard.args == [Session(2)]


def test_what_is_wanted_is_brought(qtbot: QtBot, panel: Panel) -> None:
    panel.tree.wanted.connect(lambda node: panel.tree.fill(node, [branch(8)]))
    panel.show_branches([Branch(Session(7), None)])
    panel.view.open_at([(7,)])
    qtbot.waitUntil(lambda: panel.tree.node_of((7, 8)) is not None)
    assert panel.view.open_paths == [(7,)]


def test_opening_everything_fetches_nothing(panel: Panel) -> None:
    wanted: list[Node[Session]] = []
    panel.tree.wanted.connect(wanted.append)
    panel.show_branches([branch(1, Branch(Session(7), None))])
    panel.view.open_all()
    assert panel.view.open_paths == [(1,)]
    assert wanted == []


def test_copies_the_selected_rows(qtbot: QtBot, panel: Panel) -> None:
    panel.view.open_all()
    panel.view.select((1, 3))
    with qtbot.waitSignal(QGuiApplication.clipboard().dataChanged):
        QTest.keyClick(panel.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("3\troot\t")


def test_an_empty_tree_says_what_it_is_for(panel: Panel) -> None:
    panel.show_branches([])
    assert panel.states.isVisible()
    assert panel.states.now == "empty"
