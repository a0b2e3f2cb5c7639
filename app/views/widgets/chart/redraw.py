"""When charts are drawn anew: one or two in a frame, however many have something new.

Twelve charts that all got a sample at once would hold the window up for the time of twelve; so
each waits for its turn, and what is not seen waits until it is.
"""

from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from shiboken6 import isValid

FRAME = 16
"""Milliseconds of a frame."""
AT_ONCE = 2
"""Charts drawn in one at the most."""
ENOUGH = 0.004
"""Seconds of drawing after which the next waits for another frame."""


class Drawn(Protocol):
    """What can be drawn anew."""

    def is_seen(self) -> bool:
        """Whether anybody could see it now."""
        ...

    def render_now(self) -> None:
        """Draw it."""
        ...


class Redraw(QObject):
    """Draws those that asked for it, in the order they asked in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Drawn, None] = {}
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.draw_frame)

    @property
    def waiting(self) -> int:
        """How many have something new that is not drawn yet."""
        return len(self._waiting)

    def ask(self, chart: Drawn) -> None:
        """Draw this one when its turn comes; asked twice, it is drawn once."""
        self._waiting.setdefault(chart)
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def draw_frame(self) -> None:
        """Draw the next; those that are not seen ask again once they are."""
        drawn, begun = 0, perf_counter()
        while self._waiting and drawn < AT_ONCE and perf_counter() - begun < ENOUGH:
            chart = next(iter(self._waiting))
            del self._waiting[chart]
            if isValid(chart) and chart.is_seen():  # its page may be gone
                chart.render_now()
                drawn += 1
        if not self._waiting:
            self._timer.stop()
