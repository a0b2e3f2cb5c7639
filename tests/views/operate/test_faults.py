"""Whatever happens between the window and a server: the page stays, says so, can be cancelled
within a second, comes back by itself, and leaves nothing behind on either side."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.views.operate.desk import Desk
from app.views.operate.panels.sessions import SessionsPanel
from app.workers.lane import wait_for_lanes
from app.workers.link import LinkState
from tests.engines.oracle.rac import rac
from tests.servers.fault_proxy import FaultProxy
from tests.views.operate.conftest import Opened
from tests.views.operate.tried import (
    Tried,
    TriedCluster,
    TriedMysql,
    TriedOracle,
    TriedRedis,
)

_SOON = 15_000  # milliseconds; the machine of the tests may be busy


SINGLE = ["mariadb", "mysql9", "redis_server", "oracle_server"]
one_way = pytest.mark.parametrize("tried", SINGLE, indirect=True)
"""Of a cluster, only the first server is behind the proxy."""


@pytest.fixture(params=[*SINGLE, "redis_cluster"])
def tried(request: pytest.FixtureRequest) -> Tried:
    server = request.getfixturevalue(request.param)
    match request.param:
        case "mariadb":
            return TriedMysql("mariadb", server)
        case "mysql9":
            return TriedMysql("mysql", server)
        case "redis_server":
            return TriedRedis(server)
        case "redis_cluster":
            return TriedCluster(server)
        case _:
            dictionary = rac()
            return TriedOracle(server(dictionary), dictionary)


@dataclass
class Watching:
    """A page that shows the sessions of a server behind a proxy, anew every second."""

    qtbot: Any
    opened: Opened
    tried: Tried
    proxy: FaultProxy
    desk: Desk
    panel: SessionsPanel

    @property
    def said(self) -> str:
        return self.panel.refreshing.said.text()

    @property
    def state(self) -> LinkState:
        return self.desk.room.links.watch.state

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_SOON)

    def answered(self) -> None:
        """The next answer has come."""
        with self.qtbot.waitSignal(self.panel.poller.answered, timeout=_SOON):
            pass

    def cancelled_within_a_second(self) -> None:
        """The button is there, and what was asked is over soon after it was pressed."""
        self.until(self.panel.refreshing.cancel.isVisible)
        begun = time.monotonic()
        with self.qtbot.waitSignal(self.panel.poller.finished, timeout=_SOON):
            self.panel.refreshing.cancel.click()
        assert time.monotonic() - begun < 1

    def closed_without_a_trace(self) -> None:
        """The tab is closed, and the server has none of us any more."""
        assert self.opened.failures == []
        self.desk.shut()
        wait_for_lanes()
        self.until(lambda: self.tried.held() == 0)
        self.until(lambda: self.proxy.open == 0)
        assert self.tried.busy() == 0


@pytest.fixture
def watching(
    qtbot: Any, opened: Opened, tried: Tried, fault_proxy: Callable[[int], FaultProxy]
) -> Watching:
    proxy = fault_proxy(tried.port)
    if tried.password is not None:
        opened.secrets["instance/" + "i" * 32 + "/password"] = tried.password
    desk = opened(tried.type_, proxy.port, connect_timeout=5.0, **tried.access())
    desk.open_panel("sessions")
    panel = desk.panels["sessions"]
    assert isinstance(panel, SessionsPanel)
    panel.own.setChecked(True)
    panel.idle.setChecked(True)
    panel.refreshing.set_interval(1)
    qtbot.waitUntil(lambda: panel.table.shown >= 1, timeout=_SOON)
    return Watching(qtbot, opened, tried, proxy, desk, panel)


@one_way
def test_refused(watching: Watching) -> None:
    rows = watching.panel.table.shown
    watching.proxy.refuse = True
    watching.proxy.reset()
    watching.until(lambda: watching.said.startswith("●"))
    assert watching.said.endswith("."), "one sentence"
    assert "listens" in watching.said
    assert watching.panel.refreshing.said.toolTip(), "and what to do"
    assert "not reachable" in watching.desk.header.texts
    assert watching.panel.table.shown == rows
    watching.proxy.refuse = False
    watching.answered()
    assert watching.state is LinkState.READY
    assert watching.said == "now"
    watching.closed_without_a_trace()


@one_way
def test_silent(watching: Watching) -> None:
    rows = watching.panel.table.shown
    watching.proxy.silent = True
    watching.proxy.reset()
    watching.until(lambda: watching.state is LinkState.CONNECTING)
    watching.cancelled_within_a_second()
    assert watching.panel.table.shown == rows
    watching.proxy.silent = False
    watching.answered()
    assert watching.state is LinkState.READY
    watching.closed_without_a_trace()


@one_way
def test_a_black_hole(watching: Watching) -> None:
    rows = watching.panel.table.shown
    watching.proxy.black_hole = True
    watching.cancelled_within_a_second()
    assert watching.panel.table.shown == rows
    watching.proxy.black_hole = False
    watching.answered()
    watching.closed_without_a_trace()


@pytest.mark.parametrize("fault", ["reset", "hang_up"])
def test_a_broken_connection_is_made_anew_unseen(watching: Watching, fault: str) -> None:
    failed: list[object] = []
    watching.panel.poller.failed.connect(failed.append)
    getattr(watching.proxy, fault)()
    watching.answered()
    assert failed == []
    assert watching.state is LinkState.READY
    watching.closed_without_a_trace()


@one_way
def test_cut_in_the_midst_of_answers(watching: Watching) -> None:
    rows = watching.panel.table.shown
    watching.proxy.cut_after = 40
    watching.until(lambda: watching.said.startswith("●"))
    assert watching.said.endswith("."), "one sentence"
    assert watching.panel.table.shown == rows
    watching.proxy.cut_after = None
    watching.answered()
    assert watching.state is LinkState.READY
    watching.closed_without_a_trace()


@one_way
def test_a_slow_line(watching: Watching) -> None:
    watching.proxy.latency = 0.6
    watching.answered()
    assert watching.state is LinkState.READY
    watching.cancelled_within_a_second()
    watching.proxy.latency = 0.0
    watching.answered()
    watching.closed_without_a_trace()


def test_a_restart(watching: Watching) -> None:
    watching.tried.restart()
    watching.answered()
    assert watching.state is LinkState.READY
    assert watching.panel.table.shown >= 1
    watching.closed_without_a_trace()


def test_what_runs_on_the_server_ends_with_the_cancel(watching: Watching) -> None:
    asking = watching.panel.question
    watching.panel.poller.use(watching.tried.slow)
    watching.until(watching.tried.busy)
    watching.cancelled_within_a_second()
    watching.panel.poller.use(asking)
    watching.until(lambda: not watching.tried.busy())
    watching.answered()
    watching.closed_without_a_trace()


def test_a_tab_closed_while_something_runs_takes_it_along(watching: Watching) -> None:
    watching.panel.poller.use(watching.tried.slow)
    watching.until(watching.tried.busy)
    watching.closed_without_a_trace()
