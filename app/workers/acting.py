"""An act on its way to a server: told command by command, and ended between two of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.act import Act, Consent, Outcome
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, revealed
from app.flows.operate import Done, Keeps, perform
from app.flows.rights import Warden
from app.workers.lane import Job
from app.workers.link import Link


class Acting(QObject):
    """Has one act performed, once, behind what the link does already.

    Lives in the GUI thread. Belongs to nobody: a page that closes in the middle stops hearing of
    it, while the journal is still told.

    Signals:
        told: how many commands were tried so far, and the Outcome of the last of them.
        ended: a Done; also of an act that was cancelled, with what was done before.
        failed: the ConsoleError for which it could not be begun (a right that was not given,
            say), or not be noted in the end.
        finished: it is over, whatever came of it.
    """

    told = Signal(object, object)
    ended = Signal(object)
    failed = Signal(object)
    finished = Signal()
    _tried = Signal(object, object)
    _left_lane = Signal(object)

    def __init__(
        self, link: Link, act: Act, consent: Consent, warden: Warden, journal: Keeps,
        ask: AskSecret,
    ) -> None:  # fmt: skip
        super().__init__()
        self.act = act
        self.done: Done | None = None
        """What came of it, once it is over and anything was tried."""
        self.over = False
        """Whether nothing more comes of it."""
        self._halt = Stop()
        self._tried.connect(self._tell)  # queued: the lane is another thread
        self._left_lane.connect(self._take)
        self._job: Job[None] = link.ask(self._call(consent, warden, journal, ask), again=False)
        self._job.failed.connect(self.failed)
        self._job.finished.connect(self._end)

    def cancel(self) -> None:
        """Send no further command; the one on its way is broken off, as a question would be."""
        self._halt.set()
        self._job.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether somebody wants it ended."""
        return self._halt()

    def _call(
        self, consent: Consent, warden: Warden, journal: Keeps, ask: AskSecret
    ) -> Callable[[Session], None]:
        def call(session: Session) -> None:
            done = perform(
                session,
                self.act,
                consent,
                warden,
                journal,
                revealed(ask, self._halt),
                self._tried.emit,
                self._halt,
            )
            self._left_lane.emit(done)  # a job that was cancelled gives nothing back

        return call

    @Slot(object, object)
    def _tell(self, number: int, outcome: Outcome) -> None:
        self.told.emit(number + 1, outcome)

    @Slot(object)
    def _take(self, done: Done) -> None:
        self.done = done

    @Slot()
    def _end(self) -> None:
        self.over = True
        if self.done is not None:
            self.ended.emit(self.done)
        elif self._halt():
            self.ended.emit(Done(self.act, ()))
        self.finished.emit()
