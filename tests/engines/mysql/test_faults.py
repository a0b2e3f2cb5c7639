"""Whatever the network or the server does: within a second, with a clear error, nothing left."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Hop, Route, Socks
from app.domain.errors import Cancelled, ConnectFailed, ConsoleError, SessionLost
from app.domain.stop import Stop
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.sshd import Sshd


def cancelled_within_a_second(session: Any, call: Any) -> None:
    stop, at = Stop(), []

    def end() -> None:
        at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(0.2, end)
    timer.start()
    with pytest.raises(Cancelled), session.during(stop):
        call()
    assert time.monotonic() - at[0] < 1
    timer.join()


def by_ssh(sshd: Sshd) -> Route:
    hop = Hop(
        sshd.host, sshd.port, user=sshd.user, key_file=str(sshd.key), agent=False,
        known_hosts=str(sshd.known_hosts),
    )  # fmt: skip
    return Route(hops=(hop,), keep_alive=1)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


def test_through_ssh_with_the_kill_by_the_same_way(
    server: MysqlFamilyServer, open_session: Opens, sshd: Sshd
) -> None:
    told: list[StageReport] = []
    session = open_session(server, route=by_ssh(sshd), told=told)
    states = {report.stage: report.state for report in told}
    assert states[Stage.ROUTE] is StageState.PASSED
    assert states[Stage.TLS] is StageState.PASSED
    assert session.run("SELECT 1").rows == ((1,),)
    cancelled_within_a_second(session, lambda: session.fetch("SELECT SLEEP(20)"))
    session.ping()  # it was the server who ended it, not the cut
    sshd.kill()
    with pytest.raises(SessionLost):
        session.ping()


def test_through_a_socks_proxy(
    server: MysqlFamilyServer, open_session: Opens, socks_server: Any
) -> None:
    proxy = socks_server()
    session = open_session(server, route=Route(socks=Socks(proxy.host, proxy.port)))
    cancelled_within_a_second(session, lambda: session.fetch("SELECT SLEEP(20)"))
    session.ping()


def test_a_frozen_server(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    server.freeze()
    try:
        cancelled_within_a_second(session, session.ping)
        with pytest.raises(SessionLost):
            session.ping()
        begun = time.monotonic()
        with pytest.raises(ConnectFailed):
            open_session(server, connect_timeout=0.3)
        assert time.monotonic() - begun < 2
    finally:
        server.thaw()


def test_a_silent_server_is_lost_when_its_time_is_up(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("app.engines.mysql.login._SPARE", 0.1)
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port, statement_timeout=0.3)
    proxy.black_hole = True
    begun = time.monotonic()
    with pytest.raises(SessionLost, match=r"has not answered for 0\.3 s"):
        session.ping()
    assert time.monotonic() - begun < 2


def test_a_slow_line_is_only_slow(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    proxy.latency = 0.03
    assert session.sessions()
    proxy.rate = 4000
    cancelled_within_a_second(session, session.parameters)


def test_a_line_too_slow_for_the_kill_is_cut_and_the_server_still_hears_of_it(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    proxy.latency = 0.25
    cancelled_within_a_second(session, session.sessions)  # comes home by itself
    session.ping()
    proxy.latency = 0.3
    cancelled_within_a_second(session, lambda: session.fetch("SELECT SLEEP(20)"))
    busy = (
        "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(20)%'"
        " AND id <> CONNECTION_ID()"
    )
    until(lambda: not server.sql(busy), 10)


def test_cut_in_the_midst_of_an_answer(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    proxy.cut_after = 500
    with pytest.raises(SessionLost, match=r"^The connection to the server broke\.$"):
        session.parameters()
    proxy.cut_after = None
    session = open_session(server, port=proxy.port)
    proxy.cut_after = 2000
    with pytest.raises(SessionLost):
        session.run("SELECT REPEAT('x', 500) FROM mysql.help_topic")
    session.close()


def test_a_restarted_server_takes_a_new_session(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    server.kill()
    with pytest.raises(SessionLost):
        session.ping()
    with pytest.raises(ConnectFailed, match="listens"):
        open_session(server)
    server.start()

    def opened() -> Any:
        try:
            return open_session(server)
        except ConsoleError:
            return None

    assert until(opened).run("SELECT 1").rows == ((1,),)


def test_what_was_read_is_kept_where_the_rest_cannot_be_stopped(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.t (a INT)")
    server.sql("INSERT INTO shop.t VALUES " + ",".join(["(1)"] * 2000))
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    proxy.refuse = True  # the one that is open goes on
    assert len(session.run("SELECT * FROM shop.t", limit=10).rows) == 10
    with pytest.raises(SessionLost):
        session.ping()


def test_no_connection_is_left_behind(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    cancelled_within_a_second(session, lambda: session.fetch("SELECT SLEEP(20)"))
    until(lambda: proxy.open == 1)
    session.close()
    until(lambda: proxy.open == 0)
