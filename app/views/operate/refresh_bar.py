"""The line that says how old what is shown is, and how often it is asked for."""

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from app.domain.errors import ConsoleError
from app.i18n import _
from app.views.icons import icon
from app.views.style import style
from app.views.theme import LIGHT, Theme
from app.workers.poller import Poller

INTERVALS = (0, 1, 2, 5, 10, 30, 60)
"""Seconds to choose from; 0 is only when asked."""
_TICK = 500  # milliseconds between two looks at the clock
_SOON = 0.5  # seconds a question may take before it is spoken of


class RefreshBar(QWidget):
    """Refresh now, refresh by itself, how old, and cancel what takes long.

    Signals:
        stale: the age in seconds of what is shown once it is older than it should be; 0 when
            it is fresh.
    """

    stale = Signal(float)

    def __init__(self, poller: Poller, seconds: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._poller, self._theme = poller, LIGHT
        self._answered_at: float | None = None
        self._error: ConsoleError | None = None
        self._was_stale = False
        self.now, self.cancel, self.every = QToolButton(), QToolButton(), QComboBox()
        self.said = QLabel()
        self.now.clicked.connect(poller.ask)
        self.cancel.clicked.connect(poller.cancel)
        self.every.activated.connect(self._choose)
        poller.began.connect(self._refresh)
        poller.answered.connect(self._note)
        poller.failed.connect(self._note_error)
        poller.finished.connect(self._refresh)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._refresh)
        self._lay_out()
        self.retranslate()
        self.set_interval(seconds)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(6)
        across.addWidget(self.said)
        across.addWidget(self.cancel)
        across.addWidget(self.every)
        across.addWidget(self.now)

    @property
    def interval(self) -> int:
        """Seconds, 0 for only when asked."""
        return int(self.every.currentData())

    def set_interval(self, seconds: int) -> None:
        """Choose one of `INTERVALS`."""
        self.every.setCurrentIndex(max(0, self.every.findData(seconds)))
        self._choose()

    def set_live(self, live: bool) -> None:
        """Whether somebody looks."""
        self._poller.set_live(live)
        if live:
            self._clock.start()
            if self._answered_at is not None and self._age() > self.interval > 0:
                self._poller.ask()
        else:
            self._clock.stop()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        chosen = self.every.currentData() if self.every.count() else None
        self.every.clear()
        for seconds in INTERVALS:
            text = _("every {seconds} s").format(seconds=seconds) if seconds else _("when asked")
            self.every.addItem(text, seconds)
        if chosen is not None:
            self.every.setCurrentIndex(self.every.findData(chosen))
        self.every.setAccessibleName(_("Refresh"))
        self.now.setToolTip(_("Refresh now (F5)"))
        self.now.setAccessibleName(_("Refresh now (F5)"))
        self.cancel.setText(_("Cancel"))
        self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.now.setIcon(icon("refresh", theme))
        self._refresh()

    @Slot()
    def _choose(self) -> None:
        self._poller.set_interval(self.interval)

    @Slot()
    def _note(self) -> None:
        self._answered_at, self._error = time.monotonic(), None

    @Slot(object)
    def _note_error(self, error: ConsoleError) -> None:
        self._error = error

    def _age(self) -> float:
        return time.monotonic() - self._answered_at if self._answered_at is not None else 0.0

    @Slot()
    def _refresh(self) -> None:
        asking = time.monotonic() - self._poller.began_at if self._poller.running else 0.0
        slow = asking >= _SOON
        self.cancel.setVisible(slow)
        age = self._age()
        late = self._error is not None or (self.interval > 0 and age > 3 * self.interval + 2)
        if slow:
            text = _("asking for {seconds} s").format(seconds=f"{asking:.0f}")
        elif self._answered_at is None:
            text = ""
        elif self._error is not None:
            text = _("● {seconds} s old: {error}").format(seconds=f"{age:.0f}", error=self._error)
        elif late or age >= 1.5:
            text = _("{seconds} s old").format(seconds=f"{age:.0f}")
        else:
            text = _("now")
        self.said.setText(text)
        hint = self._error.hint if self._error is not None else ""
        self.said.setToolTip(hint)
        style(self.said, f"color: {self._theme.warning if late else self._theme.muted};")
        if self._answered_at is not None and (late or late != self._was_stale):
            self._was_stale = late
            self.stale.emit(age if late else 0.0)
