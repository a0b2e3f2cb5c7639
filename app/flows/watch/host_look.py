"""The machine below an instance, looked at beside it: a slow SSH server delays no database."""

import logging
from collections.abc import Mapping

from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import Family, Tier
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.engines.host import HostSampler
from app.flows.connect import revealed
from app.flows.rights import at, needs
from app.flows.watch.probe import HostValues, Surroundings
from app.flows.watch.rota import Rota
from app.monitor.derive import Deriver

_log = logging.getLogger(__name__)

_PATIENCE = 15.0
"""Seconds for the way there and the look."""
_PAUSE = 30.0
"""Seconds before a machine that could not be looked at is tried again."""


class HostLook:
    """Reads one machine whenever it is `due`; see `Probe` for who calls what."""

    def __init__(
        self,
        endpoint: Endpoint,
        around: Surroundings,
        periods: Mapping[Tier, float],
        values: HostValues,
    ) -> None:
        """Unsupported where the way to the instance does not lead into its machine."""
        self.id, self.endpoint, self.warden = f"{endpoint.id}/host", endpoint, around.warden
        self._clock, self._catalogue, self._values = around.clock, around.catalogue, values
        self.due = self._clock.monotonic()
        asked = {tier: period for tier, period in periods.items() if self._catalogue_has(tier)}
        self._rota = Rota(self.due, asked)
        self._deriver = Deriver(self._catalogue, Family.HOST)
        self._closing, self._running = Stop(), Stop()
        self._ends_at = 0.0
        self._name, self._trouble = endpoint.name, ""
        self._sampler = HostSampler(endpoint, revealed(around.ask, self._closing))

    def _catalogue_has(self, tier: Tier) -> bool:
        return bool(self._catalogue.ask(Family.HOST, tier).wanted)

    def remind(self, now: float) -> None:
        """Break off what takes too long."""
        if self._ends_at and now > self._ends_at:
            self._running.set()

    def stop(self) -> None:
        """Break off whatever runs, for good."""
        self._closing.set()
        self._running.set()

    def work(self) -> None:
        """Read what is due; what cannot be read is not there."""
        now = self._clock.monotonic
        self._running, self._ends_at = Stop(), now() + _PATIENCE
        if self._closing():
            self._running.set()
        try:
            for turn in self._rota.due(now()):
                self._look(Tier(turn))
                self._rota.done(turn, now())
            self.due = self._rota.next
            self._trouble = ""
        except ConsoleError as error:
            if str(error) != self._trouble and not self._closing():
                self._trouble = str(error)
                _log.warning("%s: its host is not read: %s", self._name, error)
            self.due = now() + _PAUSE
        finally:
            self._ends_at = 0.0

    @needs(Ability.CONNECT, at("self.endpoint"))
    def _look(self, tier: Tier) -> None:
        raw = self._sampler.sample(self._catalogue.ask(Family.HOST, tier), self._running)
        self._values.put(self._deriver.derive(tier, raw).values)

    def close(self) -> None:
        """Let go of the connection."""
        self._sampler.close()
