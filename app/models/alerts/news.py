"""Which alerts are worth telling aloud, and how several are told as one. No Qt.

Told is what begins to fire and what gets critical; once, and never what is silenced, was seen,
or was there before the window.
"""

from collections.abc import Iterable

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Severity
from app.models.alerts.rows import Stand, stand_of

TOGETHER = 10.0
"""Seconds within which more than `SINGLY` alerts are told as one."""
SINGLY = 3
GATHER = 2.0
"""Seconds for which they are gathered at least: a power cut comes in drops."""


class News:
    """Takes alerts as they change; gives those that are new."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[float | None, Severity]] = {}

    def know(self, alerts: Iterable[Alert]) -> None:
        """These were there before: nothing new."""
        for alert in alerts:
            self._note(alert)

    def take(self, alerts: Iterable[Alert]) -> list[Alert]:
        """Those of them that somebody must hear of."""
        return [alert for alert in alerts if self._note(alert)]

    def _note(self, alert: Alert) -> bool:
        if stand_of(alert) is not Stand.UNSEEN:
            if alert.fired is None or alert.cleared is not None:
                self._told.pop(alert.id, None)
            return False
        before = self._told.get(alert.id)
        self._told[alert.id] = alert.fired, alert.severity
        worse = alert.severity is Severity.CRITICAL
        return (
            before is None
            or before[0] != alert.fired
            or (worse and before[1] is not Severity.CRITICAL)
        )


class Burst:
    """Lets a few through singly; what comes more than that is gathered and told as one."""

    def __init__(self) -> None:
        self._singly: list[float] = []
        self._gathered: list[Alert] = []
        self._as_one = float("-inf")

    def put(self, alerts: Iterable[Alert], now: float) -> list[Alert]:
        """Those that are told at once; the others wait for `due`."""
        self._singly = [at for at in self._singly if now - at < TOGETHER]
        fresh = list(alerts)
        if self._gathered or len(self._singly) + len(fresh) > SINGLY:
            self._gathered += fresh
            return []
        self._singly += [now] * len(fresh)
        return fresh

    def wait(self, now: float) -> float | None:
        """Seconds until what was gathered is due; None where nothing was."""
        if not self._gathered:
            return None
        return max(GATHER, self._as_one + TOGETHER - now)

    def due(self, now: float) -> list[Alert]:
        """What is told as one now."""
        gathered, self._gathered = self._gathered, []
        self._as_one = now
        return gathered
