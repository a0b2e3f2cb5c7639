"""A plan as a tree of rows: figures, how far estimates were off, and what is said against it."""

from dataclasses import dataclass

from app.domain.finding import Severity
from app.domain.plan import Access, Plan, PlanNode, Trait
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.record_tree import Branch
from app.plans import PlanWarning, warnings_of
from app.plans.figures import took
from app.plans.text import as_text

_STATES = {
    Severity.NOTICE: State.NOTICE,
    Severity.WARNING: State.WARNING,
    Severity.ERROR: State.ERROR,
}
_AS_THOUGHT, _NOTABLE, _FAR, _ABSURD = 2.0, 3.0, 10.0, 100.0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One node with its place in the plan and its share of the whole."""

    number: int
    """From 0, in the order of the plan's text."""
    node: PlanNode
    cost_share: float | None
    time_share: float | None
    warnings: tuple[PlanWarning, ...] = ()

    @property
    def state(self) -> State:
        """The worst that is said against it."""
        if not self.warnings:
            return State.NONE
        return _STATES[max(each.severity for each in self.warnings)]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan made ready to be shown."""

    plan: Plan
    rows: tuple[PlanRow, ...]
    branches: tuple[Branch[PlanRow], ...]
    warnings: tuple[PlanWarning, ...]
    text: str
    """The plan for a ticket, in the language spoken when it was made ready."""

    def row_of(self, node: PlanNode) -> PlanRow | None:
        """The row of a node of the plan."""
        return next((row for row in self.rows if row.node is node), None)


def shown(plan: Plan) -> ShownPlan:
    """The rows of a plan, judged, and its text: 0.5 ms a step, so call it where nobody waits."""
    warnings = warnings_of(plan)
    by_node: dict[int, list[PlanWarning]] = {}
    for each in warnings:
        by_node.setdefault(id(each.node), []).append(each)
    cost, time = plan.cost, plan.time
    rows = {}
    for number, node in enumerate(plan.root.walk()):
        rows[id(node)] = PlanRow(
            number,
            node,
            _share(node.own_cost, cost),
            _share(node.own_time, time),
            tuple(by_node.get(id(node), ())),
        )
    done: dict[int, Branch[PlanRow]] = {}
    for node in reversed(list(plan.root.walk())):
        below = tuple(done[id(child)] for child in node.children)
        done[id(node)] = Branch(rows[id(node)], below)
    text = as_text(plan, warnings)
    return ShownPlan(plan, tuple(rows.values()), (done[id(plan.root)],), warnings, text)


def _share(own: float | None, whole: float | None) -> float | None:
    return None if own is None or not whole else min(own / whole, 1.0)


def row_key(row: PlanRow) -> int:
    """Tells rows of one plan apart."""
    return row.number


def off_by(factor: float) -> str:
    """How far an estimate was off, in words: `12 × more`, `as thought`."""
    if 1 / _AS_THOUGHT < factor < _AS_THOUGHT:
        return _("as thought")
    if factor >= 1:
        return _("{times} × more").format(times=f"{factor:,.3g}")
    return _("{times} × fewer").format(times=f"{1 / factor:,.3g}")


def off_state(row: PlanRow) -> State:
    """How bad that is."""
    factor = row.node.factor
    if factor is None:
        return State.NONE
    times = max(factor, 1 / factor)
    if times < _NOTABLE:
        return State.GOOD
    if times < _FAR:
        return State.NOTICE
    return State.ERROR if times >= _ABSURD else State.WARNING


def rows_text(rows: float) -> str:
    """Rows, which may be an average: 1,234, 0.125."""
    return f"{rows:,.0f}" if rows >= 100 or rows == int(rows) else f"{rows:,.3g}"


def _object(row: PlanRow) -> str | None:
    node = row.node
    if node.alias and node.object and node.alias != node.object:
        return f"{node.object} {node.alias}"
    return node.object or node.alias or None


def _remarks(row: PlanRow) -> str | None:
    return ", ".join(each.title for each in row.warnings) or None


def _advice(row: PlanRow) -> str | None:
    parts = [f"{each.message}\n{each.why}\n→ {each.advice}" for each in row.warnings]
    return "\n\n".join(parts) or None


def _access_state(row: PlanRow) -> State:
    return State.WARNING if row.node.access is Access.FULL_SCAN and row.warnings else State.NONE


def _traits(row: PlanRow) -> str | None:
    return ", ".join(sorted(_(_TRAITS[each]) for each in row.node.traits)) or None


def _details(row: PlanRow) -> str | None:
    return "\n".join(f"{name}: {value}" for name, value in row.node.details) or None


_TRAITS = {
    Trait.TEMPORARY: N_("temporary table"),
    Trait.ON_DISK: N_("goes to disk"),
    Trait.FILESORT: N_("sorts"),
    Trait.JOIN_BUFFER: N_("join buffer"),
    Trait.COVERING: N_("index alone, the table is not read"),
    Trait.DEPENDENT: N_("run anew for the rows around it"),
    Trait.NEVER: N_("never run"),
    Trait.FULL_SCAN_ON_NULL: N_("whole table where the value is NULL"),
    Trait.RANGE_CHECKED: N_("index chosen for every row"),
    Trait.CONVERTED: N_("column converted"),
    Trait.MATERIALIZED: N_("rows are put by"),
    Trait.WHOLE_TABLE: N_("no condition"),
}

_RIGHT = Align.RIGHT
PLAN: tuple[Field[PlanRow], ...] = (
    Field("operation", N_("Operation"), lambda row: row.node.headline, width=270,
          state=lambda row: row.state, stretch=True),
    Field("object", N_("Object"), _object, width=95, none=""),
    Field("access", N_("Access"), lambda row: row.node.access.word or None, width=90, none="",
          state=_access_state, help=N_("How it comes to its rows")),
    Field("index", N_("Index"), lambda row: row.node.index or None, width=100, none=""),
    Field("estimated", N_("Thought"), lambda row: row.node.estimated_rows, rows_text, _RIGHT,
          width=65, none="", help=N_("Rows that the optimizer thought one loop would read")),
    Field("actual", N_("Rows"), lambda row: row.node.actual_rows, rows_text, _RIGHT, width=65,
          none="", help=N_("Rows that one loop did read, on average")),
    Field("factor", N_("Off by"), lambda row: row.node.factor, off_by, width=100, none="",
          state=off_state,
          sort=lambda row: row.node.factor and max(row.node.factor, 1 / row.node.factor),
          help=N_("How many times more or fewer rows came than were thought")),
    Field("loops", N_("Loops"), lambda row: row.node.loops, rows_text, _RIGHT, width=55, none="",
          help=N_("How often it was begun")),
    Field("time", N_("Time"), lambda row: row.node.time, took, _RIGHT, width=78, none="",
          bar=lambda row: row.time_share,
          help=N_("With all that is below; the bar is its own share of the whole")),
    Field("cost", N_("Cost"), lambda row: row.node.cost, formats.number, _RIGHT, width=75, none="",
          bar=lambda row: row.cost_share,
          help=N_("With all that is below; the bar is its own share of the whole")),
    Field("remarks", N_("Remarks"), _remarks, width=200, state=lambda row: row.state, hidden=True),
    Field("advice", N_("What is to be said"), _advice, hidden=True),
    Field("own_time", N_("Own time"), lambda row: row.node.own_time, took, _RIGHT,
          hidden=True, help=N_("Without what is below it")),
    Field("own_cost", N_("Own cost"), lambda row: row.node.own_cost, formats.number, _RIGHT,
          hidden=True, help=N_("Without what is below it")),
    Field("key_parts", N_("Columns of the index"),
          lambda row: ", ".join(row.node.key_parts) or None, hidden=True),
    Field("possible", N_("Indexes to choose from"),
          lambda row: ", ".join(row.node.possible_indexes) or None, hidden=True),
    Field("estimated_kept", N_("Thought to be kept"), lambda row: row.node.estimated_kept,
          formats.percent, _RIGHT, hidden=True),
    Field("actual_kept", N_("Kept"), lambda row: row.node.actual_kept, formats.percent, _RIGHT,
          hidden=True, help=N_("Share of the rows that passed the condition")),
    Field("traits", N_("Also"), _traits, hidden=True),
    Field("memory", N_("Memory"), lambda row: row.node.memory, formats.size, _RIGHT, hidden=True),
    Field("disk", N_("Disk"), lambda row: row.node.disk, formats.size, _RIGHT, hidden=True),
    Field("buffers", N_("Pages"), lambda row: row.node.buffers, formats.count, _RIGHT, hidden=True),
    Field("reads", N_("Pages from disk"), lambda row: row.node.reads, formats.count, _RIGHT,
          hidden=True),
    Field("partitions", N_("Partitions"), lambda row: row.node.partitions or None, hidden=True),
    Field("block", N_("Query block"), lambda row: row.node.block or None, hidden=True),
    Field("details", N_("The server also says"), _details, hidden=True),
    Field("asked", N_("The index is asked for"), lambda row: row.node.access_condition or None,
          hidden=True, code=True),
    Field("condition", N_("Condition"), lambda row: row.node.condition or None, hidden=True,
          code=True),
)  # fmt: skip
"""The columns of a plan, and the lines beside it."""

WARNINGS: tuple[Field[PlanWarning], ...] = (
    Field("title", N_("Remark"), lambda warning: warning.title, width=220,
          state=lambda warning: _STATES[warning.severity],
          sort=lambda warning: -warning.severity),
    Field("message", N_("What is so"), lambda warning: warning.message, width=420, stretch=True),
    Field("object", N_("Object"), lambda warning: warning.node.name or None, width=110, none=""),
    Field("advice", N_("What can be done"), lambda warning: warning.advice, width=280),
)  # fmt: skip
"""The columns of what is said against a plan."""


def warning_key(warning: PlanWarning) -> tuple[str, int]:
    """Tells remarks on one plan apart."""
    return warning.rule.id, id(warning.node)
