"""A script on its way through a console's session, told as it goes."""

import time
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.console.result import Affected, Head, Rows, Said, Told
from app.domain.console.transaction import TransactionState
from app.domain.errors import Cancelled, ConsoleError, SessionLost
from app.domain.stop import Stop
from app.flows.console.script import RanStatement, Script
from app.results.store import ResultWriter
from app.workers.lane import Job

_GREW_EVERY = 0.05  # seconds between two tellings that a result has grown


class ConsoleRun(QObject):
    """One run. Lives in the GUI thread, and belongs to nobody: a tab that closes hears no more.

    Statements go by their number in the script; a statement may head several results.

    Signals:
        began: a statement is about to be sent: its number.
        headed: its number, and the ResultReader of rows that begin to come.
        grew: its number, and how many rows its last result has so far.
        said: its number, and a Said.
        affected: its number, and an Affected; also the end of a result with rows.
        ended: its number, and a RanStatement. Statements that were not sent are not told of.
        failed: the ConsoleError for which none was sent: no login, a session that was lost.
        finished: it is over, whatever came of it.
    """

    began = Signal(object)
    headed = Signal(object, object)
    grew = Signal(object, object)
    said = Signal(object, object)
    affected = Signal(object, object)
    ended = Signal(object, object)
    failed = Signal(object)
    finished = Signal()
    stood = Signal(object, object)
    """How the session stands: a TransactionState, and the schema. For the line."""
    heard = Signal(str, object)
    """Out of the lane: the name of a signal above, and what it tells. For `Ears` alone."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self.script = script
        self.over = False
        """Whether nothing more comes of it."""
        self.began_at = time.monotonic()
        """When it was asked for, on the monotonic clock."""
        self.halt = Stop()
        """Set once no further statement is wanted."""
        self._told = False  # whether any statement ended
        self._job: Job[None] | None = None
        self.heard.connect(self._tell)  # queued: the lane is another thread

    def cancel(self) -> None:
        """Break off the statement that runs, at the server; send no other."""
        self.halt.set()
        if self._job is not None:
            self._job.cancel()

    def follow(self, job: Job[None]) -> None:
        """Be over when it is; the line does this."""
        self._job = job
        job.failed.connect(self._fail)
        job.finished.connect(self._end)

    @Slot(str, object)
    def _tell(self, name: str, content: tuple[Any, ...]) -> None:
        self._told |= name == "ended"
        getattr(self, name).emit(*content)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if not self._told:  # or it is of what was told already
            self.failed.emit(error)

    @Slot()
    def _end(self) -> None:
        self.over = True
        self.finished.emit()


class Ears:
    """What hears a run in the lane: rows go into results there, everything else home."""

    def __init__(self, run: ConsoleRun) -> None:
        self._tell = run.heard.emit
        self._writer: ResultWriter | None = None
        self._told_at = 0.0
        self.state = TransactionState()
        self.schema = ""
        self.sent = False
        """Whether anything was tried: it is never tried again."""
        self.sure = True
        """Whether the session is there after it, as far as one can know without asking."""

    def began(self, index: int) -> None:
        """See `Hears`."""
        self.sent = True
        self._tell("began", (index,))

    def told(self, index: int, told: Told) -> None:
        """See `Hears`; Unwritable where the disk is full."""
        match told:
            case Head():
                self._close(index)
                self._writer = ResultWriter(told.columns)
                self._tell("headed", (index, self._writer.reader))
            case Rows():
                self._append(index, told)
            case Affected():
                self._close(index)
                self._tell("affected", (index, told))
            case Said():
                self._tell("said", (index, told))

    def ended(self, index: int, ran: RanStatement) -> None:
        """See `Hears`."""
        self.sure = not isinstance(ran.error, Cancelled | SessionLost)
        if self._writer is not None:
            self._writer.finish(ran.error)
        self._close(index)
        self._tell("ended", (index, ran))

    def stood(self, state: TransactionState, schema: str) -> None:
        """See `Hears`."""
        self.state, self.schema = state, schema
        self._tell("stood", (state, schema))

    def _append(self, index: int, rows: Rows) -> None:
        assert self._writer is not None
        if self._writer.reader.closed:  # whoever looked at it has gone
            raise Cancelled("")
        self._writer.append(rows.rows)
        now = time.monotonic()
        if now - self._told_at >= _GREW_EVERY:
            self._told_at = now
            self._tell("grew", (index, self._writer.reader.count))

    def _close(self, index: int) -> None:
        writer, self._writer, self._told_at = self._writer, None, 0.0
        if writer is not None:
            writer.finish()
            self._tell("grew", (index, writer.reader.count))
