"""Logging in: to one, through Sentinels, to a cluster with TLS; and every way it can fail."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.errors import Cancelled, ConnectFailed
from app.domain.inventory import TopologyRole
from app.domain.stop import Stop
from app.engines.redis.connect import connect
from tests.engines.redis.conftest import ID, Log, endpoint
from tests.servers.fault_proxy import FaultProxy
from tests.servers.pairs import RedisPair, RedisWatched
from tests.servers.redis_servers import Redis, RedisCluster


def test_what_is_known_of_a_server(log_in: Log, redis_server: Redis) -> None:
    facts = log_in(redis_server.port).facts
    assert facts.release[0] >= 6
    assert facts.role is TopologyRole.STANDALONE
    assert facts.account == "default"
    assert facts.clock is not None
    assert facts.missing == ()


def test_a_password_is_wanted_and_a_wrong_one_refused(
    log_in: Log, start_redis: Callable[..., Redis]
) -> None:
    port = start_redis("--requirepass", "open sesame").port
    assert log_in(port, password="open sesame").facts.account == "default"
    with pytest.raises(ConnectFailed, match="wants a password") as failed:
        log_in(port)
    assert failed.value.hint
    with pytest.raises(ConnectFailed, match="is wrong") as failed:
        log_in(port, password="simsim")
    assert "simsim" not in f"{failed.value} {failed.value.hint} {failed.value.__cause__}"


def test_an_account_without_info_still_connects_and_hears_what_it_lacks(
    log_in: Log, redis_server: Redis
) -> None:
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pw", "~*", "+ping", "+acl|whoami")
    heard: list[StageReport] = []
    where = endpoint(redis_server.port, user="lin")
    session: Any = connect(where, lambda _id: "pw", Stop(), heard.append)
    try:
        assert session.facts.account == "lin"
        assert any("+info" in lack for lack in session.facts.missing)
        assert any("+client|list" in lack for lack in session.facts.missing)
        assert any(report.state is StageState.WARNED for report in heard)
    finally:
        session.close()


def test_a_port_where_nobody_listens(
    log_in: Log, redis_server: Redis, fault_proxy: Callable[..., FaultProxy]
) -> None:
    proxy = fault_proxy(redis_server.port)
    proxy.refuse = True
    begun = time.monotonic()
    with pytest.raises(ConnectFailed, match="Nothing listens"):
        log_in(proxy.port)
    assert time.monotonic() - begun < 1, "the driver's own ten tries are switched off"


@pytest.mark.parametrize("fault", ["silent", "black_hole"])
def test_a_server_that_says_nothing_can_be_cancelled(
    log_in: Log, redis_server: Redis, fault_proxy: Callable[..., FaultProxy], fault: str
) -> None:
    proxy = fault_proxy(redis_server.port)
    setattr(proxy, fault, True)
    stop = Stop()
    setter = threading.Timer(0.1, stop.set)
    setter.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        log_in(proxy.port, stop)
    assert time.monotonic() - begun < 1.1
    setter.join()


def test_what_is_no_redis_is_said(log_in: Log, mariadb: Any) -> None:
    with pytest.raises(ConnectFailed):
        log_in(mariadb.port)


def test_the_master_is_found_through_a_sentinel(log_in: Log, redis_sentinel: RedisWatched) -> None:
    watched = redis_sentinel
    access = RedisAccess(
        sentinels=("127.0.0.1:1", f"127.0.0.1:{watched.sentinel.port}"),
        sentinel_master=watched.sentinel.name,
    )
    session = log_in(endpoint(1, redis=access))
    assert session.main.port == watched.master.port
    assert session.facts.role is TopologyRole.MASTER
    unknown = RedisAccess(sentinels=access.sentinels, sentinel_master="nobody")
    with pytest.raises(ConnectFailed, match="nobody"):
        log_in(endpoint(1, redis=unknown))


def test_a_sentinel_itself(log_in: Log, redis_sentinel: RedisWatched) -> None:
    session = log_in(redis_sentinel.sentinel.port)
    assert session.facts.role is TopologyRole.SENTINEL
    replication = session.replication()
    assert replication.channels[0].name == redis_sentinel.sentinel.name
    assert replication.channels[0].healthy
    assert [m.address for m in replication.replicas] == [f"127.0.0.1:{redis_sentinel.replica.port}"]
    ports = {node.port for node in session.find_topology().nodes}
    assert ports == {
        redis_sentinel.master.port, redis_sentinel.replica.port, redis_sentinel.sentinel.port,
    }  # fmt: skip


def test_a_cluster_with_tls_and_an_account(log_in: Log, redis_cluster: RedisCluster) -> None:
    heard: list[StageReport] = []
    access: dict[str, Any] = {
        "user": redis_cluster.user,
        "redis": RedisAccess(cluster=True),
        "tls": Tls(TlsMode.VERIFY_FULL, ca=str(redis_cluster.certificates.ca)),
    }
    where = endpoint(redis_cluster.port, **access)
    session: Any = connect(where, lambda _id: redis_cluster.password, Stop(), heard.append)
    try:
        assert session.facts.encrypted.startswith("TLSv1.3")
        assert any(r.stage is Stage.TLS and r.state is StageState.PASSED for r in heard)
        for number in range(60):
            session.ask_key(f"k{number}".encode(), "SET", f"k{number}", "v")
        keys, cursor = set(), ""
        while True:
            page = session.scan(cursor)
            keys |= set(page.keys)
            cursor = page.cursor
            if not cursor:
                break
        assert len(keys) == 60
        assert len({facts.node for facts in session.key_facts(sorted(keys))}) == 3
        replication = session.replication()
        assert "16,384 of 16,384" in replication.group
        assert len(replication.replicas) == 3
        assert len(session.find_topology().nodes) == 3
        deletion = session.plan_delete(sorted(keys))
        assert {command.target for command in deletion.commands} == {
            f"127.0.0.1:{node.port}" for node in redis_cluster.nodes
        }
    finally:
        session.close()
    with pytest.raises(ConnectFailed, match="authority"):
        log_in(endpoint(redis_cluster.port, tls=Tls(TlsMode.VERIFY_FULL)))
    with pytest.raises(ConnectFailed):
        log_in(endpoint(redis_cluster.port), password="x")


def test_a_replica_tells_of_its_master(log_in: Log, redis_replica_pair: RedisPair) -> None:
    pair = redis_replica_pair
    replica, master = log_in(pair.replica.port), log_in(pair.master.port)
    [channel] = replica.replication().channels
    assert channel.source == f"127.0.0.1:{pair.master.port}"
    assert channel.healthy
    assert channel.lag is not None
    [fed] = master.replication().replicas
    assert fed.address.endswith(str(pair.replica.port))
    [link] = master.find_topology().links
    assert (link.source, link.replica) == (f"127.0.0.1:{pair.master.port}", fed.address)
    pair.master.kill()
    pair.replica.wait_until(lambda: not pair.replica.replicates())
    [channel] = replica.replication().channels
    assert not channel.healthy
    assert channel.lag is None, "unknown is not zero"


def test_the_secret_is_nowhere_to_be_seen(log_in: Log, start_redis: Callable[..., Redis]) -> None:
    session = log_in(start_redis("--requirepass", "pl4nted").port, password="pl4nted")
    seen = repr(vars(session)) + repr(session.facts) + repr(session.parameters())
    assert "pl4nted" not in seen
    assert ID in seen
