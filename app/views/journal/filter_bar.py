"""What is chosen over the journal: words, time, kind, result, who and where."""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.act import Ending
from app.i18n import _
from app.models.journal.endings import ENDING_NAMES
from app.models.journal.filters import PERIOD_NAMES, Filters, Period
from app.models.journal.kinds import KIND_NAMES
from app.views.theme import GAP, Theme
from app.views.widgets.filter_line import FilterLine
from app.views.widgets.many_of import ManyOf

_TYPING = 300  # milliseconds without a key before it is read anew
_DAY = 86_400
_SHOWN = "yyyy-MM-dd HH:mm"


class FilterBar(QWidget):
    """Says which entries are wanted.

    Signals:
        changed: `filters` are others.
        left: the rows shall have the focus.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.period, self.kinds = FilterLine(), QComboBox(), ManyOf("")
        self.ending, self.who, self.place = QComboBox(), QLineEdit(), QLineEdit()
        self.begin, self.end = QDateTimeEdit(), QDateTimeEdit()
        self.clear_all = QPushButton()
        self._from, self._to, self._range = QLabel(), QLabel(), QWidget()
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        for period in PERIOD_NAMES:
            self.period.addItem("", period)
        self.ending.addItem("", None)
        for ending in ENDING_NAMES:
            self.ending.addItem("", ending)
        now = QDateTime.currentDateTime()
        for edit, moment in ((self.begin, now.addSecs(-_DAY)), (self.end, now)):
            edit.setDisplayFormat(_SHOWN)
            edit.setCalendarPopup(True)
            edit.setDateTime(moment)
        self._lay_out()
        self._told = self.filters
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GAP)
        row.addWidget(self.text, 5)
        row.addWidget(self.period)
        row.addWidget(self.kinds, 3)
        row.addWidget(self.ending)
        row.addWidget(self.who, 2)
        row.addWidget(self.place, 2)
        row.addWidget(self.clear_all)
        between = QHBoxLayout(self._range)
        between.setContentsMargins(0, 0, 0, 0)
        between.setSpacing(2 * GAP)
        for part in (self._from, self.begin, self._to, self.end):
            between.addWidget(part)
        between.addStretch(1)
        self._range.hide()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addLayout(row)
        down.addWidget(self._range)

    def _connect(self) -> None:
        for line in (self.who, self.place):
            line.setClearButtonEnabled(True)
            line.setMinimumWidth(90)
            line.textChanged.connect(self._typed.start)
            line.returnPressed.connect(self._tell)
        self.kinds.setMinimumWidth(120)
        self._typed.timeout.connect(self._tell)
        self.text.wanted.connect(self._tell)
        self.text.left.connect(self.left)
        self.period.currentIndexChanged.connect(self._choose_period)
        self.ending.currentIndexChanged.connect(self._tell)
        self.kinds.chosen.connect(self._tell)
        for edit in (self.begin, self.end):
            edit.dateTimeChanged.connect(self._typed.start)
        self.clear_all.clicked.connect(self.reset)

    @property
    def filters(self) -> Filters:
        """As they stand."""
        ending: Ending | None = self.ending.currentData()
        return Filters(
            text=self.text.text(), period=self.period.currentData(),
            begin=_moment(self.begin), end=_moment(self.end), kinds=self.kinds.ids,
            ending=ending, who=self.who.text(), place=self.place.text(),
        )  # fmt: skip

    @property
    def chosen(self) -> bool:
        """Whether anything is left out."""
        return replace(self.filters, begin=None, end=None) != Filters()

    @Slot()
    def reset(self) -> None:
        """Want everything."""
        for line in (self.text, self.who, self.place):
            line.clear()
        self.period.setCurrentIndex(0)
        self.ending.setCurrentIndex(0)
        self.kinds.choose(())
        self._tell()

    @Slot()
    def _choose_period(self) -> None:
        self._range.setVisible(self.period.currentData() is Period.CHOSEN)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._typed.stop()
        self.clear_all.setEnabled(self.chosen)
        if (now := self.filters) != self._told:
            self._told = now
            self.changed.emit()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.text.retranslate()
        self.text.setPlaceholderText(_("Search statements, titles, names and answers"))
        self.text.setAccessibleName(_("Search the journal"))
        self.text.setToolTip("")
        for place, name in enumerate(PERIOD_NAMES.values()):
            self.period.setItemText(place, _(name))
        self.period.setAccessibleName(_("Of what time"))
        self.ending.setItemText(0, _("Any end"))
        for place, name in enumerate(ENDING_NAMES.values(), 1):
            self.ending.setItemText(place, _(name))
        self.ending.setAccessibleName(_("How it ended"))
        self.kinds.retitle(_("All kinds"))
        self.kinds.offer({kind: _(name) for kind, name in KIND_NAMES.items()})
        self.kinds.setAccessibleName(_("Of what kind"))
        for line, name in ((self.who, _("Who")), (self.place, _("Instance"))):
            line.setPlaceholderText(name)
            line.setAccessibleName(name)
        self._from.setText(_("Since"))
        self._to.setText(_("until"))
        self.begin.setAccessibleName(_("Since"))
        self.end.setAccessibleName(_("until"))
        self.clear_all.setText(_("Clear"))
        self.clear_all.setToolTip(_("Show everything again"))
        self.clear_all.setEnabled(self.chosen)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.text.apply_theme(theme)


def _moment(edit: QDateTimeEdit) -> datetime:
    """To the minute, in the time zone of this computer."""
    return datetime.fromisoformat(edit.dateTime().toString(Qt.DateFormat.ISODate)).astimezone()
