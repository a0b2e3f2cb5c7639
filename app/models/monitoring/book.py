"""The series of the instances that are looked at, grown by every delivery. No Qt."""

from collections.abc import Collection, Iterable, Mapping

from app.domain.monitoring.metric import PERIODS, Metric, split_key
from app.domain.monitoring.sample import Sample
from app.domain.monitoring.series import Series
from app.models.monitoring.live_series import LiveSeries
from app.models.monitoring.points import points_of

_Change = tuple[str, str]
"""An instance and a metric of it."""


class Book:
    """What charts draw from. Of others than the instances and metrics followed nothing is kept."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._metrics = metrics
        self._followed: Collection[str] = metrics
        self._series: dict[str, dict[str, dict[str, LiveSeries]]] = {}

    def follow(self, instances: Iterable[str], metrics: Iterable[str] | None = None) -> None:
        """Keep the series of these instances only, and of these metrics of them; None: of all."""
        self._followed = self._metrics if metrics is None else frozenset(metrics)
        self._series = {
            each: {
                name: parts
                for name, parts in self._series.get(each, {}).items()
                if name in self._followed
            }
            for each in instances
        }

    def take(self, samples: Iterable[Sample]) -> frozenset[_Change]:
        """Take samples in; what is another now. What a sample of its tier lacks is a gap."""
        changed: set[_Change] = set()
        for sample in samples:
            if sample.instance in self._series:
                changed |= self._take(sample)
        return frozenset(changed)

    def _take(self, sample: Sample) -> set[_Change]:
        metrics, changed = self._series[sample.instance], set[_Change]()
        for key, value in sample.values.items():
            name, part = split_key(key)
            series = self._made(sample.instance, name, part)
            if series is not None and series.add(sample.at, value, broken=sample.restarted):
                changed.add((sample.instance, name))
        for name, parts in metrics.items():
            if self._metrics[name].tier is not sample.tier:
                continue
            for part, series in parts.items():
                key = f"{name}/{part}" if part else name
                if key not in sample.values and series.miss(sample.at):
                    changed.add((sample.instance, name))
        return changed

    def _made(self, instance: str, name: str, part: str) -> LiveSeries | None:
        """The series of a key; None of a metric that is not followed, or not in the catalogue."""
        if name not in self._followed or name not in self._metrics:
            return None
        parts = self._series[instance].setdefault(name, {})
        if part not in parts:
            parts[part] = LiveSeries(PERIODS[self._metrics[name].tier])
        return parts[part]

    def load(self, series: Series) -> _Change | None:
        """Take what the history knows of a key in the stretch that is shown.

        A part that has no values there and none now (a replica that left long ago) is forgotten,
        for a window that stays open for weeks sees many of them.
        """
        if series.instance not in self._series:
            return None
        name, part = split_key(series.key)
        if not len(series.times):
            parts = self._series[series.instance].get(name, {})
            if part not in parts:
                return None
            if parts[part].ended:
                del parts[part]
                return series.instance, name
        made = self._made(series.instance, name, part)
        if made is None:
            return None
        made.load(points_of(series))
        return series.instance, name

    def parts(self, instance: str, metric: str) -> Mapping[str, LiveSeries]:
        """The series of a metric by their part; "" where it has none."""
        return self._series.get(instance, {}).get(metric, {})

    def known(self, instance: str, metric: str) -> bool:
        """Whether there is any value of a metric."""
        return any(series.known for series in self.parts(instance, metric).values())
