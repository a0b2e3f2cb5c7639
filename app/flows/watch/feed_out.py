"""A collector's end of the feed over Redis: what is published here, goes there."""

import logging
import time
from collections.abc import Callable, Collection, Mapping

from app.domain.connecting import tell_nobody
from app.domain.errors import BadInput, Cancelled, ConsoleError, Refused, StatementFailed
from app.domain.monitoring.feed import FeedStand, Payload, Request, SendingState
from app.domain.stop import Stop
from app.engines.redis.feed import Entry, FeedLine, check_name
from app.flows.watch.reconnect import Connect, Pauses, a_moment_later
from app.i18n import _
from app.monitor.bus import wire
from app.monitor.bus.order import Position
from app.monitor.bus.outbox import MOST_BYTES, Outbox

_log = logging.getLogger(__name__)

TICK = 0.05
"""Seconds between two batches: 20 a second."""
_SIGN_OF_LIFE = 1.0
_LISTENING = 0.25
"""Seconds between two looks at what consoles ask."""
_AT_ONCE = 1024 * 1024
"""Bytes that are sent before an answer is waited for."""
_LAST_WORDS = 1.0
"""Seconds that remain to send what is there when it ends."""
_LATE_REQUEST = 600.0
"""Seconds; what a console asked longer ago than that is not done any more."""


class Publisher:
    """An `Outlet`. `run` sends in a thread of its own, whatever happens to the Redis meanwhile.

    What cannot be sent waits in bounded memory; what a Redis lost is sent again, as far as it is
    still kept. `requested` is called in that thread with what consoles ask.
    """

    def __init__(
        self,
        collector: str,
        connect: Connect,
        *,
        requested: Callable[[Request], None] | None = None,
        facts: Mapping[str, str | int | float] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        check_name(collector)
        self.collector = collector
        self._connect, self._requested = connect, requested
        self._facts = wire.encode_facts(facts or {})
        self._outbox = Outbox(int(time.time() * 1000), most_bytes)
        self._stand, self._trouble = FeedStand.OFF, ""
        self._asked = ""
        self._due = self._due_requests = 0.0
        self._fresh = True

    def publish(self, payload: Payload) -> None:
        """Send it to whoever listens; from any thread."""
        self._outbox.publish(payload)

    def retain(self, instances: Collection[str]) -> None:
        """Only these are watched from now on: who comes later is not told of others."""
        self._outbox.retain(instances)

    @property
    def state(self) -> SendingState:
        """How it stands; from any thread."""
        return SendingState(self._stand, self._outbox.waiting, self._outbox.given_up, self._trouble)

    def run(self, stop: Stop) -> None:
        """Send until `stop` is set; what is there then is sent within a second, or not at all."""
        pauses = Pauses()
        while not stop():
            self._stand = FeedStand.CONNECTING
            try:
                self._serve(stop, pauses)
            except Cancelled:
                break
            except ConsoleError as error:
                self._lost(error)
            if stop.wait(pauses.next()):
                break
        self._stand = FeedStand.OFF

    def _lost(self, error: ConsoleError) -> None:
        if str(error) != self._trouble:
            _log.warning("the feed cannot be sent: %s", error)
        self._stand, self._trouble = FeedStand.LOST, str(error)

    def _serve(self, stop: Stop, pauses: Pauses) -> None:
        session = self._connect(stop, tell_nobody)
        try:
            with a_moment_later(stop, _LAST_WORDS) as late, session.during(late):
                line = FeedLine(session)
                line.check_writable()
                self._resume(line)
                self._fresh, self._due = True, 0.0
                while not stop.wait(TICK):
                    self._send(line, late)
                    self._stand = FeedStand.LIVE
                    pauses.reset()
                self._send(line, late)
        finally:
            session.close()

    def _resume(self, line: FeedLine) -> None:
        last = line.last(self.collector)
        if not self._outbox.resume(Position(*last) if last is not None else None):
            raise Refused(
                _("Another program publishes as {name}.").format(name=self.collector),
                hint=_("Give each collector a name of its own, and start this one anew."),
            )

    def _send(self, line: FeedLine, stop: Stop) -> None:
        troubles = []
        while sealed := self._outbox.unsent(_AT_ONCE):
            epoch = self._outbox.epoch
            entries = [
                Entry(each.last, wire.encode_frame(epoch, each.first, each.messages))
                for each in sealed
            ]
            try:
                line.append(self.collector, epoch, entries, self._outbox.reach)
            except StatementFailed as error:
                self._resume(line)  # somebody else may have taken over
                troubles.append(error)
            self._outbox.sent(sealed[-1].last)
            stop.check()
        now = time.monotonic()
        if now >= self._due:
            self._due = now + _SIGN_OF_LIFE
            try:
                self._refresh(line)
            except StatementFailed as error:
                self._outbox.restate()
                troubles.append(error)
            self._trouble = ""
        if troubles:
            self._lacks(troubles[0])
        if self._requested is not None and now >= self._due_requests:
            self._due_requests = now + _LISTENING
            self._hear(line, self._requested)

    def _lacks(self, error: StatementFailed) -> None:
        """It is sent, and not kept: memory is full, or a right is missing."""
        self._trouble = _("The feed's Redis does not keep what is sent: {reason}").format(
            reason=error
        )

    def _refresh(self, line: FeedLine) -> None:
        position = self._outbox.position
        alive = wire.encode_frame(position.epoch, position.number + 1, ())
        line.refresh(
            self.collector, self._outbox.news(), position, self._facts, alive, fresh=self._fresh
        )
        self._fresh = False

    def _hear(self, line: FeedLine, requested: Callable[[Request], None]) -> None:
        for name, data in line.requests(self.collector, self._asked):
            self._asked = name
            try:
                request = wire.decode_request(data)
            except BadInput as error:
                _log.warning("a request is passed over: %s", error)
                continue
            if request is not None and abs(time.time() - request.at) < _LATE_REQUEST:
                requested(request)
