"""Rules that make alerts, silences that keep them quiet, and whom both are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.monitoring.metric import Threshold

HEALTH = "health"
"""What a rule watches in place of a metric: whether the instance answers. 1 up, 0 not."""
AGE = "age"
"""The same: seconds since the newest sample of it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules and silences know of an instance."""

    instance: str
    """Its id."""
    name: str
    type: str
    """A `DatabaseType`."""
    role: str = ""
    """The `TopologyRole` of the inventory; what a sample shows of it is newer."""
    environment: str = ""
    """The name of it."""
    production: bool = False
    tags: frozenset[str] = frozenset()
    owner: str = ""
    """Whom to call."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom it is about: whoever fits all that is given. Nothing given is everybody."""

    instances: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    """One of them is enough."""

    def fits(self, subject: Subject) -> bool:
        """Whether it is about this one."""
        return (
            (not self.instances or subject.instance in self.instances)
            and (not self.types or subject.type in self.types)
            and (not self.environments or subject.environment in self.environments)
            and (not self.tags or not self.tags.isdisjoint(subject.tags))
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on a metric of somebody is an alert.

    The catalogue makes one for each metric that has thresholds, called like the metric. A rule of
    the user's with the id of one of those takes its place; any other is the user's own, and of
    the rules that watch the same metric of an instance those of the user's own win.
    """

    id: str
    metric: str
    """Its name in the catalogue, HEALTH, or AGE."""
    thresholds: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    """By role or tag, "" for all others: see `thresholds_for`."""
    scope: Scope = Scope()
    parts: str = ""
    """Which parts of the metric, as a shell pattern: `app_*`; "" is all."""
    enabled: bool = True
    title: str = ""
    """In the user's words; "" is the title of the metric."""
    note: str = ""
    """What to do when it fires: a sentence or an address, told with the alert."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """When a maintenance window opens, in the local time of whoever judges."""

    days: frozenset[int]
    """0 is Monday."""
    begin: int
    """Minutes since midnight."""
    minutes: int
    """How long it stays open; it may go past midnight."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Alerts that fit are shown and told to nobody. With `weekly`, a maintenance window."""

    id: str
    begin: float
    """Seconds since 1970."""
    until: float | None
    """None is until it is taken back."""
    scope: Scope = Scope()
    rules: frozenset[str] = frozenset()
    """Ids; none given is every rule."""
    keys: frozenset[str] = frozenset()
    """Keys (`metric.key_of`); none given is every one."""
    weekly: Weekly | None = None
    """Only while one of these is open, between `begin` and `until`."""
    reason: str = ""
    by: str = ""


def thresholds_for(
    thresholds: Mapping[str, tuple[Threshold, ...]], role: str, tags: Iterable[str]
) -> tuple[Threshold, ...]:
    """Those of a tag first, then of the role, else of everybody."""
    for name in (*sorted(tags), role):
        if name and name in thresholds:
            return thresholds[name]
    return thresholds.get("", ())
