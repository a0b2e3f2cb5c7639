"""Each field that a formula of the catalogue reads is there on a real Redis."""

import pytest

from app.domain.inventory import DatabaseType
from tests.engines.agreement import asks, missing, read_by
from tests.engines.redis.conftest import Log, cluster_endpoint
from tests.servers.pairs import RedisWatched
from tests.servers.redis_servers import RedisCluster

_SINCE_7_2 = "Redis has it since 7.2"
ELSEWHERE = {
    "info.instantaneous_eventloop_cycles_per_sec": _SINCE_7_2,
    "info.instantaneous_eventloop_duration_usec": _SINCE_7_2,
    "info.client_output_buffer_limit_disconnections": _SINCE_7_2,
    "info.client_query_buffer_limit_disconnections": _SINCE_7_2,
    "info.acl_access_denied_auth": _SINCE_7_2,
    "info.acl_access_denied_cmd": _SINCE_7_2,
    "info.acl_access_denied_key": _SINCE_7_2,
    "info.acl_access_denied_channel": _SINCE_7_2,
    "info.pubsub_clients": "Redis has it since 7.4",
    "info.loading_eta_seconds": "only while it loads",
    "info.loading_loaded_perc": "only while it loads",
    "info.master_link_down_since_seconds": "only while a replica has lost its master",
    "info.master_sync_left_bytes": "only while a replica fetches all the data",
}
"""What Redis 7.0 has not, or not on servers like these, and why."""
AT_TIMES = ("commandstats", "errorstats", "latency", "keyspace")


def test_what_formulas_read_is_there(
    log_in: Log, redis_sentinel: RedisWatched, redis_cluster: RedisCluster
) -> None:
    watched, cluster = redis_sentinel, redis_cluster
    master = watched.master
    master.command("CONFIG", "SET", "latency-monitor-threshold", "1")
    master.command("EVAL", "local i=0 while i<2000000 do i=i+1 end", 0)
    master.command("SET", "k", "x", "EX", 1000)
    master.command("CONFIG", "SET", "appendonly", "yes")
    with pytest.raises(Exception, match="WRONGTYPE"):
        master.command("LPUSH", "k", "x")
    sessions = [log_in(each.port) for each in (master, watched.replica, watched.sentinel)]
    sessions.append(log_in(cluster_endpoint(cluster), password=cluster.password))
    looks = [session.sample(ask) for session in sessions for ask in asks(DatabaseType.REDIS)]
    assert not [raw.troubles for raw in looks if raw.troubles]
    found = missing(DatabaseType.REDIS, looks, AT_TIMES)
    assert found.keys() == ELSEWHERE.keys() & read_by(DatabaseType.REDIS)
