"""Fetches what the history knows of the stretch that is shown, key by key, in a lane."""

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import split_key
from app.domain.monitoring.sample import Mark
from app.domain.monitoring.series import Series
from app.models.monitoring.time_axis import TimeAxis
from app.views.live.keeper import Keeper, Past
from app.workers.lane import Job

MOST = 2000
"""Points of a series: more than a chart has pixels."""
_BUNCH = 4
"""Keys read in one go: between two of them it can be given up, and what came is shown."""
_SETTLE = 150
"""Milliseconds the axis must have stood: while it is dragged nothing is read."""
_AGAIN = 1800.0
"""Seconds after which a live axis is read anew: what is delivered is kept for two hours only."""


class Loading(QObject):
    """Reads for the instances and metrics it is told of, whenever another stretch is shown.

    Signals:
        loaded: a Series.
        marked: the marks of the stretch.
        told: the share that is read, from 0 to 1; 1 where nothing is being read.
        failed: a ConsoleError.
    """

    loaded = Signal(object)
    marked = Signal(object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, keeper: Keeper, axis: TimeAxis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeper, self._axis = keeper, axis
        self._instances: tuple[str, ...] = ()
        self._metrics: frozenset[str] = frozenset()
        self._job: Job[Any] | None = None
        self._todo: list[tuple[str, str]] = []
        self._all = 0
        self._shown: tuple[float, float] | None = None  # what was read: begin and end
        self._reading = (0.0, 0.0)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self.begin)
        axis.moved.connect(self._look)

    def want(self, instances: Collection[str], metrics: Collection[str]) -> None:
        """Read these from now on."""
        wanted = tuple(instances), frozenset(metrics)
        if wanted != (self._instances, self._metrics):
            self._instances, self._metrics = wanted
            self.again()

    @property
    def busy(self) -> bool:
        """Whether anything is being read, or about to be."""
        return self._job is not None or self._settle.isActive()

    @Slot()
    def again(self) -> None:
        """Read it all anew: something was missed."""
        self._shown = None
        self._settle.start()

    @Slot()
    def _look(self) -> None:
        """Read if the axis shows what was not read; while it only goes on, deliveries suffice."""
        axis, shown = self._axis, self._shown
        if shown is not None:
            begin, end = shown
            same = abs((end - begin) - axis.span) < 0.01 * axis.span
            known = axis.begin >= begin - 1.0
            if (
                same
                and known
                and (axis.end <= end + 1.0 or (axis.live and axis.end - end < _AGAIN))
            ):
                return
        self._settle.start()

    @Slot()
    def begin(self) -> None:
        """Read now."""
        self.cancel()
        if not self._instances or not self._metrics:
            return
        self._reading = self._shown = (self._axis.begin, self._axis.end)
        begin, end = self._reading
        self.told.emit(0.0)

        def keys(past: Past) -> tuple[tuple[Mark, ...], list[tuple[str, str]]]:
            wanted = [
                (instance, key)
                for instance in self._instances
                for key in past.keys(instance)
                if split_key(key)[0] in self._metrics
            ]
            return past.marks(begin, end), wanted

        self._job = self._keeper.ask(keys)
        self._job.succeeded.connect(self._take_keys)
        self._job.failed.connect(self._fail)

    @Slot()
    def cancel(self) -> None:
        """Read no more of it; what came stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._todo = []
            self.told.emit(1.0)

    @Slot(object)
    def _take_keys(self, found: tuple[tuple[Mark, ...], list[tuple[str, str]]]) -> None:
        marks, self._todo = found
        self._all = len(self._todo)
        self.marked.emit(marks)
        self._next()

    def _next(self) -> None:
        bunch, self._todo = self._todo[:_BUNCH], self._todo[_BUNCH:]
        if not bunch:
            self._job = None
            self.told.emit(1.0)
            return
        begin, end = self._reading
        self._job = self._keeper.ask(
            lambda past: [past.series(instance, key, begin, end, MOST) for instance, key in bunch]
        )
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._fail)

    @Slot(object)
    def _take(self, many: list[Series]) -> None:
        for series in many:
            self.loaded.emit(series)
        self.told.emit(1.0 - len(self._todo) / max(self._all, 1))
        self._next()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job, self._todo, self._shown = None, [], None
        self.told.emit(1.0)
        self.failed.emit(error)
