"""Everything that watches, put together: who is looked at, by whom, and where it goes."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic

from app.domain.endpoint import Endpoint
from app.domain.errors import Unsupported
from app.domain.monitoring.feed import Outlet, Payload
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import CaptureKind, Mark
from app.domain.rights import Ability
from app.engines.host import machine_of
from app.flows.connect import AskSecret
from app.flows.rights import Warden, place_of
from app.flows.watch.crew import Crew, Start
from app.flows.watch.host_look import HostLook
from app.flows.watch.probe import HostValues, Probe, Surroundings
from app.flows.watch.record import HistoryT, JudgeT, Record
from app.flows.watch.rota import CAPTURE_PERIODS
from app.flows.watch.steady import SteadyClock
from app.flows.watch.strain import Limits
from app.monitor.catalogue import Catalogue

FEW = 60
"""So many instances are all looked at live; of more only those somebody looks at."""
_SPREAD = 0.01
"""Seconds between two instances that begin."""
_CLOSE_WITHIN = 5.0


@dataclass(frozen=True)
class Manner:
    """How it is watched."""

    periods: Mapping[Tier, float] = field(default_factory=lambda: PERIODS)
    captures: Mapping[CaptureKind, float] = field(default_factory=lambda: CAPTURE_PERIODS)
    limits: Limits = field(default_factory=Limits)
    by: str = ""
    """The id of the collector; "" is this console."""


class Watch(Generic[HistoryT, JudgeT]):
    """Watches from the first `watch` on. All methods but `close` return at once.

    `start` starts threads; `failed` hears in any of them of what went wrong: a ConsoleError is for
    the user, anything else a bug.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ask: AskSecret,
        warden: Warden,
        outlet: Outlet,
        record: Record[HistoryT, JudgeT],
        start: Start,
        failed: Callable[[Exception], object],
        manner: Manner | None = None,
        clock: SteadyClock | None = None,
    ) -> None:
        self.catalogue, self.record = catalogue, record
        self._manner = manner or Manner()
        self._outlet, self._failed, self._start = outlet, failed, start
        self._clock = clock or SteadyClock()
        self._warden = warden
        self._around = Surroundings(
            catalogue, ask, warden, self._take, self._clock, self._manner.by, self._manner.limits
        )
        self._crew = Crew(start, failed, self._clock.correct)
        self._endpoints: dict[str, Endpoint] = {}
        self._probes: dict[str, Probe] = {}
        self._looked_at: frozenset[str] = frozenset()
        self._subjects: tuple[Subject, ...] | None = None
        self._loops = [
            start("history", record.keep),
            start("history tidy", record.tidy),
        ]

    @property
    def watched(self) -> frozenset[str]:
        """The ids of all that are watched."""
        return frozenset(self._endpoints)

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All of them; their `standing` may be read."""
        return tuple(self._probes.values())

    @property
    def hands(self) -> int:
        """How many threads look at servers now."""
        return self._crew.hands

    def watch(self, endpoints: Iterable[Endpoint]) -> None:
        """These from now on, and no others."""
        wanted = {endpoint.id: endpoint for endpoint in endpoints}
        for gone in self._endpoints.keys() - wanted.keys():
            self._leave(gone)
        self.record.forget(self._probes.keys() - wanted.keys())
        fresh = [each for each in wanted.values() if self._endpoints.get(each.id) != each]
        before = len(self._endpoints) > FEW
        self._endpoints = wanted
        for endpoint in fresh:
            self._leave(endpoint.id)
            self._begin(endpoint, len(fresh))
        if before != (len(wanted) > FEW):
            self.look_at(self._looked_at)
        self._tell_judge()

    def know(self, subjects: Iterable[Subject]) -> None:
        """What rules and silences know of the instances of the inventory; nothing is judged of
        those that are not watched.
        """
        self._subjects = tuple(subjects)
        self._tell_judge()

    def look_at(self, ids: Collection[str]) -> None:
        """Somebody sees these: they are looked at live, however many others there are."""
        self._looked_at = frozenset(ids)
        for id_, probe in self._probes.items():
            if probe.look_again(self._periods(id_)):
                self._crew.hasten(id_)

    def look_at_rights(self) -> None:
        """They are others now: log out where nobody may look any more, and say so there."""
        for endpoint in tuple(self._endpoints.values()):
            if self._warden.may(Ability.CONNECT, place_of(endpoint)).allowed:
                self._crew.hasten(endpoint.id)
            else:
                self._leave(endpoint.id)
                self._begin(endpoint, 1)

    def try_now(self, id_: str) -> None:
        """Log in at once where it is being waited: the password was changed, say."""
        self._crew.hasten(id_)

    def mark(self, mark: Mark) -> None:
        """Something happened: our own act, a note."""
        self._take(mark)

    def close(self, seconds: float = _CLOSE_WITHIN) -> bool:
        """End all of it; what came until now is in the history. Whether every thread ended."""
        ended = self._crew.close(seconds)
        self.record.close()
        for loop in self._loops:
            loop.join(seconds)
        return ended and not any(loop.is_alive() for loop in self._loops)

    def _tell_judge(self) -> None:
        if self._subjects is None or not self.record.judges:
            return  # an inventory not read yet is no empty one: what stands goes on
        watched = tuple(each for each in self._subjects if each.instance in self._endpoints)
        self.record.ask_judge(lambda judge: judge.know(watched))

    def _begin(self, endpoint: Endpoint, together: int) -> None:
        spread = min(_SPREAD * together, self._manner.periods[Tier.STATUS])
        values = HostValues()
        try:
            probe = Probe(
                endpoint, self._around, self._periods(endpoint.id), self._manner.captures, values,
                random.uniform(0.0, spread) if together > 1 else 0.0,  # noqa: S311  (spreads)
            )  # fmt: skip
            self._probes[endpoint.id] = probe
            self._crew.add(probe)
            if endpoint.access.host_metrics and machine_of(endpoint) is not None:
                self._crew.add(HostLook(endpoint, self._around, self._manner.periods, values))
        except Unsupported as error:
            self._failed(error)

    def _leave(self, id_: str) -> None:
        self._probes.pop(id_, None)
        self._crew.remove(id_)
        self._crew.remove(f"{id_}/host")

    def _periods(self, id_: str) -> Mapping[Tier, float]:
        periods = self._manner.periods
        if len(self._endpoints) <= FEW or id_ in self._looked_at or Tier.LIVE not in periods:
            return periods
        return {**periods, Tier.LIVE: periods[Tier.STATUS]}

    def _take(self, payload: Payload) -> None:
        self._outlet.publish(payload)
        self.record.put(payload)
