"""A metric: what is measured, from which fields, how often, and when it is too much.

Every metric there is comes from `resources/metrics/*.toml` or from a file of the user's
(`monitor/catalogue`); nothing else declares one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    """Whose metrics: a kind of server, the host below it, or the console's own."""

    MYSQL = "mysql"
    """MySQL's own and what it shares with MariaDB."""
    MARIADB = "mariadb"
    """Only MariaDB; one named like one of MySQL's takes its place there."""
    ORACLE = "oracle"
    REDIS = "redis"
    HOST = "host"
    CONSOLE = "console"
    """What watching costs, and how old what is shown is."""


class Tier(StrEnum):
    """How often a metric is asked for; the dear ones seldom."""

    LIVE = "live"
    STATUS = "status"
    MINUTE = "minute"
    SLOW = "slow"
    HOURLY = "hourly"


PERIODS: Mapping[Tier, float] = {
    Tier.LIVE: 2.0,
    Tier.STATUS: 10.0,
    Tier.MINUTE: 60.0,
    Tier.SLOW: 600.0,
    Tier.HOURLY: 3600.0,
}
"""Seconds between two samples of a tier, where nobody chose otherwise."""


class Kind(StrEnum):
    """What the values mean."""

    GAUGE = "gauge"
    """So much at the moment."""
    RATE = "rate"
    """Derived from what counters rose by between two samples."""
    STATE = "state"
    """1 as it should be, 0 not; anything between is a share."""
    TEXT = "text"
    """Words, shown and compared; no series is kept."""


class Severity(StrEnum):
    """How bad it is when a threshold is crossed."""

    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a value is too much (or, `below`, too little)."""

    severity: Severity
    limit: float
    below: bool = False
    seconds: float = 0.0
    """For so long without a break before it counts."""
    clear: float | None = None
    """Back beyond this it is over; without one, back beyond `limit`."""
    rising: bool = False
    """Only while it gets worse."""
    within: float | None = None
    """A trend: also when the line drawn through the last values crosses `limit` in so many
    seconds. None is the value itself."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of the catalogue."""

    name: str
    """`family.metric`, in small letters: `mysql.threads_running`."""
    family: Family
    title: str
    """English, or in the user's own words; translated where shown, as are `why` and `group`."""
    unit: str
    """`1/s`, `B`, `%`, `s`, `threads`…; "" for a bare number. Words of it are translated."""
    kind: Kind
    tier: Tier
    formula: str
    """Over fields `source.name`; see `monitor/derive`."""
    fields: tuple[str, ...]
    """What the formula and `shown_if` read."""
    each: str = ""
    """The table whose every row gives a value of its own (a replication channel, a tablespace)."""
    shown_if: str = ""
    """Where this is not so, there is no value rather than a misleading one ("no traffic")."""
    thresholds: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    """By role: a `TopologyRole`, or a tag of the instance like `cache`; "" for all others."""
    group: str = ""
    """The heading of its chart; metrics with one `chart` are drawn together."""
    chart: str = ""
    stacked: bool = False
    why: str = ""
    """Where formula and threshold come from: a manual, a peer, or "heuristic"."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Formulas by part (`select`, `insert`), where one metric has several and no table says them;
    `formula` is "" then. Each is a series: `mysql.statement_mix/select`."""
    query: str = ""
    """The user's own statement, whose first row has the fields; "" for what engines know."""
    capacity: str = ""
    """What fills up, for dates of exhaustion: `space`, `auto-increment`, `connections`,
    `memory`; "" for what does not. The value is then a percentage of what there is: in use, or
    left where the thresholds are `below`."""


SEPARATOR = "/"


def key_of(metric: str, part: str = "") -> str:
    """What one series of an instance is called: `mysql.statement_mix/select`."""
    return f"{metric}{SEPARATOR}{part}" if part else metric


def split_key(key: str) -> tuple[str, str]:
    """The metric and the part of it; a part may hold the separator."""
    metric, _separator, part = key.partition(SEPARATOR)
    return metric, part
