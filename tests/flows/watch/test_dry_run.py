"""Rules tried on what real history files hold: once for each time, and not more than is known."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import Cancelled
from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Scope, Subject
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.dry_run import Replay, replay
from app.monitor.catalogue import load
from app.monitor.catalogue.thresholds import thresholds
from app.monitor.history import History

HOUR, DAY = 3600.0, 86_400.0
NOW = 20_400 * DAY + 20 * HOUR
BEGIN = NOW - 2 * HOUR
CATALOGUE = load()
KEY = "mysql.threads_connected"
A = Subject("a", "db-a", "mysql", tags=frozenset({"shop"}))
B = Subject("b", "db-b", "mysql")


def never() -> bool:
    return False


def rule(written: str, **said: object) -> Rule:
    limits = thresholds(written, Severity.WARNING)
    return Rule("mine", KEY, {"": limits}, **said)  # type: ignore[arg-type]


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> Iterator[History]:
    made = History(tmp_path / "history", clock=clock)
    yield made
    made.close()


def kept(
    history: History, value: Callable[[float], float | None], instance: str = "a",
    begin: float = BEGIN, end: float = NOW, key: str = KEY, tier: Tier = Tier.STATUS,
) -> None:  # fmt: skip
    """Samples every ten seconds; `value` is told the minutes since `begin`."""
    samples = []
    for number in range(int((end - begin) / 10)):
        found = value(number / 6)
        if found is not None:
            at = begin + 10 * number
            samples.append(Sample(instance, tier, at, Health.UP, {key: found}))
    history.write(samples)


def tried(history: History, *rules: Rule, begin: float = BEGIN) -> Replay:
    return replay(history, CATALOGUE, rules, (A, B), begin, NOW, never, lambda _share: None)


def test_each_time_it_would_have_fired_with_begin_and_end(history: History) -> None:
    kept(history, lambda minute: 90.0 if 10 <= minute < 20 or 60 <= minute < 61 else 10.0)
    kept(history, lambda minute: 90.0 if minute >= 100 else 10.0, "b")
    found = tried(history, rule("> 80 for 2m"))
    first, last = found.alerts
    assert (first.instance, last.instance) == ("a", "b")
    assert first.state is AlertState.CLEARED
    assert first.since == BEGIN + 600
    assert first.fired == BEGIN + 720
    assert first.cleared == BEGIN + 1200
    assert last.fired == BEGIN + 6120
    assert last.cleared is None
    assert found.counts == {"mine": 2}
    assert found.covered == pytest.approx({"a": 1, "b": 1}, abs=0.01)
    assert found.step == 0
    shorter = tried(history, rule("> 80 for 30s"))
    assert [each.instance for each in shorter.alerts] == ["a", "a", "b"]


def test_only_whom_and_what_the_rules_are_about(history: History) -> None:
    for instance in ("a", "b"):
        kept(history, lambda _minute: 90.0, instance)
    hot = rule("> 80")
    cold = Rule("cold", KEY, {"": thresholds("< 5", Severity.CRITICAL)})
    off = Rule("off", KEY, {"": thresholds("> 1", Severity.CRITICAL)}, enabled=False)
    scoped = Rule("mine", KEY, hot.thresholds, Scope(tags=frozenset({"shop"})))
    found = tried(history, scoped, cold, off)
    assert [(each.rule, each.instance) for each in found.alerts] == [("mine", "a")]
    assert found.counts == {"mine": 1, "cold": 0, "off": 0}
    assert tried(history, off).covered == {}


def test_what_is_made_in_is_tried_as_it_is_made(history: History) -> None:
    made_in = "mysql.connections_used_pct"
    made = Rule(made_in, made_in, CATALOGUE.metrics[made_in].thresholds)
    kept(history, lambda minute: 97.0 if 10 <= minute < 20 else 10.0, key=made_in)
    (found,) = tried(history, made).alerts
    assert (found.rule, found.severity) == (made_in, Severity.CRITICAL)
    assert tried(history, rule("> 1")).alerts == ()


def test_a_gap_is_no_duration_and_is_not_covered(history: History) -> None:
    kept(history, lambda minute: 90.0 if minute < 2 or minute >= 118 else None)
    found = tried(history, rule("> 80 for 10m"))
    assert found.alerts == ()
    assert found.covered["a"] == pytest.approx(4 / 120, abs=0.01)


def test_what_cannot_be_tried_is_said(history: History) -> None:
    kept(history, lambda _minute: 90.0)
    health = Rule(HEALTH, HEALTH, {"": thresholds("< 1", Severity.CRITICAL)})
    age = Rule(AGE, AGE, {"": thresholds("> 90", Severity.CRITICAL)})
    found = tried(history, health, age)
    assert found.unseen == (HEALTH, AGE)
    assert found.alerts == ()


def test_a_rule_that_looks_ahead(history: History) -> None:
    disks = "host.disk_used_pct"
    kept(
        history, lambda minute: 60 + max(0.0, minute - 60) / 4, key=f"{disks}/data",
        tier=Tier.MINUTE,
    )  # fmt: skip
    soon = Rule("soon", disks, {"": thresholds("full within 12h", Severity.WARNING)})
    (found,) = tried(history, soon).alerts
    assert BEGIN + HOUR < (found.fired or 0) < NOW
    assert found.key == f"{disks}/data"


def test_means_of_older_days_are_judged_as_such(history: History, clock: Clock) -> None:
    then = NOW - 5 * DAY
    clock.now = then + 3 * HOUR
    kept(
        history, lambda minute: 95.0 if 30 <= minute < 60 or 90 <= minute < 91 else 10.0,
        begin=then, end=then + 2 * HOUR,
    )  # fmt: skip
    for day in range(6):
        clock.now = NOW - (5 - day) * DAY + 3 * HOUR * (day < 5)
        for _step in range(20):
            history.compact(never)
    found = tried(history, rule("> 80 for 10m"), begin=then)
    (alert,) = found.alerts
    assert found.step == 300
    assert alert.since == then + 1800
    assert alert.fired == then + 2400
    assert (alert.cleared or 0) == then + 3600
    assert tried(history, rule("> 80"), begin=then).counts == {"mine": 1}  # no peak of a minute


def test_it_tells_how_far_it_is_and_can_be_stopped(history: History) -> None:
    kept(history, lambda _minute: 90.0)
    kept(history, lambda _minute: 10.0, "b")
    shares: list[float] = []
    found = replay(
        history, CATALOGUE, [rule("> 80")], [A, B], BEGIN, NOW, never, shares.append
    )  # fmt: skip
    assert len(found.alerts) == 1
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(Cancelled):
        replay(history, CATALOGUE, [rule("> 80")], [A, B], BEGIN, NOW, lambda: True, shares.append)
