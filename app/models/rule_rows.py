"""The columns of the rules of a profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from app.audit.profile.editing import Choice, Choices
from app.audit.registry import Rule, catalogue
from app.domain.finding import Need, Severity
from app.i18n import N_, _
from app.models.fields import Field, State

_STATES: Mapping[Severity, State] = {
    Severity.ERROR: State.ERROR,
    Severity.WARNING: State.WARNING,
    Severity.NOTICE: State.NOTICE,
}
NEEDS = {Need.NOTHING: "", Need.FACTS: N_("a snapshot"), Need.PLAN: N_("a server")}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, what the profile makes of it, and what it would be without the profile's own word."""

    rule: Rule
    choice: Choice
    base: Choice

    @property
    def id(self) -> str:
        """What no two rows share."""
        return self.rule.id

    @property
    def changed(self) -> bool:
        """Whether the profile itself says something of it."""
        return self.choice != self.base

    @property
    def how(self) -> str:
        """How severe it is, or that it is off."""
        return _STATES[self.choice.severity].word if self.choice.on else _("off")


def rule_rows(now: Choices, base: Choices) -> list[RuleRow]:
    """A row for each rule there is."""
    return [RuleRow(rule, now[rule.id], base[rule.id]) for rule in catalogue().values()]


def _state(row: RuleRow) -> State:
    return _STATES[row.choice.severity] if row.choice.on else State.NONE


def _parameters(row: RuleRow) -> str | None:
    said = (
        f"{name} = {', '.join(value) if isinstance(value, tuple) else value}"
        for name, value in row.choice.parameters.items()
    )
    return "; ".join(said) or None


RULES: tuple[Field[RuleRow], ...] = (
    Field("how", N_("Severity"), attrgetter("how"), width=96, state=_state,
          sort=lambda row: (row.choice.on, row.choice.severity)),
    Field("rule", N_("Rule"), attrgetter("id"), width=250, code=True),
    Field("title", N_("What it looks for"), lambda row: row.rule.title, stretch=True, width=240),
    Field("changed", N_("Changed"), lambda row: _("here") if row.changed else None, none="",
          width=80),
    Field("family", N_("Family"), lambda row: row.rule.family.replace("_", " "), width=130,
          hidden=True),
    Field("dialects", N_("Dialects"), lambda row: ", ".join(sorted(row.rule.dialects)), width=150,
          hidden=True),
    Field("needs", N_("Needs"), lambda row: _(NEEDS[row.rule.need]) or None, none="", width=90),
    Field("parameters", N_("Parameters"), _parameters, none="", width=160, hidden=True),
)  # fmt: skip
