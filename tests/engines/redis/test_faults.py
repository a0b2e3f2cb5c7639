"""Whatever the network or the server does: within its time, with a clear error, nothing left."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.errors import ConnectFailed, ConsoleError, SessionLost
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.ways import cancelled_within_a_second, until
from tests.servers.fault_proxy import FaultProxy
from tests.servers.loop_server import LoopServer, Reader, Writer
from tests.servers.redis_servers import Redis, RedisCluster

Proxies = Callable[..., FaultProxy]


@pytest.fixture
def filled(redis_server: Redis) -> Redis:
    """A server with a thousand keys."""
    redis_server.command("EVAL", "for i=1,1000 do redis.call('SET','k:'..i,i) end", 0)
    return redis_server


def lost_within(seconds: float, call: Callable[[], object]) -> None:
    begun = time.monotonic()
    with pytest.raises(SessionLost) as lost:
        call()
    assert time.monotonic() - begun < seconds
    assert lost.value.hint


@pytest.mark.parametrize("fault", ["silent", "black_hole"])
@pytest.mark.parametrize("mode", [TlsMode.OFF, TlsMode.REQUIRED])
def test_a_silent_server_is_given_up_when_the_time_of_the_login_is_up(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies, fault: str, mode: TlsMode
) -> None:
    proxy = fault_proxy(redis_server.port)
    setattr(proxy, fault, True)
    begun = time.monotonic()
    with pytest.raises(ConnectFailed) as failed:
        log_in(endpoint(proxy.port, connect_timeout=0.3, statement_timeout=60, tls=Tls(mode)))
    assert time.monotonic() - begun < 2, "a statement's time is not that of the login"
    assert failed.value.hint
    setattr(proxy, fault, False)  # it does not see who leaves meanwhile
    until(lambda: proxy.open == 0)


def test_a_login_over_a_slow_line_is_only_slow(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies
) -> None:
    proxy = fault_proxy(redis_server.port)
    proxy.latency = 0.05
    session = log_in(endpoint(proxy.port, connect_timeout=1))
    assert session.facts.version
    proxy.rate = 2000
    cancelled_within_a_second(session, session.parameters)


@pytest.mark.parametrize("size", [0, 1, 5, 40, 150, 400, 1000, 3000, 6000])
def test_a_login_cut_off_anywhere(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies, size: int
) -> None:
    proxy = fault_proxy(redis_server.port)
    proxy.cut_after = size
    begun = time.monotonic()
    with pytest.raises(ConsoleError) as failed:
        log_in(proxy.port)
    assert time.monotonic() - begun < 2
    assert failed.value.hint
    until(lambda: proxy.open == 0)


@pytest.mark.parametrize("fault", ["reset", "hang_up"])
def test_a_connection_that_breaks_is_said(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies, fault: str
) -> None:
    proxy = fault_proxy(redis_server.port)
    session = log_in(proxy.port)
    getattr(proxy, fault)()
    lost_within(1, session.sessions)


@pytest.mark.parametrize(
    "ask",
    [
        "sessions", "parameters", "accounts", "replication", "find_topology", "slow_log",
        "latency", "space", "databases", "scan", "facts", "weigh_keys", "command",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [3, 60])
def test_every_answer_may_be_cut_in_the_middle(
    log_in: Log, filled: Redis, fault_proxy: Proxies, ask: str, size: int
) -> None:
    proxy = fault_proxy(filled.port)
    session = log_in(proxy.port)
    keys = [b"k:%d" % number for number in range(1, 200)]
    asks: dict[str, Callable[[], object]] = {
        "facts": lambda: session.key_facts(keys),
        "weigh_keys": lambda: session.weigh_keys(lambda _sample: None),
        "command": lambda: session.run("CONFIG GET max*"),
    }
    call = asks.get(ask) or getattr(session, ask)
    proxy.cut_after = size
    lost_within(1, lambda: [call() for _time in range(20)])  # some answers are shorter than that


def test_a_server_that_hangs_is_given_up(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies
) -> None:
    proxy = fault_proxy(redis_server.port)
    session = log_in(endpoint(proxy.port, statement_timeout=0.3))
    proxy.black_hole = True
    lost_within(1.5, session.ping)
    lost_within(0.5, session.ping)


def test_a_frozen_server(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.freeze()
    try:
        cancelled_within_a_second(session, session.sessions)
        lost_within(0.5, session.ping)
        begun = time.monotonic()
        with pytest.raises(ConnectFailed):
            log_in(endpoint(redis_server.port, connect_timeout=0.3))
        assert time.monotonic() - begun < 2
    finally:
        redis_server.thaw()


def test_a_command_that_holds_the_server_up_is_left(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    cancelled_within_a_second(session, lambda: session.main.ask("EVAL", "while true do end", 0))
    redis_server.kill()


def test_a_restarted_server_takes_a_new_session(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.kill()
    lost_within(1, session.ping)
    with pytest.raises(ConnectFailed, match="listens"):
        log_in(redis_server.port)
    redis_server.start()
    log_in(redis_server.port).ping()


def test_no_connection_is_left_behind(log_in: Log, filled: Redis, fault_proxy: Proxies) -> None:
    proxy = fault_proxy(filled.port)
    session = log_in(proxy.port)
    assert proxy.open == 1
    cancelled_within_a_second(session, lambda: session.main.ask("BLPOP", "nothing", 0))
    session.close()
    until(lambda: proxy.open == 0)
    until(lambda: filled.info("clients")["blocked_clients"] == "0")


def test_listening_hears_of_a_break(log_in: Log, redis_server: Redis, fault_proxy: Proxies) -> None:
    proxy = fault_proxy(redis_server.port)
    session = log_in(proxy.port)
    messages: Iterator[Any] = session.listen(["news"], [])
    publisher = threading.Thread(
        target=redis_server.wait_until,
        args=[lambda: redis_server.command("PUBLISH", "news", "今天") == 1],
    )
    publisher.start()
    assert next(messages).data == "今天".encode()
    publisher.join()
    proxy.reset()
    lost_within(2, lambda: next(messages))
    session.close()
    until(lambda: proxy.open == 0)


def test_a_cluster_that_loses_a_node_and_gets_it_back(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    cluster = redis_cluster
    where = endpoint(
        cluster.port, user=cluster.user, redis=RedisAccess(cluster=True), connect_timeout=1,
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
    )  # fmt: skip
    session = log_in(where, password=cluster.password)
    assert len(session.masters()) == 3
    cluster.nodes[1].kill()
    lost_within(1, lambda: [session.scan(f"{place}:0") for place in range(3)])
    session.close()
    cluster.nodes[1].start()
    cluster.nodes[0].wait_until(cluster.agrees)
    again = log_in(where, password=cluster.password)
    assert [again.scan(f"{place}:0").keys for place in range(3)] == [(), (), ()]


class Babbler(LoopServer):
    """Says the same thing to whoever comes, whatever is asked."""

    kind = "babbler"

    def __init__(self) -> None:
        super().__init__()
        self.words = b""

    async def serve(self, reader: Reader, writer: Writer) -> None:
        writer.write(self.words)
        await writer.drain()
        writer.write_eof()
        await reader.read()


@pytest.fixture(scope="module")
def babbler() -> Iterator[Babbler]:
    with Babbler() as server:
        yield server


_LINES = st.one_of(
    st.sampled_from(
        [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"$x\r\n", b"*-7\r\n",
         b"%1\r\n", b"*3\r\n:1\r\n", b"%1\r\n$5\r\nproto\r\n:3\r\n", b":x\r\n", b",x\r\n",
         b"+OK\r\n" * 20, b"$-1\r\n" * 20, b"*0\r\n" * 20, b"=3\r\nabc\r\n", b">1\r\n+x\r\n",
         b"-ERR\r\n", b"-\r\n", b"$9999999999\r\nabc", b"*99999999999\r\n", b"_\r\n" * 20]
    ),
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"$", b"*", b"%", b"~", b">", b"+", b"-", b":", b"1", b"3", b"\r\n",
                              b"proto", b"-1", b","]), max_size=20).map(b"".join),
)  # fmt: skip


@given(words=_LINES)
@settings(deadline=None, max_examples=120,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_whatever_is_said_on_that_port(babbler: Babbler, log_in: Log, words: bytes) -> None:
    babbler.words = words
    with pytest.raises(ConsoleError) as failed:
        log_in(endpoint(babbler.port, connect_timeout=0.5, statement_timeout=0.5))
    assert failed.value.hint or str(failed.value)
