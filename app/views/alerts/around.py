"""What was measured and who was at work around the moment an alert fired."""

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import Kind, Metric, key_of
from app.domain.monitoring.sample import Capture, CaptureKind, Mark
from app.domain.monitoring.series import Series
from app.i18n import N_, _
from app.models.alerts.happened import HAPPENINGS, Happening, happened
from app.models.alerts.rows import AlertRow
from app.models.monitoring.book import Book
from app.models.monitoring.first_charts import first_charts
from app.models.monitoring.time_axis import TimeAxis
from app.models.records import RecordTable
from app.monitor.catalogue import Chart as Drawn
from app.views.alerts.keeper import AlertKeeper
from app.views.live.capture_view import TITLES, CaptureView
from app.views.live.keeper import Past
from app.views.live.loading import Loading
from app.views.live.scenes import scene_of
from app.views.theme import GAP, Theme
from app.views.widgets.chart import Chart, Redraw, Scene
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

BEFORE, AFTER = 1800.0, 600.0
"""Seconds that are drawn before and after the moment."""
PAST = 7 * 86_400.0
"""Seconds one looks back for when it was so before."""
_SETTLE = 150
"""Milliseconds an alert must have been the current one: arrow keys pass many by."""


class Moment(NamedTuple):
    """What the history knows of the moment of an alert."""

    alert: str
    captures: tuple[Capture | None, ...]
    """Of each kind, in the order of `CaptureKind`."""
    marks: tuple[Mark, ...]


class AroundView(QWidget):
    """A small chart, and below it what became of the alert, and what was captured.

    Signals:
        chosen: the chart was clicked, to be seen large.
        failed: a ConsoleError that is to be shown to the user.
    """

    chosen = Signal()
    failed = Signal(object)

    def __init__(self, keeper: AlertKeeper, redraw: Redraw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.row: AlertRow | None = None
        self._marks: tuple[Mark, ...] = ()
        self._drawn: Drawn | None = None
        self.axis = TimeAxis(BEFORE + AFTER, parent=self)
        self.axis.pause()
        self.book = Book(keeper.catalogue.metrics)
        self.loading = Loading(keeper, self.axis, self)
        self.loading.loaded.connect(self._load)
        self.loading.failed.connect(self.failed)
        self.chart = Chart(self.axis, redraw, self._scene)
        self.chart.setFixedHeight(self.chart.minimumSizeHint().height())
        self.chart.chosen.connect(lambda _line: self.chosen.emit())
        self.history: TablePanel[Happening] = TablePanel(
            RecordTable(HAPPENINGS, lambda each: (each.at, each.text)), N_("History"),
            Empty(N_("Nothing became of it yet"), icon="alerts"),
        )  # fmt: skip
        self.captures = tuple(CaptureView(kind) for kind in CaptureKind)
        self.tabs = QTabWidget(documentMode=True)
        for part in (self.history, *self.captures):
            self.tabs.addTab(part, "")
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self.chart)
        down.addWidget(self.tabs, 1)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._ask)
        self.retranslate()

    @property
    def moment(self) -> float:
        """When it fired; of one that did not, since when the value was beyond the limit."""
        return self.row.begun if self.row is not None else 0.0

    def show_row(self, row: AlertRow | None) -> None:
        """Show what was around this one; told again of the same, what was read stays."""
        before, self.row = self.row, row
        if row is None:
            return
        if before is not None and (before.id, before.begun) == (row.id, row.begun):
            if row.alert != before.alert:
                self._say_history()
            return
        self._marks = ()
        for view in self.captures:
            view.show_capture(None)
        self._say_history()
        self._settle.start()

    def _say_history(self) -> None:
        if self.row is not None:
            self.history.show_records(happened(self.row.alert, self._marks))

    @Slot()
    def _ask(self) -> None:
        """Read the history for the alert that is shown now."""
        row = self.row
        if row is None:
            return
        id_, instance, at = row.id, row.alert.instance, self.moment
        self._drawn = self._chart_of(row)
        metrics = [metric.name for metric in self._metrics]
        self.book.follow([instance], metrics)
        self.axis.show(at - BEFORE, at + AFTER)
        self.axis.point(at)
        self.loading.want([instance], metrics)
        self.loading.again()
        self.chart.touch()

        def moment(past: Past) -> Moment:
            captures = tuple(past.capture_at(instance, kind, at) for kind in CaptureKind)
            return Moment(id_, captures, past.marks(at - PAST, at + PAST, instance))

        asked = self._keeper.ask(moment)
        asked.succeeded.connect(self._show)
        asked.failed.connect(self._fail)

    def _chart_of(self, row: AlertRow) -> Drawn | None:
        """Of its metric alone; of the instance's load where it is about no metric."""
        if row.metric is not None:
            return Drawn(row.metric.group, row.metric.title, (row.metric,), row.metric.stacked)
        if row.of is None:
            return None
        charts = self._keeper.catalogue.charts(row.of.instance.type)
        drawn = first_charts(
            each for each in charts if any(m.kind is not Kind.TEXT for m in each.metrics)
        )
        return drawn[0] if drawn else None

    @property
    def _metrics(self) -> tuple[Metric, ...]:
        return self._drawn.metrics if self._drawn is not None else ()

    def _scene(self, begin: float, end: float) -> Scene:
        row, drawn = self.row, self._drawn
        if row is None or drawn is None:
            return Scene("", begin=begin, end=end)
        role = row.of.instance.role.value if row.of is not None else ""
        scene = scene_of(drawn, row.alert.instance, self.book, begin, end, self._marks, role)
        own = tuple(line for line in scene.lines if line.key == row.alert.key)
        if not own or row.alert.key == key_of(drawn.metrics[0].name):
            return scene
        return replace(scene, lines=own)

    @Slot(object)
    def _load(self, series: Series) -> None:
        if self.book.load(series) is not None:
            self.chart.touch()

    @Slot(object)
    def _show(self, moment: Moment) -> None:
        if self.row is None or moment.alert != self.row.id:
            return
        for view, capture in zip(self.captures, moment.captures, strict=True):
            view.show_capture(capture)
        self._marks = moment.marks
        self._say_history()
        self.chart.touch()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        for view in self.captures:
            view.show_failed(error)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.chart.apply_theme(theme)
        self.history.apply_theme(theme)
        for view in self.captures:
            view.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        titles = [_("History"), *(_(TITLES[view.kind]) for view in self.captures)]
        for number, title in enumerate(titles):
            self.tabs.setTabText(number, title)
        self.history.retranslate()
        for view in self.captures:
            view.retranslate()
        self._say_history()
        self.chart.touch()
