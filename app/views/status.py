"""The status bar: what is being done, how late the window is, which version this is."""

from collections import deque
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app import __version__
from app.i18n import _

_PERIOD = 100  # milliseconds between two looks at how late the window is
_KEPT = 300  # looks: half a minute
_SHOWN_EVERY = 20  # looks


class Lateness:
    """How late the event loop was, over the last half minute, in milliseconds."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=_KEPT)
        self._due = 0.0

    def look(self, now: float) -> None:
        """Note how much later than due this was called; `now` in seconds."""
        if self._due:
            self._late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + _PERIOD / 1000

    @property
    def worst_percent(self) -> float:
        """What 99 of 100 looks stayed below; 0 before the first."""
        late = sorted(self._late)
        return late[min(len(late) - 1, int(len(late) * 0.99))] if late else 0.0


class Status(QStatusBar):
    """An honest line at the foot of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = QLabel()
        self._health = QLabel()
        self._version = QLabel()
        self.addWidget(self._busy, 1)
        self.addPermanentWidget(self._health)
        self.addPermanentWidget(self._version)
        self.setSizeGripEnabled(False)
        self._lateness = Lateness()
        self._looks = 0
        self._timer = QTimer(self, interval=_PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._doing = ""
        self.retranslate()

    @Slot(object)
    def show_busy(self, text: str) -> None:
        """Say what is being done; an empty text when it is over."""
        self._doing = text
        self._busy.setText(text or _("Ready. Nothing leaves this computer."))

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._version.setText(_("Mohist {version}").format(version=__version__))
        self._health.setToolTip(
            _("How late the window reacted at worst, in 99 of 100 looks over half a minute")
        )
        self.show_busy(self._doing)
        self._show_health()

    @Slot()
    def _look(self) -> None:
        self._lateness.look(perf_counter())
        self._looks += 1
        if self._looks % _SHOWN_EVERY == 0:
            self._show_health()

    def _show_health(self) -> None:
        self._health.setText(
            _("window {late} ms late").format(late=round(self._lateness.worst_percent))
        )
