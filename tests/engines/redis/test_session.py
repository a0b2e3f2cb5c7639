"""What a session reads, refuses, does, and how it ends what takes too long."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import Consent, Ending
from app.domain.errors import BadInput, Cancelled, Refused, SessionLost, StatementFailed
from app.domain.operating.sessions import Kill
from app.domain.operating.space import SpaceKind
from app.domain.stop import Stop
from app.engines import abilities
from app.engines.redis.guard import Kind, kind_of
from app.engines.redis.sampling import pattern_of
from app.engines.redis.words import split
from tests.engines.redis.conftest import Log, endpoint
from tests.servers.redis_servers import Redis

ME = Consent("lin")


def no_secret(_id: str) -> None:
    return None


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


def test_a_client_is_listed_and_ended_by_the_plan(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect(client_name="worker-7") as other:
        assert other.ping()
        [target] = [each for each in session.sessions() if "worker-7" in each.program]
        assert not target.own
        act = session.plan_kill([target], Kill.SESSION)
        assert act.commands[0].text == f"CLIENT KILL ID {target.id}"
        outcome = session.perform(act.commands[0], ME, no_secret)
        assert outcome.ending is Ending.DONE
        assert not [each for each in session.sessions() if each.id == target.id]
    assert [each.own for each in session.sessions()] == [True]


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
        lambda: session.sample(lambda _sample: None), lambda: session.run("GET kept"),
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


def test_dangerous_commands_ask_for_their_name_and_some_are_never_sent(
    log_in: Log, redis_server: Redis
) -> None:
    session = log_in(redis_server.port)
    assert session.plan_command("flushall").type_to_confirm == "FLUSHALL"
    assert session.plan_command("SET a 1").type_to_confirm == ""
    for line in (
        "MONITOR",
        "KEYS *",
        "CONFIG SET requirepass pl4nted",
        "ACL SETUSER a >pl4nted",
        "CONFIG GET *",
        "CONFIG GET *PASS",
        "ACL LIST",
        "ACL GETUSER default",
    ):
        with pytest.raises(Refused) as refused:
            session.plan_command(line)
        assert "pl4nted" not in f"{refused.value} {refused.value.hint}"


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
    found = session.sample(lambda _sample: None, count=5_000)
    assert found.by_pattern[0][0] == "user:*"
    with pytest.raises(BadInput):
        session.scan("nonsense")


def test_the_big_are_found_and_sampling_can_be_stopped(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect() as client:
        client.eval("for i=1,5000 do redis.call('SET','k'..i,i) end", 0)
        client.set("the-big-one", "x" * 1_000_000)
    assert session.sample(lambda _sample: None).big[0].key == b"the-big-one"
    stop = Stop()
    stop.set()
    with pytest.raises((Cancelled, SessionLost)), session.during(stop):
        session.sample(lambda _sample: None)


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


def test_slow_commands_and_spikes_are_kept(log_in: Log, start_redis: Callable[..., Redis]) -> None:
    server = start_redis("--slowlog-log-slower-than", "0", "--latency-monitor-threshold", "1")
    session = log_in(server.port)
    server.command("EVAL", "local i=0 while i<5000000 do i=i+1 end", 0)
    [slow] = [entry for entry in session.slow_log() if entry.text.startswith("EVAL")]
    assert slow.seconds > 0.001
    assert [spike.event for spike in session.latency()] == ["command"]


def test_deleting_renaming_and_expiring(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    for key in ("a", "b", "c"):
        redis_server.command("SET", key, key)
    for act in (
        session.plan_delete([b"a"]),
        session.plan_rename(b"b", b"d"),
        session.plan_expire(b"c", 100),
    ):
        for command in act.commands:
            session.perform(command, ME, no_secret)
    assert sorted(redis_server.command("KEYS", "*")) == ["c", "d"]
    assert 0 < int(redis_server.command("TTL", "c")) <= 100


def test_memory_is_shown_by_type(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SET", "a", "x" * 10_000)
    items = session.space()
    assert items[0].used
    [types] = [item for item in items if item.kind is SpaceKind.KEY_TYPE]
    [strings] = session.space(types)
    assert strings.name == "string"
    assert (strings.used or 0) >= 10_000


def test_messages_are_heard(log_in: Log, redis_server: Redis) -> None:
    session, stop = log_in(redis_server.port), Stop()
    heard: list[Any] = []

    def publish() -> None:
        redis_server.wait_until(lambda: bool(session_b.channels().channels))
        redis_server.command("PUBLISH", "news", "今天")
        redis_server.command("PUBLISH", "weather.cn", "rain")

    session_b = log_in(redis_server.port)
    publisher = threading.Thread(target=publish)
    publisher.start()
    with session.during(stop):
        for message in session.listen(["news"], ["weather.*"]):
            heard.append((message.channel, message.data.decode(), message.pattern))
            if len(heard) == 2:
                break
    publisher.join()
    assert heard == [("news", "今天", ""), ("weather.cn", "rain", "weather.*")]


def test_listening_ends_within_a_second(log_in: Log, redis_server: Redis) -> None:
    session, stop = log_in(redis_server.port), Stop()
    setter = threading.Timer(0.1, stop.set)
    setter.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled), session.during(stop):
        list(session.listen(["silence"], []))
    assert time.monotonic() - begun < 1.1
    setter.join()


@given(st.text(), st.frozensets(st.sampled_from(["readonly", "write", "admin", "blocking"])))
def test_any_line_has_a_kind(line: str, flags: frozenset[str]) -> None:
    try:
        words = split(line)
    except BadInput:
        return
    if kind_of(words, flags) is Kind.READ and words[:1]:
        assert "write" not in flags or words[0].decode("utf-8", "replace").upper() in (
            "PING", "ECHO", "TIME", "INFO", "LASTSAVE", "ROLE", "DBSIZE", "COMMAND", "LOLWUT",
        )  # fmt: skip


def test_patterns_leave_out_what_differs() -> None:
    assert pattern_of(b"user:123:cart") == "user:*:cart"
    assert pattern_of(b"s:0b1f0c9e-1b1a-4c39-9d5e-4b8a1c2d3e4f") == "s:*"
    assert pattern_of(b"h:deadbeefdeadbeef") == "h:*"
    assert pattern_of(b"face:cafe") == "face:cafe"
