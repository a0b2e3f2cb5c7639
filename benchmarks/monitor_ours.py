"""Our own looking: a session, the catalogue's questions, and the values made of the answers."""

from dataclasses import dataclass
from typing import Any

from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint, Tls, TlsMode
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.stop import Stop
from app.engines.catalogue import engine_for
from app.monitor.catalogue import load
from app.monitor.derive import Deriver

CATALOGUE = load()


@dataclass(frozen=True, slots=True)
class Target:
    """A server to look at, without TLS, as the exporters do."""

    type: DatabaseType
    port: int
    pid: int
    user: str = ""
    password: str = ""


class Ours:
    """One watched instance."""

    def __init__(self, target: Target) -> None:
        access = Access(user=target.user, tls=Tls(TlsMode.OFF))
        endpoint = Endpoint("1", "watched", target.type, "127.0.0.1", target.port, access)
        self._session: Any = engine_for(target.type.value).connect(
            endpoint, lambda _id: target.password or None, Stop(), tell_nobody
        )
        self._deriver = Deriver(CATALOGUE, target.type)
        self._asks = {tier: CATALOGUE.ask(target.type, tier) for tier in Tier}

    @property
    def tiers(self) -> list[Tier]:
        """Those in which anything is asked."""
        return [tier for tier, ask in self._asks.items() if ask.wanted or ask.queries]

    def look(self, tier: Tier) -> int:
        """One sample; how many values it has."""
        with self._session.during(Stop()):
            raw = self._session.sample(self._asks[tier])
        return len(self._deriver.derive(tier, raw).values)

    def close(self) -> None:
        """Log out."""
        self._session.close()


def looks_in(seconds: float, tier: Tier) -> float:
    """How often a tier is looked at in that time."""
    return seconds / PERIODS[tier]
