"""Where samples go: into the history, before the judge, and as marks onto the time axis; one thread
writes, and nobody who looks at a server waits for it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from math import inf
from time import monotonic
from typing import Generic, Protocol, TypeVar

from app.domain.attempt import attempt
from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Outlet, Payload
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Capture, Mark, MarkKind, Sample
from app.domain.stop import Stop
from app.i18n import _

MOST = 200_000
"""What waits to be written at most; beyond it the oldest go, and that is said."""
MOST_ASKED = 1000
"""What waits to be done by the judge at most."""
_TOGETHER = 0.25
"""Seconds for which what comes is written in one go."""
_JUDGED_EVERY = 2.0
"""Seconds after which the judge is asked though nothing came: silences end, data gets old."""
_TIDY_EVERY = 60.0
_NO_ROLES = frozenset({"", "unknown"})


class Keeps(Protocol):
    """What `monitor.history.History` does for those who write."""

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep samples."""

    def mark(self, mark: Mark) -> None:
        """Keep a mark."""

    def capture(self, capture: Capture) -> None:
        """Keep a capture."""

    def compact(self, stop: Callable[[], bool]) -> None:
        """Make it smaller, in steps."""

    def close(self) -> None:
        """Let go of its files."""


class Judges(Protocol):
    """What `monitor.alerts.Judge` does for those who watch."""

    @property
    def alerts(self) -> Iterable[Alert]:
        """All there are, those that cleared lately among them."""

    @property
    def troubles(self) -> Iterable[ConsoleError]:
        """What of its files could not be read."""

    def know(self, subjects: Iterable[Subject]) -> tuple[Alert, ...]:
        """Who is watched; the alerts that changed."""

    def take(self, samples: Iterable[Sample]) -> tuple[Alert, ...]:
        """The alerts that changed."""

    def close(self) -> None:
        """Let another judge."""


HistoryT = TypeVar("HistoryT", bound=Keeps)
JudgeT = TypeVar("JudgeT", bound=Judges)
T = TypeVar("T")


class _Written:
    """Stands among what waits to be written."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call


class Record(Generic[HistoryT, JudgeT]):
    """`put` from any thread; `keep` and `tidy` are loops of a thread each. Without `make_judge`
    nothing is judged here.

    `failed` hears of errors in those threads: ConsoleErrors to be shown, others are bugs.
    """

    def __init__(
        self,
        make_history: Callable[[], HistoryT],
        make_judge: Callable[[HistoryT | None], JudgeT] | None,
        outlet: Outlet,
        failed: Callable[[Exception], object],
        by: str = "",
    ) -> None:
        """`by` is who we are: what others sampled is kept, and judged and marked by them."""
        self.history: HistoryT | None = None
        """There once `opened` is set, unless it cannot be used."""
        self.judge: JudgeT | None = None
        self.opened = threading.Event()
        self.lost = 0
        """What was not written, because more came than could be."""
        self._make_history, self._make_judge = make_history, make_judge
        self._outlet, self._failed, self._by = outlet, failed, by
        self._waiting: deque[Payload | _Written] = deque()
        self._asked: deque[Callable[[JudgeT], Iterable[Alert]]] = deque(maxlen=MOST_ASKED)
        self._something = threading.Event()
        self._closing = Stop()
        self._kept = threading.Event()
        self._judging = threading.Lock()
        self._roles: dict[str, str] = {}
        self._marked: dict[str, tuple[float, Severity]] = {}
        self._judged_at = -inf

    @property
    def judges(self) -> bool:
        """Whether alerts are judged here."""
        return self._make_judge is not None

    # -------------------------------------------------------------------- from any thread

    def put(self, payload: Payload) -> None:
        """Keep it, judge it. An alert is one that was told already, and is marked."""
        if len(self._waiting) >= MOST:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(payload)
        self._something.set()

    def once_kept(self, call: Callable[[], object]) -> None:
        """Have this called in the thread that writes when all that was put until now is in the
        history; never, where there is no history.
        """
        self._waiting.append(_Written(call))
        self._something.set()

    def wait_for_room(self, stop: Stop) -> None:
        """For those who can wait before they put more."""
        while len(self._waiting) > MOST // 2 and not stop.wait(_TOGETHER):
            pass

    def with_judge(self, call: Callable[[JudgeT], T]) -> T:
        """Have `call` made while the judge does not judge; waits for it. Any thread but the GUI's.

        Raises the ConsoleError for which there is none.
        """
        self.opened.wait()
        if self.judge is None:
            raise ConsoleError(_("Alerts are not judged here."))
        with self._judging:
            return call(self.judge)

    def with_history(self, call: Callable[[HistoryT], T]) -> T:
        """Have `call` made with the history, once it is open. Any thread but the GUI's."""
        self.opened.wait()
        if self.history is None:
            raise ConsoleError(_("The history cannot be used."))
        return call(self.history)

    def ask_judge(self, call: Callable[[JudgeT], Iterable[Alert]]) -> None:
        """Have this done by the judge within a moment, and the alerts it gives published; does
        not wait. What goes wrong is heard by `failed`.
        """
        self._asked.append(call)
        self._something.set()

    def forget(self, instances: Iterable[str]) -> None:
        """These are not watched any more."""
        for instance in instances:
            self._roles.pop(instance, None)

    def close(self) -> None:
        """Have the loops end; what was put until now is written first."""
        self._closing.set()
        self._something.set()

    # -------------------------------------------------------------------- a thread's loops

    def keep(self) -> None:
        """Write and judge what comes, until `close`."""
        self._open()
        try:
            while True:
                self._something.wait(_JUDGED_EVERY if self.judge is not None else None)
                closing = self._closing()  # whatever is put before it was set is taken below
                self._something.clear()
                self._take(self._all())
                if closing:
                    return
                self._closing.wait(_TOGETHER)
        finally:
            if self.judge is not None:
                with self._judging:
                    self.judge.close()
            self._kept.set()

    def tidy(self) -> None:
        """Keep the history small, until `close`; the last of all closes it."""
        self.opened.wait()
        history = self.history
        while not self._closing.wait(_TIDY_EVERY):
            if history is not None:
                self._try(lambda: history.compact(self._closing))
        self._kept.wait()
        if history is not None:
            history.close()

    def _open(self) -> None:
        self.history = self._try(self._make_history)
        make = self._make_judge
        self.judge = self._try(lambda: make(self.history)) if make is not None else None
        self.opened.set()
        if self.judge is not None:
            for trouble in self.judge.troubles:
                self._failed(trouble)
            for alert in self._try(lambda: self._standing(self.judge)) or ():
                self._outlet.publish(alert)  # who listens does not know of them

    def _standing(self, judge: JudgeT | None) -> tuple[Alert, ...]:
        """What the last run left unsettled. Their marks are in the history already."""
        if judge is None:
            return ()
        with self._judging:
            standing = tuple(a for a in judge.alerts if a.state is not AlertState.CLEARED)
        self._marked.update({a.id: (a.fired, a.severity) for a in standing if a.fired is not None})
        return standing

    def _all(self) -> list[Payload | _Written]:
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken

    def _take(self, payloads: list[Payload | _Written]) -> None:
        samples = [payload for payload in payloads if isinstance(payload, Sample)]
        marks = [payload for payload in payloads if isinstance(payload, Mark)]
        own = [sample for sample in samples if sample.by == self._by]
        for mark in self._seen(own):
            self._outlet.publish(mark)
            marks.append(mark)
        changed = (*self._done(), *self._judged(own))
        for alert in changed:
            self._outlet.publish(alert)
        told = (each for each in payloads if isinstance(each, Alert) and each.by == self._by)
        for alert in (*told, *changed):
            if (marked := self._mark_of(alert)) is not None:
                self._outlet.publish(marked)
                marks.append(marked)
        history = self.history
        if history is None:
            return
        if samples:
            self._try(lambda: history.write(samples))
        for mark in marks:
            self._try(lambda mark=mark: history.mark(mark))  # type: ignore[misc]
        for capture in payloads:
            if isinstance(capture, Capture):
                self._try(lambda capture=capture: history.capture(capture))  # type: ignore[misc]
        for written in payloads:
            if isinstance(written, _Written):
                written.call()

    def _judged(self, samples: list[Sample]) -> tuple[Alert, ...]:
        judge = self.judge
        if judge is None or not (samples or monotonic() - self._judged_at >= _JUDGED_EVERY):
            return ()
        self._judged_at = monotonic()
        with self._judging:
            return self._try(lambda: judge.take(samples)) or ()

    def _done(self) -> Iterator[Alert]:
        """What came of that which the judge was asked to do."""
        while self._asked:
            call = self._asked.popleft()
            yield from self._try(lambda call=call: tuple(self.with_judge(call))) or ()  # type: ignore[misc]

    def _seen(self, samples: list[Sample]) -> Iterable[Mark]:
        """Restarts and changes of role; the other tiers would tell of them once more."""
        for sample in samples:
            if sample.restarted and sample.tier is Tier.STATUS:
                yield Mark(sample.instance, MarkKind.RESTART, sample.at, _("The server restarted."))
            if sample.role in _NO_ROLES:
                continue
            before = self._roles.get(sample.instance, sample.role)
            self._roles[sample.instance] = sample.role
            if before != sample.role:
                said = _("Its role is {role} now; it was {before}.")
                yield Mark(
                    sample.instance, MarkKind.ROLE, sample.at,
                    said.format(role=sample.role, before=before),
                )  # fmt: skip

    def _mark_of(self, alert: Alert) -> Mark | None:
        """Once when it fires, again when it gets worse, and once more with its end: as the worst
        that it was.
        """
        if alert.fired is None:
            return None
        firing = alert.state is AlertState.FIRING
        known = self._marked.get(alert.id)
        worst = alert.severity
        if known is not None and known[0] == alert.fired and known[1] is Severity.CRITICAL:
            worst = Severity.CRITICAL
        if known == (alert.fired, worst) if firing else known is None:
            return None  # its begin, or its end, is marked already
        if firing:
            self._marked[alert.id] = alert.fired, worst
        else:
            del self._marked[alert.id]
        return Mark(
            alert.instance, MarkKind.ALERT, alert.fired, alert.text,
            until=alert.cleared, reference=alert.id, severity=worst,
        )  # fmt: skip

    def _try(self, call: Callable[[], T]) -> T | None:
        tried = attempt(call)
        if tried.error is not None:
            self._failed(tried.error)
        return tried.value
