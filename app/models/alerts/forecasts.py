"""When what fills up will be full, as a table. No Qt."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, Protocol

from app.domain.figures import with_unit
from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.metric import Metric, split_key
from app.domain.monitoring.series import Series
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.fields import Align, Field, State
from app.models.formats import duration

DAY = 86_400.0
SOON, SOME_DAY = 7 * DAY, 30 * DAY
"""Seconds before it is full from which on it is critical, or worth a warning."""
LINE = 60
"""Points of a line in a cell."""
MOST_LINES = 300
"""Lines that are read at most, the soonest first."""
BACK = 30 * DAY
"""Seconds a line looks back."""

Spark = tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One forecast beside what it is about."""

    forecast: Forecast
    of: InstanceRow | None = None
    metric: Metric | None = None
    line: Spark = ()

    @property
    def id(self) -> tuple[str, str]:
        """Of the series."""
        return self.forecast.instance, self.forecast.key

    @property
    def name(self) -> str:
        """Of the instance."""
        return self.of.instance.name if self.of is not None else self.forecast.instance

    @property
    def title(self) -> str:
        """What fills up."""
        name = split_key(self.forecast.key)[0]
        return _(self.metric.title) if self.metric is not None else name

    @property
    def unit(self) -> str:
        """Of its values."""
        return self.metric.unit if self.metric is not None else ""

    @property
    def state(self) -> State:
        """How soon it will be full."""
        full = self.forecast.full_at
        if full is None:
            return State.NONE
        left = full - self.forecast.at
        if left < SOON:
            return State.ERROR
        return State.WARNING if left < SOME_DAY else State.NONE


class Reads(Protocol):
    """What is asked of a `History`."""

    def series(self, instance: str, key: str, begin: float, end: float, most: int, /) -> Series:
        """Values of a key over time."""
        ...


def lines_of(
    past: Reads, found: Iterable[Forecast], now: float, stop: Callable[[], bool]
) -> Mapping[tuple[str, str], Spark]:
    """The last days of each as a line, of the first of them."""
    made: dict[tuple[str, str], Spark] = {}
    for forecast in list(found)[:MOST_LINES]:
        if stop():
            break
        series = past.series(forecast.instance, forecast.key, now - BACK, now, LINE)
        made[forecast.instance, forecast.key] = spark(series)
    return made


def spark(series: Series) -> Spark:
    """A series as points from 0 to 1; of a full height where it hardly moves it is flat."""
    known = [(at, v) for at, v in zip(series.times, series.means, strict=True) if isfinite(v)]
    if len(known) < 2:
        return ()
    begin, whole = known[0][0], max(known[-1][0] - known[0][0], 0.001)
    low, high = min(v for _at, v in known), max(v for _at, v in known)
    room = max(high - low, abs(high) * 0.02, 1e-9)
    points: list[tuple[float, float] | None] = []
    for at, value in zip(series.times, series.means, strict=True):
        if isfinite(value):
            points.append(((at - begin) / whole, (value - low) / room))
        elif points and points[-1] is not None:
            points.append(None)
    return tuple(points)


def day(at: Any) -> str:
    """A moment far off: the day; one of the next days with its hour."""
    when = datetime.fromtimestamp(at)
    return f"{when:%Y-%m-%d}" if at - time.time() > 3 * DAY else f"{when:%Y-%m-%d %H:%M}"


def _between(row: ForecastRow) -> str | None:
    forecast = row.forecast
    if forecast.full_at is None or forecast.earliest is None:
        return None
    if forecast.latest is None:
        return _("not before {day}").format(day=day(forecast.earliest))
    return _("{first} to {last}").format(first=day(forecast.earliest), last=day(forecast.latest))


def _left(row: ForecastRow) -> float | None:
    full = row.forecast.full_at
    return None if full is None else max(0.0, full - row.forecast.at)


def _a_day(row: ForecastRow) -> str:
    said = with_unit(row.forecast.per_day, row.unit)
    return f"+{said}" if row.forecast.per_day > 0 else said


def _line(row: ForecastRow) -> Sequence[tuple[float, float] | None]:
    return row.line


FORECASTS: tuple[Field[ForecastRow], ...] = (
    Field("what", N_("What"), lambda row: row.title, width=170),
    Field("part", N_("Part"), lambda row: split_key(row.forecast.key)[1] or None, width=150),
    Field("instance", N_("Instance"), lambda row: row.name, width=140),
    Field("now", N_("Now"), lambda row: with_unit(row.forecast.value, row.unit),
          align=Align.RIGHT, width=85, sort=lambda row: row.forecast.value),
    Field("line", N_("Last 30 days"), lambda row: None, width=110, none="", spark=_line),
    Field("per_day", N_("A day"), _a_day, align=Align.RIGHT, width=95,
          sort=lambda row: row.forecast.per_day, help=N_("How much it grows a day.")),
    Field("full", N_("Full on"), lambda row: row.forecast.full_at, day, width=130,
          none=N_("not in sight"), state=lambda row: row.state),
    Field("left", N_("In"), _left, duration, align=Align.RIGHT, width=90),
    Field("between", N_("9 times in 10 between"), _between, stretch=True, width=180,
          help=N_("How sure the date is: a line through the past knows nothing of what comes.")),
    Field("limit", N_("Limit"), lambda row: with_unit(row.forecast.limit, row.unit),
          align=Align.RIGHT, width=80, hidden=True, sort=lambda row: row.forecast.limit),
    Field("since", N_("Known since"), lambda row: row.forecast.since or None, day, width=120,
          hidden=True),
    Field("environment", N_("Environment"),
          lambda row: row.of.environment or None if row.of else None, width=110, hidden=True),
)  # fmt: skip
