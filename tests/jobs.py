"""Jobs that no lane has: whoever fakes a keeper says when they are over."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot

from app.domain.attempt import Attempt, attempt
from app.domain.stop import Stop
from app.workers.lane import Job


class JobAtHome(Job[Any]):
    """Makes its call where it lives, when it is told to."""

    def __init__(self, call: Callable[[Stop], Any]) -> None:
        super().__init__()
        self._call = call

    @Slot()
    def run(self) -> None:
        """Make the call, and say what came of it."""
        self.deliver(Attempt() if self.stop() else attempt(lambda: self._call(self.stop)))
