"""A plan on the screen, under keys and mouse, in its four states."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import Cancelled, StatementFailed
from app.domain.plan import rebuilt
from app.i18n import install
from app.models.plan import PlanRow
from app.plans import read_plan
from app.views.plan.view import Part, PlanView
from app.views.theme import DARK
from tests.plans import samples
from tests.views.tabbing import missed

Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot) -> PlanView:
    made = PlanView()
    qtbot.addWidget(made)
    made.apply_theme(DARK)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    return made


def operations(view: PlanView) -> list[str]:
    return [node.record.node.headline for node in view.tree.nodes() if node.record is not None]


def test_four_states(view: PlanView, qtbot: QtBot) -> None:
    assert view.steps.states.now == "empty"
    assert not view.parts.isVisible()
    with qtbot.waitSignal(view.cancel_wanted):
        view.wait("Explaining…")
        qtbot.waitUntil(view.steps.states.cancel.isVisible)
        view.steps.states.cancel.click()
    view.fail(StatementFailed("No such table.", hint="See the name."))
    assert view.steps.states.now == "failed"
    with qtbot.waitSignal(view.retry_wanted):
        view.steps.states.retry.click()
    view.show_plan(read_plan(samples.TREE))
    assert len(operations(view)) == 14
    view.fail(StatementFailed("Gone."))
    assert len(operations(view)) == 14  # what is there stays
    view.fail(Cancelled("no"))
    view.clear()
    assert view.steps.states.now == "empty"


def test_all_of_it_is_open_and_worded(view: PlanView) -> None:
    view.show_plan(read_plan(samples.TREE))
    shown = {node.record.node.name: node.record for node in view.tree.nodes() if node.record}
    row: PlanRow = shown["l3"]
    texts = {field.key: field.shown(row) for field in view.tree.fields}
    assert texts["operation"] == "Index lookup on l3 using PRIMARY"
    assert texts["time"] == "200 µs"
    assert texts["factor"] == "✓ 2.15 × fewer"
    assert "remarks" in view.heading.text()
    assert "took 3.41 ms" in view.heading.text()


@pytest.mark.parametrize("name", samples.ALL)
def test_every_form_keeps_qts_contract(view: PlanView, name: str, qtmodeltester: Any) -> None:
    view.show_plan(read_plan(samples.ALL[name]))
    qtmodeltester.check(view.tree, force_py=True)
    qtmodeltester.check(view.remarks, force_py=True)
    for part in Part:
        view.parts.choose(part)
        view.grab()


def test_a_remark_leads_to_its_step(view: PlanView) -> None:
    view.show_plan(read_plan(samples.XPLAN_CURSOR))
    remarks = view.remarks_panel
    remarks.view.setFocus()
    for key in (Key.Key_Home, Key.Key_Down):
        QTest.keyClick(remarks.view, key)
    current = remarks.view.current
    chosen = view.steps.view.current
    assert current is not None
    assert chosen is not None
    assert chosen.node is current.node
    assert current.advice in view.details.text.toPlainText()


def test_a_step_tells_its_place(view: PlanView) -> None:
    plan = read_plan(samples.TREE)
    spans = {
        id(node): {"span": (number, number + 1)} for number, node in enumerate(plan.root.walk())
    }
    from dataclasses import replace

    told: list[object] = []
    view.place_wanted.connect(told.append)
    view.show_plan(replace(plan, root=rebuilt(plan.root, spans)))  # type: ignore[arg-type]
    view.steps.view.setFocus()
    QTest.keyClick(view.steps.view, Key.Key_Down)
    QTest.keyClick(view.steps.view, Key.Key_Down)
    assert told == [(0, 1), (1, 2), (2, 3)]
    view.clear()
    assert told[-1] is None


def test_copied_as_text_for_a_ticket(view: PlanView) -> None:
    view.show_plan(read_plan(samples.MARIADB))
    QTest.keyClick(view.steps.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier
                   | Qt.KeyboardModifier.AltModifier)  # fmt: skip
    assert "region.r_name = 'EUROPE'" in QGuiApplication.clipboard().text()
    [markdown] = [
        action for action in view.steps.actions() if action.objectName() == "plan-copy-markdown"
    ]
    markdown.trigger()
    assert QGuiApplication.clipboard().text().startswith("**was run")


def test_two_plans_side_by_side(view: PlanView) -> None:
    before = read_plan(samples.TREE)
    after = read_plan(
        samples.TREE.replace(
            "Index lookup on l3 using PRIMARY (l_orderkey = orders.o_orderkey)", "Table scan on l3"
        )
    )
    view.show_plan(after)
    view.compare_with(before, ("yesterday", "now"))
    view.parts.choose(Part.COMPARISON)
    assert "l3: whole table instead of lookup (PRIMARY)." in view.comparison.words.text()
    marked = [
        row.pair.changes for row in view.comparison.table.records.values() if row.pair.changes
    ]
    assert [[change.value for change in changes] for changes in marked] == [["access", "index"]]
    view.compare_with(after, ("a", "b"))
    assert "same plan" in view.comparison.words.text()


def test_it_speaks_another_language(view: PlanView) -> None:
    view.show_plan(read_plan(samples.TREE))
    install("zh_CN")
    view.retranslate()
    assert view.tree.headerData(0, Qt.Orientation.Horizontal) != "Operation"
    assert "remark" not in view.heading.text()


def test_tab_comes_to_everything_and_goes_on(view: PlanView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    assert not missed(view), "while there is no plan"
    view.show_plan(read_plan(samples.TREE))
    for part in Part:
        view.parts.choose(part)
        assert not missed(view)
