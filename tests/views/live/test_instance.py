"""The page of an instance: charts that grow, what stands beside them, and what can be done."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app import i18n
from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.sample import Health, Mark, MarkKind
from app.models.monitoring.time_axis import TimeAxis
from app.views.live.drawn_file import PNG
from app.views.live.instance import InstanceView
from app.views.theme import DARK, LIGHT
from app.views.widgets.chart import Chart, Redraw
from tests.views.live.watching import NOW, Clock, FakeKeeper, alert, row, sample, sessions

STATUS = Tier.STATUS


class Stand:
    def __init__(self, qtbot: Any) -> None:
        self.qtbot, self.clock, self.keeper = qtbot, Clock(), FakeKeeper()
        self.redraw = Redraw()
        self.axis = TimeAxis(900.0, self.clock)
        self.view = InstanceView(self.keeper, self.redraw, self.axis)
        qtbot.addWidget(self.view)
        self.view.apply_theme(LIGHT)
        self.view.resize(1280, 760)

    def show(self, name: str = "orders") -> None:
        self.view.show_instance(row(name))
        self.view.show()
        self.read()

    def read(self) -> None:
        """Until the history was read and all is drawn."""
        self.qtbot.waitUntil(lambda: not self.view.loading.busy)
        while self.redraw.waiting:
            self.redraw.draw_frame()

    def chart(self, key: str) -> Chart:
        return self.view.board.charts[key]


@pytest.fixture
def stand(qtbot: Any) -> Stand:
    return Stand(qtbot)


def test_history_then_deliveries_without_doubles(stand: Stand) -> None:
    stand.keeper.past.ramp("orders", "mysql.threads_running")
    stand.show()
    values = [sample("orders", NOW - 2 + n * 2, {"mysql.threads_running": 7.0}) for n in range(3)]
    stand.keeper.deliver(*values)
    stand.clock.now = NOW + 3
    stand.axis.step()
    stand.read()
    points = stand.chart("Load/Threads").scene.lines[0].points
    assert np.all(np.diff(points.times) > 0)
    assert points.means[-2:].tolist() == [7, 7]
    assert float(points.times[-1]) == NOW + 2
    assert np.isnan(points.means).any()


def test_only_what_is_shown_is_read(stand: Stand) -> None:
    for key in ("mysql.threads_running", "mysql.own", "mysql.sessions_by_wait/CPU"):
        stand.keeper.past.ramp("orders", key)
    stand.keeper.past.ramp("other", "mysql.threads_running")
    stand.show()
    assert {(i, key) for i, key, *_ in stand.keeper.past.asked} == {
        ("orders", "mysql.threads_running"), ("orders", "mysql.sessions_by_wait/CPU"),
    }  # fmt: skip


def test_a_longer_stretch_is_read_and_going_on_reads_nothing(stand: Stand) -> None:
    stand.keeper.past.ramp("orders", "mysql.threads_running", 7200)
    stand.show()
    asked = len(stand.keeper.past.asked)
    stand.clock.now += 60
    stand.axis.step()
    stand.read()
    assert len(stand.keeper.past.asked) == asked
    stand.view.bar.ranges[3].click()
    stand.qtbot.waitUntil(lambda: len(stand.keeper.past.asked) > asked)
    assert stand.keeper.past.asked[-1][2] == stand.clock.now - 21_600
    stand.read()


def test_what_was_skipped_is_fetched(stand: Stand) -> None:
    stand.keeper.past.ramp("orders", "mysql.threads_running")
    stand.show()
    asked = len(stand.keeper.past.asked)
    stand.keeper.deliver(skipped=True)
    stand.qtbot.waitUntil(lambda: len(stand.keeper.past.asked) > asked)
    stand.read()


def test_a_history_that_cannot_be_read_is_told(stand: Stand) -> None:
    stand.keeper.past.refusal = ConsoleError("The history cannot be read.")
    told: list[ConsoleError] = []
    stand.view.failed.connect(told.append)
    stand.show()
    assert [str(error) for error in told] == ["The history cannot be read."]
    assert stand.chart("Load/Threads").said == "Threads: Nothing was measured in this time."


def test_the_header_says_how_it_stands(stand: Stand) -> None:
    stand.show()
    header = stand.view.header
    assert header.name.text() == "orders"
    assert "not seen yet" in header.health.text()
    at = time.time()
    values = {"console.busy_ms_per_sec": 1.5, "mysql.uptime": 97_200.0}
    stand.keeper.deliver(sample("orders", at, values, role="slave"))
    assert "up" in header.health.text()
    assert "1.50 ms/s" in header.facts.words
    assert "production" in header.facts.words
    assert "up for 1 d 03 h" in header.facts.words
    down = sample("orders", at + 2, {}, health=Health.DOWN, trouble="Nobody answers there.")
    stand.keeper.deliver(down)
    assert header.health.text().startswith("▲")
    assert header.trouble.text() == "Nobody answers there."
    assert "up for" not in header.facts.words


def test_alerts_and_sessions_stand_beside(stand: Stand) -> None:
    stand.keeper.judge.alerts = (alert("orders", "Lag 40 s"), alert("else", "Not ours"))
    stand.keeper.past.taken = [sessions("orders", NOW - 5, "ann", "bob")]
    stand.show()
    stand.qtbot.waitUntil(lambda: alerts(stand) == ["Lag 40 s"])
    stand.qtbot.waitUntil(lambda: users(stand) == ["ann", "bob"])
    late = alert("orders", "Lag 40 s", state=AlertState.CLEARED)
    stand.keeper.deliver(
        alerts=(late, alert("orders", "Disk", Severity.WARNING)),
        captures=(sessions("orders", NOW, "cid"),),
    )
    stand.qtbot.waitUntil(lambda: alerts(stand) == ["Disk"])
    stand.qtbot.waitUntil(lambda: users(stand) == ["cid"])


def alerts(stand: Stand) -> list[str]:
    return [each.text for each in stand.view.alerts.table.records.values()]


def users(stand: Stand) -> list[object]:
    return [each.cells["user"] for each in stand.view.sessions.panel.table.records.values()]


def test_marks_of_the_past_and_of_now(stand: Stand) -> None:
    stand.keeper.past.said = [Mark("orders", MarkKind.ACT, NOW - 300, "Killed 3 sessions")]
    stand.show()
    begun = Mark("orders", MarkKind.ALERT, NOW - 60, "Lag", reference="7")
    over = Mark("orders", MarkKind.ALERT, NOW - 60, "Lag", until=NOW - 10, reference="7")
    stand.keeper.deliver(marks=(begun, Mark("else", MarkKind.NOTE, NOW - 9, "Not ours")))
    stand.keeper.deliver(marks=(over,))
    stand.read()
    marks = stand.chart("Load/Queries").scene.marks
    assert [mark.text for mark in marks] == ["Killed 3 sessions", "Lag"]
    assert marks[1].until == NOW - 10


def test_a_click_on_a_value_opens_the_panel_that_tells_more(stand: Stand) -> None:
    for key in ("mysql.threads_running", "mysql.replica_lag"):
        stand.keeper.past.ramp("orders", key)
    stand.show()
    opened: list[tuple[str, str]] = []
    stand.view.open_panel.connect(lambda instance, panel: opened.append((instance, panel)))
    for key in ("Load/Threads", "Replication/Replication lag"):
        stand.qtbot.mouseClick(stand.chart(key), Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert opened == [("orders", "sessions"), ("orders", "replication")]


def test_charts_are_chosen_and_stay_chosen(stand: Stand) -> None:
    stand.show()
    assert list(stand.view.picking.shown) == [
        "Load/Threads", "Load/Queries", "Waits/Active sessions", "Replication/Replication lag",
    ]  # fmt: skip
    menu = stand.view.pick.menu()
    menu.aboutToShow.emit()
    found = {a.text(): a for sub in menu.findChildren(QMenu) for a in sub.actions()}
    found["Own"].trigger()
    found["Queries"].trigger()
    assert "Own metrics/Own" in stand.view.board.charts
    assert "Load/Queries" not in stand.view.board.charts
    stand.view.show_instance(row("other"))
    assert "Own metrics/Own" in stand.view.board.charts
    stand.read()


def test_charts_without_values_here_take_no_room_until_there_are_some(stand: Stand) -> None:
    stand.show()
    lag = "Replication/Replication lag"
    assert lag in stand.view.board.charts  # nothing is known yet
    for n in range(2):
        at = NOW - 20 + n * 10
        stand.keeper.deliver(sample("orders", at, {"mysql.queries_per_sec": 9.0}, tier=STATUS))
    stand.read()
    assert lag not in stand.view.board.charts
    menu = stand.view.pick.menu()
    menu.aboutToShow.emit()
    texts = {a.text(): a for sub in menu.findChildren(QMenu) for a in sub.actions()}
    assert not texts["Replication lag (not measured here)"].isEnabled()
    stand.keeper.deliver(sample("orders", NOW, {"mysql.replica_lag": 9.0}, tier=STATUS))
    assert list(stand.view.board.charts)[-1] == lag
    assert next(iter(stand.view.board.charts)) == "Load/Threads"
    stand.read()


def test_one_that_never_answered_has_no_empty_charts(stand: Stand) -> None:
    stand.show()
    stand.keeper.deliver(sample("orders", NOW, {}, health=Health.DOWN, trouble="Nobody there."))
    assert stand.view.nothing.isVisible()
    assert not stand.view.board.isVisible()
    stand.keeper.deliver(sample("orders", NOW + 2, {"mysql.threads_running": 1.0}))
    assert stand.view.board.isVisible()
    stand.read()


def test_another_instance_shows_nothing_of_the_first(stand: Stand) -> None:
    stand.keeper.past.ramp("orders", "mysql.threads_running")
    stand.show()
    stand.view.show_instance(row("other"))
    stand.read()
    assert stand.keeper.looked == ("other",)
    assert not stand.chart("Load/Threads").scene.lines
    stand.keeper.deliver(sample("orders", NOW, {"mysql.threads_running": 1.0}))
    assert not stand.view.board.scenes()[0].lines


def test_it_is_looked_at_more_often_only_while_it_is_seen(stand: Stand) -> None:
    stand.show()
    assert stand.keeper.looked == ("orders",)
    stand.view.hide()
    assert not stand.keeper.looked


def test_the_axis_is_driven_from_the_bar(stand: Stand) -> None:
    stand.show()
    bar = stand.view.bar
    assert "live, the last 15 m" in bar.when.words
    assert bar.ranges[1].isChecked()
    bar.pause.click()
    assert not stand.axis.live
    assert bar.when.words.startswith("paused: 11-28")
    bar.pause.click()
    bar.ranges[2].click()
    assert stand.axis.span == 3600
    bar.back.click()
    assert stand.axis.span == 900


def test_files_are_written(stand: Stand, tmp_path: Path) -> None:
    stand.keeper.past.ramp("orders", "mysql.threads_running")
    stand.show()
    stand.view.exporting.write(tmp_path / "page.png", PNG, stand.view.sheet())
    stand.qtbot.waitUntil(
        lambda: "4 charts were written" in stand.view.exporting.strip.words.text()
    )
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_it_speaks_chinese_in_the_dark(stand: Stand) -> None:
    stand.show()
    i18n.install("zh_CN")
    stand.view.retranslate()
    stand.view.apply_theme(DARK)
    stand.read()
    assert "实时" in stand.view.bar.when.words
    drawn = stand.chart("Load/Threads").grab().toImage()
    assert drawn.pixelColor(3, 3).name() == DARK.surface.lower()


def test_esc_goes_back_once_nothing_is_pointed_at(stand: Stand) -> None:
    stand.show()
    chart = next(iter(stand.view.board.charts.values()))
    chart.setFocus()
    stand.qtbot.keyClick(chart, Qt.Key.Key_Left)
    with stand.qtbot.assertNotEmitted(stand.view.back_wanted):
        stand.qtbot.keyClick(chart, Qt.Key.Key_Escape)
    with stand.qtbot.waitSignal(stand.view.back_wanted):
        stand.qtbot.keyClick(chart, Qt.Key.Key_Escape)


def test_nothing_is_called_wrong_only_of_one_that_answers(stand: Stand) -> None:
    stand.show()
    said = stand.view.alerts.states.begin
    assert said.accessibleName() == "No alerts"
    stand.keeper.deliver(sample("orders", NOW, {}))
    assert said.accessibleName() == "Nothing is wrong here"
    stand.keeper.deliver(sample("orders", NOW + 1, {}, health=Health.LOCKED))
    assert said.accessibleName() == "No alerts"
