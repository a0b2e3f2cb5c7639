"""Samples for the tests of the history, and a clock that stands."""

from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.monitor.history.keeping import DAY

DAWN = 20_400 * DAY + 0.0
"""The first moment of some day."""
QPS = "mysql.queries"


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def never() -> bool:
    return False


def sample(at: float, values: dict[str, float], instance: str = "a", **more: object) -> Sample:
    return Sample(instance, Tier.STATUS, at, Health.UP, values, **more)  # type: ignore[arg-type]


def steady(begin: float, count: int, period: float = 10.0) -> list[Sample]:
    return [sample(begin + period * n, {QPS: float(n)}) for n in range(count)]
