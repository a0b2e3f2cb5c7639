"""A question put to a server again and again, never twice at a time."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.workers.lane import Job
from app.workers.link import Link


class Poller(QObject):
    """Asks when told to, and again when an answer is as old as `interval` says.

    A slow server is asked less often by itself: the clock starts with the answer. An error does
    not end it: the next question finds out whether the server is back.

    Signals:
        began: a question is on its way.
        answered: the answer.
        failed: the ConsoleError it came to.
        finished: whatever came of it.
    """

    began = Signal()
    answered = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(
        self, link: Link, call: Callable[[Any], Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._call = link, call
        self._job: Job[Any] | None = None
        self._live = False
        self.began_at = 0.0
        """When the last question was put, on the monotonic clock."""
        self.took: float | None = None
        """Seconds the last answer took, the wait in the lane included."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.ask)

    @property
    def running(self) -> bool:
        """Whether a question is on its way."""
        return self._job is not None

    @property
    def interval(self) -> float:
        """Seconds between an answer and the next question; 0 for only when told to."""
        return self._timer.interval() / 1000

    def set_interval(self, seconds: float) -> None:
        """Change it; a running clock starts anew."""
        self._timer.setInterval(round(seconds * 1000))
        self._timer.stop()
        self._wind()

    def set_live(self, live: bool) -> None:
        """Whether somebody looks: nobody is asked for what nobody sees."""
        self._live = live
        if not live:
            self._timer.stop()
        elif self._job is None:
            self._wind()

    def use(self, call: Callable[[Any], Any]) -> None:
        """Ask another question from now on, and drop the answer to the old one."""
        self.cancel()
        self._call = call

    @Slot()
    def ask(self) -> None:
        """Ask now, unless it is being asked."""
        if self._job is not None or self._link.ended:
            return
        self._timer.stop()
        self.began_at = time.monotonic()
        job = self._link.ask(self._call)
        self._job = job
        job.succeeded.connect(self._take)
        job.failed.connect(self.failed)
        job.finished.connect(self._end)
        self.began.emit()

    @Slot()
    def cancel(self) -> None:
        """Give up the question on its way; the server is told."""
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _take(self, answer: object) -> None:
        self.took = time.monotonic() - self.began_at
        self.answered.emit(answer)

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.finished.emit()
        self._wind()

    def _wind(self) -> None:
        if self._live and self._timer.interval() > 0 and self._job is None:
            self._timer.start()
