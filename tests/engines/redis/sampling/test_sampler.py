"""Samples of real servers: alone, following, in a cluster, watched by a Sentinel."""

from typing import Any

import pytest

from app.domain.monitoring.sample import Ask
from app.engines.abilities import Samples
from tests.engines.redis.conftest import Log
from tests.servers.redis_servers import Redis


def ask(**wanted: str) -> Ask:
    return Ask({source: frozenset(names.split()) for source, names in wanted.items()})


def test_what_is_wanted_is_there_and_nothing_else(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    assert isinstance(session, Samples)
    for number in range(3):
        redis_server.command("SET", f"k{number}", "x", "EX", 100)
    with pytest.raises(Exception, match="WRONGTYPE"):
        redis_server.command("LPUSH", "k1", "x")
    wanted = ask(
        info="used_memory maxmemory_policy mem_fragmentation_ratio role nonsense"
        " used_memory_dataset_perc aof_current_size",
        commandstats="calls usec failed_calls", errorstats="count", keyspace="keys expires",
        slowlog="last_id length", latency="latest max", config="maxmemory-policy slowlog_max_len",
        probe="ping_ms", cost="statements bytes", cluster="cluster_state", sentinel="status",
        replica="lag",
    )  # fmt: skip
    raw = session.sample(wanted)
    fields: dict[str, Any] = dict(raw.fields)
    assert fields.pop("info.used_memory") > 500_000
    assert 0 < fields.pop("info.mem_fragmentation_ratio") < 1000
    assert 0 < fields.pop("info.used_memory_dataset_perc") < 100
    assert 0 < fields.pop("probe.ping_ms") < 1000
    assert fields.pop("cost.statements") >= raw.cost.statements
    assert fields.pop("cost.bytes") >= raw.cost.bytes > 3000
    assert fields == {
        "info.maxmemory_policy": "noeviction", "info.role": "master",
        "slowlog.last_id": -1, "slowlog.length": 0,
        "config.maxmemory-policy": "noeviction", "config.slowlog_max_len": 128,
    }  # fmt: skip
    assert raw.tables["keyspace"] == {"db0": {"keys": 3, "expires": 3}}
    assert raw.tables["errorstats"]["WRONGTYPE"] == {"count": 1}
    assert raw.tables["commandstats"]["set"]["calls"] == 3
    assert raw.tables["commandstats"]["lpush"]["failed_calls"] == 1
    assert raw.tables["replica"] == raw.tables["latency"] == {}
    assert raw.troubles == {}
    assert raw.boot == redis_server.info("server")["run_id"]
    assert raw.uptime is not None
    assert 0 <= raw.uptime < 60
    before = raw.cost.statements
    assert session.sample(wanted).cost.statements < before, "what there is, it is told once"
