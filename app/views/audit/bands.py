"""The strips under the bars: what failed or was stopped, what changed since, what to do then."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.finding import Severity
from app.i18n import _
from app.models.severities import FAILED, SHAPES, STALE, STOPPED
from app.views.audit.band import Band
from app.views.audit.facts_choice import NO_FACTS
from app.views.audit.session import AuditSession
from app.views.audit.summary import (
    failures_text,
    lacking_text,
    outdated_text,
    stale_text,
    stopped_text,
    unread_text,
)
from app.views.theme import GAP, Theme


class Bands(QWidget):
    """Takes no room while there is nothing to say.

    Signals:
        failures_wanted: show a file that failed.
        stale_wanted: audit the files that changed.
        again_wanted: audit everything.
    """

    failures_wanted = Signal()
    stale_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.failures, self.stopped = Band(FAILED, "error"), Band(STOPPED, "notice")
        self.stale = Band(STALE, "warning")
        self.outdated, self.lacking = (
            Band(STALE, "notice"),
            Band(SHAPES[Severity.NOTICE], "notice", offers=False),
        )
        self.failures.pressed.connect(self.failures_wanted)
        self.stopped.pressed.connect(self.again_wanted)
        self.stale.pressed.connect(self.stale_wanted)
        self.outdated.pressed.connect(self.again_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for band in self._all():
            layout.addWidget(band)
        self.hide()

    def _all(self) -> tuple[Band, ...]:
        return self.failures, self.stopped, self.stale, self.outdated, self.lacking

    def refresh(self, session: AuditSession) -> None:
        """Say what there is to say now."""
        self.failures.say(failures_text(session), _("Show"))
        self.stopped.say(stopped_text(session), _("Run again"))
        self.stale.say(stale_text(session), _("Run again"))
        self.outdated.say(outdated_text(session), _("Run again"))
        asked = session.facts != NO_FACTS  # who asked no server knows that it said nothing
        self.lacking.say(lacking_text(session) if asked else unread_text(session))
        self.setVisible(any(band.text for band in self._all()))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for band in self._all():
            band.apply_theme(theme)
