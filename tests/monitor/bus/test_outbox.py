import itertools
import threading
from dataclasses import replace

from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.sample import Sample
from app.monitor.bus import wire
from app.monitor.bus.order import Position
from app.monitor.bus.outbox import Outbox, Sealed
from tests.monitor.bus.payloads import ALERT, BY, CAPTURE, MARK, every, sample

ALL = 10**9


def numbers(sealed: tuple[Sealed, ...]) -> list[int]:
    return [number for each in sealed for number in range(each.first, each.last + 1)]


def send(outbox: Outbox, most: int = ALL) -> list[int]:
    chosen = outbox.unsent(most)
    if chosen:
        outbox.sent(chosen[-1].last)
    return numbers(chosen)


def test_numbers_what_is_published() -> None:
    outbox = Outbox(7)
    assert outbox.position == Position(7, 0)
    for payload in every():
        outbox.publish(payload)
    assert outbox.position == Position(7, 0)
    [sealed] = outbox.unsent(ALL)
    assert [wire.decode(each, BY) for each in sealed.messages] == list(every())
    assert outbox.waiting == 4
    outbox.sent(4)
    assert outbox.position == Position(7, 4)
    assert outbox.waiting == 0
    assert outbox.unsent(ALL) == ()


def test_no_frame_is_larger_than_what_is_read() -> None:
    outbox = Outbox(7)
    large = replace(CAPTURE, rows=tuple((each, None, 1, "x" * 2000) for each in range(200)))
    for _each in range(12):
        outbox.publish(large)
        outbox.publish(sample())
    for sealed in outbox.unsent(ALL):
        data = wire.encode_frame(outbox.epoch, sealed.first, sealed.messages)
        assert wire.decode_frame(data).last == sealed.last


def test_sends_again_what_the_server_has_lost() -> None:
    outbox = Outbox(7)
    assert outbox.resume(None)
    for number in range(6):
        outbox.publish(sample(number))
        send(outbox)
    assert outbox.resume(Position(7, 4))
    assert send(outbox) == [5, 6]
    assert outbox.resume(None)
    assert send(outbox) == [1, 2, 3, 4, 5, 6]


def test_does_not_send_what_the_server_has_although_it_did_not_say_so() -> None:
    outbox = Outbox(7)
    outbox.resume(None)
    outbox.publish(sample(1))
    outbox.unsent(ALL)
    outbox.publish(sample(2))
    outbox.unsent(ALL)
    assert outbox.resume(Position(7, 1))
    assert send(outbox) == [2]


def test_a_new_run_is_later_than_the_last_whatever_the_clock_says() -> None:
    outbox = Outbox(7)
    outbox.publish(sample())
    assert outbox.resume(Position(9, 33))
    assert outbox.epoch == 10
    assert outbox.reach == Position(9, 0)
    assert send(outbox) == [1]
    same = Outbox(9)
    assert same.resume(Position(9, 33))
    assert same.epoch == 10


def test_gives_way_to_another_run_that_began_later() -> None:
    outbox = Outbox(7)
    assert outbox.resume(None)
    assert not outbox.resume(Position(8, 1))


def test_is_bounded_and_the_oldest_go_first() -> None:
    outbox = Outbox(7, most_bytes=20_000)
    outbox.resume(None)
    for number in range(1000):
        outbox.publish(sample(number))
        outbox.unsent(0)
    kept = numbers(outbox.unsent(ALL))
    assert kept == list(range(kept[0], 1001))
    assert 50 < len(kept) < 200
    assert outbox.given_up == 1000 - len(kept)
    assert outbox.reach == Position(7, kept[0])


def test_what_was_sent_goes_before_what_was_not() -> None:
    outbox = Outbox(7, most_bytes=20_000)
    outbox.resume(None)
    for number in range(1000):
        outbox.publish(sample(number))
        send(outbox)
    assert outbox.given_up == 0
    assert outbox.reach.number > 1


def test_the_snapshot_has_the_last_of_each_and_alerts_until_they_clear() -> None:
    outbox = Outbox(7)
    for number in range(3):
        outbox.publish(sample(number))
    outbox.publish(sample(9, "two"))
    outbox.publish(ALERT)
    outbox.publish(MARK)
    send(outbox)
    news = outbox.news()
    assert sorted(news) == [f"a/{ALERT.id}", "s/status/one", "s/status/two"]
    message = news["s/status/one"]
    assert message is not None
    assert wire.decode(message, BY) == sample(2)
    assert outbox.news() == {}
    outbox.publish(replace(ALERT, state=AlertState.CLEARED))
    send(outbox)
    assert outbox.news() == {f"a/{ALERT.id}": None}
    outbox.restate()  # another server knows nothing yet
    assert sorted(outbox.news()) == ["s/status/one", "s/status/two"]


def test_the_snapshot_is_not_ahead_of_what_was_sent() -> None:
    outbox = Outbox(7)
    outbox.publish(sample(1))
    assert outbox.news() == {}
    assert outbox.position == Position(7, 0)
    send(outbox)
    assert list(outbox.news()) == ["s/status/one"]
    assert outbox.position == Position(7, 1)


def test_who_is_not_watched_any_more_leaves_the_snapshot() -> None:
    outbox = Outbox(7)
    outbox.publish(sample(1))
    outbox.publish(sample(2, "two"))
    outbox.publish(ALERT)
    send(outbox)
    outbox.news()
    outbox.retain({"two"})
    assert outbox.news() == {"s/status/one": None}


def test_threads_that_publish_at_once_get_a_number_each() -> None:
    outbox = Outbox(7)
    begin = threading.Barrier(4)

    def publish(instance: str) -> None:
        begin.wait()
        for number in range(700):
            outbox.publish(sample(number, instance))

    threads = [threading.Thread(target=publish, args=(f"{each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    sealed: list[Sealed] = []
    while any(thread.is_alive() for thread in threads):
        sealed += _take(outbox)
    sealed += _take(outbox)
    assert numbers(tuple(sealed)) == list(range(1, 2801))
    told = [wire.decode(each, BY) for one in sealed for each in one.messages]
    for instance in "0123":
        ats = [each.at for each in told if isinstance(each, Sample) and each.instance == instance]
        assert all(earlier < later for earlier, later in itertools.pairwise(ats))


def _take(outbox: Outbox) -> tuple[Sealed, ...]:
    chosen = outbox.unsent(ALL)
    if chosen:
        outbox.sent(chosen[-1].last)
    return chosen
