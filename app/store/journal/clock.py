"""What time it is by two clocks: the one that is set, and the one nobody sets.

Each entry holds both. Between two entries of one run of the machine both must have gone on alike;
where they have not, somebody or something set the clock. Slow corrections are not seen, for they
move both.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.journal import Entry
from app.store.journal.lines import Tip, clock_of

SLACK = timedelta(seconds=2)
"""How far the clock may go back (it is set right all the time) before anybody speaks of it."""
_JUMP = 5.0  # seconds the two may differ
_DRIFT = 1e-4  # seconds a second they may differ besides: cheap clocks


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by both clocks. `monotonic` are seconds, in which the time the machine slept counts."""

    utc: datetime
    monotonic: float


def now() -> Moment:
    """What both say."""
    return Moment(datetime.now(UTC), round(_running(), 6))


def _running() -> float:
    if hasattr(time, "CLOCK_BOOTTIME"):  # on Linux; elsewhere the monotonic one counts sleep
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def jump(tip: Tip, entry: Entry) -> float:
    """How many seconds the clock was put forward, below 0 back, since the entry before; 0 none."""
    if tip.boot and tip.boot == clock_of(entry):
        passed = entry.monotonic - tip.monotonic
        moved = (entry.utc - tip.utc).total_seconds() - passed
        if abs(moved) > _JUMP + _DRIFT * abs(passed):
            return round(moved, 3)
    back = (tip.utc - entry.utc).total_seconds()
    return -round(back, 3) if back > SLACK.total_seconds() else 0.0
