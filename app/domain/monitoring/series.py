"""Values over time, as charts and rules take them."""

from array import array
from dataclasses import dataclass, field


def numbers() -> "array[float]":
    """An empty row of them; numpy reads it without a copy."""
    return array("d")


@dataclass(frozen=True, slots=True)
class Series:
    """One key of one instance. All rows are of one length; NaN is a gap, never drawn across.

    With `step` 0 every point is a sample; otherwise it tells of so many seconds: their mean,
    lowest and highest value.
    """

    instance: str
    key: str
    times: "array[float]" = field(default_factory=numbers)
    """Seconds since 1970, rising."""
    means: "array[float]" = field(default_factory=numbers)
    lows: "array[float]" = field(default_factory=numbers)
    highs: "array[float]" = field(default_factory=numbers)
    step: float = 0.0
