"""What is shown instead of panels while there is no session: the stages, or why it failed."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.engines.base import Session
from app.i18n import _
from app.views.theme import Theme
from app.views.widgets.stage_list import StageList
from app.workers.lane import Job
from app.workers.link import LinkState
from app.workers.links import Links

_WIDTH = 640


class Connecting(QWidget):
    """The stages of the login, with a way to cancel and to try again.

    Signals:
        wanted: the user wants to connect (again).
    """

    wanted = Signal()

    def __init__(self, links: Links, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links = links
        self._job: Job[Any] | None = None
        self._error: ConsoleError | None = None
        self.stages = StageList()
        self._title, self._said = QLabel(), QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cancel, self.again = QPushButton(), QPushButton()
        self.again.setProperty("primary", True)
        self.cancel.clicked.connect(self._give_up)
        self.again.clicked.connect(self.wanted)
        links.staged.connect(self.stages.report)
        links.changed.connect(self._show)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(_WIDTH)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        down = QVBoxLayout(inside)
        down.setSpacing(12)
        down.addWidget(self._title)
        down.addWidget(self._said)
        down.addWidget(self.stages)
        down.addLayout(buttons)
        down.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 20, 24, 20)
        across.addWidget(inside, 1)
        across.addStretch(0)

    def begin(self) -> None:
        """Log in, unless that is under way."""
        if self._job is not None:
            return
        self._error = None
        self.stages.clear()
        job = self._links.watch.ask(Session.ping)
        self._job = job
        job.failed.connect(self._fail)
        job.finished.connect(self._end)
        self._show()

    @Slot()
    def _give_up(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._error = error

    @Slot()
    def _end(self) -> None:
        self._job = None
        self._show()

    @Slot()
    def _show(self) -> None:
        at = self._links.endpoint
        trying = self._job is not None
        if trying:
            self._title.setText(_("Connecting to {name}").format(name=at.name))
        elif self._links.watch.state is LinkState.FAILED or self._error:
            self._title.setText(_("{name} could not be reached").format(name=at.name))
        else:
            self._title.setText(_("Not connected to {name}").format(name=at.name))
        error = self._error
        self._said.setText("\n".join(filter(None, (str(error), error.hint))) if error else "")
        self._said.setVisible(error is not None)
        self.cancel.setVisible(trying)
        self.again.setVisible(not trying)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.cancel.setText(_("Cancel"))
        self.again.setText(_("Try again"))
        self.stages.retranslate()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.stages.apply_theme(theme)
