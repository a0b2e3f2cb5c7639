"""Rules tried on the past: what they would have said, judged by the judge itself.

Two things are not as they were. Whether an instance answered is not in the history, so rules on
that say nothing. And what is older than the raw samples (72 hours) is told in means of 5 minutes,
later of an hour: a peak that was shorter is levelled out, and "for 5m" is right to such a step.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from app.domain.errors import Cancelled
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import PERIODS, Family, Tier, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Subject
from app.domain.monitoring.sample import Health, Sample
from app.domain.monitoring.series import Series
from app.flows.save_report import unwritable
from app.monitor.alerts import Judge, write_rules
from app.monitor.alerts.judge import RULES
from app.monitor.catalogue import Catalogue

_DAY = 86_400.0
_ALL = 1 << 30
_POINTS = 2000


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


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have been."""

    alerts: tuple[Alert, ...]
    """Each time one fired, oldest first, as it was when it ended; without `cleared` it had not."""
    covered: Mapping[str, float]
    """By instance that a rule is about: the share of the time of which there are values."""
    unseen: tuple[str, ...]
    """Rules that cannot be tried: ids."""
    step: float = 0.0
    """Seconds of the coarsest means that were judged; 0: all were samples."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How often each rule would have fired; every rule that was tried is in it."""


def replay(
    history: Readable,
    catalogue: Catalogue,
    rules: Sequence[Rule],
    subjects: Sequence[Subject],
    begin: float,
    end: float,
    stop: Callable[[], bool],
    progress: Callable[[float], object],
) -> Replay:
    """Judge what is known of `subjects` from `begin` to `end` by `rules`; an alert that began
    before is not known of. `progress` is given the share that is done.

    Raises:
        Cancelled: `stop` said so.
        ConsoleError: the history cannot be read, or there is no room for the judge's files.
    """
    tried = [rule for rule in rules if rule.metric not in (HEALTH, AGE)]
    past = _Past(history, catalogue, begin, end, stop)
    concerned = [
        (subject, {rule.metric for rule in tried if rule.enabled and rule.scope.fits(subject)})
        for subject in subjects
    ]
    concerned = [(subject, metrics) for subject, metrics in concerned if metrics]
    ids = {rule.id for rule in tried}
    alerts: list[Alert] = []
    for number, (subject, metrics) in enumerate(concerned):

        def tell(share: float, number: int = number) -> None:
            progress((number + share) / len(concerned))

        said = _judged(past, catalogue, tried, subject, metrics, tell)
        alerts += [alert for alert in said if alert.rule in ids]
        past.forget()
    progress(1.0)
    alerts.sort(key=lambda alert: (alert.fired or alert.since, alert.instance, alert.key))
    counts = Counter(alert.rule for alert in alerts)
    return Replay(
        tuple(alerts),
        past.covered,
        tuple(rule.id for rule in rules if rule.metric in (HEALTH, AGE)),
        past.step,
        {rule.id: counts[rule.id] for rule in tried},
    )


class _Back(NamedTuple):
    """What was read for a look ahead."""

    begin: float
    end: float
    series: Series


class _Past:
    """Samples as they came, made again of the series that are kept."""

    def __init__(
        self,
        history: Readable,
        catalogue: Catalogue,
        begin: float,
        end: float,
        stop: Callable[[], bool],
    ) -> None:
        self._history, self._catalogue, self._stop = history, catalogue, stop
        self.begin, self.end = begin, end
        self._back: dict[str, _Back] = {}
        self.covered: dict[str, float] = {}
        self.step = 0.0

    def samples(self, instance: str, metrics: set[str]) -> Iterator[Sample]:
        """In the order of time; a day at once is in memory."""
        keys = [key for key in self._history.keys(instance) if split_key(key)[0] in metrics]
        seconds = 0.0
        begin = self.begin
        while begin < self.end:
            until = min(begin + _DAY, self.end)
            rows: dict[tuple[float, Tier], dict[str, float]] = {}
            longest = 0.0
            self.check()
            read = self._history.series_of(instance, keys, begin, until, _ALL)
            for key, series in read.items():
                self.check()
                longest = max(longest, self._take(key, series, begin, until, rows))
            seconds += longest
            for (at, tier), values in sorted(rows.items(), key=lambda item: item[0][0]):
                yield Sample(instance, tier, at, Health.UP, values)
            begin = until
        self.covered[instance] = min(seconds / (self.end - self.begin), 1.0)

    def _take(
        self,
        key: str,
        series: Series,
        begin: float,
        until: float,
        rows: dict[tuple[float, Tier], dict[str, float]],
    ) -> float:
        """Put its values into `rows`; for how many seconds there are some."""
        metric = self._catalogue.metrics[split_key(key)[0]]
        tier = Tier.STATUS if metric.family is Family.HOST else metric.tier  # as samples bring it
        every = max(PERIODS[metric.tier], PERIODS[Tier.STATUS])
        step = series.step
        self.step = max(self.step, step)
        last: float | None = None  # before a point without a gap between
        seconds = 0.0
        for time, value in zip(series.times, series.means, strict=True):
            if not isfinite(value):
                last = None
                continue
            if step > every:  # as often as samples come, so that nothing looks like a gap
                moments = [time + every * n for n in range(int(step // every))]
                moments = [at for at in moments if begin <= at < until]
                seconds += every * len(moments)
            else:
                moments = [time] if begin <= time < until else []
                seconds += time - last if last is not None else every
                last = time
            for at in moments:
                rows.setdefault((at, tier), {})[key] = value
        return seconds

    def looked_back(self, instance: str, key: str, begin: float, end: float) -> Series:
        """For rules that look ahead. They ask every few minutes for what is nearly the same, so
        it is read once a day of theirs; a forecast takes no notice of what comes after its moment.
        """
        self.check()
        known = self._back.get(key)
        if known is None or not known.begin <= begin <= end <= known.end:
            begin, until = begin, min(end + _DAY, max(self.end, end))
            series = self._history.series(instance, key, begin, until, _POINTS)
            known = self._back[key] = _Back(begin, until, series)
        read = known.series
        first = bisect_left(read.times, begin)
        return Series(
            instance, key, read.times[first:], read.means[first:], read.lows[first:],
            read.highs[first:], read.step,
        )  # fmt: skip

    def forget(self) -> None:
        """Another instance comes."""
        self._back.clear()

    def check(self) -> None:
        """Raise Cancelled where it is to stop."""
        if self._stop():
            raise Cancelled("")


def _judged(
    past: _Past,
    catalogue: Catalogue,
    rules: Iterable[Rule],
    subject: Subject,
    metrics: set[str],
    progress: Callable[[float], object],
) -> Iterator[Alert]:
    """What a judge of its own says of one instance."""
    now = past.begin
    with TemporaryDirectory(prefix="mohist-") as name:
        judge = _judge(Path(name), catalogue, rules, lambda: now, past)
        judge.know((subject,))
        firing: dict[str, Alert] = {}
        for number, sample in enumerate(past.samples(subject.instance, metrics)):
            if number % 1000 == 0:
                past.check()
                progress((sample.at - past.begin) / (past.end - past.begin))
            now = sample.at
            for alert in judge.take((sample,)):
                if alert.state is AlertState.FIRING:
                    firing[alert.id] = alert
                elif alert.id in firing:
                    del firing[alert.id]
                    yield alert
        yield from firing.values()


def _judge(
    folder: Path,
    catalogue: Catalogue,
    rules: Iterable[Rule],
    clock: Callable[[], float],
    past: _Past,
) -> Judge:
    try:
        (folder / RULES).write_text(write_rules(rules), "utf-8")
    except OSError as error:
        raise unwritable(folder, error) from error
    return Judge(folder, catalogue, clock=clock, past=past.looked_back, is_trial=True)
