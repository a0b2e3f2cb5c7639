"""One rule on one series of one instance: at most one alert, however many thresholds it has."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from math import inf

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, Threshold
from app.monitor.alerts.condition import Condition
from app.monitor.alerts.rulebook import Holding
from app.monitor.alerts.sentences import coming_and_going, gone, sentence, stale

FLAP = 300.0
"""Seconds: one that fires again within them is the same one, and is not over again before it was
calm for as long.
"""
STALE, GONE = 3, 10
"""Periods without a value after which that is said, and after which there is no such thing."""
_TOLD_EVERY = 30.0
"""Seconds between two alerts that differ in their value alone."""
_SURE = 1.25
"""So many times as far ahead as it fires must a trend lead before it is over."""


def id_of(rule: str, instance: str, key: str) -> str:
    """What an alert is called, wherever it is judged."""
    return sha256("\n".join((rule, instance, key)).encode()).hexdigest()[:24]


class Case:
    """Follows one series. `alert` is what is told of it; None while there is nothing to tell.

    What takes something in returns whether there is something to tell.
    """

    def __init__(
        self, holding: Holding, instance: str, key: str, alert: Alert | None = None
    ) -> None:
        """`alert` is how it stood before: firing or over."""
        self.holding, self.instance, self.key = holding, instance, key
        self.alert = alert
        self.looked_ahead_at = self.looked_ahead_of = -inf
        """When, and the value it had then."""
        self.full_at: float | None = None
        self._conditions = [Condition(each) for each in holding.thresholds if each.within is None]
        self._trends = [each for each in holding.thresholds if each.within is not None]
        self._over = alert if alert is not None and alert.state is AlertState.CLEARED else None
        self._seen_at: float | None = None
        self._missed = 0
        self._is_stale = False
        self._calm_since: float | None = None
        self._times = 1
        self._told_at = -inf
        if alert is not None and self.firing:
            self._resume(alert)

    @property
    def firing(self) -> bool:
        """Whether an alert stands."""
        return self.alert is not None and self.alert.state is AlertState.FIRING

    @property
    def pending(self) -> bool:
        """Whether one may come."""
        return self.alert is not None and self.alert.state is AlertState.PENDING

    @property
    def idle(self) -> bool:
        """Whether nothing need be remembered."""
        return not (self.firing or self.pending or self._trends) and all(
            condition.idle for condition in self._conditions
        )

    def take(self, value: float, at: float, period: float, by: str, trouble: str = "") -> bool:
        """See a value that should come every `period` seconds."""
        was_stale, self._is_stale = self._is_stale, False
        self._seen_at, self._missed = at, 0
        for condition in self._conditions:
            condition.take(value, at, period)
        worst = self._worst(at)
        if worst is not None:
            return self._fire(worst, value, at, by, trouble) or was_stale
        if self.firing:
            return self._calm(value, at) or was_stale
        return self._pend(value, at, by, trouble)

    def miss(self, at: float, period: float) -> bool:
        """The instance answers, and says nothing of this."""
        if self._seen_at is None:
            self._seen_at = at
        self._missed += 1
        periods = min(self._missed, (at - self._seen_at) / period)
        if periods >= GONE:
            return self.end(at, gone())
        if periods < STALE:
            return False
        if self.alert is None or not self.firing:
            return self.end(at)
        if self._is_stale:
            return False
        self._is_stale = True
        self.alert = replace(self.alert, text=stale(self.alert.text, self._seen_at))
        return True

    def end(self, at: float, text: str = "") -> bool:
        """Nobody can say any more whether it is so."""
        for condition in self._conditions:
            condition.forget()
        self.full_at, self._calm_since = None, None
        if not (self.firing or self.pending):
            return False
        self._clear(at, text)
        return True

    def hold(self, at: float) -> bool:
        """The instance does not answer: what stands goes on, what was on its way begins anew."""
        return self.end(at) if not self.firing else False

    def _resume(self, alert: Alert) -> None:
        """It fired before the program ended, or by another limit."""
        if alert.exhausted_at is not None and self._trends:
            self.full_at = alert.exhausted_at
            return
        alike = [c for c in self._conditions if c.threshold.severity is alert.severity]
        for condition in alike or self._conditions:
            condition.resume(alert.since)

    def _worst(self, at: float) -> Threshold | None:
        alert = self.alert if self.firing else None
        met = [each.threshold for each in self._conditions if each.met]
        if self.full_at is not None:
            sure = _SURE if alert is not None and alert.exhausted_at is not None else 1.0
            ahead = self.full_at - at
            met += [each for each in self._trends if ahead <= sure * (each.within or 0.0)]
        if not met and alert is not None and alert.severity is Severity.CRITICAL:
            # what was critical and is less so is a warning at once, however long those must last
            met = [
                condition.threshold
                for condition in self._conditions
                if condition.since is not None
                and condition.threshold.severity is Severity.WARNING
                and not condition.threshold.rising
            ]
        return _severest(met)

    def _fire(self, worst: Threshold, value: float, at: float, by: str, trouble: str) -> bool:
        full_at = self.full_at if worst.within is not None else None
        if self._calm_since is not None:
            self._calm_since, self._times = None, self._times + 1
        before = self.alert
        if before is None or before.state is not AlertState.FIRING:
            acknowledged, whom = self._begin(at)
            text = self._text(value, worst, trouble, full_at)
            self.alert = replace(
                self._made(worst, value, at, text, by, AlertState.FIRING),
                fired=at, exhausted_at=full_at, acknowledged=acknowledged, acknowledged_by=whom,
                silenced=before is not None and before.silenced and self.pending,
            )  # fmt: skip
            self._told_at = at
            return True
        rose = worst.severity is not before.severity and worst.severity is Severity.CRITICAL
        self.alert = replace(
            before, value=value, limit=worst.limit, severity=worst.severity, exhausted_at=full_at,
            text=self._text(value, worst, trouble, full_at),
            acknowledged=None if rose else before.acknowledged,
            acknowledged_by="" if rose else before.acknowledged_by,
        )  # fmt: skip
        alike = worst.severity is before.severity and worst.limit == before.limit
        if alike and (self.alert == before or 0 <= at - self._told_at < _TOLD_EVERY):
            return False
        self._told_at = at
        return True

    def _begin(self, at: float) -> tuple[float | None, str]:
        """A new one, or the same again: then whoever saw to it still does."""
        over = self._over
        if over is None or over.cleared is None or not 0 <= at - over.cleared < FLAP:
            self._times = 1
            return None, ""
        self._times += 1
        return over.acknowledged, over.acknowledged_by

    def _text(
        self, value: float, worst: Threshold, trouble: str, full_at: float | None = None
    ) -> str:
        holding = self.holding
        said = sentence(holding.rule, holding.metric, self.key, value, worst, trouble, full_at)
        return coming_and_going(said, self._times) if self._times > 1 else said

    def _calm(self, value: float, at: float) -> bool:
        assert self.alert is not None
        if self._calm_since is None or at < self._calm_since:
            self._calm_since = at
        if self._times > 1 and at - self._calm_since < FLAP:
            return False
        self._clear(at, "")
        self.alert = self._over = replace(self.alert, value=value)
        return True

    def _pend(self, value: float, at: float, by: str, trouble: str) -> bool:
        worst = _severest(each.threshold for each in self._conditions if each.since is not None)
        before = self.alert if self.pending else None
        if worst is None:
            if before is None:
                return False
            self._clear(at, "")
            return True
        text = self._text(value, worst, trouble)
        made = self._made(worst, value, at, text, by, AlertState.PENDING)
        self.alert = made if before is None else replace(made, silenced=before.silenced)
        return before is None or before.severity is not worst.severity

    def _made(
        self, worst: Threshold, value: float, at: float, text: str, by: str, state: AlertState
    ) -> Alert:
        begun = [
            each.since
            for each in self._conditions
            if each.since is not None and each.threshold.severity is worst.severity
        ]
        rule = self.holding.rule.id
        return Alert(
            id_of(rule, self.instance, self.key), rule, self.instance, self.key, worst.severity,
            state, min(begun, default=at), value, worst.limit, text, by=by,
        )  # fmt: skip

    def _clear(self, at: float, text: str) -> None:
        """It is over. What never fired leaves what was over before as it was."""
        assert self.alert is not None  # asked by all callers
        fired = self.alert.fired is not None
        if not fired and self._over is not None:
            self.alert = self._over
            return
        self.alert = replace(
            self.alert, state=AlertState.CLEARED, cleared=at, text=text or self.alert.text
        )
        if fired:
            self._over = self.alert
        self._calm_since = None


def _severest(thresholds: Iterable[Threshold]) -> Threshold | None:
    """The critical before the others; of equals the first that was written."""
    found = list(thresholds)
    critical = [each for each in found if each.severity is Severity.CRITICAL]
    return next(iter(critical or found), None)
