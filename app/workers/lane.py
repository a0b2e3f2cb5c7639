"""Lanes: a thread each, doing one call after another, and bringing the answers home.

lane = Lane("source")
job = lane.submit(lambda stopped: read(path, stopped))
job.succeeded.connect(self.show)        # in the thread the job was made in
job.cancel()                            # from now on it says nothing but `finished`
lane.close()
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from app.domain.attempt import Attempt, attempt
from app.domain.errors import ConsoleError
from app.domain.stop import Stop

T = TypeVar("T")


class Job(QObject, Generic[T]):
    """A call on its way through a lane.

    It lives in the thread it was made in: there is nothing to lock, and whatever is connected
    runs there. A cancelled job only says that it has finished. An error that is none of
    `ConsoleError` is a bug: it is raised at home, after `finished`.

    Signals:
        succeeded: what the call returned.
        failed: the `ConsoleError` it raised.
        finished: it is over, whatever came of it.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stop = Stop()
        """What tells the call to end."""

    def cancel(self) -> None:
        """Skip the call if it waits; ask it to stop if it runs; drop its answer."""
        self.stop.set()

    def deliver(self, tried: Attempt[T]) -> None:
        """Say what came of the call; its lane does this."""
        wanted, error = not self.stop(), tried.error
        if wanted and error is None:
            self.succeeded.emit(tried.value)
        elif wanted and isinstance(error, ConsoleError):
            self.failed.emit(error)
        self.finished.emit()
        if wanted and error is not None and not isinstance(error, ConsoleError):
            raise error


class _Ticket(Generic[T]):
    """What the lane's thread is given of a job, and all of it that is known there.

    The job stays at home, and so does what its call knows: a thread that held the last of a
    QObject would destroy it where it does not live. The thread leaves its answer on the ticket,
    and home takes it off, with the call: what the thread lets go of in the end is empty.
    """

    __slots__ = ("call", "stop", "tried")

    def __init__(self, call: Callable[[Stop], T], stop: Stop) -> None:
        self.call: Callable[[Stop], T] | None = call
        self.stop = stop
        self.tried: Attempt[T] = Attempt()

    def make(self) -> T:
        """Make the call."""
        assert self.call is not None
        return self.call(self.stop)


class _Runner(QObject):
    """The end of the lane that lives in its thread."""

    done = Signal(object)

    @Slot(object)
    def run(self, ticket: _Ticket[Any]) -> None:
        """Make the call of a ticket."""
        if not ticket.stop():
            ticket.tried = attempt(ticket.make)
        self.done.emit(ticket)

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
        self._jobs: dict[_Ticket[Any], Job[Any]] = {}  # what nobody else may be holding
        self._thread = QThread(self)  # starts with the first call
        self._thread.setObjectName(name)
        self._runner = _Runner()  # deleted with the lane, behind its thread
        self._runner.moveToThread(self._thread)
        self._submitted.connect(self._runner.run)
        self._runner.done.connect(self._deliver)  # queued: the lane is another thread
        self._closing.connect(self._runner.close)

    def submit(self, call: Callable[[Stop], T]) -> Job[T]:
        """Queue `call`, which is given the `Stop` that tells it to end.

        In a closed lane nothing is called any more, and nothing heard of the job.
        """
        job: Job[T] = Job()
        if self.ended:
            return job
        if not self._thread.isRunning():
            self._thread.start()
        self._send(call, job)
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
        for job in tuple(self._jobs.values()):
            job.cancel()
        if not self._thread.isRunning():
            return
        if last is not None:
            self._send(lambda _stop: last(), Job())
        self.setParent(None)  # whoever made it may go; a QThread that runs must not be deleted
        _leaving.add(self)
        self._thread.finished.connect(self._left)
        self._closing.emit()

    def leave_after(self, job: Job[Any]) -> None:
        """Close behind a job, the last; whoever made the lane may go before that."""
        _leaving.add(self)  # so that the end of the program ends it
        job.finished.connect(self.leave)

    def _send(self, call: Callable[[Stop], T], job: Job[T]) -> None:
        ticket = _Ticket(call, job.stop)
        self._jobs[ticket] = job
        self._submitted.emit(ticket)

    @Slot(object)
    def _deliver(self, ticket: _Ticket[Any]) -> None:
        job, call, tried = self._jobs.pop(ticket), ticket.call, ticket.tried
        ticket.call, ticket.tried = None, Attempt()
        job.deliver(tried)
        del call  # now: an Errand lives by it, and has heard of its end

    @Slot()
    def _left(self) -> None:
        self._thread.wait()  # it says so while it still tidies up
        QTimer.singleShot(0, partial(_leaving.discard, self))  # never out of a slot of its own


_leaving: set[Lane] = set()
"""Lanes that were left and whose threads have not ended yet."""


def wait_for_lanes() -> None:
    """Wait for every lane that was left: the program ends."""
    for lane in tuple(_leaving):
        lane.close()
