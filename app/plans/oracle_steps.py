"""Lines of an Oracle plan, of whatever source, and the tree they stand for.

Rows and pages of a run are sums over all starts; here a node's rows are those of one. Time, pages
and costs hold what is below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.domain.plan import PlanNode, Step, Trait
from app.plans.figures import completed
from app.plans.oracle_words import is_index, understand


@dataclass(frozen=True, slots=True)
class Line:
    """One step: how deep it is only has to be more than that of what it belongs to."""

    words: str
    depth: int
    object: str = ""
    alias: str = ""
    block: str = ""
    rows: float | None = None
    came: float | None = None
    starts: float | None = None
    cost: float | None = None
    time: float | None = None
    buffers: float | None = None
    reads: float | None = None
    memory: int | None = None
    disk: int | None = None
    partitions: str = ""
    asked: str = ""
    kept: str = ""
    passes: str = ""
    """`O/1/M`: how often it ran in memory, in one pass over disk, in several."""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Place:
    line: Line
    below: "list[_Place]" = field(default_factory=list)


def planned(lines: Sequence[Line]) -> PlanNode:
    """The tree of the lines, which are in their order and at least one."""
    top = _Place(Line("", -1))
    above = [top]
    order = []
    for line in lines:
        here = _Place(line)
        order.append(here)
        while len(above) > 1 and above[-1].line.depth >= line.depth:
            above.pop()
        above[-1].below.append(here)
        above.append(here)
    done: dict[int, PlanNode] = {}
    for place in reversed(order):
        done[id(place)] = _node(place.line, tuple(done[id(each)] for each in place.below))
    roots = tuple(done[id(each)] for each in top.below)
    root = roots[0] if len(roots) == 1 else PlanNode("", Step.STATEMENT, children=roots)
    return completed(root)


def _node(line: Line, children: tuple[PlanNode, ...]) -> PlanNode:
    step, access, traits = understand(line.words, line.object)
    index = line.object if is_index(line.words) else ""
    if line.starts == 0:
        traits |= {Trait.NEVER}
    if (line.disk or 0) > 0 or _spilled(line.passes):
        traits |= {Trait.ON_DISK}
    came = line.came
    if came is not None and line.starts:
        came /= line.starts
    if step is Step.ACCESS and not index and children and "INDEX ROWID" in line.words:
        below = next((each for each in children[0].walk() if each.index), None)
        index = below.index if below is not None else ""
    node = PlanNode(
        line.words,
        step,
        object=line.object,
        alias=line.alias,
        access=access,
        index=index,
        estimated_rows=line.rows,
        actual_rows=came,
        loops=line.starts,
        cost=line.cost,
        time=line.time,
        condition=line.kept,
        access_condition=line.asked,
        memory=line.memory,
        disk=line.disk,
        buffers=None if line.buffers is None else int(line.buffers),
        reads=None if line.reads is None else int(line.reads),
        partitions=line.partitions,
        block=line.block,
        traits=traits,
        details=line.more,
        children=children,
    )
    return _depending(node)


def _depending(node: PlanNode) -> PlanNode:
    """A FILTER runs what stands below its first input anew for the rows of that."""
    if node.step is not Step.FILTER or len(node.children) < 2:
        return node
    first, *others = node.children
    again = tuple(replace(each, traits=each.traits | {Trait.DEPENDENT}) for each in others)
    return replace(node, children=(first, *again))


def _spilled(passes: str) -> bool:
    parts = passes.split("/")
    return len(parts) == 3 and any(part.strip() not in ("", "0") for part in parts[1:])
