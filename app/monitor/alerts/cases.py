"""The cases there are, by instance, and the alerts that were over lately."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.rule import Silence, Subject
from app.i18n import _
from app.monitor.alerts.case import Case, id_of
from app.monitor.alerts.quiet import is_open, is_quiet
from app.monitor.alerts.rulebook import Held, Holding

KEPT = 7 * 86_400.0
"""Seconds for which an alert that is over is still told of."""
MOST_KEPT = 2_000

Changed: TypeAlias = dict[str, Alert]
"""By id, the alerts that are to be told."""
Own: TypeAlias = dict[tuple[str, str], Case]
"""The cases of one instance, by rule and key."""


class Cases:
    """Who has which: only those of which something must be remembered. What is told of goes into a
    `Changed` that the judge gives along.
    """

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._of: dict[str, Own] = {}
        self._over: dict[str, Alert] = {}
        self._waiting: dict[str, list[Alert]] = {}  # from before, until their instance is known
        for alert in alerts:
            if alert.state is AlertState.FIRING:
                self._waiting.setdefault(alert.instance, []).append(alert)
            elif alert.state is AlertState.CLEARED:
                self._over[alert.id] = alert

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Pending, firing, and over."""
        standing = {alert.id: alert for alert in self._standing()}
        return (*standing.values(), *(a for id_, a in self._over.items() if id_ not in standing))

    @property
    def lasting(self) -> tuple[Alert, ...]:
        """What a file must keep: what was on its way to become an alert begins anew."""
        firing = {a.id: a for a in self._standing() if a.state is AlertState.FIRING}
        return (*firing.values(), *(a for id_, a in self._over.items() if id_ not in firing))

    @property
    def instances(self) -> tuple[str, ...]:
        """Who has any."""
        return (*self._of, *(each for each in self._waiting if each not in self._of))

    def of(self, instance: str) -> Own:
        """Those of one instance."""
        return self._of.setdefault(instance, {})

    def made(self, holding: Holding, instance: str, key: str) -> Case:
        """The one of a rule on a series, which need not be there yet."""
        own = self.of(instance)
        case = own.get((holding.rule.id, key))
        if case is None:
            over = self._over.get(id_of(holding.rule.id, instance, key))
            case = own[holding.rule.id, key] = Case(holding, instance, key, over)
        return case

    def tell(self, case: Case, changed: Changed) -> None:
        """Have what is told of a case told, and remember what is over."""
        alert = case.alert
        if alert is None:
            return
        changed[alert.id] = alert
        if alert.state is AlertState.FIRING:
            self._over.pop(alert.id, None)
        elif alert.state is AlertState.CLEARED and alert.fired is not None:
            self._over[alert.id] = alert

    def drop_idle(self, instance: str) -> None:
        """Let go of those of which nothing need be remembered."""
        own = self._of.get(instance, {})
        for name in [name for name, case in own.items() if case.idle]:
            del own[name]

    def forget_old(self, now: float) -> None:
        """Let go of what is over for long."""
        kept = sorted(self._over.values(), key=lambda a: a.cleared or now)[-MOST_KEPT:]
        self._over = {a.id: a for a in kept if now - (a.cleared or now) <= KEPT}

    def take_up(self, instance: str, held: Held, now: float, changed: Changed) -> None:
        """Go on with what stood before the program ended."""
        for alert in self._waiting.pop(instance, []):
            holding = held.find(alert.rule, alert.key)
            if holding is not None:
                self.of(instance)[alert.rule, alert.key] = Case(holding, instance, alert.key, alert)
                continue
            text = _("The rule does not hold for it any more.")
            ended = replace(alert, state=AlertState.CLEARED, cleared=now, text=text)
            changed[alert.id] = self._over[alert.id] = ended

    def refit(self, instance: str, held: Held, now: float, changed: Changed) -> None:
        """Other rules hold for it: those that still do go on with what they know."""
        own = self.of(instance)
        for (rule, key), case in tuple(own.items()):
            holding = held.find(rule, key)
            if holding is None:
                if case.end(now, _("The rule does not hold for it any more.")):
                    self.tell(case, changed)
                del own[rule, key]
            elif holding.thresholds != case.holding.thresholds:
                if case.pending and case.end(now):
                    self.tell(case, changed)
                own[rule, key] = Case(holding, instance, key, case.alert)
            else:
                case.holding = holding

    def end_all(self, instance: str, now: float, text: str, changed: Changed) -> None:
        """Nothing is known of this instance from now on."""
        for case in self._of.pop(instance, {}).values():
            if case.end(now, text):
                self.tell(case, changed)
        for alert in self._waiting.pop(instance, []):
            ended = replace(alert, state=AlertState.CLEARED, cleared=now, text=text)
            changed[alert.id] = self._over[alert.id] = ended

    def change(self, id_: str, call: Callable[[Alert], Alert]) -> Changed:
        """Have the firing alert of this id be another."""
        for case in self._all():
            if case.alert is not None and case.alert.id == id_ and case.firing:
                case.alert = call(case.alert)
                return {id_: case.alert}
        for alerts in self._waiting.values():
            for place, alert in enumerate(alerts):
                if alert.id == id_:
                    alerts[place] = call(alert)
                    return {id_: alerts[place]}
        return {}

    def see_silences(
        self, silences: Iterable[Silence], subjects: Mapping[str, Subject], now: float,
        changed: Changed,
    ) -> None:  # fmt: skip
        """Whom nobody is told of now."""
        opened = [silence for silence in silences if is_open(silence, now)]
        for case in self._all():
            alert, subject = case.alert, subjects.get(case.instance)
            if alert is None or subject is None or not (case.firing or case.pending):
                continue
            quiet = bool(opened) and is_quiet(alert, subject, opened)
            if quiet is not alert.silenced:
                changed[alert.id] = case.alert = replace(alert, silenced=quiet)

    def _all(self) -> Iterator[Case]:
        for own in self._of.values():
            yield from own.values()

    def _standing(self) -> Iterator[Alert]:
        for case in self._all():
            if case.alert is not None and (case.firing or case.pending):
                yield case.alert
        for alerts in self._waiting.values():
            yield from alerts
