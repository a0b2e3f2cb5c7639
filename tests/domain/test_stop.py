"""A request to end reaches whoever waits, once, from any thread."""

import sys
import threading
from types import FrameType
from typing import Any

import pytest

from app.domain.errors import Cancelled
from app.domain.stop import Stop


def test_it_says_whether_it_was_set() -> None:
    stop = Stop()
    assert not stop()
    stop.check()
    stop.set()
    assert stop()
    with pytest.raises(Cancelled):
        stop.check()


def test_a_callback_is_made_once_by_whoever_sets_it() -> None:
    stop = Stop()
    made: list[str] = []
    with stop.telling(lambda: made.append(threading.current_thread().name)):
        setter = threading.Thread(target=stop.set, name="setter")
        setter.start()
        setter.join()
        stop.set()
    assert made == ["setter"]


def test_a_callback_left_behind_a_call_that_ended_is_not_made() -> None:
    stop = Stop()
    made: list[int] = []
    with stop.telling(lambda: made.append(1)):
        pass
    stop.set()
    assert not made


def test_what_was_already_set_is_told_at_once() -> None:
    stop = Stop()
    stop.set()
    made: list[int] = []
    with stop.telling(lambda: made.append(1)):
        assert made == [1]


def test_a_wait_ends_when_it_is_set() -> None:
    stop = Stop()
    setter = threading.Timer(0.01, stop.set)
    setter.start()
    assert stop.wait(10)
    setter.join()


@pytest.mark.parametrize("step", range(80))
def test_a_signal_may_set_it_wherever_its_thread_is(step: int) -> None:
    """Ctrl+C is answered between two steps of the thread that waits, in that thread."""
    stop, left = Stop(), iter(range(step))
    told: list[int] = []

    def press(_frame: FrameType, _event: str, _said: Any) -> Any:
        if next(left, None) is None:
            stop.set()
        return press

    before = sys.gettrace()
    sys.settrace(press)
    try:
        with stop.telling(lambda: told.append(step)):
            stop.wait(0.001)
            within = stop()
    finally:
        sys.settrace(before)
    stop.set()
    assert stop.wait(0)
    assert told in ([[step]] if within else [[step], []])
