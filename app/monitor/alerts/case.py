"""One rule on one series of one instance: at most one alert, however many thresholds it has."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from math import inf

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, Threshold
from app.monitor.alerts.condition import Condition
from app.monitor.alerts.rulebook import Holding
from app.monitor.alerts.sentences import sentence

FLAP = 300.0
"""Seconds: one that fires again within them is not over again before it was calm for as long."""
_TOLD_EVERY = 30.0
"""Seconds between two alerts that differ in their value alone."""


def id_of(rule: str, instance: str, key: str) -> str:
    """What an alert is called, wherever it is judged."""
    return sha256("\n".join((rule, instance, key)).encode()).hexdigest()[:24]


class Case:
    """Follows one series. `alert` is what is told of it; None while there is nothing to tell."""

    def __init__(
        self, holding: Holding, instance: str, key: str, alert: Alert | None = None
    ) -> None:
        self.holding, self.instance, self.key = holding, instance, key
        self.alert = alert
        self.missed = 0
        """Looks that should have brought a value and did not."""
        self.looked_ahead_at = -inf
        self.full_at: float | None = None
        self._conditions = [Condition(each) for each in holding.thresholds if each.within is None]
        self._trends = [each for each in holding.thresholds if each.within is not None]
        self._calm_since: float | None = None
        self._cleared_before = -inf
        self._told_at = -inf
        if alert is not None and alert.state is AlertState.FIRING:
            self._resume(alert)

    @property
    def has_trends(self) -> bool:
        """Whether it must be looked ahead."""
        return bool(self._trends)

    @property
    def firing(self) -> bool:
        """Whether an alert stands."""
        return self.alert is not None and self.alert.state is AlertState.FIRING

    def take(self, value: float, at: float, period: float, by: str, trouble: str = "") -> bool:
        """See a value; whether there is something to tell."""
        self.missed = 0
        for condition in self._conditions:
            condition.take(value, at, period)
        worst = self._worst(at)
        if worst is not None:
            return self._fire(worst, value, at, by, trouble)
        if self.firing:
            return self._calm(value, at)
        return self._pend(value, at, by, trouble)

    def end(self, at: float, text: str = "") -> bool:
        """Nobody can say any more whether it is so; whether there is something to tell."""
        for condition in self._conditions:
            condition.forget()
        self.full_at, self._calm_since = None, None
        if self.alert is None or self.alert.state is AlertState.CLEARED:
            return False
        self._clear(at, text or self.alert.text)
        return True

    def forget_pending(self, at: float) -> bool:
        """The instance does not answer: what was not long enough yet begins anew."""
        if self.firing:
            return False
        return self.end(at)

    def _resume(self, alert: Alert) -> None:
        """It fired before the program ended, and goes on until a value says no."""
        for condition in self._conditions:
            if condition.threshold.severity is alert.severity or len(self._conditions) == 1:
                condition.since, condition.met = alert.since, True
        if not self._conditions:
            self.full_at = alert.exhausted_at

    def _worst(self, at: float) -> Threshold | None:
        met = [condition.threshold for condition in self._conditions if condition.met]
        if self.full_at is not None:
            ahead = self.full_at - at
            met += [
                each for each in self._trends if each.within is not None and ahead <= each.within
            ]
        return _severest(met)

    def _fire(self, worst: Threshold, value: float, at: float, by: str, trouble: str) -> bool:
        before, self._calm_since = self.alert, None
        full_at = self.full_at if worst.within is not None else None
        text = sentence(
            self.holding.rule, self.holding.metric, self.key, value, worst, trouble, full_at
        )
        if before is None or before.state is not AlertState.FIRING:
            if before is not None and before.cleared is not None:
                self._cleared_before = before.cleared
            self.alert = self._made(
                worst, value, at, text, by, AlertState.FIRING, fired=at, exhausted_at=full_at
            )
            return self._tell(at)
        rose = worst.severity is not before.severity and worst.severity is Severity.CRITICAL
        after = replace(
            before, value=value, limit=worst.limit, severity=worst.severity, text=text,
            exhausted_at=full_at,
            acknowledged=None if rose else before.acknowledged,
            acknowledged_by="" if rose else before.acknowledged_by,
        )  # fmt: skip
        same = replace(
            after, value=before.value, text=before.text, exhausted_at=before.exhausted_at
        )
        self.alert = after
        if same == before and (after == before or at - self._told_at < _TOLD_EVERY):
            return False
        return self._tell(at)

    def _calm(self, value: float, at: float) -> bool:
        alert = self.alert
        assert alert is not None
        if self._calm_since is None:
            self._calm_since = at
        flaps = (alert.fired or at) - self._cleared_before < FLAP
        if flaps and at - self._calm_since < FLAP:
            return False
        self._clear(at, alert.text)
        self.alert = replace(self.alert, value=value) if self.alert is not None else None
        return True

    def _pend(self, value: float, at: float, by: str, trouble: str) -> bool:
        pending = [each for each in self._conditions if each.since is not None]
        worst = _severest(each.threshold for each in pending)
        before = self.alert
        if worst is None:
            if before is None or before.state is not AlertState.PENDING:
                return False
            self._clear(at, before.text)
            return True
        text = sentence(self.holding.rule, self.holding.metric, self.key, value, worst, trouble)
        if before is not None and before.state is AlertState.PENDING:
            self.alert = replace(before, value=value, text=text, severity=worst.severity)
            return before.severity is not worst.severity
        if before is not None and before.cleared is not None and before.fired is not None:
            self._cleared_before = before.cleared
        self.alert = self._made(worst, value, at, text, by, AlertState.PENDING)
        return self._tell(at)

    def _made(
        self, worst: Threshold, value: float, at: float, text: str, by: str, state: AlertState,
        fired: float | None = None, exhausted_at: float | None = None,
    ) -> Alert:  # fmt: skip
        since = min(
            (
                each.since
                for each in self._conditions
                if each.since is not None and each.threshold.severity is worst.severity
            ),
            default=at,
        )
        rule = self.holding.rule.id
        return Alert(
            id_of(rule, self.instance, self.key), rule, self.instance, self.key, worst.severity,
            state, since, value, worst.limit, text, fired=fired, exhausted_at=exhausted_at, by=by,
        )  # fmt: skip

    def _clear(self, at: float, text: str) -> None:
        assert self.alert is not None
        self.alert = replace(self.alert, state=AlertState.CLEARED, cleared=at, text=text)

    def _tell(self, at: float) -> bool:
        self._told_at = at
        return True


def _severest(thresholds: Iterable[Threshold]) -> Threshold | None:
    """The critical before the others; of equals the first that was written."""
    found = list(thresholds)
    critical = [each for each in found if each.severity is Severity.CRITICAL]
    return next(iter(critical or found), None)
