"""The stretch of time that all charts of a page show, and the moment all of them speak of."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

RANGES: Final = (300.0, 900.0, 3600.0, 21_600.0, 86_400.0, 259_200.0, 2_592_000.0, 31_536_000.0)
"""Seconds the buttons offer: 5 and 15 minutes, 1, 6, 24 and 72 hours, 30 days, a year."""
SHORTEST, LONGEST = 10.0, 2 * RANGES[-1]
_BEAT = 500
"""Milliseconds between two steps of a live axis at least."""
_STEPS = 1000
"""So many steps a live axis takes through its own length: a chart is about as many pixels wide."""
_REMEMBERED = 32


class TimeAxis(QObject):
    """Live, its end is now and moves on by itself; paused, it stands where it was put.

    Moments are seconds since 1970.

    Signals:
        moved: the stretch is another now, or whether it is live.
        pointed: the cursor is at another moment, or nowhere.
    """

    moved = Signal()
    pointed = Signal()

    def __init__(
        self,
        span: float = RANGES[1],
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._span, self._end, self._live = span, clock(), True
        self._cursor: float | None = None
        self._before: list[tuple[float, float, bool]] = []
        self._beat = QTimer(self)
        self._beat.timeout.connect(self.step)
        self._keep_time()

    @property
    def span(self) -> float:
        """How many seconds are shown."""
        return self._span

    @property
    def begin(self) -> float:
        """The first moment that is shown."""
        return self._end - self._span

    @property
    def end(self) -> float:
        """The last moment that is shown."""
        return self._end

    @property
    def live(self) -> bool:
        """Whether it moves on with the clock."""
        return self._live

    @property
    def cursor(self) -> float | None:
        """The moment that is pointed at."""
        return self._cursor

    @property
    def now(self) -> float:
        """What the clock says."""
        return self._clock()

    @property
    def can_go_back(self) -> bool:
        """Whether there is something to go back to."""
        return bool(self._before)

    # another stretch

    def show_last(self, span: float) -> None:
        """Show so many seconds up to now, and go on."""
        self._remember()
        self._place(self.now, span, live=True)

    def show(self, begin: float, end: float) -> None:
        """Show this stretch, and stand."""
        self._remember()
        self._place(max(begin, end), abs(end - begin), live=False)

    def show_around(self, moment: float) -> None:
        """Have a moment in the middle, and point at it; the length stays."""
        self._remember()
        self._place(moment + self._span / 2, self._span, live=False)
        self.point(moment)

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show `factor` times as much; `around` stays where it is (live: the end does)."""
        self._remember()
        span = min(max(self._span * factor, SHORTEST), LONGEST)
        if self._live:
            self._place(self.now, span, live=True)
            return
        middle = self.end - self._span / 2 if around is None else around
        share = (self._end - middle) / self._span
        self._place(middle + share * span, span, live=False)

    def shift(self, share: float) -> None:
        """Go on by a share of what is shown; back where it is negative. It stands then."""
        self._place(self._end + share * self._span, self._span, live=False)

    def back(self) -> None:
        """What was shown before."""
        if self._before:
            end, span, live = self._before.pop()
            self._place(self.now if live else end, span, live=live)

    def pause(self) -> None:
        """Stand."""
        self._place(self._end, self._span, live=False)

    def resume(self) -> None:
        """Go on with the clock."""
        self._place(self.now, self._span, live=True)

    def toggle(self) -> None:
        """Stand or go on."""
        if self._live:
            self.pause()
        else:
            self.resume()

    def _remember(self) -> None:
        self._before.append((self._end, self._span, self._live))
        del self._before[:-_REMEMBERED]

    def _place(self, end: float, span: float, *, live: bool) -> None:
        span = min(max(span, SHORTEST), LONGEST)
        end = min(end, self.now)  # nothing is known of what comes
        if (end, span, live) == (self._end, self._span, self._live):
            return
        self._end, self._span, self._live = end, span, live
        self._keep_time()
        self.moved.emit()

    def _keep_time(self) -> None:
        if not self._live:
            self._beat.stop()
            return
        self._beat.start(max(_BEAT, int(self._span * 1000 / _STEPS)))

    @Slot()
    def step(self) -> None:
        """Go on to now, if it is live."""
        if self._live:
            self._end = self.now
            self.moved.emit()

    # the moment that is spoken of

    def point(self, moment: float | None) -> None:
        """Speak of this moment everywhere; None is the newest."""
        if moment != self._cursor:
            self._cursor = moment
            self.pointed.emit()
