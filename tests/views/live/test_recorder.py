"""The flight recorder: a moment of the past, charts and tables of it, and steps by keys alone."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication, QMenu

from app import i18n
from app.domain.errors import ConsoleError
from app.domain.inventory import DatabaseType
from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.past_moments import KEPT
from app.models.monitoring.time_axis import TimeAxis
from app.views.live.choose_menu import MOST, InstanceMenu
from app.views.live.recorder import RecorderView
from app.views.theme import DARK, LIGHT
from app.views.widgets.chart import Redraw
from app.views.widgets.chart.layout import Look
from tests.views.live.watching import NOW, Clock, FakeKeeper, row, sample, sessions, statements

ROWS = (row("orders"), row("cache", DatabaseType.REDIS), row("ledger", DatabaseType.ORACLE))


class Stand:
    def __init__(self, qtbot: Any) -> None:
        self.qtbot, self.clock, self.keeper = qtbot, Clock(), FakeKeeper()
        past = self.keeper.past
        for each in ROWS:
            past.ramp(each.instance.id, "mysql.threads_running", 3600)
        past.taken = [
            sessions("orders", NOW - 7200, "old"), sessions("orders", NOW - 600, "ann", "bob"),
            sessions("orders", NOW - 300, "cid"), statements("orders", NOW - 610, "SELECT slow"),
            sessions("cache", NOW - 450, "worker"),
        ]  # fmt: skip
        past.said = [
            Mark("orders", MarkKind.RESTART, NOW - 900, "The server began anew"),
            Mark("else", MarkKind.ACT, NOW - 800, "Not ours"),
        ]
        self.redraw, self.axis = Redraw(), TimeAxis(3600.0, self.clock)
        self.view = RecorderView(self.keeper, self.redraw, self.axis)
        qtbot.addWidget(self.view)
        self.view.apply_theme(LIGHT)
        self.view.resize(1280, 760)
        self.view.set_instances(ROWS)

    def show(self, *ids: str) -> None:
        self.view.show_instances(ids or ("orders",))
        self.view.show()
        self.view.activateWindow()
        QApplication.processEvents()
        self.read()

    def read(self) -> None:
        self.qtbot.waitUntil(lambda: not self.view.loading.busy and bool(self.view.past.captures))
        while self.redraw.waiting:
            self.redraw.draw_frame()

    def users(self) -> list[object]:
        records = self.view.seen.tables[0].panel.table.records
        return [each.cells["user"] for each in records.values()]

    def sees(self, *users: str) -> None:
        self.qtbot.waitUntil(lambda: self.users() == list(users))


@pytest.fixture
def stand(qtbot: Any) -> Stand:
    return Stand(qtbot)


def test_it_begins_with_now(stand: Stand) -> None:
    stand.show()
    stand.sees("cid")
    assert stand.view.seen.when.text() == "Looked at: now"
    assert stand.view.seen.tabs.tabText(0) == "Sessions at work, 5 m 00 s before"
    assert stand.view.seen.tabs.tabText(1) == "Statements that took most, 10 m 10 s before"


def test_a_click_on_a_chart_looks_at_that_moment(stand: Stand) -> None:
    stand.show()
    chart = next(iter(stand.view.board.charts.values()))
    layout = chart.layout_in(QRectF(chart.rect()), Look(LIGHT, chart.font()))
    at = QPointF(layout.x(NOW - 500), 90)
    stand.qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at.toPoint())
    stand.sees("ann", "bob")
    assert not stand.axis.live
    assert stand.view.moment == pytest.approx(NOW - 500, abs=10)
    stand.axis.point(NOW - 100)  # the mouse hovers, and leaves
    stand.axis.point(None)
    assert stand.axis.cursor == stand.view.moment
    assert stand.users() == ["ann", "bob"]


def test_steps_by_keys_alone(stand: Stand) -> None:
    stand.show()
    stand.sees("cid")
    chart = next(iter(stand.view.board.charts.values()))
    chart.setFocus()
    press = stand.qtbot.keyClick
    press(chart, "[")
    assert stand.view.moment == NOW - 300
    press(chart, "[")
    assert stand.view.moment == NOW - 600
    stand.sees("ann", "bob")
    press(chart, "[")  # the statements
    press(chart, "[")  # two hours ago: the axis follows
    stand.sees("old")
    assert stand.axis.begin < NOW - 7200 < stand.axis.end
    press(chart, "[")  # there is nothing before
    assert stand.view.moment == NOW - 7200
    press(chart, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert stand.view.moment == NOW - 900
    for _step in range(4):
        press(chart, "]")
    assert stand.view.bar.when.words.startswith("live")
    stand.sees("cid")
    stand.read()


def test_marks_of_others_are_not_stepped_to(stand: Stand) -> None:
    stand.show()
    assert [mark.text for mark in stand.view.past.marks] == ["The server began anew"]


def test_the_timeline_scrubs_over_72_hours(stand: Stand) -> None:
    stand.show()
    line = stand.view.timeline
    there = QPointF(line.place(NOW - KEPT / 2), 10).toPoint()
    stand.qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=there)
    assert (stand.axis.begin + stand.axis.end) / 2 == pytest.approx(NOW - KEPT / 2, abs=300)
    stand.qtbot.keyClick(line, Qt.Key.Key_Home)
    assert stand.axis.begin == NOW - KEPT
    stand.qtbot.keyClick(line, Qt.Key.Key_End)
    assert stand.axis.live
    stand.read()
    assert "captures and 1 events in 72 hours" in line.accessibleDescription()


def test_all_engines_on_one_axis(stand: Stand) -> None:
    stand.show("orders", "cache", "ledger")
    titles = [scene.title for scene in stand.view.board.scenes()]
    assert titles == ["orders  Threads", "cache  Threads", "ledger  Threads"]
    assert all(scene.lines for scene in stand.view.board.scenes())
    stand.view.seen.whose.setCurrentIndex(1)
    stand.sees("worker")


def test_it_opens_at_a_moment(stand: Stand) -> None:
    stand.view.show_instances(["orders"], NOW - 550)
    stand.view.show()
    stand.read()
    stand.sees("ann", "bob")
    assert stand.axis.cursor == NOW - 550
    assert stand.view.seen.when.text().startswith("Looked at: 11-28")


def test_what_comes_is_there_at_once(stand: Stand) -> None:
    stand.show()
    stand.sees("cid")
    stand.keeper.past.taken.append(sessions("orders", NOW - 1, "dan"))
    stand.keeper.deliver(
        sample("orders", NOW, {"mysql.threads_running": 4.0}),
        captures=(sessions("orders", NOW - 1, "dan"),),
    )
    stand.sees("dan")
    assert stand.view.past.captures[-1] == NOW - 1


def test_captures_that_cannot_be_read_say_so(stand: Stand) -> None:
    stand.show()
    stand.sees("cid")
    stand.keeper.past.refusal = ConsoleError("The history cannot be read.")
    stand.view.step("capture", forward=False)
    panel = stand.view.seen.tables[0].panel
    stand.qtbot.waitUntil(lambda: "cannot be read" in panel.strip.words.text())


def test_nobody_chosen_shows_nobody(stand: Stand) -> None:
    stand.show()
    stand.view.show_instances([])
    stand.sees()
    assert not stand.view.board.charts


def test_it_speaks_chinese_in_the_dark(stand: Stand) -> None:
    stand.show()
    i18n.install("zh_CN")
    stand.view.retranslate()
    stand.view.apply_theme(DARK)
    stand.read()
    assert "活动会话" in stand.view.seen.tabs.tabText(0)
    stand.view.grab()


def test_no_more_are_chosen_than_can_be_drawn(qtbot: Any) -> None:
    menu = InstanceMenu()
    qtbot.addWidget(menu)
    menu.set_instances([row(f"i{n:02}") for n in range(20)])
    menu.choose([f"i{n:02}" for n in range(20)])
    assert len(menu.chosen) == MOST
    shown: QMenu = menu.menu()
    shown.aboutToShow.emit()
    free = [action for action in shown.actions() if not action.isChecked()]
    assert not any(action.isEnabled() for action in free)
    shown.actions()[0].trigger()
    assert len(menu.chosen) == MOST - 1
    menu.set_instances([row("i05")])
    assert [each.instance.id for each in menu.chosen] == ["i05"]
