"""What takes the memory of every server."""

from app.domain.operating.space import SpaceKind
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_memory_is_shown_by_type(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SET", "a", "x" * 10_000)
    items = session.space()
    assert items[0].used
    [types] = [item for item in items if item.kind is SpaceKind.KEY_TYPE]
    [strings] = session.space(types)
    assert strings.name == "string"
    assert (strings.used or 0) >= 10_000


def test_the_sample_is_of_the_connections_own_database(log_in: Log, redis_server: Redis) -> None:
    session = log_in(endpoint(redis_server.port))
    redis_server.command("SET", "a", "x")
    session.use_database(5)
    [types] = [item for item in session.space() if item.kind is SpaceKind.KEY_TYPE]
    assert [item.name for item in session.space(types)] == ["string"]


def test_each_master_of_a_cluster_has_its_own_books(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    owners = {item.owner for item in session.space() if item.kind is SpaceKind.MEMORY}
    assert owners == {f"127.0.0.1:{node.port}" for node in redis_cluster.nodes}
