"""Whatever befalls the network or the server, a run ends with one sentence and keeps its rows."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.console.ran import RanEnding
from app.domain.console.transaction import Mode
from app.domain.errors import ConnectFailed, SessionLost
from app.workers.link import LinkState
from tests.servers.fault_proxy import FaultProxy
from tests.workers.console_lines import MANY, Heard, Opened

Opens = Callable[..., Opened]
Proxies = Callable[..., FaultProxy]


def nothing_left(console: Opened) -> None:
    """No session of ours is behind, once the line is closed: nor does one still work."""
    console.line.close()
    console.server.wait_until(lambda: console.sessions() == 0)


def some_rows(console: Opened, heard: Heard) -> Any:
    console.qtbot.waitUntil(lambda: bool(heard.readers and heard.readers[0].count > 100))
    return heard.readers[0]


def test_a_server_that_refuses_fails_the_run_and_the_next_works(
    opened: Opens, fault_proxy: Proxies, mariadb: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    console = opened(port=proxy.port)
    proxy.refuse = True
    heard = console.run("SELECT 1")
    assert [type(error) for error in heard.failed] == [ConnectFailed]
    assert not heard.ended
    proxy.refuse = False
    assert console.run("SELECT 1").endings == [RanEnding.DONE]
    nothing_left(console)


@pytest.mark.parametrize("fault", ["reset", "hang_up", "cut"])
def test_a_connection_that_breaks_in_mid_result_leaves_the_rows_and_no_session(
    opened: Opens, fault_proxy: Proxies, mariadb: Any, fault: str
) -> None:
    proxy = fault_proxy(mariadb.port)
    console = opened(port=proxy.port)
    console.run("SELECT 1")
    console.done(console.line.set_mode(Mode.MANUAL))
    console.run("START TRANSACTION WITH CONSISTENT SNAPSHOT")
    heard = console.start(MANY)
    reader = some_rows(console, heard)
    if fault == "cut":
        proxy.cut_after = 100_000
    else:
        getattr(proxy, fault)()
    console.wait(heard)
    proxy.cut_after = None
    assert heard.endings == [RanEnding.LOST]
    assert isinstance(heard.ended[0].error, SessionLost)
    assert reader.complete
    assert reader.trouble is heard.ended[0].error
    assert reader.rows(0, 1) == [(1, "x" * 100)]
    assert not heard.failed
    assert any("transaction" in text for text in heard.said)
    assert not console.line.transaction.open
    assert console.run("SELECT 1").endings == [RanEnding.DONE]
    assert console.line.transaction.mode is Mode.MANUAL
    nothing_left(console)


@pytest.mark.parametrize("statement", [MANY, "SELECT SLEEP(60)"])
def test_a_silent_network_is_left_within_a_second_and_the_server_ends_the_statement(
    opened: Opens, fault_proxy: Proxies, mariadb: Any, statement: str
) -> None:
    proxy = fault_proxy(mariadb.port)
    console = opened(port=proxy.port)
    console.run("SELECT 1")
    heard = console.start(statement)
    if statement == MANY:
        some_rows(console, heard)
    else:
        running = "SELECT COUNT(*) FROM information_schema.processlist WHERE info = %s"
        mariadb.wait_until(lambda: mariadb.sql(running, statement) == [(1,)])
    proxy.black_hole = True
    begun = time.monotonic()
    heard.run.cancel()
    console.wait(heard)
    assert time.monotonic() - begun < 1.5
    assert heard.endings == [RanEnding.CANCELLED]
    proxy.black_hole = False
    assert console.run("SELECT 2").endings == [RanEnding.DONE]
    nothing_left(console)


def test_a_slow_network_delays_the_cancel_by_no_more(
    opened: Opens, fault_proxy: Proxies, mariadb: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    console = opened(port=proxy.port)
    console.run("SELECT 1")
    proxy.latency, proxy.rate = 0.1, 200_000
    heard = console.start(MANY)
    some_rows(console, heard)
    heard.run.cancel()
    console.wait(heard)
    assert heard.endings == [RanEnding.CANCELLED]
    proxy.latency, proxy.rate = 0.0, None
    assert console.run("SELECT 2").endings == [RanEnding.DONE]
    nothing_left(console)


def test_a_server_that_restarts_loses_the_run_and_the_line_is_back_with_its_schema(
    opened: Opens, mariadb: Any
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.item (id INT PRIMARY KEY) ENGINE = InnoDB")
    console = opened()
    console.done(console.line.use_schema("shop"))
    console.run("BEGIN", "INSERT INTO item VALUES (1)")
    heard = console.start("SELECT SLEEP(60)", "SELECT 2")
    running = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"
    mariadb.wait_until(lambda: mariadb.sql(running) == [(1,)])
    mariadb.kill()
    console.wait(heard)
    assert heard.endings == [RanEnding.LOST]
    assert console.line.state in (LinkState.FAILED, LinkState.LOST)
    assert not console.line.transaction.open
    assert any(
        "middle of a transaction" in act.title for act, _c, _e in console.desk.journal.intents
    )
    mariadb.start()
    heard = console.run("SELECT COUNT(*), DATABASE() FROM item")
    assert heard.readers[0].rows(0, 1) == [(0, "shop")]
    nothing_left(console)
