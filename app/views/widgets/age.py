"""How old what is shown is: said beside it, and grey once it is older than it should be."""

from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from app.i18n import _
from app.models.fields import State
from app.models.formats import age, duration, stamp


class Age(QLabel):
    """The age of a sample, counted up every second.

    Signals:
        changed: whether it is stale is another now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stale_after: float | None = None
        """Seconds after which a sample is stale; None where it never is."""
        self.stale = False
        self._sampled: datetime | None = None
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.look)
        self.setProperty("role", "muted")
        self.hide()

    def show_sampled(self, sampled: datetime | None) -> None:
        """Take the moment of another sample, with its time zone; None where there is none."""
        self._sampled = sampled
        self.setVisible(sampled is not None)
        if sampled is None:
            self._clock.stop()
        else:
            self._clock.start()
            self.setToolTip(stamp(sampled))
        self.look()

    @Slot()
    def look(self) -> None:
        """Say how old it is now."""
        seconds = 0.0
        if self._sampled is not None:
            seconds = max(0.0, (datetime.now(UTC) - self._sampled).total_seconds())
        stale = self.stale_after is not None and seconds > self.stale_after
        self._say(int(seconds), stale)
        if stale is not self.stale:
            self.stale = stale
            self.setProperty("role", "warning" if stale else "muted")
            self.style().polish(self)
            self.changed.emit(stale)

    def _say(self, seconds: int, stale: bool) -> None:
        if stale:
            text = _("not refreshed for {duration}").format(duration=duration(seconds))
            text = f"{State.WARNING.shape} {text}"
        else:
            text = _("just now") if seconds < 2 else age(seconds)
        if text != self.text():
            self.setText(text)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.look()
