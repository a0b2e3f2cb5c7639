"""Keys and values in pages, of one server and of a cluster; what may not be read says so."""

from typing import Any

import pytest

from app.domain.errors import BadInput, StatementFailed, Unsupported
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_values_of_every_type_are_read_in_pages(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect(decode_responses=False) as client:
        client.set("big", b"\x00\xff" * 100_000)
        client.hset("hash", mapping={f"f{n}": n for n in range(1000)})
        client.rpush("list", *range(1000))
        client.sadd("set", *range(1000))
        client.zadd("zset", {str(n): n / 2 for n in range(1000)})
        for number in range(300):
            client.xadd("stream", {"n": number})
    for key, wanted in (("hash", 1000), ("list", 1000), ("set", 1000), ("zset", 1000),
                        ("stream", 300)):  # fmt: skip
        seen, cursor, pages = set(), "", 0
        while True:
            page = session.value(key.encode(), cursor)
            seen |= {row[0] for row in page.rows}
            pages += 1
            cursor = page.cursor
            if not cursor:
                break
        assert len(seen) == wanted == page.length, key
        assert pages > 1
    page = session.value(b"big")
    assert len(page.rows[0][1]) == 65536
    assert page.length == 200_000
    with pytest.raises(StatementFailed, match="gone"):
        session.value(b"nothing")


def test_many_keys_are_walked_in_pages_each_once(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect() as client:
        client.eval("for i=1,ARGV[1] do redis.call('SET','user:'..i,i) end", 0, 20_000)
        client.set(b"\xff\x00", 1)
    seen: set[bytes] = set()
    cursor = ""
    while True:
        page = session.scan(cursor)
        seen |= set(page.keys)
        cursor = page.cursor
        if not cursor:
            break
    assert len(seen) == 20_001
    assert b"\xff\x00" in seen
    assert page.total == 20_001
    found = session.weigh_keys(lambda _sample: None, count=5_000)
    assert found.by_pattern[0][0] == "user:*"
    with pytest.raises(BadInput):
        session.scan("nonsense")


def test_a_key_that_may_not_be_read_is_there_and_says_why(log_in: Log, redis_server: Redis) -> None:
    for key in ("mine:1", "theirs:1"):
        redis_server.command("SET", key, "x")
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pw", "~mine:*", "+@all")
    session = log_in(endpoint(redis_server.port, user="lin"), password="pw")
    keys = session.scan().keys
    assert sorted(keys) == [b"mine:1", b"theirs:1"]
    mine, theirs = sorted(session.key_facts(keys), key=lambda facts: facts.key)
    assert (mine.type, mine.trouble) == ("string", "")
    assert theirs.type == ""
    assert "permission" in theirs.trouble
    with pytest.raises(StatementFailed) as failed:
        session.value(b"theirs:1")
    assert failed.value.code == "NOPERM"


def test_a_key_that_went_is_left_out(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SET", "a", "1", "PX", "100000")
    [facts] = session.key_facts([b"a", b"never"])
    assert (facts.key, facts.type, facts.length, facts.encoding) == (b"a", "string", 1, "int")
    assert 90 < (facts.ttl or 0) <= 100


def test_a_cluster_is_walked_server_by_server(log_in: Log, redis_cluster: RedisCluster) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    for node in redis_cluster.nodes:
        tag = next(
            tag for tag in map(str, range(1000)) if redis_cluster_owner(session, tag) == node.port
        )
        with node.connect() as client:
            client.mset({f"{{{tag}}}{number}": number for number in range(700)})
    seen: list[bytes] = []
    cursor, pages = "", 0
    while True:
        page = session.scan(cursor, count=300)
        seen += page.keys
        pages, cursor = pages + 1, page.cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 2100 == page.total
    assert pages >= 6
    assert session.databases() == ((0, 2100),)
    facts = session.key_facts(seen[::500])
    assert [each.key for each in facts] == seen[::500]
    assert {int(each.node.rpartition(":")[2]) for each in facts} <= {
        node.port for node in redis_cluster.nodes
    }
    with pytest.raises(Unsupported):
        session.use_database(1)


def redis_cluster_owner(session: Any, key: str) -> int:
    return int(session.owner_of(key.encode()).rpartition(":")[2])


def test_a_mark_of_another_server_is_not_gone_on_from(log_in: Log, redis_server: Redis) -> None:
    """Behind a failover the same place is another server, and its marks are its own."""
    session = log_in(redis_server.port)
    with redis_server.connect() as client:
        client.mset({str(number): number for number in range(100)})
    page = session.scan("0:77:gone.example:6379", count=1000)
    assert len(page.keys) == 100


def test_a_page_of_large_elements_is_small_and_says_what_it_cut(
    log_in: Log, redis_server: Redis
) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect() as client:
        client.rpush("list", *["x" * 500_000] * 40)
        client.hset("hash", mapping={f"f{number}": "x" * 200_000 for number in range(200)})
        client.xadd("stream", {"a": "b" * 100_000, "c": "d"})
    page = session.value(b"list")
    assert 1 <= len(page.rows) <= 10
    assert page.cut == len(page.rows)
    assert all(len(value) == 65536 for _index, value in page.rows)
    seen = set()
    cursor = ""
    while True:
        page = session.value(b"hash", cursor)
        seen |= {field for field, _value in page.rows}
        cursor = page.cursor
        if not cursor:
            break
    assert len(seen) == 200
    page = session.value(b"stream")
    assert page.cut == 1
    assert session.value(b"list", "39").rows[0][0] == b"39"
