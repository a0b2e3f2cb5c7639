"""Events between two threads, never too many at once."""

import threading
from collections.abc import Callable

from app.domain.finding import Finding, Level, Position, Severity
from app.flows.events import Found, Gathered, Started
from app.workers.channel import ROOM, Channel

ONE = Finding(
    "naming", Severity.NOTICE, Level.TEXT, "", (), 0, "", Position(1, 1, 0), Position(1, 2, 1)
)


def beside(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_events_come_out_in_their_order_a_few_at_a_time() -> None:
    channel = Channel()
    events = [Started(f"{n}.sql", 1) for n in range(10)]
    for event in events:
        assert channel.put(event)
    assert channel.take(4) == tuple(events[:4])
    assert not channel.empty
    assert channel.take(100) == tuple(events[4:])
    assert channel.empty


def test_findings_weigh() -> None:
    channel = Channel()
    for _ in range(4):
        channel.put(Found("a.sql", (ONE,) * 500))
    assert len(channel.take(1_000)) == 2


def test_whoever_puts_waits_for_room() -> None:
    channel = Channel()
    put: list[int] = []

    def fill() -> None:
        for n in range(3 * ROOM):
            channel.put(Gathered(n, 0))
            put.append(n)

    thread = beside(fill)
    taken: list[object] = []
    while len(taken) < 3 * ROOM:
        assert len(put) <= len(taken) + ROOM + 1
        taken += channel.take(700)
    thread.join(5)
    assert taken == [Gathered(n, 0) for n in range(3 * ROOM)]


def test_nobody_waits_for_a_closed_channel() -> None:
    channel = Channel()
    answers: list[bool] = []

    def fill() -> None:
        while channel.put(Gathered(1, 1)):
            pass
        answers.append(False)

    thread = beside(fill)
    channel.close()
    thread.join(5)
    assert answers == [False]
    assert channel.empty
