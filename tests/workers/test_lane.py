"""Calls that run elsewhere and come home."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.errors import UnreadableInput
from app.domain.stop import Stop
from app.workers.lane import Job, Lane, wait_for_lanes

Nothing = Callable[[], None]


@pytest.fixture
def lane(qapp: Any) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()
    assert made.ended


def test_the_call_runs_elsewhere_and_the_answer_comes_home(qtbot: Any, lane: Lane) -> None:
    home, heard = threading.current_thread(), []
    job = lane.submit(lambda _stopped: threading.current_thread())
    job.succeeded.connect(lambda worker: heard.append((worker, threading.current_thread())))
    with qtbot.waitSignal(job.finished):
        pass
    [(worker, at)] = heard
    assert worker is not home
    assert at is home


def test_calls_keep_their_order(qtbot: Any, lane: Lane) -> None:
    order: list[int] = []

    def call(number: int) -> Callable[[Stop], None]:
        return lambda _stopped: order.append(number)

    jobs = [lane.submit(call(n)) for n in range(50)]
    with qtbot.waitSignal(jobs[-1].finished):
        pass
    assert order == list(range(50))


def test_an_error_the_user_understands_is_delivered(qtbot: Any, lane: Lane) -> None:
    def read(_stopped: Stop) -> None:
        raise UnreadableInput("The file is not text.")

    job = lane.submit(read)
    with qtbot.waitSignal(job.failed) as heard, qtbot.assertNotEmitted(job.succeeded):
        pass
    assert str(heard.args[0]) == "The file is not text."


def test_a_bug_is_raised_at_home(qtbot: Any, lane: Lane) -> None:
    job = lane.submit(lambda _stopped: 1 // 0)
    with (
        qtbot.captureExceptions() as raised,
        qtbot.assertNotEmitted(job.failed),
        qtbot.waitSignal(job.finished),
    ):
        pass
    assert [kind for kind, _error, _trace in raised] == [ZeroDivisionError]


def test_a_cancelled_job_says_only_that_it_is_over(qtbot: Any, lane: Lane) -> None:
    begun = threading.Event()

    def wait(stopped: Stop) -> str:
        begun.set()
        while not stopped():
            pass
        return "late"

    running, waiting = lane.submit(wait), lane.submit(lambda _stopped: ran.append(1))
    ran: list[int] = []
    assert begun.wait(5)
    with qtbot.assertNotEmitted(running.succeeded), qtbot.waitSignal(waiting.finished, timeout=500):
        waiting.cancel()
        running.cancel()
    assert ran == []


def test_an_answer_on_its_way_home_is_dropped_when_cancelled(qtbot: Any, lane: Lane) -> None:
    left = threading.Event()
    job: Job[int] = lane.submit(lambda _stopped: 7)
    lane.submit(lambda _stopped: left.set())
    assert left.wait(5)  # the answer is in this thread's queue by now
    with qtbot.assertNotEmitted(job.succeeded), qtbot.waitSignal(job.finished):
        job.cancel()


def test_a_job_that_is_over_is_gone(qtbot: Any, lane: Lane) -> None:
    """A window makes one a second, for weeks."""
    job = lane.submit(lambda _stopped: 7)
    with qtbot.waitSignal(job.finished):
        pass
    known = weakref.ref(job)
    del job
    gc.collect()
    assert known() is None


def test_what_the_call_knows_is_let_go_of_at_home(qtbot: Any, lane: Lane) -> None:
    """A window that is destroyed in a thread of its lane takes the program down."""
    where: list[int] = []

    class Known:
        def call(self, _stopped: Stop) -> None:
            """Nothing."""

        def __del__(self) -> None:
            where.append(threading.get_ident())

    for _ in range(500):
        known = Known()
        lane.submit(known.call)
        del known
    with qtbot.waitSignal(lane.submit(lambda _stopped: None).finished):
        pass
    qtbot.waitUntil(lambda: len(where) == 500)
    assert set(where) == {threading.get_ident()}


def test_closing_ends_the_running_and_skips_the_waiting(qtbot: Any) -> None:
    lane = Lane("test")
    begun, ran = threading.Event(), []

    def wait(stopped: Stop) -> None:
        begun.set()
        while not stopped():
            pass

    lane.submit(wait)
    lane.submit(lambda _stopped: ran.append(1))
    assert begun.wait(5)
    lane.close()
    assert lane.ended
    assert ran == []
    lane.close()


def test_leaving_makes_a_last_call_and_nobody_waits(qtbot: Any) -> None:
    lane, let_go, order = Lane("test"), threading.Event(), []
    begun = threading.Event()

    def hold(_stop: Stop) -> None:
        begun.set()
        assert let_go.wait(5)
        order.append("held")

    lane.submit(hold)
    assert begun.wait(5)
    lane.leave(lambda: order.append("last"))
    assert lane.ended
    assert order == []
    let_go.set()
    wait_for_lanes()
    assert order == ["held", "last"]
