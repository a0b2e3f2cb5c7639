"""A long call in a lane of its own: heard while it runs, and let go of behind it."""

import gc
import threading
import weakref
from typing import Any

from app.workers.errand import Errand


def test_one_that_nobody_holds_is_heard_to_its_end_and_gone_then(qtbot: Any) -> None:
    told: list[float] = []
    heard = threading.Event()
    errand = Errand("test", lambda _stop, tell: heard.wait(5) and tell(0.5))
    errand.told.connect(told.append)
    known = weakref.ref(errand)
    with qtbot.waitSignal(errand.finished):
        del errand
        heard.set()
        gc.collect()
    assert told == [0.5]
    gc.collect()
    assert known() is None


def test_what_it_tells_at_once_is_heard_by_whoever_connects_in_that_turn(qtbot: Any) -> None:
    """The call may have begun before the line behind the errand's making is reached."""
    told: list[float] = []
    said = threading.Event()

    def call(_stop: object, tell: Any) -> None:
        tell(0.5)
        said.set()

    errand = Errand("test", call)
    assert said.wait(5)
    with qtbot.waitSignal(errand.finished):
        errand.told.connect(told.append)
    assert told == [0.5]
