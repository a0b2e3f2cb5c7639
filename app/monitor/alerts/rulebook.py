"""Which rules there are: those the catalogue makes, what the user changed, and the user's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Metric, Severity, Threshold, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Subject, thresholds_for
from app.monitor.catalogue import Catalogue

_NO_ANSWER = 3.0
"""Seconds without an answer before it counts: two looks at an instance that is looked at live."""
_OLD, _VERY_OLD = 90.0, 600.0
"""Seconds: nine looks of the ten-second tier, and ten minutes in which anything may happen."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A rule as it holds for one instance."""

    rule: Rule
    metric: Metric | None
    thresholds: tuple[Threshold, ...]

    def watches(self, key: str) -> bool:
        """Whether the rule is about this part of the metric."""
        return not self.rule.parts or fnmatchcase(split_key(key)[1], self.rule.parts)


class Rulebook:
    """All rules, and those that hold for an instance in a role."""

    def __init__(self, catalogue: Catalogue, own: Iterable[Rule] = ()) -> None:
        self._catalogue = catalogue
        self.made_in: Mapping[str, Rule] = _made_in(catalogue)
        self._own = {rule.id: rule for rule in own}
        self._known: dict[tuple[Subject, str], Mapping[str, tuple[Holding, ...]]] = {}

    @property
    def own(self) -> tuple[Rule, ...]:
        """What the user changed or added."""
        return tuple(self._own.values())

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
        self._known.clear()

    def drop(self, id_: str) -> None:
        """What is made in holds again, or none."""
        self._own.pop(id_, None)
        self._known.clear()

    def forget(self) -> None:
        """Other instances are watched now."""
        self._known.clear()

    def holding(self, subject: Subject, role: str) -> Mapping[str, tuple[Holding, ...]]:
        """By name of the metric, what holds for an instance that shows this role."""
        found = self._known.get((subject, role))
        if found is None:
            found = self._known[subject, role] = self._held(subject, role)
        return found

    def _held(self, subject: Subject, role: str) -> dict[str, tuple[Holding, ...]]:
        metrics = {metric.name for metric in self._catalogue.of(DatabaseType(subject.type))}
        metrics |= {name for name in self._catalogue.metrics if name.startswith("host.")}
        by_metric: dict[str, list[Rule]] = {}
        for rule in self.rules:
            known = rule.metric in metrics or rule.metric in (HEALTH, AGE)
            if known and rule.scope.fits(subject) and (rule.enabled or rule.id in self.made_in):
                by_metric.setdefault(rule.metric, []).append(rule)
        return {
            metric: held
            for metric, rules in by_metric.items()
            if (held := tuple(self._chosen(rules, subject, role)))
        }

    def _chosen(self, rules: list[Rule], subject: Subject, role: str) -> Iterable[Holding]:
        own = [rule for rule in rules if rule.id not in self.made_in]
        for rule in own or rules:
            limits = thresholds_for(rule.thresholds, role, subject.tags)
            if limits and rule.enabled:
                yield Holding(rule, self._catalogue.metrics.get(rule.metric), limits)


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
