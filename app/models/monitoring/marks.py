"""Marks as they come: one that ended takes the place of its beginning. No Qt."""

from collections.abc import Iterable

from app.domain.monitoring.sample import Mark

MOST = 10_000
"""Marks that are shown at most, the newest: a day's worth of a bad one."""


def with_marks(known: Iterable[Mark], new: Iterable[Mark], most: int = MOST) -> tuple[Mark, ...]:
    """Those that were known and those that came, in the order of time."""
    held = {(mark.instance, mark.kind, mark.at, mark.reference): mark for mark in known}
    for mark in new:
        held[mark.instance, mark.kind, mark.at, mark.reference] = mark
    return tuple(sorted(held.values(), key=lambda mark: mark.at))[-most:]
