"""Instances beside each other: one metric of each engine on one chart, all on one time axis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Kind, Metric
from app.domain.monitoring.sample import Mark
from app.domain.monitoring.series import Series
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.monitoring.book import Book
from app.models.monitoring.fleet import FIGURES
from app.models.monitoring.marks import with_marks
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.views.live.board import Board, Plan
from app.views.live.choose_menu import InstanceMenu
from app.views.live.drawn_file import Sheet, frozen
from app.views.live.exporting import ChartExporting
from app.views.live.keeper import Keeper
from app.views.live.loading import Loading
from app.views.live.scenes import limits_of, lines_of, stale_after
from app.views.live.time_bar import TimeBar
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.chart import Line, Redraw, Scene
from app.views.widgets.states import Empty, States

_SAME = {DatabaseType.MARIADB: DatabaseType.MYSQL}
"""Engines that are measured by the same metrics stand on one chart."""


def engine_of(row: InstanceRow) -> DatabaseType:
    """With whom an instance is compared."""
    return _SAME.get(row.instance.type, row.instance.type)


class CompareView(QWidget):
    """A chart for each engine among the instances that are chosen.

    Signals:
        open_wanted: the id of the instance whose line was clicked.
        back_wanted: the fleet again.
        failed: a ConsoleError that is to be shown to the user.
    """

    open_wanted = Signal(str)
    back_wanted = Signal()
    failed = Signal(object)

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        axis: TimeAxis | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._theme = keeper, LIGHT
        self.axis = axis if axis is not None else TimeAxis(RANGES[2], parent=self)
        self.book = Book(keeper.catalogue.metrics)
        self._marks: tuple[Mark, ...] = ()
        self.wanted: dict[str, str] = {}
        """By engine, the name of the metric somebody chose."""
        self.metrics: dict[DatabaseType, QComboBox] = {}
        """A choice for each engine that is shown."""
        self._labels: dict[DatabaseType, QLabel] = {}
        self.loading = Loading(keeper, self.axis, self)
        self.home, self.menu, self.save = QToolButton(), InstanceMenu(), QToolButton()
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save.setMenu(QMenu(self.save))
        self.bar = TimeBar(self.axis)
        self.board = Board(self.axis, redraw, columns=1)
        self.exporting = ChartExporting(self)
        self.states = States(
            Empty(N_("Nobody is compared yet"),
                  N_("Choose instances: of each engine one metric of all of them is drawn."),
                  N_("Choose instances"), icon="compare")
        )  # fmt: skip
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        head.addWidget(self.home)
        head.addWidget(self.menu)
        head.addWidget(self.bar, 1)
        head.addWidget(self.save)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(2 * GAP)
        self._choices.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addLayout(head)
        down.addLayout(self._choices)
        down.addWidget(self.exporting.strip)
        down.addWidget(self.board, 1)
        down.addWidget(self.states, 1)
        self.setFocusProxy(self.board)

    def _connect(self) -> None:
        self._keeper.delivered.connect(self.take)
        self.home.clicked.connect(self.back_wanted)
        self.menu.changed.connect(self._plan)
        self.states.begin_wanted.connect(self.menu.showMenu)
        self.save.menu().aboutToShow.connect(self._fill_save)
        self.board.line_chosen.connect(lambda key: self.open_wanted.emit(key.partition("|")[0]))
        self.board.menu_wanted.connect(self._open_menu)
        self.loading.loaded.connect(self._load)
        self.loading.marked.connect(self._mark)
        self.loading.told.connect(self.bar.show_share)
        self.loading.failed.connect(self.failed)
        self.bar.cancel_wanted.connect(self.loading.cancel)

    # ------------------------------------------------------------------ who and what

    def set_instances(self, rows: Iterable[InstanceRow]) -> None:
        """Take who can be compared."""
        self.menu.set_instances(rows)

    def show_instances(self, ids: Sequence[str]) -> None:
        """Compare these."""
        self.menu.choose(ids)

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
        self.book.follow([row.instance.id for row in rows], names)
        self.board.show_plans(
            [Plan(engine.value, partial(self._scene, engine)) for engine in engines]
        )
        self.board.setVisible(bool(rows))
        self.states.setVisible(not rows)
        self.loading.want([row.instance.id for row in rows], names)
        if self.isVisible():
            self._keeper.look_at([row.instance.id for row in rows])

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
        if self.book.take(delivery.samples):
            self.board.touch(self.board.charts)
        if delivery.marks:
            self._marks = with_marks(self._marks, delivery.marks)
            self.board.touch(self.board.charts)
        if delivery.skipped:
            self.loading.again()

    @Slot(object)
    def _load(self, series: Series) -> None:
        if self.book.load(series) is not None:
            self.board.touch(self.board.charts)

    @Slot(object)
    def _mark(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        self.board.touch(self.board.charts)

    # ------------------------------------------------------------------ files and the widget

    def _open_menu(self, _key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.exporting.fill(menu.addMenu(_("Export")), self.sheet)
        menu.popup(at)

    @Slot()
    def _fill_save(self) -> None:
        self.save.menu().clear()
        self.exporting.fill(self.save.menu(), self.sheet)

    def sheet(self) -> Sheet:
        """What is written into a file."""
        scenes = tuple(frozen(scene) for scene in self.board.scenes())
        return Sheet(_("Comparison"), scenes, self._theme, self.font(), columns=1)

    def showEvent(self, event: QShowEvent) -> None:
        """Who is compared is looked at more often."""
        super().showEvent(event)
        self._keeper.look_at([row.instance.id for row in self.menu.chosen])

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._keeper.look_at(())

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for part in (self.bar, self.board, self.exporting, self.states):
            part.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.home.setText(_("← Fleet"))
        self.save.setText(_("Export"))
        for part in (self.menu, self.bar, self.board, self.exporting, self.states):
            part.retranslate()
        for engine, combo in self.metrics.items():
            combo.setAccessibleName(_("Metric of {engine}").format(engine=TYPE_NAMES[engine]))
            metrics = self._keeper.catalogue.metrics
            for number in range(combo.count()):
                metric = metrics[combo.itemData(number)]
                combo.setItemText(number, f"{_(metric.group)}: {_(metric.title)}")
        self._plan()
