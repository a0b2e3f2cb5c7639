"""Whatever happens between a tab and its server: text, results and window stay, and the next run
logs in again; no session is left behind.
"""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.console.ran import RanEnding
from app.domain.console.result import Level
from app.views.console.sheet import Sheet
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.views.console.conftest import Opened

_SOON = 20_000  # milliseconds; the machine of the tests may be busy
MANY = "SELECT seq, REPEAT('x', 200) FROM mysql.seq_1_to_200000"


def ending(console: Opened) -> RanEnding:
    """How the last statement ended."""
    return console.history[0].ended.ending


def is_open(sheet: Sheet) -> bool:
    return sheet.session.open


def cut_in_mid_result(proxy: FaultProxy) -> None:
    proxy.cut_after = 400_000


def reset(proxy: FaultProxy) -> None:
    proxy.reset()


def hang_up(proxy: FaultProxy) -> None:
    proxy.hang_up()


@pytest.mark.parametrize("fault", [cut_in_mid_result, reset, hang_up])
def test_a_broken_connection_leaves_text_and_results(
    console: Opened, mariadb: MariaDB, fault_proxy: Callable[[int], FaultProxy], qtbot: Any,
    fault: Callable[[FaultProxy], None],
) -> None:  # fmt: skip
    proxy = fault_proxy(mariadb.port)
    sheet = console.sheet(console.add(proxy.port))
    console.run(sheet, "SELECT 1 AS before_the_fault")
    [before] = sheet.below.tabs.grids
    sheet.below.tabs.pin(before)
    sheet.run_bar.rows.setCurrentIndex(sheet.run_bar.rows.findData(0))
    sheet.editor.selectAll()
    sheet.insert(MANY if fault is cut_in_mid_result else "SELECT SLEEP(30)")
    if fault is cut_in_mid_result:
        fault(proxy)
    sheet.run()
    if fault is not cut_in_mid_result:
        qtbot.waitUntil(
            lambda: bool(
                mariadb.rows(
                    "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"
                )
            ),
            timeout=_SOON,
        )
        sheet.insert(" -- typed while it ran")
        fault(proxy)
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=_SOON)
    assert sheet.editor.text.startswith("SELECT")
    assert before.reader.count == 1
    assert ending(console) in (RanEnding.LOST, RanEnding.FAILED)
    assert sheet.below.messages.lines[-1].level is Level.ERROR
    proxy.cut_after = None
    console.run(sheet, "SELECT 2")
    assert ending(console) is RanEnding.DONE


def test_a_silent_server_is_given_up_by_key_and_a_closed_door_is_told(
    console: Opened, mariadb: MariaDB, fault_proxy: Callable[[int], FaultProxy], qtbot: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    sheet = console.sheet(console.add(proxy.port))
    console.run(sheet, "SELECT 1")
    proxy.black_hole = True
    sheet.run()
    qtbot.waitUntil(lambda: sheet.running.on_server, timeout=_SOON)
    sheet.running.cancel()
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=_SOON)
    proxy.black_hole = False
    proxy.refuse = True
    proxy.hang_up()
    sheet.run()
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=_SOON)
    assert sheet.strip.isVisible() or sheet.below.messages.lines[-1].level is Level.ERROR
    proxy.refuse = False
    console.run(sheet)
    assert ending(console) is RanEnding.DONE


def test_a_lost_transaction_is_told_before_anything_goes_on(
    console: Opened, mariadb: MariaDB, fault_proxy: Callable[[int], FaultProxy]
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY)")
    proxy = fault_proxy(mariadb.port)
    sheet = console.sheet(console.add(proxy.port))
    console.run(sheet, "START TRANSACTION; INSERT INTO shop.orders VALUES (1);")
    assert is_open(sheet)
    proxy.hang_up()
    console.run(sheet, "INSERT INTO shop.orders VALUES (2)")
    assert mariadb.rows("SELECT id FROM shop.orders") == []
    assert not is_open(sheet)
    console.run(sheet)
    assert mariadb.rows("SELECT id FROM shop.orders") == [{"id": 2}]


def test_what_comes_slowly_is_shown_as_it_comes_and_can_be_broken_off(
    console: Opened, mariadb: MariaDB, fault_proxy: Callable[[int], FaultProxy], qtbot: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    sheet = console.sheet(console.add(proxy.port))
    sheet.run_bar.rows.setCurrentIndex(sheet.run_bar.rows.findData(0))
    proxy.rate = 400_000  # bytes a second: all of it would take more than a minute
    sheet.insert(MANY)
    sheet.run()
    qtbot.waitUntil(lambda: any(grid.reader.count for grid in sheet.below.tabs.grids))
    assert sheet.running.busy
    sheet.running.cancel()
    proxy.rate = None
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=_SOON)
    assert ending(console) is RanEnding.CANCELLED
    [grid] = sheet.below.tabs.grids
    assert 0 < grid.reader.count < 200_000
    console.run(sheet, "SELECT 2")
    assert ending(console) is RanEnding.DONE


def test_a_server_that_restarts_leaves_text_and_results(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    sheet = console.sheet(console.add(mariadb.port))
    console.run(sheet, "SELECT 1 AS before_the_restart")
    [before] = sheet.below.tabs.grids
    sheet.below.tabs.pin(before)
    mariadb.restart()
    console.run(sheet, "SELECT 2")
    if ending(console) is RanEnding.LOST:  # sent before anybody could know; it is not repeated
        assert sheet.below.messages.lines[-1].level is Level.ERROR
        console.run(sheet)
    assert ending(console) is RanEnding.DONE
    assert sheet.editor.text == "SELECT 2"
    assert before in [*sheet.below.tabs.grids]
    assert before.reader.cell(0, 0) == 1
