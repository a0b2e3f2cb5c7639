"""What counters rose by between two looks at a server, and when that must not be said.

Rates are of the monotonic clock alone. The wall clock of either side may jump; a server's `uptime`
is one too (MySQL's `Uptime` and Redis' `uptime_in_seconds` are differences of wall clocks), so it
is believed only where it cannot mislead:

* another `boot`, or an `uptime` shorter than what passed since the last look: it began anew;
* an `uptime` that fell, with no `boot` to say it is the same: it began anew (a gap is no lie);
* an `uptime` that fell and is still longer than what passed, and the same `boot`: its clock was
  set back, and the rates are right;
* an `uptime` that rose by far more than passed here: this computer slept (CLOCK_MONOTONIC stands
  still meanwhile) or a clock jumped. What the counters rose by belongs to a time we do not know.

A counter that fell while the server went on was reset (FLUSH STATUS, CONFIG RESETSTAT) or wrapped.
It wrapped where it stood in the last quarter of 32 or 64 bits and is in the first now, and every
other of its source that is not 0 stayed or rose, one of them at least: a reset takes all of them.
Anything else is a reset, and of that source nothing is said for one interval.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.domain.monitoring.sample import Raw, Row, Scalar
from app.monitor.formula.values import as_number

SLACK = 2.5
"""Seconds two clocks in whole seconds, and the time a question takes, may differ."""
STRETCH = 1.5
"""How many times longer than here an interval may have been for the server."""
_WIDTHS = (1 << 32, 1 << 64)


class Course(StrEnum):
    """How a server went on between two looks."""

    CONTINUED = "continued"
    RESTARTED = "restarted"
    UNKNOWN = "unknown"
    """Nothing can be said of how long it was, and so of no rate."""


def course(before: Raw, now: Raw) -> Course:
    """How the server went on from `before` to `now`."""
    passed = now.at - before.at
    if before.boot and now.boot and before.boot != now.boot:
        return Course.RESTARTED
    if now.uptime is not None and before.uptime is not None:
        missing = before.uptime + passed - now.uptime
        if now.uptime < passed - SLACK or (now.uptime < passed + SLACK and missing > 2 * SLACK):
            return Course.RESTARTED
        if now.uptime < before.uptime and not now.boot:
            return Course.RESTARTED
        if now.uptime - before.uptime > passed * STRETCH + SLACK:
            return Course.UNKNOWN
    return Course.CONTINUED if passed > 0 else Course.UNKNOWN


def steps_of(before: Row, now: Row, names: Iterable[str]) -> dict[str, float] | None:
    """What each of these counters rose by, where both ends are known; None after a reset."""
    steps: dict[str, float] = {}
    fallen: list[str] = []
    for name in names:
        new, old = _counter(now.get(name)), _counter(before.get(name))
        if new is None or old is None:
            continue
        step = new - old
        if step < 0:
            fallen.append(name)
        steps[name] = step
    if not fallen:
        return steps
    witnesses = any(name not in fallen and _counter(before.get(name)) for name in steps)
    for name in fallen:
        wrapped = _wrapped(_counter(before.get(name)), _counter(now.get(name)))
        if wrapped is None or not witnesses:
            return None
        steps[name] = wrapped
    return steps


def table_steps(
    before: Mapping[str, Row], now: Mapping[str, Row], names: Iterable[str]
) -> dict[str, dict[str, float]]:
    """The same for every row; a row that is new, came back or was reset has no steps."""
    found = {}
    for key, row in now.items():
        if (old := before.get(key)) is not None and (
            steps := steps_of(old, row, names)
        ) is not None:
            found[key] = steps
    return found


def _counter(value: Scalar) -> float | None:
    """Most are numbers already."""
    return value if type(value) is int else as_number(value)


def _wrapped(old: float | None, new: float | None) -> float | None:
    """What it rose by, if it went through the top of its range; None where it cannot have."""
    if old is None or new is None or not isinstance(old, int) or not isinstance(new, int):
        return None
    for width in _WIDTHS:
        if width * 3 // 4 <= old < width and 0 <= new < width // 4:
            return new + width - old
    return None
