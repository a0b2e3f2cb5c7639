"""The fleet as it is clicked."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.sample import Health
from app.models.monitoring.fleet import FleetRow
from app.views.live.fleet_view import FleetView
from tests.models.monitoring.test_fleet import Catalogue, instance, sample

MODIFIERS = {
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
}


@pytest.fixture
def view(qtbot: Any) -> Iterator[FleetView]:
    made = FleetView(Catalogue())
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.show()
    yield made
    made.hide()


def names(view: FleetView) -> list[str]:
    return [view.table.record(row).of.instance.name for row in range(view.table.shown)]


def watch(view: FleetView, *ids: str) -> None:
    view.set_instances([instance(name) for name in ("a", "b", "c")], frozenset(ids))


def choose(view: FleetView, number: int) -> FleetRow:
    record = view.table.record(number)
    view.panel.view.setFocus()
    view.panel.view.select(record.id)
    return record


def test_an_empty_inventory_says_what_to_do(qtbot: Any, view: FleetView) -> None:
    with qtbot.waitSignal(view.inventory_wanted):
        view.panel.states.begin.click()


def test_nothing_watched_says_what_watching_means(view: FleetView) -> None:
    watch(view)
    assert view.summary.text().startswith("Nothing is watched yet.")
    assert view.table.shown == 3


def test_the_worst_stands_first_and_is_summed_up(view: FleetView) -> None:
    watch(view, "a", "b")
    now = time.time()
    view.take(Delivery((sample(now, "a"), sample(now, "b", health=Health.DOWN, values={}))))
    view.refresh()
    assert names(view)[:2] == ["b", "a"]
    assert view.summary.accessibleName() == "▲ 1 away · ✓ 1 good · 1 not watched"


def test_watching_is_begun_and_ended_by_keyboard(qtbot: Any, view: FleetView) -> None:
    watch(view, "a")
    row = next(n for n in range(3) if not view.table.record(n).watched)
    wanted = choose(view, row)
    with qtbot.waitSignal(view.watch_wanted) as got:
        qtbot.keyClick(view.panel.view, Qt.Key.Key_W)
    assert got.args == [(wanted.id,), True]


def test_enter_opens_charts_of_what_is_watched(qtbot: Any, view: FleetView) -> None:
    watch(view, "a")
    view.take(Delivery((sample(time.time(), "a"),)))
    view.refresh()
    choose(view, 0)
    with qtbot.waitSignal(view.open_wanted) as got:
        qtbot.keyClick(view.panel.view, Qt.Key.Key_Return)
    assert got.args == ["a"]


def test_the_first_row_is_chosen_until_somebody_chooses(qtbot: Any, view: FleetView) -> None:
    watch(view, "a", "b")
    now = time.time()
    view.take(Delivery((sample(now, "a"), sample(now, "b"))))
    view.refresh()
    first = [row.id for row in view.panel.view.selected_records]
    assert first == [view.table.record(0).id]
    worse = "b" if first == ["a"] else "a"
    view.take(Delivery((sample(now + 1, worse, health=Health.DOWN, values={}),)))
    view.refresh()
    assert [row.id for row in view.panel.view.selected_records] == [worse]
    chosen = choose(view, 1)
    view.take(Delivery((sample(now + 2, worse),)))
    view.refresh()
    assert [row.id for row in view.panel.view.selected_records] == [chosen.id]


@pytest.mark.parametrize("held", [Qt.Key.Key_Control, Qt.Key.Key_Shift])
def test_who_becomes_the_first_while_a_key_is_held_is_chosen_alone(
    qtbot: Any, view: FleetView, held: Qt.Key
) -> None:
    watch(view, "a", "b")
    now = time.time()
    view.take(Delivery((sample(now, "a"), sample(now, "b"))))
    view.refresh()
    worse = "b" if view.table.record(0).id == "a" else "a"
    qtbot.keyPress(view.panel.view, held, MODIFIERS[held])  # Ctrl+Return is about to be pressed
    view.take(Delivery((sample(now + 1, worse, health=Health.DOWN, values={}),)))
    view.refresh()
    assert [row.id for row in view.panel.view.selected_records] == [worse]


def test_who_was_chosen_by_itself_stays_it_when_one_comes_back(qtbot: Any, view: FleetView) -> None:
    watch(view, "a", "b")
    now = time.time()
    view.take(Delivery((sample(now, "a", health=Health.DOWN, values={}), sample(now, "b"))))
    view.refresh()
    view.hide()
    view.show()
    view.take(Delivery((sample(now + 1, "a"), sample(now + 1, "b", health=Health.DOWN, values={}))))
    view.refresh()
    assert names(view)[0] == "b"
    assert [row.id for row in view.panel.view.selected_records] == ["a"]
