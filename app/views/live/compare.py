"""Instances beside each other: one metric of each engine on one chart, all on one time axis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QWidget

from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Kind, Metric
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.monitoring.fleet import FIGURES
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.views.live.board import Plan
from app.views.live.charts_view import ChartsView
from app.views.live.choose_menu import InstanceMenu
from app.views.live.drawn_file import Sheet, frozen
from app.views.live.exporting import ChartExporting, ExportButton
from app.views.live.keeper import Keeper
from app.views.live.scenes import limits_of, lines_of, stale_after
from app.views.theme import GAP
from app.views.widgets.chart import Line, Redraw, Scene
from app.views.widgets.states import Empty, States

_SAME = {DatabaseType.MARIADB: DatabaseType.MYSQL}
"""Engines that are measured by the same metrics stand on one chart."""


def engine_of(row: InstanceRow) -> DatabaseType:
    """With whom an instance is compared."""
    return _SAME.get(row.instance.type, row.instance.type)


class CompareView(ChartsView):
    """A chart for each engine among the instances that are chosen.

    Signals:
        open_wanted: the id of the instance whose line was clicked.
    """

    open_wanted = Signal(str)

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        axis: TimeAxis | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(keeper, redraw, axis, parent, span=RANGES[2], columns=1)
        self.wanted: dict[str, str] = {}
        """By engine, the name of the metric somebody chose."""
        self.metrics: dict[DatabaseType, QComboBox] = {}
        """A choice for each engine that is shown."""
        self._labels: dict[DatabaseType, QLabel] = {}
        self.menu, self.exporting = InstanceMenu(), ChartExporting(self)
        self.save = ExportButton(self.exporting, self.sheet)
        self.states = States(
            Empty(N_("Nobody is compared yet"),
                  N_("Choose instances: of each engine one metric of all of them is drawn."),
                  N_("Choose instances"), icon="compare")
        )  # fmt: skip
        self.parts += [self.exporting, self.states]
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        head.addWidget(self.home)
        head.addWidget(self.menu)
        head.addWidget(self.bar, 1)
        self.bar.add(self.save, "export")
        self._choices = QHBoxLayout()
        self._choices.setSpacing(2 * GAP)
        self._choices.addStretch(1)
        self.down.addLayout(head)
        self.down.addLayout(self._choices)
        self.down.addWidget(self.exporting.strip)
        self.down.addWidget(self.board, 1)
        self.down.addWidget(self.states, 1)
        self.hand_focus_to(self.board)

    def _connect(self) -> None:
        self.menu.changed.connect(self._plan)
        self.states.begin_wanted.connect(self.menu.showMenu)
        self.board.line_chosen.connect(lambda key: self.open_wanted.emit(key.partition("|")[0]))
        self.board.menu_wanted.connect(self._open_menu)

    # ------------------------------------------------------------------ who and what

    def set_instances(self, rows: Iterable[InstanceRow]) -> None:
        """Take who can be compared."""
        self.menu.set_instances(rows)

    def show_instances(self, ids: Sequence[str]) -> None:
        """Compare these."""
        self.menu.choose(ids)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Those that are compared."""
        return tuple(row.instance.id for row in self.menu.chosen)

    @Slot()
    def _plan(self) -> None:
        rows = self.menu.chosen
        engines = list(dict.fromkeys(engine_of(row) for row in rows))
        for engine in [each for each in self.metrics if each not in engines]:
            for part in (self.metrics.pop(engine), self._labels.pop(engine)):
                part.setParent(None)
                part.deleteLater()
        for engine in engines:
            if engine not in self.metrics:
                self._offer(engine)
        names = {self.metrics[engine].currentData() for engine in engines}
        self.book.follow(self.looked_at, names)
        self.board.show_plans(
            [Plan(engine.value, partial(self._scene, engine)) for engine in engines]
        )
        self.board.setVisible(bool(rows))
        self.states.setVisible(not rows)
        self.loading.want(self.looked_at, names)
        self._look()

    def _offer(self, engine: DatabaseType) -> None:
        """A choice among all metrics of an engine that are numbers."""
        combo, label = QComboBox(), QLabel(TYPE_NAMES[engine])
        label.setBuddy(combo)
        combo.setAccessibleName(_("Metric of {engine}").format(engine=TYPE_NAMES[engine]))
        for metric in self._metrics_of(engine).values():
            combo.addItem(f"{_(metric.group)}: {_(metric.title)}", metric.name)
        wanted = self.wanted.get(engine.value) or self._load_of(engine)
        combo.setCurrentIndex(max(0, combo.findData(wanted)))
        combo.currentIndexChanged.connect(partial(self._choose, engine))
        self.metrics[engine], self._labels[engine] = combo, label
        self._choices.insertWidget(self._choices.count() - 1, label)
        self._choices.insertWidget(self._choices.count() - 1, combo)

    def _load_of(self, engine: DatabaseType) -> str:
        """What is compared before somebody chose: what the fleet draws of that engine."""
        last = FIGURES[engine][0].metric
        return next((n for n in self._metrics_of(engine) if n.partition(".")[2] == last), "")

    def _metrics_of(self, engine: DatabaseType) -> Mapping[str, Metric]:
        return {
            metric.name: metric
            for chart in self._keeper.catalogue.charts(engine)
            for metric in chart.metrics
            if metric.kind is not Kind.TEXT
        }

    def _choose(self, engine: DatabaseType, _number: int) -> None:
        self.wanted[engine.value] = self.metrics[engine].currentData()
        self._plan()

    def choose(self, engine: DatabaseType, metric: str) -> None:
        """Draw this metric of an engine."""
        self.wanted[engine.value] = metric
        if engine in self.metrics:
            combo = self.metrics[engine]
            combo.setCurrentIndex(max(0, combo.findData(metric)))

    def _scene(self, engine: DatabaseType, begin: float, end: float) -> Scene:
        metric = self._keeper.catalogue.metrics[self.metrics[engine].currentData()]
        rows = [row for row in self.menu.chosen if engine_of(row) is engine]
        names = {row.instance.id: row.instance.name for row in rows}
        lines = [
            Line(f"{id_}|{line.key}", name if line.key == metric.name
                 else f"{name} {line.key.partition('/')[2]}", line.points, line.period)
            for id_, name in names.items()
            for line in lines_of(metric, id_, self.book, begin, end)
        ]  # fmt: skip
        marks = [
            replace(mark, text=f"{names[mark.instance]}: {mark.text}") if mark.instance else mark
            for mark in self._marks
            if not mark.instance or mark.instance in names
        ]
        return Scene(
            f"{TYPE_NAMES[engine]}  {_(metric.title)}",
            unit=metric.unit,
            lines=tuple(lines),
            stepped=metric.kind is Kind.STATE,
            limits=tuple(limits_of(metric, "")),
            marks=tuple(marks),
            stale_after=stale_after([metric]),
        )

    # ------------------------------------------------------------------ what comes

    @Slot(object)
    def take(self, delivery: Delivery) -> None:
        """Take what was delivered of those that are compared."""
        if changed := self.book.take(delivery.samples):
            self.touch(changed)
        self._take_marks(delivery.marks)
        if delivery.skipped:
            self.loading.again()

    def touch(self, changed: Iterable[tuple[str, str]]) -> None:
        """Only what is drawn is followed: whatever changed, a chart shows it."""
        self.board.touch(self.board.charts)

    # ------------------------------------------------------------------ files and the widget

    def _open_menu(self, _key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.exporting.fill(menu.addMenu(_("Export")), self.sheet)
        menu.popup(at)

    def sheet(self) -> Sheet:
        """What is written into a file."""
        scenes = tuple(frozen(scene) for scene in self.board.scenes())
        return Sheet(_("Comparison"), scenes, self._theme, self.font(), columns=1)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        for part in (self.menu, self.save):
            part.retranslate()
        self.save.setToolTip(self.save.text())
        self.bar.fit()
        for engine, combo in self.metrics.items():
            combo.setAccessibleName(_("Metric of {engine}").format(engine=TYPE_NAMES[engine]))
            metrics = self._keeper.catalogue.metrics
            for number in range(combo.count()):
                metric = metrics[combo.itemData(number)]
                combo.setItemText(number, f"{_(metric.group)}: {_(metric.title)}")
        self._plan()
