"""What watching costs the servers that are watched from here, all together. No Qt."""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.figures import with_unit
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.sample import Sample
from app.i18n import ngettext
from app.models.formats import count

_FRESH = 3 * PERIODS[Tier.STATUS]
"""Seconds a sample counts for."""


class Cost(NamedTuple):
    """What our own statements are and take, each second, of all the servers together."""

    instances: int
    statements: float
    milliseconds: float
    bytes: float

    @property
    def text(self) -> str:
        """In a sentence; "" of none."""
        if not self.instances:
            return ""
        said = ngettext(
            "watching {count} instance: {statements}, {time}, {bytes}",
            "watching {count} instances: {statements}, {time}, {bytes}",
            self.instances,
        )
        return said.format(
            count=count(self.instances), statements=with_unit(self.statements, "statements/s"),
            time=with_unit(self.milliseconds, "ms/s"), bytes=with_unit(self.bytes, "B/s"),
        )  # fmt: skip


def cost(latest: Mapping[tuple[str, Tier], Sample], now: float) -> Cost:
    """Of what this console samples itself; what a team's collector sends costs nothing here."""
    ours = [
        sample.values for (_id, tier), sample in latest.items()
        if tier is Tier.STATUS and not sample.by and now - sample.at <= _FRESH
        and "console.statements_per_sec" in sample.values
    ]  # fmt: skip

    def whole(name: str) -> float:
        return sum(values.get(f"console.{name}", 0.0) for values in ours)

    return Cost(
        len(ours), whole("statements_per_sec"), whole("busy_ms_per_sec"), whole("bytes_per_sec")
    )
