"""What is typed into a console of Redis: typed replies, refusals, consent, redirection, cancel."""

import threading
from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.connecting import tell_nobody
from app.domain.console.result import Clipped, Head, Rows, ValueKind
from app.domain.errors import BadInput, Cancelled, Refused, StatementFailed
from app.domain.stop import Stop
from app.engines.console import KeepsTransaction, Order, RunsStatements
from app.engines.redis import ENGINE
from tests.engines.redis.conftest import cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster

ME = Consent("lin")


def console(at: Any, secret: str = "") -> Any:
    assert ENGINE.console is not None
    session = ENGINE.console(at, lambda _id: secret or None, Stop(), tell_nobody)
    assert isinstance(session, RunsStatements)
    assert isinstance(session, KeepsTransaction)
    return session


def result(session: Any, line: str, consent: Consent = ME, **more: Any) -> tuple[Any, list[Any]]:
    told = list(session.execute(Order(line, **more), consent))
    (head,) = [each for each in told if isinstance(each, Head)]
    return head.columns, [row for each in told if isinstance(each, Rows) for row in each.rows]


def test_every_reply_is_shown_as_what_it_is(redis_server: Redis) -> None:
    session = console(endpoint(redis_server.port))
    try:
        for line, kind, rows in (
            ("SET 名 张三", ValueKind.TEXT, [("OK",)]),
            ("GET 名", ValueKind.TEXT, [("张三",)]),
            ("GET nothing", ValueKind.TEXT, [(None,)]),
            ("INCR n", ValueKind.INTEGER, [(1,)]),
            ('SET raw "\\xff\\x00"', ValueKind.TEXT, [("OK",)]),
            ("GET raw", ValueKind.BINARY, [(b"\xff\x00",)]),
            ("RPUSH l a b", ValueKind.INTEGER, [(2,)]),
            ("LRANGE l 0 -1", ValueKind.TEXT, [(1, "a"), (2, "b")]),
            ("HSET h f 1 g 2", ValueKind.INTEGER, [(2,)]),
            ("HGETALL h", ValueKind.TEXT, [("f", "1"), ("g", "2")]),
            ("SADD s x y", ValueKind.INTEGER, [(2,)]),
            ("SMEMBERS s", ValueKind.TEXT, [("x",), ("y",)]),
            ("ZADD z 1.5 a 2 b", ValueKind.INTEGER, [(2,)]),
            ("ZRANGE z 0 -1 WITHSCORES", ValueKind.FLOAT, [(1, "a", 1.5), (2, "b", 2.0)]),
            ("ZSCORE z a", ValueKind.FLOAT, [(1.5,)]),
        ):
            columns, found = result(session, line)
            assert (sorted(found) if "SMEMBERS" in line else found) == rows, line
            assert columns[-1].kind is kind, line
        session.execute(Order("XADD st 1-1 f v"), ME)
        list(session.execute(Order("XADD st 1-1 f v"), ME))
        _columns, found = result(session, "XRANGE st - +")
        assert found == [(1, '["1-1", ["f", "v"]]')]
        _columns, found = result(session, "GET 名", clip=4)
        assert found == [(Clipped("张", 6),)]
        with pytest.raises(StatementFailed, match="wrong kind"):
            result(session, "GET l")
        with pytest.raises(BadInput, match="quote"):
            result(session, 'GET "x')
        assert not session.changes("GET x")
        assert session.changes("SET x y")
        assert session.changes("NEVERHEARDOF x")
    finally:
        session.close()


def test_the_database_it_stands_on_stays(redis_server: Redis) -> None:
    session = console(endpoint(redis_server.port))
    try:
        assert session.schema == "0"
        result(session, "select 3")
        assert session.schema == "3"
        result(session, "SET only-here 1")
        session.use_schema("0")
        assert result(session, "EXISTS only-here")[1] == [(0,)]
        with pytest.raises(BadInput):
            session.use_schema("shop")
    finally:
        session.close()


def test_what_is_dangerous_wants_its_name(redis_server: Redis) -> None:
    session = console(endpoint(redis_server.port))
    try:
        result(session, "SET x 1")
        with pytest.raises(Refused, match="FLUSHDB") as refused:
            result(session, "flushdb")
        assert "Type FLUSHDB" in refused.value.hint
        assert result(session, "EXISTS x")[1] == [(1,)]
        assert result(session, "flushdb", Consent("lin", "FLUSHDB"))[1] == [("OK",)]
        for line in ("KEYS *", "MONITOR", "SUBSCRIBE a", "AUTH x", "BLPOP l 0", "MULTI",
                     "CONFIG SET requirepass geheim", "ACL SETUSER a >geheim"):  # fmt: skip
            assert not session.changes(line)
            with pytest.raises(Refused) as refused:
                result(session, line, Consent("lin", "cache"))
            assert "geheim" not in str(refused.value)
    finally:
        session.close()


def test_read_only_and_production(redis_server: Redis) -> None:
    session = console(endpoint(redis_server.port, read_only=True))
    with pytest.raises(Refused, match="read-only"):
        result(session, "SET x 1")
    session.close()
    session = console(endpoint(redis_server.port, production=True))
    with pytest.raises(Refused, match="production"):
        result(session, "SET x 1")
    assert result(session, "SET x 1", Consent("lin", "cache"))[1] == [("OK",)]
    session.close()


def test_a_cluster_is_one_place(redis_cluster: RedisCluster) -> None:
    session = console(cluster_endpoint(redis_cluster), redis_cluster.password)
    try:
        for number in range(12):
            result(session, f"SET key{number} {number}")
        assert [result(session, f"GET key{n}")[1] for n in range(12)] == [
            [(str(n),)] for n in range(12)
        ]
        with pytest.raises(BadInput):
            result(session, "MGET key1 key2 key3")
        assert session.schema == ""
    finally:
        session.close()


def test_cancel_ends_it_within_a_second(redis_server: Redis) -> None:
    session = console(endpoint(redis_server.port))
    stop = Stop()
    late = threading.Timer(0.2, stop.set)
    late.start()
    with pytest.raises(Cancelled), session.during(stop):
        list(session.execute(
            Order('EVAL "while true do end" 0'), Consent("lin", "EVAL")
        ))  # fmt: skip
    late.join()
    redis_server.command("SCRIPT", "KILL")
    session.close()
