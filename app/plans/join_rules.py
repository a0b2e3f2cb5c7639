"""How a plan brings tables together, and how well it knew what would come."""

import re

from app.domain.finding import Severity
from app.domain.plan import Access, PlanNode, Step, Trait
from app.i18n import N_
from app.plans.warnings import Hit, Judged, rule

_MENTIONED = re.compile(r"[`\"]?([\w$#]+)[`\"]?\.[`\"]?[\w$#]+[`\"]?(?!\.)")
_WHOLE = (Access.FULL_SCAN, Access.INDEX_SCAN)
_CUTS = (Step.SORT, Step.GROUP, Step.STORE, Step.DISTINCT, Step.WINDOW, Step.HASH_JOIN)


@rule(
    "plan-join-without-index",
    Severity.ERROR,
    N_("Joins without an index"),
    N_("For every row of the tables before it, {table} is read whole."),
    why=N_("The rows of both sides are multiplied: twice the data takes four times as long."),
    advice=N_("Give the columns by which the table is joined an index."),
    sources=("Themis: full scan inside a nested loop",),
)
def join_without_index(judged: Judged, node: PlanNode) -> Hit | None:
    buffered = Trait.JOIN_BUFFER in node.traits or Trait.NEVER in node.traits
    if node.access not in _WHOLE or node.step is not Step.ACCESS or buffered:
        return None
    around = judged.inner(node)
    if around is None:
        return None
    before = judged.reader(around.children[0])
    if _one_row(before) or _one_row(node):
        return None
    return Hit({"table": node.name})


@rule(
    "plan-cartesian-join",
    Severity.ERROR,
    N_("Multiplies tables"),
    N_("Rows are put together without any condition: {rows} rows come of it."),
    why=N_("Every row meets every other. Mostly a condition of the join was forgotten."),
    advice=N_(
        "Write the missing condition. Where it is meant, see that one side has very few rows."
    ),
    sources=("Themis: merge join Cartesian",),
    parameters={"rows": "product_rows"},
)
def cartesian_join(judged: Judged, node: PlanNode) -> Hit | None:
    if node.step is Step.CARTESIAN:
        rows = node.actual_rows if node.actual_rows is not None else node.estimated_rows
        sides = [judged.reader(child) for child in node.children]
        return _product(judged, rows, any(map(_one_row, sides)))
    if node.step is not Step.LOOP or len(node.children) < 2 or _tells_joins(node):
        return None
    first, *later = node.children
    seen = {first.name}
    product = _out(first)
    for child in later:
        table = judged.reader(child)
        said = f"{child.condition} {child.access_condition} {table.condition}"
        said += f" {table.access_condition}"
        if table.access in _WHOLE and not (seen & set(_MENTIONED.findall(said))):
            product *= _out(table)
            return _product(judged, product, _one_row(judged.reader(first)) or _one_row(table))
        seen.add(table.name)
        product *= _out(table)
    return None


def _tells_joins(node: PlanNode) -> bool:
    """Whether the form has a step of its own for joins without a condition: iterators, Oracle."""
    return node.operation != "nested loop"


def _product(judged: Judged, rows: float | None, trivial: bool) -> Hit | None:
    if rows is None or trivial or rows < judged.limits.product_rows:
        return None
    return Hit({"rows": rows})


def _out(node: PlanNode) -> float:
    found = node.actual_out if node.actual_out is not None else node.estimated_out
    return 1.0 if found is None else found


def _one_row(node: PlanNode) -> bool:
    rows = node.actual_rows if node.actual_rows is not None else node.estimated_rows
    unique = node.access in (Access.UNIQUE, Access.CONSTANT)
    return unique or (rows is not None and rows <= 1)


@rule(
    "plan-join-buffer",
    Severity.NOTICE,
    N_("Joins through a buffer"),
    N_("{table} is joined through a buffer of rows, as no index serves."),
    why=N_(
        "The table is read once for every filling of the buffer. With hashing that is sound for"
        " large parts of two tables, and costs where few rows are wanted."
    ),
    advice=N_("Give the columns of the join an index where few rows are wanted."),
    sources=("MySQL 8.4 reference manual, 10.2.1.7",),
)
def join_buffer(judged: Judged, node: PlanNode) -> Hit | None:
    if node.step is not Step.ACCESS or Trait.JOIN_BUFFER not in node.traits:
        return None
    return Hit({"table": node.name})


@rule(
    "plan-dependent-subquery",
    Severity.WARNING,
    N_("Runs a subquery again and again"),
    N_("Subquery {block} is run anew for rows of the query around it."),
    why=N_("Its cost is multiplied by the rows around it."),
    advice=N_("Write it as a join, or as a derived table that is grouped and joined once."),
    sources=("Themis: dependent subquery",),
)
def dependent_subquery(judged: Judged, node: PlanNode) -> Hit | None:
    if Trait.DEPENDENT not in node.traits or Trait.NEVER in node.traits:
        return None
    return Hit({"block": f"#{node.block}" if node.block.isdecimal() else node.block})


@rule(
    "plan-many-loops",
    Severity.WARNING,
    N_("Begins very often"),
    N_("{table} was begun {loops} times."),
    why=N_("Each beginning searches an index from its root, however few rows come of it."),
    advice=N_(
        "Have fewer rows come before it; or let the server join by hashing, where it can and large"
        " parts of both tables are wanted."
    ),
    sources=("Themis: loops nested too deep",),
    parameters={"max": "loops"},
)
def many_loops(judged: Judged, node: PlanNode) -> Hit | None:
    reads = node.step is Step.ACCESS and node.access is not Access.CONSTANT
    if not reads or node.loops is None or node.loops < judged.limits.loops:
        return None
    return Hit({"table": node.name, "loops": node.loops})


@rule(
    "plan-nested-loop-depth",
    Severity.NOTICE,
    N_("Nests too many loops"),
    N_("{depth} loops run within each other."),
    why=N_("An estimate that is wrong early is multiplied by every loop within."),
    advice=N_("Join fewer tables at once, or put a part of them by in a temporary table."),
    everyday=False,
    sources=(
        "SQLE SQLE00141",
        "Themis: loops nested too deep",
    ),
    parameters={"max": "depth"},
)
def nested_loop_depth(judged: Judged, node: PlanNode) -> Hit | None:
    if node.step is not Step.LOOP or any(each.step is Step.LOOP for each in judged.above(node)):
        return None
    depth = sum(len(each.children) - 1 for each in node.walk() if each.step is Step.LOOP)
    return Hit({"depth": f"{depth}"}) if depth > judged.limits.depth else None


@rule(
    "plan-bad-estimate",
    Severity.WARNING,
    N_("Estimate far off"),
    N_("{name}: {actual} rows came where {estimated} were thought, {times} times as many."),
    why=N_(
        "By that number the optimizer chose indexes, the order of the tables and the kind of join."
    ),
    advice=N_(
        "Bring the statistics up to date (ANALYZE TABLE, DBMS_STATS), or give columns whose values"
        " are spread unevenly a histogram."
    ),
    sources=("House rule: a plan is as good as its estimates",),
    parameters={"factor": "factor", "rows": "factor_rows"},
)
def bad_estimate(judged: Judged, node: PlanNode) -> Hit | None:
    if not _is_off(judged, node) or any(_is_off(judged, child) for child in node.children):
        return None
    factor = node.factor
    assert factor is not None
    if factor < 1 and (judged.plan.cut or _stopped_early(judged, node)):
        return None
    actual, estimated = node.actual_rows, node.estimated_rows
    assert actual is not None
    assert estimated is not None
    if max(actual, 1) / max(estimated, 1) != factor:
        actual, estimated = node.actual_out or 0, node.estimated_out or 0
    return Hit(
        {
            "name": node.name or node.operation.partition(":")[0],
            "actual": f"{actual:,.4g}",
            "estimated": f"{estimated:,.4g}",
            "times": f"{factor:,.3g}",
        }
    )


def _is_off(judged: Judged, node: PlanNode) -> bool:
    factor = node.factor
    if factor is None or node.actual_rows is None or node.estimated_rows is None:
        return False
    rows = max(node.actual_rows, node.estimated_rows) * max(node.loops or 1, 1)
    most = judged.limits.factor
    return rows >= judged.limits.factor_rows and (factor >= most or factor <= 1 / most)


def _stopped_early(judged: Judged, node: PlanNode) -> bool:
    """Whether somebody above wanted no more: LIMIT, EXISTS."""
    below = node
    for around in judged.above(node):
        if around.step is Step.LIMIT:
            return True
        half = re.search(r"semijoin|antijoin|SEMI|ANTI", around.operation)
        if half and around.children[0] is not below:
            return True
        if around.step in _CUTS:
            return False
        below = around
    return False
