"""What is shown instead of panels while there is no session: the stages, or why it failed."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.errors import ConsoleError
from app.engines.base import Session
from app.i18n import _
from app.views.operate.password import PasswordDialog
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
        password_given: a password, and whether to keep it for longer than this run.
    """

    wanted = Signal()
    password_given = Signal(str, bool)

    def __init__(self, links: Links, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links = links
        self._job: Job[Any] | None = None
        self._error: ConsoleError | None = None
        self._refused = False
        self.stages = StageList()
        self._title, self._said = QLabel(), QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cancel, self.again, self.password = QPushButton(), QPushButton(), QPushButton()
        self.asking: PasswordDialog | None = None
        """The question that is open."""
        self.again.setProperty("primary", True)
        self.cancel.clicked.connect(self._give_up)
        self.again.clicked.connect(self.wanted)
        self.password.clicked.connect(self._ask_password)
        links.staged.connect(self.stages.report)
        links.staged.connect(self._note)
        links.changed.connect(self._show)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(_WIDTH)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.password)
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
        self._error, self._refused = None, False
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
    def _note(self, report: StageReport) -> None:
        """Whether it was the login that failed: a password may help."""
        if report.stage is Stage.LOGIN:
            self._refused = report.state is StageState.FAILED

    @Slot()
    def _ask_password(self) -> None:
        at = self._links.endpoint
        self.asking = PasswordDialog(at.access.user, at.name, self)
        self.asking.given.connect(self.password_given)
        self.asking.finished.connect(self._forget_asking)
        self.asking.open()

    @Slot()
    def _forget_asking(self) -> None:
        if self.asking is not None:
            self.asking.deleteLater()
            self.asking = None

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
            failed = (
                _("{name} did not let us in") if self._refused else _("{name} could not be reached")
            )
            self._title.setText(failed.format(name=at.name))
        else:
            self._title.setText(_("Not connected to {name}").format(name=at.name))
        error = self._error
        self._said.setText("\n".join(filter(None, (str(error), error.hint))) if error else "")
        self._said.setVisible(error is not None)
        self.cancel.setVisible(trying)
        self.again.setVisible(not trying)
        self.password.setVisible(self._refused and not trying)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.cancel.setText(_("Cancel"))
        self.again.setText(_("Try again"))
        self.password.setText(_("Enter the password…"))
        self.stages.retranslate()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.stages.apply_theme(theme)
