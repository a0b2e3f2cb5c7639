"""Through SSH: in, refused, unknown, dead and made anew; and nothing left behind."""

import asyncio
import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from app.domain.connecting import Stage, StageReport, StageState, tell_nobody
from app.domain.endpoint import Access, Endpoint, Hop, Route, Socks, secret_id
from app.domain.errors import Cancelled, ConnectFailed, HostKeyUnknown
from app.domain.stop import Stop
from app.engines.network import Forward, dial, host_keys
from app.engines.network.hub import HUB
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.socks import SocksServer
from tests.servers.sshd import SshAgent, Sshd

ID = "i" * 32


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own keys, agent, known hosts or ssh_config."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


def hop(sshd: Sshd, **other: Any) -> Hop:
    options: dict[str, Any] = {
        "user": sshd.user, "key_file": str(sshd.key), "known_hosts": str(sshd.known_hosts),
    }  # fmt: skip
    return Hop(sshd.host, sshd.port, **{**options, **other})


def at(port: int, *hops: Hop, timeout: float = 5, socks: Socks | None = None) -> Endpoint:
    access = Access(connect_timeout=timeout, route=Route(socks, hops, keep_alive=1))
    return Endpoint(ID, "db", "mysql", "127.0.0.1", port, access)


def no_secret(_id: str) -> None:
    return None


def connected(endpoint: Endpoint, reveal: Callable[[str], str | None] = no_secret) -> socket.socket:
    return dial(endpoint, reveal, Stop(), tell_nobody)


def says_hello(made: socket.socket) -> bool:
    with made:
        return bool(made.recv(5))


def gone() -> bool:
    return not any(thread.name == "network-hub" for thread in threading.enumerate())


def test_through_one_hop_and_nothing_is_left(sshd: Sshd, mariadb: MariaDB) -> None:
    reports: list[StageReport] = []
    made = dial(at(mariadb.port, hop(sshd)), no_secret, Stop(), reports.append)
    assert says_hello(made)
    ended = {report.stage: report for report in reports if report.state is not StageState.RUNNING}
    assert ended[Stage.ROUTE].text.startswith("SSH ")
    assert ended[Stage.TCP].state is StageState.PASSED
    until = time.monotonic() + 5
    while not gone() and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert gone(), "the loop ends with the last connection"


def test_through_a_chain_of_hops(
    sshd: Sshd, start_sshd: Callable[..., Sshd], mariadb: MariaDB
) -> None:
    assert says_hello(connected(at(mariadb.port, hop(sshd), hop(start_sshd()))))


def test_through_a_proxy_and_a_hop(
    sshd: Sshd, mariadb: MariaDB, socks_server: Callable[..., SocksServer]
) -> None:
    proxy = socks_server()
    assert says_hello(connected(at(mariadb.port, hop(sshd), socks=Socks("127.0.0.1", proxy.port))))
    assert len(proxy.requests) == 1


def test_equal_ways_share_one_tunnel(sshd: Sshd, mariadb: MariaDB) -> None:
    endpoint = at(mariadb.port, hop(sshd))
    with connected(endpoint) as first, connected(endpoint) as second:
        assert first.recv(5)
        assert second.recv(5)
        assert sshd.log.count("Accepted publickey") == 1


def test_a_locked_key_wants_its_passphrase(
    sshd: Sshd, mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = at(mariadb.port, hop(sshd, key_file=str(sshd.locked_key)))
    with pytest.raises(ConnectFailed, match="locked"):
        connected(endpoint)
    offered: list[object] = []
    real = asyncssh.connect

    def noted(*arguments: Any, **options: Any) -> Any:
        offered.append(options["password"])
        return real(*arguments, **options)

    monkeypatch.setattr(asyncssh, "connect", noted)
    secrets = {secret_id(ID, "ssh-0"): sshd.passphrase}
    assert says_hello(connected(endpoint, secrets.get))
    assert offered == [None], "a passphrase is no password, and is told to nobody"


def test_the_agent_is_asked(
    sshd: Sshd, ssh_agent: SshAgent, mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh_agent.add(sshd.key)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(ssh_agent.socket))
    assert says_hello(connected(at(mariadb.port, hop(sshd, key_file=""))))
    with pytest.raises(ConnectFailed, match="does not let"):
        connected(at(mariadb.port, hop(sshd, key_file="", agent=False)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"user": "nobody-here"}, "does not let nobody-here in"),
        ({"key_file": "/nowhere/id"}, "cannot be read"),
        ({"key_file": os.devnull}, "cannot be read"),
    ],
)
def test_who_is_not_let_in_hears_why(
    sshd: Sshd, mariadb: MariaDB, change: dict[str, str], said: str
) -> None:
    with pytest.raises(ConnectFailed, match=said) as failed:
        connected(at(mariadb.port, hop(sshd, **change)))
    assert failed.value.hint


def test_an_unknown_host_is_refused_until_its_key_is_accepted(
    sshd: Sshd, mariadb: MariaDB, tmp_path: Path
) -> None:
    endpoint = at(mariadb.port, hop(sshd, known_hosts=str(tmp_path / "mine" / "known_hosts")))
    with pytest.raises(HostKeyUnknown, match="SHA256:") as unknown:
        connected(endpoint)
    assert sshd.host_key.split()[1] in unknown.value.line
    host_keys.remember(unknown.value)
    assert says_hello(connected(endpoint))


def test_a_stranger_in_its_place_is_refused_loudly(sshd: Sshd, mariadb: MariaDB) -> None:
    assert says_hello(connected(at(mariadb.port, hop(sshd))))
    sshd.change_host_key()
    with pytest.raises(ConnectFailed, match="another key") as refused:
        connected(at(mariadb.port, hop(sshd)))
    assert not isinstance(refused.value, HostKeyUnknown)


def test_a_server_that_the_hop_cannot_reach(sshd: Sshd, fault_proxy: Any, mariadb: MariaDB) -> None:
    proxy: FaultProxy = fault_proxy(mariadb.port)
    proxy.refuse = True
    with pytest.raises(ConnectFailed, match="could not reach the server") as failed:
        connected(at(proxy.port, hop(sshd)))
    assert str(proxy.port) in failed.value.hint


def test_an_ssh_server_that_is_silent_is_given_up_in_time_and_can_be_cancelled(
    sshd: Sshd, fault_proxy: Any, mariadb: MariaDB
) -> None:
    proxy: FaultProxy = fault_proxy(sshd.port)
    proxy.silent = True
    behind = Hop("127.0.0.1", proxy.port, sshd.user, str(sshd.key), known_hosts="")
    with pytest.raises(ConnectFailed, match="did not answer within"):
        connected(at(mariadb.port, behind, timeout=0.5))
    stop = Stop()
    cancel = threading.Timer(0.1, stop.set)
    cancel.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        dial(at(mariadb.port, behind, timeout=20), no_secret, stop, tell_nobody)
    assert time.monotonic() - begun < 1.5
    cancel.join()


def test_a_dead_tunnel_is_noticed_and_made_anew(
    sshd: Sshd, fault_proxy: Any, mariadb: MariaDB
) -> None:
    proxy: FaultProxy = fault_proxy(sshd.port)
    known = sshd.known_hosts.read_text().replace(str(sshd.port), str(proxy.port))
    sshd.known_hosts.write_text(known)
    behind = Hop("127.0.0.1", proxy.port, sshd.user, str(sshd.key),
                 known_hosts=str(sshd.known_hosts))  # fmt: skip
    made = connected(at(mariadb.port, behind))
    with made:
        made.settimeout(10)
        assert made.recv(4096)
        proxy.black_hole = True  # nothing is said any more, not even goodbye
        assert made.recv(4096) == b"", "three signs of life unanswered end it"
    proxy.black_hole = False
    assert says_hello(connected(at(mariadb.port, behind)))


def test_a_broken_tunnel_ends_its_sockets_at_once(sshd: Sshd, mariadb: MariaDB) -> None:
    with connected(at(mariadb.port, hop(sshd))) as made:
        assert made.recv(4096)
        sshd.kill()
        assert made.recv(4096) == b""


def test_a_loopback_address_for_drivers_that_dial_themselves(sshd: Sshd, mariadb: MariaDB) -> None:
    forward = Forward(at(mariadb.port, hop(sshd)), no_secret, Stop(), tell_nobody)
    try:
        made = socket.create_connection((forward.host, forward.port), 5)
        assert says_hello(made)
    finally:
        forward.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((forward.host, forward.port), 5)
    forward.close()


def test_a_loopback_address_through_a_proxy(
    mariadb: MariaDB, socks_server: Callable[..., SocksServer]
) -> None:
    proxy = socks_server()
    endpoint = at(mariadb.port, socks=Socks("127.0.0.1", proxy.port))
    forward = Forward(endpoint, no_secret, Stop(), tell_nobody)
    try:
        assert says_hello(socket.create_connection((forward.host, forward.port), 5))
    finally:
        forward.close()


def test_cancelling_at_any_moment_lets_go_of_the_tunnel(sshd: Sshd, mariadb: MariaDB) -> None:
    for moment in range(12):
        stop = Stop()
        setter = threading.Timer(moment * 0.01, stop.set)
        setter.start()
        with contextlib.suppress(Cancelled):
            dial(at(mariadb.port, hop(sshd)), no_secret, stop, tell_nobody).close()
        setter.join()
    until = time.monotonic() + 5
    while not gone() and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert gone()
    assert HUB._users == 0


def test_nobody_uses_the_loop_when_nobody_dials() -> None:
    assert HUB._users == 0


def test_what_was_just_there_when_it_was_cancelled_is_handed_over() -> None:
    stop = Stop()

    async def work() -> str:
        stop.set()
        return "there"

    assert HUB.run(work(), stop) == "there"


def test_cancelled_means_that_nothing_of_it_runs_any_more() -> None:
    stop, left = Stop(), list[str]()

    async def work() -> None:
        stop.set()
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            left.append("let go of")

    with pytest.raises(Cancelled):
        HUB.run(work(), stop)
    assert left == ["let go of"]
