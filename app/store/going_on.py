"""A clock that was read once elsewhere, and goes on here with one that nobody can set."""

from collections.abc import Callable

from app.store.journal.clock import now


def going_on(read: float) -> Callable[[], float]:
    """Seconds since 1970 by who was asked: `read` a moment ago, and what has passed since. The
    time this machine sleeps counts; that its clock is set does not.
    """
    begun = now().monotonic
    return lambda: read + now().monotonic - begun
