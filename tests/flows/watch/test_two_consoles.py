"""A collector that judges, two consoles, and a Redis that dies between them: each alert once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import ConnectFailed, SessionLost
from app.domain.inventory import DatabaseType
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import FeedStand
from app.domain.monitoring.rule import HEALTH, Subject
from app.domain.monitoring.sample import Mark, MarkKind
from app.engines.base import Engine
from app.engines.catalogue import engine_for as engine_for_all
from app.flows import connect
from app.flows.watch.record import Record
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from app.monitor.alerts import Judge
from tests.engines.redis.ways import until
from tests.fakes import warden
from tests.flows.watch.feeds import Console, Feeds, Tower
from tests.flows.watch.watching import QUICK, FakeEngine, FakeInstance, Heard, catalogue, secret
from tests.servers.redis_servers import Redis

FIRING, CLEARED = AlertState.FIRING, AlertState.CLEARED


@pytest.fixture
def instances(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeInstance]:
    """Three of MySQL that are none; the feed's Redis is one."""
    made = {name: FakeInstance(name) for name in ("orders", "shop", "stock")}
    fake = FakeEngine(*made.values()).engine

    def engine_for(type_: str) -> Engine:
        return fake if type_ == DatabaseType.MYSQL else engine_for_all(type_)

    monkeypatch.setattr(connect, "engine_for", engine_for)
    return made


@pytest.fixture
def tower(
    instances: dict[str, FakeInstance], tmp_path: Path, feeds: Feeds, redis_server: Redis
) -> Iterator[Tower]:
    """Watches them, judges them, and tells over Redis."""
    made, history, errors = feeds.tower(redis_server.port), Heard(), list[Exception]()
    judge = Judge(tmp_path / "alerts", catalogue(), "tower")
    health = judge.made_in[HEALTH]
    at_once = tuple(replace(each, seconds=0.0) for each in health.thresholds[""])
    judge.set_rule(replace(health, thresholds={"": at_once}))
    record: Record[Heard, Judge] = Record(
        lambda: history, lambda _history: judge, made.feed, errors.append, "tower"
    )
    watch = Watch(
        catalogue(), secret, warden(), made.feed, record, plain_thread, errors.append,
        Manner(QUICK, by="tower"),
    )  # fmt: skip
    endpoints = [each.endpoint for each in instances.values()]
    watch.know(Subject(each.id, each.name, each.type) for each in endpoints)
    watch.watch(endpoints)
    yield made
    assert watch.close()
    assert not errors


def fall(*instances: FakeInstance) -> None:
    """Nobody is there any more."""
    for instance in instances:
        instance.refusal = ConnectFailed("Nothing listens on that port.")
        instance.trouble = SessionLost("The connection is lost.")


def told(console: Console) -> list[tuple[str, AlertState]]:
    """Who, and how its alert stands, as often as it was told."""
    return [
        (each.instance, each.state)
        for each in console.kept
        if isinstance(each, Alert) and each.rule == HEALTH and each.fired is not None
    ]


def test_each_alert_is_told_once_to_both_through_a_redis_that_dies(
    instances: dict[str, FakeInstance], tower: Tower, feeds: Feeds, redis_server: Redis
) -> None:
    consoles = [feeds.console(redis_server.port) for _number in range(2)]
    orders, shop, stock = instances.values()

    def both(*wanted: tuple[FakeInstance, AlertState]) -> bool:
        named = sorted((each.endpoint.id, state) for each, state in wanted)
        return all(sorted(told(console)) == named for console in consoles)

    fall(orders)
    until(lambda: both((orders, FIRING)))

    redis_server.kill()
    until(lambda: tower.feed.state.stand is FeedStand.LOST)
    until(lambda: all(c.feed.state.stand is FeedStand.LOST for c in consoles))
    waiting = tower.feed.state.waiting
    fall(shop)
    orders.refusal = None
    until(lambda: tower.feed.state.waiting > waiting + 20)
    redis_server.start()
    until(lambda: both((orders, FIRING), (orders, CLEARED), (shop, FIRING)), 20)

    redis_server.restart()
    fall(stock)
    shop.refusal = None
    everything = [(each, FIRING) for each in (orders, shop, stock)]
    everything += [(each, CLEARED) for each in (orders, shop)]
    until(lambda: both(*everything), 20)

    until(lambda: all(console.is_live() for console in consoles))
    assert [console.feed.state.missed for console in consoles] == [0, 0]
    late = feeds.console(redis_server.port)
    until(lambda: ("stock", FIRING) in told(late))  # a snapshot, and what came since
    until(lambda: [who for who, state in dict(told(late)).items() if state is FIRING] == ["stock"])
    assert len(set(told(late))) == len(told(late))
    assert both(*everything), "nothing is told again"
    marks = [
        [each.instance for each in console.kept
         if isinstance(each, Mark) and each.kind is MarkKind.ALERT]
        for console in consoles
    ]  # fmt: skip
    assert [len(each) for each in marks] == [5, 5], "one when it fires, one with its end"
