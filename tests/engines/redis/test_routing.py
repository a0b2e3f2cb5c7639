"""The keys of a command, as the server tells, and the server of a cluster it is for."""

import pytest

from app.domain.errors import BadInput, StatementFailed
from app.sql.redis.words import split
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("GET a", "a"), ("MGET a b", "a b"), ("MSET a 1 b 2", "a b"), ("PING", ""),
        ("INFO memory", ""), ("MEMORY USAGE a", "a"), ("MEMORY STATS", ""),
        ("OBJECT ENCODING a", "a"), ("OBJECT HELP", ""), ("XINFO STREAM a", "a"),
        ("XREAD COUNT 1 STREAMS a b 0 0", "a b"), ("EVAL 'return 1' 0", ""),
        ("EVAL 'return 1' 2 a b c", "a b"), ("EVAL_RO 'return 1' 1 a", "a"),
        ("BITOP AND a b c", "a b c"), ("SORT a STORE b", "a b"), ("ZUNION 2 a b", "a b"),
        ("GEORADIUS a 0 0 1 m STORE b", "a b"), ("COPY a b", "a b"), ("nonsense a", ""),
        ("CONFIG GET maxmemory", ""), ("SPUBLISH a hello", "a"), ("PUBLISH a hello", ""),
        ("EVAL 'return 1' nonsense", ""),
    ],
)  # fmt: skip
def test_keys(log_in: Log, redis_server: Redis, line: str, keys: str) -> None:
    session = log_in(redis_server.port)
    assert session.keys_of(split(line)) == tuple(keys.encode().split())


def test_a_command_is_asked_about_once(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    session.keys_of(split("GET a"))
    before = session.cost.statements
    session.keys_of(split("get b"))
    assert session.cost.statements == before


def test_an_account_that_may_not_ask_is_routed_by_the_servers(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    for node in redis_cluster.nodes:
        node.command("ACL", "SETUSER", "lin", "on", ">pw", "~*", "+@all", "-command")
    for key in ("a", "b", "c"):
        redis_cluster.owner(key).command("SET", key, key)
    session = log_in(cluster_endpoint(redis_cluster, user="lin"), password="pw")
    assert session.keys_of(split("GET a")) == ()
    with pytest.raises(StatementFailed):
        session.command_facts(split("GET a"))
    for name in (b"a", b"b", b"c"):
        assert session.tell_key(session.place_of((b"GET", name)), b"GET", name) == name


def test_places(log_in: Log, redis_cluster: RedisCluster) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    for key in ("a", "b", "c"):
        place = f"127.0.0.1:{redis_cluster.owner(key).port}"
        assert session.place_of(split(f"MEMORY USAGE {key}")) == place
        assert session.place_of(split(f"XREAD STREAMS {{{key}}}x {{{key}}}y 0 0")) == place
    with pytest.raises(BadInput, match="MGET"):
        session.place_of(split("MGET a b"))


def test_one_server_is_asked_nothing(log_in: Log, redis_server: Redis) -> None:
    session = log_in(endpoint(redis_server.port))
    before = session.cost.statements
    assert session.place_of(split("MGET a b")) == f"127.0.0.1:{redis_server.port}"
    assert session.cost.statements == before
