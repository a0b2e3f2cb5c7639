"""Instances beside each other: a line each, a chart for each engine, all on one axis."""

from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from app import i18n
from app.domain.inventory import DatabaseType
from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.time_axis import TimeAxis
from app.views.live.compare import CompareView
from app.views.theme import DARK, LIGHT
from app.views.widgets.chart import Redraw, Scene
from tests.views.live.watching import NOW, Clock, FakeKeeper, row, sample

MYSQL, REDIS = DatabaseType.MYSQL, DatabaseType.REDIS
ROWS = (row("orders"), row("billing", DatabaseType.MARIADB), row("cache", REDIS), row("stock"))


class Stand:
    def __init__(self, qtbot: Any) -> None:
        self.qtbot, self.clock, self.keeper = qtbot, Clock(), FakeKeeper()
        for each in ROWS:
            for key in ("mysql.threads_running", "mysql.replica_lag"):
                self.keeper.past.ramp(each.instance.id, key, 3600)
        self.redraw, self.axis = Redraw(), TimeAxis(3600.0, self.clock)
        self.view = CompareView(self.keeper, self.redraw, self.axis)
        qtbot.addWidget(self.view)
        self.view.apply_theme(LIGHT)
        self.view.resize(1280, 700)
        self.view.set_instances(ROWS)

    def show(self, *ids: str) -> None:
        self.view.show_instances(ids)
        self.view.show()
        self.read()

    def read(self) -> None:
        self.qtbot.waitUntil(lambda: not self.view.loading.busy)
        while self.redraw.waiting:
            self.redraw.draw_frame()

    @property
    def scenes(self) -> tuple[Scene, ...]:
        return self.view.board.scenes()


@pytest.fixture
def stand(qtbot: Any) -> Stand:
    return Stand(qtbot)


def test_nobody_is_compared_at_first(stand: Stand) -> None:
    stand.show()
    assert stand.view.states.isVisible()
    assert not stand.view.board.isVisible()


def test_one_line_an_instance_and_one_chart_an_engine(stand: Stand) -> None:
    stand.show("orders", "cache", "billing")
    assert [scene.title for scene in stand.scenes] == [
        "MySQL  Running threads", "Redis  Running threads",
    ]  # fmt: skip
    assert [line.title for line in stand.scenes[0].lines] == ["orders", "billing"]
    assert [line.title for line in stand.scenes[1].lines] == ["cache"]
    assert stand.keeper.looked == ("orders", "cache", "billing")


def test_another_metric_is_drawn_and_remembered(stand: Stand) -> None:
    stand.show("orders", "stock")
    combo = stand.view.metrics[MYSQL]
    combo.setCurrentIndex(combo.findData("mysql.replica_lag"))
    stand.read()
    assert stand.scenes[0].title == "MySQL  Replication lag"
    assert len(stand.scenes[0].lines) == 2
    assert stand.scenes[0].unit == "s"
    stand.show("cache")
    assert list(stand.view.metrics) == [REDIS]
    stand.show("orders")
    assert stand.view.metrics[MYSQL].currentData() == "mysql.replica_lag"


def test_hovering_compares_at_one_moment(stand: Stand) -> None:
    stand.show("orders", "cache")
    stand.axis.point(NOW - 3000)
    for chart in stand.view.board.charts.values():
        assert "300 threads" in chart.said


def test_what_comes_is_drawn(stand: Stand) -> None:
    stand.show("orders", "stock")
    stand.keeper.deliver(
        sample("orders", NOW + 1, {"mysql.threads_running": 5.0}),
        sample("cache", NOW + 1, {"mysql.threads_running": 9.0}),
        marks=(Mark("stock", MarkKind.ACT, NOW, "Killed 3 sessions"),
               Mark("cache", MarkKind.ACT, NOW, "Not compared")),
    )  # fmt: skip
    stand.clock.now = NOW + 2
    stand.axis.step()
    scene = stand.scenes[0]
    assert scene.lines[0].value(None) == 5
    assert [mark.text for mark in scene.marks] == ["stock: Killed 3 sessions"]


def test_a_click_on_a_name_opens_that_instance(stand: Stand) -> None:
    stand.show("orders", "stock")
    chart = stand.view.board.charts["mysql"]
    opened: list[str] = []
    stand.view.open_wanted.connect(opened.append)
    high = QFontMetricsF(chart.font()).height()
    for x in (20, 200):
        spot = QRectF(x, 4 + 1.5 * high, 1, 1).topLeft().toPoint()
        stand.qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert opened == ["orders", "stock"]


def test_a_parted_metric_has_a_line_for_each_part(stand: Stand) -> None:
    for part in ("CPU", "Lock"):
        stand.keeper.past.ramp("orders", f"mysql.sessions_by_wait/{part}")
    stand.view.choose(MYSQL, "mysql.sessions_by_wait")
    stand.show("orders")
    assert [line.title for line in stand.scenes[0].lines] == ["orders CPU", "orders Lock"]


def test_it_is_exported_with_names(stand: Stand) -> None:
    stand.show("orders", "cache")
    sheet = stand.view.sheet()
    assert [line.title for scene in sheet.scenes for line in scene.lines] == ["orders", "cache"]


def test_it_speaks_chinese_in_the_dark(stand: Stand) -> None:
    stand.show("orders", "cache")
    i18n.install("zh_CN")
    stand.view.retranslate()
    stand.view.apply_theme(DARK)
    stand.read()
    assert stand.scenes[0].title == "MySQL  运行中线程"
    assert stand.view.metrics[MYSQL].itemText(0).startswith("负载")
