"""An alert as the page shows it: beside the names, titles and rules that belong to it. No Qt."""

import time
from dataclasses import dataclass
from enum import StrEnum

from app.domain.figures import duration, with_unit
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Metric, Severity, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.fields import State

SEVERITY_NAMES = {Severity.CRITICAL: N_("critical"), Severity.WARNING: N_("warning")}
_OWN_TITLES = {HEALTH: N_("Answers"), AGE: N_("Age of what is known")}
"""What is watched that is no metric."""


class Show(StrEnum):
    """Which alerts are wanted."""

    ALL = "all"
    FIRING = "firing"
    UNSEEN = "unseen"
    """Firing, and nobody saw to it; those that are silenced are wanted by nobody."""
    CLEARED = "cleared"


class Stand(StrEnum):
    """How it stands with somebody who looks, the least pressing first."""

    CLEARED = "cleared"
    PENDING = "pending"
    SILENCED = "silenced"
    SEEN = "seen"
    UNSEEN = "unseen"


STAND_NAMES = {
    Stand.CLEARED: N_("cleared"), Stand.PENDING: N_("pending"), Stand.SILENCED: N_("silenced"),
    Stand.SEEN: N_("seen"), Stand.UNSEEN: N_("firing"),
}  # fmt: skip
WANTED = {
    Show.ALL: frozenset(Stand),
    Show.FIRING: frozenset({Stand.UNSEEN, Stand.SEEN, Stand.SILENCED}),
    Show.UNSEEN: frozenset({Stand.UNSEEN}),
    Show.CLEARED: frozenset({Stand.CLEARED}),
}
"""How those stand that are wanted."""
RANKS = {stand: rank for rank, stand in enumerate(Stand)}


def stand_of(alert: Alert) -> Stand:
    """How an alert stands; one that is silenced and was seen is silenced."""
    if alert.state is AlertState.CLEARED:
        return Stand.CLEARED
    if alert.state is AlertState.PENDING:
        return Stand.PENDING
    if alert.silenced:
        return Stand.SILENCED
    return Stand.UNSEEN if alert.acknowledged is None else Stand.SEEN


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert."""

    alert: Alert
    of: InstanceRow | None = None
    """None of an instance that is in no inventory here: a collector's."""
    metric: Metric | None = None
    rule: Rule | None = None
    owner: str = ""
    """Whom to call."""
    judges: tuple[str, ...] = ("",)
    """Who tells of it: ids of collectors, "" is this console."""

    @property
    def id(self) -> str:
        """Of the alert."""
        return self.alert.id

    @property
    def name(self) -> str:
        """Of the instance."""
        return self.of.instance.name if self.of is not None else self.alert.instance

    @property
    def stand(self) -> Stand:
        """How it stands."""
        return stand_of(self.alert)

    @property
    def title(self) -> str:
        """What is watched, with its part."""
        name, part = split_key(self.alert.key)
        if self.rule is not None and self.rule.title:
            said = self.rule.title
        elif self.metric is not None:
            said = _(self.metric.title)
        else:
            said = _(_OWN_TITLES[name]) if name in _OWN_TITLES else name
        return f"{said} {part}".rstrip()

    @property
    def begun(self) -> float:
        """When it fired, else since when the value was beyond the threshold."""
        return self.alert.fired if self.alert.fired is not None else self.alert.since

    @property
    def lasted(self) -> int:
        """Seconds until it was over, or until now."""
        end = self.alert.cleared if self.alert.cleared is not None else time.time()
        return max(0, int(end - self.begun))

    @property
    def pressing(self) -> tuple[int, int, float]:
        """What to sort by, the worst is the greatest: how it stands, how bad, how new."""
        critical = self.alert.severity is Severity.CRITICAL
        return RANKS[self.stand], int(critical), self.begun

    @property
    def state(self) -> State:
        """How bad it is now."""
        match self.stand:
            case Stand.CLEARED:
                return State.GOOD
            case Stand.PENDING | Stand.SILENCED:
                return State.NOTICE
        critical = self.alert.severity is Severity.CRITICAL
        return State.ERROR if critical else State.WARNING

    def figure(self, value: float) -> str | None:
        """A value of it with its unit; None where a number would tell nothing."""
        name = split_key(self.alert.key)[0]
        if name == HEALTH:
            return None
        if name == AGE:
            return duration(value)
        return with_unit(value, self.metric.unit if self.metric is not None else "")

    def wanted(self, show: Show) -> bool:
        """Whether it is among those."""
        return self.stand in WANTED[show]
