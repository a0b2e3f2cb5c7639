"""One table of a plan, as MySQL and MariaDB describe it: in JSON, or as a row of EXPLAIN."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.plan import Access, PlanNode, Step, Trait
from app.plans.figures import number, seconds, share, size

ACCESSES = {
    "system": Access.CONSTANT,
    "const": Access.CONSTANT,
    "eq_ref": Access.UNIQUE,
    "unique_subquery": Access.UNIQUE,
    "ref": Access.LOOKUP,
    "ref_or_null": Access.LOOKUP,
    "index_subquery": Access.LOOKUP,
    "fulltext": Access.SEARCH,
    "index_merge": Access.MERGE,
    "range": Access.RANGE,
    "index": Access.INDEX_SCAN,
    "ALL": Access.FULL_SCAN,
    "hash": Access.FULL_SCAN,
    "hash_ALL": Access.FULL_SCAN,
    "hash_index": Access.INDEX_SCAN,
    "hash_range": Access.RANGE,
}
"""By the server's word for how a table is joined; `hash_…` are MariaDB's."""
_PUT_BY = re.compile(r"<(?:derived|union|subquery|temporary|unit|materialized).*>")
_FLAGS = {
    "using_index": Trait.COVERING,
    "full_scan_on_NULL": Trait.FULL_SCAN_ON_NULL,
    "range_checked_for_each_record": Trait.RANGE_CHECKED,
    "range-checked-for-each-record": Trait.RANGE_CHECKED,
    "using_join_buffer": Trait.JOIN_BUFFER,
    "using_temporary_table": Trait.TEMPORARY,
    "using_filesort": Trait.FILESORT,
}
_SKIPS = ("using_index_for_group_by", "using_index_for_skip_scan")
_DETAILS = (
    "key_length", "ref", "used_columns", "using_join_buffer", "using_MRR", "first_match",
    "loosescan", "not_exists", "distinct", "backward_index_scan", "rows_produced_per_join",
    "data_read_per_join", "r_hit_ratio", "insert", "update", "delete", "lateral",
)  # fmt: skip


def is_put_by(name: str) -> bool:
    """Whether a table is no table but what another part of the plan has stored."""
    return _PUT_BY.fullmatch(name) is not None


def table_node(said: Mapping[str, Any]) -> PlanNode:
    """A table object of FORMAT=JSON, without what is below it."""
    word, name = str(said.get("access_type", "")), str(said.get("table_name", ""))
    access = ACCESSES.get(word, Access.NONE)
    stored = "materialized_from_subquery" in said or "materialized" in said or is_put_by(name)
    if stored and access is Access.FULL_SCAN:
        access = Access.TEMPORARY
    if any(said.get(flag) for flag in _SKIPS):
        access = Access.SKIP_SCAN
    message = str(said.get("message", ""))
    if message and not name:
        access = Access.CONSTANT
    step = Step.WRITE if said.get("insert") else Step.ACCESS
    loops = number(said.get("r_loops"))
    own_time = _own_time(said)
    traits = {trait for flag, trait in _FLAGS.items() if said.get(flag)}
    if word.startswith("hash"):
        traits.add(Trait.JOIN_BUFFER)
    if loops == 0:
        traits.add(Trait.NEVER)
    keys = said.get("key", "")
    refs = said.get("ref")
    asked = ", ".join(map(str, refs)) if isinstance(refs, list) else str(refs or "")
    return PlanNode(
        message or word or "table",
        step,
        alias=name,
        access=Access.NONE if step is Step.WRITE else access,
        index=str(keys) if keys else _merged(said),
        key_parts=_texts(said.get("used_key_parts")),
        possible_indexes=_texts(said.get("possible_keys")),
        estimated_rows=number(said.get("rows_examined_per_scan", said.get("rows"))),
        actual_rows=number(said.get("r_rows")),
        estimated_kept=share(said.get("filtered")),
        actual_kept=share(said.get("r_filtered")),
        loops=loops,
        own_cost=_own_cost(said),
        own_time=own_time,
        condition=_condition(said),
        access_condition=" and ".join(filter(None, (asked, str(said.get("index_condition", ""))))),
        buffers=_pages(said, "pages_accessed"),
        reads=_pages(said, "pages_read_count"),
        partitions=", ".join(_texts(said.get("partitions"))),
        traits=frozenset(traits),
        details=tuple((name, _plain(said[name])) for name in _DETAILS if name in said),
    )


def joined_by_buffer(table: PlanNode, said: Mapping[str, Any]) -> PlanNode:
    """The table of a `block-nl-join` with what the join says of it."""
    took = [seconds(said.get(name)) for name in ("r_unpack_time_ms", "r_other_time_ms")]
    known = [each for each in (table.own_time, *took) if each is not None]
    condition = str(said.get("attached_condition", ""))
    return replace(
        table,
        condition=" and ".join(filter(None, (table.condition, condition))),
        own_time=sum(known) if known else None,
        memory=size(said.get("buffer_size")),
        traits=table.traits | {Trait.JOIN_BUFFER},
        details=(
            *table.details,
            *((key, str(said[key])) for key in ("join_type", "buffer_type") if key in said),
        ),
    )


def _own_time(said: Mapping[str, Any]) -> float | None:
    """MariaDB before 10.5 tells one figure, later ones two."""
    parts = [seconds(said.get(name)) for name in ("r_table_time_ms", "r_other_time_ms")]
    known = [part for part in parts if part is not None]
    return sum(known) if known else seconds(said.get("r_total_time_ms"))


def _own_cost(said: Mapping[str, Any]) -> float | None:
    costs = said.get("cost_info")
    if not isinstance(costs, dict):
        return number(said.get("cost"))
    known = [number(costs.get(name)) for name in ("read_cost", "eval_cost")]
    return sum(each for each in known if each is not None) if any(known) else None


def _condition(said: Mapping[str, Any]) -> str:
    return str(said.get("attached_condition", ""))


def _merged(said: Mapping[str, Any]) -> str:
    """The indexes of MariaDB's index_merge, which are below it, in the words of MySQL."""
    merge = said.get("index_merge")
    return _merge(merge) if isinstance(merge, dict) else ""


def _merge(merge: Mapping[str, Any]) -> str:
    found = []
    for name, value in merge.items():
        if name == "range" and isinstance(value, dict):
            found.append(str(value.get("key", "")))
        elif isinstance(value, list):
            inner = ",".join(_merge(each) for each in value if isinstance(each, dict))
            found.append(f"{name}({inner})")
    return ",".join(found)


def _pages(said: Mapping[str, Any], name: str) -> int | None:
    engine = said.get("r_engine_stats")
    found = number(engine.get(name)) if isinstance(engine, dict) else None
    return None if found is None else int(found)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
