"""Charts, in as many columns as there is room for, on one axis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.models.monitoring.time_axis import TimeAxis
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.chart import Chart, Redraw, Scene

_COLUMN = 372
"""Pixels a chart has at least where there are two columns."""
_THREE = 520
"""Pixels it has where there are three."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart of the board: its key, and what it shows."""

    key: str
    source: Callable[[float, float], Scene]


class Board(QScrollArea):
    """Shows planned charts. A chart stays as it is while its key is planned.

    Signals:
        chosen: the key of a plan, whose title was clicked.
        line_chosen: the key of a line whose name was clicked.
        picked: a moment that was clicked on one of them.
        menu_wanted: the key of a plan, and where a menu was asked for.
    """

    chosen = Signal(object)
    line_chosen = Signal(object)
    picked = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(
        self, axis: TimeAxis, redraw: Redraw, columns: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.most = columns
        """Columns at most; three only where each is wide."""
        self._axis, self._redraw, self._theme = axis, redraw, LIGHT
        self._plans: tuple[Plan, ...] = ()
        self.charts: dict[str, Chart] = {}
        """In the order they are shown in."""
        self._columns = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * GAP)
        self.setWidget(self._inside)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_plans(self, plans: Sequence[Plan]) -> None:
        """Show these, in this order."""
        self._plans = tuple(plans)
        wanted = {plan.key: plan for plan in plans}
        for key in [key for key in self.charts if key not in wanted]:
            chart = self.charts.pop(key)
            chart.setParent(None)
            chart.deleteLater()
        for key, plan in wanted.items():
            if key in self.charts:
                self.charts[key].source = plan.source
                self.charts[key].touch()
        self.charts = {
            key: self.charts[key] if key in self.charts else self._made(key, plan)
            for key, plan in wanted.items()
        }
        self._arrange()

    def _made(self, key: str, plan: Plan) -> Chart:
        chart = Chart(self._axis, self._redraw, plan.source)
        chart.setObjectName(key)
        chart.apply_theme(self._theme)
        chart.chosen.connect(lambda line: self._choose(key, line))
        chart.picked.connect(self.picked)
        chart.menu_wanted.connect(lambda at: self.menu_wanted.emit(key, at))
        chart.installEventFilter(self)
        return chart

    def _choose(self, key: str, line: str) -> None:
        self.chosen.emit(key)
        if line:
            self.line_chosen.emit(line)

    def _arrange(self) -> None:
        for chart in self.charts.values():
            self._grid.removeWidget(chart)  # what takeAt gives nobody deletes
        columns = self._columns = self._fitting()
        for number, plan in enumerate(self._plans):
            self._grid.addWidget(self.charts[plan.key], *divmod(number, columns))
        for number in range(self._grid.columnCount()):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def _fitting(self) -> int:
        wide = self.viewport().width()
        fitting = 3 if wide >= 3 * _THREE else max(1, min(2, wide // _COLUMN))
        return max(1, min(self.most, fitting, len(self._plans)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        if self._plans and self._fitting() != self._columns:
            self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A chart that the keyboard comes to is scrolled into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Chart):
            self.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    def _scrolled(self) -> None:
        """What came into sight may have something new."""
        self.touch(self.charts)

    def touch(self, keys: Sequence[str] | Mapping[str, object]) -> None:
        """These have something new."""
        for key in keys:
            if key in self.charts:
                self.charts[key].touch()

    def scenes(self) -> tuple[Scene, ...]:
        """What is shown now, chart by chart."""
        return tuple(self.charts[plan.key].take_scene() for plan in self._plans)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for chart in self.charts.values():
            chart.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for chart in self.charts.values():
            chart.retranslate()
