"""Trying a connection from the form of an instance, before anything is kept."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, ConsoleError, HostKeyUnknown, Unwritable
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, connector
from app.flows.rights import Warden
from app.i18n import _
from app.views.theme import GAP, Theme
from app.views.widgets.stage_list import StageList
from app.workers.lane import Lane
from app.workers.link import Link


class Trial(QWidget):
    """Tries a connection, stage by stage, and says what to do about what fails.

    Signals:
        failed: an error that came before the first stage.
    """

    failed = Signal(object)

    def __init__(
        self, endpoint: Callable[[], Endpoint], warden: Warden, reveal: AskSecret, theme: Theme,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._endpoint, self._warden, self._reveal = endpoint, warden, reveal
        self._link: Link | None = None
        self._job: Any = None
        self._unknown: HostKeyUnknown | None = None
        self._writing: Lane | None = None
        self.stages = StageList()
        self.stages.apply_theme(theme)
        self.button, self.trust, self.said = QPushButton(), QPushButton(), QLabel(wordWrap=True)
        self.button.setText(_("Test the connection"))
        self.trust.setText(_("Accept this key and go on"))
        self.trust.hide()
        self.button.clicked.connect(self._start_or_cancel)
        self.trust.clicked.connect(self._accept_key)
        bar = QHBoxLayout()
        bar.addWidget(self.button)
        bar.addWidget(self.trust)
        bar.addStretch(1)
        down = QVBoxLayout(self)
        down.setSpacing(3 * GAP)
        down.addLayout(bar)
        down.addWidget(self.stages)
        down.addWidget(self.said)
        down.addStretch(1)

    @Slot()
    def _start_or_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        try:
            endpoint = self._endpoint()
        except BadInput as error:
            self.failed.emit(error)
            return
        self.close_link()
        self.stages.clear()
        self.said.clear()
        self.trust.hide()
        self._link = Link(
            f"{endpoint.name} test", connector(endpoint, self._reveal, self._warden), self
        )
        self._link.staged.connect(self.stages.report)
        self._job = self._link.ask(Session.ping)
        self._job.succeeded.connect(self._succeed)
        self._job.failed.connect(self._fail)
        self._job.finished.connect(self._end)
        self.button.setText(_("Cancel"))

    @Slot()
    def _succeed(self) -> None:
        self.said.setText("✓ " + _("The connection works."))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.said.setText("▲ " + f"{error} {error.hint}".strip())
        if isinstance(error, HostKeyUnknown) and error.line:
            self._unknown = error
            self.trust.show()

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.button.setText(_("Test the connection"))
        self.close_link()

    @Slot()
    def _accept_key(self) -> None:
        """Have the key written down, in a lane: a home on a network drive may take its time."""
        unknown = self._unknown
        if unknown is None or self._writing is not None:
            return

        def write(_stop: Stop) -> None:
            from app.engines.network.host_keys import remember

            try:
                remember(unknown)
            except OSError as error:
                raise Unwritable(
                    _("The key could not be written down: {reason}.").format(
                        reason=error.strerror or error
                    ),
                    hint=_("Check the rights of {file}.").format(file=unknown.file),
                ) from error

        self.trust.setEnabled(False)
        self._writing = Lane("host key", self)
        job = self._writing.submit(write)
        job.succeeded.connect(self._start_or_cancel)
        job.failed.connect(self._fail)
        job.finished.connect(self._leave_writing)

    @Slot()
    def _leave_writing(self) -> None:
        self.trust.setEnabled(True)
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.leave()

    def close_link(self) -> None:
        """Log out of what was tried, and wait for nothing."""
        if self._writing is not None and self._job is None:
            self._leave_writing()
        if self._link is not None:
            self._link.close()
            self._link = None
