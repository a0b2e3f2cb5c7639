"""What somebody who looks at alerts wants silenced, and for how long. No Qt."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.inventory import new_id
from app.domain.monitoring.rule import Scope, Silence
from app.i18n import N_
from app.models.alerts.rows import AlertRow

MORNING = 8
"""The hour of the next day that "until tomorrow morning" means."""


class Breadth(StrEnum):
    """How much is silenced."""

    ALERT = "alert"
    RULE = "rule"
    INSTANCE = "instance"


BREADTH_NAMES = {
    Breadth.ALERT: N_("This alert"), Breadth.RULE: N_("Its rule, on every instance"),
    Breadth.INSTANCE: N_("All of its instance"),
}  # fmt: skip


class Length(StrEnum):
    """For how long."""

    HALF_HOUR = "30m"
    HOUR = "1h"
    HOURS = "4h"
    MORNING = "morning"
    CHOSEN = "chosen"
    """Until a moment that is chosen."""
    OPEN = "open"


LENGTH_NAMES = {
    Length.HALF_HOUR: N_("30 min"), Length.HOUR: N_("1 h"), Length.HOURS: N_("4 h"),
    Length.MORNING: N_("Until tomorrow, 08:00"), Length.CHOSEN: N_("Until…"),
    Length.OPEN: N_("Until it is taken back"),
}  # fmt: skip
_SPANS = {Length.HALF_HOUR: 1800.0, Length.HOUR: 3600.0, Length.HOURS: 14_400.0}


def until(length: Length, now: float, chosen: float) -> float | None:
    """When it ends, in seconds since 1970; None is only when it is taken back."""
    match length:
        case Length.MORNING:
            day = datetime.fromtimestamp(now) + timedelta(days=1)
            return day.replace(hour=MORNING, minute=0, second=0, microsecond=0).timestamp()
        case Length.CHOSEN:
            return chosen
        case Length.OPEN:
            return None
    return now + _SPANS[length]


def silences(
    rows: Iterable[AlertRow],
    breadth: Breadth,
    end: float | None,
    reason: str,
    who: str,
    now: float,
) -> list[Silence]:
    """What keeps these quiet; alerts of one rule, or one instance, share a silence."""
    scopes: dict[tuple[Scope, frozenset[str], frozenset[str]], None] = {}
    for alert in (row.alert for row in rows):
        instance = Scope(instances=frozenset({alert.instance}))
        rule, key = frozenset({alert.rule}), frozenset({alert.key})
        match breadth:
            case Breadth.ALERT:
                scopes[instance, rule, key] = None
            case Breadth.RULE:
                scopes[Scope(), rule, frozenset()] = None
            case Breadth.INSTANCE:
                scopes[instance, frozenset(), frozenset()] = None
    return [
        Silence(new_id(), now, end, scope, rules, keys, reason=reason, by=who)
        for scope, rules, keys in scopes
    ]
