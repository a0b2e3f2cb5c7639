"""What the live views are built on: one signal, few times a second, from threads that all end."""

import itertools
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreTrouble
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Delivery, FeedStand
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Health, Mark, MarkKind, Sample
from app.flows import connect
from app.flows.watch.watch import Manner
from app.workers.watch_keeper import WatchKeeper
from tests.fakes import warden
from tests.flows.watch.feeds import Feeds, feeds, quick
from tests.flows.watch.watching import QUICK, FakeEngine, FakeInstance, Heard, catalogue, secret
from tests.servers.redis_servers import Redis

__all__ = ["feeds"]

Keeper = WatchKeeper[Heard, Heard]


@pytest.fixture
def instances(monkeypatch: pytest.MonkeyPatch) -> list[FakeInstance]:
    made = [FakeInstance("orders"), FakeInstance("stock")]
    engine = FakeEngine(*made).engine
    monkeypatch.setattr(connect, "engine_for", lambda _type: engine)
    return made


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def keeper(qtbot: QtBot, heard: Heard, instances: list[FakeInstance]) -> Iterator[Keeper]:
    made = WatchKeeper(
        catalogue(), secret, warden(), lambda: heard, lambda _history: heard, manner=Manner(QUICK)
    )
    yield made
    made.close()


def test_what_is_watched_is_delivered_and_is_in_the_history(
    qtbot: QtBot, keeper: Keeper, heard: Heard, instances: list[FakeInstance]
) -> None:
    deliveries: list[Delivery] = []
    times: list[float] = []
    keeper.delivered.connect(deliveries.append)
    keeper.delivered.connect(lambda _delivery: times.append(time.monotonic()))
    with qtbot.waitSignal(keeper.changed):
        keeper.watch(each.endpoint for each in instances)
    qtbot.waitUntil(lambda: len(deliveries) >= 12)
    assert keeper.watched == {"orders", "stock"}
    assert keeper.state.stand is FeedStand.LIVE
    assert keeper.latest["orders", Tier.LIVE].values["mysql.threads_running"] == 2
    assert keeper.latest["stock", Tier.STATUS].health is Health.UP
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.04
    keeper.close()
    shown = [sample for delivery in deliveries for sample in delivery.samples]
    assert {id(sample) for sample in shown} <= {id(sample) for sample in heard.written}
    assert heard.closed
    assert not any(each.open for each in instances)


def test_who_is_not_watched_any_more_is_let_go(
    qtbot: QtBot, keeper: Keeper, instances: list[FakeInstance]
) -> None:
    keeper.watch(each.endpoint for each in instances)
    qtbot.waitUntil(lambda: {i for i, _tier in keeper.latest} == {"orders", "stock"})
    keeper.watch([instances[0].endpoint])
    qtbot.waitUntil(lambda: not instances[1].open)
    assert {i for i, _tier in keeper.latest} == {"orders"}
    assert instances[0].logins == 1


def test_history_and_judge_are_asked_without_a_wait(
    qtbot: QtBot, keeper: Keeper, heard: Heard
) -> None:
    alert = Alert(
        "a", "rule", "orders", "mysql.threads_running", Severity.WARNING, AlertState.FIRING,
        1.0, 99.0, 64.0, "Too many.", fired=2.0,
    )  # fmt: skip
    counted = keeper.ask(lambda history: len(history.written))
    with qtbot.waitSignal(counted.succeeded) as answer:
        pass
    assert answer.args == [0]
    with qtbot.waitSignal(keeper.delivered) as delivered:
        keeper.judge_do(lambda _judge: alert)
    assert delivered.args is not None
    assert delivered.args[0].alerts == (alert,)


def test_a_mark_of_ours_is_shown_and_kept(qtbot: QtBot, keeper: Keeper, heard: Heard) -> None:
    mark = Mark("orders", MarkKind.ACT, 1.0, "End these sessions")
    with qtbot.waitSignal(keeper.delivered) as delivered:
        keeper.mark(mark)
    assert delivered.args is not None
    assert delivered.args[0].marks == (mark,)
    qtbot.waitUntil(lambda: heard.marks == [mark])


def test_a_history_that_cannot_be_opened_is_said_and_the_rest_goes_on(
    qtbot: QtBot, heard: Heard, instances: list[FakeInstance]
) -> None:
    def broken() -> Heard:
        raise StoreTrouble("The history cannot be opened.")

    keeper: Keeper = WatchKeeper(
        catalogue(), secret, warden(), broken, lambda _history: heard, manner=Manner(QUICK)
    )
    try:
        with qtbot.waitSignals([keeper.failed, keeper.delivered]):
            keeper.watch([instances[0].endpoint])
        with qtbot.waitSignal(keeper.ask(lambda history: history.written).failed):
            pass
    finally:
        keeper.close()


def test_what_a_team_s_collectors_say_is_delivered_and_kept_and_not_judged_again(
    qtbot: QtBot, heard: Heard, feeds: Feeds, redis_server: Redis
) -> None:
    tower = feeds.tower(redis_server.port)
    keeper: Keeper = WatchKeeper(
        catalogue(), secret, warden(), lambda: heard, lambda _history: heard
    )
    judged: list[Sample] = []

    def judge(sample: Sample) -> tuple[Alert, ...]:
        judged.append(sample)
        return ()

    heard.judges = judge
    try:
        keeper.follow(quick(redis_server.port))
        qtbot.waitUntil(lambda: keeper.state.stand is FeedStand.LIVE)
        shown: list[Sample] = []
        keeper.delivered.connect(lambda delivery: shown.extend(delivery.samples))
        tower.say(1, 2, 3)
        qtbot.waitUntil(lambda: len(shown) == 3)
        assert {sample.by for sample in shown} == {"tower"}
        assert (shown[-1].instance, shown[-1].tier) in keeper.latest
        qtbot.waitUntil(lambda: len(heard.written) == 3)
        assert not judged
        redis_server.kill()
        qtbot.waitUntil(lambda: keeper.state.stand is FeedStand.LOST)
        assert keeper.state.trouble
        redis_server.start()
        qtbot.waitUntil(lambda: keeper.state.stand is FeedStand.LIVE, timeout=10_000)
        keeper.follow(None)
        assert keeper.following is None
    finally:
        keeper.close()


def test_closing_takes_seconds_at_most_when_servers_hang(
    qtbot: QtBot, keeper: Keeper, heard: Heard, instances: list[FakeInstance]
) -> None:
    for instance in instances:
        instance.freeze()
    keeper.watch(each.endpoint for each in instances)
    qtbot.waitUntil(lambda: all(each.open for each in instances))
    stalled: list[Sample] = []
    keeper.delivered.connect(lambda delivery: stalled.extend(delivery.samples))
    qtbot.waitUntil(lambda: {s.instance for s in stalled} == {"orders", "stock"})
    assert {sample.health for sample in stalled} == {Health.STALLED}
    begun = time.monotonic()
    keeper.close()
    assert time.monotonic() - begun < 6
    assert not any(each.open for each in instances)


def test_the_judge_knows_who_is_watched_once_the_inventory_was_read(
    qtbot: QtBot, keeper: Keeper, heard: Heard, instances: list[FakeInstance]
) -> None:
    subjects = [Subject(name, name, "mysql") for name in ("orders", "stock", "elsewhere")]
    keeper.watch([instances[0].endpoint])
    keeper.know(subjects)
    qtbot.waitUntil(lambda: heard.known == (subjects[0],))
    keeper.watch(each.endpoint for each in instances)
    qtbot.waitUntil(lambda: heard.known == tuple(subjects[:2]))


def test_a_long_reading_tells_how_far_it_is_and_is_cancelled_by_closing(
    qtbot: QtBot, keeper: Keeper, heard: Heard
) -> None:
    told: list[float] = []
    listened = Event()
    errand = keeper.read_long(
        lambda history, _stop, tell: (listened.wait(30), tell(0.5), history)[-1]
    )
    errand.told.connect(told.append)
    with qtbot.waitSignal(errand.succeeded) as answer:
        listened.set()
    assert answer.args == [heard]
    assert told == [0.5]
    endless = keeper.read_long(lambda _history, stop, _tell: stop.wait(60))
    with qtbot.waitSignal(endless.finished):
        keeper.close()


def test_that_something_failed_and_is_over_is_said_from_any_thread(
    qtbot: QtBot, keeper: Keeper
) -> None:
    trouble = StoreTrouble("The states of alerts cannot be kept.")

    def say() -> None:
        keeper.tell_failed(trouble)
        keeper.tell_mended("They are kept again.")

    with qtbot.waitSignals([keeper.failed, keeper.mended]):
        thread = Thread(target=say)
        thread.start()
        thread.join()
