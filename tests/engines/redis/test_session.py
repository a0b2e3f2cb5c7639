"""What a session reads, refuses, does, and how it ends what takes too long."""

import pytest

from app.domain.act import Consent, Ending
from app.domain.errors import BadInput, Refused
from app.engines import abilities
from tests.engines.redis.conftest import ME, Log, cluster_endpoint, endpoint, no_secret
from tests.servers.redis_servers import Redis, RedisCluster


def test_it_has_the_abilities_its_pages_ask_for(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    for ability in (
        abilities.ListsSessions, abilities.KillsSessions, abilities.ShowsReplication,
        abilities.ControlsReplication, abilities.FindsTopology, abilities.KeepsSlowLog,
        abilities.WatchesLatency, abilities.ShowsParameters, abilities.SetsParameters,
        abilities.ShowsAccounts, abilities.ShowsSpace, abilities.BrowsesKeys,
        abilities.ChangesKeys, abilities.Subscribes,
    ):  # fmt: skip
        assert isinstance(session, ability), ability
    assert not isinstance(session, abilities.ShowsLocks)


@pytest.mark.parametrize(
    "line",
    [
        "SET a 1", "DEL a", "FLUSHALL", "CONFIG SET maxmemory 1", "EVAL 'return 1' 0", "KEYS *",
        "MONITOR", "BLPOP a 0", "SUBSCRIBE a", "DEBUG SLEEP 1", "CLIENT KILL ID 1", "SHUTDOWN",
        "GETDEL a", "SORT a STORE b", "ACL SETUSER a on", "SCRIPT FLUSH", "SLOWLOG RESET",
        "ACL LOG RESET", "nonsense", "MULTI", "SELECT 1", "AUTH x", "WAIT 1 0",
    ],
)  # fmt: skip
def test_reading_refuses_what_could_change_or_stop_anything(
    log_in: Log, redis_server: Redis, line: str
) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SET", "kept", "1")
    with pytest.raises(Refused) as refused:
        session.run(line)
    assert refused.value.hint
    assert redis_server.command("GET", "kept") == "1"


@pytest.mark.parametrize(
    "line",
    ["GET a", "TTL a", "INFO", "CLIENT LIST", "CONFIG GET max*", "EVAL_RO 'return 1' 0",
     "MEMORY USAGE a", "XINFO HELP", "OBJECT HELP", "ACL WHOAMI", "SORT_RO a", "TYPE a"],
)  # fmt: skip
def test_reading_reads(log_in: Log, redis_server: Redis, line: str) -> None:
    log_in(redis_server.port).run(line)


def test_a_read_only_session_writes_nothing(log_in: Log, redis_server: Redis) -> None:
    session = log_in(endpoint(redis_server.port, read_only=True))
    redis_server.command("SET", "kept", "1")
    before = redis_server.info("all")
    for ask in (
        session.sessions, session.replication, session.find_topology, session.slow_log,
        session.latency, session.latency_advice, session.parameters, session.accounts,
        session.space, session.databases, session.channels, session.scan,
        lambda: session.key_facts([b"kept"]), lambda: session.value(b"kept"),
        lambda: session.weigh_keys(lambda _sample: None), lambda: session.run("GET kept"),
    ):  # fmt: skip
        ask()
    act = session.plan_command("SET kept 2")
    with pytest.raises(Refused, match="read-only"):
        session.perform(act.commands[0], ME, no_secret)
    after = redis_server.info("all")
    assert after["rdb_changes_since_last_save"] == before["rdb_changes_since_last_save"]
    assert redis_server.command("GET", "kept") == "1"


def test_production_wants_the_name_typed(log_in: Log, redis_server: Redis) -> None:
    session = log_in(endpoint(redis_server.port, production=True))
    [command] = session.plan_command("SET a 1").commands
    with pytest.raises(Refused, match="production"):
        session.perform(command, ME, no_secret)
    assert session.perform(command, Consent("lin", "cache"), no_secret).ending is Ending.DONE
    assert redis_server.command("GET", "a") == "1"


def test_a_parameter_is_set_and_its_default_known(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    found = {each.name: each for each in session.parameters()}
    if session.facts.release[0] == 7:
        assert found["maxmemory-policy"].default == "noeviction"
        assert found["save"].changed
    act = session.plan_parameter(found["maxmemory-policy"], "allkeys-lru", persist=False)
    assert act.warnings
    for command in act.commands:
        session.perform(command, ME, no_secret)
    assert redis_server.command("CONFIG", "GET", "maxmemory-policy") == {
        "maxmemory-policy": "allkeys-lru"
    }
    with pytest.raises(BadInput):
        session.plan_parameter(found["requirepass"], "x", persist=False)


def test_a_value_too_large_for_a_cell_is_refused_or_cut(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SETRANGE", "big", 20_000_000, "x")
    redis_server.command("HSET", "hash", "big", "x" * 3_000_000, "small", "y")
    redis_server.command("RPUSH", "list", "x" * 3_000_000, "y")
    for line in ("GET big", "MGET other big", "GETRANGE big 0 -1"):
        with pytest.raises(Refused, match="20,000,001"):
            session.run(line)
    for line in (
        "HGET hash big",
        "LINDEX list 0",
        "EVAL_RO \"return redis.call('LINDEX', KEYS[1], 0)\" 1 list",
    ):
        [(_place, shown)] = session.run(line).rows
        assert "3,000,000" in shown
        assert len(shown) < 1_100_000
    assert [value for _place, value in session.run("HMGET hash small").rows] == ["y"]


def test_an_account_that_may_not_ask_what_a_command_does_is_told_so(
    log_in: Log, redis_server: Redis
) -> None:
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pw", "~*", "+@read", "+info", "-command")
    session = log_in(endpoint(redis_server.port, user="lin"), password="pw")
    with pytest.raises(Refused, match="GET only reads") as refused:
        session.run("GET a")
    assert "+command|info" in refused.value.hint


def test_the_answer_of_a_cluster_says_whose_it_is(log_in: Log, redis_cluster: RedisCluster) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    owner = redis_cluster.owner("k")
    owner.command("RPUSH", "k", "a")
    for line in ("MEMORY USAGE k", "OBJECT ENCODING k", "LRANGE k 0 -1", "TYPE k"):
        result = session.run(line)
        assert str(owner.port) in result.columns[1], line
        assert result.rows[0][1] not in (None, "none"), line
    with pytest.raises(BadInput, match="several slots") as bad:
        session.run("MGET a b c d")
    assert "{user1}" in bad.value.hint
