"""Whatever is refused is said and left out; whatever breaks is the right error, in its time."""

import threading
import time
from collections.abc import Callable

import pytest

from app.domain.errors import ConsoleError, SessionLost, StatementFailed
from app.domain.monitoring.sample import Ask
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.sampling.conftest import EVERYTHING, ask
from tests.engines.redis.test_node import Reading
from tests.engines.redis.ways import cancelled_within_a_second, until
from tests.servers.fault_proxy import FaultProxy
from tests.servers.redis_servers import Redis

Proxies = Callable[..., FaultProxy]


def test_what_the_account_may_not_is_left_out_with_a_sentence_and_not_asked_again(
    log_in: Log, redis_server: Redis
) -> None:
    redis_server.command("ACL", "SETUSER", "half", "on", ">x", "+info", "+client|setname")
    session = log_in(endpoint(redis_server.port, user="half"), password="x")
    raw = session.sample(EVERYTHING)
    assert raw.fields["info.role"] == "master"
    assert raw.fields["probe.ping_ms"] > 0, "a refusal takes as long"
    assert raw.troubles.keys() == {"slowlog", "latency", "config"}
    assert all("ACL SETUSER" in sentence for sentence in raw.troubles.values())
    again = session.sample(EVERYTHING)
    assert again.cost.statements == 2, "PING and INFO"
    assert again.troubles == raw.troubles


def test_without_info_the_rest_is_there(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("ACL", "SETUSER", "half", "on", ">x", "+slowlog", "+config|get", "+ping")
    session = log_in(endpoint(redis_server.port, user="half"), password="x")
    raw = session.sample(EVERYTHING)
    assert raw.fields["slowlog.length"] == 0
    assert raw.fields["config.maxmemory"] == 0
    assert {"info", "commandstats", "replica"} <= raw.troubles.keys()
    assert raw.boot == ""
    assert raw.uptime is None
    assert session.sample(ask(info="role")).fields == {}


def test_what_is_refused_is_asked_again_now_and_then(
    log_in: Log, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis_server.command("ACL", "SETUSER", "half", "on", ">x", "+ping")
    session = log_in(endpoint(redis_server.port, user="half"), password="x")
    monkeypatch.setattr("app.engines.redis.sampling.sampler._HOLDS", 0.0)
    assert "info" in session.sample(EVERYTHING).troubles
    redis_server.command("ACL", "SETUSER", "half", "+info")
    assert session.sample(EVERYTHING).fields["info.role"] == "master"


def test_a_server_that_reads_its_data_tells_how_far_it_is(log_in: Log) -> None:
    with Reading() as server:
        server.command("EVAL", "for i=1,5000 do redis.call('SET','k'..i,i) end", 0)
        server.command("SAVE")
        server.options = ("--key-load-delay", "1000", "--loading-process-events-interval-bytes",
                          "1024")  # fmt: skip
        server.restart()
        raw = log_in(server.port).sample(EVERYTHING)
        assert raw.fields["info.loading"] == 1
        assert "loading" in raw.troubles["probe"]
        assert "probe.ping_ms" not in raw.fields
        server.kill()


def test_a_server_held_up_by_a_script_refuses_and_comes_back(
    log_in: Log, start_redis: Callable[..., Redis]
) -> None:
    server = start_redis("--busy-reply-threshold", "50")
    session = log_in(server.port)
    session.sample(EVERYTHING)
    holder = log_in(endpoint(server.port, statement_timeout=20))
    failed: list[ConsoleError] = []

    def hold() -> None:
        try:
            holder.main.ask("EVAL", "while true do end", 0)
        except ConsoleError as error:
            failed.append(error)

    held = threading.Thread(target=hold)
    held.start()

    def is_busy() -> str:
        try:
            session.sample(EVERYTHING)
        except StatementFailed as error:
            return f"{error.code} {error.hint}"
        return ""

    assert "SCRIPT KILL" in until(is_busy)
    server.command("SCRIPT", "KILL")
    held.join()
    assert len(failed) == 1
    assert session.sample(EVERYTHING).fields["info.role"] == "master"


def test_another_run_is_another_boot(log_in: Log, redis_server: Redis) -> None:
    before = log_in(redis_server.port).sample(EVERYTHING)
    redis_server.restart()
    after = log_in(redis_server.port).sample(EVERYTHING)
    assert before.boot != after.boot
    assert after.uptime is not None
    assert after.uptime < 10


def test_the_slow_log_goes_on_when_it_was_emptied(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
    session = log_in(redis_server.port)
    first = session.sample(EVERYTHING).fields["slowlog.last_id"]
    redis_server.command("CONFIG", "SET", "slowlog-log-slower-than", -1)
    redis_server.command("SLOWLOG", "RESET")
    emptied = session.sample(EVERYTHING).fields
    assert emptied["slowlog.length"] == 0
    assert emptied["slowlog.last_id"] >= first
    redis_server.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
    redis_server.command("GET", "k")
    assert session.sample(EVERYTHING).fields["slowlog.last_id"] > emptied["slowlog.last_id"]


def test_spikes_of_latency(log_in: Log, start_redis: Callable[..., Redis]) -> None:
    server = start_redis("--latency-monitor-threshold", "1")
    session = log_in(server.port)
    server.command("EVAL", "local i=0 while i<3000000 do i=i+1 end", 0)
    row = session.sample(ask(latency="latest max at")).tables["latency"]["command"]
    assert 1 < row["latest"] <= row["max"]
    assert abs(row["at"] - time.time()) < 60


def test_commands_of_the_users_own(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("LPUSH", "jobs", "a", "b")
    redis_server.command("HSET", "stats", "done", "7", "mean", "0.5")
    queries = {"jobs": "LLEN jobs", "stats": "HGETALL stats", "bad": "FLUSHALL", "odd": 'GET "'}
    raw = log_in(redis_server.port).sample(Ask({}, queries))
    assert raw.fields == {"jobs.value": 2, "stats.done": 7, "stats.mean": 0.5}
    assert raw.troubles.keys() == {"bad", "odd"}
    assert redis_server.command("LLEN", "jobs") == 2


def test_before_7_each_section_is_asked_for_by_itself(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    new = session.sample(EVERYTHING)
    session.facts = _of_release(session, (6, 2, 14))
    session._standing = None
    old = session.sample(EVERYTHING)
    assert old.fields.keys() == new.fields.keys()
    assert old.tables.keys() == new.tables.keys()
    assert old.cost.statements > new.cost.statements


def _of_release(session: object, release: tuple[int, ...]) -> object:
    from dataclasses import replace

    return replace(session.facts, release=release)  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [1, 4, 8, 100, 1000, 5000])
def test_an_answer_cut_anywhere(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies, size: int
) -> None:
    proxy = fault_proxy(redis_server.port)
    session = log_in(proxy.port)
    proxy.cut_after = size
    begun = time.monotonic()
    with pytest.raises(SessionLost) as lost:
        [session.sample(EVERYTHING) for _time in range(5)]
    assert time.monotonic() - begun < 1
    assert lost.value.hint


def test_a_silent_server_is_given_up_in_time_and_left_at_once(
    log_in: Log, redis_server: Redis, fault_proxy: Proxies
) -> None:
    proxy = fault_proxy(redis_server.port)
    session = log_in(endpoint(proxy.port, statement_timeout=0.3))
    session.sample(EVERYTHING)
    proxy.black_hole = True
    begun = time.monotonic()
    with pytest.raises(SessionLost):
        session.sample(EVERYTHING)
    assert time.monotonic() - begun < 1.5
    patient = log_in(endpoint(redis_server.port))
    redis_server.freeze()
    try:
        cancelled_within_a_second(patient, lambda: patient.sample(EVERYTHING))
    finally:
        redis_server.thaw()
