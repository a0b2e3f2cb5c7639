import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.errors import BadInput
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import FeedStand, Inlet, Outlet, Request, RequestKind
from app.domain.monitoring.sample import Sample
from app.flows.watch.feed_out import Publisher
from app.monitor.bus import wire
from tests.engines.redis.ways import until
from tests.flows.watch.feeds import Feeds, heard_all, quick
from tests.monitor.bus.payloads import ALERT, CAPTURE, MARK, every, sample
from tests.servers.fault_proxy import FaultProxy
from tests.servers.redis_servers import Redis


def test_every_payload_arrives_as_it_was(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    outlet: Outlet = tower.feed
    inlet: Inlet = console.feed
    for payload in every():
        outlet.publish(payload)
    until(lambda: len(console.kept) == 4)
    assert console.kept == list(every())
    taken = inlet.take()
    assert taken.samples == (sample(),)
    assert (taken.alerts, taken.marks, taken.captures) == ((ALERT,), (MARK,), (CAPTURE,))
    assert taken.state.stand is FeedStand.LIVE
    assert taken.state.heard_at is not None
    assert (taken.state.missed, taken.state.trouble) == (0, "")
    assert not taken.skipped


def test_who_comes_late_is_shown_the_last_of_each(redis_server: Redis, feeds: Feeds) -> None:
    tower = feeds.tower(redis_server.port, facts={"host": "tower.test"})
    tower.say(1, 2, 3)
    tower.feed.publish(ALERT)
    over = replace(ALERT, id="over", state=AlertState.FIRING)
    tower.feed.publish(over)
    tower.feed.publish(replace(over, state=AlertState.CLEARED))
    until(lambda: b"s/status/one" in _now(redis_server) and b"a/over" not in _now(redis_server))
    console = feeds.console(redis_server.port)
    until(lambda: len(console.kept) == 2)
    assert sorted(console.kept, key=str) == sorted([sample(3), ALERT], key=str)
    tower.say(4)
    until(lambda: console.numbers == [3, 4])
    assert [each.facts for each in console.feed.collectors] == [{"host": "tower.test"}]


def _now(server: Redis) -> set[bytes]:
    with server.connect(decode_responses=False) as client:
        return set(client.hgetall("mohist:1:now:{tower}"))


def test_two_collectors_and_two_consoles(redis_server: Redis, feeds: Feeds) -> None:
    one, two = feeds.tower(redis_server.port, "one"), feeds.tower(redis_server.port, "two")
    consoles = feeds.console(redis_server.port), feeds.console(redis_server.port)
    one.say(*range(50))
    two.say(*range(100, 150))
    for console in consoles:
        until(heard_all(console, one, two))
        for name, many in (("one", range(50)), ("two", range(100, 150))):
            said = [each for each in console.kept if isinstance(each, Sample) and each.by == name]
            assert [each.values["mysql.threads_running"] for each in said] == list(many)
    consoles[1].feed.close()
    one.say(50)
    until(heard_all(consoles[0], one, two))
    assert consoles[1].feed.state.stand is FeedStand.OFF


def test_goes_on_where_an_earlier_one_stood(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1, 2)
    until(heard_all(console, tower))
    console.close()
    tower.say(3, 4)
    until(tower.has_said_all)
    again = feeds.console(redis_server.port, since=console.feed.positions)
    until(lambda: again.numbers == [3, 4])
    assert again.feed.state.fetched == 2


def test_a_collector_that_begins_anew(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1, 2)
    until(heard_all(console, tower))
    tower.say(3)  # its last words
    tower.close()
    again = feeds.tower(redis_server.port)
    again.say(4, 5)
    until(lambda: console.numbers == [1, 2, 3, 4, 5])
    assert console.feed.state.missed == 0


def test_a_second_one_of_the_same_name_takes_over_and_the_first_says_so(
    redis_server: Redis, feeds: Feeds
) -> None:
    first, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    first.say(1)
    until(heard_all(console, first))
    second = feeds.tower(redis_server.port)
    second.say(2)
    until(second.has_said_all)
    first.say(3)
    until(lambda: "Another program publishes as tower" in first.feed.state.trouble)
    second.say(4)
    until(lambda: console.numbers[-1] == 4)
    assert 2 in console.numbers


def test_redis_is_killed_and_comes_back_empty(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(*range(10))
    until(heard_all(console, tower))
    redis_server.kill()
    tower.say(*range(10, 30))
    until(lambda: tower.feed.state.stand is FeedStand.LOST)
    until(lambda: console.feed.state.stand is FeedStand.LOST)
    assert console.feed.state.trouble
    redis_server.start()
    until(heard_all(console, tower))
    tower.say(30)
    until(heard_all(console, tower))
    assert console.numbers == tower.published
    assert console.feed.state.missed == 0
    assert console.take().state.trouble == ""
    late = feeds.console(redis_server.port)
    until(lambda: late.numbers and late.numbers[-1] == 30)


def test_what_only_a_dead_redis_had_is_sent_again(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1)
    until(heard_all(console, tower))
    console.close()
    tower.say(2, 3)
    until(tower.has_said_all)
    redis_server.kill()
    redis_server.start()
    again = feeds.console(redis_server.port, since=console.feed.positions)
    until(lambda: again.numbers == [2, 3])
    assert again.feed.state.missed == 0


def test_redis_is_frozen_for_a_while(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1)
    until(heard_all(console, tower))
    redis_server.freeze()
    tower.say(*range(2, 40))
    until(lambda: tower.feed.state.stand is FeedStand.LOST)
    assert console.take().state.heard_at is not None
    redis_server.thaw()
    until(heard_all(console, tower))
    assert console.numbers == tower.published


def test_the_outbox_is_bounded_and_what_it_lost_is_counted(
    redis_server: Redis, feeds: Feeds
) -> None:
    tower = feeds.tower(redis_server.port, most_bytes=100_000)
    console = feeds.console(redis_server.port)
    tower.say(0)
    until(heard_all(console, tower))
    redis_server.kill()
    until(lambda: tower.feed.state.stand is FeedStand.LOST)
    tower.say(*range(1, 3000))
    redis_server.start()
    until(lambda: console.numbers and console.numbers[-1] == 2999)
    given_up = tower.feed.state.given_up
    assert given_up > 500
    assert console.feed.state.missed == given_up
    assert len(console.numbers) == 3000 - given_up


def test_an_alert_whose_end_was_missed_does_not_stand_for_ever(
    redis_server: Redis, feeds: Feeds, fault_proxy: Callable[[int], FaultProxy]
) -> None:
    tower = feeds.tower(redis_server.port, most_bytes=100_000)
    line = fault_proxy(redis_server.port)
    console = feeds.console(line.port)
    stays = replace(ALERT, id="stays")
    for alert in (ALERT, stays):
        tower.feed.publish(alert)
    until(lambda: len(console.kept) == 2)
    line.refuse = True
    line.reset()
    tower.feed.publish(replace(ALERT, state=AlertState.CLEARED, cleared=1764338999.0))
    for begin in range(0, 2000, 100):
        tower.say(*range(begin, begin + 100))
        until(tower.has_said_all)
    line.refuse = False
    until(lambda: any(isinstance(each, Alert) for each in console.kept[2:]))
    until(lambda: console.numbers[-1] == 1999)
    assert console.feed.state.missed
    (ended,) = [each for each in console.kept[2:] if isinstance(each, Alert)]
    assert (ended.id, ended.state, ended.by) == (ALERT.id, AlertState.CLEARED, "tower")
    assert ended.cleared is not None


def test_the_ring_is_bounded_and_what_it_lost_is_counted(redis_server: Redis, feeds: Feeds) -> None:
    tower = feeds.tower(redis_server.port, most_bytes=200_000)
    console = feeds.console(redis_server.port)
    tower.say(0)
    until(heard_all(console, tower))
    console.close()
    for begin in range(1, 4000, 100):
        tower.say(*range(begin, begin + 100))
        until(tower.has_said_all)
    assert redis_server.command("MEMORY", "USAGE", "mohist:1:ring:{tower}") < 400_000
    again = feeds.console(redis_server.port, since=console.feed.positions)
    until(lambda: again.numbers and again.numbers[-1] == 4000)
    missed = again.feed.state.missed
    assert missed > 1000
    assert again.numbers == list(range(missed + 1, 4001))
    assert again.take().skipped


def test_a_console_that_is_too_slow_is_cut_off_and_catches_up(
    redis_server: Redis, feeds: Feeds
) -> None:
    redis_server.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 300000 0 0")
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    console.hold.clear()
    wide = "x" * 10_000
    for number in range(1500):
        tower.feed.publish(replace(sample(number), trouble=wide))
        tower.published.append(number)
    until(lambda: tower.has_said_all() and not _listeners(redis_server))
    console.hold.set()
    until(heard_all(console, tower))
    assert console.numbers == tower.published
    assert console.feed.state.missed == 0
    assert console.feed.state.fetched > 0


def _listeners(server: Redis) -> int:
    return int(server.command("PUBSUB", "NUMPAT"))


def test_a_window_that_does_not_take_costs_the_history_nothing(
    redis_server: Redis, feeds: Feeds
) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(*range(6000))
    until(heard_all(console, tower))
    taken = console.take()
    assert taken.skipped
    assert taken.samples == (sample(5999),)


def test_a_collector_is_asked_for_something(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    asked = Request(RequestKind.ACKNOWLEDGE, ALERT.id, time.time(), "lin")
    stale = replace(asked, at=time.time() - 3600)
    console.feed.ask("tower", stale)
    console.feed.ask("tower", asked)
    until(lambda: tower.requests == [asked])
    tower.close()
    later = replace(asked, kind=RequestKind.UNSILENCE)
    console.feed.ask("tower", later)  # it waits for the next run
    until(lambda: redis_server.command("XLEN", "mohist:1:acts:{tower}") == 3)
    again = feeds.tower(redis_server.port)
    until(lambda: later in again.requests)


def test_garbage_is_counted_and_nothing_else_happens(redis_server: Redis, feeds: Feeds) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1)
    until(heard_all(console, tower))
    garbage = [b"", b"\xff\x00", b"hello", b"\x00" * 2_000_000, wire.encode_frame(1, 1, [b"x"])]
    epoch = console.feed.positions["tower"].epoch
    garbage += [
        wire.encode_frame(epoch, 2**50, [wire.encode(sample(66))]),
        wire.encode_frame(epoch, 1, [wire.encode(sample(67))]),
    ]
    with redis_server.connect(decode_responses=False) as client:
        for data in garbage:
            client.publish("mohist:1:feed:tower", data)
            client.publish("mohist:1:feed:stranger", data)
            client.publish("mohist:1:feed:not a name!", data)
        client.hset("mohist:1:now:{stranger}", "position", b"\xff")
        client.xadd("mohist:1:acts:{tower}", {"f": b"\xc1"})
        client.xadd("mohist:1:acts:{tower}", {"g": b"\xc1"})
        client.zadd("mohist:1:collectors", {b"\xff\n": 1, b"a" * 100: 2, b"stranger": 3})
    tower.say(2)
    until(lambda: 2 in console.numbers)  # the stranger's may come behind it
    said = [each for each in console.kept if isinstance(each, Sample) and each.by == "tower"]
    assert [each.values["mysql.threads_running"] for each in said] == [1, 2]
    assert console.feed.state.missed >= 5
    assert console.feed.state.stand is FeedStand.LIVE
    assert console.feed.state.trouble
    assert tower.is_live()


def test_a_name_that_would_be_a_pattern_is_refused() -> None:
    for name in ("", "a b", "*", "{x}", "a" * 65, "тест"):
        with pytest.raises(BadInput, match="cannot be called"):
            Publisher(name, lambda _stop, _tell: pytest.fail("not asked for"))


def test_a_collector_does_not_write_by_a_connection_that_only_reads(
    redis_server: Redis, feeds: Feeds
) -> None:
    tower = feeds.tower(quick(redis_server.port, read_only=True), wait=False)
    until(lambda: "read-only" in tower.feed.state.trouble)
    assert redis_server.command("DBSIZE") == 0


def test_what_a_collector_left_expires(redis_server: Redis, feeds: Feeds) -> None:
    tower = feeds.tower(redis_server.port)
    tower.say(1)
    until(tower.has_said_all)
    tower.close()
    for name in redis_server.command("KEYS", "mohist:1:*:{tower}"):
        assert 0 < redis_server.command("TTL", name) <= 6 * 3600
