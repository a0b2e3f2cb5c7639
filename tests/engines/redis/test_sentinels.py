"""A service watched by Sentinels: found, failed over while a session is open, and found again."""

import threading
from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.endpoint import Endpoint, RedisAccess
from app.domain.errors import BadInput, Cancelled, ConnectFailed, Refused, SessionLost
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import ReplicationStep
from app.domain.stop import Stop
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.ways import until
from tests.servers.pairs import RedisWatched


def of(watched: RedisWatched, **access: Any) -> Endpoint:
    sentinels = ("127.0.0.1:1", f"127.0.0.1:{watched.sentinel.port}")
    redis = RedisAccess(sentinels=sentinels, sentinel_master=watched.sentinel.name)
    return endpoint(1, redis=redis, **access)


def no_secret(_id: str) -> None:
    return None


def test_the_sentinels_view_is_part_of_replication(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    replication = log_in(of(redis_sentinel)).replication()
    facts = dict(replication.facts)
    assert replication.group == redis_sentinel.sentinel.name
    assert facts["sentinel flags"] == "master"
    assert facts["sentinel failover-state"] == "none"
    assert facts["master_failover_state"] == "no-failover"
    redis_sentinel.sentinel.kill()
    assert (
        "Nothing listens"
        in dict(log_in_again(redis_sentinel, log_in))[
            f"sentinel 127.0.0.1:{redis_sentinel.sentinel.port}"
        ]
    )


def log_in_again(watched: RedisWatched, log_in: Log) -> Any:
    """Facts of a session whose Sentinels are gone meanwhile."""
    watched.sentinel.start()
    session = log_in(of(watched))
    watched.sentinel.kill()
    return session.replication().facts


def test_a_killed_master_is_left_for_the_new_one(log_in: Log, redis_sentinel: RedisWatched) -> None:
    watched = redis_sentinel
    session = log_in(of(watched))
    assert session.main.port == watched.master.port
    watched.master.kill()
    with pytest.raises(SessionLost):
        session.ping()
    watched.sentinel.wait_until(
        lambda: "s_down" in str(watched.sentinel.command("SENTINEL", "MASTERS")[0]["flags"])
    )
    again = log_in(of(watched, connect_timeout=15))
    assert again.main.port == watched.replica.port
    assert again.facts.role in (TopologyRole.STANDALONE, TopologyRole.MASTER)


def test_a_failover_told_to_a_sentinel_is_shown_while_it_runs(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    sentinel, session = log_in(watched.sentinel.port), log_in(of(watched))
    act = sentinel.plan_replication(ReplicationStep.FAILOVER, watched.sentinel.name)
    assert act.type_to_confirm == watched.sentinel.name
    assert act.hits[0] == f"127.0.0.1:{watched.master.port}, the master now"
    assert act.hits[1] == f"127.0.0.1:{watched.replica.port}, replica with priority 100: slave"
    for command in act.commands:
        sentinel.perform(command, Consent("lin", watched.sentinel.name), no_secret)
    seen: list[str] = []

    def over() -> bool:
        [channel] = sentinel.replication().channels
        seen.append(channel.applying)
        return bool(channel.source == f"127.0.0.1:{watched.replica.port}" and not channel.applying)

    until(over, 20)
    assert set(seen) - {""}, "the steps of the failover were to be seen"
    session.ping()  # the old master does not know yet, and would take what is lost soon
    with pytest.raises(Refused, match=str(watched.replica.port)) as refused:
        session.perform(session.plan_command("SET a 1").commands[0], Consent("lin"), no_secret)
    assert refused.value.hint
    with pytest.raises(SessionLost):
        session.ping()
    assert log_in(of(watched)).main.port == watched.replica.port


def test_a_dead_master_nobody_fails_over_is_said_at_once(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    watched.sentinel.command("SENTINEL", "SET", watched.sentinel.name, "down-after-milliseconds",
                             "600000")  # fmt: skip
    watched.master.kill()
    with pytest.raises(ConnectFailed, match="Nothing listens"):
        log_in(of(watched, connect_timeout=60))


def test_waiting_for_a_failover_can_be_cancelled(log_in: Log, redis_sentinel: RedisWatched) -> None:
    watched = redis_sentinel
    watched.replica.kill()  # so that nobody can take over
    watched.master.kill()
    watched.sentinel.wait_until(
        lambda: "s_down" in str(watched.sentinel.command("SENTINEL", "MASTERS")[0]["flags"])
    )
    stop = Stop()
    timer = threading.Timer(0.5, stop.set)
    timer.start()
    with pytest.raises(Cancelled):
        log_in(of(watched, connect_timeout=60), stop)
    timer.join()
    with pytest.raises(ConnectFailed, match="Nothing listens"):
        log_in(of(watched, connect_timeout=0.5))


def test_who_is_named_as_master_and_is_a_replica_is_none(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    watched.sentinel.wait_until(lambda: watched.sentinel.knows(replicas=1))
    watched.master.command("REPLICAOF", watched.replica.host, watched.replica.port)
    with pytest.raises(ConnectFailed, match="it is a replica") as failed:
        log_in(of(watched, connect_timeout=0.1))
    assert failed.value.hint


def test_a_failover_that_cannot_be_is_refused_before(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    session = log_in(watched.sentinel.port)
    with pytest.raises(BadInput, match="nobody"):
        session.plan_replication(ReplicationStep.FAILOVER, "nobody")
    watched.replica.kill()

    def refused() -> bool:
        try:
            session.plan_replication(ReplicationStep.FAILOVER, watched.sentinel.name)
        except Refused as error:
            return "could take over" in str(error)
        return False  # it takes half a second until it is called down

    until(refused)
