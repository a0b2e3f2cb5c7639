"""When what fills up will be full: disks, auto-increments, connections, memory of all instances."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import Protocol

from app.domain.errors import Cancelled
from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.metric import PERIODS, Metric, split_key
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.series import Series
from app.monitor.forecast import forecast

_DAY = 86_400.0
LOOK_BACK: Mapping[str, float] = {
    "space": 30 * _DAY,
    "auto-increment": 30 * _DAY,
    "connections": 7 * _DAY,
    "memory": 7 * _DAY,
}
"""Seconds by what fills up: tables grow with the months, connections with the weeks."""
_POINTS = 400
_MISSED = 3
"""So many samples (or steps) later than its like, a series has ended: its disk or table is gone."""


class Readable(Protocol):
    """What is asked of a `History`."""

    def keys(self, instance: str) -> tuple[str, ...]:
        """All keys of one."""

    def series(self, instance: str, key: str, begin: float, end: float, most: int) -> Series:
        """Values of a key over time."""

    def series_of(
        self, instance: str, keys: Sequence[str], begin: float, end: float, most: int
    ) -> Mapping[str, Series]:
        """The same of several, by key."""


class Metrics(Protocol):
    """What is asked of a `Catalogue`."""

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """All there are, by name."""


def forecasts(
    history: Readable,
    catalogue: Metrics,
    subjects: Iterable[Subject],
    now: float,
    stop: Callable[[], bool],
    progress: Callable[[float], object] = lambda _share: None,
) -> tuple[Forecast, ...]:
    """One for each series with a `capacity` of which enough is known, soonest full first; then
    those that do not fill up as far as can be seen, the fullest first.

    Raises:
        Cancelled: `stop` said so.
        StoreTrouble: the history cannot be read.
    """
    found: list[Forecast] = []
    those = tuple(subjects)
    for number, subject in enumerate(those, 1):
        found += _of_instance(history, catalogue, subject.instance, now, stop)
        progress(number / len(those))
    return tuple(sorted(found, key=_soonest))


def limit_of(metric: Metric) -> float:
    """What its value is when nothing is left, in percent."""
    limits = [each for row in metric.thresholds.values() for each in row]
    return 0.0 if limits and all(each.below for each in limits) else 100.0


def _of_instance(
    history: Readable,
    catalogue: Metrics,
    instance: str,
    now: float,
    stop: Callable[[], bool],
) -> Iterator[Forecast]:
    by_metric: dict[str, list[str]] = {}
    for key in history.keys(instance):
        name, _part = split_key(key)
        if name in catalogue.metrics and catalogue.metrics[name].capacity:
            by_metric.setdefault(name, []).append(key)
    for name, keys in by_metric.items():
        yield from _of_metric(history, catalogue.metrics[name], instance, keys, now, stop)


def _of_metric(
    history: Readable,
    metric: Metric,
    instance: str,
    keys: Sequence[str],
    now: float,
    stop: Callable[[], bool],
) -> Iterator[Forecast]:
    begin = now - LOOK_BACK[metric.capacity]
    if stop():
        raise Cancelled("")
    rows = history.series_of(instance, keys, begin, now, _POINTS).values()
    newest = max((_newest(series)[0] for series in rows), default=-inf)
    for series in rows:
        at, value = _newest(series)
        if at < newest - _MISSED * max(series.step, PERIODS[metric.tier]):
            continue
        limit = limit_of(metric)
        found = forecast(series, limit, now)
        if found is None:  # new, or otherwise since lately: seen closer there may be enough
            closer = history.series(instance, series.key, now - _DAY, now, _POINTS)
            found = forecast(closer, limit, now)
        if found is None:
            continue
        is_full = value <= limit if limit == 0 else value >= limit
        if is_full:
            found = replace(found, full_at=now, earliest=now, latest=now)
        yield found


def _newest(series: Series) -> tuple[float, float]:
    """Its last moment and value."""
    for at, value in zip(reversed(series.times), reversed(series.means), strict=True):
        if isfinite(value):
            return at, value
    return -inf, -inf


def _soonest(found: Forecast) -> tuple[float, float, str, str]:
    full = inf if found.full_at is None else found.full_at
    return full, abs(found.limit - found.value), found.instance, found.key
