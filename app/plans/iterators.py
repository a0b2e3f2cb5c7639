"""The words of MySQL's iterators: what a line of FORMAT=TREE says a step does.

Version 2 of its JSON has the same line as `operation`. Names are written bare, and may hold
anything, so a line that fits no pattern is still a step: of a kind nobody knows.
"""

import re
from dataclasses import dataclass, replace

from app.domain.plan import Access, PlanNode, Step, Trait

_ON = re.compile(
    r"(?P<single>Single-row )?(?P<covering>covering )?(?P<what>(?:multi-range |full-text )?"
    r"(?:table scan|index scan|index range scan|index lookup|index skip scan(?: for \w+)?|"
    r"index search|sample scan))"
    r" on (?P<table>.+?)(?: using (?P<index>.+?))?"
    r"(?P<rest>(?: over .*| \(.*|, with index condition: .*)?)",
    re.IGNORECASE | re.DOTALL,
)
_SCAN = {
    "table scan": Access.FULL_SCAN,
    "sample scan": Access.FULL_SCAN,
    "index scan": Access.INDEX_SCAN,
    "index range scan": Access.RANGE,
    "multi-range index lookup": Access.LOOKUP,
    "index lookup": Access.LOOKUP,
    "full-text index search": Access.SEARCH,
}
_PUSHED = re.compile(r", with index condition: (.*?)(?: \(reverse\))?\Z", re.DOTALL)
_OVER = re.compile(r" over (.*)", re.DOTALL)
_PUT_BY = re.compile(r"<.*>")
_FIELD = re.compile(r"(?:^\(?|, )(`(?:[^`]|``)*`|\w+) ?=")
_BEGINNINGS: tuple[tuple[str, Step, tuple[Trait, ...]], ...] = (
    ("Nested loop", Step.LOOP, ()),
    ("Batched key access", Step.LOOP, (Trait.JOIN_BUFFER,)),
    ("Hash join", Step.HASH_JOIN, ()),
    ("Filter", Step.FILTER, ()),
    ("Sort-deduplicate by row ID", Step.ACCESS, ()),
    ("Sort", Step.SORT, (Trait.FILESORT,)),
    ("Aggregate using temporary table", Step.GROUP, (Trait.TEMPORARY,)),
    ("Aggregate", Step.GROUP, ()),
    ("Group", Step.GROUP, ()),
    ("Window", Step.WINDOW, ()),
    ("Limit", Step.LIMIT, ()),
    ("Union", Step.UNION, (Trait.TEMPORARY,)),
    ("Intersect materialize", Step.UNION, (Trait.TEMPORARY,)),
    ("Except materialize", Step.UNION, (Trait.TEMPORARY,)),
    ("Materialize", Step.STORE, (Trait.MATERIALIZED, Trait.TEMPORARY)),
    ("Temporary table", Step.STORE, (Trait.TEMPORARY,)),
    ("Append", Step.UNION, ()),
    ("Remove duplicate", Step.DISTINCT, ()),
    ("Select #", Step.SUBQUERY, ()),
    ("Insert", Step.WRITE, ()),
    ("Replace", Step.WRITE, ()),
    ("Update", Step.WRITE, ()),
    ("Delete", Step.WRITE, ()),
    ("Hash", Step.STORE, ()),
    ("Stream results", Step.OTHER, ()),
)
_MERGES = ("Sort-deduplicate by row ID", "Intersect rows sorted by row ID", "Deduplicate rows")
_CONSTANTS = ("Rows fetched before execution", "Constant row", "Zero rows", "Zero input rows")


@dataclass(frozen=True, slots=True)
class Said:
    """What the words of one iterator mean."""

    step: Step = Step.OTHER
    access: Access = Access.NONE
    name: str = ""
    """Of what it reads, as the statement calls it."""
    index: str = ""
    key_parts: tuple[str, ...] = ()
    condition: str = ""
    access_condition: str = ""
    traits: frozenset[Trait] = frozenset()


def understand(words: str) -> Said:
    """What a line says; `words` without figures."""
    if (found := _ON.fullmatch(words)) is not None:
        return _access(found)
    if words.startswith(_MERGES):
        return Said(Step.ACCESS, Access.MERGE)
    if words.startswith(_CONSTANTS):
        name = words.partition(" from ")[2] if words.startswith("Constant row") else ""
        return Said(Step.ACCESS, Access.CONSTANT, name)
    if words.startswith("Count rows in "):
        return Said(Step.ACCESS, Access.FULL_SCAN, words[14:], traits=_set(Trait.WHOLE_TABLE))
    if words.startswith("Scan new records on "):
        return Said(Step.ACCESS, Access.TEMPORARY, words[20:])
    if re.match(r"\w+ hash join|Hash (?:semi|anti)join", words):
        alone = "(no condition)" in words
        condition = "" if alone else words.partition("(")[2].removesuffix(")")
        return Said(Step.CARTESIAN if alone else Step.HASH_JOIN, access_condition=condition)
    return _other(words)


def with_sources(node: PlanNode) -> PlanNode:
    """A scan of what is stored right below it is none of a table."""
    if node.access is Access.FULL_SCAN and node.children:
        return replace(node, access=Access.TEMPORARY)
    return node


def _other(words: str) -> Said:
    for beginning, step, traits in _BEGINNINGS:
        if not words.startswith(beginning):
            continue
        found = set(traits)
        if step is Step.SUBQUERY and "dependent)" in words:
            found.add(Trait.DEPENDENT)
        if step is Step.STORE and "query plan printed elsewhere" in words:
            found = {Trait.NEVER}
        _kind, colon, rest = words.partition(": ")
        name = ""
        if step is Step.WRITE:
            name = re.sub(r"^\w+ (?:into |from )?| \(.*", "", words)
        elif words.startswith("Materialize") and (of := re.match(r".*?CTE (\S+)", words)):
            name = of[1]
        return Said(
            step, name=name, condition=rest if colon and step is Step.FILTER else "",
            traits=frozenset(found),
        )  # fmt: skip
    return Said()


def _access(found: re.Match[str]) -> Said:
    what, table, rest = found["what"].lower(), found["table"], found["rest"] or ""
    traits = {Trait.COVERING} if found["covering"] else set()
    access = Access.SKIP_SCAN if "skip scan" in what else _SCAN.get(what, Access.SEARCH)
    if found["single"]:
        access = Access.UNIQUE
    if "re-planned for each iteration" in table + rest:
        table = table.partition(" (re-planned")[0]
        traits.add(Trait.RANGE_CHECKED)
    if _PUT_BY.fullmatch(table):
        access = Access.TEMPORARY if access is Access.FULL_SCAN else access
    pushed = _PUSHED.search(rest)
    head = rest[: pushed.start()] if pushed else rest
    head = head.removesuffix(" (reverse)")
    over = _OVER.match(head)
    asked = over[1] if over else head.strip().removeprefix("(").removesuffix(")")
    parts = tuple(part.strip("`") for part in _FIELD.findall(f"({asked}" if asked else ""))
    if access is Access.RANGE:
        parts = ()
    return Said(
        Step.ACCESS, access, table, found["index"] or "", parts, pushed[1] if pushed else "",
        asked, frozenset(traits),
    )  # fmt: skip


def _set(*traits: Trait) -> frozenset[Trait]:
    return frozenset(traits)
