"""A console's end of the feed over Redis: all collectors, each in its order, and nothing twice."""

import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.domain.connecting import tell_nobody
from app.domain.errors import (
    BadInput,
    Cancelled,
    ConsoleError,
    Refused,
    SessionLost,
    StatementFailed,
)
from app.domain.monitoring.feed import Collector, Delivery, FeedStand, FeedState, Request
from app.domain.stop import Stop
from app.engines.redis.feed import Ears, FeedLine
from app.flows.watch.passing_on import Keep, PassingOn
from app.flows.watch.reconnect import Connect, Pauses
from app.i18n import _
from app.monitor.bus import wire
from app.monitor.bus.box import Box
from app.monitor.bus.order import Order, Position

_log = logging.getLogger(__name__)

_TICK = 0.05
_QUIET = 3.0
"""Seconds without a word, after which one is asked for; each collector gives one a second."""
_DEAD = 5.0
"""Seconds for which the answer to that may take."""
_DEAF = 1.0
"""Seconds within which what stands in the ring must be heard as well."""
_AT_ONCE = 16
"""Frames that are fetched of the ring at a time."""
_MOST_COLLECTORS = 256


class Subscriber:
    """An `Inlet`. `run` listens in a thread of its own, whatever happens to the Redis meanwhile.

    `keep` is called in that thread with everything in its order, and may take its time: what comes
    meanwhile is fetched afterwards. What is taken is bounded, and only the newest where the taker
    is slow.
    """

    def __init__(self, connect: Connect, *, keep: Keep | None = None) -> None:
        self._connect = connect
        self._box = Box()
        self._orders: dict[str, Order] = {}
        self._unsure: dict[str, _Unsure] = {}
        """Collectors of whom it takes a snapshot to know how all stands."""
        self._collectors: dict[str, Collector] = {}
        self._on = PassingOn(self._box, keep, self._refuse)
        self._requests: deque[tuple[str, bytes]] = deque(maxlen=100)
        self._stand, self._trouble = FeedStand.OFF, ""
        self._heard_at: float | None = None
        self._fetched = self._refused = 0
        self._closed = Stop()

    def go_on(self, since: Mapping[str, Position]) -> None:
        """Before it runs: begin where an earlier one stood when it ended (`positions`)."""
        self._orders = {name: Order(position) for name, position in since.items()}
        self._unsure = {name: _Unsure(position) for name, position in since.items()}

    # -------------------------------------------------------------------- from any thread

    def take(self) -> Delivery:
        """What is there now; never waits."""
        return self._box.take(self.state)

    @property
    def state(self) -> FeedState:
        """How it stands."""
        missed = sum(order.missed for order in tuple(self._orders.values())) + self._refused
        return FeedState(self._stand, self._heard_at, missed, self._fetched, self._trouble)

    @property
    def collectors(self) -> tuple[Collector, ...]:
        """Who was heard since it began."""
        return tuple(self._collectors.values())

    @property
    def positions(self) -> Mapping[str, Position]:
        """How far each collector was heard; for the next `Subscriber`."""
        held = tuple(self._orders.items())
        return {name: order.position for name, order in held if order.position is not None}

    def ask(self, collector: str, request: Request) -> None:
        """Leave a request for a collector: it does it within a second, if it is there."""
        self._requests.append((collector, wire.encode_request(request)))

    def close(self) -> None:
        """Listen no more; `run` ends."""
        self._closed.set()

    # ------------------------------------------------------------------------- its thread

    def run(self, stop: Stop) -> None:
        """Listen until `stop` is set, or it is closed."""
        pauses = Pauses()
        with stop.telling(self._closed.set):
            while not self._closed():
                self._stand = FeedStand.CONNECTING if not self._trouble else FeedStand.LOST
                try:
                    self._serve(self._closed, pauses)
                except Cancelled:
                    break
                except ConsoleError as error:
                    self._lost(error)
                if self._closed.wait(pauses.next()):
                    break
        self._stand = FeedStand.OFF

    def _lost(self, error: ConsoleError) -> None:
        if str(error) != self._trouble:
            _log.warning("the feed cannot be heard: %s", error)
        self._stand, self._trouble = FeedStand.LOST, str(error)

    def _serve(self, stop: Stop, pauses: Pauses) -> None:
        session = self._connect(stop, tell_nobody)
        try:
            with session.during(stop):
                line = FeedLine(session)
                ears = line.listen()  # first: what comes while all else is read must not be missed
                self._stand, self._trouble = FeedStand.RESYNCING, ""
                self._synchronise(line)
                self._stand = FeedStand.LIVE
                pauses.reset()
                while not stop():
                    self._listen(line, ears)
        finally:
            session.close()

    def _listen(self, line: FeedLine, ears: Ears) -> None:
        heard = self._hear_all(line, ears, _TICK)
        while self._requests:
            collector, request = self._requests[0]
            try:
                line.ask(collector, request)
            except (Refused, StatementFailed) as error:
                self._complain(
                    _("{collector} was not asked: {reason}").format(
                        collector=collector, reason=error
                    )
                )
            self._requests.popleft()
        if not heard:
            self._check(line, ears)

    def _hear_all(self, line: FeedLine, ears: Ears, within: float) -> bool:
        heard = ears.hear(within)
        for collector, data in heard:
            self._hear(line, collector, data)
        return bool(heard)

    def _check(self, line: FeedLine, ears: Ears) -> None:
        """Nothing comes: is nobody there, or do we not hear?"""
        quiet = time.monotonic() - ears.heard_at
        if quiet > _QUIET + _DEAD:
            raise SessionLost(
                _("The feed's Redis does not answer."),
                hint=_("It is tried again by itself."),
            )
        if quiet > _QUIET and not ears.asked:
            ears.ping()
            line.check_master()
            before = self.positions
            self._synchronise(line)
            if before != self.positions and not self._hear_all(line, ears, _DEAF):
                raise SessionLost(
                    _("The feed was not heard, although it was sent."),
                    hint=_("It is tried again by itself."),
                )

    # ----------------------------------------------------------------------- what is read

    def _synchronise(self, line: FeedLine) -> None:
        with self._as_far_as_allowed():
            for collector in line.collectors():
                self._order(collector)
        for collector, order in tuple(self._orders.items()):
            self._catch_up(line, collector, order)

    @contextmanager
    def _as_far_as_allowed(self) -> Iterator[None]:
        """Who may only listen hears what comes, and misses what was."""
        try:
            yield
        except StatementFailed as error:
            if error.code != "NOPERM":
                raise
            self._complain(_("What was missed cannot be read: {reason}").format(reason=error))

    def _order(self, collector: str) -> Order | None:
        if collector not in self._orders and len(self._orders) < _MOST_COLLECTORS:
            self._orders[collector] = Order()
        return self._orders.get(collector)

    def _hear(self, line: FeedLine, collector: str, data: bytes) -> None:
        order = self._order(collector)
        frame = self._frame(collector, data)
        if order is None or frame is None:
            return
        self._heard_at = time.monotonic()
        self._know(collector)
        unsure = not frame.messages and collector in self._unsure  # a snapshot was written with it
        if order.position is None or not order.continues(frame) or unsure:
            self._stand = FeedStand.RESYNCING
            self._catch_up(line, collector, order)
            self._stand = FeedStand.LIVE
        self._on.deliver(collector, order.take(frame))

    def _catch_up(self, line: FeedLine, collector: str, order: Order) -> None:
        """Read what was missed; where the ring does not reach back so far, the snapshot too."""
        with self._as_far_as_allowed():
            if order.position is None:
                self._begin(line, collector, order)
            missed = order.missed
            while self._read_on(line, collector, order):
                pass
            if order.missed > missed and order.position is not None:
                self._box.skip()
                self._unsure[collector] = _Unsure(order.position, missed=True)
            if collector in self._unsure:
                self._make_sure(line, collector, self._unsure[collector])

    def _make_sure(self, line: FeedLine, collector: str, unsure: "_Unsure") -> None:
        """Read how all stands; a snapshot may be a second older than what was heard."""
        said = line.snapshot(collector)
        self._know(collector, said.facts)
        self._on.deliver(collector, said.messages, lately=True, known=not unsure.missed)
        if said.position is not None and said.position >= unsure.at:
            self._on.end_missed(collector, said.messages)
            del self._unsure[collector]

    def _read_on(self, line: FeedLine, collector: str, order: Order) -> bool:
        """Read some more of the ring; whether that led anywhere."""
        known = order.position
        if known is None:
            return False
        for data in line.fetch(collector, known, _AT_ONCE):
            frame = self._frame(collector, data)
            if frame is not None:
                new = order.take(frame)
                self._fetched += len(new)
                self._on.deliver(collector, new)
        return order.position != known

    def _begin(self, line: FeedLine, collector: str, order: Order) -> None:
        """Hear of a collector for the first time."""
        said = line.snapshot(collector)
        self._know(collector, said.facts)
        self._on.deliver(collector, said.messages)
        place = said.position or line.last(collector)
        if place is not None and place[0] > 0:
            order.position = Position(*place)

    def _know(self, collector: str, facts: bytes = b"") -> None:
        known = self._collectors.get(collector)
        told = known.facts if known is not None else {}
        if facts:
            try:
                told = wire.decode_facts(facts)
            except BadInput as error:
                self._refuse(collector, error)
        self._collectors[collector] = Collector(collector, time.monotonic(), told)

    def _frame(self, collector: str, data: bytes) -> wire.Frame | None:
        try:
            return wire.decode_frame(data)
        except BadInput as error:
            self._refuse(collector, error)
            return None

    def _refuse(self, collector: str, error: BadInput) -> None:
        self._refused += 1
        self._complain(f"{collector}: {error}")

    def _complain(self, trouble: str) -> None:
        if trouble != self._trouble:
            _log.warning("the feed: %s", trouble)
        self._trouble = trouble


@dataclass(frozen=True, slots=True)
class _Unsure:
    """What is to be found out of a collector."""

    at: Position
    """A snapshot of then, or later, tells."""
    missed: bool = False
    """Whether the history lacks something."""
