"""When states are written, and what is said while they cannot be."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Silence
from app.i18n import _
from app.monitor.alerts.states import States, still_unkept

_SAID_AGAIN = 600.0
"""Seconds after which it is said once more that nothing can be kept."""

_Standing: TypeAlias = tuple[AlertState, Severity, float | None, float | None, float | None, str]
"""What of an alert must be on the disk before it is told; a value that moves need not."""


class _Unkept(NamedTuple):
    """Nothing can be kept."""

    since: float
    said: float
    """When it was said last."""


class Keeping:
    """Writes `states` where something changed that must survive a kill, or could not be written."""

    def __init__(
        self,
        states: States,
        clock: Callable[[], float],
        failed: Callable[[ConsoleError], object] | None,
        mended: Callable[[str], object] | None,
    ) -> None:
        self._states, self._clock = states, clock
        self._failed, self._mended = failed, mended
        self._kept: dict[str, _Standing] = {}
        self._unkept: _Unkept | None = None

    def keep(
        self,
        changed: Mapping[str, Alert],
        lasting: Callable[[], Iterable[Alert]],
        silences: Iterable[Silence],
        *,
        always: bool,
    ) -> None:
        """To be called before anybody is told of what changed: the other way round it would be
        told twice after a kill.
        """
        fresh = {
            id_: _standing(alert)
            for id_, alert in changed.items()
            if alert.fired is not None and self._kept.get(id_) != _standing(alert)
        }
        if not fresh and not always and self._unkept is None:
            return
        try:
            self._states.write(lasting(), silences)
        except ConsoleError as error:
            self._say_unkept(error)
            return
        self._say_kept()
        self._kept.update(fresh)
        for id_, standing in fresh.items():
            if standing[0] is AlertState.CLEARED:
                del self._kept[id_]

    def _say_unkept(self, error: ConsoleError) -> None:
        """At once, and again while it lasts: who closed the first notice may have forgotten it."""
        now = self._clock()
        before = self._unkept
        if before is None:
            self._unkept = _Unkept(now, now)
        elif 0 <= now - before.said < _SAID_AGAIN:
            return
        else:
            self._unkept = before._replace(said=now)
            error = still_unkept(error, before.since, now)
        if self._failed is not None:
            self._failed(error)

    def _say_kept(self) -> None:
        if self._unkept is not None and self._mended is not None:
            self._mended(_("The states of alerts are kept again."))
        self._unkept = None


def _standing(alert: Alert) -> _Standing:
    return (
        alert.state, alert.severity, alert.fired, alert.cleared, alert.acknowledged,
        alert.acknowledged_by,
    )  # fmt: skip
