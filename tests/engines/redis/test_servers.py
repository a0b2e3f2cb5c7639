"""The map of a cluster is learnt from whoever tells, and every server is reached the same way."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.endpoint import RedisAccess
from app.domain.errors import ConnectFailed, StatementFailed
from app.engines.redis.servers import slot_of
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.fault_proxy import FaultProxy
from tests.servers.redis_servers import Redis, RedisCluster


def cluster_session(log_in: Log, cluster: RedisCluster, **options: Any) -> Any:
    return log_in(cluster_endpoint(cluster, **options), password=cluster.password)


def test_masters_and_replicas_are_known(log_in: Log, redis_cluster_pairs: RedisCluster) -> None:
    cluster = redis_cluster_pairs
    session = cluster_session(log_in, cluster, node=cluster.replicas[0])
    assert {node.port for node in session.masters()} == {node.port for node in cluster.nodes}


@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_another_server_tells_the_slots_when_the_first_is_silent_or_down(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster], how: str
) -> None:
    cluster = start_redis_cluster(3)
    first = cluster.nodes[0]
    session = cluster_session(log_in, cluster, statement_timeout=0.5, connect_timeout=0.5)
    session.read_slots()
    getattr(first, how)()
    try:
        session.read_slots()
        session.ping()
        key = next(key for key in map(str, range(100)) if cluster_port(session, key) != first.port)
        assert session.ask_key(key.encode(), "GET", key) is None
        session.main.gone = True
        with pytest.raises(ConnectFailed):
            session.node(f"127.0.0.1:{first.port}")
    finally:
        if how == "freeze":
            first.thaw()


def cluster_port(session: Any, key: str) -> int:
    return int(session.owner_of(key.encode()).rpartition(":")[2])


def test_the_first_server_is_used_by_the_address_it_was_dialled_at(
    log_in: Log, redis_cluster: RedisCluster, fault_proxy: Callable[..., FaultProxy]
) -> None:
    """As behind NAT or a tunnel: what it calls itself is not where we found it."""
    proxy = fault_proxy(redis_cluster.port)
    session = cluster_session(log_in, redis_cluster, port=proxy.port)
    names = [node.name for node in session.masters()]
    assert names[0] == f"127.0.0.1:{proxy.port}"
    assert len(names) == 3
    assert session.masters()[0] is session.main


def test_servers_that_keep_their_address_to_themselves(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3)
    for node in cluster.nodes:
        node.command("CONFIG", "SET", "cluster-preferred-endpoint-type", "unknown-endpoint")
    session = cluster_session(log_in, cluster)
    for key in map(str, range(30)):
        assert session.ask_key(key.encode(), "GET", key) is None
    assert {node.port for node in session.masters()} == {node.port for node in cluster.nodes}


def test_servers_announced_by_host_name_and_by_one_that_is_not_known_here(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3)
    names = ("localhost", "localhost", "nowhere.invalid")
    for node, name in zip(cluster.nodes, names, strict=True):
        node.command("CONFIG", "SET", "cluster-announce-hostname", name)
        node.command("CONFIG", "SET", "cluster-preferred-endpoint-type", "hostname")
    cluster.nodes[0].wait_until(
        lambda: all(str(node.command("CLUSTER", "NODES")).count(",") >= 4 for node in cluster.nodes)
    )
    cluster.nodes[0].wait_until(
        lambda: [master[0] for _first, _last, master in slots_of(cluster)] == list(names)
    )
    session = cluster_session(log_in, cluster)
    found = {node.name: node.address for node in session.masters()}
    assert found == {
        f"127.0.0.1:{cluster.port}": "127.0.0.1",  # as it was dialled
        f"localhost:{cluster.nodes[1].port}": "localhost",
        f"nowhere.invalid:{cluster.nodes[2].port}": "127.0.0.1",  # the address behind it
    }
    for key in map(str, range(30)):
        assert session.ask_key(key.encode(), "GET", key) is None


def slots_of(cluster: RedisCluster) -> list[Any]:
    return sorted(cluster.nodes[0].command("CLUSTER", "SLOTS"))


def test_a_slot_that_nobody_holds_is_said(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3)
    for node in cluster.nodes:
        node.command("CLUSTER", "DELSLOTS", slot_of(b"a"))
    session = cluster_session(log_in, cluster)
    with pytest.raises(StatementFailed, match="slot") as failed:
        session.ask_key(b"a", "GET", "a")
    assert failed.value.code == "CLUSTERDOWN"


def test_a_login_that_is_no_cluster_says_so(log_in: Log, redis_server: Redis) -> None:
    session = log_in(endpoint(redis_server.port, redis=RedisAccess(cluster=True)))
    with pytest.raises(StatementFailed, match="cluster"):
        session.masters()


def test_keys_of_one_tag_have_one_slot() -> None:
    assert slot_of(b"{user1}.a") == slot_of(b"{user1}.b") == slot_of(b"user1")
    assert slot_of(b"123456789") == 12739  # of the cluster specification
