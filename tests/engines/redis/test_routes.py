"""Redis by every way there is: SSH, a jump host, SOCKS; and a cluster that lies behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState, tell_nobody
from app.domain.endpoint import Endpoint, RedisAccess, Route, Socks, Tls, TlsMode
from app.domain.errors import ConnectFailed, SessionLost
from app.domain.stop import Stop
from app.engines.redis.connect import connect
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.ways import by_ssh, cancelled_within_a_second, straight_to
from tests.servers.pairs import RedisWatched
from tests.servers.redis_servers import Redis, RedisCluster
from tests.servers.socks import SocksServer
from tests.servers.sshd import Sshd


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own keys, agent, known hosts or ssh_config."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


def test_through_ssh(log_in: Log, redis_server: Redis, sshd: Sshd) -> None:
    told: list[StageReport] = []
    where = endpoint(redis_server.port, route=by_ssh(sshd))
    session: Any = connect(where, lambda _id: None, Stop(), told.append)
    try:
        states = {report.stage: report.state for report in told}
        assert states[Stage.ROUTE] is StageState.PASSED
        assert states[Stage.LOGIN] is StageState.PASSED
        assert not straight_to({redis_server.port})
        redis_server.command("SET", "a", "1")
        assert session.run("GET a").rows == (("", "1"),)
        sshd.kill()
        with pytest.raises(SessionLost):
            session.ping()
    finally:
        session.close()
    with pytest.raises(ConnectFailed):
        log_in(where)


def test_a_call_through_ssh_is_left_within_a_second(
    log_in: Log, redis_server: Redis, sshd: Sshd
) -> None:
    session = log_in(endpoint(redis_server.port, route=by_ssh(sshd)))
    cancelled_within_a_second(session, lambda: session.main.ask("BLPOP", "nothing", 0))
    with pytest.raises(SessionLost):
        session.ping()


def test_through_a_jump_host(
    log_in: Log, redis_server: Redis, sshd: Sshd, start_sshd: Callable[..., Sshd]
) -> None:
    behind = start_sshd()
    session = log_in(endpoint(redis_server.port, route=by_ssh(sshd, behind)))
    session.ping()
    assert not straight_to({redis_server.port, behind.port})
    assert straight_to({sshd.port}) == {sshd.port}


def test_where_nothing_listens_behind_the_tunnel(
    log_in: Log, redis_server: Redis, sshd: Sshd
) -> None:
    redis_server.kill()
    with pytest.raises(ConnectFailed) as failed:
        log_in(endpoint(redis_server.port, route=by_ssh(sshd)))
    assert failed.value.hint


def test_through_socks(
    log_in: Log, redis_server: Redis, socks_server: Callable[..., SocksServer]
) -> None:
    proxy = socks_server("lin", "open sesame")
    route = Route(socks=Socks(proxy.host, proxy.port, "lin"))
    session = log_in(endpoint(redis_server.port, route=route), socks="open sesame")
    session.ping()
    assert proxy.requests == [("127.0.0.1", redis_server.port)]
    cancelled_within_a_second(session, lambda: session.main.ask("BLPOP", "nothing", 0))


def test_the_sentinels_and_the_master_lie_behind_the_same_tunnel(
    log_in: Log, redis_sentinel: RedisWatched, sshd: Sshd
) -> None:
    watched = redis_sentinel
    access = RedisAccess(
        sentinels=(f"127.0.0.1:{watched.sentinel.port}",), sentinel_master=watched.sentinel.name
    )
    session = log_in(endpoint(1, redis=access, route=by_ssh(sshd)))
    assert session.main.port == watched.master.port
    assert not straight_to({watched.sentinel.port, watched.master.port})


def of_cluster(cluster: RedisCluster, route: Route) -> Endpoint:
    return endpoint(
        cluster.port, user=cluster.user, redis=RedisAccess(cluster=True), route=route,
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
    )  # fmt: skip


def all_nodes_answer(session: Any, cluster: RedisCluster) -> None:
    """Look at each node's keys, and at keys of every node."""
    ports = {node.port for node in cluster.nodes}
    keys = [b"k%d" % number for number in range(60)]
    for key in keys:
        session.ask_key(key, "SET", key, "v")
    assert {node.port for node in session.masters()} == ports
    assert len({facts.node for facts in session.key_facts(keys)}) == len(ports)


def test_every_node_of_a_cluster_is_reached_through_the_tunnel(
    redis_cluster: RedisCluster, sshd: Sshd
) -> None:
    where = of_cluster(redis_cluster, by_ssh(sshd))
    session: Any = connect(where, lambda _id: redis_cluster.password, Stop(), tell_nobody)
    try:
        all_nodes_answer(session, redis_cluster)
        assert not straight_to({node.port for node in redis_cluster.nodes})
        assert sshd.log.count("Accepted publickey") == 1, "all of them share one tunnel"
        sshd.kill()
        with pytest.raises(SessionLost):
            session.scan()
    finally:
        session.close()


def test_every_node_of_a_cluster_is_asked_of_the_socks_proxy(
    redis_cluster: RedisCluster, socks_server: Callable[..., SocksServer]
) -> None:
    proxy = socks_server()
    where = of_cluster(redis_cluster, Route(socks=Socks(proxy.host, proxy.port)))
    session: Any = connect(where, lambda _id: redis_cluster.password, Stop(), tell_nobody)
    try:
        all_nodes_answer(session, redis_cluster)
        ports = {node.port for node in redis_cluster.nodes}
        assert {port for _host, port in proxy.requests} == ports
    finally:
        session.close()
