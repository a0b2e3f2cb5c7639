"""Which clause of a statement a step of its plan comes from, by our own parser.

A table is found by its alias, in the query block the step belongs to; a filter by the columns its
condition names; sorting and grouping are those of the block. Where nothing fits a step has no
place: better none than a wrong one. Oracle's statements have tokens only, so that what stands in
parentheses is not looked into except for tables.
"""

from dataclasses import replace

from app.domain.dialect import Dialect
from app.domain.plan import Plan, PlanNode, Step, rebuilt
from app.plans.clauses import Clauses
from app.plans.oracle_clauses import OracleClauses

Span = tuple[int, int]
LONGEST = 1_000_000
"""Characters of a statement that is looked through."""


def with_places(plan: Plan) -> Plan:
    """The plan with the place of each step in `plan.statement`. It parses: not in the window."""
    if not plan.statement or len(plan.statement) > LONGEST:
        return plan
    clauses: Clauses | OracleClauses
    if plan.dialect is Dialect.ORACLE:
        clauses = OracleClauses(plan.statement)
    else:
        clauses = Clauses(plan.statement, plan.dialect)
    change: dict[int, dict[str, object]] = {}
    used: dict[Span, int] = {}
    todo: list[tuple[PlanNode, str, tuple[PlanNode, ...]]] = [(plan.root, "", ())]
    while todo:
        node, block, above = todo.pop()
        block = _block_of(node, clauses) or block
        span = _place(node, block, above, clauses, used)
        if span is not None:
            change[id(node)] = {"span": span}
            if node.step is Step.ACCESS:
                used[span] = used.get(span, 0) + 1
        below = clauses.block_below(node.name, block) if node.step is Step.ACCESS else ""
        around = (node, *above[:3])
        todo += [(child, below or block, around) for child in reversed(node.children)]
    return replace(plan, root=rebuilt(plan.root, change))


def _block_of(node: PlanNode, clauses: Clauses | OracleClauses) -> str:
    """The block a step says it belongs to, or stands for."""
    if node.step in (Step.SUBQUERY, Step.STATEMENT) or clauses.trusts_blocks:
        return node.block
    return (
        clauses.block_below(node.alias, "") if node.operation.startswith("Materialize CTE") else ""
    )


def _place(
    node: PlanNode,
    block: str,
    above: tuple[PlanNode, ...],
    clauses: Clauses | OracleClauses,
    used: dict[Span, int],
) -> Span | None:
    match node.step:
        case Step.STATEMENT:
            return clauses.whole
        case Step.SUBQUERY:
            return clauses.query(block)
        case Step.ACCESS | Step.WRITE:
            places = clauses.tables(node.name, node.object, block)
            return min(places, key=lambda span: used.get(span, 0), default=None)
        case Step.FILTER:
            return clauses.condition(node.condition, block)
        case Step.SORT:
            grouping = any(each.step in (Step.GROUP, Step.DISTINCT) for each in above)
            windowing = any(each.step is Step.WINDOW for each in above)
            if windowing:
                return clauses.window(block)
            return clauses.grouping(block) if grouping else clauses.ordering(block)
        case Step.GROUP:
            return clauses.grouping(block)
        case Step.DISTINCT:
            return clauses.grouping(block)
        case Step.WINDOW:
            return clauses.window(block)
        case Step.LIMIT:
            return clauses.limit(block)
        case Step.LOOP | Step.HASH_JOIN | Step.MERGE_JOIN | Step.CARTESIAN:
            return clauses.sources(block)
        case Step.UNION:
            return clauses.union(block)
    return None
