"""One question to many servers at once: a slow one delays none of the others, nor their answers.

survey = Survey({"orders-1": ask_one, "orders-2": ask_other})
survey.answered.connect(self.show)      # as they come, with the name
survey.finished.connect(self.end)
survey.cancel()                         # reaches the servers
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.workers.lane import Job, Lane

AT_ONCE = 8
"""Servers asked at the same time: threads and sockets of a workstation, not of a platform."""

Question: TypeAlias = Callable[[Stop], Any]
"""Logs in, asks, logs out; runs in a lane."""


class Survey(QObject):
    """Asks from the moment it is made. Lives in the GUI thread.

    Signals:
        answered: the name of a question, and what came of it.
        failed: the name of a question, and the ConsoleError that came of it.
        finished: nothing is waited for any more.
    """

    answered = Signal(str, object)
    failed = Signal(str, object)
    finished = Signal()

    def __init__(self, questions: Mapping[str, Question], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending = dict(questions)
        self._closed = False
        self._jobs: dict[str, Job[Any]] = {}
        self._lanes = [Lane(f"survey {n}", self) for n in range(min(AT_ONCE, len(questions)))]
        for lane in self._lanes:
            self._ask_next(lane)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has not answered yet."""
        return (*self._jobs, *self._pending)

    def cancel(self) -> None:
        """Wait for nobody any more; what came in is kept by whoever heard of it."""
        self._pending.clear()
        for job in tuple(self._jobs.values()):
            job.cancel()

    def close(self) -> None:
        """Cancel, and hear nothing more: whoever asked goes, the lanes end by themselves."""
        self._closed = True
        self.cancel()
        for lane in self._lanes:
            lane.leave()

    def _ask_next(self, lane: Lane) -> None:
        name = next(iter(self._pending), None)
        if name is None:
            lane.leave()
            return
        job = lane.submit(self._pending.pop(name))
        self._jobs[name] = job
        job.succeeded.connect(partial(self._take, name))
        job.failed.connect(partial(self._fail, name))
        job.finished.connect(partial(self._go_on, name, lane))

    def _take(self, name: str, answer: Any) -> None:
        del self._jobs[name]
        self.answered.emit(name, answer)

    def _fail(self, name: str, error: ConsoleError) -> None:
        del self._jobs[name]
        self.failed.emit(name, error)

    def _go_on(self, name: str, lane: Lane) -> None:
        self._jobs.pop(name, None)
        if self._closed:
            return
        self._ask_next(lane)
        if not self._jobs:
            self.finished.emit()
