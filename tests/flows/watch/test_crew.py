"""Few threads for many, and nobody waits for a slow one."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.flows.watch.crew import HANDS, Crew
from app.flows.watch.threads import plain_thread


class Task:
    """Something to be done each `period`; it may hang."""

    def __init__(self, id_: str, period: float = 0.02) -> None:
        self.id, self.period = id_, period
        self.due = time.monotonic()
        self.done: list[float] = []
        self.hanging = threading.Event()
        self.stopped = threading.Event()
        self.closed = 0
        self.at_work = 0
        self.reminded = 0
        self.error: Exception | None = None

    def work(self) -> None:
        self.at_work += 1
        assert self.at_work == 1, "in one thread at a time"
        while self.hanging.is_set() and not self.stopped.wait(0.01):
            pass
        self.due = time.monotonic() + self.period
        self.done.append(time.monotonic())
        self.at_work -= 1
        if self.error:
            raise self.error

    def remind(self, now: float) -> None:
        self.reminded += 1

    def stop(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        assert not self.at_work
        self.closed += 1


def until(condition: Callable[[], object], within: float = 10.0) -> None:
    end = time.monotonic() + within
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.005)


@pytest.fixture
def bugs() -> list[Exception]:
    return []


@pytest.fixture
def crew(bugs: list[Exception]) -> Iterator[Crew]:
    made = Crew(plain_thread, bugs.append)
    yield made
    assert made.close()


def test_everybody_has_his_turn_and_few_threads_do_it(crew: Crew) -> None:
    tasks = [Task(str(n)) for n in range(100)]
    for task in tasks:
        crew.add(task)
    until(lambda: all(len(task.done) >= 5 for task in tasks))
    assert crew.hands <= HANDS


def test_nobody_waits_for_those_that_hang(crew: Crew) -> None:
    hanging, quick = [Task(f"h{n}") for n in range(20)], [Task(f"q{n}") for n in range(5)]
    for task in hanging:
        task.hanging.set()
    for task in (*hanging, *quick):
        crew.add(task)
    until(lambda: all(task.at_work for task in hanging))
    done = [len(task.done) for task in quick]
    until(lambda: all(len(t.done) > n + 10 for t, n in zip(quick, done, strict=True)))
    assert 20 < crew.hands <= 25
    assert all(task.reminded for task in hanging)
    gaps = [
        later - sooner
        for task in quick
        for sooner, later in zip(task.done[-10:], task.done[-9:], strict=False)
    ]
    assert max(gaps) < 0.5
    for task in hanging:
        task.hanging.clear()
    until(lambda: all(task.done for task in hanging))


def test_who_is_taken_away_is_closed_even_while_at_work(crew: Crew) -> None:
    idle, hanging, stays = Task("idle", 60.0), Task("hanging"), Task("stays")
    hanging.hanging.set()
    for task in (idle, hanging, stays):
        crew.add(task)
    until(lambda: idle.done and hanging.at_work)
    crew.remove("idle")
    crew.remove("hanging")
    crew.remove("nobody")
    until(lambda: idle.closed and hanging.closed)
    assert not stays.closed
    done = len(stays.done)
    until(lambda: len(stays.done) > done)


def test_hastened_it_does_not_wait_for_its_time(crew: Crew) -> None:
    task = Task("slow", 60.0)
    crew.add(task)
    until(lambda: len(task.done) == 1)
    crew.hasten("slow")
    until(lambda: len(task.done) == 2)


def test_a_bug_is_told_and_delays_nobody_else(crew: Crew, bugs: list[Exception]) -> None:
    ill, well = Task("ill"), Task("well")
    ill.error = ZeroDivisionError()
    crew.add(ill)
    crew.add(well)
    until(lambda: len(well.done) > 10)
    assert bugs == [ill.error]
    assert len(ill.done) == 1


def test_closing_ends_and_closes_all_of_them() -> None:
    crew = Crew(plain_thread, lambda _error: None)
    tasks = [Task(str(n)) for n in range(50)]
    for task in tasks[:10]:
        task.hanging.set()
    for task in tasks:
        crew.add(task)
    until(lambda: all(task.at_work or task.done for task in tasks))
    begun = time.monotonic()
    assert crew.close()
    assert time.monotonic() - begun < 5
    assert {task.closed for task in tasks} == {1}
    assert crew.close(), "twice does no harm"
