"""The series of the instances that are looked at, grown by every delivery. No Qt."""

from collections.abc import Iterable, Mapping

from app.domain.monitoring.metric import PERIODS, Metric, split_key
from app.domain.monitoring.sample import Sample
from app.domain.monitoring.series import Series
from app.models.monitoring.live_series import LiveSeries
from app.models.monitoring.points import points_of

_Change = tuple[str, str]
"""An instance and a metric of it."""


class Book:
    """What charts draw from. Of others than the instances followed nothing is kept."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._metrics = metrics
        self._series: dict[str, dict[str, dict[str, LiveSeries]]] = {}

    def follow(self, instances: Iterable[str]) -> None:
        """Keep the series of these instances only."""
        self._series = {each: self._series.get(each, {}) for each in instances}

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
        """The series of a key; None of a metric that is not in the catalogue."""
        parts = self._series[instance].setdefault(name, {}) if name in self._metrics else None
        if parts is None:
            return None
        if part not in parts:
            parts[part] = LiveSeries(PERIODS[self._metrics[name].tier])
        return parts[part]

    def load(self, series: Series) -> _Change | None:
        """Take what the history knows of a key."""
        if series.instance not in self._series:
            return None
        name, part = split_key(series.key)
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

    def covers(self, instance: str, metric: str, begin: float) -> bool:
        """Whether what was delivered of a metric reaches back to a moment."""
        parts = self.parts(instance, metric)
        return bool(parts) and any(series.covers(begin) for series in parts.values())
