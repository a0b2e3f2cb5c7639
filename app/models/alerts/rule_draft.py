"""A rule while it is being edited: its thresholds as they are typed. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain.errors import BadInput
from app.domain.inventory import new_id
from app.domain.monitoring.metric import Kind, Metric, Severity, Threshold
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Scope
from app.domain.validation import BadField
from app.i18n import _
from app.models.alerts.rules import written_of
from app.monitor.catalogue.thresholds import thresholds

Limits = Mapping[Severity, str]
"""What is typed of each severity."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What stands in the form."""

    id: str
    metric: str = ""
    title: str = ""
    note: str = ""
    parts: str = ""
    enabled: bool = True
    scope: Scope = field(default_factory=Scope)
    limits: tuple[tuple[str, Limits], ...] = (("", {}),)
    """By role or tag, in the order of the form; "" is everybody else, and the first."""
    base: Rule | None = field(default=None, compare=False)
    """What it was made of: thresholds nobody touched stay as exact as they are."""

    def rule(self, metrics: Mapping[str, Metric]) -> Rule:
        """The rule that is meant.

        Raises:
            BadField: with the name of the field that makes no sense: `metric`, or
                `limits/ROLE/SEVERITY`, or `role/ROLE`.
        """
        self._check_metric(metrics)
        found: dict[str, tuple[Threshold, ...]] = {}
        for role, limits in self.limits:
            if role in found:
                raise BadField(
                    _("{role} has limits twice.").format(role=role)
                    if role
                    else _("Say for which role or tag the limits are."),
                    field=role_field(role),
                    hint=_("Keep one of them.") if role else "",
                )
            found[role] = self._thresholds(role, limits)
        before = self.base.thresholds if self.base is not None else {}
        kept = {role: each for role, each in found.items() if each or role or role in before}
        if not any(kept.values()) and self.enabled:
            raise BadField(
                _("The rule has no limit, and would never fire."),
                field=limit_field("", Severity.WARNING),
                hint=_("Write one like “> 80 for 5m”, or switch the rule off."),
            )
        base = self.base or Rule(self.id, self.metric)
        return replace(
            base, id=self.id, metric=self.metric, title=self.title.strip(),
            note=self.note.strip(), parts=self.parts.strip(), enabled=self.enabled,
            scope=self.scope, thresholds=kept,
        )  # fmt: skip

    def _check_metric(self, metrics: Mapping[str, Metric]) -> None:
        if self.base is not None and self.base.metric == self.metric:
            return  # one of a file of the user's that is away may come back
        if not self.metric:
            raise BadField(
                _("Say which metric the rule watches."),
                field="metric",
                hint=_("Type a word of its title, and choose one."),
            )
        if self.metric not in watchable(metrics):
            raise BadField(
                _("There is no metric called {name}.").format(name=self.metric),
                field="metric",
                hint=_("Type a word of its title, and choose one."),
            )

    def _thresholds(self, role: str, limits: Limits) -> tuple[Threshold, ...]:
        found: list[Threshold] = []
        before = self.base.thresholds.get(role, ()) if self.base is not None else ()
        if all(limits.get(each, "").strip() == written_of(before, each) for each in Severity):
            return before
        for severity in Severity:
            text = limits.get(severity, "").strip()
            if text == written_of(before, severity):
                found += [each for each in before if each.severity is severity]
                continue
            try:
                found += thresholds(text, severity)
            except BadInput as error:
                raise BadField(
                    str(error), field=limit_field(role, severity), hint=error.hint
                ) from error
        return tuple(found)


def limit_field(role: str, severity: Severity) -> str:
    """What the field is called in a `BadField`."""
    return f"limits/{role}/{severity}"


def role_field(role: str) -> str:
    """The same of the line of a role."""
    return f"role/{role}"


def draft_of(rule: Rule) -> RuleDraft:
    """What stands in the form when it is opened."""
    roles = ["", *sorted(role for role in rule.thresholds if role)]
    limits = tuple(
        (role, {each: written_of(rule.thresholds.get(role, ()), each) for each in Severity})
        for role in roles
    )
    return RuleDraft(
        id=rule.id, metric=rule.metric, title=rule.title, note=rule.note, parts=rule.parts,
        enabled=rule.enabled, scope=rule.scope, limits=limits, base=rule,
    )  # fmt: skip


def new_draft(rule_like: Rule | None = None) -> RuleDraft:
    """An own rule: empty, or a copy of another."""
    id_ = f"own-{new_id()[:12]}"
    if rule_like is None:
        return RuleDraft(id_)
    return replace(draft_of(rule_like), id=id_)


def trouble_of(text: str, severity: Severity) -> str:
    """What is wrong with a limit as it is typed; "" where nothing is."""
    try:
        thresholds(text, severity)
    except BadInput as error:
        return f"{error} {error.hint}".strip()
    return ""


def watchable(metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """What a rule can watch: whatever has a number, and whether one answers."""
    return (
        HEALTH,
        AGE,
        *(name for name, metric in metrics.items() if metric.kind is not Kind.TEXT),
    )
