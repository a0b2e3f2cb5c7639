"""A judge that need not be waited for, and what is told of its alerts."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import HEALTH
from app.monitor.alerts import Judge
from tests.flows.watch.everybody import BROKEN, LINK
from tests.flows.watch.watched import LIVE, Watched
from tests.flows.watch.watching import catalogue

FIRING, CLEARED = AlertState.FIRING, AlertState.CLEARED


def hasty(folder: Path) -> Judge:
    """As it is made in, but what is about these faults needs to last less than a minute."""
    judge = Judge(folder, catalogue())
    for name in (HEALTH, BROKEN, LINK):
        rule = judge.made_in[name]
        quick = {
            role: tuple(replace(each, seconds=LIVE) for each in thresholds)
            for role, thresholds in rule.thresholds.items()
        }
        judge.set_rule(replace(rule, thresholds=quick))
    return judge


Told = tuple[str, str, AlertState]
"""Who, which rule, and how that stands now."""


class Listening:
    """What is told of alerts from now on. Of those that pend nobody is told, and that a server
    began anew a moment ago is true of all of them here.
    """

    def __init__(self, watched: Watched) -> None:
        self._heard = watched.heard
        self._before = {id_: alert.state for id_, alert in self._last(0).items()}
        self._begin = len(watched.heard.payloads)

    def _last(self, begin: int) -> dict[str, Alert]:
        return {each.id: each for each in self._heard.payloads[begin:] if isinstance(each, Alert)}

    @property
    def told(self) -> list[Told]:
        """Each that fired and each that is over, as often as it was said."""
        stood, found = dict(self._before), list[Told]()
        for alert in self._heard.payloads[self._begin :]:
            if not isinstance(alert, Alert) or alert.fired is None or "uptime" in alert.rule:
                continue
            if stood.get(alert.id) is not alert.state:
                found.append((alert.instance, alert.rule, alert.state))
            stood[alert.id] = alert.state
        return found

    def until(self, state: AlertState, *wanted: tuple[str, str], within: float = 30.0) -> None:
        """Until each of these stands so."""
        told = {(who, rule, state) for who, rule in wanted}
        self._heard.wait(lambda: told <= set(self.told), within)


def once(wanted: Iterable[tuple[str, str]]) -> list[Told]:
    """Each fires, and each is over."""
    states = FIRING, CLEARED
    return sorted((who, rule, state) for who, rule in wanted for state in states)


def full(watched: Watched, name: str) -> bool:
    """Whether it was judged in full, twice."""
    return [each.tier for each in watched.heard.samples(name)].count(Tier.STATUS) > 1
