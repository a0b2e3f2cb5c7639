"""Garbage is collected by us, in the GUI thread."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.workers.tidy import Tidy


class Knot:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tidy(qapp: Any) -> Iterator[Tidy]:
    made = Tidy(qapp)
    yield made
    made.stop()
    assert gc.isenabled()


def test_python_does_not_collect_by_itself(tidy: Tidy) -> None:
    assert not gc.isenabled()


def test_what_is_new_is_collected_before_long(qtbot: Any, tidy: Tidy) -> None:
    gone = weakref.ref(Knot())
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None, timeout=5000)


def test_what_is_old_is_collected_when_the_user_is_away(qapp: Any, tidy: Tidy) -> None:
    kept = Knot()
    gc.collect()  # it is old now
    gone = weakref.ref(kept)
    del kept
    gc.collect(1)
    assert gone() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert gone() is None
