"""When something that fills up will be full, if it goes on as it did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forecast:
    """A line through the past of one series, and where it ends.

    Moments are seconds since 1970. A line says nothing of what nobody did yet: `earliest` and
    `latest` say how sure it is.
    """

    instance: str
    key: str
    at: float
    """When it was made."""
    value: float
    """What the line says of now."""
    limit: float
    per_day: float
    """How much it grows a day; negative where it shrinks."""
    full_at: float | None
    """When it gets to the limit; None where it does not, not as far ahead as can be seen
    (ten times as far as was looked back, and ten years), or where noise alone may look so."""
    earliest: float | None = None
    latest: float | None = None
    """Between these it does, 9 times in 10; None where the line may as well never get there."""
    since: float = 0.0
    """The oldest value that was used: what came before the last change tells nothing."""
