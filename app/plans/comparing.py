"""Two plans of a statement beside each other: which steps are the same, and what is another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from app.domain.plan import Access, Plan, PlanNode, Step, Trait, with_depth
from app.i18n import N_, _

_ROWS, _COST, _TIME = 2.0, 1.2, 1.5
"""Factors from which on a figure is another; times and costs waver by themselves."""


class Change(Enum):
    """What is another at a step that both plans have."""

    ADDED = "added"
    GONE = "gone"
    ACCESS = "access"
    INDEX = "index"
    ORDER = "order"
    STEP = "step"
    ROWS = "rows"
    COST = "cost"
    TIME = "time"
    TRAITS = "traits"

    @property
    def word(self) -> str:
        """What it is called, in the language spoken now."""
        return _(_WORDS[self])

    @property
    def of_shape(self) -> bool:
        """Whether the plan is another by it; figures alone do not make one."""
        return self not in (Change.ROWS, Change.COST, Change.TIME)


_WORDS = {
    Change.ADDED: N_("added"),
    Change.GONE: N_("gone"),
    Change.ACCESS: N_("access"),
    Change.INDEX: N_("index"),
    Change.ORDER: N_("order"),
    Change.STEP: N_("step"),
    Change.ROWS: N_("rows"),
    Change.COST: N_("cost"),
    Change.TIME: N_("time"),
    Change.TRAITS: N_("sorting and storing"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the comparison: one side is missing where the other plan has no such step."""

    before: PlanNode | None
    after: PlanNode | None
    before_depth: int = 0
    after_depth: int = 0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lines, in the order of both plans, which never cross."""

    pairs: tuple[Pair, ...]

    @property
    def same(self) -> bool:
        """Whether it is one plan: figures may be others."""
        return not any(change.of_shape for pair in self.pairs for change in pair.changes)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is another, the tables first, a sentence each."""
        return tuple(_sentences(self.pairs))


_Line = tuple[int, PlanNode]


def compare(before: Plan, after: Plan) -> Comparison:
    """The two plans beside each other."""
    old, new = list(with_depth(before.root)), list(with_depth(after.root))
    matcher = SequenceMatcher(
        None, [_key(node) for _d, node in old], [_key(node) for _d, node in new], autojunk=False
    )
    pairs: list[Pair] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pairs += [_pair(x, y) for x, y in zip(old[a:b], new[c:d], strict=True)]
        else:
            pairs += _unlike(old[a:b], new[c:d])
    return Comparison(tuple(_with_order(pairs)))


def _key(node: PlanNode) -> tuple[str, str]:
    """What makes steps of two plans the same one: what they do, and to what."""
    return node.step.value, node.name if node.step is Step.ACCESS else ""


def _unlike(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Pair]:
    """Steps of a stretch that differs: what is left on both sides is put side by side."""
    if len(old) == len(new) == 1 and old[0][1].step is not Step.ACCESS is not new[0][1].step:
        yield _pair(old[0], new[0])
        return
    for depth, node in old:
        yield Pair(node, None, depth, 0, (Change.GONE,))
    for depth, node in new:
        yield Pair(None, node, 0, depth, (Change.ADDED,))


def _pair(old: _Line, new: _Line) -> Pair:
    return Pair(old[1], new[1], old[0], new[0], tuple(_changes(old[1], new[1])))


def _changes(old: PlanNode, new: PlanNode) -> Iterator[Change]:
    if old.step is not new.step:
        yield Change.STEP
    if old.access is not new.access:
        yield Change.ACCESS
    if old.index != new.index:
        yield Change.INDEX
    lasting = {Trait.TEMPORARY, Trait.FILESORT, Trait.JOIN_BUFFER, Trait.DEPENDENT, Trait.ON_DISK}
    if old.traits & lasting != new.traits & lasting:
        yield Change.TRAITS
    if _differs(old.estimated_rows, new.estimated_rows, _ROWS) or _differs(
        old.actual_rows, new.actual_rows, _ROWS
    ):
        yield Change.ROWS
    if _differs(old.own_cost, new.own_cost, _COST):
        yield Change.COST
    if _differs(old.own_time, new.own_time, _TIME) and max(old.time or 0, new.time or 0) > 0.001:
        yield Change.TIME


def _differs(old: float | None, new: float | None, factor: float) -> bool:
    if old is None or new is None:
        return False
    low, high = sorted((abs(old), abs(new)))
    return high > 0 and (high >= max(low, 1e-12) * factor) and high - low > 1e-9


def _with_order(pairs: list[Pair]) -> list[Pair]:
    """A table that is gone in one place and added in another has but moved."""
    gone = {
        p.before.name: n
        for n, p in enumerate(pairs)
        if p.after is None and p.before is not None and p.before.step is Step.ACCESS
    }
    found = list(pairs)
    for n, pair in enumerate(pairs):
        node = pair.after
        if pair.before is not None or node is None or node.step is not Step.ACCESS:
            continue
        place = gone.pop(node.name, None)
        if place is None:
            continue
        before = pairs[place].before
        assert before is not None
        changes = (Change.ORDER, *_changes(before, node))
        found[place] = Pair(before, None, pairs[place].before_depth, 0, (Change.ORDER,))
        found[n] = Pair(None, node, 0, pair.after_depth, changes)
    return found


def _sentences(pairs: Sequence[Pair]) -> Iterator[str]:
    moved = {p.before.name: p.before for p in pairs if p.before and p.changes == (Change.ORDER,)}
    for pair in pairs:
        before, after = pair.before, pair.after
        if after is not None and before is None and Change.ORDER in pair.changes:
            before = moved.get(after.name)
        if after is None or before is None or after.step is not Step.ACCESS:
            continue
        if {Change.ACCESS, Change.INDEX} & set(pair.changes):
            yield _("{table}: {after} instead of {before}.").format(
                table=after.name, after=_way(after), before=_way(before)
            )
        elif Change.ORDER in pair.changes:
            yield _("{table} is read in another order.").format(table=after.name)
    for change, words in (
        (Change.GONE, N_("Gone: {steps}.")),
        (Change.ADDED, N_("Added: {steps}.")),
    ):
        nodes = [p.before or p.after for p in pairs if change in p.changes]
        steps = [node.operation.partition(":")[0] for node in nodes if node is not None]
        if steps:
            yield _(words).format(steps=", ".join(steps))


def _way(node: PlanNode) -> str:
    if node.access is Access.NONE:
        return node.operation
    return f"{node.access.word} ({node.index})" if node.index else node.access.word
