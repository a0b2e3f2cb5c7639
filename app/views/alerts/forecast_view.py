"""When what fills up will be full: computed when it is looked at, each hour, and by hand."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.rule import Subject
from app.domain.stop import Stop
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.alerts.forecasts import FORECASTS, ForecastRow, Spark, lines_of
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.theme import Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

EACH = 3_600_000
"""Milliseconds after which it is computed anew."""


class LongReader(Protocol):
    """Who reads the history for as long as it takes: see `WatchKeeper.read_long`."""

    @property
    def catalogue(self) -> Any:
        """Which metrics there are."""
        ...

    def read_long(self, call: Callable[[Any, Stop, Callable[[float], object]], object], /) -> Any:
        """An Errand."""
        ...


class Foresees(Protocol):
    """See `flows.watch.forecasts.forecasts`."""

    def __call__(
        self, history: Any, catalogue: Any, subjects: Iterable[Subject], now: float,
        stop: Callable[[], bool], /,
    ) -> tuple[Forecast, ...]:  # fmt: skip
        """One for each series that fills up."""
        ...


class Foreseen(NamedTuple):
    """What an errand brings."""

    forecasts: tuple[Forecast, ...]
    lines: Mapping[tuple[str, str], Spark]


class ForecastView(Handing):
    """Shows what was foreseen of those that are watched.

    Signals:
        open_wanted: the id of an instance, a moment, and the key whose chart shall be seen.
        failed: a ConsoleError to be shown; what cannot be foreseen is said in the table's place.
    """

    open_wanted = Signal(str, float, str)
    failed = Signal(object)

    def __init__(
        self, keeper: LongReader, foresee: Foresees, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper, self._foresee = keeper, foresee
        self._subjects: tuple[Subject, ...] = ()
        self._instances: Mapping[str, InstanceRow] = {}
        self._errand: Any = None
        self._behind = True
        self.table: RecordTable[ForecastRow] = RecordTable(
            FORECASTS, lambda row: row.id, order=Order("full")
        )
        self.panel: TablePanel[ForecastRow] = TablePanel(
            self.table, N_("Forecast"),
            Empty(N_("Nothing to foresee yet"),
                  N_("Disks, tablespaces, auto-increments, connections and memory stand here once"
                     " their past is known for some hours."), icon="space"),
        )  # fmt: skip
        self.panel.stale_after = 1.5 * EACH / 1000
        self.panel.offer(
            Command("forecast-charts", N_("Show &charts"), self._open, ("C",), "", "recorder",
                    lambda: self.panel.view.current is not None),
            Command("forecast-refresh", N_("&Refresh"), self.refresh, ("F5",), "", "refresh",
                    lambda: self._errand is None),
        )  # fmt: skip
        self.panel.activated.connect(lambda _row: self._open())
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.retry_wanted.connect(self.refresh)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.panel)
        self.hand_focus_to(self.panel)
        self._hourly = QTimer(self, interval=EACH)
        self._hourly.timeout.connect(self._be_behind)
        self._hourly.start()
        self.retranslate()

    def set_instances(
        self, subjects: Iterable[Subject], instances: Mapping[str, InstanceRow]
    ) -> None:
        """Who is watched, and what they are called."""
        before, self._subjects = self._subjects, tuple(subjects)
        self._instances = instances
        if before != self._subjects:
            self._be_behind()

    @Slot()
    def _be_behind(self) -> None:
        """What is shown is old: compute it as soon as somebody looks."""
        self._behind = True
        if self.isVisible():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Compute it now; what is under way is given up."""
        self._cancel()
        self._behind = False
        if not self._subjects:
            self.panel.show_records(())
            return
        self.panel.wait(_("Drawing lines through the past…"))
        subjects, catalogue, now = self._subjects, self._keeper.catalogue, time.time()

        def read(past: Any, stop: Stop, _tell: Callable[[float], object]) -> Foreseen:
            found = self._foresee(past, catalogue, subjects, now, stop)
            return Foreseen(found, lines_of(past, found, now, stop))

        self._errand = self._keeper.read_long(read)
        self._errand.succeeded.connect(self._show)
        self._errand.failed.connect(self._fail)
        self.panel.refresh_actions()

    @Slot()
    def _cancel(self) -> None:
        if self._errand is not None:
            errand, self._errand = self._errand, None
            errand.succeeded.disconnect(self._show)
            errand.failed.disconnect(self._fail)
            errand.cancel()
            self.panel.settle()
            self.panel.refresh_actions()

    @Slot(object)
    def _show(self, foreseen: Foreseen) -> None:
        self._errand = None
        metrics = self._keeper.catalogue.metrics
        self.panel.show_records(
            [
                ForecastRow(
                    each, self._instances.get(each.instance),
                    metrics.get(each.key.partition("/")[0]),
                    foreseen.lines.get((each.instance, each.key), ()),
                )
                for each in foreseen.forecasts
            ],
            datetime.now(UTC),
        )  # fmt: skip
        self.panel.refresh_actions()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._errand = None
        self.panel.fail(error)

    def _open(self) -> None:
        row = self.panel.view.current
        if row is not None:
            self.open_wanted.emit(row.forecast.instance, row.forecast.at, row.forecast.key)

    def showEvent(self, event: QShowEvent) -> None:
        """What is old is computed once somebody looks."""
        super().showEvent(event)
        if self._behind:
            self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()

    def state(self) -> dict[str, bytes]:
        """Its columns."""
        return {"forecasts": self.panel.state()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange them as they were."""
        if kept := state.get("forecasts"):
            self.panel.restore(kept)

    def shut(self) -> None:
        """End what runs."""
        self._cancel()
