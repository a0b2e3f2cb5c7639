"""A tree of records as a view sees it."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from app.models.record_cells import Edit
from app.models.record_order import Order
from app.models.record_tree import Branch, Node, RecordTree
from tests.models.sessions import SESSIONS, USER, Session

DOWN = Qt.SortOrder.DescendingOrder
Tree = RecordTree[Session]


def branch(number: int, *children: Branch[Session], user: str = "app") -> Branch[Session]:
    return Branch(Session(number, user), children)


BLOCKERS = (
    branch(1, branch(2, branch(4)), branch(3, user="root")),
    branch(5, branch(6, user="web")),
    branch(7),
)


@pytest.fixture
def tree() -> Tree:
    made: Tree = RecordTree(SESSIONS, attrgetter("id"))
    made.replace(BLOCKERS)
    return made


def keys(tree: Tree) -> list[Any]:
    return [node.key for node in tree.nodes()]


def at(tree: Tree, *path: int) -> QModelIndex:
    node = tree.node_of(path)
    assert node is not None
    return tree.index_of(node)


def test_keeps_qts_contract(tree: Tree, qtmodeltester: Any) -> None:
    qtmodeltester.check(tree)  # and it goes on checking while the model changes
    for column in range(len(SESSIONS)):
        tree.sort(column, DOWN)
    tree.filter_by("web")
    tree.filter_by("")
    tree.replace([Branch(Session(9), None), *BLOCKERS[1:]])
    tree.fetchMore(at(tree, 9))
    node = tree.node_of((9,))
    assert node is not None
    tree.fill(node, BLOCKERS[:1])
    tree.update((5,), Session(5, "other"))
    qtmodeltester.check(tree)
    tree.clear()
    assert tree.rowCount() == 0


def test_records_stand_below_whom_they_belong_to(tree: Tree) -> None:
    assert keys(tree) == [1, 2, 4, 3, 5, 6, 7]
    assert tree.record_at(at(tree, 1, 2, 4)).id == 4
    assert tree.parent(at(tree, 1, 2)) == at(tree, 1)
    assert (tree.shown, tree.total) == (7, 7)


def test_each_branch_is_sorted_by_itself(tree: Tree) -> None:
    tree.sort(0, DOWN)
    assert keys(tree) == [7, 5, 6, 1, 3, 2, 4]
    tree.sort(-1)
    assert keys(tree) == [1, 2, 4, 3, 5, 6, 7]


def test_a_filter_shows_what_is_above_and_below_a_match(tree: Tree) -> None:
    tree.filter_by("user:web")
    assert keys(tree) == [5, 6]
    tree.filter_by("id=2")
    assert keys(tree) == [1, 2, 4]
    assert tree.total == 7
    tree.filter_by("nothing")
    assert keys(tree) == []


@pytest.mark.parametrize("order", [Order(), Order("id", descending=True)])
def test_a_refresh_keeps_selection_and_what_is_open(qtbot: QtBot, tree: Tree, order: Order) -> None:
    view = QTreeView()
    qtbot.addWidget(view)
    view.setModel(tree)
    view.header().resizeSection(USER, 222)
    view.show()
    view.expand(at(tree, 1))
    view.expand(at(tree, 1, 2))
    view.setCurrentIndex(at(tree, 1, 2, 4))
    gone = QPersistentModelIndex(at(tree, 7))
    tree.sort(0, DOWN)
    tree.replace([branch(0), branch(5), branch(1, branch(8), branch(2, branch(4, user="x")))])
    assert view.isExpanded(at(tree, 1))
    assert view.isExpanded(at(tree, 1, 2))
    assert view.currentIndex() == at(tree, 1, 2, 4)
    assert tree.record_at(view.currentIndex()).user == "x"
    assert not gone.isValid()
    assert view.header().sectionSize(USER) == 222


def test_branches_are_asked_for_when_they_are_opened(qtbot: QtBot, tree: Tree) -> None:
    wanted: list[Node[Session]] = []
    tree.wanted.connect(wanted.append)
    tree.clear()
    tree.replace([Branch(Session(1), None), branch(7)])
    view = QTreeView()
    qtbot.addWidget(view)
    view.setModel(tree)
    view.show()
    assert wanted == []
    assert tree.hasChildren(at(tree, 1))
    assert not tree.hasChildren(at(tree, 7))
    view.expand(at(tree, 1))
    assert [node.record for node in wanted] == [Session(1)]
    view.collapse(at(tree, 1))
    view.expand(at(tree, 1))
    assert len(wanted) == 1  # they are on their way
    tree.fill(wanted[0], [branch(2), branch(3)])
    assert keys(tree) == [1, 2, 3, 7]
    assert view.isExpanded(at(tree, 1))
    tree.replace([Branch(Session(1, "other"), None), branch(7)])
    assert keys(tree) == [1, 2, 3, 7]  # nothing new was said of them


def test_what_could_not_be_had_is_asked_for_again(tree: Tree) -> None:
    wanted: list[Node[Session]] = []
    tree.wanted.connect(wanted.append)
    tree.clear()
    tree.replace([Branch(Session(1), None)])
    tree.fetchMore(at(tree, 1))
    assert not tree.canFetchMore(at(tree, 1))
    tree.give_up(wanted[0])
    assert tree.canFetchMore(at(tree, 1))


def test_records_with_the_same_key_are_all_shown(tree: Tree) -> None:
    same: Sequence[Branch[Session]] = [branch(1), branch(1), branch(1)]
    tree.replace(same)
    assert tree.rowCount() == 3


def test_an_edit_is_announced(qtbot: QtBot, tree: Tree) -> None:
    cell = at(tree, 1, 3).siblingAtColumn(USER)
    assert cell.flags() & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(tree.edited) as heard:
        assert tree.setData(cell, "web")
    assert heard.args == [Edit(Session(3, "root"), SESSIONS[USER], "web")]
    tree.update((1, 3), Session(3, "web"))
    assert cell.data() == "web"
