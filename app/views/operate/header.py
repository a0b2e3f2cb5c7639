"""The line above an instance's panels: which server it is, how it stands, what watching costs."""

from datetime import timedelta

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.inventory import ROLE_NAMES, TYPE_NAMES, TopologyRole
from app.domain.operating.server import ServerFacts
from app.i18n import N_, _
from app.views.style import style
from app.views.theme import LIGHT, Theme
from app.workers.link import LinkState
from app.workers.links import Links

_BAR = 3  # pixels of the environment's colour
_COST_EVERY = 2_000  # milliseconds

_STATES = {
    LinkState.IDLE: ("◦", N_("not connected")),
    LinkState.CONNECTING: ("…", N_("connecting")),
    LinkState.READY: ("✓", N_("connected")),
    LinkState.LOST: ("●", N_("connection lost")),
    LinkState.FAILED: ("▲", N_("not reachable")),
}


class DeskHeader(QWidget):
    """Name, address, facts, badges.

    Signals:
        reconnect_wanted: the user wants a new login.
    """

    reconnect_wanted = Signal()

    def __init__(self, links: Links, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links, self._theme = links, LIGHT
        self._bar = QFrame()
        self._bar.setFixedHeight(_BAR)
        self._name, self._badges, self._state = QLabel(), QLabel(), QLabel()
        self._name.setProperty("role", "heading")
        self._facts = QLabel(wordWrap=True)
        self._facts.setProperty("role", "muted")
        self._again = QPushButton()
        self._again.clicked.connect(self.reconnect_wanted)
        self._lay_out()
        links.changed.connect(self.refresh)
        self._clock = QTimer(self, interval=_COST_EVERY)
        self._clock.timeout.connect(self._show_cost)
        self._clock.start()
        self.retranslate()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._name)
        first.addWidget(self._badges)
        first.addStretch(1)
        first.addWidget(self._state)
        first.addWidget(self._again)
        inside = QVBoxLayout()
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(2)
        inside.addLayout(first)
        inside.addWidget(self._facts)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._bar)
        whole.addLayout(inside)

    @property
    def texts(self) -> str:
        """All that is said, for whoever reads it aloud."""
        return " ".join(
            label.text() for label in (self._name, self._badges, self._state, self._facts)
        )

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self._again.setText(_("Connect anew"))
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours: red for production, unless somebody looks at a test."""
        self._theme = theme
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show how things stand."""
        at, theme = self._links.endpoint, self._theme
        style(self._bar, f"background: {theme.error if at.production else theme.border};")
        self._name.setText(f"{at.name}  {at.address}:{at.port}")
        badges = [_("PRODUCTION")] if at.production else [at.environment] if at.environment else []
        if at.read_only:
            badges.append(_("read-only"))
        self._badges.setText(" · ".join(badges))
        colour = theme.error if at.production else theme.muted
        style(self._badges, f"color: {colour}; font-weight: 600;")
        self._show_cost()
        session = self._links.session
        self._facts.setText(described(session.facts) if session else "")
        self._facts.setVisible(session is not None)
        self._again.setVisible(self._links.watch.state in (LinkState.LOST, LinkState.FAILED))

    @Slot()
    def _show_cost(self) -> None:
        shape, words = _STATES[self._links.watch.state]
        statements, seconds = self._links.cost
        said = f"{shape} {_(words)}"
        if statements:
            said += " · " + _("watching: {statements} statements, {ms} ms").format(
                statements=f"{statements:,}", ms=f"{seconds * 1000:,.0f}"
            )
        self._state.setText(said)
        self._state.setToolTip(
            _("What this console's own statements took on this server since the tab was opened")
        )


def described(facts: ServerFacts) -> str:
    """A server's facts in one line."""
    parts = [f"{TYPE_NAMES[facts.type]} {facts.version}".strip()]
    role = _(ROLE_NAMES[facts.role]) if facts.role is not TopologyRole.UNKNOWN else ""
    parts += dict.fromkeys(
        filter(None, (facts.edition, role))
    )  # a Redis alone is "standalone" twice
    if facts.server_read_only:
        parts.append(_("the server is read-only"))
    if facts.account:
        parts.append(_("as {account}").format(account=facts.account))
    parts.append(facts.encrypted or _("not encrypted"))
    if facts.time_zone or facts.offset is not None:
        offset = _utc(facts.offset) if facts.offset is not None else ""
        named = "" if facts.time_zone == "UTC" and facts.offset is not None else facts.time_zone
        zone = " ".join(dict.fromkeys(filter(None, (named, offset))))
        parts.append(_("server time zone {zone}").format(zone=zone))
    return " · ".join(parts)


def _utc(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
