"""Questions reach the server they belong to, while slots move and servers fall."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.errors import ConnectFailed, SessionLost, StatementFailed
from app.engines.redis.servers import slot_of
from tests.engines.redis.conftest import Log, cluster_endpoint
from tests.servers.redis_servers import ClusterNode, Redis, RedisCluster

KEYS = [f"key:{number}" for number in range(12)]


Moving = tuple[RedisCluster, ClusterNode, ClusterNode]


@pytest.fixture
def moving(redis_cluster_pairs: RedisCluster) -> Iterator[Moving]:
    """Two keys of one slot, `{m}.here` and `{m}.gone`, the latter moved already."""
    cluster = redis_cluster_pairs
    source = cluster.owner("{m}")
    target = next(node for node in cluster.nodes if node is not source)
    for key in ("{m}.here", "{m}.gone"):
        source.command("SET", key, key)
    cluster.begin_to_move(slot_of(b"{m}"), source, target)
    cluster.move_key("{m}.gone", source, target)
    yield cluster, source, target
    for node in (source, target):
        node.command("FLUSHALL")
        node.command("CLUSTER", "SETSLOT", slot_of(b"{m}"), "STABLE")
    if cluster.owner("{m}") is target:
        cluster.begin_to_move(slot_of(b"{m}"), target, source)
        cluster.end_to_move(slot_of(b"{m}"), source)


def log_in_at(log_in: Log, cluster: RedisCluster, **options: Any) -> Any:
    return log_in(cluster_endpoint(cluster, **options), password=cluster.password)


def test_each_key_is_asked_where_it_is(log_in: Log, redis_cluster_pairs: RedisCluster) -> None:
    cluster = redis_cluster_pairs
    for key in KEYS:
        cluster.owner(key).command("SET", key, key)
    session = log_in_at(log_in, cluster)
    found = session.ask_keys([(key.encode(), ("GET", key)) for key in KEYS])
    assert [reply.decode() for reply in found] == KEYS


def test_keys_of_a_slot_that_is_being_moved_are_found_on_both(log_in: Log, moving: Moving) -> None:
    session = log_in_at(log_in, moving[0])
    questions = [(key, ("GET", key)) for key in (b"{m}.gone", b"{m}.here", b"{m}.gone", b"{m}.not")]
    assert session.ask_keys(questions) == [b"{m}.gone", b"{m}.here", b"{m}.gone", None]
    assert {facts.key for facts in session.key_facts([b"{m}.gone", b"{m}.here", b"{m}.not"])} == {
        b"{m}.gone",
        b"{m}.here",
    }


def test_a_slot_that_has_moved_is_followed_and_the_map_learnt(log_in: Log, moving: Moving) -> None:
    cluster, source, target = moving
    session = log_in_at(log_in, cluster)
    assert session.ask_key(b"{m}.here", "GET", "{m}.here") == b"{m}.here"
    assert session.owner_of(b"{m}.here").endswith(f":{source.port}")
    cluster.move_key("{m}.here", source, target)
    cluster.end_to_move(slot_of(b"{m}"), target)
    assert session.ask_key(b"{m}.here", "GET", "{m}.here") == b"{m}.here"
    assert session.owner_of(b"{m}.here").endswith(f":{target.port}")


def test_a_change_planned_before_a_slot_moved_is_done_behind_it(
    log_in: Log, moving: Moving
) -> None:
    cluster, source, target = moving
    session = log_in_at(log_in, cluster)
    for word in ("one", "two"):
        session.tell_key(f"127.0.0.1:{source.port}", b"SET", b"{m}.gone", word.encode())
        assert session.ask_key(b"{m}.gone", "GET", "{m}.gone") == word.encode()
    cluster.move_key("{m}.here", source, target)
    cluster.end_to_move(slot_of(b"{m}"), target)
    session.tell_key(f"127.0.0.1:{source.port}", b"SET", b"{m}.here", b"three")
    assert target.command("GET", "{m}.here") == "three"


def test_every_server_answers_for_itself_and_one_that_is_down_says_so(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3, 3)
    session = log_in_at(log_in, cluster)

    def port(node: Any) -> int:
        return int(dict(session_pairs(node.ask("CONFIG", "GET", "tls-port")))[b"tls-port"])

    found = dict(session.ask_everywhere(port, replicas=True))
    assert {int(name.rpartition(":")[2]): said for name, said in found.items()} == {
        node.port: node.port for node in cluster.all
    }
    assert len(session.ask_everywhere(port)) == 3
    fallen = cluster.replicas[1]
    fallen.kill()
    found = dict(session.ask_everywhere(port, replicas=True))
    trouble = found.pop(f"127.0.0.1:{fallen.port}")
    assert isinstance(trouble, ConnectFailed | SessionLost)
    assert sorted(found.values()) == sorted(node.port for node in cluster.all if node is not fallen)


def session_pairs(reply: Any) -> Any:
    return reply.items() if isinstance(reply, dict) else zip(reply[::2], reply[1::2], strict=True)


def test_keys_are_found_behind_a_failover(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3, 3)
    master = cluster.owner("kept")
    replica = cluster.replicas[cluster.nodes.index(master)]
    other = next(node for node in cluster.nodes if node is not master)
    master.command("SET", "kept", "1")
    master.command("WAIT", 1, 5000)
    session = log_in_at(log_in, cluster, node=other)
    assert session.ask_key(b"kept", "GET", "kept") == b"1"
    master.kill()
    [said] = session.ask_keys([(b"kept", ("GET", "kept"))])
    assert isinstance(said, ConnectFailed)
    replica.wait_until(lambda: replica.info("replication")["role"] == "master")
    other.wait_until(lambda: cluster.owner("kept", other) is replica)
    assert session.ask_key(b"kept", "GET", "kept") == b"1"


def test_one_server_answers_alone_and_its_errors_come_through(
    log_in: Log, redis_server: Redis
) -> None:
    session = log_in(redis_server.port)
    assert session.ask_everywhere(lambda node: node.ask("PING")) == [("", b"PONG")]
    with pytest.raises(StatementFailed):
        session.ask_everywhere(lambda node: node.ask("NONSENSE"))
    redis_server.kill()
    with pytest.raises(SessionLost):
        session.ask_everywhere(lambda node: node.ask("PING"))
