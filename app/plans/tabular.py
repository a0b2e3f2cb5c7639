"""EXPLAIN without a format: one row a table, the oldest form, which every server has.

It tells little of what is done to rows; what it does tell stands in `Extra`, at the first table
of a query.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.domain.operating.server import ResultSet
from app.domain.plan import Access, Form, Plan, PlanNode, Step, Trait
from app.i18n import _
from app.plans.figures import number, share
from app.plans.tables import ACCESSES, is_put_by

_EXTRA = {
    "Using temporary": Trait.TEMPORARY,
    "Using filesort": Trait.FILESORT,
    "Using index": Trait.COVERING,
    "Full scan on NULL key": Trait.FULL_SCAN_ON_NULL,
}
_BORDER = re.compile(r"\s*\+[-+]+\+\s*")


def read_rows(rows: Sequence[Mapping[str, Any]]) -> PlanNode:
    """The plan in rows of EXPLAIN (or of ANALYZE of MariaDB), by names of columns in small letters.

    Tables of one `id` are joined in their order.
    """
    blocks: dict[str, list[PlanNode]] = {}
    kinds: dict[str, str] = {}
    for row in rows:
        block = _text(row, "id")
        kinds.setdefault(block, _text(row, "select_type"))
        blocks.setdefault(block, []).append(_table(row, block))
    if not blocks:
        raise BadInput(_("There is no plan in it."))
    parts = [_block(block, kinds[block], tables) for block, tables in blocks.items()]
    return replace(parts[0], step=Step.STATEMENT, children=(*parts[0].children, *parts[1:]))


def plan_of_rows(found: ResultSet, dialect: Dialect) -> Plan:
    """The plan in the answer of a server."""
    names = [name.lower() for name in found.columns]
    rows = [dict(zip(names, row, strict=True)) for row in found.rows]
    raw = "\n".join("\t".join(map(str, row)) for row in (found.columns, *found.rows))
    return Plan(read_rows(rows), Form.TABLE, raw, dialect)


def is_table(text: str) -> bool:
    """Whether it looks like what a client prints, or copies, of such an answer."""
    head = next((line for line in text.splitlines() if "select_type" in line), "")
    return {"id", "table", "type"} <= {cell.strip().lower() for cell in _cells(head)}


def read_table(text: str) -> PlanNode:
    """The plan in a text that `is_table`."""
    lines = [line for line in text.splitlines() if line.strip() and not _BORDER.fullmatch(line)]
    start = next(place for place, line in enumerate(lines) if "select_type" in line)
    names = [name.strip().lower() for name in _cells(lines[start])]
    rows = [
        dict(zip(names, (cell.strip() for cell in _cells(line)), strict=False))
        for line in lines[start + 1 :]
    ]
    return read_rows(rows)


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.strip().strip("|").split("|")


def _block(block: str, kind: str, tables: Sequence[PlanNode]) -> PlanNode:
    joined: Sequence[PlanNode] = tables
    traits: set[Trait] = set()
    if "DEPENDENT" in kind.upper():
        traits.add(Trait.DEPENDENT)
    if len(tables) > 1:
        buffered = any(Trait.JOIN_BUFFER in each.traits for each in tables)
        shared = frozenset({Trait.JOIN_BUFFER} if buffered else ())
        joined = (PlanNode("nested loop", Step.LOOP, traits=shared, children=tuple(tables)),)
    words = " ".join(filter(None, (f"select #{block}" if block else "query", kind)))
    return PlanNode(
        words, Step.SUBQUERY, block=block, traits=frozenset(traits), children=tuple(joined)
    )


def _table(row: Mapping[str, Any], block: str) -> PlanNode:
    name, extra = _text(row, "table"), _text(row, "extra")
    word, key = (_text(row, part).partition("|")[0] for part in ("type", "key"))  # `ref|filter`
    said = [part.strip() for part in extra.split(";") if part.strip()]
    access = ACCESSES.get(word, Access.NONE if name else Access.CONSTANT)
    if is_put_by(name) and access is Access.FULL_SCAN:
        access = Access.TEMPORARY
    traits = {trait for part in said for words, trait in _EXTRA.items() if part == words}
    if any(part.startswith("Using join buffer") for part in said):
        traits.add(Trait.JOIN_BUFFER)
    if any(part.startswith("Range checked for each record") for part in said):
        traits.add(Trait.RANGE_CHECKED)
    if any(part.startswith(("Using index for group", "Using index for skip")) for part in said):
        access = Access.SKIP_SCAN
    return PlanNode(
        word or extra or "table",
        Step.ACCESS,
        alias=name,
        access=access,
        index=key,
        possible_indexes=tuple(filter(None, _text(row, "possible_keys").split(","))),
        estimated_rows=number(row.get("rows")),
        actual_rows=number(row.get("r_rows")),
        estimated_kept=share(row.get("filtered")),
        actual_kept=share(row.get("r_filtered")),
        access_condition=_text(row, "ref"),
        partitions=_text(row, "partitions"),
        block=block,
        traits=frozenset(traits),
        details=tuple((key, _text(row, key)) for key in ("key_len", "extra") if _text(row, key)),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or value == "NULL" else str(value)
