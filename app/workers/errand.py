"""One long call in a lane of its own, such as writing a file."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.stop import Stop
from app.workers.lane import Job, Lane


class Errand(QObject):
    """Has `call` made, with a `Stop` and a function that tells how far it is, from 0 to 1.

    Belongs to nobody: whoever asked may go in the middle, and stops hearing of it. The call
    speaks through this object alone, for to emit a signal of one that is gone ends the process.

    Signals:
        told: the share that is done.
        succeeded, failed, finished: as those of a Job.
    """

    told = Signal(object)
    _reached = Signal(object)  # by the call, perhaps before anybody could connect to `told`
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, name: str, call: Callable[[Stop, Callable[[float], object]], Any]) -> None:
        super().__init__()
        self._reached.connect(self.told, Qt.ConnectionType.QueuedConnection)
        lane = Lane(name)
        self._job: Job[Any] = lane.submit(lambda stop: call(stop, self._reached.emit))
        self._job.succeeded.connect(self.succeeded)
        self._job.failed.connect(self.failed)
        self._job.finished.connect(self.finished)
        lane.leave_after(self._job)

    def cancel(self) -> None:
        """Ask it to end; it then says nothing but `finished`."""
        self._job.cancel()
