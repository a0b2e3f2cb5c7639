"""The rules that need a plan: a server explains the statement, and `app.plans` judges what it says.

They are entered here so that profiles, suppressions, lists and reports know them as they know all
others. Nothing is asked of a tree; `flows.explain_audit` asks them, with the parameters of the
profile, of every statement an instance has explained.
"""

from app.audit.registry import EVERYWHERE, Hits, Rule, enter, rule
from app.audit.scope import Parameter, Scope
from app.domain.finding import Level, Severity
from app.plans import RULES, Limits, PlanRule
from app.sql import tree


def _rule(plan: PlanRule) -> Rule:
    """A rule of plans as one of the catalogue; its texts are the plan's own."""

    def check(_node: tree.Node, _scope: Scope) -> Hits:
        yield from ()

    check.__doc__ = f"{plan.title}\n\nWhy: {plan.why}\n\nInstead: {plan.advice}"
    return Rule(
        id=plan.id,
        severity=plan.severity,
        level=Level.PLAN,
        on=(),
        dialects=frozenset(EVERYWHERE),
        in_default=plan.everyday,
        parameters={name: _default(field) for name, field in plan.parameters.items()},
        bad=(),
        good=(),
        sources=plan.sources,
        check=check,
        family="plans",
    )


def _default(field: str) -> Parameter:
    """What a limit is where nobody says otherwise, as a profile writes it."""
    value = getattr(Limits(), field)
    if isinstance(value, frozenset):
        return tuple(sorted(each.value for each in value))
    return int(value)


for _plan in RULES.values():
    enter(_rule(_plan))


@rule(
    Severity.ERROR,
    on=(),
    dialects=EVERYWHERE,
    level=Level.PLAN,
    bad=(),
    good=(),
    sources=[
        "Bytebase STATEMENT_DML_DRY_RUN",
        "SQLE dml_enable_explain_pre_check",
        "Archery oracle-explain-check",
        "SOAR ERR.002",
    ],
)
def statement_dry_run_fails(_node: tree.Node, _scope: Scope) -> Hits:
    """The server cannot run the statement.

    Why: it was asked how it would run it, and refused. What is missing there, or spelt another way,
    stops the script at this place.

    Instead: correct it as the server says.
    """
    yield from ()
