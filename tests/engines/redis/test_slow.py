"""Slow commands and spikes of latency of every server, and who did not answer."""

from collections.abc import Callable

from tests.engines.redis.conftest import Log, cluster_endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_slow_commands_and_spikes_are_kept(log_in: Log, start_redis: Callable[..., Redis]) -> None:
    server = start_redis("--slowlog-log-slower-than", "0", "--latency-monitor-threshold", "1")
    session = log_in(server.port)
    server.command("EVAL", "local i=0 while i<5000000 do i=i+1 end", 0)
    [slow] = [entry for entry in session.slow_log() if entry.text.startswith("EVAL")]
    assert slow.seconds > 0.001
    assert [spike.event for spike in session.latency()] == ["command"]


def test_a_cluster_tells_of_all_its_servers_and_of_one_that_is_down(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3, 3)
    for node in cluster.all:
        node.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
        node.command("CONFIG", "SET", "latency-monitor-threshold", 1)
        node.command("EVAL", "local i=0 while i<3000000 do i=i+1 end", 0)
    session = log_in(cluster_endpoint(cluster), password=cluster.password)
    places = {f"127.0.0.1:{node.port}" for node in cluster.all}
    slow = [entry for entry in session.slow_log() if entry.text.startswith("EVAL")]
    assert {entry.node for entry in slow} == places
    assert len({entry.id for entry in slow}) == 6
    assert {spike.node for spike in session.latency() if spike.event == "command"} == places
    fallen = cluster.replicas[2]
    fallen.kill()
    first = session.slow_log()[0]
    assert (first.node, first.at) == (f"127.0.0.1:{fallen.port}", None)
    assert "could not be asked" in first.text
    [missing] = [spike for spike in session.latency() if spike.at is None]
    assert missing.node == first.node
