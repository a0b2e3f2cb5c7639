"""Whether a server shows that it suffers, so that we are the first who ask less of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind
from app.flows.watch.rota import Turn

_SLOW = 0.25
"""Seconds; an answer within that is never a sign."""
_SLOWER = 5.0
"""So many times what it usually takes is a sign."""
_CALM = 3
"""Looks without a sign before we ask more again: up at once, down in steps."""
_USUAL = 0.05
"""What one look weighs in what is usual."""

_DEAR: Mapping[Turn, float] = {
    Tier.HOURLY: math.inf,
    Tier.SLOW: math.inf,
    CaptureKind.STATEMENTS: math.inf,
}
_BACK: tuple[Mapping[Turn, float], ...] = (
    {},
    {Tier.HOURLY: math.inf},
    _DEAR,
    {**_DEAR, Tier.MINUTE: math.inf},
    {
        **_DEAR,
        Tier.MINUTE: math.inf,
        Tier.STATUS: 3.0,
        Tier.LIVE: 3.0,
        CaptureKind.SESSIONS: 3.0,
    },
)
"""By level. Who was at work is kept to the last: it is what one wants to know of such a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a server is called strained; heuristic."""

    running: float = 64.0
    """Threads or sessions at work at once."""
    cpu: float = 90.0
    """Percent of the machine."""


_RUNNING = {
    DatabaseType.MYSQL: ("mysql.threads_running",),
    DatabaseType.MARIADB: ("mysql.threads_running", "mariadb.threads_running"),
    DatabaseType.ORACLE: ("oracle.average_active_sessions",),
    DatabaseType.REDIS: (),
}
_CPU = ("host.cpu_pct", "oracle.host_cpu_pct")


class Strain:
    """Of one instance: `level` 0 asks all, 4 the least."""

    def __init__(self, kind: DatabaseType, limits: Limits | None = None) -> None:
        self.level = 0
        self._limits = limits or Limits()
        self._running = _RUNNING[kind]
        self._usual: dict[Tier, float] = {}
        self._calm = 0

    @property
    def factors(self) -> Mapping[Turn, float]:
        """How many times longer to wait between two turns; for `Rota.stretch`."""
        return _BACK[self.level]

    def take(self, tier: Tier, seconds: float, values: Mapping[str, float]) -> bool:
        """What a look at a tier took, and what it brought; whether the level is another now."""
        if self._shows(tier, seconds, values):
            self._calm = 0
            return self._go(self.level + 1)
        self._calm += 1
        if self._calm < _CALM:
            return False
        self._calm = 0
        return self._go(self.level - 1)

    def note_stall(self) -> bool:
        """No answer within its time."""
        self._calm = 0
        return self._go(self.level + 1)

    def _go(self, level: int) -> bool:
        level = max(0, min(level, len(_BACK) - 1))
        changed, self.level = level != self.level, level
        return changed

    def _shows(self, tier: Tier, seconds: float, values: Mapping[str, float]) -> bool:
        usual = self._usual.get(tier, seconds)
        slow = seconds > max(_SLOW, _SLOWER * usual)
        if not slow:  # what suffers does not become what is usual
            self._usual[tier] = usual + _USUAL * (seconds - usual)
        busy = any(values.get(key, 0.0) > self._limits.running for key in self._running)
        return slow or busy or any(values.get(key, 0.0) > self._limits.cpu for key in _CPU)
