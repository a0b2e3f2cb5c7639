"""Lanes: a thread each, doing one call after another, and bringing the answers home.

lane = Lane("source")
job = lane.submit(lambda stopped: read(path, stopped))
job.succeeded.connect(self.show)        # in the thread the job was made in
job.cancel()                            # from now on it says nothing but `finished`
lane.close()
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.domain.attempt import Attempt, attempt
from app.domain.errors import ConsoleError
from app.domain.stop import Stop

T = TypeVar("T")


class Job(QObject, Generic[T]):
    """A call on its way through a lane.

    All but `run` happens in the thread the job was made in: there is nothing to lock, and
    whatever is connected runs there. A cancelled job only says that it has finished. An error
    that is none of `ConsoleError` is a bug: it is raised at home, after `finished`.

    Signals:
        succeeded: what the call returned.
        failed: the `ConsoleError` it raised.
        finished: it is over, whatever came of it.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()
    _left_lane = Signal(object)

    def __init__(self, call: Callable[[Stop], T]) -> None:
        super().__init__()
        self._call = call
        self._stop = Stop()
        self._left_lane.connect(self._deliver)  # queued: the lane is another thread

    def cancel(self) -> None:
        """Skip the call if it waits; ask it to stop if it runs; drop its answer."""
        self._stop.set()

    def run(self) -> None:
        """Make the call; the lane's thread does this."""
        tried: Attempt[T] = Attempt() if self._stop() else attempt(lambda: self._call(self._stop))
        self._left_lane.emit(tried)

    @Slot(object)
    def _deliver(self, tried: Attempt[T]) -> None:
        wanted, error = not self._stop(), tried.error
        if wanted and error is None:
            self.succeeded.emit(tried.value)
        elif wanted and isinstance(error, ConsoleError):
            self.failed.emit(error)
        self.finished.emit()
        if wanted and error is not None and not isinstance(error, ConsoleError):
            raise error


class _Runner(QObject):
    """The end of the lane that lives in its thread."""

    @Slot(object)
    def run(self, job: Job[Any]) -> None:
        """Make the job's call."""
        job.run()

    @Slot()
    def close(self) -> None:
        """End the thread, behind everything that was submitted."""
        self.thread().quit()


class Lane(QObject):
    """One thread, one call at a time, in the order submitted."""

    _submitted = Signal(object)
    _closing = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ended = False
        """Whether it was closed, and its thread is gone."""
        self._jobs: set[Job[Any]] = set()  # what nobody else may be holding
        self._thread = QThread(self)  # starts with the first call
        self._thread.setObjectName(name)
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._submitted.connect(self._runner.run)
        self._closing.connect(self._runner.close)
        self._thread.finished.connect(self._runner.deleteLater)

    def submit(self, call: Callable[[Stop], T]) -> Job[T]:
        """Queue `call`, which is given the `Stop` that tells it to end.

        In a closed lane nothing is called any more, and nothing heard of the job.
        """
        job = Job(call)
        if self.ended:
            return job
        if not self._thread.isRunning():
            self._thread.start()
        self._jobs.add(job)
        job.finished.connect(lambda: self._jobs.discard(job))
        self._submitted.emit(job)
        return job

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Cancel what is left and wait for the thread to end. Twice does no harm.

        `last` is the last call the lane makes: to log out, say.
        """
        self.leave(last)
        self._thread.wait()

    def leave(self, last: Callable[[], object] | None = None) -> None:
        """Close without waiting: the window stays quick while a server is slow to let go."""
        if self.ended:
            return
        self.ended = True
        for job in tuple(self._jobs):
            job.cancel()
        if not self._thread.isRunning():
            return
        if last is not None:
            farewell: Job[object] = Job(lambda _stop: last())
            self._jobs.add(farewell)
            self._submitted.emit(farewell)
        self.setParent(None)  # whoever made it may go; a QThread that runs must not be deleted
        _leaving.add(self)
        self._thread.finished.connect(self._left)
        self._closing.emit()

    def leave_after(self, job: Job[Any]) -> None:
        """Close behind a job, the last; whoever made the lane may go before that."""
        _leaving.add(self)  # so that the end of the program ends it
        job.finished.connect(self.leave)

    @Slot()
    def _left(self) -> None:
        _leaving.discard(self)


_leaving: set[Lane] = set()
"""Lanes that were left and whose threads have not ended yet."""


def wait_for_lanes() -> None:
    """Wait for every lane that was left: the program ends."""
    for lane in tuple(_leaving):
        lane.close()
