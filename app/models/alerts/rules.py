"""The rules that hold, a line each: what they watch, from when on, for whom. No Qt."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from app.domain.figures import unit_word
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Family, Metric, Severity, Threshold
from app.domain.monitoring.rule import AGE, HEALTH, Rule
from app.i18n import N_, _
from app.models.alerts.scope_words import scope_words
from app.models.fields import Align, Field, State
from app.models.formats import count
from app.monitor.catalogue.thresholds import written

TITLES = {HEALTH: N_("The instance does not answer"), AGE: N_("No fresh samples")}
"""Of what is watched without being a metric."""
UNITS = {HEALTH: "", AGE: "s"}
FAMILIES = {
    Family.MYSQL: "MySQL", Family.MARIADB: "MariaDB", Family.ORACLE: "Oracle",
    Family.REDIS: "Redis", Family.HOST: N_("Host"), Family.CONSOLE: N_("Console"),
}  # fmt: skip
MADE_IN, CHANGED, OWN = "made in", "changed", "own"
KIND_WORDS = {MADE_IN: N_("made in"), CHANGED: N_("changed"), OWN: N_("own")}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with what is shown of it."""

    rule: Rule
    kind: str
    """MADE_IN, CHANGED or OWN."""
    title: str
    """In the language of now."""
    family: str
    unit: str
    for_whom: str
    made: Rule | None
    """What the catalogue says in its place."""
    firing: int


def rule_rows(
    rules: Iterable[Rule],
    made_in: Mapping[str, Rule],
    alerts: Iterable[Alert],
    metrics: Mapping[str, Metric],
    names: Mapping[str, str],
) -> tuple[RuleRow, ...]:
    """A row for each; `names` are those of the instances, by id."""
    firing = Counter(alert.rule for alert in alerts if alert.state is AlertState.FIRING)
    return tuple(
        RuleRow(
            rule=rule,
            kind=kind_of(rule, made_in),
            title=title_of(rule, metrics),
            family=family_of(rule.metric, metrics),
            unit=unit_of(rule.metric, metrics),
            for_whom=scope_words(rule.scope, names),
            made=made_in.get(rule.id),
            firing=firing[rule.id],
        )
        for rule in rules
    )


def kind_of(rule: Rule, made_in: Mapping[str, Rule]) -> str:
    """Whether it is as it was made in, changed, or the user's own."""
    made = made_in.get(rule.id)
    if made is None:
        return OWN
    return MADE_IN if made == rule else CHANGED


def title_of(rule: Rule, metrics: Mapping[str, Metric]) -> str:
    """In the user's words, else that of the metric; its name where there is no such metric."""
    return rule.title or metric_title(rule.metric, metrics)


def metric_title(name: str, metrics: Mapping[str, Metric]) -> str:
    """What a metric is called in the language of now."""
    if name in TITLES:
        return _(TITLES[name])
    return _(metrics[name].title) if name in metrics else name


def family_of(name: str, metrics: Mapping[str, Metric]) -> str:
    """Whose metric it is."""
    if name in TITLES:
        return _("all")
    if name not in metrics:
        return ""
    return _(FAMILIES[metrics[name].family])


def unit_of(name: str, metrics: Mapping[str, Metric]) -> str:
    """What its limits are written in."""
    if name in UNITS:
        return UNITS[name]
    return metrics[name].unit if name in metrics else ""


def unit_words(unit: str) -> str:
    """A unit as it is said in a sentence; limits are typed in it, so bytes are bytes."""
    return _("bytes") if unit == "B" else unit_word(unit)


def written_of(thresholds: Sequence[Threshold], severity: Severity) -> str:
    """Those of one severity, as they are typed."""
    return " or ".join(written(each) for each in thresholds if each.severity is severity)


def _written(rule: Rule, severity: Severity) -> str | None:
    """All of a severity, those of roles behind those of everybody."""
    said = []
    for role, thresholds in sorted(rule.thresholds.items()):
        if text := written_of(thresholds, severity):
            said.append(f"{role}: {text}" if role else text)
    return "; ".join(said) or None


def _state(row: RuleRow) -> State:
    if not row.rule.enabled:
        return State.NONE
    return State.WARNING if row.firing else State.NONE


def _marked(row: RuleRow) -> str:
    word = _(KIND_WORDS[row.kind])
    return word if row.rule.enabled else _("{kind}, off").format(kind=word)


def _roles(row: RuleRow) -> str | None:
    return ", ".join(sorted(role for role in row.rule.thresholds if role)) or None


RULES: tuple[Field[RuleRow], ...] = (
    Field("title", N_("Watches"), attrgetter("title"), width=180, stretch=True),
    Field("family", N_("Family"), attrgetter("family"), width=72),
    Field("firing", N_("Firing"), lambda row: row.firing or None, count, align=Align.RIGHT,
          width=56, state=_state),
    Field("warning", N_("Warning"), lambda row: _written(row.rule, Severity.WARNING), width=130),
    Field("critical", N_("Critical"), lambda row: _written(row.rule, Severity.CRITICAL),
          width=115),
    Field("unit", N_("Unit"), lambda row: unit_words(row.unit) or None, width=70, hidden=True),
    Field("scope", N_("For whom"), attrgetter("for_whom"), width=105),
    Field("kind", N_("Made by"), _marked, width=80,
          state=lambda row: State.NONE if row.kind == MADE_IN else State.NOTICE),
    Field("roles", N_("Roles of their own"), _roles, width=110, hidden=True),
    Field("parts", N_("Parts"), lambda row: row.rule.parts or None, width=90, hidden=True),
    Field("note", N_("What to do"), lambda row: row.rule.note or None, width=160, hidden=True),
    Field("metric", N_("Metric"), lambda row: row.rule.metric, width=190, hidden=True),
)  # fmt: skip
