"""What a judge knows of one instance it watches."""

from math import inf

from app.domain.monitoring.metric import PERIODS, Family, Metric, Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Health, Sample
from app.monitor.alerts.rulebook import Held, Rulebook

_STEPPED = 60.0
"""Seconds; a sample that is so much older than the last came in order, and the clock was set."""
_ANSWERS = {Health.UP: 1.0, Health.STALLED: 0.0, Health.DOWN: 0.0, Health.REFUSED: 0.0}
_NO_ROLES = frozenset({"", "unknown"})


class Watched:
    """One instance: its role, what holds for it, and how it was seen last."""

    def __init__(self, subject: Subject, now: float) -> None:
        self.subject = subject
        self.health = Health.UNKNOWN
        self.trouble = ""
        self.seen_at = now
        """When it was heard of last, by the clock of whoever judges; before, since when it is
        watched.
        """
        self._role = ""
        self._held: Held | None = None
        self._last: dict[Tier, float] = {}

    @property
    def answers(self) -> float | None:
        """1 or 0; None where nobody looked: not yet, or for want of a password."""
        return _ANSWERS.get(self.health)

    def age(self, now: float) -> float:
        """Seconds for which nothing was heard of it; 0 where something else is wrong with it."""
        known = self.health in (Health.UP, Health.UNKNOWN)
        return max(0.0, now - self.seen_at) if known else 0.0

    def held(self, book: Rulebook) -> Held:
        """The rules that hold for it."""
        if self._held is None:
            self._held = book.held(self.subject, self._role or self.subject.role)
        return self._held

    def forget_rules(self) -> None:
        """There are others."""
        self._held = None

    def see(self, sample: Sample, now: float) -> bool:
        """Note who it is; False where it came late, and what is newer was judged already."""
        late = self._last.get(sample.tier, -inf) - sample.at
        if 0 <= late < _STEPPED:
            return False
        self._last[sample.tier] = sample.at
        self.health, self.trouble, self.seen_at = sample.health, sample.trouble, now
        return True

    def change_role(self, role: str) -> bool:
        """Whether it is another one now."""
        if role in _NO_ROLES or role == self._role:
            return False
        before, self._role = self._role or self.subject.role, role
        if before == role:
            return False
        self._held = None
        return True


def should_bring(sample: Sample, metric: Metric) -> bool:
    """Whether a value of the metric comes with such samples. What is read of the machine below
    comes along whenever it was read.
    """
    tier = Tier.STATUS if metric.family is Family.HOST else metric.tier
    return sample.tier is tier and sample.health is Health.UP


def period_of(metric: Metric | None) -> float:
    """Seconds between two values of it. Of the age of data and the like: whenever somebody looks,
    and it is as it was until then.
    """
    return inf if metric is None else PERIODS[metric.tier]
