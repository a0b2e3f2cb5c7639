"""What a look at a server costs: processor time here, there, and statements."""

import time
from collections.abc import Callable
from dataclasses import dataclass


def processor_time(pid: int) -> float:
    """Seconds of processor time of a process and all threads it ever had.

    The kernel's own clock of it (clock_getcpuclockid): /proc counts in hundredths of a second.
    """
    return time.clock_gettime((~pid << 3) | 2)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one look, on average."""

    name: str
    here: float
    """Milliseconds of processor time of who looks."""
    server: float
    wall: float
    statements: float

    def line(self) -> str:
        """As it is printed."""
        return (
            f"  {self.name:<34} {self.here:8.2f} ms {self.server:8.2f} ms"
            f" {self.wall:8.2f} ms {self.statements:8.1f}"
        )


HEAD = f"  {'':<34} {'here':>11} {'server':>11} {'wall':>11} {'statements':>10}"


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who looks at a server."""

    name: str
    look: Callable[[], object]
    pid: int
    """Whose processor time it is."""


def measured(
    watchers: list[Watcher], server: int, statements: Callable[[], int], rounds: int
) -> list[Cost]:
    """Let each look `rounds` times; in turns of some, so that all meet the same minute."""
    turns = 5
    each = max(1, rounds // turns)
    sums = {watcher.name: [0.0, 0.0, 0.0, 0.0] for watcher in watchers}
    for watcher in watchers:
        for _warm in range(5):
            watcher.look()
    for _turn in range(turns):
        for watcher in watchers:
            asked = statements()
            before = processor_time(watcher.pid), processor_time(server), time.perf_counter()
            for _look in range(each):
                watcher.look()
            after = processor_time(watcher.pid), processor_time(server), time.perf_counter()
            counted = statements() - asked - 1  # the counting is one itself
            for n, (end, begin) in enumerate(zip(after, before, strict=True)):
                sums[watcher.name][n] += 1000 * (end - begin)
            sums[watcher.name][3] += counted
    return [
        Cost(name, *(total / (turns * each) for total in totals)) for name, totals in sums.items()
    ]
