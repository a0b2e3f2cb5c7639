"""Every engine under one watch: each is killed, blocked and slowed, shows it within two intervals,
is back by itself, and nobody else is kept waiting meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from app.domain.monitoring.sample import Health, MarkKind
from tests.flows.watch.everybody import (
    AT_ONCE,
    HASTY,
    LOSSES,
    PATIENT,
    SECRETS,
    Fleet,
    Member,
    fleet,
)
from tests.flows.watch.watched import BUSY, LIVE, WITHIN, Watched, watching

__all__ = ["fleet"]


@pytest.fixture
def watched(fleet: Fleet) -> Iterator[Watched]:
    """All of them, and all are up. In the end everything was written, in its order."""
    fleet.fail_over_after(PATIENT)
    with watching(*fleet.endpoints, secrets=SECRETS) as made:
        for endpoint in fleet.endpoints:
            made.turns(endpoint.id, Health.UP, within=15)
        yield made
    heard = made.heard
    for endpoint in fleet.endpoints:
        times = [sample.at for sample in heard.samples(endpoint.id)]
        assert times == sorted(times)
    assert {id(each) for each in heard.written} == {id(each) for each in heard.samples()}


@contextmanager
def nobody_else_notices(fleet: Fleet, watched: Watched, *hit: str) -> Iterator[None]:
    """What the others show is never older than a look and what this computer takes."""
    begun = time.time()
    yield
    others = fleet.but(*hit)
    assert watched.oldest(*others, since=begun) < LIVE + BUSY
    assert not [
        sample
        for name in others
        for sample in watched.heard.samples(name)
        if sample.at > begun and sample.health is not Health.UP
    ]


def shows(watched: Watched, name: str, key: str, value: float, within: float = 10.0) -> None:
    """Until the newest look that tells of it has this value, in any part of the metric."""

    def newest() -> float | None:
        for sample in reversed(watched.heard.samples(name)):
            for each, number in sample.values.items():
                if each.partition("/")[0] == key:
                    return number
        return None

    watched.heard.wait(lambda: newest() == value, within)


def there(fleet: Fleet, names: Iterable[str]) -> list[Member]:
    return [fleet[name] for name in names if name in fleet.names]


def halves(fleet: Fleet) -> list[list[Member]]:
    """Of what befalls a line nobody else knows: half of them at once, then the others."""
    return [there(fleet, fleet.names[::2]), there(fleet, fleet.names[1::2])]


def by_name(names: Iterable[str]) -> tuple[str, ...]:
    """Who else stands as one of these does."""
    return ("cache",) if "cache-1" in names else ()


def test_each_that_is_blocked_is_stalled_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for wave in AT_ONCE:
        hit = [member.name for member in there(fleet, wave)]
        with nobody_else_notices(fleet, watched, *hit):
            begun = time.time()
            for name in hit:
                fleet[name].block()
            for name in (*hit, *by_name(hit)):
                assert name in watched.turned(name, Health.STALLED, begun).trouble
            begun = time.time()
            for name in hit:
                fleet[name].unblock()
            for name in (*hit, *by_name(hit)):
                watched.turned(name, Health.UP, begun)
    assert not watched.heard.marks, "nobody restarted, and nobody took another's place"


def test_each_that_is_slow_is_stalled_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for half in halves(fleet):
        with nobody_else_notices(fleet, watched, *(member.name for member in half)):
            begun = time.time()
            for member in half:
                member.line.latency = 1.5 * LIVE
            for member in half:
                watched.turned(member.name, Health.STALLED, begun)
            begun = time.time()
            for member in half:
                member.line.latency = 0.0
            for member in half:
                watched.turned(member.name, Health.UP, begun)


def test_each_that_is_cut_off_is_down_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for half in halves(fleet):
        with nobody_else_notices(fleet, watched, *(member.name for member in half)):
            begun = time.time()
            for member in half:
                member.line.refuse = True  # first: what is reset is dialled again at once
                member.line.reset()
            for member in half:
                assert watched.turned(member.name, Health.DOWN, begun).trouble
            begun = time.time()
            for member in half:
                member.line.refuse = False
            for member in half:
                watched.turned(member.name, Health.UP, begun)
    assert not watched.heard.marks, "nobody restarted"


def test_all_lines_go_silent_at_once_and_come_back(fleet: Fleet, watched: Watched) -> None:
    for member in fleet.members.values():
        member.line.black_hole = True
    for name in fleet.names:
        watched.turns(name, Health.STALLED)
    for member in fleet.members.values():
        member.line.black_hole = False
    for name in fleet.names:
        watched.turns(name, Health.UP)


@pytest.mark.parametrize("wave", AT_ONCE, ids=lambda wave: wave[0])
def test_each_that_is_killed_is_down_and_up_when_it_is_started_again(
    fleet: Fleet, watched: Watched, wave: tuple[str, ...]
) -> None:
    killed = [member.name for member in there(fleet, wave)]
    follows = [follow for name in killed for follow in LOSSES.get(name, {}).items()]
    for (other, key), _value in follows:
        shows(watched, other, key, 1)
    with nobody_else_notices(fleet, watched, *killed):
        begun = time.time()
        for name in killed:
            fleet[name].kill()
        for name in (*killed, *by_name(killed)):
            assert watched.turned(name, Health.DOWN, begun).trouble
        for (other, key), value in follows:
            shows(watched, other, key, value)
        for name in killed:
            begun = time.time()
            fleet[name].start()
            there_again = time.time()
            for each in (name, *by_name([name])):
                watched.turned(each, Health.UP, begun, by=there_again)
        for (other, key), _value in follows:
            shows(watched, other, key, 1, 15)
    began = {*killed, *by_name(killed)} - {"ledger"}
    watched.heard.wait(lambda: began <= {mark.instance for mark in watched.heard.marks})
    marks = watched.heard.marks
    restarts = sorted(mark.instance for mark in marks if mark.kind is MarkKind.RESTART)
    assert restarts == sorted(began), "Oracle's wire tells of the same start as before"
    # A source without its replica stands alone until it is there again, and so does a replica of
    # Redis that begins anew: Sentinel would lead it back after ten seconds.
    assert {who for who, _text in roles(watched)} <= {"orders", "cache", "cache-1", "cache-2"}
    assert {sample.role for sample in watched.heard.samples("orders-copy")} == {"slave"}


def test_a_source_that_dies_breaks_its_replica(fleet: Fleet, watched: Watched) -> None:
    copy = "orders-copy"
    shows(watched, copy, "mysql.replica_threads", 1)
    shows(watched, copy, "mysql.replica_lag", 0)
    with nobody_else_notices(fleet, watched, "orders"):
        fleet["orders"].kill()
        watched.turns("orders", Health.DOWN)
        shows(watched, copy, "mysql.replica_threads", 0, WITHIN + BUSY)
        fleet["orders"].start()
        watched.turns("orders", Health.UP)
        shows(watched, copy, "mysql.replica_threads", 1)
    between = [s for s in watched.heard.samples(copy) if s.values.get("mysql.replica_threads") == 0]
    assert between
    assert not [sample for sample in between if "mysql.replica_lag" in sample.values]
    assert {sample.role for sample in watched.heard.samples(copy)} == {"slave"}


def test_a_failover_of_sentinels_is_followed_and_marked(fleet: Fleet, watched: Watched) -> None:
    heard, new, old = watched.heard, "cache-2", "cache-1"
    fleet.fail_over_after(HASTY)
    assert heard.samples(new)[-1].role == "slave"
    with nobody_else_notices(fleet, watched, old):
        fleet[old].kill()
        watched.turns(old, Health.DOWN)
        heard.wait(lambda: heard.samples(new)[-1].role == "master", 15)
        watched.turns("cache", Health.UP, within=10)  # at the new master
        fleet[old].start()
        watched.turns(old, Health.UP)
        heard.wait(lambda: heard.samples(old)[-1].role == "slave", 15)
    heard.wait(lambda: any(who == old and "slave now" in text for who, text in roles(watched)))
    assert [text for who, text in roles(watched) if who == new] == [
        "Its role is master now; it was slave."
    ]
    assert {who for who, _text in roles(watched)} == {old, new}


def test_a_master_without_successor_is_told_by_its_sentinel(fleet: Fleet, watched: Watched) -> None:
    shows(watched, "guard", "redis.sentinel_master", 1)
    fleet.fail_over_after(HASTY)
    with nobody_else_notices(fleet, watched, "cache-1", "cache-2"):
        fleet["cache-2"].kill()
        fleet["cache-1"].kill()
        for name in ("cache-1", "cache-2", "cache"):
            watched.turns(name, Health.DOWN)
        shows(watched, "guard", "redis.sentinel_master", 0)
        fleet["cache-1"].start()
        fleet["cache-2"].start()
        for name in ("cache-1", "cache-2", "cache"):
            watched.turns(name, Health.UP, within=10)
        shows(watched, "guard", "redis.sentinel_master", 1)


def roles(watched: Watched) -> list[tuple[str, str]]:
    """What changed its role, as the time axis says."""
    marks = watched.heard.marks
    return [(mark.instance, mark.text) for mark in marks if mark.kind is MarkKind.ROLE]
