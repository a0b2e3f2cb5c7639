"""Which shade lies where, when stretches of time overlap: never two on one moment. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that is shaded; the greatest `rank` is the worst."""

    begin: float
    end: float
    rank: int = 0


def apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same, none over another: those of one rank are joined, and what lies under a worse one
    is left out. Shades that were laid upon each other would say more than there is."""
    taken: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: (-each.rank, each.begin)):
        last = taken[-1] if taken else None
        if last is not None and last.rank == stretch.rank and stretch.begin <= last.end:
            taken[-1] = Stretch(last.begin, max(last.end, stretch.end), last.rank)
        else:
            taken.append(stretch)
    free: list[Stretch] = []
    for stretch in taken:
        free += _outside(stretch, [each for each in free if each.rank > stretch.rank])
    return sorted(free, key=lambda each: each.begin)


def _outside(stretch: Stretch, worse: list[Stretch]) -> list[Stretch]:
    """What of a stretch none of those covers."""
    left: list[Stretch] = []
    begin = stretch.begin
    for each in sorted(worse, key=lambda each: each.begin):
        if each.end < begin or each.begin > stretch.end:
            continue
        if each.begin > begin:
            left.append(Stretch(begin, each.begin, stretch.rank))
        begin = each.end
    if begin < stretch.end or begin == stretch.begin:
        left.append(Stretch(begin, stretch.end, stretch.rank))
    return left
