"""The bar over charts: how much of the past is shown, whether it goes on, and loading of it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.i18n import N_, _
from app.models.formats import duration
from app.models.monitoring.scale import clock, zone
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.views.icons import icon
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.elided import Elided

_NAMES = (
    N_("5 min"), N_("15 min"), N_("1 h"), N_("6 h"), N_("24 h"), N_("72 h"), N_("30 d"), N_("1 y"),
)  # fmt: skip


class TimeBar(QWidget):
    """Buttons for an axis, and what is being read of the history.

    Where there is not room for all words, buttons are icons, whose words the mouse tells.

    Signals:
        cancel_wanted: what is being read shall be given up.
    """

    cancel_wanted = Signal()

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis, self._theme = axis, LIGHT
        self.ranges = [_switch() for _range in RANGES]
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for number, button in enumerate(self.ranges):
            self._group.addButton(button, number)
        self._group.idClicked.connect(self._choose)
        self.pause, self.back = _switch(), QToolButton()
        self.pause.clicked.connect(axis.toggle)
        self.back.clicked.connect(axis.back)
        self.when = Elided()
        self.when.setProperty("role", "muted")
        self.progress = QProgressBar(maximum=100)
        self.progress.setMaximumWidth(30 * GAP)
        self.progress.setMinimumWidth(8 * GAP)
        self.progress.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.clicked.connect(self.cancel_wanted)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GAP)
        for part in (self.pause, *self.ranges, self.back, self.when):
            self.row.addWidget(part)
        self.row.addStretch(1)
        self.row.addWidget(self.progress)
        self.row.addWidget(self.cancel)
        self._icons: list[tuple[QToolButton, str]] = [
            (self.pause, "pause"), (self.back, "reset"), (self.cancel, "stop"),
        ]  # fmt: skip
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_share(1.0)
        axis.moved.connect(self._fill)
        self.retranslate()

    def add(self, button: QToolButton, named: str) -> None:
        """Put a button at the end, with the icon of that name."""
        self._icons.append((button, named))
        self.row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words where there is room for them."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Words where there is room for all of them, else icons."""
        styles = Qt.ToolButtonStyle
        self._show_as(styles.ToolButtonTextBesideIcon)
        items = (self.row.itemAt(n) for n in range(self.row.count()))
        parts = (item.widget() for item in items if item is not None)
        wide = sum(
            part.minimumSizeHint().width() + GAP
            for part in parts
            if part is not None and not part.isHidden() and part is not self.progress
        )
        if wide > self.width():
            self._show_as(styles.ToolButtonIconOnly)

    def _show_as(self, style: Qt.ToolButtonStyle) -> None:
        for button, _named in self._icons:
            button.setToolButtonStyle(style)

    @Slot(int)
    def _choose(self, number: int) -> None:
        self._axis.show_last(RANGES[number])
        self._fill()

    @Slot(object)
    def show_share(self, share: float) -> None:
        """How much of the history is read."""
        self.progress.setVisible(share < 1.0)
        if self.cancel.isHidden() is (share < 1.0):
            self.cancel.setVisible(share < 1.0)
            self.fit()
        self.progress.setValue(int(share * 100))

    @Slot()
    def _fill(self) -> None:
        axis = self._axis
        for button, span in zip(self.ranges, RANGES, strict=True):
            button.setChecked(axis.live and abs(axis.span - span) < 1.0)
        self.pause.setChecked(not axis.live)
        said = _("Pause") if axis.live else _("Go on")
        if said != self.pause.text():
            self.pause.setText(said)
            self.pause.setIcon(icon("pause" if axis.live else "start", self._theme))
            self.fit()
        self.back.setEnabled(axis.can_go_back)
        if axis.live:
            said = _("live, the last {duration}, by {zone}")
            text = said.format(duration=duration(axis.span), zone=zone(axis.end))
        else:
            said = _("paused: {begin} – {end}, by {zone}")
            text = said.format(
                begin=clock(axis.begin, axis.span), end=clock(axis.end, axis.span),
                zone=zone(axis.end),
            )  # fmt: skip
        self.when.say(text)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for button, name in zip(self.ranges, _NAMES, strict=True):
            button.setText(_(name))
            button.setAccessibleName(_("Show the last {time}").format(time=_(name)))
        self.back.setText(_("Zoom back"))
        self.back.setToolTip(_("What was shown before (Backspace)"))
        self.pause.setToolTip(_("Stand still, or go on with the clock (Space)"))
        self.cancel.setText(_("Stop reading"))
        self.cancel.setToolTip(_("Stop reading"))
        self.progress.setAccessibleName(_("Reading the history"))
        self._fill()
        self.fit()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for button, named in self._icons:
            button.setIcon(icon(named, theme))
        if not self._axis.live:
            self.pause.setIcon(icon("start", theme))
        self._fill()
        self.fit()


def _switch() -> QToolButton:
    made = QToolButton()
    made.setCheckable(True)
    return made
