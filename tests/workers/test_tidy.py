"""Garbage is collected by us, in the GUI thread."""

import gc
import platform
import resource
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.workers.tidy import _ENOUGH, Tidy


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


def test_much_that_is_new_is_collected_at_once(tidy: Tidy) -> None:
    """Else a look at what a lane made in a second would hold the window up."""
    gc.collect(1)
    gone = weakref.ref(Knot())
    tidy._collect_young()
    assert gone() is not None
    made = [Knot() for _each in range(_ENOUGH)]
    tidy._collect_young()
    assert gone() is None
    for each in made:
        del each.itself


def test_what_is_old_is_collected_when_the_user_is_away(qapp: Any, tidy: Tidy) -> None:
    kept = Knot()
    gc.collect()  # it is old now
    gone = weakref.ref(kept)
    del kept
    gc.collect(1)
    assert gone() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert gone() is None


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries do so themselves")
def test_what_was_freed_is_given_back(tidy: Tidy) -> None:
    """Below something that stays, as the samples are that are packed each quarter of an hour."""
    held = [bytes(16_000) for _each in range(4000)]
    last = held.pop()
    before = resident()
    held.clear()
    tidy.collect()
    assert resident() < before - 40_000_000
    assert len(last) == 16_000


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


_LATER = """
import sys
import numpy
from app.workers.tidy import keep_small_rows
from benchmarks.memory_in_use import heap
if sys.argv[1] == "kept" and not keep_small_rows():
    sys.exit("numpy is there, and nothing was kept")
before, _held = heap()
for length in range(1, 1024):
    rows = [numpy.ones(length, "u1") for _each in range(7)]
    rows.clear()
print(heap()[0] - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others do not tell what is in use")
def test_what_numpy_keeps_of_small_rows_it_keeps_from_the_beginning() -> None:
    """In a process of its own, where none of these lengths occurred before."""
    grown = {
        how: int(subprocess.check_output([sys.executable, "-c", _LATER, how], text=True))
        for how in ("kept", "left alone")
    }
    assert grown["left alone"] > 3000  # KiB; else this looks for what numpy does no longer
    assert grown["kept"] < 300
