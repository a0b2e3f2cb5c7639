"""Work in slices between two events."""

import time
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QTimer

from app.models.slices import SLICE, Slices


def counting(to: int) -> Generator[None, None, int]:
    for _ in range(to):
        yield
    return to


def test_the_answer_comes_when_all_is_done(qtbot: Any) -> None:
    slices = Slices()
    with qtbot.waitSignal(slices.finished) as heard:
        slices.start(counting(1_000))
        assert slices.busy
    assert heard.args == [1_000]
    assert not slices.busy


def test_starting_again_drops_the_first_answer(qtbot: Any) -> None:
    slices = Slices()
    answers: list[int] = []
    slices.finished.connect(answers.append)
    slices.start(counting(10))
    with qtbot.waitSignal(slices.finished):
        slices.start(counting(20))
    assert answers == [20]


def test_nothing_is_heard_of_what_was_stopped(qtbot: Any) -> None:
    slices = Slices()
    slices.start(counting(10))
    slices.stop()
    with qtbot.assertNotEmitted(slices.finished, wait=20):
        pass
    assert not slices.busy


def test_events_are_processed_in_between(qtbot: Any) -> None:
    def working() -> Generator[None, None, None]:
        end = time.perf_counter() + 20 * SLICE
        while time.perf_counter() < end:
            yield

    slices, ticks = Slices(), []
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: ticks.append(slices.busy))
    timer.start()
    with qtbot.waitSignal(slices.finished):
        slices.start(working())
    timer.stop()
    assert ticks.count(True) >= 3


def test_a_bug_is_raised_once(qtbot: Any) -> None:
    def broken() -> Generator[None, None, None]:
        yield
        raise ZeroDivisionError

    slices = Slices()
    with qtbot.captureExceptions() as raised:
        slices.start(broken())
        qtbot.waitUntil(lambda: not slices.busy)
        qtbot.wait(20)
    assert [kind for kind, _error, _trace in raised] == [ZeroDivisionError]
