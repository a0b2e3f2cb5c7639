"""How long what is kept, how coarsely, and the steps of time the files are cut by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR, DAY = 3600, 86_400
SLICE = 900
"""Seconds of raw samples that are packed together."""
LEVELS: tuple[int, ...] = (300, HOUR)
"""Seconds of the steps in which older time is told, the finest first."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Seconds, and bytes on the disk.

    1,000 instances of 40 values every ten seconds take 1.7 GB of raw samples, 2.1 of five minutes,
    1.9 of hours (`benchmarks/history.py`). A year of them in steps of a minute would be 100.
    """

    raw: float = 72 * HOUR
    captures: float = 72 * HOUR
    rolled: Mapping[int, float] = field(default_factory=lambda: {300: 35 * DAY, HOUR: 366 * DAY})
    """For each of `LEVELS`."""
    marks: float = 366 * DAY
    most_bytes: int = 8 * 1024**3
    """Of everything. Where it does not suffice, the oldest raw samples go first."""
    most_bytes_of_captures: int = 1024**3
