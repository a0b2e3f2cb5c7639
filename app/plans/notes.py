"""What the server says beside a plan, put where it belongs: conversions, and that it was cut.

MySQL 1739: Cannot use ref access on index 'k' due to type or collation conversion on field 'v'
MySQL 1317: Query execution was interrupted (EXPLAIN ANALYZE answers with what it has so far)
MariaDB 1105: Cannot use key `k` part[0] for lookup: `s`.`t`.`v` of type `varchar` = "5" of …
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.domain.plan import Access, Plan, PlanNode, Step, Trait, rebuilt

_UNUSABLE = re.compile(
    r"Cannot use \w+ access on index '.*' due to .* conversion on field '(?P<column>.*)'"
)
_KEY = re.compile(
    r"Cannot use key `.*?` part\[\d+\] for lookup:"
    r" (?:`.*?`\.)?`(?P<table>.*?)`\.`(?P<column>.*?)` of "
)
_INTERRUPTED = {"1317", "3024"}
_REWRITTEN = "1003"


def with_notes(plan: Plan, notes: Sequence[tuple[str, str]]) -> Plan:
    """The plan with the server's notes, each a code and a text; the rewritten query is left out."""
    kept = [(code, text) for code, text in notes if code != _REWRITTEN]
    change: dict[int, dict[str, object]] = {}
    for _code, text in kept:
        node = _converted(plan, text)
        if node is not None:
            change[id(node)] = {"traits": node.traits | {Trait.CONVERTED}}
    texts = tuple(dict.fromkeys(text for _code, text in kept))
    cut = any(code in _INTERRUPTED for code, _text in kept)
    return replace(plan, root=rebuilt(plan.root, change), notes=texts, cut=plan.cut or cut)


def _converted(plan: Plan, text: str) -> PlanNode | None:
    """The step that a conversion keeps from an index; MySQL names the column only."""
    tables = [node for node in plan.root.walk() if node.step is Step.ACCESS and node.name]
    if found := _KEY.search(text):
        named = [node for node in tables if found["table"] in (node.name, node.object)]
        return named[0] if named else _reader_of(plan, tables, found["column"])
    if found := _UNUSABLE.search(text):
        return _reader_of(plan, tables, found["column"])
    return None


def _reader_of(plan: Plan, tables: Sequence[PlanNode], column: str) -> PlanNode:
    """The table in whose conditions, or those above it, a column stands; read whole at best."""
    whole = [n for n in tables if n.access in (Access.FULL_SCAN, Access.INDEX_SCAN)]
    said = re.compile(rf"(?:`?(\w+)`?\.)?`?{re.escape(column)}`?(?!\w)")
    named = {
        found
        for node in plan.root.walk()
        for found in said.findall(f"{node.condition} {node.access_condition}")
    }
    for node in (*whole, *tables):
        if node.name in named:
            return node
    return (*whole, *tables, plan.root)[0]
