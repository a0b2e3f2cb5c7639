"""Which rules there are: those the catalogue makes, what the user changed, and the user's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import inf

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Metric, Severity, Threshold, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Subject, thresholds_for
from app.monitor.catalogue import Catalogue

_NO_ANSWER = 3.0
"""Seconds without an answer: the first look that fails tried to log in anew already."""
_OLD, _VERY_OLD = 90.0, 600.0
"""Seconds: nine looks of the ten-second tier, and ten minutes in which anything may happen."""
_MOST_KEYS = 20_000
"""Keys of one instance that are remembered; tables come and go."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A rule as it holds for one instance."""

    rule: Rule
    metric: Metric | None
    thresholds: tuple[Threshold, ...]
    looks_ahead: bool = field(init=False)
    """Whether any of its thresholds is a trend."""
    _lowest: float = field(init=False)
    _highest: float = field(init=False)

    def __post_init__(self) -> None:
        now = [each for each in self.thresholds if each.within is None]
        sets = object.__setattr__
        sets(self, "looks_ahead", len(now) < len(self.thresholds))
        sets(self, "_lowest", max((each.limit for each in now if each.below), default=-inf))
        sets(self, "_highest", min((each.limit for each in now if not each.below), default=inf))

    def watches(self, key: str) -> bool:
        """Whether the rule is about this part of the metric."""
        return not self.rule.parts or fnmatchcase(split_key(key)[1], self.rule.parts)

    def could_matter(self, value: float) -> bool:
        """Whether anything could come of it: most values are as they should be, and leave no
        trace.
        """
        return self.looks_ahead or value > self._highest or value < self._lowest


class Held:
    """All rules that hold for one instance in one role."""

    def __init__(self, own: Iterable[Holding] = (), made_in: Iterable[Holding] = ()) -> None:
        self._own, self._made_in = _by_metric(own), _by_metric(made_in)
        self._on: dict[str, tuple[Holding, ...]] = {}

    def on(self, key: str) -> tuple[Holding, ...]:
        """Those that watch a series: the user's own, else what is made in."""
        found = self._on.get(key)
        if found is None:
            if len(self._on) >= _MOST_KEYS:
                self._on.clear()
            found = self._on[key] = self._watching(key)
        return found

    def find(self, rule: str, key: str) -> Holding | None:
        """The one of this rule on a series; None where it does not hold."""
        return next((each for each in self.on(key) if each.rule.id == rule), None)

    def _watching(self, key: str) -> tuple[Holding, ...]:
        metric = split_key(key)[0]
        own = tuple(each for each in self._own.get(metric, ()) if each.watches(key))
        return own or tuple(each for each in self._made_in.get(metric, ()) if each.watches(key))


class Rulebook:
    """All rules, and those that hold for an instance in a role."""

    def __init__(self, catalogue: Catalogue, own: Iterable[Rule] = ()) -> None:
        self._catalogue = catalogue
        self.made_in: Mapping[str, Rule] = _made_in(catalogue)
        self._own = {rule.id: rule for rule in own}

    @property
    def own(self) -> tuple[Rule, ...]:
        """What the user changed or added."""
        return tuple(self._own.values())

    @own.setter
    def own(self, rules: Iterable[Rule]) -> None:
        self._own = {rule.id: rule for rule in rules}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All there are; one that the user changed in the place of what is made in."""
        changed = (self._own.get(id_, rule) for id_, rule in self.made_in.items())
        return (*changed, *(rule for id_, rule in self._own.items() if id_ not in self.made_in))

    def set(self, rule: Rule) -> None:
        """Take it for the one of its id from now on."""
        if rule == self.made_in.get(rule.id):
            self._own.pop(rule.id, None)
        else:
            self._own[rule.id] = rule

    def drop(self, id_: str) -> None:
        """What is made in holds again, or none."""
        self._own.pop(id_, None)

    def held(self, subject: Subject, role: str) -> Held:
        """What holds for an instance that shows this role."""
        metrics = {HEALTH, AGE, *(m.name for m in self._catalogue.of(Family.HOST))}
        if subject.type in frozenset(DatabaseType):
            metrics |= {m.name for m in self._catalogue.of(DatabaseType(subject.type))}
        own: list[Holding] = []
        made_in: list[Holding] = []
        for rule in self.rules:
            if not (rule.enabled and rule.metric in metrics and rule.scope.fits(subject)):
                continue
            limits = thresholds_for(rule.thresholds, role, subject.tags)
            if limits:
                holding = Holding(rule, self._catalogue.metrics.get(rule.metric), limits)
                (made_in if rule.id in self.made_in else own).append(holding)
        return Held(own, made_in)


def _by_metric(holdings: Iterable[Holding]) -> dict[str, list[Holding]]:
    found: dict[str, list[Holding]] = {}
    for holding in holdings:
        found.setdefault(holding.rule.metric, []).append(holding)
    return found


def _made_in(catalogue: Catalogue) -> dict[str, Rule]:
    critical, warning = Severity.CRITICAL, Severity.WARNING
    health = Rule(HEALTH, HEALTH, {"": (Threshold(critical, 1, below=True, seconds=_NO_ANSWER),)})
    age = Rule(AGE, AGE, {"": (Threshold(warning, _OLD), Threshold(critical, _VERY_OLD))})
    found = [health, age]
    found += [
        Rule(metric.name, metric.name, metric.thresholds)
        for metric in catalogue.metrics.values()
        if metric.thresholds
    ]
    return {rule.id: rule for rule in found}
