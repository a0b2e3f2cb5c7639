"""A rule, as it is or is typed, tried on the history: when and for whom it would have fired."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.monitoring.rule import Rule, Subject
from app.domain.stop import Stop
from app.flows.watch.dry_run import Replay
from app.i18n import N_, _
from app.models.alerts.rules import title_of
from app.models.alerts.trial import RANGES, TIMES, Fired, fired, lanes, reach, summary
from app.models.fields import State
from app.models.record_order import Order
from app.models.records import RecordTable
from app.monitor.catalogue import Catalogue
from app.views.alerts.judging import JudgeKeeper
from app.views.alerts.lanes_picture import LanesPicture
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.errand import Errand


class DryRun(Protocol):
    """`flows/watch/dry_run.replay`, or a small fake; called in a thread."""

    def __call__(
        self, history: Any, catalogue: Catalogue, rules: Sequence[Rule],
        subjects: Sequence[Subject], begin: float, end: float, stop: Stop,
        progress: Callable[[float], object], /,
    ) -> Replay:  # fmt: skip
        """What would have been."""
        ...


class _Period(NamedTuple):
    begin: float
    end: float


class DryRunPanel(QWidget):
    """Tries one rule at a time.

    Signals:
        left: somebody saw enough.
        open_wanted: an Alert that would have been: show its charts.
    """

    left = Signal()
    open_wanted = Signal(object)

    def __init__(self, keeper: JudgeKeeper, dry_run: DryRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._dry_run = keeper, dry_run
        self._subjects: tuple[Subject, ...] = ()
        self._rule: Rule | None = None
        self._errand: Errand | None = None
        self._period = _Period(0, 1)
        self._replay: Replay | None = None
        self._times: tuple[Fired, ...] | None = None
        self._error: ConsoleError | None = None
        self.heading, self.said = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.heading.setProperty("role", "title")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.range, self.run, self.back = QComboBox(), QPushButton(), QPushButton()
        for seconds in RANGES:
            self.range.addItem("", seconds)
        self.range.setCurrentIndex(1)
        self.bar, self.picture = QProgressBar(), LanesPicture()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.table: RecordTable[Fired] = RecordTable(
            TIMES, lambda each: (each.alert.id, each.alert.since),
            order=Order("at", descending=True),
        )  # fmt: skip
        self.panel: TablePanel[Fired] = TablePanel(
            self.table, N_("When it would have fired"),
            Empty(N_("Nothing"), N_("In that time the rule would have said nothing."),
                  icon="good"),
        )  # fmt: skip
        self._lay_out()
        self.run.clicked.connect(self.run_or_cancel)
        self.back.clicked.connect(self._leave)
        self.range.activated.connect(self.start)
        self.panel.activated.connect(self._open)
        self.panel.cancel_wanted.connect(self.cancel)
        self.panel.retry_wanted.connect(self.start)
        self.retranslate()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(2 * GAP)
        above.addWidget(self.range)
        above.addWidget(self.run)
        above.addStretch(1)
        above.addWidget(self.back)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self.heading)
        down.addLayout(above)
        down.addWidget(self.bar)
        down.addWidget(self.said)
        down.addWidget(self.picture)
        down.addWidget(self.panel, 1)

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._errand is not None

    def set_subjects(self, subjects: Iterable[Subject]) -> None:
        """Whom it is tried on."""
        self._subjects = tuple(subjects)

    def begin(self, rule: Rule) -> None:
        """Try this one, over the time that is chosen."""
        self._rule = replace(rule, enabled=True)
        self.start()
        self.run.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def run_or_cancel(self) -> None:
        """The one button."""
        if self.running:
            self.cancel()
        else:
            self.start()

    @Slot()
    def start(self) -> None:
        """Begin anew."""
        rule = self._rule
        if rule is None:
            return
        self.cancel()
        end = time.time()
        period = self._period = _Period(end - float(self.range.currentData()), end)
        self._times = self._error = None
        self.table.clear()
        self.picture.show_lanes((), *period)
        self.bar.setValue(0)
        subjects, catalogue, call = self._subjects, self._keeper.catalogue, self._dry_run
        errand = self._keeper.read_long(
            lambda history, stop, tell: call(
                history, catalogue, (rule,), subjects, *period, stop, tell
            )
        )
        self._errand = errand
        errand.told.connect(self._tell)
        errand.succeeded.connect(self._show)
        errand.failed.connect(self._fail)
        errand.finished.connect(self._end)
        self.panel.wait(_("Judging what was…"))
        self.retranslate()

    @Slot()
    def cancel(self) -> None:
        """Give up what is under way."""
        errand, self._errand = self._errand, None
        if errand is not None:
            for signal in (errand.told, errand.succeeded, errand.failed, errand.finished):
                signal.disconnect()
            errand.cancel()
            self.panel.settle()
            self.retranslate()

    @Slot(object)
    def _tell(self, share: float) -> None:
        self.bar.setValue(round(share * 1000))

    @Slot(object)
    def _show(self, replay: Replay) -> None:
        self._replay = replay
        names = {subject.instance: subject.name for subject in self._subjects}
        self._times = fired(replay.alerts, names, self._period.end)
        self.picture.show_lanes(lanes(self._times), *self._period)
        self.panel.show_records(self._times)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._error = error
        self.panel.fail(error)

    @Slot()
    def _end(self) -> None:
        self._errand = None
        self.retranslate()

    @Slot()
    def _leave(self) -> None:
        self.cancel()
        self.left.emit()

    @Slot(object)
    def _open(self, each: Fired) -> None:
        self.open_wanted.emit(each.alert)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what runs, else goes back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.running:
            self.cancel()
        else:
            self._leave()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for number, name in enumerate(RANGES.values()):
            self.range.setItemText(number, _(name))
        self.range.setAccessibleName(_("How far back"))
        self.run.setText(_("Cancel") if self.running else _("Try it"))
        self.back.setText(_("Back"))
        self.bar.setVisible(self.running)
        self.bar.setAccessibleName(_("How far it is"))
        self.picture.setVisible(bool(self._times))
        self.panel.retranslate()
        rule = self._rule
        title = "" if rule is None else title_of(rule, self._keeper.catalogue.metrics)
        self.heading.setText(_("Dry run: {title}").format(title=title))
        self.said.setText(self._words())
        self.picture.setAccessibleName(self.said.text())

    def _words(self) -> str:
        if self._times is None or self._replay is None:
            return ""
        known = reach(self._replay)
        if self._replay.unseen or not self._replay.covered:
            return f"{State.WARNING.shape} {known}"
        said = summary(self._times)
        shape = State.WARNING.shape if self._times else State.GOOD.shape
        return f"{shape} {said} {known}".strip()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.panel.apply_theme(theme)
        self.picture.apply_theme(theme)
