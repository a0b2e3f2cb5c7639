"""Each field that a formula of the catalogue reads is there on a real Redis."""

from app.domain.inventory import DatabaseType
from tests.engines.agreement import asks, missing
from tests.engines.redis.conftest import Log, cluster_endpoint
from tests.servers.pairs import RedisWatched
from tests.servers.redis_servers import RedisCluster

ELSEWHERE: dict[str, str] = {}
"""What Redis 7.0 has not, or not on servers like these, and why."""


def test_what_formulas_read_is_there(
    log_in: Log, redis_sentinel: RedisWatched, redis_cluster: RedisCluster
) -> None:
    watched, cluster = redis_sentinel, redis_cluster
    watched.master.command("CONFIG", "SET", "latency-monitor-threshold", "1")
    watched.master.command("EVAL", "local i=0 while i<2000000 do i=i+1 end", 0)
    watched.master.command("SET", "k", "x", "EX", 1000)
    watched.master.command("CONFIG", "SET", "appendonly", "yes")
    sessions = [log_in(each.port) for each in (watched.master, watched.replica, watched.sentinel)]
    sessions.append(log_in(cluster_endpoint(cluster), password=cluster.password))
    looks = [session.sample(ask) for session in sessions for ask in asks(DatabaseType.REDIS)]
    assert not [raw.troubles for raw in looks if raw.troubles]
    assert missing(DatabaseType.REDIS, looks).keys() == ELSEWHERE.keys()
