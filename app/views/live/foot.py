"""The line under every live view: what watching costs, how the feed stands, and the history."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.errors import ConsoleError
from app.domain.figures import with_unit
from app.domain.monitoring.feed import FeedStand, FeedState
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Sample
from app.i18n import N_, _, ngettext
from app.models.formats import count, duration
from app.models.monitoring.watching_cost import cost
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme

_PERIOD = 2000
"""Milliseconds between two looks."""
_HISTORY = 5
"""Looks after which the history is asked again how it is."""

_STANDS = {
    FeedStand.OFF: N_("no feed"), FeedStand.CONNECTING: N_("feed: connecting…"),
    FeedStand.LIVE: N_("feed: live"), FeedStand.RESYNCING: N_("feed: fetching what was missed…"),
    FeedStand.LOST: N_("feed: lost, tried again"),
}  # fmt: skip


class Kept(NamedTuple):
    """How the history is."""

    size: int
    trouble: ConsoleError | None = None
    notices: tuple[str, ...] = ()
    is_writer: bool = True


class Watches(Protocol):
    """What is needed of the keeper."""

    @property
    def latest(self) -> Mapping[tuple[str, Tier], Sample]:
        """The last sample of each tier of each instance."""
        ...

    def ask(self, call: Any, /) -> Any:
        """Read the history in a lane of its own; a Job."""
        ...


class Foot(QWidget):
    """Looks for itself while somebody sees it.

    Signals:
        said: a sentence on what went for good in the history; each once.
    """

    said = Signal(str)

    def __init__(self, keeper: Watches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._theme = keeper, LIGHT
        self._feed = FeedState()
        self._kept: Kept | None = None
        self._trouble: ConsoleError | None = None
        self._noticed: set[str] = set()
        self._looks = 0
        self.cost, self.feed, self.history = QLabel(), QLabel(), QLabel()
        line = QHBoxLayout(self)
        line.setContentsMargins(2 * GAP, 0, 2 * GAP, GAP)
        line.setSpacing(4 * GAP)
        line.addWidget(self.cost)
        line.addStretch(1)
        for label in (self.feed, self.history):
            line.addWidget(label)
        self._clock = QTimer(self, interval=_PERIOD)
        self._clock.timeout.connect(self.look)
        self.retranslate()

    def set_feed(self, state: FeedState) -> None:
        """How the team's feed stands."""
        self._feed = state
        self._say_feed()

    @Slot()
    def look(self) -> None:
        """Say how everything is now."""
        self._say_cost()
        self._say_feed()
        if self._looks % _HISTORY == 0:
            self.ask_history()
        self._looks += 1

    @Slot()
    def ask_history(self) -> None:
        """How it is on the disk."""

        def kept(history: Any) -> Kept:
            return Kept(history.size, history.trouble, history.notices, history.is_writer)

        asked = self._keeper.ask(kept)
        asked.succeeded.connect(self._take_kept)
        asked.failed.connect(self._take_trouble)

    @Slot(object)
    def _take_kept(self, kept: Kept) -> None:
        self._kept, self._trouble = kept, kept.trouble
        for notice in kept.notices:
            if notice not in self._noticed:
                self._noticed.add(notice)
                self.said.emit(notice)
        self._say_history()

    @Slot(object)
    def _take_trouble(self, error: ConsoleError) -> None:
        self._trouble = error
        self._say_history()

    # ------------------------------------------------------------------ words

    def _say_cost(self) -> None:
        self.cost.setText(cost(self._keeper.latest, time.time()).text)

    def _say_feed(self) -> None:
        feed = self._feed
        said = [_(_STANDS[feed.stand])] if feed.stand is not FeedStand.OFF else []
        if feed.heard_at is not None and feed.stand is not FeedStand.OFF:
            said.append(
                _("{time} old").format(time=duration(int(time.monotonic() - feed.heard_at)))
            )
        if feed.missed:
            said.append(
                ngettext("{count} message lost", "{count} messages lost", feed.missed).format(
                    count=count(feed.missed)
                )
            )
        self.feed.setText(" · ".join(said))
        self.feed.setToolTip(feed.trouble)
        ink = self._theme.warning if feed.stand is FeedStand.LOST else self._theme.muted
        style(self.feed, f"QLabel {{ color: {ink}; }}")

    def _say_history(self) -> None:
        kept, trouble, theme = self._kept, self._trouble, self._theme
        said, ink, more = [], theme.muted, ""
        if kept is not None:
            said.append(_("history: {size}").format(size=with_unit(kept.size, "B")))
            if not kept.is_writer:
                said.append(_("another Mohist writes it"))
            if kept.notices:
                said.append(
                    ngettext("{count} notice", "{count} notices", len(kept.notices)).format(
                        count=count(len(kept.notices))
                    )
                )
                more = "\n".join(kept.notices)
        if trouble is not None:
            said.append(_("▲ nothing is written"))
            ink, more = theme.error, "\n".join(filter(None, (str(trouble), trouble.hint, more)))
        self.history.setText(" · ".join(said))
        self.history.setToolTip(more)
        style(self.history, f"QLabel {{ color: {ink}; }}")

    # ------------------------------------------------------------------ the widget

    def showEvent(self, event: QShowEvent) -> None:
        """Look, now and every two seconds."""
        super().showEvent(event)
        self.look()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._clock.stop()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.cost.setProperty("role", "muted")
        self.cost.setToolTip(
            _("Our own statements on all servers together: how many, how much of their time, and"
              " how much they answer, each second.")
        )  # fmt: skip
        self._say_cost()
        self._say_feed()
        self._say_history()
