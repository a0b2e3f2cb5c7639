"""What is known of the server itself: the panel every instance has."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.inventory import ROLE_NAMES, TYPE_NAMES
from app.i18n import N_, _
from app.views.operate.panel import Panel
from app.views.operate.room import Room


class OverviewPanel(Panel):
    """Facts, what this account may, and what it lacks for the other panels."""

    key = "overview"
    title = N_("Overview")
    icon = "overview"

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self._said: list[tuple[str, str]] = []
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(6)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.addLayout(self._form)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        room.links.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now; unless it is what stands there."""
        lines = self.lines()
        if lines == self._said:
            return
        self._said = lines
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in lines:
            title = QLabel(name)
            title.setProperty("role", "muted")
            said = QLabel(value, wordWrap=True)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._form.addRow(title, said)

    def begin(self) -> None:
        """Show what the login found out."""
        self.retranslate()

    def refresh(self) -> None:
        """Log in anew: these facts are from the login."""
        self.room.links.watch.disconnect_session()
        job = self.room.links.watch.ask(lambda session: session.ping())
        job.failed.connect(self.failed)

    def lines(self) -> list[tuple[str, str]]:
        """What is shown: names and values."""
        session, at = self.room.links.session, self.room.endpoint
        if session is None:
            return []
        facts = session.facts
        lines = [
            (_("Server"), f"{TYPE_NAMES[facts.type]} {facts.version} {facts.edition}".strip()),
            (_("Calls itself"), facts.name),
            (_("Address"), f"{at.address}:{at.port}"),
            (_("Role"), _(ROLE_NAMES[facts.role])),
            (_("Logged in as"), facts.account),
            (_("Our session"), facts.session),
            (_("Encryption"), facts.encrypted or _("none: what passes can be read on the way")),
            (_("Started"), _stamp(facts.started)),
            (_("Server clock at login"), _stamp(facts.clock)),
            (_("Time zone"), facts.time_zone),
            (_("Changes"), self._changes()),
            (_("Missing for other panels"), "\n".join(facts.missing)),
            (_("Grants"), "\n".join(facts.grants)),
        ]
        return [(name, value) for name, value in lines if value]

    def _changes(self) -> str:
        session = self.room.links.session
        if self.room.endpoint.read_only:
            return _("refused: this connection is read-only")
        if session is not None and session.facts.server_read_only:
            return _("the server itself is read-only")
        if self.room.endpoint.production:
            return _("asked for twice: this is production")
        return _("asked for once")


def _stamp(at: datetime | None) -> str:
    return at.isoformat(" ", "seconds") if at else ""
