"""Alerts become notices: who is told of what, and when.

What it comes from is told as often as one likes (`publish` each alert there is after a start):
a channel is told only what it does not know yet (`deciding`), and what it knows is on the disk.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app import files
from app.domain.attempt import attempt
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Subject
from app.domain.stop import Stop
from app.flows.connect import AskSecret
from app.flows.watch.crew import Joinable, Start
from app.flows.watch.deciding import Decided, RuleWords, decide, grouped
from app.i18n import _
from app.integrations.notify.channel import Channel
from app.integrations.notify.courier import ChannelState, Courier, Deliver
from app.integrations.notify.deliver import deliver, kept_secrets
from app.integrations.notify.ledger import Ledger
from app.integrations.notify.notice import Notice
from app.monitor.catalogue import Catalogue

_log = logging.getLogger(__name__)

WINDOW = 15.0
"""Seconds for which what begins or ends is gathered: what is over by then is told to nobody."""
_LOOK_EVERY = 10.0
"""Seconds between two looks at what time alone changes: repetitions, the end of quiet hours."""
_CLOSE_WITHIN = 3.0


class Notifying:
    """An `Outlet`: takes the alerts judged here, and tells the channels. All but `test` and
    `close` return at once, in any thread.

    `folder` is the state's (`state_folder() / "notify"`); of several programs that have the same
    one only the first tells. `start` starts threads which the program need not wait for when it
    ends (`plain_thread`): to look up a name or to connect cannot be broken off. `failed` hears in
    any of them of ConsoleErrors, and of bugs.
    """

    def __init__(
        self,
        folder: Path,
        ask: AskSecret,
        start: Start,
        failed: Callable[[Exception], object],
        catalogue: Catalogue | None = None,
        by: str = "",
        *,
        clock: Callable[[], float] = time.time,
        send: Deliver | None = None,
    ) -> None:
        """`by` is who judges here (a collector's name), as alerts have it: those judged by others
        are told by them. `send` takes the place of what really sends.
        """
        self._folder, self._ask, self._failed, self._start = folder, ask, failed, start
        self._catalogue, self._by, self._clock = catalogue, by, clock
        self._name = by or socket.gethostname().partition(".")[0]
        self._send: Deliver = send or (
            lambda channel, notice, stop: deliver(
                channel, notice, kept_secrets(channel, ask, stop), stop
            )
        )
        self._lock = threading.Lock()
        self._alerts: dict[str, Alert] = {}
        self._subjects: dict[str, Subject] = {}
        self._rules: dict[str, Rule] = {}
        self._wanted: dict[str, Channel] = {}
        self._couriers: dict[str, _Running] = {}
        self._due: dict[str, float] = {}
        self._bell = threading.Event()
        self._stop = Stop()
        self.elsewhere = False
        """Whether another program tells, from the same folder; where that ends, we do."""
        self._thread = start("notices", self._run)

    # -------------------------------------------------------------------- from any thread

    def use(self, channels: Iterable[Channel]) -> None:
        """These are told from now on, and no others."""
        self._wanted = {channel.id: channel for channel in channels}
        self._bell.set()

    def know(self, subjects: Iterable[Subject], rules: Iterable[Rule] = ()) -> None:
        """Who is watched, and the rules there are: names, owners, and notes of what to do."""
        with self._lock:
            self._subjects = {subject.instance: subject for subject in subjects}
            self._rules = {rule.id: rule for rule in rules}

    def publish(self, payload: Payload) -> None:
        """See `Outlet`; everything but alerts is passed over."""
        if not isinstance(payload, Alert) or payload.by != self._by:
            return
        with self._lock:
            self._alerts[payload.id] = payload
        self._bell.set()

    def retry(self, channel: str) -> None:
        """Try at once what waits for the channel of this id."""
        with self._lock:
            running = self._couriers.get(channel)
        if running is not None:
            running.courier.change(running.courier.channel)

    @property
    def state(self) -> Mapping[str, ChannelState]:
        """How each channel stands, by its id."""
        with self._lock:
            couriers = [(id_, each.courier) for id_, each in self._couriers.items()]
        return {id_: courier.state for id_, courier in couriers}

    # -------------------------------------------------------------------- may wait

    def test(
        self,
        channel: Channel,
        secrets: Mapping[str, str] | None = None,
        stop: Stop | None = None,
    ) -> None:
        """Send a notice that says it is a test, at once and once. `secrets` are those that were
        typed and are not kept yet: `password`, `url`, `sign`.

        Raises:
            ConsoleError: it did not arrive; what was wrong, and what to do.
        """
        send_test(channel, self._ask, self._name, secrets, stop)

    def close(self) -> None:
        """Break off what is being sent; it is sent after the next start."""
        self._stop.set()
        self._bell.set()
        self._thread.join(_CLOSE_WITHIN)  # first: it may be about to begin another courier
        with self._lock:
            running = tuple(self._couriers.values())
        for each in running:
            each.stop.set()
        for each in running:
            each.thread.join(_CLOSE_WITHIN)

    # -------------------------------------------------------------------- a thread's loop

    def _run(self) -> None:
        while not self._stop():
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                with files.locked(self._folder / "lock", 0.0):
                    self.elsewhere = False
                    return self._serve()
            except files.StillLocked:
                self.elsewhere = True
                self._stop.wait(_LOOK_EVERY)
            except OSError as error:  # a disk that takes nothing: who else could write there?
                _log.warning("the folder of notices cannot be locked: %s", error.strerror)
                return self._serve()
        return None

    def _serve(self) -> None:
        while not self._stop():
            tried = attempt(self.look)
            if tried.error is not None:
                self._failed(tried.error)
            self._bell.wait(tried.value if tried.value is not None else _LOOK_EVERY)
            self._bell.clear()

    def look(self) -> float:
        """Put what is new into the queues, once it was gathered for long enough; the seconds until
        the next look. The thread does this by itself.
        """
        now = self._clock()
        self._settle()
        with self._lock:
            alerts = tuple(self._alerts.values())
            couriers = [each.courier for each in self._couriers.values()]
        next_look = now + _LOOK_EVERY
        for courier in couriers:
            courier.break_off_if_late()
            id_ = courier.channel.id
            decided = self._decided(courier, alerts, now)
            if not decided.something:
                self._due.pop(id_, None)
            elif decided.items and not self._is_due(id_, now):
                next_look = min(next_look, self._due[id_])
            else:
                self._due.pop(id_, None)
                self._tell(courier, decided, now)
        self._forget(couriers, alerts)
        return max(0.0, next_look - now)

    def _settle(self) -> None:
        """Have a courier for each channel that is wanted."""
        wanted = self._wanted
        for id_, channel in wanted.items():
            running = self._couriers.get(id_)
            if running is None:
                made = self._running(channel)
                with self._lock:
                    self._couriers[id_] = made
            elif running.courier.channel != channel:
                running.courier.change(channel)
        for id_ in self._couriers.keys() - wanted.keys():
            with self._lock:
                gone = self._couriers.pop(id_)
            gone.stop.set()
            gone.thread.join(_CLOSE_WITHIN)
            gone.courier.ledger.remove()

    def _is_due(self, channel: str, now: float) -> bool:
        due = self._due.setdefault(channel, now + WINDOW)
        if due - now > WINDOW:  # the clock was set back
            due = self._due[channel] = now + WINDOW
        return due <= now

    def _decided(self, courier: Courier, alerts: Iterable[Alert], now: float) -> Decided:
        if not courier.channel.enabled:
            return Decided()
        told = courier.ledger.told
        return decide(courier.channel, alerts, told, self._subject, self._words, now)

    def _tell(self, courier: Courier, decided: Decided, now: float) -> None:
        notices = [Notice(group, now, self._name) for group in grouped(decided.items)]
        before = courier.ledger.trouble
        courier.ledger.tell(decided.told or {}, decided.over, notices)
        trouble = courier.ledger.trouble
        if trouble is not None and before is None:
            self._failed(trouble)
        courier.wake()

    def _forget(self, couriers: Iterable[Courier], alerts: Iterable[Alert]) -> None:
        """What is over, and no channel need be told of any more."""
        known = {alert for courier in couriers for alert in courier.ledger.told}
        over = [each for each in alerts if each.state is not AlertState.FIRING]
        with self._lock:
            for each in over:
                if each.id not in known and self._alerts.get(each.id) is each:
                    del self._alerts[each.id]

    def _subject(self, instance: str) -> Subject:
        return self._subjects.get(instance) or Subject(instance, instance, "")

    def _words(self, rule_id: str) -> RuleWords:
        rule = self._rules.get(rule_id)
        metric = rule.metric if rule is not None else rule_id
        title = rule.title if rule is not None else ""
        if not title and metric == HEALTH:
            title = _("Does not answer")
        elif not title and metric == AGE:
            title = _("Nothing is heard of it")
        elif not title and self._catalogue is not None and metric in self._catalogue.metrics:
            title = _(self._catalogue.metrics[metric].title)
        return RuleWords(title, rule.note if rule is not None else "")

    # -------------------------------------------------------------------- channels

    def _running(self, channel: Channel) -> "_Running":
        ledger = Ledger(self._folder / f"{channel.id}.json")
        if ledger.trouble is not None:
            self._failed(ledger.trouble)
        courier = Courier(channel, ledger, self._send, self._failed, self._clock)
        stop = Stop()
        thread = self._start(f"notices to {channel.name}", lambda: courier.run(stop))
        return _Running(courier, stop, thread)


class _Running:
    """A courier, and its thread."""

    def __init__(self, courier: Courier, stop: Stop, thread: Joinable) -> None:
        self.courier, self.stop, self.thread = courier, stop, thread


def send_test(
    channel: Channel,
    ask: AskSecret,
    by: str,
    secrets: Mapping[str, str] | None = None,
    stop: Stop | None = None,
) -> None:
    """See `Notifying.test`; `by` is who says so."""
    stop = stop or Stop()
    kept = kept_secrets(channel, ask, stop, secrets or {})
    refused = deliver(channel, Notice((), time.time(), by, test=True), kept, stop)
    if refused is not None:
        raise refused
