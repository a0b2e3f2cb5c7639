"""Long work in the GUI thread, a few milliseconds at a time between two events.

A thread would not do: sorting holds the interpreter's lock, and each cell that is painted then
waits for it. In slices nothing waits longer than a slice.
"""

import time
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SLICE = 0.003
"""Seconds of work at a time."""


class Slices(QObject):
    """Works through one generator; starting another drops the one before, answer and all.

    Signals:
        finished: what the generator returned.
    """

    finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Generator[None, None, Any] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    @property
    def busy(self) -> bool:
        """Whether there is still something to do."""
        return self._steps is not None

    def start(self, steps: Generator[None, None, Any]) -> None:
        """Begin with `steps`, from the next turn of the event loop on."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Drop what is being done."""
        self._steps = None
        self._timer.stop()

    @Slot()
    def _work(self) -> None:
        steps = self._steps
        assert steps is not None
        until = time.perf_counter() + SLICE
        try:
            while time.perf_counter() < until:
                next(steps)
        except StopIteration as end:
            self.stop()
            self.finished.emit(end.value)
        except BaseException:
            self.stop()
            raise
