"""Who follows whom: shown with what it destroys, agreed to, done; rings and clusters refused."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.act import Act, Consent, Ending
from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.operating.replication import ReplicationStep
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.ways import until
from tests.servers.pairs import RedisPair, RedisWatched
from tests.servers.redis_servers import Redis, RedisCluster

FOLLOW, PROMOTE, STOP = ReplicationStep.FOLLOW, ReplicationStep.PROMOTE, ReplicationStep.STOP
Starts = Callable[..., Redis]


def do(session: Any, act: Act) -> None:
    for command in act.commands:
        outcome = session.perform(command, Consent("lin"), lambda _id: None)
        assert outcome.ending is Ending.DONE


def at(server: Redis) -> str:
    return f"{server.host}:{server.port}"


def test_a_server_follows_another_and_the_preview_says_what_is_lost(
    log_in: Log, start_redis: Starts
) -> None:
    server, master, third = start_redis(), start_redis(), start_redis()
    server.command("EVAL", "for i=1,1200 do redis.call('SET','old:'..i,i) end", 0)
    master.command("SET", "new", "1")
    third.follow(server)
    session = log_in(server.port)
    assert session.replication_steps == (STOP, FOLLOW, PROMOTE)
    act = session.plan_replication(FOLLOW, at(master))
    assert [command.text for command in act.commands] == [f"REPLICAOF 127.0.0.1 {master.port}"]
    assert act.hits == (at(server), "db0: 1,200 keys", at(third))
    assert "thrown away" in act.warnings[0]
    assert f"{at(master)} holds db0: one key." in act.warnings
    assert any("redis.conf" in warning for warning in act.warnings)
    assert act.type_to_confirm == at(server)
    assert server.command("DBSIZE") == 1200, "nothing happened yet"
    do(session, act)
    server.wait_until(server.replicates)
    assert server.command("KEYS", "*") == ["new"]
    [channel] = session.replication().channels
    assert channel.source == at(master)
    with pytest.raises(BadInput, match="already"):
        session.plan_replication(FOLLOW, at(master))
    act = session.plan_replication(STOP, "")
    assert act.type_to_confirm == "REPLICAOF NO"
    do(session, act)
    assert session.replication().channels == ()


def test_an_empty_master_is_said_to_be_empty(log_in: Log, start_redis: Starts) -> None:
    server, master = start_redis(), start_redis()
    act = log_in(server.port).plan_replication(FOLLOW, at(master))
    assert f"{at(master)} holds no key at all." in act.warnings


def test_nobody_follows_himself_or_his_own_replica(
    log_in: Log, redis_replica_pair: RedisPair, start_redis: Starts
) -> None:
    master, replica = redis_replica_pair.master, redis_replica_pair.replica
    behind = start_redis()
    behind.follow(replica)
    session = log_in(master.port)
    for name in (at(master), f"localhost:{master.port}"):
        with pytest.raises(Refused, match="itself"):
            session.plan_replication(FOLLOW, name)
    for server in (replica, behind):
        with pytest.raises(Refused, match="each other") as refused:
            session.plan_replication(FOLLOW, at(server))
        assert refused.value.hint
    warnings = log_in(behind.port).plan_replication(FOLLOW, at(master)).warnings
    assert any(at(master) in warning for warning in warnings), "but up the chain is allowed"


def test_one_that_cannot_be_asked_is_said_so(log_in: Log, redis_server: Redis) -> None:
    act = log_in(redis_server.port).plan_replication(FOLLOW, "127.0.0.1:1")
    assert any("could not be asked" in warning for warning in act.warnings)


@pytest.mark.parametrize("typed", ["", "a b:1", ":6379", "db:port", "db:0", "db:65536", "db:-1"])
def test_what_is_no_server_is_said(log_in: Log, redis_server: Redis, typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        log_in(redis_server.port).plan_replication(FOLLOW, typed)
    assert refused.value.hint


def test_a_read_only_session_plans_and_does_not(
    log_in: Log, redis_server: Redis, start_redis: Starts
) -> None:
    session = log_in(endpoint(redis_server.port, read_only=True))
    act = session.plan_replication(FOLLOW, at(start_redis()))
    with pytest.raises(Refused, match="read-only"):
        do(session, act)
    assert redis_server.info("replication")["role"] == "master"


def test_a_replica_takes_over_with_all_that_was_written(
    log_in: Log, redis_replica_pair: RedisPair
) -> None:
    master, replica = redis_replica_pair.master, redis_replica_pair.replica
    session = log_in(master.port)
    with pytest.raises(BadInput, match="no replica"):
        session.plan_replication(PROMOTE, "127.0.0.1:1")
    until(lambda: session.replication().replicas[0].state == "online")
    act = session.plan_replication(PROMOTE, at(replica))
    assert act.hits == (at(master), at(replica))
    assert act.type_to_confirm == "FAILOVER"
    master.command("SET", "last", "1")
    do(session, act)
    replica.wait_until(lambda: replica.info("replication")["role"] == "master")
    master.wait_until(master.replicates)
    assert replica.command("GET", "last") == "1"
    assert [each.source for each in session.replication().channels] == [at(replica)]


def test_sentinels_decide_where_there_are_some(log_in: Log, redis_sentinel: RedisWatched) -> None:
    watched = redis_sentinel
    access = RedisAccess(sentinels=(at(watched.sentinel),), sentinel_master=watched.sentinel.name)
    session = log_in(endpoint(1, redis=access))
    assert session.replication_steps == ()
    with pytest.raises(Refused, match="Sentinels"):
        session.plan_replication(FOLLOW, "127.0.0.1:1")


@pytest.fixture
def in_cluster(log_in: Log, redis_cluster_pairs: RedisCluster) -> Callable[[Redis], Any]:
    cluster = redis_cluster_pairs

    def begin(node: Redis) -> Any:
        where = endpoint(
            node.port, user=cluster.user, redis=RedisAccess(cluster=True),
            tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
        )  # fmt: skip
        return log_in(where, password=cluster.password)

    return begin


def test_in_a_cluster_a_replica_follows_another_master_by_its_id(
    in_cluster: Callable[[Redis], Any], redis_cluster_pairs: RedisCluster
) -> None:
    cluster = redis_cluster_pairs
    first, second = cluster.nodes[:2]
    replica = cluster.replicas[0]
    session = in_cluster(replica)
    assert session.replication_steps == (FOLLOW, PROMOTE)
    act = session.plan_replication(FOLLOW, at(second))
    assert act.commands[0].text == f"CLUSTER REPLICATE {second.command('CLUSTER', 'MYID')}"
    with pytest.raises(Refused, match="itself"):
        session.plan_replication(FOLLOW, at(replica))
    with pytest.raises(Refused, match="only masters"):
        session.plan_replication(FOLLOW, at(cluster.replicas[1]))
    with pytest.raises(BadInput, match="not part"):
        session.plan_replication(FOLLOW, "127.0.0.1:1")
    with pytest.raises(Unsupported):
        session.plan_replication(STOP, "")
    master = in_cluster(first)
    with pytest.raises(Refused, match="each other"):
        master.plan_replication(FOLLOW, at(replica))
    with pytest.raises(Refused, match="holds slots"):
        master.plan_replication(FOLLOW, at(second))
    do(session, act)
    until(lambda: replica.info("replication").get("master_port") == str(second.port))
    do(session, session.plan_replication(FOLLOW, at(first)))
    until(replica.replicates)


def test_in_a_cluster_a_replica_takes_over(
    in_cluster: Callable[[Redis], Any], redis_cluster_pairs: RedisCluster
) -> None:
    cluster = redis_cluster_pairs
    master, replica = cluster.nodes[0], cluster.replicas[0]
    session = in_cluster(cluster.nodes[1])  # asked of anybody, it goes to the replica
    act = session.plan_replication(PROMOTE, at(replica))
    assert [(each.text, each.target) for each in act.commands] == [
        ("CLUSTER FAILOVER", at(replica))
    ]
    assert act.hits[0] == at(replica)
    assert at(master) in act.hits[1]
    assert "slots" in act.hits[1]
    with pytest.raises(BadInput, match="no replica"):
        session.plan_replication(PROMOTE, at(master))
    do(session, act)
    until(lambda: replica.info("replication")["role"] == "master")
    until(master.replicates)


def test_a_dead_master_is_taken_over_by_force(
    in_cluster: Callable[[Redis], Any], redis_cluster_pairs: RedisCluster
) -> None:
    cluster = redis_cluster_pairs
    replica = cluster.replicas[2]
    session = in_cluster(cluster.nodes[0])
    cluster.nodes[2].kill()

    def forced() -> bool:
        try:
            act = session.plan_replication(PROMOTE, at(replica))
        except BadInput:  # it took over by itself
            return True
        return bool(act.commands[0].text == "CLUSTER FAILOVER FORCE" and "lost" in act.warnings[0])

    until(forced, 20)
