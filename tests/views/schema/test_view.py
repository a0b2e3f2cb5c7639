"""The browser over a real server: what a DBA sees, by keyboard alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.endpoint import Access, Endpoint
from app.domain.errors import ConnectFailed
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql import ENGINE
from app.models.preferences import Preferences
from app.views.schema.ddl_view import DdlView
from app.views.schema.view import SchemaView
from app.views.theme import DARK
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.views.tabbing import missed

CUSTOMERS = ObjectName(ObjectKind.TABLE, "shop", "customers")


class Browser:
    """A view with the links that its page would lend it."""

    def __init__(self, qtbot: QtBot, folder: Path, connect: Callable[..., Any], port: int) -> None:
        endpoint = Endpoint("1", "orders", "mariadb", "127.0.0.1", port, Access(user="root"))
        self.links = [Link(name, lambda *a: connect(endpoint, *a)) for name in ("quick", "slow")]
        self.preferences = Preferences(folder / "settings.json")
        self.view = SchemaView(endpoint, self.links[0], self.links[1], self.preferences)
        self.qtbot = qtbot
        self.errors: list[Exception] = []
        self.view.failed.connect(self.errors.append)
        qtbot.addWidget(self.view)
        self.view.resize(1100, 700)
        self.view.show()

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def page(self, tab: str) -> Any:
        self.view.details.show_tab(tab)
        return self.view.details._pages[tab]

    def close(self) -> None:
        self.view.shut()
        for link in self.links:
            link.close()
        wait_for_lanes()
        self.preferences.finish()


def really(endpoint: Endpoint, stop: Any, tell: Any) -> Any:
    return ENGINE.connect(endpoint, lambda _id: "", stop, tell)


def never(_endpoint: Endpoint, _stop: Any, _tell: Any) -> Any:
    raise ConnectFailed("Nobody answers there.", hint="Look whether it runs.")


@pytest.fixture
def browser(qtbot: QtBot, tmp_path: Path, mariadb: MariaDB) -> Iterator[Browser]:
    for statement in (
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "CREATE TABLE shop.customers (id INT PRIMARY KEY, name VARCHAR(30) COMMENT '名字')",
        "CREATE TABLE shop.`order lines` (id INT PRIMARY KEY, cust INT,"
        " FOREIGN KEY lines_of (cust) REFERENCES shop.customers (id))",
        "CREATE VIEW shop.known AS SELECT name FROM shop.customers",
    ):
        mariadb.sql(statement)
    made = Browser(qtbot, tmp_path, really, mariadb.port)
    yield made
    made.close()


def test_a_table_is_found_and_read_by_keyboard(browser: Browser) -> None:
    view = browser.view
    view.begin()
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    rows = view.objects.panel.view
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Down)  # from the schema to its tables
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert view.objects.name == CUSTOMERS
    browser.until(lambda: browser.page("columns").table.total == 2)
    assert browser.page("columns").table.records["name"].comment == "名字"
    browser.until(lambda: browser.page("indexes").table.total == 1)
    browser.until(lambda: browser.page("bonds").table.total == 2)
    browser.until(lambda: browser.page("facts").table.total > 3)
    browser.until(lambda: browser.page("grants").table.total)
    ddl: DdlView = browser.page("ddl")
    browser.until(lambda: ddl.script is not None)
    assert "CREATE TABLE `customers`" in ddl.text.toPlainText()
    opened: list[str] = []
    view.open_wanted.connect(opened.append)
    ddl.open.click()
    ddl.copy.click()
    assert opened == [QGuiApplication.clipboard().text()]
    assert opened[0].endswith(";")
    inserted: list[str] = []
    view.insert_wanted.connect(inserted.append)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert inserted == ["shop.customers", "shop.`order lines`"]
    view.show_object(ObjectName(ObjectKind.VIEW, "shop", "known"))
    browser.until(lambda: view.objects.name and view.objects.name.name == "known")
    assert not browser.errors


def test_a_search_ends_in_the_tree(browser: Browser) -> None:
    view = browser.view
    view.begin("shop")
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    QTest.keyClicks(view.objects.line, "cust")
    found = view.objects.found
    browser.until(lambda: found.table.total >= 2 and not found.search.running)
    assert {(hit.id.name, hit.part) for hit in found.table.records.values()} >= {
        ("customers", ""), ("order lines", "cust"),
    }  # fmt: skip
    QTest.keyClick(view.objects.line, Qt.Key.Key_Return)  # to the hits
    QTest.keyClick(found.panel.view, Qt.Key.Key_Down)
    hit = view.objects.name
    assert hit is not None
    QTest.keyClick(found.panel.view, Qt.Key.Key_Return)
    assert view.objects.line.text() == ""
    assert view.objects.name == hit
    QTest.keyClicks(view.objects.line, "nothing like it")
    browser.until(lambda: found.panel.states.now == "empty" and not found.search.running)


def test_the_sizes_of_a_schema_lead_to_its_tables(browser: Browser) -> None:
    view = browser.view
    view.begin("shop")
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    view.objects.panel.view.select(("shop",))
    (command,) = [each for each in view.commands() if each.name == "schema-sizes"]
    assert command.can
    command.does()
    browser.until(lambda: view.sizes.table.total == 2)
    assert view.beside.currentWidget() is view.sizes
    view.sizes.panel.activated.emit(view.sizes.table.records[CUSTOMERS])
    browser.until(lambda: view.objects.name == CUSTOMERS)
    assert view.beside.currentWidget() is view.details


def test_a_refresh_finds_what_is_new_and_keeps_what_is_open(
    browser: Browser, mariadb: MariaDB
) -> None:
    view = browser.view
    view.begin("shop")
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    view.show_object(CUSTOMERS)
    mariadb.sql("CREATE TABLE shop.brand_new (id INT)")
    mariadb.sql("DROP TABLE shop.`order lines`")
    view.refresh()
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "brand_new")))
    assert view.objects.tree.node_of(("shop", "table", "order lines")) is None
    assert view.objects.name == CUSTOMERS
    group = view.objects.tree.node_of(("shop", "table"))
    assert group is not None
    assert view.objects.panel.view.isExpanded(view.objects.tree.index_of(group))


def test_a_dropped_table_and_a_dead_server_are_said(
    browser: Browser, mariadb: MariaDB, qtbot: QtBot, tmp_path: Path
) -> None:
    view = browser.view
    view.begin("shop")
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    mariadb.sql("DROP VIEW shop.known")
    mariadb.sql("DROP TABLE shop.`order lines`")
    lines = ObjectName(ObjectKind.TABLE, "shop", "order lines")
    view.show_object(lines)
    browser.until(lambda: browser.page("columns").states.now == "failed")
    dead = Browser(qtbot, tmp_path / "dead", never, 1)
    dead.view.begin()
    dead.until(lambda: dead.view.objects.panel.states.now == "failed")
    dead.view.apply_theme(DARK)
    dead.view.retranslate()
    dead.close()


def test_a_network_that_dies_in_the_middle_leaves_what_is_shown(
    browser: Browser, mariadb: MariaDB, fault_proxy: Callable[[int], FaultProxy], tmp_path: Path
) -> None:
    proxy = fault_proxy(mariadb.port)
    over = Browser(browser.qtbot, tmp_path / "over", really, proxy.port)
    view = over.view
    view.begin("shop")
    over.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    proxy.black_hole = True
    view.show_object(CUSTOMERS)
    over.until(lambda: view.details.waiting and over.page("columns").states.now == "busy")
    over.page("columns").states.cancel.click()
    over.until(lambda: not view.details.waiting)
    assert view.objects.tree.node_of(("shop", "table", "customers"))  # and is still shown
    proxy.black_hole = False
    proxy.reset()
    view.details.refresh()
    over.until(lambda: over.page("columns").table.total == 2)
    over.close()


def test_tab_comes_to_everything_and_goes_on(browser: Browser) -> None:
    view = browser.view
    with browser.qtbot.waitActive(view):
        view.activateWindow()
    assert not missed(view), "while there is nothing yet"
    view.begin()
    browser.until(lambda: view.objects.tree.node_of(("shop", "table", "customers")))
    rows = view.objects.panel.view
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    browser.until(lambda: browser.page("columns").table.total == 2)
    assert not missed(view)
