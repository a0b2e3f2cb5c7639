"""Figures as servers write them, and those that follow from others of a plan."""

import math
import re

from app.domain import figures
from app.domain.plan import PlanNode, Step, rebuilt

_SIZE = re.compile(r"\s*([\d.]+(?:[eE][+-]?\d+)?)\s*([KMGTPE]?)(?:i?B|bytes)?\s*", re.IGNORECASE)
_UNITS = "KMGTPE"


def number(value: object) -> float | None:
    """A number, or a text that is one; None for anything else, the infinite too."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def seconds(milliseconds: object) -> float | None:
    """Milliseconds as seconds."""
    found = number(milliseconds)
    return None if found is None else found / 1000


def took(time: float) -> str:
    """A duration with three digits that count, as plans need them: 3.41 ms, 890 µs, 12.3 s."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if time * factor >= 0.9995:
            return figures.duration(time) if time >= 60 else f"{time * factor:.3g} {unit}"
    return "0 s" if time == 0 else f"{time * 1e6:.2g} µs"


def share(percent: object) -> float | None:
    """A percentage as a share from 0 to 1."""
    found = number(percent)
    return None if found is None else min(max(found / 100, 0.0), 1.0)


def size(value: object, thousand: int = 1024) -> int | None:
    """Bytes of `37KiB`, `9K`, `1024`."""
    match = _SIZE.fullmatch(str(value)) if value is not None else None
    amount = number(match[1]) if match else None
    if match is None or amount is None:
        return None
    power = _UNITS.index(match[2].upper()) + 1 if match[2] else 0
    found = amount * thousand**power
    return int(found) if found < 2**63 else None


def completed(root: PlanNode) -> PlanNode:
    """Fill in what a node took by itself where only the whole is told, and the other way round."""
    change: dict[int, dict[str, object]] = {}
    sums: dict[int, tuple[float | None, float | None]] = {}
    for node in reversed(list(root.walk())):
        below = [sums[id(child)] for child in node.children]
        own_time, time = _both(node.own_time, node.time, [each[0] for each in below])
        own_cost, cost = _both(node.own_cost, node.cost, [each[1] for each in below])
        sums[id(node)] = time, cost
        change[id(node)] = {
            "own_time": own_time, "time": time, "own_cost": own_cost, "cost": cost,
        }  # fmt: skip
    return rebuilt(root, change)


def _both(
    own: float | None, whole: float | None, below: list[float | None]
) -> tuple[float | None, float | None]:
    known = [each for each in below if each is not None]
    under = sum(known)
    if whole is None and (own is not None or known):
        whole = (own or 0.0) + under
    elif own is None and whole is not None:
        own = max(whole - under, 0.0)
    return own, whole


def scaled(root: PlanNode) -> PlanNode:
    """Costs of one loop as costs of all loops that are expected.

    An iterator of MySQL tells what one loop costs. The second input of a nested loop runs once for
    every row of the first.
    """
    change: dict[int, dict[str, object]] = {}
    todo = [(root, 1.0)]
    while todo:
        node, times = todo.pop()
        if node.cost is not None:
            details = node.details
            if times != 1.0:
                details = (*details, ("cost of one loop", f"{node.cost:g}"))
            change[id(node)] = {"cost": node.cost * times, "details": details}
        for place, child in enumerate(node.children):
            again = times
            if place and node.step is Step.LOOP:
                again *= max(node.children[0].estimated_rows or 1.0, 0.0)
            todo.append((child, again))
    return rebuilt(root, change)
