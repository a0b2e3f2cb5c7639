"""A file of commands on its way into a Redis: looked through, asked about, sent, told of.

A window of its own, beside which the editor is of use; what runs in the tab waits behind it.
"""

from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.domain.act import Consent
from app.domain.console.pipeline import PipelineDone, PipelineFile, PipelineProgress
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, Refused
from app.flows.console.pipeline import said
from app.flows.console.pipeline_file import look_through
from app.flows.console.script import CHANGE
from app.flows.rights import place_of
from app.i18n import _
from app.models.formats import count, duration, rate
from app.views.console.pipeline_view import PipelineView
from app.views.console.room import ConsoleRoom
from app.views.console.session import SheetSession
from app.views.theme import Theme
from app.workers.errand import Errand
from app.workers.pipeline_run import PipelineRun

_SIZE = (900, 620)
_TICK = 200  # milliseconds


class PipelineDialog(QDialog):
    """One file, from its choice to what came of it.

    Signals:
        changed: `busy` is another.
    """

    changed = Signal()

    def __init__(
        self, room: ConsoleRoom, session: SheetSession, path: Path, theme: Theme, window: QWidget
    ) -> None:
        super().__init__(window)
        assert session.endpoint is not None
        self._room, self._session = room, session
        self.endpoint: Endpoint = session.endpoint
        self.path = path
        self.file: PipelineFile | None = None
        self.outcome: PipelineDone | None = None
        self.run: PipelineRun | None = None
        self._errand: Errand | None = None
        self._began = 0.0
        self._progress = PipelineProgress()
        self.view = PipelineView(self.endpoint, path.name, theme)
        self.view.send.clicked.connect(self.begin)
        self.view.stop.clicked.connect(self.cancel)
        self.view.leave.clicked.connect(self.close)
        self.setWindowTitle(_("Send the commands of {file}").format(file=path.name))
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.view)
        self.resize(*_SIZE)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        self._look_through()

    @property
    def busy(self) -> bool:
        """Whether commands are on their way."""
        return self.run is not None

    # ------------------------------------------------------------------ before it is sent

    def _look_through(self) -> None:
        look = partial(_look, self.path, self.endpoint.access.redis.cluster)
        self._errand = errand = Errand("pipeline file", look)
        errand.told.connect(self.view.show_read)
        errand.succeeded.connect(self._looked)
        errand.failed.connect(self._fail)
        self.destroyed.connect(errand.cancel)
        self.view.show_read(0.0)

    @Slot(object)
    def _looked(self, file: PipelineFile) -> None:
        self.file = file
        self.view.show_file(file)
        if file.wrongs or not file.commands:
            return
        if file.writes and self.endpoint.read_only:
            self._fail(
                Refused(
                    _("{name} is opened read-only: nothing is changed.").format(
                        name=self.endpoint.name
                    ),
                    hint=_("Change the connection in the inventory if that is what you want."),
                )
            )
            return
        line = self._session.line
        if not self._session.ready:
            self._session.logged_in()  # on the database of the tab
        if file.keys and line is not None:
            keys = file.keys
            job = line.ask(lambda session: _existing(session, keys))
            job.succeeded.connect(self._weighed)
            job.failed.connect(self.view.show_unweighed)

    @Slot(object)
    def _weighed(self, existing: int) -> None:
        assert self.file is not None
        self.view.show_weighed(existing, len(self.file.keys))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.view.show_failed(error)

    # ------------------------------------------------------------------ while it is sent

    @Slot()
    def begin(self) -> None:
        """Send it, once all that must be typed is."""
        line, file, view = self._session.line, self.file, self.view
        if line is None or file is None or self.busy or not view.may_send:
            return
        standing = self._room.standing
        if file.writes and not standing.allows(
            CHANGE, place_of(self.endpoint), self._fail, act=True
        ):
            return
        consent = Consent(standing.user.shown, view.typed)
        self._began = monotonic()
        self._progress = PipelineProgress()
        self.run = run = PipelineRun(line, file, view.order, consent)
        run.told.connect(self._take)
        run.ended.connect(self._end)
        run.failed.connect(self._fail)
        run.finished.connect(self._rest)
        view.show_sending()
        self._clock.start()
        self._tick()
        self.changed.emit()

    @Slot(object)
    def _take(self, progress: PipelineProgress) -> None:
        self._progress = progress

    @Slot()
    def _tick(self) -> None:
        assert self.file is not None
        took, progress = monotonic() - self._began, self._progress
        text = _("{sent} sent · {answered} answered · {errors} errors · {rate} · {time}")
        self.view.show_progress(
            progress.answered / max(self.file.commands, 1),
            text.format(
                sent=count(progress.sent), answered=count(progress.answered),
                errors=count(progress.errors), rate=rate(progress.answered / max(took, 0.001)),
                time=duration(int(took)),
            ),
        )  # fmt: skip

    @Slot(object)
    def _end(self, done: PipelineDone) -> None:
        self.outcome, self._progress = done, done.progress
        self._tick()
        self.view.show_done(done, said(done))

    @Slot()
    def _rest(self) -> None:
        self._clock.stop()
        self.run = None
        self.view.show_rest()
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Send no more."""
        if self.run is not None:
            self.view.stop.setEnabled(False)
            self.run.cancel()

    def reject(self) -> None:
        """Esc stops what is sent; the next closes."""
        if self.busy:
            self.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay open until what was sent is told of."""
        if self.busy:
            self.cancel()
            event.ignore()
        else:
            super().closeEvent(event)

    def leave(self) -> None:
        """The tab goes: its session ends, and what is on its way with it."""
        self.cancel()
        self.deleteLater()


def _look(path: Path, cluster: bool, stop: Any, tell: Any) -> PipelineFile:
    return look_through(path, stop, tell, cluster=cluster)


def _existing(session: Any, keys: tuple[bytes, ...]) -> int:
    found: int = session.existing(keys)
    return found
