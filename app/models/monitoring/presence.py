"""What is measured on one server and what is not there at all: no replica, no cluster, no such
field in its version. No Qt.
"""

from collections.abc import Iterable

from app.domain.monitoring.metric import PERIODS, Kind, Metric, Tier
from app.domain.monitoring.sample import Health, Sample
from app.models.monitoring.book import Book
from app.monitor.catalogue import Chart

_RATES = 2
"""Samples it takes to know what a counter rises by."""


class Presence:
    """Told of the samples of one instance; the values themselves are in the book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._instance = ""
        self._heard: dict[Tier, int] = {}

    def follow(self, instance: str, latest: Iterable[Sample]) -> None:
        """Another instance; `latest` are its last samples, which were not the first."""
        self._instance, self._heard = instance, {}
        for sample in latest:
            if sample.health is Health.UP:
                self._heard[sample.tier] = _RATES

    def take(self, samples: Iterable[Sample]) -> None:
        """Take what came of the instance."""
        for sample in samples:
            if sample.health is Health.UP and not sample.restarted:
                self._heard[sample.tier] = self._heard.get(sample.tier, 0) + 1

    def known(self, chart: Chart) -> bool:
        """Whether there is any value of a chart, now or in the stretch that was read."""
        return any(self._book.known(self._instance, metric.name) for metric in chart.metrics)

    def absent(self, chart: Chart) -> bool:
        """Whether it would have values by now, if the server had any."""
        return not self.known(chart) and all(map(self._asked, chart.metrics))

    def _asked(self, metric: Metric) -> bool:
        needed = _RATES if metric.kind is Kind.RATE else 1
        return self._heard.get(metric.tier, 0) >= needed

    def wait(self, chart: Chart) -> float | None:
        """Seconds within which the first value of a chart can be expected; None where it is known
        or absent, or where the server has not said a word yet.
        """
        if not self._heard or self.known(chart) or self.absent(chart):
            return None
        return min(
            PERIODS[metric.tier] * (_RATES if metric.kind is Kind.RATE else 1)
            for metric in chart.metrics
            if not self._asked(metric)
        )
