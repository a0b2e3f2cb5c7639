"""On the wall: pages go by themselves, keys step and stop, Esc leaves."""

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import i18n
from app.domain.monitoring.feed import Delivery
from app.models.monitoring.fleet import Fleet
from app.views.live.fleet_view import FleetView
from app.views.live.kiosk import Kiosk
from app.views.theme import DARK
from app.views.widgets.chart import Redraw
from tests.models.monitoring.test_fleet import Catalogue
from tests.views.live.watching import FakeKeeper, alert, row, sample

Key = Qt.Key


@pytest.fixture
def keeper(qapp: Any) -> FakeKeeper:
    return FakeKeeper()


def made(qtbot: Any, keeper: FakeKeeper, period: int = 60_000) -> Kiosk:
    kiosk = Kiosk(
        keeper, Redraw(keeper), [row("orders"), row("cache")], FleetView(Catalogue()), period
    )
    kiosk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(kiosk)
    kiosk.apply_theme(DARK)
    kiosk.resize(1920, 1080)
    kiosk.show()
    kiosk.setFocus()
    QApplication.processEvents()
    return kiosk


def test_it_goes_through_all_pages_by_itself(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = made(qtbot, keeper, 30)
    seen: list[str] = []

    def all_seen() -> bool:
        seen.append(kiosk.foot.text())
        return len(set(seen)) == 3

    qtbot.waitUntil(all_seen)
    assert {text.partition(",")[0] for text in seen} == {"Fleet", "orders", "cache"}


def test_columns_are_as_wide_as_its_texts_want_where_there_is_room(
    qtbot: Any, keeper: FakeKeeper
) -> None:
    kiosk = made(qtbot, keeper)
    (fleet,) = kiosk.findChildren(FleetView)
    fleet.set_instances([row("orders")], frozenset({"orders"}))
    view = fleet.panel.view
    QApplication.processEvents()
    names = [field.key for field in view.columns.fields]
    declared = view.columns.fields[names.index("figure-1")].width
    assert view.columnWidth(names.index("figure-1")) > 1.3 * declared
    kiosk.resize(1300, 720)
    QApplication.processEvents()
    assert view.columnWidth(names.index("figure-1")) >= declared
    assert view.horizontalHeader().length() <= view.viewport().width()


def test_keys_step_and_stop(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = made(qtbot, keeper)
    assert kiosk.foot.text() == "Fleet, page 1 of 3"
    qtbot.keyClick(kiosk, Key.Key_Right)
    assert kiosk.foot.text() == "orders, page 2 of 3"
    assert kiosk.instance.isVisible()
    assert not kiosk.instance.bar.isVisible()
    assert not kiosk.instance.beside.isVisible()
    assert keeper.looked == ("orders",)
    qtbot.keyClick(kiosk, Key.Key_Left)
    qtbot.keyClick(kiosk, Key.Key_Left)
    assert kiosk.foot.text() == "cache, page 3 of 3"
    qtbot.keyClick(kiosk, Key.Key_Space)
    assert kiosk.foot.text().endswith("stopped")
    assert not kiosk.cycling
    qtbot.keyClick(kiosk, Key.Key_Space)
    assert kiosk.foot.text() == "cache, page 3 of 3"
    qtbot.waitUntil(lambda: not kiosk.instance.loading.busy)


def test_the_fleet_on_the_wall_has_its_colours_and_nothing_to_click(
    qtbot: Any, keeper: FakeKeeper
) -> None:
    known = Fleet(Catalogue())
    known.set_instances([row("orders")], frozenset({"orders"}))
    known.take(Delivery((sample("orders", time.time(), {}),)))
    known.take(Delivery(alerts=(alert("orders", "too many threads"),)))
    fleet = FleetView(Catalogue(), known)
    fleet.set_instances([row("orders")], frozenset({"orders"}))
    kiosk = Kiosk(keeper, Redraw(keeper), [], fleet)
    kiosk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(kiosk)
    kiosk.apply_theme(DARK)
    kiosk.resize(1366, 768)
    kiosk.show()
    qtbot.waitUntil(lambda: fleet.table.shown == 1)
    assert fleet.panel.view.delegate.painter.theme is DARK
    assert not fleet.panel.actions_bar.isVisible()
    assert not fleet.panel.filter.isVisible()
    assert not fleet.panel.view.selected_records
    assert fleet.table.record(0).why == "too many threads"


def test_texts_are_larger(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = made(qtbot, keeper)
    qtbot.keyClick(kiosk, Key.Key_Right)
    chart = next(iter(kiosk.instance.board.charts.values()))
    assert chart.font().pointSizeF() == pytest.approx(
        QApplication.font().pointSizeF() * 1.35, abs=0.1
    )
    qtbot.waitUntil(lambda: not kiosk.instance.loading.busy)


def test_esc_leaves(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = made(qtbot, keeper)
    with qtbot.waitSignal(kiosk.left):
        qtbot.keyClick(kiosk, Key.Key_Escape)
    assert not kiosk.isVisible()
    assert not kiosk.cycling


def test_it_speaks_chinese(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = made(qtbot, keeper)
    i18n.install("zh_CN")
    kiosk.retranslate()
    assert kiosk.foot.text().endswith("第 1 页，共 3 页")


def test_nobody_watched_is_no_harm(qtbot: Any, keeper: FakeKeeper) -> None:
    kiosk = Kiosk(keeper, Redraw(keeper), [])
    kiosk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(kiosk)
    kiosk.show()
    kiosk.go_on()
    assert kiosk.pages == 0
