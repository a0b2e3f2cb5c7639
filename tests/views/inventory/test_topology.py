"""The drawing of a service, over real servers, one of which says nothing."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.domain.endpoint import Access
from app.domain.inventory import DatabaseType, Instance, Product, Service, TopologyRole
from app.views.inventory.page import InventoryPage
from app.views.inventory.topology import TopologyDialog
from app.workers.lane import wait_for_lanes
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.pairs import SourceAndReplica

SHOP = Product("p", "shop")
ORDERS = Service("s", "p", "orders", DatabaseType.MARIADB)


def opened(page: InventoryPage) -> TopologyDialog:
    page.doing.show_topology(ORDERS)
    [dialog] = page.findChildren(TopologyDialog)
    return dialog


def said(dialog: TopologyDialog) -> str:
    return " ".join(label.text() for label in dialog.panel.states.findChildren(QLabel))


def test_what_answers_is_drawn_while_a_silent_one_is_waited_for(
    qtbot: Any,
    page: InventoryPage,
    mariadb_pair: SourceAndReplica[MariaDB],
    fault_proxy: Callable[[int], FaultProxy],
) -> None:
    silent = fault_proxy(mariadb_pair.replica.port)
    silent.silent = True
    ports = {"one": mariadb_pair.source.port, "zwei 二": silent.port}
    instances = [
        Instance(name, name, DatabaseType.MARIADB, "127.0.0.1", port, "s", role=TopologyRole.MASTER,
                 access=Access(user="root"))
        for name, port in ports.items()
    ]  # fmt: skip
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.load()
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.save([SHOP, ORDERS, *instances])
    dialog = opened(page)
    source, replica = (
        f"127.0.0.1:{each.port}" for each in (mariadb_pair.source, mariadb_pair.replica)
    )
    qtbot.waitUntil(lambda: f"{source} feeds {replica}" in dialog.drawing.accessibleDescription())
    qtbot.waitUntil(lambda: "waiting for zwei 二" in dialog.panel.strip.words.text())
    places = {(each.kind.value, each.place) for each in dialog.table.records.values()}
    assert ("new", replica) in places
    assert "gone" not in {kind for kind, _place in places}, "it may still answer"
    assert not dialog.accept_button.isEnabled()
    dialog.panel.strip.cancel.click()
    qtbot.waitUntil(lambda: "zwei 二: it was not waited for" in dialog.notes.text(), timeout=1500)
    dialog.table.tick([("new", replica)])
    assert dialog.accept_button.isEnabled()
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: mariadb_pair.replica.port in {each.port for each in page.keeper.now.all(Instance)}
    )
    dialog.reject()
    wait_for_lanes()
    qtbot.waitUntil(lambda: silent.open == 0)


def test_a_service_without_instances_says_what_to_do(qtbot: Any, page: InventoryPage) -> None:
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.load()
    with qtbot.waitSignal(page.keeper.changed):
        page.keeper.save([SHOP, ORDERS])
    dialog = opened(page)
    assert dialog.panel.states.now == "empty"
    assert "Add one to this service" in said(dialog)
    dialog.reject()
