import threading
import tracemalloc

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import FeedStand, Inlet, Outlet
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Mark, MarkKind, Sample
from app.monitor.bus import box
from app.monitor.bus.local import LocalBus


def sample(number: int, instance: str = "one", *, restarted: bool = False) -> Sample:
    values = {"mysql.threads_running": float(number)}
    return Sample(instance, Tier.STATUS, float(number), Health.UP, values, restarted=restarted)


def alert(number: int) -> Alert:
    return Alert(
        f"alert-{number}", "busy", "one", "mysql.threads_running", Severity.WARNING,
        AlertState.FIRING, 1.0, 2.0, 3.0, "Too many threads run.",
    )  # fmt: skip


def test_has_the_two_ends_that_were_agreed() -> None:
    bus = LocalBus()
    outlet: Outlet = bus
    inlet: Inlet = bus.subscribe()
    outlet.publish(sample(1))
    assert [each.at for each in inlet.take().samples] == [1.0]


def test_gives_everybody_everything_in_its_order() -> None:
    bus = LocalBus()
    first, second = bus.subscribe(), bus.subscribe()
    mark = Mark("one", MarkKind.RESTART, 5.0, "It began anew.")
    capture = Capture("one", CaptureKind.SESSIONS, 6.0, ("id",), ((7,),))
    for payload in (sample(1), alert(1), sample(2), mark, capture):
        bus.publish(payload)
    for inlet in (first, second):
        taken = inlet.take()
        assert [each.at for each in taken.samples] == [1.0, 2.0]
        assert taken.alerts == (alert(1),)
        assert taken.marks == (mark,)
        assert taken.captures == (capture,)
        assert not taken.skipped
        assert inlet.take().samples == ()


def test_who_comes_late_or_has_left_hears_nothing() -> None:
    bus = LocalBus()
    early = bus.subscribe()
    bus.publish(sample(1))
    late = bus.subscribe()
    early.take()
    early.close()
    bus.publish(sample(2))
    assert early.take().samples == ()
    assert early.take().state.stand is FeedStand.OFF
    assert [each.at for each in late.take().samples] == [2.0]


def test_says_when_it_heard_last() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()
    assert inlet.take().state.heard_at is None
    bus.publish(sample(1))
    state = inlet.take().state
    assert state.stand is FeedStand.LIVE
    assert state.heard_at is not None


def test_a_slow_taker_gets_the_newest_of_each_and_is_told() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()
    for number in range(3 * box.MOST_SAMPLES):
        bus.publish(sample(number, f"instance-{number % 7}"))
    taken = inlet.take()
    assert taken.skipped
    newest = 3 * box.MOST_SAMPLES
    assert [each.at for each in taken.samples] == [float(newest - 7 + each) for each in range(7)]
    bus.publish(sample(1))
    assert not inlet.take().skipped


def test_that_lines_break_is_not_lost_with_the_sample_that_said_it() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()
    bus.publish(sample(0, restarted=True))
    for number in range(1, box.MOST_SAMPLES + 10):
        bus.publish(sample(number))
    assert [each.restarted for each in inlet.take().samples] == [True]


def test_alerts_and_marks_are_all_kept_while_samples_are_not() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()
    for number in range(2 * box.MOST_SAMPLES):
        bus.publish(sample(number))
        bus.publish(alert(number))
    assert len(inlet.take().alerts) == 2 * box.MOST_SAMPLES
    for number in range(box.MOST_EVENTS + 1):
        bus.publish(alert(number))
    taken = inlet.take()
    assert taken.skipped
    assert len(taken.alerts) == box.MOST_EVENTS


def test_memory_does_not_grow_when_nobody_takes() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()

    def publish(many: int) -> None:
        for number in range(many):
            bus.publish(sample(number, f"instance-{number % 100}"))
            bus.publish(Capture(f"{number}", CaptureKind.SESSIONS, 1.0, ("id",), ((number,),)))

    publish(2 * box.MOST_SAMPLES)
    tracemalloc.start()
    try:
        publish(2 * box.MOST_SAMPLES)
        before, _peak = tracemalloc.get_traced_memory()
        publish(4 * box.MOST_SAMPLES)
        after, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after < before + 50_000
    assert len(inlet.take().captures) == box.MOST_CAPTURES


def test_threads_that_publish_at_once_lose_nothing() -> None:
    bus = LocalBus()
    inlet = bus.subscribe()
    begin = threading.Barrier(5)

    def publish(instance: str) -> None:
        begin.wait()
        for number in range(500):
            bus.publish(sample(number, instance))

    threads = [threading.Thread(target=publish, args=(f"{each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    begin.wait()
    taken: list[Sample] = []
    while any(thread.is_alive() for thread in threads):
        taken += inlet.take().samples
    taken += inlet.take().samples
    for instance in "0123":
        assert [each.at for each in taken if each.instance == instance] == [*map(float, range(500))]
