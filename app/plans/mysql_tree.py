"""EXPLAIN FORMAT=TREE and EXPLAIN ANALYZE of MySQL 8.0.16 and later: a line an iterator.

    -> Nested loop inner join  (cost=4.2 rows=0.8) (actual time=0.01..0.02 rows=0.5 loops=8)
        -> Table scan on region  (cost=0.75 rows=5) (never executed)

A text in a condition may hold line breaks, so a line without an arrow goes on with the one before.
"""

import re
from dataclasses import dataclass, field

from app.domain.plan import PlanNode, Step, Trait
from app.plans.figures import completed, number, scaled
from app.plans.iterators import understand, with_sources

_LINE = re.compile(r"( *)-> (.*)", re.DOTALL)
_NUMBER = r"[\d.]+(?:e[+-]?\d+)?"
_FIGURES = re.compile(
    rf"(?P<words>.*?)(?:  \((?:cost=(?:{_NUMBER}\.\.)?(?P<cost>{_NUMBER}) )?"
    rf"rows=(?P<rows>{_NUMBER})\))?"
    rf"(?: {{1,2}}\((?:(?P<never>never executed)|actual (?:time=(?P<first>{_NUMBER}?)\.\."
    rf"(?P<last>{_NUMBER}) )?rows=(?P<came>{_NUMBER}) loops=(?P<loops>{_NUMBER}))\))?",
    re.DOTALL,
)
_NUMBERED = re.compile(r"Select #(\d+)")


@dataclass(slots=True)
class _Line:
    depth: int
    text: str
    below: "list[_Line]" = field(default_factory=list)


def is_tree(text: str) -> bool:
    """Whether it looks like one."""
    return re.match(r"\s*(?:EXPLAIN\s*:?\s*)?-> ", text) is not None


def read_tree(text: str) -> PlanNode:
    """The plan in it. Only for a text that `is_tree`."""
    top = _Line(-1, "")
    above = [top]
    for line in text[text.index("->") :].splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            above[-1].text += f"\n{line}"
            continue
        here = _Line(len(found[1]), found[2])
        while above[-1].depth >= here.depth and len(above) > 1:
            above.pop()
        above[-1].below.append(here)
        above.append(here)
    nodes = _built(top.below)
    root = nodes[0] if len(nodes) == 1 else PlanNode("", Step.STATEMENT, children=nodes)
    return completed(scaled(root))


def _built(lines: list[_Line]) -> tuple[PlanNode, ...]:
    """Nodes of the lines with all below them, the deepest first, without recursion."""
    order: list[_Line] = []
    todo = list(lines)
    while todo:
        line = todo.pop()
        order.append(line)
        todo += line.below
    done: dict[int, PlanNode] = {}
    for line in reversed(order):
        done[id(line)] = _node(line, tuple(done[id(below)] for below in line.below))
    return tuple(done[id(line)] for line in lines)


def _node(line: _Line, children: tuple[PlanNode, ...]) -> PlanNode:
    found = _FIGURES.fullmatch(line.text.rstrip())
    assert found is not None  # its last parts are optional
    words = found["words"].strip()
    said = understand(words)
    loops, last = number(found["loops"]), number(found["last"])
    block = _NUMBERED.match(words)
    traits = set(said.traits)
    if found["never"]:
        traits.add(Trait.NEVER)
        loops = 0.0
    node = PlanNode(
        words,
        said.step,
        alias=said.name,
        access=said.access,
        index=said.index,
        key_parts=said.key_parts,
        estimated_rows=number(found["rows"]),
        actual_rows=number(found["came"]),
        loops=loops,
        cost=number(found["cost"]),
        time=None if last is None or loops is None else last * loops / 1000,
        condition=said.condition,
        access_condition=said.access_condition,
        block=block[1] if block else "",
        traits=frozenset(traits),
        children=children,
    )
    return with_sources(node)
