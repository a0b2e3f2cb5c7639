"""Big keys are found by weighing many, and what could not be weighed is counted."""

import pytest

from app.domain.errors import Cancelled, SessionLost
from app.domain.stop import Stop
from app.engines.redis.key_weights import pattern_of
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_the_big_are_found_and_sampling_can_be_stopped(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect() as client:
        client.eval("for i=1,5000 do redis.call('SET','k'..i,i) end", 0)
        client.set("the-big-one", "x" * 1_000_000)
    assert session.weigh_keys(lambda _sample: None).big[0].key == b"the-big-one"
    stop = Stop()
    stop.set()
    with pytest.raises((Cancelled, SessionLost)), session.during(stop):
        session.weigh_keys(lambda _sample: None)


def test_patterns_leave_out_what_differs() -> None:
    assert pattern_of(b"user:123:cart") == "user:*:cart"
    assert pattern_of(b"s:0b1f0c9e-1b1a-4c39-9d5e-4b8a1c2d3e4f") == "s:*"
    assert pattern_of(b"h:deadbeefdeadbeef") == "h:*"
    assert pattern_of(b"face:cafe") == "face:cafe"


def test_keys_that_may_not_be_weighed_are_counted(log_in: Log, redis_server: Redis) -> None:
    with redis_server.connect() as client:
        client.mset(
            {f"{whose}:{number}": "x" for whose in ("mine", "theirs") for number in range(9)}
        )
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pw", "~mine:*", "+@all")
    session = log_in(endpoint(redis_server.port, user="lin"), password="pw")
    found = session.weigh_keys(lambda _sample: None)
    assert (found.seen, found.unread) == (9, 9)
    assert "permission" in found.trouble


def test_every_server_of_a_cluster_is_sampled(log_in: Log, redis_cluster: RedisCluster) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    for key in ("a", "b", "c"):
        redis_cluster.owner(key).command("HSET", key, "field", "x" * 1000)
    found = session.weigh_keys(lambda _sample: None)
    assert {key.key for key in found.big} == {b"a", b"b", b"c"}
    assert {key.node for key in found.big} == {
        f"127.0.0.1:{redis_cluster.owner(key).port}" for key in ("a", "b", "c")
    }
    assert found.by_type[0][:2] == ("hash", 3)
