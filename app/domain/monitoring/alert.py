"""Alerts: what is wrong with whom since when, and who saw to it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.monitoring.metric import Severity


class AlertState(StrEnum):
    """Where an alert stands."""

    PENDING = "pending"
    """Beyond its threshold, and not yet for long enough; nobody is told."""
    FIRING = "firing"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong. The same rule on the same series of an instance is the same alert.

    Times are seconds since 1970.
    """

    id: str
    """The same for the same rule, instance and key, wherever it is judged."""
    rule: str
    instance: str
    key: str
    severity: Severity
    state: AlertState
    since: float
    """When the value first was beyond the threshold."""
    value: float
    limit: float
    text: str
    """One sentence with numbers and units, in the language of who judged."""
    fired: float | None = None
    cleared: float | None = None
    acknowledged: float | None = None
    acknowledged_by: str = ""
    silenced: bool = False
    """By a silence or a maintenance window: it is shown, and nobody is told."""
    exhausted_at: float | None = None
    """For trends: when it will be full, if it goes on like that."""
    by: str = ""
    """Who judged: the id of a collector; "" is this console."""
