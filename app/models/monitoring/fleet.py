"""Every watched instance as one row: how it stands, its three figures, its last minutes. No Qt."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.domain.figures import duration, with_unit
from app.domain.inventory import DatabaseType
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import (
    PERIODS,
    Kind,
    Metric,
    Severity,
    Threshold,
    Tier,
    split_key,
)
from app.domain.monitoring.rule import thresholds_for
from app.domain.monitoring.sample import HEALTH_NAMES, Health, Sample
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.fields import State

LENGTH = 60
"""Points of a line in a cell."""
LATE = 3.0
"""Periods without a sample after which what is shown is old."""

_STATES = {
    Health.UP: State.GOOD, Health.STALLED: State.ERROR, Health.DOWN: State.ERROR,
    Health.REFUSED: State.ERROR, Health.LOCKED: State.WARNING, Health.UNKNOWN: State.NONE,
}  # fmt: skip
_ALERT_STATES = {Severity.WARNING: State.WARNING, Severity.CRITICAL: State.ERROR}


class Shown(NamedTuple):
    """A figure of the page: the last name of its metric, and how it is said (N_())."""

    metric: str
    text: str


_MYSQL = (
    Shown("threads_running", N_("running {value}")),
    Shown("queries_per_sec", N_("queries {value}")),
    Shown("replica_lag", N_("lag {value}")),
)
FIGURES: Mapping[DatabaseType, tuple[Shown, Shown, Shown]] = {
    DatabaseType.MYSQL: _MYSQL,
    DatabaseType.MARIADB: _MYSQL,
    DatabaseType.ORACLE: (
        Shown("average_active_sessions", N_("active {value}")),
        Shown("db_cpu_pct", N_("CPU {value}")),
        Shown("tablespace_used_pct", N_("fullest {value}")),
    ),
    DatabaseType.REDIS: (
        Shown("ops_per_sec", N_("commands {value}")),
        Shown("memory_used_pct", N_("memory {value}")),
        Shown("hit_ratio", N_("hits {value}")),
    ),
}
"""The three that matter for each engine. The first is its load, whose line is drawn."""


class Knows(Protocol):
    """What is needed of the catalogue."""

    def of(self, type: DatabaseType, /) -> Iterable[Metric]:  # noqa: A002
        """Every metric of a kind of server."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a row: its value, in words, and how it stands by itself."""

    value: float
    text: str
    state: State = State.NONE


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One instance at this moment."""

    of: InstanceRow
    watched: bool
    health: Health = Health.UNKNOWN
    trouble: str = ""
    role: str = ""
    figures: tuple[Reading | None, Reading | None, Reading | None] = (None, None, None)
    line: tuple[tuple[float, float] | None, ...] = ()
    firing: int = 0
    state: State = State.NONE
    why: str = ""
    """The worst there is to say of it, in a few words."""
    age: float | None = None
    """Seconds since the last sample."""
    old: bool = False
    cost: float | None = None
    """Milliseconds a second that our own statements take there."""

    @property
    def id(self) -> str:
        """Of the instance."""
        return self.of.instance.id

    @property
    def worst(self) -> tuple[int, int, float]:
        """What to sort by: state, alerts, load."""
        load = self.figures[0]
        return self.state.rank, self.firing, load.value if load else 0.0


@dataclass(slots=True)
class _Seen:
    """What is known of an instance."""

    health: Health = Health.UNKNOWN
    trouble: str = ""
    role: str = ""
    at: float | None = None
    period: float = PERIODS[Tier.LIVE]
    values: dict[Tier, Mapping[str, float]] = field(default_factory=dict)
    load: deque[tuple[float, float | None]] = field(default_factory=lambda: deque(maxlen=LENGTH))
    alerts: dict[str, Alert] = field(default_factory=dict)


class Fleet:
    """Takes deliveries, gives rows. Whoever is not watched stands there grey."""

    def __init__(self, catalogue: Knows) -> None:
        self._metrics = {
            kind: {metric.name.partition(".")[2]: metric for metric in catalogue.of(kind)}
            for kind in DatabaseType
        }
        self._rows: dict[str, InstanceRow] = {}
        self._watched: frozenset[str] = frozenset()
        self._seen: dict[str, _Seen] = {}

    def set_instances(self, rows: Iterable[InstanceRow], watched: frozenset[str]) -> None:
        """Those of the inventory, and who of them is watched; what is known of others is let go."""
        self._rows = {row.instance.id: row for row in rows}
        self._watched = watched
        for gone in self._seen.keys() - (self._rows.keys() & watched):
            del self._seen[gone]

    def take(self, delivery: Delivery) -> None:
        """Note what came."""
        for sample in delivery.samples:
            if sample.instance in self._rows and sample.instance in self._watched:
                self._note(self._seen.setdefault(sample.instance, _Seen()), sample)
        for alert in delivery.alerts:
            if alert.instance in self._rows and alert.instance in self._watched:
                seen = self._seen.setdefault(alert.instance, _Seen())
                if alert.state is AlertState.FIRING:
                    seen.alerts[alert.id] = alert
                else:
                    seen.alerts.pop(alert.id, None)

    def _note(self, seen: _Seen, sample: Sample) -> None:
        if seen.at is not None and sample.at < seen.at and sample.health is not seen.health:
            return  # late news of how it stood
        kind = self._rows[sample.instance].instance.type
        load = self._load_of(kind, sample.values)
        if sample.restarted or sample.health is not Health.UP:
            seen.load.append((sample.at, None))
        if load is not None:
            seen.load.append((sample.at, load))
            seen.period = PERIODS[sample.tier]
        seen.health, seen.trouble = sample.health, sample.trouble
        seen.at = max(sample.at, seen.at or sample.at)
        seen.role = sample.role or seen.role
        if sample.health is not Health.UP:
            seen.values.clear()
        seen.values[sample.tier] = sample.values  # what it has no more, is not shown as if it had

    def _load_of(self, kind: DatabaseType, values: Mapping[str, float]) -> float | None:
        metric = self._metrics[kind].get(FIGURES[kind][0].metric)
        return values.get(metric.name) if metric else None

    def rows(self, now: float) -> list[FleetRow]:
        """All of them; `now` in seconds since 1970."""
        return [self._row(each, now) for each in self._rows.values()]

    def _row(self, of: InstanceRow, now: float) -> FleetRow:
        instance = of.instance
        seen = self._seen.get(instance.id)
        if seen is None:
            return FleetRow(of, instance.id in self._watched, role=instance.role)
        age = None if seen.at is None else max(0.0, now - seen.at)
        asked = seen.health is not Health.LOCKED  # without a password nobody asks
        old = asked and age is not None and age > LATE * max(seen.period, PERIODS[Tier.LIVE]) + 1
        figures = tuple(self._reading(of, seen, shown) for shown in FIGURES[instance.type])
        state, why = _verdict(seen, old, age)
        return FleetRow(
            of, True, seen.health, seen.trouble, seen.role or instance.role,
            (figures[0], figures[1], figures[2]), _line(seen), len(seen.alerts), state, why, age,
            old, seen.values.get(Tier.STATUS, {}).get("console.busy_ms_per_sec"),
        )  # fmt: skip

    def _reading(self, of: InstanceRow, seen: _Seen, shown: Shown) -> Reading | None:
        metric = self._metrics[of.instance.type].get(shown.metric)
        if metric is None or metric.kind is Kind.TEXT:
            return None
        values = seen.values.get(metric.tier, {})
        if metric.each:
            found = [v for key, v in values.items() if split_key(key)[0] == metric.name]
        else:
            found = [values[metric.name]] if metric.name in values else []
        if not found:
            return None
        value = max(found)
        limits = thresholds_for(metric.thresholds, seen.role or of.instance.role, of.instance.tags)
        return Reading(
            value, _(shown.text).format(value=with_unit(value, metric.unit)), judged(value, limits)
        )


def judged(value: float, limits: Iterable[Threshold]) -> State:
    """How a value stands by itself, however long it has been so."""
    worst = State.NONE
    for limit in limits:
        if limit.within is not None:
            continue
        if value < limit.limit if limit.below else value > limit.limit:
            worst = max(worst, _ALERT_STATES[limit.severity], key=lambda state: state.rank)
    return worst


def _verdict(seen: _Seen, old: bool, age: float | None) -> tuple[State, str]:
    """How it stands, and the worst there is to say of it."""
    state, why = _STATES[seen.health], _(HEALTH_NAMES[seen.health])
    if seen.health is not Health.UP:
        return state, why
    firing = sorted(
        (alert for alert in seen.alerts.values() if not alert.silenced),
        key=lambda alert: (alert.severity is not Severity.CRITICAL, alert.since),
    )
    if firing:
        return _ALERT_STATES[firing[0].severity], firing[0].text
    if old and age is not None:
        return State.WARNING, _("nothing heard for {time}").format(time=duration(int(age)))
    return state, why


def _line(seen: _Seen) -> tuple[tuple[float, float] | None, ...]:
    """Its load as a line, broken where nothing was measured."""
    known = [each for each in seen.load if each[1] is not None]
    if len(known) < 2:
        return ()
    begin, whole = known[0][0], max(known[-1][0] - known[0][0], 0.001)
    most = max(value or 0.0 for _at, value in known) or 1.0
    points: list[tuple[float, float] | None] = []
    before = begin
    for at, value in seen.load:
        if value is None or at - before > 2.5 * seen.period + 1:
            points.append(None)
        if value is not None and at >= begin:
            points.append(((at - begin) / whole, max(0.0, value) / most))
        before = at
    return tuple(points)
