"""Redis starts, replicates, fails over, and serves as a cluster behind TLS and an access list."""

import ssl
from collections.abc import Callable

import pytest
import redis

from tests.servers.pairs import RedisPair, RedisWatched
from tests.servers.redis_servers import Redis, RedisCluster


def test_answers_and_comes_back(redis_server: Redis) -> None:
    assert redis_server.command("SET", "colour", "blue") == "OK"
    with redis_server.connect() as client:
        assert client.get("colour") == "blue"
    redis_server.restart()
    assert redis_server.command("GET", "colour") is None
    assert redis_server.info("server")["redis_version"] >= "7"
    assert "Ready to accept connections" in redis_server.log


def test_options_reach_it(start_redis: Callable[..., Redis]) -> None:
    assert start_redis("--maxmemory", "32mb").info("memory")["maxmemory_human"] == "32.00M"


def test_the_replica_follows(redis_replica_pair: RedisPair) -> None:
    redis_replica_pair.master.command("SET", "colour", "blue")
    assert redis_replica_pair.master.command("WAIT", 1, 5000) == 1
    assert redis_replica_pair.replica.command("GET", "colour") == "blue"


def test_the_sentinel_fails_over(redis_sentinel: RedisWatched) -> None:
    sentinel = redis_sentinel.sentinel
    assert sentinel.master_port() == redis_sentinel.master.port
    redis_sentinel.master.kill()
    sentinel.wait_until(lambda: sentinel.master_port() == redis_sentinel.replica.port)


def test_the_cluster_wants_tls_and_its_user(redis_cluster: RedisCluster) -> None:
    nodes = redis_cluster.nodes
    with redis.RedisCluster(
        host=redis_cluster.host, port=redis_cluster.port, **redis_cluster.login()
    ) as client:
        for number in range(50):
            client.set(f"key:{number}", number)
    assert all(int(node.command("DBSIZE")) > 0 for node in nodes)
    with pytest.raises(redis.exceptions.AuthenticationError), nodes[0].connect(password="no") as no:
        no.ping()
    with pytest.raises(redis.exceptions.ConnectionError), nodes[0].connect(ssl=False) as plain:
        plain.ping()
    trust = {"ssl_ca_certs": str(redis_cluster.certificates.other_ca)}
    with (
        pytest.raises(redis.exceptions.ConnectionError) as said,
        nodes[0].connect(**trust) as stranger,
    ):
        stranger.ping()
    assert isinstance(said.value.__cause__ or said.value.__context__, ssl.SSLError)
    assert redis_cluster.tidy()
    assert all(node.command("DBSIZE") == 0 for node in nodes)


def test_replicas_of_the_cluster_follow_and_a_slot_moves(redis_cluster_pairs: RedisCluster) -> None:
    cluster = redis_cluster_pairs
    assert len(cluster.all) == 6
    source = cluster.owner("a")
    target = next(node for node in cluster.nodes if node is not source)
    slot = int(source.command("CLUSTER", "KEYSLOT", "a"))
    source.command("SET", "a", "1")
    cluster.begin_to_move(slot, source, target)
    cluster.move_key("a", source, target)
    with pytest.raises(redis.exceptions.ResponseError, match=f"{slot} "):
        source.command("GET", "a")
    cluster.end_to_move(slot, target)
    assert cluster.owner("a") is target
    assert target.command("GET", "a") == "1"
    assert not cluster.tidy()
