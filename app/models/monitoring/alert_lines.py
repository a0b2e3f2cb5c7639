"""The alerts of an instance, the worst first, for whoever shows them beside its charts. No Qt."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.i18n import N_, _
from app.models.fields import Field, State


class Alerts:
    """What is wrong with whom, as it is told; those that are over are forgotten."""

    def __init__(self) -> None:
        self._firing: dict[str, Alert] = {}

    def take(self, alerts: Iterable[Alert]) -> frozenset[str]:
        """Take changed alerts; the instances for which something is another now."""
        changed: set[str] = set()
        for alert in alerts:
            if alert.state is AlertState.FIRING:
                self._firing[alert.id] = alert
                changed.add(alert.instance)
            elif self._firing.pop(alert.id, None) is not None:
                changed.add(alert.instance)
        return frozenset(changed)

    def of(self, instance: str) -> list[Alert]:
        """Those of one instance: the critical before the others, the older before the newer."""
        found = [alert for alert in self._firing.values() if alert.instance == instance]
        return sorted(found, key=lambda each: (each.severity is not Severity.CRITICAL, each.since))


def _state(alert: Alert) -> State:
    if alert.silenced or alert.acknowledged is not None:
        return State.NOTICE
    return State.ERROR if alert.severity is Severity.CRITICAL else State.WARNING


def _seen_to(alert: Alert) -> str | None:
    if alert.acknowledged is not None:
        return _("seen by {who}").format(who=alert.acknowledged_by or _("somebody"))
    return _("silenced") if alert.silenced else None


def _clock(since: float) -> str:
    return f"{datetime.fromtimestamp(since):%m-%d %H:%M}"


ALERT_LINES: tuple[Field[Alert], ...] = (
    Field("text", N_("Alert"), lambda alert: alert.text, width=220, stretch=True, state=_state),
    Field("lasted", N_("Since"), lambda alert: alert.since, _clock, width=100),
    Field("seen", N_("Seen to"), _seen_to, width=90),
)
