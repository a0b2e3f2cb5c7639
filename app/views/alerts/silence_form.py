"""The form below an alert that keeps it quiet: what, for how long, and why."""

import time
from typing import NamedTuple

from PySide6.QtCore import QDateTime, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, _, ngettext
from app.models.alerts.quieting import BREADTH_NAMES, LENGTH_NAMES, Breadth, Length, until
from app.models.formats import count
from app.views.theme import GAP

_HOUR = 3600
_LABELS = (N_("What"), N_("How long"), N_("Until"), N_("Reason"))


class Quiet(NamedTuple):
    """What was chosen."""

    breadth: Breadth
    until: float | None
    reason: str


class SilenceForm(QFrame):
    """Enter agrees, Esc does not.

    Signals:
        agreed: a Quiet.
        left: nothing shall be silenced.
    """

    agreed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._alerts = 1
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.breadth, self.length = QComboBox(), QComboBox()
        for breadth in Breadth:
            self.breadth.addItem("", breadth)
        for length in Length:
            self.length.addItem("", length)
        self.moment, self.reason = QDateTimeEdit(), QLineEdit()
        self.moment.setCalendarPopup(True)
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.length.setCurrentIndex(1)
        self.length.currentIndexChanged.connect(self._look)
        self.yes, self.no = QPushButton(), QPushButton()
        self.yes.setProperty("primary", True)
        self.yes.clicked.connect(self.agree)
        self.no.clicked.connect(self.left)
        self._labels = tuple(QLabel() for _label in _LABELS)
        self._lay_out()
        self._look()
        self.retranslate()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(2 * GAP)
        fields = (self.breadth, self.length, self.moment, self.reason)
        for label, part in zip(self._labels, fields, strict=True):
            label.setBuddy(part)
            form.addRow(label, part)
        self._form = form
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        buttons.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 3 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(self.heading)
        down.addLayout(form)
        down.addLayout(buttons)

    def begin(self, alerts: int) -> None:
        """Ask for so many alerts; what was chosen last is offered again, but no reason."""
        self._alerts = alerts
        self.moment.setMinimumDateTime(QDateTime.currentDateTime())
        self.moment.setDateTime(QDateTime.currentDateTime().addSecs(24 * _HOUR))
        self.reason.clear()
        self.retranslate()
        self.show()
        self.length.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def agree(self) -> None:
        """Give what was chosen."""
        chosen = float(self.moment.dateTime().toSecsSinceEpoch())
        end = until(self.length.currentData(), time.time(), chosen)
        self.agreed.emit(Quiet(self.breadth.currentData(), end, self.reason.text().strip()))

    def _look(self) -> None:
        self._form.setRowVisible(self.moment, self.length.currentData() is Length.CHOSEN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter agrees, Esc leaves."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.agree()
            case _:
                super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Speak the language of now."""
        many = ngettext("Silence {count} alert", "Silence {count} alerts", self._alerts)
        self.heading.setText(
            _("Silence it: shown, and told to nobody") if self._alerts == 1
            else many.format(count=count(self._alerts))
        )  # fmt: skip
        for number, breadth in enumerate(Breadth):
            self.breadth.setItemText(number, _(BREADTH_NAMES[breadth]))
        for number, length in enumerate(Length):
            self.length.setItemText(number, _(LENGTH_NAMES[length]))
        for label, text in zip(self._labels, _LABELS, strict=True):
            label.setText(_(text))
        self.reason.setPlaceholderText(_("Planned work, a known fault…"))
        self.yes.setText(_("Silence"))
        self.no.setText(_("Cancel"))
