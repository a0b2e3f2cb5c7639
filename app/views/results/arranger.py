"""What somebody wants to see of a result, and the worker that brings it about."""

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import ConsoleError
from app.models.results.result_model import ResultModel
from app.results.arranging import Arrangement, Order
from app.results.conditions import Condition
from app.workers.lane import Job, Lane

_AGAIN = 700  # milliseconds at least between two arrangements of a result that grows
_SHARE = 4  # times as long as the last one took


class Arranger(QObject):
    """Sorts and filters in a lane; what was asked for before and is not wanted any more is dropped.

    A result that still grows is arranged anew now and then, until it is whole: the larger it is the
    more seldom, so that its rows are not held up by it.

    Signals:
        began: something is under way.
        placed: what is shown is what is wanted.
        failed: the `ConsoleError` of what was asked for; what is shown stays.
    """

    began = Signal()
    placed = Signal()
    failed = Signal(object)

    def __init__(self, model: ResultModel, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._lane = model, lane
        self.order: tuple[Order, ...] = ()
        self.filters: tuple[Condition, ...] = ()
        self._job: Job[Arrangement] | None = None
        self._begun = 0.0
        self._later = QTimer(self, singleShot=True, interval=_AGAIN)
        self._later.timeout.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether what is shown is behind what is wanted."""
        return self._job is not None

    def want(
        self,
        *,
        order: Sequence[Order] | None = None,
        filters: Sequence[Condition] | None = None,
    ) -> None:
        """Show it like this; None leaves things as they are."""
        order = self.order if order is None else tuple(order)
        filters = self.filters if filters is None else tuple(filters)
        if (order, filters) != (self.order, self.filters):
            self.order, self.filters = order, filters
            self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Do it now."""
        self._drop()
        if not self.order and not self.filters:
            self._model.place(None)
            self.placed.emit()
            return
        reader, order, filters = self._model.reader, self.order, self.filters
        job = self._lane.submit(lambda stop: reader.arrange(order, filters, stop))
        self._job, self._begun = job, monotonic()
        job.succeeded.connect(self._place)
        job.failed.connect(self._fail)
        job.finished.connect(self._end)
        self.began.emit()

    def grow(self) -> None:
        """Rows came: show them, at once or as soon as they are in their places."""
        self._model.grow()
        if self._model.behind and not self.busy and not self._later.isActive():
            if self._model.reader.complete:
                self.arrange()
            else:
                self._later.start()

    def cancel(self) -> None:
        """Give up what is under way: what is shown stays, and is what is wanted from now on."""
        self._drop()
        shown = self._model.arrangement
        self.order = shown.order if shown else ()
        self.filters = shown.filters if shown else ()
        self.placed.emit()

    def close(self) -> None:
        """Nobody wants anything any more."""
        self._drop()
        self._later.stop()

    def _drop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    @Slot()
    def _follow(self) -> None:
        if self._model.behind and not self.busy:
            self.arrange()

    @Slot(object)
    def _place(self, made: Arrangement) -> None:
        if (made.order, made.filters) == (self.order, self.filters):
            self._model.place(made)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        shown = self._model.arrangement
        self.order = shown.order if shown else ()
        self.filters = shown.filters if shown else ()
        self.failed.emit(error)

    @Slot()
    def _end(self) -> None:
        if self.sender() is self._job:
            self._job = None
            took = round((monotonic() - self._begun) * 1000)
            self._later.setInterval(max(_AGAIN, _SHARE * took))
            self.placed.emit()
            self.grow()
