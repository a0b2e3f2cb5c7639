"""The bar over the editor: run, script, stop, explain; what an error does; how many rows; time."""

from collections.abc import Mapping
from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from app.domain.console.transaction import Progress
from app.i18n import N_, _
from app.models.formats import count, duration
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme

_TICK = 100  # milliseconds
_BAR = 110  # pixels
ROWS = (200, 1_000, 10_000, 100_000, 0)
"""How many rows of a result may be fetched; 0 is all."""
_AT_ERROR: Mapping[bool, str] = {True: N_("Stop at an error"), False: N_("Go on after errors")}


class RunBar(QWidget):
    """Shows the page's actions; what is chosen here is asked for when something runs.

    Signals:
        chosen: `stop_at_error` or `most_rows` is another.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._begun, self._doing, self._rows = 0.0, "", 0
        self._progress: Progress | None = None
        self._buttons: list[QToolButton] = []
        self.at_error, self.rows = QComboBox(), QComboBox()
        for box in (self.at_error, self.rows):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(self.chosen)
        for stop in _AT_ERROR:
            self.at_error.addItem("", stop)
        for most in ROWS:
            self.rows.addItem("", most)
        self.rows.setCurrentIndex(1)
        self.bar, self.said = QProgressBar(), QLabel()
        self.bar.setFixedWidth(_BAR)
        self.bar.setTextVisible(False)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(GAP)
        for part in (self.at_error, self.rows, self.bar):
            self._across.addWidget(part)
        self._across.addWidget(self.said, 1)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        self.bar.hide()
        self.retranslate()

    def offer(self, *actions: QAction) -> None:
        """Put buttons at the front; the first with its word."""
        for number, action in enumerate(actions):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if number == 0:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._buttons.append(button)
            self._across.insertWidget(number, button)

    @property
    def stop_at_error(self) -> bool:
        """Whether a script ends at the first statement that fails."""
        return bool(self.at_error.currentData())

    def choose_at_error(self, stop: bool) -> None:
        """Have that chosen."""
        self.at_error.setCurrentIndex(self.at_error.findData(stop))

    @property
    def most_rows(self) -> int | None:
        """How many rows of each result are fetched; None for all."""
        return int(self.rows.currentData()) or None

    # ------------------------------------------------------------------ while something runs

    def begin(self, doing: str) -> None:
        """Something runs: the time begins."""
        self._begun, self._doing, self._progress, self._rows = monotonic(), doing, None, 0
        self._clock.start()
        self._tick()

    @property
    def running(self) -> bool:
        """Whether something runs."""
        return self._clock.isActive()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return monotonic() - self._begun

    def doing(self, doing: str) -> None:
        """It is at another statement."""
        self._doing, self._progress, self._rows = doing, None, 0

    def show_rows(self, rows: int) -> None:
        """So many rows came."""
        self._rows = rows

    def show_progress(self, progress: Progress | None) -> None:
        """The server told how far it is."""
        self._progress = progress

    def end(self, said: str) -> None:
        """It is over; say what came of it."""
        self._clock.stop()
        self.bar.hide()
        self._say(said, self._theme.muted)

    @Slot()
    def _tick(self) -> None:
        parts = [self._doing, duration(int(self.seconds * 10) / 10)]
        if self._rows:
            parts.append(_("{count} rows so far").format(count=count(self._rows)))
        told = self._progress
        if told is not None:
            parts.append(told.stage)
            if told.remaining is not None:
                parts.append(_("about {time} left").format(time=duration(told.remaining)))
        self.bar.setVisible(told is not None and told.done is not None)
        if told is not None and told.done is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(told.done * 1000))
        self._say("  ·  ".join(filter(None, parts)), self._theme.text)

    def _say(self, text: str, ink: str) -> None:
        self.said.setText(text)
        self.said.setToolTip(text)
        style(self.said, f"color: {ink};")

    # ------------------------------------------------------------------ words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        for number in range(self.at_error.count()):
            self.at_error.setItemText(number, _(_AT_ERROR[self.at_error.itemData(number)]))
        for number in range(self.rows.count()):
            most = self.rows.itemData(number)
            said = _("{count} rows").format(count=count(most)) if most else _("All rows")
            self.rows.setItemText(number, said)
        self.at_error.setAccessibleName(_("Where a statement of a script fails"))
        self.at_error.setToolTip(_("Where a statement of a script fails"))
        self.rows.setAccessibleName(_("Rows fetched of each result"))
        self.rows.setToolTip(_("Rows fetched of each result; the rest stays at the server"))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if not self.running:
            self._say(self.said.text(), theme.muted)
