"""Query blocks: FORMAT=JSON of MariaDB, and of MySQL in version 1, as EXPLAIN or ANALYZE tell it.

Both nest one object in another: what is done to rows (`ordering_operation`, `filesort`) around
what reads them (`nested_loop`, `table`). Of names nobody knows here what is below them is kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.domain.plan import PlanNode, Step, Trait, rebuilt
from app.plans.figures import completed, number, seconds, size
from app.plans.tables import joined_by_buffer, table_node

_STEPS = {
    "ordering_operation": Step.SORT,
    "filesort": Step.SORT,
    "grouping_operation": Step.GROUP,
    "duplicates_removal": Step.DISTINCT,
    "windowing": Step.WINDOW,
    "window_functions_computation": Step.WINDOW,
    "temporary_table": Step.STORE,
    "buffer_result": Step.STORE,
    "read_sorted_file": Step.OTHER,
    "materialization": Step.STORE,
    "expression_cache": Step.OTHER,
    "union_result": Step.UNION,
    "recursive_union": Step.UNION,
    "insert_from": Step.OTHER,
    "nested_loop": Step.LOOP,
}
_TRAITS = {
    "filesort": (Trait.FILESORT,),
    "temporary_table": (Trait.TEMPORARY,),
    "materialization": (Trait.MATERIALIZED,),
    "recursive_union": (Trait.TEMPORARY,),
}
_SUBQUERIES = re.compile(r"(?:\w+_)?subqueries")
_MENTIONED = re.compile(r"`?(\w+)`?\.`?\w+`?(?!\.)")


def read_blocks(document: Mapping[str, Any]) -> PlanNode:
    """The plan in a parsed document that has a `query_block`, or is one."""
    block = document.get("query_block", document)
    root = _block(block if isinstance(block, dict) else {}, top=True)
    return completed(_depending(root))


def planning(document: Mapping[str, Any]) -> float | None:
    """Seconds MariaDB took to make the plan."""
    found = document.get("query_optimization")
    return seconds(found.get("r_total_time_ms")) if isinstance(found, dict) else None


def _block(said: Mapping[str, Any], *, top: bool = False) -> PlanNode:
    if "select_id" in said:
        words = f"select #{said['select_id']}"
    else:
        words = "query"
    union = said.get("operation")
    costs = said.get("cost_info")
    cost = costs.get("query_cost") if isinstance(costs, dict) else said.get("cost")
    conditions = [
        str(said[name])
        for name in ("having_condition", "outer_ref_condition", "const_condition")
        if name in said
    ]
    message = said.get("message")
    return PlanNode(
        " ".join(filter(None, (words, str(union or ""), str(message or "")))),
        Step.STATEMENT if top else Step.SUBQUERY,
        loops=number(said.get("r_loops")),
        time=seconds(said.get("r_total_time_ms")),
        cost=number(cost),
        condition=" and ".join(conditions),
        block=str(said.get("select_id", "")),
        children=tuple(_parts(said)),
    )


def _parts(said: Mapping[str, Any]) -> Iterator[PlanNode]:
    """What an object holds, in its order."""
    for name, value in said.items():
        if name == "table" and isinstance(value, dict):
            yield _table(value)
        elif name == "query_block" and isinstance(value, dict):
            yield _block(value)
        elif name == "nested_loop" and isinstance(value, list):
            yield from _loop(value)
        elif name == "block-nl-join" and isinstance(value, dict):
            yield _buffered(value)
        elif name == "query_specifications" or _SUBQUERIES.fullmatch(name):
            for each in value if isinstance(value, list) else ():
                yield from _subquery(each, name)
        elif name == "sorts" and isinstance(value, list):
            for each in value:
                yield from _parts(each) if isinstance(each, dict) else ()
        elif isinstance(value, dict) and (name in _STEPS or _holds(value)):
            yield _wrapper(name, value)


def _holds(value: Mapping[str, Any]) -> bool:
    """Whether there are steps in an object whose name nobody knows."""
    return any(name in value for name in ("table", "nested_loop", "query_block", *_STEPS))


def _loop(members: list[Any]) -> Iterator[PlanNode]:
    found = tuple(part for each in members if isinstance(each, dict) for part in _parts(each))
    if len(found) == 1:
        yield found[0]
    elif found:
        buffered = any(Trait.JOIN_BUFFER in part.traits for part in found)
        traits = frozenset({Trait.JOIN_BUFFER} if buffered else ())
        yield PlanNode("nested loop", Step.LOOP, traits=traits, children=found)


def _buffered(said: Mapping[str, Any]) -> PlanNode:
    parts = tuple(_parts(said))
    table = next((part for part in parts if part.step is Step.ACCESS), None)
    if table is None:
        return PlanNode("block-nl-join", children=parts, traits=frozenset({Trait.JOIN_BUFFER}))
    return joined_by_buffer(table, said)


def _subquery(said: Any, around: str) -> Iterator[PlanNode]:
    """One of a list of queries: a query block, alone or in what keeps its results."""
    if isinstance(said, dict):
        dependent = said.get("dependent") is True or "expression_cache" in said
        for part in _parts(said):
            yield _marked(part, around.replace("_", " "), dependent)


def _marked(node: PlanNode, around: str, dependent: bool) -> PlanNode:
    """Say of a query block which list it stood in, and whether that has it depend."""
    if node.step is Step.SUBQUERY:
        traits = node.traits | ({Trait.DEPENDENT} if dependent else set())
        return replace(node, details=(*node.details, ("from", around)), traits=traits)
    if len(node.children) == 1:
        return replace(node, children=(_marked(node.children[0], around, dependent),))
    return node


def _table(said: Mapping[str, Any]) -> PlanNode:
    below: list[PlanNode] = []
    stored = said.get("materialized_from_subquery", said.get("materialized"))
    if isinstance(stored, dict):
        inner = tuple(_parts(stored))
        if inner:
            traits = frozenset({Trait.MATERIALIZED, Trait.TEMPORARY})
            below.append(PlanNode("materialized", Step.STORE, traits=traits, children=inner))
    for name, value in said.items():
        if _SUBQUERIES.fullmatch(name) and isinstance(value, list):
            for each in value:
                below += _subquery(each, name)
    return replace(table_node(said), children=tuple(below))


def _wrapper(name: str, said: Mapping[str, Any]) -> PlanNode:
    traits = set(_TRAITS.get(name, ()))
    windows = said.get("windows")
    for each in [said, *(windows if isinstance(windows, list) else ())]:
        if not isinstance(each, dict):
            continue
        if each.get("using_temporary_table") is True:
            traits.add(Trait.TEMPORARY)
        if each.get("using_filesort") is True:
            traits.add(Trait.FILESORT)
    if (number(said.get("r_sort_passes")) or 0) > 0:
        traits.add(Trait.ON_DISK)
    if name == "union_result" and said.get("access_type") == "ALL":
        traits.add(Trait.TEMPORARY)
    costs = said.get("cost_info")
    sorts = costs.get("sort_cost") if isinstance(costs, dict) else None
    came = said.get("r_output_rows", said.get("r_rows"))
    return PlanNode(
        name.replace("_", " "),
        _STEPS.get(name, Step.OTHER),
        alias=str(said.get("table_name", "")),
        actual_rows=number(came),
        loops=number(said.get("r_loops")),
        own_cost=number(sorts),
        own_time=seconds(said.get("r_total_time_ms")) if name == "filesort" else None,
        memory=size(said.get("r_buffer_size")),
        traits=frozenset(traits),
        details=tuple(
            (key, str(value))
            for key, value in said.items()
            if isinstance(value, str | int | float) and not key.startswith("using_")
        ),
        children=tuple(_parts(said)),
    )


def _depending(root: PlanNode) -> PlanNode:
    """Mark subqueries that name a table from around them; MariaDB does not say so."""
    everyone = {node.name for node in root.walk() if node.step is Step.ACCESS}
    change: dict[int, dict[str, object]] = {}
    for node in root.walk():
        if node.step is not Step.SUBQUERY or ("from", "subqueries") not in node.details:
            continue
        inside = list(node.walk())
        others = everyone - {each.name for each in inside}
        said = " ".join(f"{each.condition} {each.access_condition}" for each in inside)
        if others & set(_MENTIONED.findall(said)) or (node.loops or 0) > 1:
            change[id(node)] = {"traits": node.traits | {Trait.DEPENDENT}}
    return rebuilt(root, change)
