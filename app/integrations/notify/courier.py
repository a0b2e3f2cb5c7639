"""Brings one channel what waits for it, one thing after the other, for as long as it takes."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.attempt import attempt
from app.domain.errors import Cancelled, ConsoleError, NotDelivered
from app.domain.stop import Stop
from app.i18n import _, ngettext
from app.integrations.notify.channel import Channel
from app.integrations.notify.ledger import Ledger, in_order, merged
from app.integrations.notify.limits import Pace, pace_of
from app.integrations.notify.notice import Notice

Deliver: TypeAlias = Callable[[Channel, Notice, Stop], NotDelivered | None]
"""Sends at once. Raises NotDelivered, or another ConsoleError (no secret to be had); returns why
some did not get it, where others did."""

GIVE_UP_AFTER = 24 * 3600.0
"""Seconds; what could not be delivered for so long is old news."""
_FIRST, _LONGEST = 5.0, 600.0
"""Seconds before the second attempt, and between any two at most."""
_REFUSED = 300.0
"""The first pause where somebody must see to it: a password, an address."""
_LONGEST_ASKED = 3600.0
"""Seconds that a server may ask us to wait."""
_ATTEMPT = 120.0
"""Seconds an attempt may take: who answers byte by byte would hold it up for ever."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel stands. Times are seconds since 1970."""

    waiting: int = 0
    """Notices that are not sent yet."""
    sent: int = 0
    given_up: int = 0
    """Notices that were sent, and that could not be, since the program began."""
    sent_at: float | None = None
    next_at: float | None = None
    """When it is tried again, where the last attempt failed."""
    trouble: ConsoleError | None = None
    """Why the last attempt failed, or why nothing is noted on the disk."""


class Courier:
    """Of one channel. `run` sends in a thread of its own until the Stop it was given is set."""

    def __init__(
        self,
        channel: Channel,
        ledger: Ledger,
        deliver: Deliver,
        failed: Callable[[Exception], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = ledger
        self._channel, self._deliver, self._failed, self._clock = channel, deliver, failed, clock
        self._lock = threading.Lock()
        self._something = threading.Event()
        self._failures = 0
        self._next_at = 0.0
        self._trouble: ConsoleError | None = None
        self._sent = self._given_up = 0
        self._sent_at: float | None = None
        self._lately: deque[float] = deque()
        self._attempt: tuple[float, Stop] | None = None

    @property
    def channel(self) -> Channel:
        """As it is now."""
        return self._channel

    def change(self, channel: Channel) -> None:
        """It was edited: what failed is tried again at once."""
        with self._lock:
            self._channel = channel
            self._failures, self._next_at = 0, 0.0
        self.wake()

    def break_off_if_late(self) -> None:
        """Another thread asks this now and then; an attempt that takes too long has failed."""
        with self._lock:
            attempt_ = self._attempt
        if attempt_ is not None and not 0 <= self._clock() - attempt_[0] <= _ATTEMPT:
            attempt_[1].set()

    def wake(self) -> None:
        """Something waits."""
        self._something.set()

    @property
    def state(self) -> ChannelState:
        """How it stands; from any thread."""
        waiting = len(self.ledger.waiting)
        with self._lock:
            next_at = self._next_at if self._failures and waiting else None
            return ChannelState(
                waiting, self._sent, self._given_up, self._sent_at, next_at,
                self._trouble or self.ledger.trouble,
            )  # fmt: skip

    def run(self, stop: Stop) -> None:
        """Send what waits, until `stop` is set: what is being sent then is broken off."""
        with stop.telling(self.wake):
            while not stop():
                pause = self.turn(stop)
                self._something.wait(pause)
                self._something.clear()

    def turn(self, stop: Stop) -> float | None:
        """Send what can be sent now; the seconds until there is more to do, None if nothing is."""
        while not stop():
            self._give_up_what_is_old()
            waiting = self.ledger.waiting
            if not waiting or not self._channel.enabled:
                return None
            pause = self._pause()
            if pause > 0:
                return pause
            if self._crowded(len(waiting)) or self._failures:
                notice = merged(each.notice for each in waiting)
            else:
                notice, waiting = waiting[0].notice, waiting[:1]
            if self._try(in_order(notice), stop):
                self.ledger.done([each.number for each in waiting])
        return None

    # ----------------------------------------------------------------------- one attempt

    def _try(self, notice: Notice, stop: Stop) -> bool:
        late = Stop()
        with self._lock:
            channel, self._attempt = self._channel, (self._clock(), late)
        self._lately.append(self._clock())
        with stop.telling(late.set):
            tried = attempt(lambda: self._deliver(channel, notice, late))
        sent, error = tried.error is None, tried.error or tried.value
        now = self._clock()
        if isinstance(error, Cancelled):
            if stop():
                return False
            error = _took_too_long(channel)
        with self._lock:
            self._attempt = None
            fresh = error is not None and str(error) != str(self._trouble)
            self._trouble = error if isinstance(error, ConsoleError) else None
            if sent:
                self._sent, self._sent_at = self._sent + 1, now
                self._failures, self._next_at = 0, 0.0
            elif error is not None:
                self._failures += 1
                self._next_at = now + self._after(error)
        if error is not None and fresh:
            self._failed(error)
        return sent

    def _after(self, error: Exception) -> float:
        """How long to wait after a failure: longer each time, and never all at one moment."""
        first, asked = _FIRST, 0.0
        if isinstance(error, NotDelivered):
            first = _REFUSED if error.lasting else _FIRST
            asked = min(error.retry_after or 0.0, _LONGEST_ASKED)
        most = min(first * 2.0 ** min(self._failures - 1, 20), _LONGEST)
        return max(asked, most * random.uniform(0.7, 1.0))  # noqa: S311  (no secret)

    def _pause(self) -> float:
        """Seconds before which nothing may be sent: after a failure, and for the service's sake."""
        now, pace = self._clock(), self._pace
        while self._lately and not 0 <= now - self._lately[0] < pace.seconds:
            self._lately.popleft()
        with self._lock:
            wait = self._next_at - now if self._failures else 0.0
        if wait > _LONGEST_ASKED:  # the clock was set back
            wait = 0.0
        if len(self._lately) >= pace.most:
            wait = max(wait, self._lately[0] + pace.seconds - now)
        return wait

    def _crowded(self, waiting: int) -> bool:
        """Whether they go together, because one by one they would soon be too many."""
        return waiting > 1 and len(self._lately) + waiting > self._pace.most // 2

    @property
    def _pace(self) -> Pace:
        return pace_of(self._channel)

    def _give_up_what_is_old(self) -> None:
        oldest = self._clock() - GIVE_UP_AFTER
        old = [each for each in self.ledger.waiting if each.notice.at < oldest]
        if not old:
            return
        self.ledger.done([each.number for each in old])
        with self._lock:
            self._given_up += len(old)
            reason = self._trouble
        said = ngettext(
            "{count} notice to {channel} was given up after {hours} hours.",
            "{count} notices to {channel} were given up after {hours} hours.",
            len(old),
        ).format(count=len(old), channel=self._channel.name, hours=round(GIVE_UP_AFTER / 3600))
        hint = _("The last reason: {reason}").format(reason=reason) if reason is not None else ""
        self._failed(NotDelivered(said, hint=hint))


def _took_too_long(channel: Channel) -> NotDelivered:
    return NotDelivered(
        _("{channel} did not take it within {seconds} s.").format(
            channel=channel.name, seconds=round(_ATTEMPT)
        ),
        hint=_("Check the network, a firewall, and the proxy on the way."),
    )
