"""Every engine under one watch that judges: a fault gives its alerts, once, and no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import HEALTH
from app.domain.monitoring.sample import Health, Sample
from app.monitor.alerts import Judge
from tests.flows.watch.everybody import SECRETS, Fleet, fleet
from tests.flows.watch.watched import LIVE, Watched, watching
from tests.flows.watch.watching import catalogue

__all__ = ["fleet"]

FIRING, CLEARED = AlertState.FIRING, AlertState.CLEARED
BROKEN, LINK = "mysql.replica_threads", "redis.replica_link"
CLUSTER, SENTINEL = "redis.cluster_state", "redis.sentinel_master"


def hasty(folder: Path) -> Judge:
    """As it is made in, but what is about these faults needs to last less than a minute."""
    judge = Judge(folder, catalogue())
    for name in (HEALTH, BROKEN, LINK):
        rule = judge.made_in[name]
        quick = {
            role: tuple(replace(each, seconds=LIVE) for each in thresholds)
            for role, thresholds in rule.thresholds.items()
        }
        judge.set_rule(replace(rule, thresholds=quick))
    return judge


Told = tuple[str, str, AlertState]
"""Who, which rule, and how that stands now."""


class Listening:
    """What is told of alerts from now on. Of those that pend nobody is told, and that a server
    began anew a moment ago is true of all of them here.
    """

    def __init__(self, watched: Watched) -> None:
        self._heard = watched.heard
        self._before = {id_: alert.state for id_, alert in self._last(0).items()}
        self._begin = len(watched.heard.payloads)

    def _last(self, begin: int) -> dict[str, Alert]:
        return {each.id: each for each in self._heard.payloads[begin:] if isinstance(each, Alert)}

    @property
    def told(self) -> list[Told]:
        """Each that fired and each that is over, as often as it was said."""
        stood, found = dict(self._before), list[Told]()
        for alert in self._heard.payloads[self._begin :]:
            if not isinstance(alert, Alert) or alert.fired is None or "uptime" in alert.rule:
                continue
            if stood.get(alert.id) is not alert.state:
                found.append((alert.instance, alert.rule, alert.state))
            stood[alert.id] = alert.state
        return found

    def until(self, state: AlertState, *wanted: tuple[str, str], within: float = 20.0) -> None:
        """Until each of these stands so."""
        told = {(who, rule, state) for who, rule in wanted}
        self._heard.wait(lambda: told <= set(self.told), within)


def once(*wanted: tuple[str, str]) -> list[Told]:
    """Each fires, and each is over."""
    states = FIRING, CLEARED
    return sorted((who, rule, state) for who, rule in wanted for state in states)


@pytest.fixture
def watched(fleet: Fleet, tmp_path: Path) -> Iterator[Watched]:
    """All of them, all up, and judged."""
    judge = hasty(tmp_path / "alerts")
    with watching(*fleet.endpoints, secrets=SECRETS, judge=judge) as made:
        for endpoint in fleet.endpoints:
            made.turns(endpoint.id, Health.UP, within=15)
        made.heard.wait(lambda: all(full(made, name) for name in fleet.names))
        yield made


def full(watched: Watched, name: str) -> bool:
    """Whether it was judged in full, twice."""
    return [each.tier for each in watched.heard.samples(name)].count(Tier.STATUS) > 1


def test_a_source_that_dies_is_two_alerts_and_not_twelve(fleet: Fleet, watched: Watched) -> None:
    listening, wanted = Listening(watched), (("orders", HEALTH), ("orders-copy", BROKEN))
    fleet["orders"].kill()
    listening.until(FIRING, *wanted)
    fleet["orders"].start()
    listening.until(CLEARED, *wanted)
    assert sorted(listening.told) == once(*wanted)


def test_a_master_without_successor_is_told_by_whom_it_concerns(
    fleet: Fleet, watched: Watched
) -> None:
    gone = ("cache-1", "cache-2", "cache")
    wanted = (("guard", SENTINEL), *((name, HEALTH) for name in gone))
    listening = Listening(watched)
    fleet["cache-2"].kill()
    fleet["cache-1"].kill()
    listening.until(FIRING, *wanted)
    fleet["cache-1"].start()
    fleet["cache-2"].start()
    listening.until(CLEARED, *wanted)
    assert [each for each in sorted(listening.told) if each[1] != LINK] == once(*wanted)


def test_a_node_that_dies_is_told_by_the_others(fleet: Fleet, watched: Watched) -> None:
    wanted = (("ring-3", HEALTH), ("ring-1", CLUSTER), ("ring-2", CLUSTER))
    listening = Listening(watched)
    fleet["ring-3"].kill()
    listening.until(FIRING, *wanted)
    fleet["ring-3"].start()
    listening.until(CLEARED, *wanted)
    of_its_own = ("ring-3", CLUSTER)  # until it has found the others again
    told = [each for each in sorted(listening.told) if each[:2] != of_its_own]
    assert told == once(*wanted)


def test_who_does_not_answer_is_an_alert_once_and_it_is_over_once(
    fleet: Fleet, watched: Watched
) -> None:
    wanted = tuple((name, HEALTH) for name in fleet.names)
    listening = Listening(watched)
    for member in fleet.members.values():
        member.line.black_hole = True
    listening.until(FIRING, *wanted)
    for member in fleet.members.values():
        member.line.black_hole = False
    listening.until(CLEARED, *wanted)
    assert sorted(listening.told) == once(*wanted)


def test_one_that_comes_and_goes_does_not_multiply(fleet: Fleet, watched: Watched) -> None:
    listening, line = Listening(watched), fleet["ledger"].line

    def breaks_off() -> None:
        line.refuse = True
        line.reset()
        watched.turns("ledger", Health.DOWN)
        begun = len(down(watched))
        watched.heard.wait(lambda: len(down(watched)) >= begun + 2)
        line.refuse = False
        watched.turns("ledger", Health.UP)

    breaks_off()
    listening.until(CLEARED, ("ledger", HEALTH))
    for _turn in range(3):
        breaks_off()
    assert listening.told == [
        ("ledger", HEALTH, FIRING), ("ledger", HEALTH, CLEARED), ("ledger", HEALTH, FIRING),
    ], "the second stands until it was calm for five minutes"  # fmt: skip


def down(watched: Watched) -> list[Sample]:
    """When the ledger was not there."""
    return [each for each in watched.heard.samples("ledger") if each.health is Health.DOWN]
