"""The cases there are, by instance, and the alerts that were over lately."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import split_key
from app.domain.monitoring.rule import Silence, Subject
from app.i18n import _
from app.monitor.alerts.case import Case
from app.monitor.alerts.quiet import is_quiet
from app.monitor.alerts.rulebook import Holding

KEPT = 7 * 86_400.0
"""Seconds for which an alert that is over is still told of."""
MOST_KEPT = 2_000

Held = Mapping[str, tuple[Holding, ...]]
Changed = dict[str, Alert]
"""By id, the alerts that are to be told."""


class Cases:
    """Who has which. What is told of goes into a `Changed` that the judge gives along."""

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._of: dict[str, dict[tuple[str, str], Case]] = {}
        self._over: dict[str, Alert] = {}
        self._waiting: dict[str, list[Alert]] = {}  # from before, until their instance is known
        for alert in alerts:
            if alert.state is AlertState.FIRING:
                self._waiting.setdefault(alert.instance, []).append(alert)
            else:
                self._over[alert.id] = alert

    @property
    def instances(self) -> tuple[str, ...]:
        """Who has any."""
        return tuple(self._of)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Pending, firing, and over."""
        standing = {alert.id: alert for alert in self._standing()}
        return (*standing.values(), *(a for id_, a in self._over.items() if id_ not in standing))

    @property
    def lasting(self) -> tuple[Alert, ...]:
        """What a file must keep: what was on its way to become an alert begins anew."""
        return tuple(a for a in self.alerts if a.state is not AlertState.PENDING)

    def of(self, instance: str) -> dict[tuple[str, str], Case]:
        """Those of one instance, by rule and key."""
        return self._of.setdefault(instance, {})

    def note(self, changed: Mapping[str, Alert]) -> None:
        """Remember what is over."""
        for id_, alert in changed.items():
            if alert.state is AlertState.CLEARED and alert.fired is not None:
                self._over[id_] = alert
            else:
                self._over.pop(id_, None)

    def forget_old(self, now: float) -> None:
        """Let go of what is over for long."""
        kept = sorted(self._over.values(), key=lambda a: a.cleared or now)[-MOST_KEPT:]
        self._over = {a.id: a for a in kept if now - (a.cleared or now) <= KEPT}

    def take_up(self, instance: str, held: Held, now: float, changed: Changed) -> None:
        """Go on with what stood before the program ended."""
        for alert in self._waiting.pop(instance, []):
            holding = _holding(held, alert.rule, alert.key)
            if holding is None:
                changed[alert.id] = replace(alert, state=AlertState.CLEARED, cleared=now)
            else:
                self.of(instance)[alert.rule, alert.key] = Case(holding, instance, alert.key, alert)

    def refit(self, instance: str, held: Held, now: float, changed: Changed) -> None:
        """Other rules hold for it: those that still do go on with what they know."""
        cases = self.of(instance)
        for (rule, key), case in tuple(cases.items()):
            holding = _holding(held, rule, key)
            if holding is None:
                if case.end(now, _("The rule does not hold for it any more.")):
                    tell(case, changed)
                del cases[rule, key]
            elif holding.thresholds != case.holding.thresholds:
                cases[rule, key] = Case(holding, instance, key, case.alert)
            else:
                case.holding = holding

    def end_all(self, instance: str, now: float, text: str, changed: Changed) -> None:
        """Nothing is known of this instance from now on."""
        for case in self._of.pop(instance, {}).values():
            if case.end(now, text):
                tell(case, changed)

    def change(self, id_: str, call: Callable[[Alert], Alert]) -> Changed:
        """Have the firing alert of this id be another."""
        for case in self._all():
            alert = case.alert
            if alert is not None and alert.id == id_ and case.firing:
                case.alert = call(alert)
                return {id_: case.alert}
        return {}

    def see_silences(
        self, silences: Iterable[Silence], subjects: Mapping[str, Subject], now: float,
        changed: Changed,
    ) -> None:  # fmt: skip
        """Whom nobody is told of now."""
        for case in self._all():
            alert, subject = case.alert, subjects.get(case.instance)
            if alert is None or subject is None or alert.state is AlertState.CLEARED:
                continue
            quiet = is_quiet(alert, subject, silences, now)
            if quiet is not alert.silenced:
                changed[alert.id] = case.alert = replace(alert, silenced=quiet)

    def _all(self) -> Iterator[Case]:
        for cases in self._of.values():
            yield from cases.values()

    def _standing(self) -> Iterator[Alert]:
        for case in self._all():
            if case.alert is not None and case.alert.state is not AlertState.CLEARED:
                yield case.alert
        for alerts in self._waiting.values():
            yield from alerts


def tell(case: Case, changed: Changed) -> None:
    """Have what is told of a case told."""
    if case.alert is not None:
        changed[case.alert.id] = case.alert


def _holding(held: Held, rule: str, key: str) -> Holding | None:
    return next(
        (h for h in held.get(split_key(key)[0], ()) if h.rule.id == rule and h.watches(key)), None
    )
