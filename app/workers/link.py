"""A login to a server as the pages hold it: made when first asked, made anew when it broke.

link = Link("orders-db", connect)
job = link.ask(lambda session: session.sessions())
job.succeeded.connect(self.show)           # in the GUI thread
job.cancel()                               # reaches the server
link.close()
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.connecting import Tell
from app.domain.errors import ConsoleError, SessionLost
from app.domain.stop import Stop
from app.engines.base import Session
from app.workers.lane import Job, Lane

T = TypeVar("T")

Connect: TypeAlias = Callable[[Stop, Tell], Session]


class LinkState(Enum):
    """How a link stands."""

    IDLE = auto()
    CONNECTING = auto()
    READY = auto()
    LOST = auto()
    """It was ready and broke; the next question makes it anew."""
    FAILED = auto()


class Link(QObject):
    """One session, in a lane of its own. Lives in the GUI thread; `ask` never waits.

    A question that finds the session broken is put once more to a new one, so that a page does
    not notice; an act (`again=False`) is not, for it may have happened.

    Signals:
        changed: `state`, `session` or `error` is another now.
        staged: a StageReport of the connection being made.
    """

    changed = Signal()
    staged = Signal(object)
    _told = Signal(object)
    _stood = Signal(object, object, object)

    def __init__(self, name: str, connect: Connect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = LinkState.IDLE
        self.error: ConsoleError | None = None
        """Why it failed or was lost."""
        self.session: Session | None = None
        """To ask what it can do; everything else goes through `ask`."""
        self.answered_at: float | None = None
        """When the server last answered, on the monotonic clock."""
        self._connect = connect
        self._held: Session | None = None  # the lane's own; only the lane's thread touches it
        self._lane = Lane(name, self)
        self._told.connect(self.staged)  # queued: told in the lane
        self._stood.connect(self._stand)

    def ask(self, call: Callable[[Any], T], *, again: bool = True) -> Job[T]:
        """Have `call` made with the session, behind what was asked before."""
        job = self._lane.submit(lambda stop: self._in_session(stop, call, again))
        job.succeeded.connect(self._note_answer)
        return job

    def close(self) -> None:
        """Cancel what runs and log out, in the background; nobody waits."""
        self._lane.leave(self._hang_up)
        self.session, self.state = None, LinkState.IDLE

    def disconnect_session(self) -> Job[None]:
        """Log out; the next question logs in again."""
        return self._lane.submit(lambda _stop: self._drop(LinkState.IDLE, None))

    @property
    def ended(self) -> bool:
        """Whether it was closed."""
        return self._lane.ended

    # ------------------------------------------------------------- in the lane's thread

    def _in_session(self, stop: Stop, call: Callable[[Any], T], again: bool) -> T:
        fresh = self._held is None
        session = self._held or self._log_in(stop)
        try:
            with session.during(stop):
                return call(session)
        except SessionLost as lost:
            self._drop(LinkState.LOST, lost)
            if fresh or stop() or not again:
                raise
        return self._in_session(stop, call, again=False)

    def _log_in(self, stop: Stop) -> Session:
        self._stood.emit(LinkState.CONNECTING, None, None)
        try:
            self._held = self._connect(stop, self._told.emit)
        except ConsoleError as error:
            self._stood.emit(LinkState.FAILED, None, error)
            raise
        self._stood.emit(LinkState.READY, self._held, None)
        return self._held

    def _drop(self, state: LinkState, error: ConsoleError | None) -> None:
        self._hang_up()
        self._stood.emit(state, None, error)

    def _hang_up(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    # ---------------------------------------------------------------- in the GUI thread

    @Slot(object, object, object)
    def _stand(self, state: LinkState, session: Session | None, error: ConsoleError | None) -> None:
        self.state, self.error = state, error
        if session is not None:  # a broken one still tells the page what it could do
            self.session = session
        self.changed.emit()

    @Slot()
    def _note_answer(self) -> None:
        self.answered_at = time.monotonic()
