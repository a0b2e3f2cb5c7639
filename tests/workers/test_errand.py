"""A long call in a lane of its own: heard while it runs, and let go of behind it."""

import gc
import weakref
from typing import Any

from app.workers.errand import Errand


def test_one_that_is_over_is_let_go_of(qtbot: Any) -> None:
    held = set[Errand]()
    errand = Errand("test", lambda _stop, tell: tell(0.5))
    held.add(errand)
    errand.held_until_over(held.discard)
    with qtbot.waitSignals([errand.told, errand.finished]):
        pass
    assert not held
    known = weakref.ref(errand)
    del errand
    gc.collect()
    assert known() is None
