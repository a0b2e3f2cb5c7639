"""What rules of a file would change, line by line, before it is done. No Qt."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from app.domain.monitoring.metric import Metric, Severity
from app.domain.monitoring.rule import Rule
from app.i18n import N_, _
from app.models.alerts.rules import title_of, written_of
from app.models.alerts.scope_words import scope_words
from app.models.fields import Field, State
from app.models.formats import DASH


class What(StrEnum):
    """What taking a rule would do."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    UNKNOWN = "unknown"
    """Its metric is not in this catalogue: it would say nothing until it is."""


_WORDS = {
    What.NEW: N_("new"), What.CHANGE: N_("changes"), What.SAME: N_("as it is already"),
    What.UNKNOWN: N_("no such metric here"),
}  # fmt: skip


class RuleChange(NamedTuple):
    """One rule of the file."""

    rule: Rule
    what: What
    title: str
    says: str
    """Each difference with before and after; of a new rule, all it says."""


def changes(
    read: Iterable[Rule],
    rules: Iterable[Rule],
    metrics: Mapping[str, Metric],
    names: Mapping[str, str],
    watchable: Iterable[str],
) -> tuple[RuleChange, ...]:
    """A line for each rule of the file, held against those that hold now."""
    now = {rule.id: rule for rule in rules}
    known = set(watchable)
    found = []
    for rule in read:
        before = now.get(rule.id)
        if rule.metric not in known:
            what = What.UNKNOWN
        elif before is None:
            what = What.NEW
        else:
            what = What.SAME if before == rule else What.CHANGE
        says = _differences(before, rule, names)
        found.append(RuleChange(rule, what, title_of(rule, metrics), says))
    return tuple(found)


def _differences(before: Rule | None, after: Rule, names: Mapping[str, str]) -> str:
    old = {} if before is None else _facts(before, names)
    said = []
    for name, value in _facts(after, names).items():
        was = old.pop(name, "")
        if value == was:
            continue
        if before is None:
            said.append(f"{name}: {value}")
        else:
            said.append(f"{name}: {was or DASH} → {value or DASH}")
    said += [f"{name}: {was} → {DASH}" for name, was in old.items() if was]
    return "; ".join(said)


def _facts(rule: Rule, names: Mapping[str, str]) -> dict[str, str]:
    """All that a rule says, in words."""
    facts = {
        _("on"): _("yes") if rule.enabled else _("no"),
        _("for whom"): scope_words(rule.scope, names),
        _("title"): rule.title, _("parts"): rule.parts, _("what to do"): rule.note,
        _("metric"): rule.metric,
    }  # fmt: skip
    for role, thresholds in sorted(rule.thresholds.items()):
        for severity, word in (
            (Severity.WARNING, _("warning")),
            (Severity.CRITICAL, _("critical")),
        ):
            name = f"{word} ({role})" if role else word
            facts[name] = written_of(thresholds, severity)
    return facts


def _state(change: RuleChange) -> State:
    return {What.UNKNOWN: State.WARNING, What.SAME: State.NONE}.get(change.what, State.NOTICE)


CHANGES: tuple[Field[RuleChange], ...] = (
    Field("title", N_("Rule"), lambda change: change.title, width=220),
    Field("what", N_("What it does"), lambda change: _(_WORDS[change.what]), width=150,
          state=_state),
    Field("says", N_("Differences"), lambda change: change.says or None, stretch=True, width=360),
)  # fmt: skip
