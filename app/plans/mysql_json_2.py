"""Version 2 of MySQL's FORMAT=JSON (8.3 and later): the iterators of FORMAT=TREE, with names.

`heading` is a line of its own in the tree, and so a node of its own here.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.plan import Access, PlanNode, Trait
from app.plans.figures import completed, number, scaled
from app.plans.iterators import understand, with_sources

_KNOWN = {
    "operation", "inputs", "inputs_from_select_list", "table_name", "alias", "schema_name",
    "index_name", "key_columns", "covering", "condition", "heading", "access_type",
    "estimated_rows", "actual_rows", "actual_loops", "actual_last_row_ms", "estimated_total_cost",
    "lookup_condition", "pushed_index_condition", "ranges", "query_plan", "partitions",
}  # fmt: skip
NOT_AN_ITERATOR = "<not executable by iterator executor>"


def read_json_2(document: Mapping[str, Any]) -> PlanNode:
    """The plan in a parsed document that has a `query_plan`, or is one."""
    plan = document.get("query_plan", document)
    return completed(scaled(_node(plan if isinstance(plan, dict) else {})))


def _node(said: Mapping[str, Any]) -> PlanNode:
    words = str(said.get("operation", ""))
    meant = understand(words)
    never = "actual_loops" in said and not said["actual_loops"]
    loops = 0.0 if never else number(said.get("actual_loops"))
    last = number(said.get("actual_last_row_ms"))
    traits = set(meant.traits)
    if said.get("covering") is True:
        traits.add(Trait.COVERING)
    if never:
        traits.add(Trait.NEVER)
    table = _text(said, "table_name") or meant.name
    index = _text(said, "index_name") or meant.index
    inputs = [*_dicts(said.get("inputs")), *_dicts(said.get("inputs_from_select_list"))]
    node = PlanNode(
        words,
        meant.step,
        object=table,
        alias=_text(said, "alias") or table,
        access=meant.access,
        index=index,
        key_parts=_texts(said.get("key_columns")),
        estimated_rows=number(said.get("estimated_rows")),
        actual_rows=number(said.get("actual_rows")),
        loops=loops,
        cost=number(said.get("estimated_total_cost")),
        time=None if last is None or loops is None else last * loops / 1000,
        condition=_text(said, "pushed_index_condition") or meant.condition,
        access_condition=_text(said, "lookup_condition") or meant.access_condition,
        partitions=", ".join(_texts(said.get("partitions"))),
        traits=frozenset(traits),
        details=tuple((name, _plain(value)) for name, value in said.items() if name not in _KNOWN),
        children=tuple(map(_node, inputs)),
    )
    node = with_sources(node)
    heading = _text(said, "heading")
    return _headed(heading, node) if heading else node


def _headed(heading: str, node: PlanNode) -> PlanNode:
    meant = understand(heading)
    number_of = heading.partition("#")[2].partition(" ")[0]
    block = number_of if number_of.isdecimal() else ""
    return PlanNode(
        heading, meant.step, access=Access.NONE, block=block, traits=meant.traits, children=(node,)
    )


def is_iterator(root: PlanNode) -> bool:
    """Whether the server had a plan of this kind: it has none of some writes."""
    return root.operation != NOT_AN_ITERATOR


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _dicts(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
