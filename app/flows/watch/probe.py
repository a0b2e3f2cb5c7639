"""One instance under watch: a connection of its own, asked tier by tier, whatever happens to it."""

import math
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConsoleError, SessionLost, Unsupported
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Sample
from app.domain.stop import Stop
from app.engines.abilities import Captures, Samples
from app.engines.base import Session
from app.flows.connect import AskSecret
from app.flows.rights import Warden
from app.flows.watch.asks import Asks
from app.flows.watch.holding import LONGEST_PAUSE, PATIENCE, Held, Standing, lost, silent
from app.flows.watch.rota import CAPTURE_PERIODS, Rota, Turn
from app.flows.watch.steady import SteadyClock
from app.flows.watch.strain import Limits, Strain
from app.i18n import _
from app.monitor.catalogue import Catalogue
from app.monitor.derive import Deriver

Tell: TypeAlias = Callable[[Sample | Capture], None]

DEAR = frozenset({Tier.SLOW, Tier.HOURLY})
"""Of all instances one at a time is asked for these."""
DEAR_PATIENCE = 20.0
"""Seconds such a look may take before it is broken off; the instance is not called silent then."""
_SOON = 1.0
_TOGETHER = 0.05
"""Seconds before it is due a tier is asked for along with another."""


class HostValues:
    """What was last read of the machine below, until a sample of the instance takes it along."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, float] = {}

    def put(self, values: Mapping[str, float]) -> None:
        """Add what was read."""
        with self._lock:
            self._values.update(values)

    def take(self) -> Mapping[str, float]:
        """What was read since; once."""
        with self._lock:
            values, self._values = self._values, {}
        return values


@dataclass(frozen=True)
class Surroundings:
    """What all probes of a program share."""

    catalogue: Catalogue
    ask: AskSecret
    warden: Warden
    tell: Tell
    """Takes what came of a look, in the thread that looked; never waits."""
    clock: SteadyClock = field(default_factory=SteadyClock)
    by: str = ""
    """The id of the collector; "" is this console."""
    limits: Limits = field(default_factory=Limits)
    dear: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever asks for the dear tiers."""
    asks: Asks = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asks", Asks(self.catalogue))


class Probe:
    """Looks at one instance whenever it is `due`. One thread at a time calls `work`; any thread may
    call `remind` and `stop` meanwhile.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        around: Surroundings,
        periods: Mapping[Tier, float] = PERIODS,
        captures: Mapping[CaptureKind, float] = CAPTURE_PERIODS,
        host: HostValues | None = None,
        delay: float = 0.0,
    ) -> None:
        """`delay` is in how many seconds it begins: no fleet is asked all at once."""
        self.endpoint, self.id = endpoint, endpoint.id
        self.standing = Standing()
        self._around = around
        self._clock = around.clock
        self._kind = DatabaseType.named(endpoint.type)
        self.due = self._clock.monotonic() + delay
        self._rota = Rota(self.due, periods, captures)
        self._patience = min(min(periods.values()), PATIENCE)
        longest = min(LONGEST_PAUSE, 0.8 * periods.get(Tier.STATUS, PERIODS[Tier.STATUS]))
        self._held = Held(endpoint, around.ask, around.warden, min(periods.values()), longest)
        self._deriver = Deriver(around.catalogue, self._kind)
        self._host = host or HostValues()
        self._fresh = True
        self._strain = Strain(self._kind, around.limits)
        self._lock = threading.Lock()  # what `remind` tells comes from another thread
        self._told_at = self._again_at = 0.0
        self._role = ""
        self._closing = Stop()
        self._question: _Question | None = None

    # -------------------------------------------------------------------- from any thread

    @property
    def asking(self) -> bool:
        """Whether an answer is being waited for."""
        return self._question is not None

    def remind(self, now: float) -> None:
        """Notice that an answer is late: say so at once, and break the question off in the end."""
        question = self._question
        if question is None:
            return
        if now >= question.late_at:
            question.late_at = now + self._patience
            self._stand(silent(self.endpoint.name, now - question.begun), now)
        if now >= question.ends_at:
            question.stop.set()

    def stop(self) -> None:
        """Break off whatever runs; from now on `work` only logs out."""
        self._closing.set()
        question = self._question
        if question is not None:
            question.stop.set()

    def look_again(self, periods: Mapping[Tier, float]) -> bool:
        """Other periods from now on; whether they are shorter."""
        return self._rota.change(periods, self._clock.monotonic())

    # ------------------------------------------------------------ by one thread at a time

    def work(self) -> None:
        """Ask what is due, and set when it is due again."""
        now = self._clock.monotonic
        hastened = not self.due
        try:
            if self._held.session is None and now() < self._again_at and not hastened:
                self.due = self._say_again()
                return
            pause = self._log_in() if self._held.session is None else 0.0
            self.due = self._rest(now() + pause) if pause else self._take_turns()
        except Cancelled:
            self.due = now() + _SOON

    def close(self) -> None:
        """Log out; nothing is asked any more."""
        self._held.drop()

    def _log_in(self) -> float:
        """Seconds to wait before it is tried again; 0 where there is a session now."""
        with self._asking(math.inf, 3 * PATIENCE) as question:
            try:
                standing = self._held.log_in(question.stop)
            except Cancelled:
                self._closing.check()
                standing = silent(self.endpoint.name, 3 * PATIENCE)
        if standing.health is not Health.UP:
            return self._deny(standing)
        self._fresh = True
        if self.standing.health is not Health.UP:
            self._rota.at_once(Tier.STATUS)
        return 0.0

    def _rest(self, until: float) -> float:
        """No login before then; when to come again."""
        self._again_at = until
        if self.standing.health is not Health.REFUSED:
            return until
        return min(until, self._clock.monotonic() + self._rota.period(Tier.STATUS))

    def _say_again(self) -> float:
        """A wrong password is not tried for up to an hour: that it stands so is told meanwhile, or
        it would look as if nobody watched.
        """
        self._stand(self.standing, self._clock.monotonic())
        return self._rest(self._again_at)

    def _take_turns(self) -> float:
        """Ask what is due; when to come again."""
        now = self._clock.monotonic
        for turns in _grouped(self._rota.due(now() + _TOGETHER)):
            session = self._held.session
            if session is None:
                break
            dear = turns[0] in DEAR
            if dear and not self._around.dear.acquire(blocking=False):
                self._rota.put_off(turns[0], now() + random.uniform(0.5, 1.5))  # noqa: S311  (spreads)
                continue
            try:
                self._take_turn(session, turns)
            except Cancelled:
                self._closing.check()  # else it is we who lost patience
            except ConsoleError as error:
                if isinstance(turns[0], Tier) or isinstance(error, SessionLost):
                    return now() + self._break(error)
            finally:
                if dear:
                    self._around.dear.release()
            for turn in turns:
                self._rota.done(turn, now())
        return self._rota.next

    def _take_turn(self, session: Session, turns: Sequence[Turn]) -> None:
        late, most = self._patience, PATIENCE
        if turns[0] in DEAR:
            late, most = math.inf, DEAR_PATIENCE
        with self._asking(late, most) as question, session.during(question.stop):
            if isinstance(turns[0], CaptureKind):
                self._capture(session, turns[0])
            else:
                self._look(session, [turn for turn in turns if isinstance(turn, Tier)])

    @contextmanager
    def _asking(self, late: float, most: float) -> Iterator["_Question"]:
        """What happens inside is late after some seconds, and broken off after some more."""
        begun = self._clock.monotonic()
        self._question = question = _Question(begun, begun + late, begun + most)
        if self._closing():
            question.stop.set()
        try:
            yield question
        finally:
            self._question = None

    def _look(self, session: Session, tiers: Sequence[Tier]) -> None:
        if not isinstance(session, Samples):
            raise Unsupported(_("This server cannot be watched."))
        ask = self._around.asks.of(self._kind, tiers)
        if not ask.wanted and not ask.queries:
            return
        raw = session.sample(ask)
        self._question = None  # it is answered: nobody calls it late any more
        raw = replace(raw, fields={**raw.fields, "probe.backing_off": self._strain.level})
        self._role = raw.role or self._role or session.facts.role
        everything: dict[str, float] = {}
        for tier in tiers:
            derived = self._deriver.derive(tier, raw)
            values = derived.values
            if tier is Tier.STATUS:
                values = {**values, **self._host.take()}
            everything.update(values)
            self._tell(
                Sample(
                    self.id, tier, self._clock.at(raw.at), Health.UP, values, derived.texts,
                    restarted=derived.restarted, role=self._role, by=self._around.by,
                )
            )  # fmt: skip
        if tiers[0] not in DEAR and self._strain.take(tiers[-1], raw.cost.seconds, everything):
            self._rota.stretch(self._strain.factors)
        self.standing, self._fresh = Standing(Health.UP), False
        self._held.note_answer()

    def _capture(self, session: Session, kind: CaptureKind) -> None:
        if not isinstance(session, Captures) or kind not in session.capture_kinds:
            return
        captured = session.capture(kind)
        if captured.rows:
            at = self._clock.now()
            self._around.tell(Capture(self.id, kind, at, captured.columns, captured.rows))

    # --------------------------------------------------------------- where it goes wrong

    def _break(self, error: ConsoleError) -> float:
        """The session is of no use. Whether the server is, shows the next login: at once, unless
        this session was of no use from the beginning. Seconds to wait.
        """
        self._held.drop()
        if isinstance(error, SessionLost) and not self._fresh:
            return 0.0
        return self._deny(lost(error))

    def _deny(self, standing: Standing) -> float:
        """Say that it does not answer; seconds after which to try again."""
        self._stand(standing, self._clock.monotonic())
        return self._held.pause(standing.health)

    def _stand(self, standing: Standing, now: float) -> None:
        if self._closing():
            return
        if standing.health is Health.STALLED and self._strain.note_stall():
            self._rota.stretch(self._strain.factors)
        self.standing = standing
        self._tell(
            Sample(
                self.id, Tier.STATUS, self._clock.at(now), standing.health,
                self._host.take(), trouble=standing.trouble, role=self._role,
                by=self._around.by,
            )
        )  # fmt: skip

    def _tell(self, sample: Sample) -> None:
        """Pass it on, dated behind the last: an answer may come after it was called late."""
        with self._lock:
            if sample.at <= self._told_at:
                sample = replace(sample, at=self._told_at + 0.001)
            self._told_at = sample.at
            self._around.tell(sample)


def _grouped(turns: Sequence[Turn]) -> Iterator[tuple[Turn, ...]]:
    """What goes in one question: all tiers but the dear ones."""
    together = tuple(turn for turn in turns if isinstance(turn, Tier) and turn not in DEAR)
    if together:
        yield together
    yield from ((turn,) for turn in turns if turn not in together)


class _Question:
    """What is being asked; moments are of the monotonic clock."""

    def __init__(self, begun: float, late_at: float, ends_at: float) -> None:
        self.stop = Stop()
        self.begun, self.late_at, self.ends_at = begun, late_at, ends_at
