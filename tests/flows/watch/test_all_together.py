"""Every engine under one watch: each is killed, blocked and slowed, shows it within two intervals,
is back by itself, and nobody else is kept waiting meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.monitoring.rule import HEALTH
from app.domain.monitoring.sample import Health, MarkKind
from tests.flows.watch.everybody import (
    AT_ONCE,
    BROKEN,
    CLUSTER,
    HASTY,
    LINK,
    LOSSES,
    PATIENT,
    QUICK,
    SECRETS,
    SENTINEL,
    Fleet,
    Member,
    fleet,
)
from tests.flows.watch.listening import CLEARED, FIRING, Listening, full, hasty, once
from tests.flows.watch.watched import BUSY, LIVE, Watched, watching

__all__ = ["fleet"]


@pytest.fixture
def watched(fleet: Fleet, tmp_path: Path) -> Iterator[Watched]:
    """All of them, judged, and all are up. In the end everything was written, in its order."""
    fleet.fail_over_after(PATIENT)
    fleet.cluster_fails_after(PATIENT)
    judge = hasty(tmp_path / "alerts")
    with watching(*fleet.endpoints, secrets=SECRETS, judge=judge) as made:
        for endpoint in fleet.endpoints:
            made.heard.wait_for(Health.UP, endpoint.id)
        made.heard.wait(lambda: all(full(made, name) for name in fleet.names))
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
    others = fleet.but(*hit) if by_name(hit) else (*fleet.but(*hit), "cache")
    assert watched.oldest(*others, since=begun) < LIVE + BUSY
    assert not [
        sample
        for name in others
        for sample in watched.heard.samples(name)
        if sample.at > begun and sample.health is not Health.UP
    ]


def shows(watched: Watched, name: str, key: str, value: float, within: float = 45.0) -> None:
    """Until the newest look that tells of it has this value, in any part of the metric."""

    def newest() -> float | None:
        for sample in reversed(watched.heard.samples(name)):
            for each, number in sample.values.items():
                if each.partition("/")[0] == key:
                    return number
        return None

    watched.heard.wait(lambda: newest() == value, within)


CHANGES = MarkKind.RESTART, MarkKind.ROLE


def marked(watched: Watched, *kinds: MarkKind) -> list[tuple[str, str]]:
    """Who became another, as the time axis says."""
    return [(mark.instance, mark.text) for mark in watched.heard.marks if mark.kind in kinds]


def roles(watched: Watched) -> list[tuple[str, str]]:
    """Who changed its role."""
    return marked(watched, MarkKind.ROLE)


def there(fleet: Fleet, names: Iterable[str]) -> list[Member]:
    return [fleet[name] for name in names if name in fleet.names]


def halves(fleet: Fleet) -> list[list[Member]]:
    """Of what befalls a line nobody else knows: half of them at once, then the others."""
    return [there(fleet, fleet.names[::2]), there(fleet, fleet.names[1::2])]


def by_name(names: Iterable[str]) -> tuple[str, ...]:
    """Who else stands as one of these does."""
    return ("cache",) if "cache-1" in names else ()


def silences(names: Iterable[str], *others: str) -> list[tuple[str, str]]:
    """The alerts of those who do not answer."""
    return [(name, HEALTH) for name in (*names, *others)]


def test_each_that_is_blocked_is_stalled_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for wave in AT_ONCE:
        hit = [member.name for member in there(fleet, wave)]
        with nobody_else_notices(fleet, watched, *hit):
            begun = time.time()
            for name in hit:
                fleet[name].block()
            listening, wanted = Listening(watched), silences(hit, *by_name(hit))
            for name in (*hit, *by_name(hit)):
                assert name in watched.turned(name, Health.STALLED, begun).trouble
            listening.until(FIRING, *wanted)
            begun = time.time()
            for name in hit:
                fleet[name].unblock()
            for name in (*hit, *by_name(hit)):
                watched.turned(name, Health.UP, begun)
            listening.until(CLEARED, *wanted)
            assert sorted(listening.told) == once(wanted)
    assert not marked(watched, *CHANGES), "nobody restarted, and nobody took another's place"


def test_each_that_is_slow_is_stalled_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for half in halves(fleet):
        hit = [member.name for member in half]
        listening, wanted = Listening(watched), silences(hit)
        with nobody_else_notices(fleet, watched, *hit):
            begun = time.time()
            for member in half:
                member.line.latency = 5 * LIVE  # no answer comes before it is lifted
            for member in half:
                watched.turned(member.name, Health.STALLED, begun)
            listening.until(FIRING, *wanted)
            begun = time.time()
            for member in half:
                member.line.latency = 0.0
            for member in half:
                watched.turned(member.name, Health.UP, begun)
            listening.until(CLEARED, *wanted)
            assert sorted(listening.told) == once(wanted)


def test_each_that_is_cut_off_is_down_and_back_by_itself(fleet: Fleet, watched: Watched) -> None:
    for half in halves(fleet):
        hit = [member.name for member in half]
        listening, wanted = Listening(watched), silences(hit)
        with nobody_else_notices(fleet, watched, *hit):
            begun = time.time()
            for member in half:
                member.line.refuse = True  # first: what is reset is dialled again at once
                member.line.reset()
            for member in half:
                assert watched.turned(member.name, Health.DOWN, begun).trouble
            listening.until(FIRING, *wanted)
            begun = time.time()
            for member in half:
                member.line.refuse = False
            for member in half:
                watched.turned(member.name, Health.UP, begun)
            listening.until(CLEARED, *wanted)
            assert sorted(listening.told) == once(wanted)
    assert not marked(watched, *CHANGES), "nobody restarted"


def test_all_lines_go_silent_at_once_and_come_back(fleet: Fleet, watched: Watched) -> None:
    listening, wanted, begun = Listening(watched), silences(fleet.names), time.time()
    for member in fleet.members.values():
        member.line.black_hole = True
    for name in fleet.names:
        watched.turned(name, Health.STALLED, begun)
    listening.until(FIRING, *wanted)
    begun = time.time()
    for member in fleet.members.values():
        member.line.black_hole = False
    for name in fleet.names:
        watched.turned(name, Health.UP, begun)
    listening.until(CLEARED, *wanted)
    assert sorted(listening.told) == once(wanted)


@pytest.mark.parametrize("wave", AT_ONCE, ids=lambda wave: wave[0])
def test_each_that_is_killed_is_down_and_up_when_it_is_started_again(
    fleet: Fleet, watched: Watched, wave: tuple[str, ...]
) -> None:
    killed = [member.name for member in there(fleet, wave)]
    follows = [follow for name in killed for follow in LOSSES.get(name, {}).items()]
    for (other, key), _value in follows:
        shows(watched, other, key, 1)
    wanted = [*silences(killed, *by_name(killed)), *(follow for follow, _value in follows)]
    listening = Listening(watched)
    fleet.cluster_fails_after(QUICK)
    with nobody_else_notices(fleet, watched, *killed):
        begun = time.time()
        for name in killed:
            fleet[name].kill()
        for name in (*killed, *by_name(killed)):
            assert watched.turned(name, Health.DOWN, begun).trouble
        for (other, key), value in follows:
            shows(watched, other, key, value)
        listening.until(FIRING, *wanted)
        for name in killed:
            begun = time.time()
            fleet[name].start()
            there_again = time.time()
            for each in (name, *by_name([name])):
                watched.turned(each, Health.UP, begun, by=there_again)
        for (other, key), _value in follows:
            shows(watched, other, key, 1)
        listening.until(CLEARED, *wanted)
    # What is back has to find the others still, and may have to give its replica all it has anew.
    return_of = (BROKEN, LINK, CLUSTER, "redis.full_resyncs")
    returning = {(name, rule) for name in (*killed, *by_name(killed)) for rule in return_of}
    told = [each for each in listening.told if each[:2] not in returning]
    assert sorted(told) == once(wanted)
    broken = [
        sample for sample in watched.heard.samples("orders-copy") if sample.values.get(BROKEN) == 0
    ]
    assert not [sample for sample in broken if "mysql.replica_lag" in sample.values]
    began = {*killed, *by_name(killed)} - {"ledger"}
    watched.heard.wait(lambda: began <= {who for who, _text in marked(watched, MarkKind.RESTART)})
    restarts = sorted(who for who, _text in marked(watched, MarkKind.RESTART))
    assert restarts == sorted(began), "Oracle's wire tells of the same start as before"
    # A source without its replica stands alone until it is there again, and so does a replica of
    # Redis that begins anew: Sentinel would lead it back after ten seconds.
    assert {who for who, _text in roles(watched)} <= {
        "orders",
        "cache",
        "cache-1",
        "cache-2",
    }
    assert {sample.role for sample in watched.heard.samples("orders-copy")} == {"slave"}


def test_a_failover_of_sentinels_is_followed_and_marked(fleet: Fleet, watched: Watched) -> None:
    heard, new, old = watched.heard, "cache-2", "cache-1"
    fleet.fail_over_after(HASTY)
    assert heard.samples(new)[-1].role == "slave"
    with nobody_else_notices(fleet, watched, old):
        begun = time.time()
        fleet[old].kill()
        watched.turned(old, Health.DOWN, begun)
        fleet.failed_over(new)
        heard.wait(lambda: heard.samples(new)[-1].role == "master", 30)
        heard.wait_for(Health.UP, "cache", 30)  # at the new master
        begun = time.time()
        fleet[old].start()
        watched.turned(old, Health.UP, begun, by=time.time())
        fleet.follow(old, new)  # its Sentinel would say so ten seconds later
        heard.wait(lambda: heard.samples(old)[-1].role == "slave", 30)
    heard.wait(lambda: any(who == old and "slave now" in text for who, text in roles(watched)))
    assert [text for who, text in roles(watched) if who == new] == [
        "Its role is master now; it was slave."
    ]
    assert {who for who, _text in roles(watched)} == {old, new}


def test_a_master_without_successor_is_told_by_its_sentinel(fleet: Fleet, watched: Watched) -> None:
    gone = ("cache-1", "cache-2", "cache")
    wanted = [("guard", SENTINEL), *silences(gone)]
    shows(watched, "guard", SENTINEL, 1)
    fleet.fail_over_after(HASTY)
    with nobody_else_notices(fleet, watched, *gone):
        listening, begun = Listening(watched), time.time()
        fleet["cache-2"].kill()
        fleet["cache-1"].kill()
        for name in gone:
            watched.turned(name, Health.DOWN, begun)
        shows(watched, "guard", SENTINEL, 0)
        listening.until(FIRING, *wanted)
        begun = time.time()
        fleet["cache-1"].start()
        fleet["cache-2"].start()
        there_again = time.time()
        for name in gone:
            watched.turned(name, Health.UP, begun, by=there_again)
        shows(watched, "guard", SENTINEL, 1)
        listening.until(CLEARED, *wanted)
    told = [each for each in sorted(listening.told) if each[1] != LINK]  # told as it went
    assert told == once(wanted)
