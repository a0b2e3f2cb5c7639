"""An Oracle that seems to work: the dictionary of the tests, whose counters rise with the clock."""

import time
from collections.abc import Iterable
from math import sin
from typing import Any

from tests.engines.oracle.fake import Dictionary, Row
from tests.engines.oracle.rac import rac
from tests.engines.oracle.sampling import day

_BEGUN = time.time()


def working() -> Dictionary:
    """A node of the RAC in the midst of its day."""
    made = rac()
    sessions = made.chosen.get("v$session")
    day.begin(made)
    for view in ("v$sysstat", "v$sys_time_model", "v$osstat", "v$system_wait_class",
                 "v$system_event"):  # fmt: skip
        _rise(made, view)

    def at_work(sql: str, binds: list[Any]) -> Iterable[Row]:
        if " GROUP BY " not in sql:
            return sessions(sql, binds) if sessions is not None else ()
        wave = 2 + 2 * sin(time.time() / 19)
        return (
            {"name": "CPU", "sessions": round(3 + wave), "blocked": 0, "longest": None},
            {"name": "User I/O", "sessions": round(1 + wave / 2), "blocked": 0, "longest": None},
            {"name": "Commit", "sessions": round(wave / 3), "blocked": 0, "longest": None},
            {"name": "Application", "sessions": 2, "blocked": 2, "longest": 412},
        )

    made.chosen["v$session"] = at_work
    return made


def _rise(made: Dictionary, view: str) -> None:
    """Add to each counter what a busy second of it is, for each second that went by."""
    before = made.chosen.get(view)

    def risen(sql: str, binds: list[Any]) -> Iterable[Row]:
        rows = before(sql, binds) if before is not None else made.views[view]
        passed = time.time() - _BEGUN
        busy = passed + 9 * sin(passed / 15)  # never falls
        return [{name: _of(row, name, value, busy) for name, value in row.items()} for row in rows]

    made.chosen[view] = risen


_GAUGES = ("logons current", "opened cursors current", "LOAD", "PHYSICAL_MEMORY_BYTES",
           "FREE_MEMORY_BYTES", "NUM_CPUS", "NUM_CPU_CORES")  # fmt: skip
_SECONDS = {"DB time": 5.2e6, "DB CPU": 3.1e6, "IDLE_TIME": 1100.0, "BUSY_TIME": 500.0,
            "IOWAIT_TIME": 40.0}  # fmt: skip
"""What some rise by in a second, in their own units; others by a 300,000th of what they are."""


def _of(row: Row, name: str, value: Any, busy: float) -> Any:
    known = str(row.get("name"))
    if not isinstance(value, int | float) or isinstance(value, bool) or known in _GAUGES:
        return value
    return value + round(_SECONDS.get(known, value / 300_000) * busy)
