"""A socket to a server, or the stage at which it failed, why, and what to do."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Access, Endpoint, Route, Socks, secret_id
from app.domain.errors import Cancelled, ConnectFailed
from app.domain.stop import Stop
from app.engines.network import dial, resolve
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.socks import SocksServer

Proxies = Callable[..., FaultProxy]


def at(port: int, host: str = "127.0.0.1", **access: object) -> Endpoint:
    return Endpoint("i" * 32, "db", "mysql", host, port, Access(connect_timeout=2, **access))  # type: ignore[arg-type]


class Heard:
    """What was told of the stages."""

    def __init__(self) -> None:
        self.reports: list[StageReport] = []

    def __call__(self, report: StageReport) -> None:
        self.reports.append(report)

    def state(self, stage: Stage) -> StageState | None:
        return next((r.state for r in reversed(self.reports) if r.stage is stage), None)


def no_secret(_id: str) -> None:
    return None


def greeting(made: socket.socket) -> bytes:
    with made:
        return made.recv(5)


def test_every_stage_is_told(mariadb: MariaDB) -> None:
    heard = Heard()
    assert greeting(dial(at(mariadb.port, "localhost"), no_secret, Stop(), heard))
    assert [heard.state(s) for s in (Stage.NAME, Stage.ROUTE, Stage.TCP)] == [
        StageState.PASSED, StageState.SKIPPED, StageState.PASSED,
    ]  # fmt: skip
    assert any("127.0.0.1" in report.text for report in heard.reports)


def test_nobody_listens(fault_proxy: Proxies, mariadb: MariaDB) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.refuse = True
    heard = Heard()
    with pytest.raises(ConnectFailed, match="Nothing listens") as failed:
        dial(at(proxy.port), no_secret, Stop(), heard)
    assert "running" in failed.value.hint
    assert heard.state(Stage.TCP) is StageState.FAILED


def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    heard = Heard()
    with pytest.raises(ConnectFailed, match=r"db\.nowhere"):
        dial(at(3306, "db.nowhere"), no_secret, Stop(), heard)
    assert heard.state(Stage.NAME) is StageState.FAILED


def test_a_name_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: release.wait(10) and [])
    stop = Stop()
    cancel = threading.Timer(0.1, stop.set)
    cancel.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        dial(at(3306, "slow.test"), no_secret, stop, Heard())
    assert time.monotonic() - begun < 2
    release.set()
    cancel.join()


@pytest.fixture
def silence() -> Iterator[tuple[str, int]]:
    """An address that takes no connection: its queue is full and nobody accepts."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = []
    for _number in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    yield listener.getsockname()
    for filler in fillers:
        filler.close()
    listener.close()


def test_nobody_answers(silence: tuple[str, int]) -> None:
    heard = Heard()
    where = at(silence[1])
    where = replace(where, access=replace(where.access, connect_timeout=0.3))
    with pytest.raises(ConnectFailed, match="did not answer") as failed:
        dial(where, no_secret, Stop(), heard)
    assert "firewall" in failed.value.hint
    assert heard.state(Stage.TCP) is StageState.FAILED


def test_a_connection_on_its_way_can_be_cancelled(silence: tuple[str, int]) -> None:
    stop = Stop()
    cancel = threading.Timer(0.1, stop.set)
    cancel.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        dial(at(silence[1]), no_secret, stop, Heard())
    assert time.monotonic() - begun < 1.5
    cancel.join()


def test_addresses_of_both_families_take_turns() -> None:
    six, four = socket.AF_INET6, socket.AF_INET
    found: list[resolve.Address] = [(six, ("a",)), (six, ("b",)), (four, ("c",)), (four, ("c",))]
    assert [where[0] for _family, where in resolve._in_turn(found)] == ["a", "c", "b"]


def test_the_first_address_that_answers_is_taken(
    mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch, silence: tuple[str, int]
) -> None:
    def both(*_arguments: object, **_named: object) -> object:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, silence), (*kind, ("127.0.0.1", mariadb.port))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert greeting(dial(at(mariadb.port, "two.test"), no_secret, Stop(), Heard()))


def test_through_a_proxy_that_wants_a_password(
    mariadb: MariaDB, socks_server: Callable[..., SocksServer]
) -> None:
    proxy = socks_server("lin", "mozi")
    route = Route(Socks("127.0.0.1", proxy.port, "lin"))
    secrets = {secret_id("i" * 32, "socks"): "mozi"}
    heard = Heard()
    assert greeting(dial(at(mariadb.port, route=route), secrets.get, Stop(), heard))
    assert heard.state(Stage.NAME) is StageState.SKIPPED
    with pytest.raises(ConnectFailed, match="says no"):
        dial(at(mariadb.port, route=route), no_secret, Stop(), Heard())
    with pytest.raises(ConnectFailed, match="other than ASCII"):
        dial(at(mariadb.port, route=route), lambda _id: "墨子", Stop(), Heard())


def test_a_proxy_that_is_not_there(fault_proxy: Proxies, mariadb: MariaDB) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.refuse = True
    with pytest.raises(ConnectFailed, match="does not answer"):
        dial(at(3306, route=Route(Socks("127.0.0.1", proxy.port))), no_secret, Stop(), Heard())


def test_a_proxy_that_says_nothing_can_be_cancelled(fault_proxy: Proxies, mariadb: MariaDB) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.silent = True
    stop = Stop()
    cancel = threading.Timer(0.1, stop.set)
    cancel.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        dial(at(3306, route=Route(Socks("127.0.0.1", proxy.port))), no_secret, stop, Heard())
    assert time.monotonic() - begun < 1.5
    cancel.join()


def test_one_that_closes_at_once_is_left_to_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = socket.create_connection(door.getsockname())
        accepted, _address = door.accept()
        no_linger = struct.pack("ii", 1, 0)
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        accepted.close()
        with pytest.raises(ConnectionResetError):
            made.recv(1)
    monkeypatch.setitem(dial.__globals__, "reach", lambda *_arguments: made)
    heard = Heard()
    with dial(at(1), no_secret, Stop(), heard):
        assert heard.state(Stage.TCP) is StageState.PASSED
