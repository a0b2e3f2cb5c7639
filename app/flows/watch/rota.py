"""Which tiers of an instance are due, each at its period, and never the whole fleet's at once."""

import math
import random
from collections.abc import Iterable, Mapping

from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import CaptureKind

Turn = Tier | CaptureKind
"""What takes its turn on the connection of an instance: a look, or something to keep."""
Periods = Mapping[Tier, float] | Mapping[CaptureKind, float]

CAPTURE_PERIODS: Mapping[CaptureKind, float] = {
    CaptureKind.SESSIONS: 10.0,
    CaptureKind.STATEMENTS: 60.0,
}
_FIRST_WITHIN = 60.0
"""Seconds after the start within which even what is due once an hour is looked at first."""


class Rota:
    """When each turn comes next, on the monotonic clock. `stretch` may be changed at any time."""

    def __init__(self, now: float, *periods: Periods) -> None:
        self._periods = _all(periods)
        self._stretch: dict[Turn, float] = {}
        self._due = {
            turn: now + _someday(min(period, _FIRST_WITHIN) * _LATENESS.get(turn, 0.0))
            for turn, period in self._periods.items()
        }

    @property
    def next(self) -> float:
        """When something is due."""
        return min(due for turn, due in self._due.items() if self._asked(turn))

    def due(self, now: float) -> list[Turn]:
        """What is due, what is asked oftenest first."""
        return sorted(
            (turn for turn, due in self._due.items() if due <= now and self._asked(turn)),
            key=self._periods.__getitem__,
        )

    def done(self, turn: Turn, now: float) -> None:
        """It had its turn: again in a period, at the same phase; what was missed is left out."""
        period = self.period(turn)
        due = (self._due[turn] or now) + period
        if due <= now:
            due += ((now - due) // period + 1) * period
        self._due[turn] = due

    def put_off(self, turn: Turn, until: float) -> None:
        """It could not have its turn."""
        self._due[turn] = max(self._due[turn], until)

    def at_once(self, turn: Turn) -> None:
        """It is due."""
        self._due[turn] = 0.0

    def period(self, turn: Turn) -> float:
        """Seconds between two of its turns, as things stand."""
        return self._periods[turn] * self._stretch.get(turn, 1.0)

    def stretch(self, factors: Mapping[Turn, float]) -> None:
        """So many times longer between two turns of these from now on, the others as usual;
        what is stretched without end waits until that is taken back.
        """
        before, self._stretch = self._stretch, dict(factors)
        for turn, factor in before.items():
            if self._asked(turn) and factor < math.inf and turn in self._due:
                self._due[turn] -= self._periods[turn] * max(0.0, factor - factors.get(turn, 1.0))

    def _asked(self, turn: Turn) -> bool:
        return self._stretch.get(turn, 1.0) < math.inf

    def change(self, periods: Periods, now: float) -> bool:
        """Other periods from now on; whether any is shorter. From any thread."""
        sooner = False
        for turn, period in _all((periods,)).items():
            if (before := self._periods[turn]) == period:
                continue
            self._periods[turn] = period
            self._due[turn] = min(self._due[turn], now + period)
            sooner = sooner or period < before
        return sooner


_LATENESS: Mapping[Turn, float] = {
    Tier.SLOW: 0.5,
    Tier.HOURLY: 1.0,
    CaptureKind.SESSIONS: 1.0,
    CaptureKind.STATEMENTS: 0.2,
}
"""How far in its period the first turn may be: what the fleet page shows comes at once."""


def _all(periods: Iterable[Periods]) -> dict[Turn, float]:
    return {turn: period for each in periods for turn, period in each.items()}


def _someday(within: float) -> float:
    return random.uniform(0.0, within)  # noqa: S311  (spreads, keeps no secret)
