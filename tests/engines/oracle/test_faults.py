"""Whatever the network or the server does: within a second, with a clear error, nothing left."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Hop, Route, Socks
from app.domain.errors import Cancelled, ConnectFailed, SessionLost
from app.domain.stop import Stop
from tests.engines.oracle.acts import cancelled_within_a_second, until
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.answers import Rows
from tests.servers.oracle.server import OracleServer
from tests.servers.sshd import Sshd


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture
def proxy(database: OracleServer, fault_proxy: Callable[[int], FaultProxy]) -> FaultProxy:
    return fault_proxy(database.port)


@pytest.fixture(autouse=True)
def _big(dictionary: Dictionary) -> None:
    dictionary.hooks["SELECT big"] = lambda *_: Rows(["T VARCHAR2(4000)"], [("x" * 3000,)] * 400)
    dictionary.hooks["SELECT slow"] = lambda session, _sql, _binds: session.sleep(20)


def test_nothing_listens(open_session: Opens, proxy: FaultProxy) -> None:
    proxy.refuse = True
    told: list[StageReport] = []
    with pytest.raises(ConnectFailed, match="listens"):
        open_session(port=proxy.port, told=told)
    assert told[-1].stage is Stage.TCP
    assert told[-1].state is StageState.FAILED


def test_a_silent_listener_is_told_and_can_be_cancelled(
    open_session: Opens, proxy: FaultProxy
) -> None:
    proxy.silent = True
    begun = time.monotonic()
    told: list[StageReport] = []
    with pytest.raises(ConnectFailed, match="said nothing"):
        open_session(port=proxy.port, connect_timeout=0.3, told=told)
    assert time.monotonic() - begun < 2
    assert (told[-1].stage, told[-1].state) == (Stage.LOGIN, StageState.FAILED)
    stop, at = Stop(), []

    def end() -> None:
        at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(0.2, end)
    timer.start()
    with pytest.raises(Cancelled):
        open_session(port=proxy.port, stop=stop, connect_timeout=30)
    assert time.monotonic() - at[0] < 1
    timer.join()
    until(lambda: proxy.open == 0)


def test_cancelled_before_it_began(open_session: Opens) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        open_session(stop=stop)


@pytest.mark.parametrize("size", [1, 60, 400, 900])
def test_cut_in_the_midst_of_the_login(open_session: Opens, proxy: FaultProxy, size: int) -> None:
    proxy.cut_after = size
    with pytest.raises(ConnectFailed):
        open_session(port=proxy.port)
    until(lambda: proxy.open == 0)


def test_a_black_hole(open_session: Opens, proxy: FaultProxy) -> None:
    session = open_session(port=proxy.port)
    proxy.black_hole = True
    cancelled_within_a_second(session, session.ping)
    with pytest.raises(SessionLost):
        session.ping()
    begun = time.monotonic()
    session.close()
    assert time.monotonic() - begun < 1


def test_a_silent_server_is_lost_when_its_time_is_up(
    open_session: Opens, proxy: FaultProxy
) -> None:
    session = open_session(port=proxy.port, statement_timeout=0.3)
    proxy.black_hole = True
    begun = time.monotonic()
    with pytest.raises(SessionLost, match="answered"):
        session.ping()
    assert time.monotonic() - begun < 2


def test_reset_and_hung_up(open_session: Opens, proxy: FaultProxy) -> None:
    for fault in (proxy.reset, proxy.hang_up):
        session = open_session(port=proxy.port)
        fault()
        with pytest.raises(SessionLost):
            session.ping()
        session.close()


def test_cut_in_the_midst_of_an_answer(open_session: Opens, proxy: FaultProxy) -> None:
    session = open_session(port=proxy.port)
    proxy.cut_after = 100_000
    with pytest.raises(SessionLost):
        session.run("SELECT big FROM t")
    session.close()


def test_a_slow_line_is_only_slow(open_session: Opens, proxy: FaultProxy) -> None:
    session = open_session(port=proxy.port)
    proxy.latency = 0.02
    assert len(session.run("SELECT big FROM t").rows) == 400
    proxy.rate = 20_000
    cancelled_within_a_second(session, lambda: session.run("SELECT big FROM t"))


def test_a_slow_line_is_not_waited_for_twice(open_session: Opens, proxy: FaultProxy) -> None:
    session = open_session(port=proxy.port)
    proxy.latency = 0.06
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    session.ping()  # the break had come there and back, and hits nothing else
    proxy.latency = 0.45
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    with pytest.raises(SessionLost):
        session.ping()


def test_a_restarted_server_takes_a_new_session(
    open_session: Opens, database: OracleServer
) -> None:
    session = open_session()
    database.restart()
    with pytest.raises(SessionLost):
        session.ping()
    open_session().ping()


def test_the_server_goes_while_it_answers(open_session: Opens, database: OracleServer) -> None:
    session = open_session()
    timer = threading.Timer(0.15, database.stop)
    timer.start()
    with pytest.raises(SessionLost):
        session.run("SELECT slow FROM t")
    timer.join()
    session.close()


def test_through_ssh_and_through_a_proxy(
    open_session: Opens, sshd: Sshd, socks_server: Any
) -> None:
    hop = Hop(
        sshd.host, sshd.port, user=sshd.user, key_file=str(sshd.key), agent=False,
        known_hosts=str(sshd.known_hosts),
    )  # fmt: skip
    told: list[StageReport] = []
    session = open_session(route=Route(hops=(hop,)), told=told)
    assert {r.stage: r.state for r in told}[Stage.ROUTE] is StageState.PASSED
    assert session.run("SELECT 1 FROM dual").rows == ((1,),)
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    session.ping()
    sshd.kill()
    with pytest.raises(SessionLost):
        session.ping()
    session.close()
    proxy = socks_server()
    session = open_session(route=Route(socks=Socks(proxy.host, proxy.port)))
    assert session.run("SELECT 1 FROM dual").rows == ((1,),)


def test_no_connection_is_left_behind(open_session: Opens, proxy: FaultProxy) -> None:
    session = open_session(port=proxy.port)
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    assert proxy.open == 1
    session.close()
    until(lambda: proxy.open == 0)
