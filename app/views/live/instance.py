"""The instance: its charts on one axis, its alerts and its active sessions beside them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Kind
from app.domain.monitoring.sample import Capture, CaptureKind
from app.domain.monitoring.series import Series
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.monitoring.alert_lines import ALERT_LINES, Alerts
from app.models.monitoring.places import OVERVIEW, panel_of
from app.models.monitoring.presence import Presence
from app.models.monitoring.time_axis import TimeAxis
from app.models.records import RecordTable
from app.views.live.board import Plan
from app.views.live.capture_view import TITLES, CaptureView
from app.views.live.charts_view import ChartsView
from app.views.live.drawn_file import Sheet, frozen
from app.views.live.exporting import ChartExporting, ExportButton
from app.views.live.instance_header import InstanceHeader
from app.views.live.keeper import Judges, Keeper, Past
from app.views.live.picking import Picking
from app.views.live.scenes import scene_of
from app.views.widgets.chart import Redraw, Scene
from app.views.widgets.states import Empty, States
from app.views.widgets.table_panel import TablePanel

_CAPTURED = 60.0
"""Seconds after which captured sessions are old."""

_NO_ALERTS = Empty(N_("Nothing is wrong here"), icon="alerts")
_UNJUDGED = Empty(
    N_("No alerts"), N_("While it does not answer, only that can be judged."), icon="alerts"
)


class InstanceView(ChartsView):
    """Shows one instance at a time.

    Signals:
        open_panel: the id of the instance, and the key of the panel that tells more.
        recorder_wanted: the id of the instance, whose past shall be looked at.
        alert_wanted: the id of an alert that was opened.
    """

    open_panel = Signal(str, str)
    recorder_wanted = Signal(str)
    alert_wanted = Signal(str)

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        axis: TimeAxis | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(keeper, redraw, axis, parent)
        self.row: InstanceRow | None = None
        self.presence = Presence(self.book)
        self._alerts = Alerts()
        self._by_metric: dict[str, str] = {}
        self._plain = False
        self.picking = Picking(self)
        self.header = InstanceHeader()
        self.nothing = States(
            Empty(N_("Nothing has been measured of it yet"),
                  N_("Its charts stand here as soon as it answers. What is wrong stands above."),
                  icon="live")
        )  # fmt: skip
        self.exporting = ChartExporting(self)
        self.alerts: TablePanel[Alert] = TablePanel(
            RecordTable(ALERT_LINES, lambda alert: alert.id), N_("Alerts"),
            _UNJUDGED,
        )  # fmt: skip
        self.sessions = CaptureView(CaptureKind.SESSIONS, _CAPTURED)
        self.pick, self.past = QToolButton(), QToolButton()
        self.save = ExportButton(self.exporting, self.sheet)
        self.parts += [self.header, self.nothing, self.exporting, self.alerts, self.sessions]
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.header.line.insertWidget(0, self.home)
        self.pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pick.setMenu(QMenu(self.pick))
        self.bar.add(self.past, "recorder")
        self.bar.add(self.pick, "live")
        self.bar.add(self.save, "export")
        self.beside = QSplitter(Qt.Orientation.Vertical)
        self._headings = (QLabel(), QLabel())
        for heading, view in zip(self._headings, (self.alerts, self.sessions), strict=True):
            heading.setProperty("role", "heading")
            room = QWidget()
            inside = QVBoxLayout(room)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(heading)
            inside.addWidget(view, 1)
            self.beside.addWidget(room)
            if view is self.alerts:  # "nothing is wrong" needs somebody who judges
                room.setVisible(self._keeper.judges)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        charts = QWidget()
        inside = QVBoxLayout(charts)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.board, 1)
        inside.addWidget(self.nothing, 1)
        self.split.addWidget(charts)
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([1000, 280])
        for part in (self.header, self.bar, self.exporting.strip):
            self.down.addWidget(part)
        self.down.addWidget(self.split, 1)
        self.hand_focus_to(self.board)

    def _connect(self) -> None:
        self.picking.changed.connect(self._plan)
        self.past.clicked.connect(self._open_past)
        self.pick.menu().aboutToShow.connect(self._fill_pick)
        self.loading.told.connect(self._plan_again)
        self.board.chosen.connect(self._open_chart)
        self.board.menu_wanted.connect(self._open_menu)
        self.alerts.activated.connect(lambda alert: self.alert_wanted.emit(alert.id))
        self.sessions.activated.connect(lambda: self._open("sessions"))

    def set_plain(self) -> None:
        """Show charts and the header only, as many as there is room for: nobody clicks here."""
        self._plain = True
        self.board.most = 3
        for part in (self.home, self.bar, self.beside):
            part.hide()

    # ------------------------------------------------------------------ what is shown

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The one that is shown."""
        return (self.row.instance.id,) if self.row is not None else ()

    def show_instance(self, row: InstanceRow) -> None:
        """Show this one; what was read of another is forgotten."""
        if self.row is not None and self.row.instance.id == row.instance.id:
            self.row = row
            return
        self.row, self._marks = row, ()
        self.header.show_instance(row)
        self.book.follow(self.looked_at)
        self._keeper.look_at(self.looked_at)
        latest = [s for (id_, _tier), s in self._keeper.latest.items() if id_ == row.instance.id]
        self.book.take(latest)
        self.presence.follow(row.instance.id, latest)
        for sample in latest:
            self.header.take(sample)
        charts = {
            f"{drawn.group}/{drawn.title}": drawn
            for drawn in self._keeper.catalogue.charts(row.instance.type)
            if any(metric.kind is not Kind.TEXT for metric in drawn.metrics)
        }
        self.picking.take(row.instance.type.value, charts)
        self._by_metric = {
            metric.name: key for key, drawn in charts.items() for metric in drawn.metrics
        }
        self._plan()
        self._plan_again()
        self._show_alerts()
        self._ask_beside(row.instance.id)

    def _ask_beside(self, instance: str) -> None:
        """What was before anything is delivered: alerts, and who is at work."""
        self.sessions.show_capture(None)
        now = self.axis.now

        def capture(past: Past) -> Capture | None:
            found = past.capture_at(instance, CaptureKind.SESSIONS, now)
            return found if found is not None and found.at > now - _CAPTURED else None

        def alerts(judge: Judges) -> tuple[Alert, ...]:
            return tuple(judge.alerts)

        asked = self._keeper.ask(capture)
        asked.succeeded.connect(self._show_capture)
        asked.failed.connect(self.failed)
        if self._keeper.judges:
            judged = self._keeper.judge_do(alerts)
            judged.succeeded.connect(self._take_alerts)
            judged.failed.connect(self.failed)

    @Slot()
    def _plan(self) -> None:
        """What of the charts that are chosen has values here; all of them are read."""
        charts, chosen = self.picking.charts, self.picking.shown
        shown = [key for key in chosen if not self.presence.absent(charts[key])]
        self.board.show_plans([Plan(key, partial(self._scene, key)) for key in shown])
        metrics = {metric.name for key in chosen for metric in charts[key].metrics}
        self.loading.want(self.looked_at, metrics)

    @Slot()
    def _plan_again(self) -> None:
        """Values came for what had none, or it is clear by now that none will."""
        charts = self.picking.charts
        shown = [key for key in self.picking.shown if not self.presence.absent(charts[key])]
        if shown != list(self.board.charts):
            self._plan()
        nothing = self.header.is_away and not any(
            self.presence.known(charts[key]) for key in self.picking.shown
        )
        self.board.setVisible(not nothing)
        self.nothing.setVisible(nothing)

    def _scene(self, key: str, begin: float, end: float) -> Scene:
        chart = self.picking.charts[key]
        instance = self.row.instance.id if self.row is not None else ""
        scene = scene_of(
            chart, instance, self.book, begin, end, self._marks, self.header.role,
            self.presence.wait(chart),
        )  # fmt: skip
        return replace(scene, group="") if self._plain else scene

    # ------------------------------------------------------------------ what comes

    @Slot(object)
    def take(self, delivery: Delivery) -> None:
        """Take what was delivered, if it is about this instance."""
        self._take_alerts(delivery.alerts)
        if self.row is None:
            return
        instance = self.row.instance.id
        samples = [sample for sample in delivery.samples if sample.instance == instance]
        self.presence.take(samples)
        self.touch(self.book.take(samples))
        stood = self.header.is_up
        for sample in samples:
            self.header.take(sample)
        if samples:
            self._plan_again()
        if self.header.is_up is not stood:
            self._show_alerts()
        self._take_marks(tuple(m for m in delivery.marks if m.instance in ("", instance)))
        for capture in delivery.captures:
            if capture.instance == instance and capture.kind is CaptureKind.SESSIONS:
                self.sessions.show_capture(capture)
        if delivery.skipped:
            self.loading.again()

    @Slot(object)
    def load(self, series: Series) -> None:
        """A chart that had no values may have some now."""
        super().load(series)
        self._plan_again()

    def touch(self, changed: Iterable[tuple[str, str]]) -> None:
        """Redraw the charts of these metrics."""
        self.board.touch(
            {self._by_metric[name]: None for _id, name in changed if name in self._by_metric}
        )

    @Slot(object)
    def _show_capture(self, capture: Capture | None) -> None:
        mine = self.row is not None and capture is not None
        if mine and self.row and capture and capture.instance == self.row.instance.id:
            self.sessions.show_capture(capture)

    @Slot(object)
    def _take_alerts(self, alerts: tuple[Alert, ...]) -> None:
        changed = self._alerts.take(alerts)
        if self.row is not None and self.row.instance.id in changed:
            self._show_alerts()

    def _show_alerts(self) -> None:
        if self.row is not None:
            self.alerts.show_empty(_NO_ALERTS if self.header.is_up else _UNJUDGED)
            self.alerts.show_records(self._alerts.of(self.row.instance.id))

    # ------------------------------------------------------------------ what can be done

    def _open_chart(self, key: str) -> None:
        if self.row is not None:
            metric = self.picking.charts[key].metrics[0]
            self._open(panel_of(metric, self.row.instance.type))

    def _open(self, panel: str) -> None:
        if self.row is not None:
            self.open_panel.emit(self.row.instance.id, panel or OVERVIEW)

    @Slot()
    def _open_past(self) -> None:
        if self.row is not None:
            self.recorder_wanted.emit(self.row.instance.id)

    def _open_menu(self, key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open the panel that tells more"), partial(self._open_chart, key))
        menu.addAction(_("Do not show this chart"), partial(self.picking.pick, key, False))
        self.exporting.fill(menu.addMenu(_("Export")), partial(self.sheet, [key]))
        menu.popup(at)

    @Slot()
    def _fill_pick(self) -> None:
        charts = self.picking.charts
        absent = {key for key, chart in charts.items() if self.presence.absent(chart)}
        self.picking.fill(self.pick.menu(), absent)

    def sheet(self, keys: list[str] | None = None) -> Sheet:
        """What is written into a file: all charts that are shown, or some."""
        chosen = keys if keys is not None else list(self.board.charts)
        scenes = tuple(frozen(self.board.charts[key].take_scene()) for key in chosen)
        name = self.row.instance.name if self.row is not None else ""
        title = f"{name} {scenes[0].title}" if keys is not None and scenes else name
        return Sheet(title, scenes, self._theme, self.font())

    # ------------------------------------------------------------------ the widget

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        self.past.setText(_("Flight recorder"))
        self._headings[0].setText(_("Alerts"))
        self._headings[1].setText(_(TITLES[CaptureKind.SESSIONS]))
        self.pick.setText(_("Charts"))
        self.save.retranslate()
        for button in (self.past, self.pick, self.save):
            button.setToolTip(button.text())
        self.bar.fit()
