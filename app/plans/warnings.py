"""What is to be said against a plan: rules over its nodes, each with why and what to do.

A rule is one decorated function in `access_rules`, `join_rules` or `step_rules`. Its id is that of
the audit's rule where the audit has one, and never changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from app.domain.finding import Severity
from app.domain.plan import Access, Plan, PlanNode, Step
from app.i18n import _, ngettext

Values = Mapping[str, str | float]
_NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something counts; the defaults are those of the published rules."""

    rows: float = 10_000
    """A table or an index that is read whole."""
    sorted_rows: float = 1_000
    """Below it, sorting and temporary tables are but noticed."""
    factor: float = 10
    """How far off an estimate may be."""
    factor_rows: float = 100
    """Estimates of fewer rows may be off as they like."""
    loops: float = 10_000
    product_rows: float = 100
    all_rows: float = 100_000
    """Rows that the whole plan reads."""
    filters: int = 2
    depth: int = 3
    """Nested loops within each other."""
    least_selective: float = 70
    """Distinct values of an index in percent of its rows."""
    accesses: frozenset[Access] = frozenset(
        {
            Access.RANGE,
            Access.LOOKUP,
            Access.UNIQUE,
            Access.CONSTANT,
            Access.SEARCH,
            Access.TEMPORARY,
        }
    )
    """What `plan-min-access-type` is content with."""


class Hit(NamedTuple):
    """What a rule found at a node: what fills the places of its sentence, and how grave it is."""

    values: Values = _NOTHING
    severity: Severity | None = None
    """None: as grave as the rule."""


@dataclass(frozen=True, slots=True)
class PlanRule:
    """Something a plan may do that it should not. Texts are declared with N_()."""

    id: str
    severity: Severity
    title: str
    message: str
    """A sentence with named places; `rows` and `loops` are numbers."""
    why: str
    advice: str
    look: "Look"
    everyday: bool
    """Shown beside a plan; others are for an audit, which asks for them."""
    sources: tuple[str, ...] = ()
    """Who else checks it."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What a profile may set, and the field of `Limits` each of them is."""

    def limits(self, settings: Mapping[str, int | str | tuple[str, ...]]) -> Limits:
        """The limits as a profile sets them; words that name no access are passed over."""
        known = {each.value for each in Access}
        given: dict[str, Any] = {}
        for name, value in settings.items():
            if isinstance(value, tuple):
                given[self.parameters[name]] = frozenset(Access(w) for w in value if w in known)
            else:
                given[self.parameters[name]] = value
        return Limits(**given)


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """What one rule has to say of one node."""

    rule: PlanRule
    node: PlanNode
    severity: Severity
    values: Values = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return _(self.rule.title)

    @property
    def message(self) -> str:
        """What is so, in one sentence, in the language spoken now."""
        return self._said(self.rule.message)

    @property
    def why(self) -> str:
        """Why that is bad."""
        return _(self.rule.why)

    @property
    def advice(self) -> str:
        """What can be done."""
        return self._said(self.rule.advice)

    def _said(self, text: str) -> str:
        values = {
            name: value if isinstance(value, str) else f"{value:,.0f}"
            for name, value in self.values.items()
        }
        return _(text).format(**values)


@dataclass(frozen=True)
class Judged:
    """A plan as the rules see it."""

    plan: Plan
    limits: Limits
    selectivity: Callable[[str, str], float | None]
    """Of a table and an index: distinct values in percent of rows, where somebody knows."""

    @cached_property
    def parents(self) -> dict[int, PlanNode]:
        """What a node hands its rows to, by the node's `id()`."""
        return {id(child): node for node in self.plan.root.walk() for child in node.children}

    def above(self, node: PlanNode) -> Iterator[PlanNode]:
        """The nodes around one, the nearest first."""
        while (parent := self.parents.get(id(node))) is not None:
            yield parent
            node = parent

    def reader(self, node: PlanNode) -> PlanNode:
        """What a node reads from, below filters and the like; itself where it reads."""
        while node.step is not Step.ACCESS and len(node.children) == 1:
            node = node.children[0]
        return node

    def inner(self, node: PlanNode) -> PlanNode | None:
        """The nested loop in which a node is run anew for rows of others."""
        below = node
        for around in self.above(node):
            if around.step is Step.LOOP:
                return None if around.children[0] is below else around
            if around.step not in (Step.FILTER, Step.OTHER, Step.LIMIT):
                return None
            below = around
        return None


Look = Callable[[Judged, PlanNode], Hit | None]
RULES: dict[str, PlanRule] = {}


def rule(
    id_: str,
    severity: Severity,
    title: str,
    message: str,
    *,
    why: str,
    advice: str,
    everyday: bool = True,
    sources: tuple[str, ...],
    parameters: Mapping[str, str] | None = None,
) -> Callable[[Look], Look]:
    """Make a rule of a function that looks at one node."""

    def register(look: Look) -> Look:
        assert id_ not in RULES
        RULES[id_] = PlanRule(
            id_, severity, title, message, why, advice, look, everyday, sources, parameters or {}
        )
        return look

    return register


def warnings_of(
    plan: Plan,
    limits: Limits | None = None,
    *,
    rules: Iterable[str] | None = None,
    selectivity: Callable[[str, str], float | None] = lambda _table, _index: None,
) -> tuple[PlanWarning, ...]:
    """What the rules say, the gravest first, then from the top of the plan down.

    Without `rules` those that are for every day.
    """
    judged = Judged(plan, limits or Limits(), selectivity)
    wanted = (
        [each for each in RULES.values() if each.everyday]
        if rules is None
        else [RULES[id_] for id_ in rules]
    )
    found = []
    for node in plan.root.walk():
        for each in wanted:
            if (hit := each.look(judged, node)) is not None:
                severity = each.severity if hit.severity is None else hit.severity
                found.append(PlanWarning(each, node, severity, hit.values))
    found.sort(key=lambda warning: -warning.severity)
    return tuple(found)


def summary(warnings: Sequence[PlanWarning]) -> str:
    """How many there are, in a few words."""
    if not warnings:
        return _("Nothing to say against it")
    count = len(warnings)
    return ngettext("{count} remark", "{count} remarks", count).format(count=count)


def softened(hit: Hit, rows: float | None, least: float) -> Hit:
    """The hit, but noticed only where few rows are concerned."""
    few = rows is not None and rows < least
    return hit._replace(severity=Severity.NOTICE) if few else hit
