"""A file of commands on its way through a console's session, told as it goes."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.act import Consent
from app.domain.console.pipeline import (
    PipelineDone,
    PipelineEnding,
    PipelineFile,
    PipelineOrder,
    PipelineProgress,
)
from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.flows.console.pipeline import Listening, send
from app.workers.console_line import ConsoleLine
from app.workers.lane import Job

_PATIENCE = 700
"""Milliseconds in which what is on its way may still be answered; then the connection is cut."""


class PipelineRun(QObject):
    """One file. Lives in the GUI thread, and belongs to nobody, as a `ConsoleRun`.

    Signals:
        told: a PipelineProgress.
        ended: the PipelineDone, whatever came of it.
        failed: the ConsoleError for which nothing was sent.
        finished: it is over.
    """

    told = Signal(object)
    ended = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(
        self, line: ConsoleLine, file: PipelineFile, order: PipelineOrder, consent: Consent
    ) -> None:
        super().__init__()
        self.over = False
        self._done = False
        self.halt = Stop()
        """Set once no more is to be sent."""
        self.ended.connect(self._note)
        self._job: Job[None] = line.ask(_sending(self, file, order, consent, line), consent)
        self._job.failed.connect(self._fail)
        self._job.finished.connect(self._end)

    def cancel(self) -> None:
        """Send no more, and wait a moment for answers to what was sent."""
        if not self.halt() and not self.over:
            self.halt.set()
            QTimer.singleShot(_PATIENCE, self, self._cut)

    @Slot()
    def _cut(self) -> None:
        if not self.over:
            self._job.cancel()

    @Slot(object)
    def _note(self, _done: PipelineDone) -> None:
        self._done = True

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if not self._done:  # else it is of the connection that was lost, which was told
            self.failed.emit(error)

    @Slot()
    def _end(self) -> None:
        self.over = True
        self.finished.emit()


def _sending(
    run: PipelineRun, file: PipelineFile, order: PipelineOrder, consent: Consent, line: ConsoleLine
) -> Any:
    """What the lane calls; it speaks through the signals of `run` alone."""
    means = line.means

    def tell(progress: PipelineProgress) -> None:
        run.told.emit(progress)

    def call(session: Any) -> None:  # holds the run until it is over
        done = send(session, file, order, consent, means, Listening(tell, run.halt))
        run.ended.emit(done)
        if done.ending in (PipelineEnding.CANCELLED, PipelineEnding.LOST):
            session.ping()  # where it is lost the link hears of it now

    return call
