"""How late the window is: a timer in the GUI thread that looks at its own delay."""

from collections import deque
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

PERIOD = 16
"""Milliseconds between two looks: a frame of the screen."""
_KEPT = 625  # looks: ten seconds
_TELL_EVERY = 1000 // PERIOD
_SETTLING = 1000 // PERIOD  # looks that do not count: coming up is not reacting


class Lateness(QObject):
    """Measures while it is started.

    Signals:
        measured: what 99 of 100 looks of the last ten seconds stayed below, in milliseconds;
            about once a second.
    """

    measured = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late: deque[float] = deque(maxlen=_KEPT)
        self._due = 0.0
        self._until_told = _TELL_EVERY
        self._settling = 0
        self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Look from now on; the first second does not count."""
        self._settling = _SETTLING
        self._timer.start()

    def stop(self) -> None:
        """Look no more: nobody sees the window, and nobody should pay for it."""
        self._timer.stop()

    @property
    def running(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def note(self, late: float) -> None:
        """Take in one delay, in milliseconds."""
        self._late.append(max(0.0, late))

    @property
    def p99(self) -> float:
        """What 99 of 100 looks stayed below, in milliseconds; 0 before the first."""
        late = sorted(self._late)
        return late[min(len(late) - 1, len(late) * 99 // 100)] if late else 0.0

    @Slot()
    def _look(self) -> None:
        due, self._due = self._due, perf_counter() + PERIOD / 1000
        if self._settling:
            self._settling -= 1
            return
        self.note((perf_counter() - due) * 1000)
        self._until_told -= 1
        if self._until_told <= 0:
            self._until_told = _TELL_EVERY
            self.measured.emit(self.p99)
