"""Hours of the week: on which days, from when to when."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QTimeEdit

from app.i18n import _
from app.models.alerts.silences import DAYS
from app.views.theme import GAP
from app.views.widgets.handing import Handing

_ACROSS = 4  # days beside each other


class WeekHours(Handing):
    """Shows days (0 is Monday) and two times in minutes since midnight.

    Signals:
        changed: others are chosen.
    """

    changed = Signal()

    def __init__(self, days: Iterable[int], opens: int, closes: int) -> None:
        super().__init__()
        self.boxes = [QCheckBox(_(name)) for name in DAYS]
        self.opens, self.closes = QTimeEdit(), QTimeEdit()
        self.opens.setAccessibleName(_("From"))
        self.closes.setAccessibleName(_("Until"))
        chosen = set(days)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GAP)
        for number, box in enumerate(self.boxes):
            box.setChecked(number in chosen)
            box.toggled.connect(self.changed)
            grid.addWidget(box, number // _ACROSS, number % _ACROSS)
        hours = QHBoxLayout()
        hours.setSpacing(2 * GAP)
        for clock, minutes in ((self.opens, opens), (self.closes, closes)):
            clock.setDisplayFormat("HH:mm")
            clock.lineEdit().setTextMargins(GAP, 0, 0, 0)
            clock.setTime(QTime(minutes // 60, minutes % 60))
            clock.timeChanged.connect(self.changed)
            if clock is self.closes:
                hours.addWidget(QLabel("–"))
            hours.addWidget(clock)
        hours.addStretch(1)
        grid.addLayout(hours, 2, 0, 1, _ACROSS + 1)
        grid.setColumnStretch(_ACROSS, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hand_focus_to(self.boxes[0])

    @property
    def days(self) -> frozenset[int]:
        """Those that are ticked."""
        return frozenset(number for number, box in enumerate(self.boxes) if box.isChecked())

    @property
    def hours(self) -> tuple[int, int]:
        """From when to when; the second may be on the next day."""
        return _minutes(self.opens), _minutes(self.closes)


def _minutes(clock: QTimeEdit) -> int:
    at = clock.time()
    return at.hour() * 60 + at.minute()
