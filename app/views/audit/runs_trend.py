"""Findings of the runs of the same paths over time, by severity."""

from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.finding import Severity
from app.i18n import _
from app.models.monitoring.time_axis import TimeAxis
from app.views.audit.kept_runs import Series
from app.views.theme import Theme
from app.views.widgets.chart import Chart, Line, Redraw, Scene

_EDGE = 0.04
"""Left free at both ends, as a share of the stretch."""
_ALONE = 3600.0
"""Seconds that are shown around a run that has no other."""


class RunsTrend(QWidget):
    """A chart on an axis of its own.

    Signals:
        picked: the number of the run nearest to where the chart was clicked.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self.axis = TimeAxis(parent=self)
        self.axis.pause()
        self.chart = Chart(self.axis, Redraw(self), self._scene)
        self.chart.picked.connect(self._pick)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.chart)

    def show_series(self, series: Series | None) -> None:
        """Show the trend of these runs; None where there is none."""
        self._series = series
        self.setVisible(series is not None)
        if series is not None:
            first, last = series.stretch
            edge = max((last - first) * _EDGE, 1.0) if last > first else _ALONE / 2
            self.axis.show(first - edge, last + edge)
        self.chart.touch()

    def _scene(self, begin: float, end: float) -> Scene:
        lines = tuple(self._lines())
        return Scene(_("Findings"), begin=begin, end=end, lines=lines, whole=True)

    def _lines(self) -> Iterator[Line]:
        series = self._series
        if series is None:
            return
        first, last = series.stretch
        reach = max(last - first, _ALONE)  # a run speaks until the next
        for title, points, severity in (
            (_("Errors"), series.errors, Severity.ERROR),
            (_("Warnings"), series.warnings, Severity.WARNING),
            (_("Notices"), series.notices, Severity.NOTICE),
        ):
            yield Line(title, title, points, period=reach, severity=severity)

    @Slot(object)
    def _pick(self, moment: float) -> None:
        series = self._series
        if series is None:
            return
        nearest = series.errors.nearest(moment, self.axis.span)
        if nearest is not None:
            self.picked.emit(series.rows[nearest].number)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.chart.apply_theme(theme)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.chart.retranslate()
