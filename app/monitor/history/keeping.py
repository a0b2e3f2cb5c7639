"""How long what is kept, how coarsely, and the steps of time the files are cut by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

HOUR, DAY = 3600, 86_400
_RECORDED = 72 * HOUR
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

    raw: float = _RECORDED
    captures: float = _RECORDED
    rolled: Mapping[int, float] = field(default_factory=lambda: {300: 35 * DAY, HOUR: 366 * DAY})
    """For each of `LEVELS`."""
    marks: float = 366 * DAY
    most_bytes: int = 8 * 1024**3
    """Of everything. Where it does not suffice, the oldest raw samples go first."""
    most_bytes_of_captures: int = 1024**3

    @classmethod
    def of(cls, hours: int, days: int, mebibytes: int) -> Self:
        """As a user says it: hours of raw samples, days of everything, and the room for it.

        Captures are kept as long as raw samples, but for 72 hours and in an eighth of the room at
        the most; five minutes a month at the most.
        """
        raw, whole, most = hours * HOUR, days * DAY, mebibytes * 1024**2
        return cls(
            raw, min(raw, _RECORDED), {300: min(35 * DAY, whole), HOUR: whole}, whole, most,
            most // 8,
        )  # fmt: skip
