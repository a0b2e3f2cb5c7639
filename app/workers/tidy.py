"""Keeping the interpreter out of the window's way: garbage, and turns.

Left alone, Python collects in whatever thread allocates: with 100,000 findings in memory every
full collection stops the window for a tenth of a second and more, and one in a worker's thread
may destroy a widget there, which Qt does not survive. And a thread that works keeps the
interpreter for 5 ms before another gets its turn, a third of the time between two frames.

What was freed goes back to the system, too: the C library of Linux keeps it, and each quarter of an
hour of samples that is packed leaves other holes, until after hours most of it is holes.
"""

import ctypes
import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

_YOUNG = 1_000  # milliseconds after which what is new is looked at
_LOOK, _SOON = 50, 10  # milliseconds between two questions how much that is; while it grows fast
_FAST = 4_000  # new objects since the last collection, from which on it does
_ENOUGH = 20_000
"""New objects that are looked at sooner: a lane that makes a million a second would else leave so
many that a look at them holds the window up for three frames. 20,000 take a few milliseconds.
"""
OLD = 600_000  # milliseconds after which everything is looked at even while the user works
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # mallopt(3)
_ARENAS, _LARGE = 2, 128 * 1024
_SMALL, _EACH = 1024, 7
"""numpy keeps so many freed rows of each length in bytes below that (numpy/_core/src/multiarray,
alloc: NBUCKETS, NCACHE).
"""
_TURN = 0.0002  # seconds a thread keeps the interpreter where another wants it


class Tidy(QObject):
    """Collects in the GUI thread: what is new every second, or when it is much; everything when the
    user is away.
    """

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        gc.disable()
        self._give_back = _giving_back()
        self._turn = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        self._waited = 0  # milliseconds since the last collection
        self._kept = False
        self._young = QTimer(self, interval=_LOOK)
        self._young.timeout.connect(self._collect_young)
        self._young.start()
        self._old = QTimer(self, interval=OLD)
        self._old.timeout.connect(self.collect)
        self._old.start()
        app.applicationStateChanged.connect(self._follow)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._young.stop()
        self._old.stop()
        gc.enable()
        sys.setswitchinterval(self._turn)

    @Slot()
    def collect(self) -> None:
        """Collect everything now, and give back what is free."""
        self._kept = self._kept or keep_small_rows()
        gc.collect()
        self._give_back()
        self._old.start()

    @Slot()
    def _collect_young(self) -> None:
        self._waited += self._young.interval()
        fresh = gc.get_count()[0]
        if fresh >= _ENOUGH or self._waited >= _YOUNG:
            self._waited = 0
            gc.collect(1)
        pause = _SOON if fresh >= _FAST else _LOOK
        if pause != self._young.interval():
            self._young.setInterval(pause)

    @Slot(Qt.ApplicationState)
    def _follow(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and self._young.isActive():
            self.collect()


def keep_small_rows() -> bool:
    """Have numpy keep now what small rows it would keep in the end; False while nobody uses it.

    Left alone, it gathers these 3.6 MiB over hours, as lengths occur that were not there before:
    one here and one there, each in the way of giving back what is free around it.
    """
    empty = getattr(sys.modules.get("numpy"), "empty", None)
    if empty is None:
        return False
    for length in range(1, _SMALL):
        rows = [empty(length, "u1") for _each in range(_EACH)]
        rows.clear()
    return True


def keep_apart() -> None:
    """Have what is large mapped by itself, and few arenas, so that what is freed leaves no holes.

    Left alone, glibc takes ever larger pieces from the common heap once one of their size was
    freed (mallopt(3), M_MMAP_THRESHOLD), and pieces that live for long settle between them. To be
    called before any thread begins: each takes an arena of its own, and an hour's soak had 16.
    """
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, TypeError):  # another C library; Windows, which has no None
        return
    tune(ctypes.c_int(_ARENA_MAX), ctypes.c_int(_ARENAS))
    tune(ctypes.c_int(_MMAP_THRESHOLD), ctypes.c_int(_LARGE))


def _giving_back() -> Callable[[], object]:
    """What gives free memory back to the system, see malloc_trim(3); of glibc, others do so."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, TypeError):  # another C library; Windows, which has no None
        return lambda: None
    return lambda: trim(ctypes.c_size_t(0))
