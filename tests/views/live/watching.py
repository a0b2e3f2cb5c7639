"""A keeper that watches nobody: tests say what is delivered, and what the history knows."""

from array import array
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import nan
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ConsoleError
from app.domain.inventory import DatabaseType, Instance, TopologyRole
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Family, Kind, Metric, Severity, Threshold, Tier
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Capture,
    CaptureKind,
    Health,
    Mark,
    Sample,
    Scalar,
)
from app.domain.monitoring.series import Series
from app.flows.inventory_rows import InstanceRow
from app.monitor.catalogue import Chart
from app.workers.lane import Job
from tests.jobs import JobAtHome

NOW = 1_764_331_200.0
LOAD = Metric(
    "mysql.threads_running", Family.MYSQL, "Running threads", "threads", Kind.GAUGE, Tier.LIVE, "",
    (), thresholds={"": (Threshold(Severity.WARNING, 60),)}, group="Load", chart="Threads",
)  # fmt: skip
QUERIES = Metric(
    "mysql.queries_per_sec", Family.MYSQL, "Queries", "1/s", Kind.RATE, Tier.STATUS, "", (),
    group="Load", chart="Queries",
)  # fmt: skip
WAITS = Metric(
    "mysql.sessions_by_wait", Family.MYSQL, "Active sessions by wait class", "sessions",
    Kind.GAUGE, Tier.LIVE, "", (), each="waits", group="Waits", chart="Active sessions",
    stacked=True,
)  # fmt: skip
LAG = Metric(
    "mysql.replica_lag", Family.MYSQL, "Replication lag", "s", Kind.GAUGE, Tier.STATUS, "", (),
    group="Replication", chart="Replication lag",
)  # fmt: skip
ODD = Metric(
    "mysql.own", Family.MYSQL, "Own", "", Kind.GAUGE, Tier.STATUS, "", (), group="Own metrics",
    chart="Own",
)  # fmt: skip


class Clock:
    """Stands until it is told."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def row(
    name: str, kind: DatabaseType = DatabaseType.MYSQL, role: TopologyRole = TopologyRole.MASTER
) -> InstanceRow:
    """An instance whose id is its name."""
    return InstanceRow(
        Instance(name, name, kind, f"{name}.example", 3306, role=role), environment="production"
    )


def sample(instance: str, at: float, values: Mapping[str, float], **more: Any) -> Sample:
    """One of the live tier."""
    more.setdefault("tier", Tier.LIVE)
    more.setdefault("health", Health.UP)
    return Sample(instance=instance, at=at, values=values, **more)


def alert(instance: str, text: str, severity: Severity = Severity.CRITICAL, **more: Any) -> Alert:
    """One that fires."""
    more.setdefault("state", AlertState.FIRING)
    return Alert(f"{instance}/{text}", "rule", instance, "key", severity, since=NOW - 60, value=1,
                 limit=0, text=text, **more)  # fmt: skip


def sessions(instance: str, at: float, *users: str) -> Capture:
    """Who was at work."""
    rows: tuple[tuple[Scalar, ...], ...] = tuple(
        (n + 1, user, "10.0.0.9", "shop", "executing", "CPU", 2.0 + n, f"SELECT {n}", "")
        for n, user in enumerate(users)
    )
    return Capture(instance, CaptureKind.SESSIONS, at, SESSION_COLUMNS, rows)


def statements(instance: str, at: float, *texts: str) -> Capture:
    """What took most."""
    rows: tuple[tuple[Scalar, ...], ...] = tuple(
        (f"d{n}", "shop", text, 10, 3.5, None, 100, 10, 0, 0) for n, text in enumerate(texts)
    )
    return Capture(instance, CaptureKind.STATEMENTS, at, STATEMENT_COLUMNS, rows)


class FakeMetrics:
    """Five metrics, a chart each."""

    def __init__(self) -> None:
        every = (LOAD, QUERIES, WAITS, LAG, ODD)
        self.metrics = {metric.name: metric for metric in every}

    def charts(self, kind: DatabaseType, /) -> tuple[Chart, ...]:
        """The same for all."""
        return tuple(
            Chart(metric.group, metric.chart, (metric,), metric.stacked)
            for metric in self.metrics.values()
        )


@dataclass
class FakePast:
    """What the history knows. It refuses once where there is a `refusal`."""

    held: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=dict)
    said: list[Mark] = field(default_factory=list)
    taken: list[Capture] = field(default_factory=list)
    refusal: ConsoleError | None = None
    asked: list[tuple[str, str, float, float]] = field(default_factory=list)

    def series(self, instance: str, key: str, begin: float, end: float, most: int = 2000) -> Series:
        """Of what is held."""
        self.asked.append((instance, key, begin, end))
        points = [p for p in self.held.get((instance, key), ()) if begin <= p[0] <= end]
        times, means = array("d", [at for at, _v in points]), array("d", [v for _at, v in points])
        return Series(instance, key, times, means, means, means)

    def keys(self, instance: str) -> tuple[str, ...]:
        """Of what is held."""
        return tuple(key for at, key in self.held if at == instance)

    def marks(self, begin: float, end: float, instance: str = "") -> tuple[Mark, ...]:
        """Of what was said."""
        return tuple(mark for mark in self.said if begin <= mark.at <= end)

    def captures(
        self, instance: str, kind: CaptureKind, begin: float, end: float
    ) -> tuple[float, ...]:
        """When some were taken."""
        return tuple(
            c.at for c in self.taken if (c.instance, c.kind) == (instance, kind)
            and begin <= c.at <= end
        )  # fmt: skip

    def capture_at(self, instance: str, kind: CaptureKind, at: float) -> Capture | None:
        """The newest by then."""
        found = [c for c in self.taken if (c.instance, c.kind) == (instance, kind) and c.at <= at]
        return max(found, key=lambda c: c.at, default=None)

    def ramp(self, instance: str, key: str, seconds: float = 900, step: float = 2.0) -> None:
        """Values that rise from nought, with a gap in the middle third."""
        count = int(seconds / step)
        self.held[instance, key] = [
            (NOW - seconds + n * step, nan if count / 3 <= n < 2 * count / 3 else float(n))
            for n in range(count)
        ]


@dataclass
class FakeJudge:
    """The alerts there are."""

    alerts: tuple[Alert, ...] = ()


class FakeKeeper(QObject):
    """Answers in the next round of the event loop."""

    delivered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.judges = True
        self.catalogue = FakeMetrics()
        self.past, self.judge = FakePast(), FakeJudge()
        self.latest: dict[tuple[str, Tier], Sample] = {}
        self.looked: tuple[str, ...] = ()
        self._jobs: list[Job[Any]] = []

    def ask(self, call: Callable[[Any], Any]) -> Job[Any]:
        """Read the fake history."""

        def read(_stop: object) -> Any:
            if self.past.refusal is not None:
                refusal, self.past.refusal = self.past.refusal, None
                raise refusal
            return call(self.past)

        return self._begin(read)

    def judge_do(self, call: Callable[[Any], Any]) -> Job[Any]:
        """Ask the fake judge."""
        return self._begin(lambda _stop: call(self.judge))

    def _begin(self, call: Callable[[Any], Any]) -> Job[Any]:
        job = JobAtHome(call)
        self._jobs.append(job)
        QTimer.singleShot(0, job.run)
        return job

    def look_at(self, ids: Collection[str]) -> None:
        """Note who is on the screen."""
        self.looked = tuple(ids)

    def deliver(self, *samples: Sample, **more: Any) -> None:
        """Have it come."""
        self.delivered.emit(Delivery(samples, **more))
