"""What is watched while the window is open, and the one signal that tells all live views of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from time import monotonic
from typing import Generic, TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery, FeedState, Payload, Request
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Mark, Sample
from app.domain.stop import Stop
from app.flows.connect import AskSecret
from app.flows.rights import Warden
from app.flows.watch.positions import Positions
from app.flows.watch.record import HistoryT, JudgeT, Record
from app.flows.watch.requests import ask_collector
from app.flows.watch.watch import Manner, Watch
from app.monitor.bus.local import LocalBus
from app.monitor.catalogue import Catalogue
from app.workers.call_thread import started
from app.workers.errand import Errand
from app.workers.following import Following
from app.workers.lane import Job, Lane

T = TypeVar("T")

INTERVAL = 0.05
"""Seconds between two deliveries at least: 20 a second."""


class WatchKeeper(QObject, Generic[HistoryT, JudgeT]):
    """Lives in the GUI thread; nothing here waits but `close`.

    Signals:
        delivered: a Delivery, what came since the last; at most 20 a second.
        changed: other instances are watched, or the feed stands differently.
        failed: a ConsoleError: the history cannot be written, say. Once for as long as it lasts.
        mended: a sentence: what had failed is over.
    """

    delivered = Signal(object)
    changed = Signal()
    failed = Signal(object)
    mended = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        ask: AskSecret,
        warden: Warden,
        make_history: Callable[[], HistoryT],
        make_judge: Callable[[HistoryT | None], JudgeT] | None,
        parent: QObject | None = None,
        manner: Manner | None = None,
        positions: Positions | None = None,
    ) -> None:
        """`make_history` and `make_judge` open files: they are called in a thread of the watch.
        `positions` is where it is kept how far the feed was heard.
        """
        super().__init__(parent)
        self.catalogue = catalogue
        self.state = FeedState()
        self._latest: dict[tuple[str, Tier], Sample] = {}
        self._bell = _Bell()
        self._bell.rang.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._bell.broke.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self._bell.mended.connect(self.mended, Qt.ConnectionType.QueuedConnection)
        self._bus = LocalBus()
        self._inlet = self._bus.subscribe()
        self._outlet = _Outlet(self._bus, self._bell)
        self._record = Record(make_history, make_judge, self._outlet, self._bell.broke.emit)
        self._watch = Watch(
            catalogue,
            ask,
            warden,
            self._outlet,
            self._record,
            started,
            self._bell.broke.emit,
            manner,
        )
        self._history, self._judge = Lane("history reading", self), Lane("judge", self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._deliver)
        self._ask, self._warden, self._positions = ask, warden, positions
        self._reading: WeakSet[Errand] = WeakSet()  # each lives until it is over
        self.judges = make_judge is not None
        """Whether alerts are judged here; where they are not, nobody may say that all is well."""
        self.following: Following | None = None
        """The team's feed, where one is heard."""
        self._left: list[Following] = []
        self._looking = QTimer(self, interval=int(INTERVAL * 1000))
        self._looking.timeout.connect(self._deliver)
        self._delivered_at = 0.0
        self._closed = False

    @property
    def watched(self) -> frozenset[str]:
        """The ids of all instances that are watched."""
        return self._watch.watched

    @property
    def latest(self) -> Mapping[tuple[str, Tier], Sample]:
        """The last of each tier of each instance."""
        return self._latest

    def watch(self, endpoints: Iterable[Endpoint]) -> None:
        """These from now on, and no others."""
        self._watch.watch(endpoints)
        for (instance, tier), sample in tuple(self._latest.items()):
            if not sample.by and instance not in self._watch.watched:
                del self._latest[instance, tier]
        self.changed.emit()

    def know(self, subjects: Iterable[Subject]) -> None:
        """What rules and silences know of the instances: again whenever the inventory changed."""
        self._watch.know(subjects)

    def follow(self, endpoint: Endpoint | None) -> None:
        """Hear what a team's collectors publish over this Redis; None hears nobody any more.

        It is delivered and kept like what is sampled here. What came since the same feed was
        heard last, in the window before this one even, is fetched as far as it is kept.
        """
        self._left = [each for each in self._left if not each.ended]
        if self.following is not None:
            self.following.leave()
            self._left.append(self.following)
        self.following = None
        self._looking.stop()
        if endpoint is not None:
            self.following = Following(
                endpoint, self._ask, self._warden, self._record, self._positions
            )
            self._looking.start()
        self._deliver()

    def look_at(self, ids: Collection[str]) -> None:
        """These are on the screen: they are looked at live, however many others there are."""
        self._watch.look_at(ids)

    def try_now(self, id_: str) -> None:
        """Log in at once where it is being waited: the password was changed, say."""
        self._watch.try_now(id_)

    @Slot()
    def look_at_rights(self) -> None:
        """They are others now: whoever may not look any more is logged out."""
        self._watch.look_at_rights()

    def mark(self, mark: Mark) -> None:
        """Show it on the time axis, and keep it."""
        self._watch.mark(mark)

    def tell_failed(self, error: ConsoleError) -> None:
        """Have `failed` say it; from any thread."""
        self._bell.broke.emit(error)

    def tell_mended(self, said: str) -> None:
        """Have `mended` say it; from any thread."""
        self._bell.mended.emit(said)

    def ask(self, call: Callable[[HistoryT], T]) -> Job[T]:
        """Read the history, behind what was asked before."""
        return self._history.submit(lambda _stop: self._record.with_history(call))

    def read_long(
        self, call: Callable[[HistoryT, Stop, Callable[[float], object]], object]
    ) -> Errand:
        """Read the history for as long as it takes, beside what `ask` reads: `call` is given a
        `Stop`, and a function that tells how far it is, from 0 to 1. `close` cancels it.
        """
        errand = Errand(
            "long reading",
            lambda stop, tell: self._record.with_history(lambda history: call(history, stop, tell)),
        )
        self._reading.add(errand)
        return errand

    def judge_do(self, call: Callable[[JudgeT], T]) -> Job[T]:
        """Have something done with the alerts; those that it returns are delivered as well."""
        return self._judge.submit(lambda _stop: self._done(call))

    def request(self, collector: str, request: Request) -> Job[None]:
        """Ask a collector that is followed to see to its alerts, if that may be done here."""
        following = self.following
        if following is None:
            raise ValueError("nobody is followed")
        return self._judge.submit(
            lambda _stop: ask_collector(following, collector, request, self._warden)
        )

    def close(self) -> None:
        """End all of it, within seconds; what came until now is in the history."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self.follow(None)
        for errand in tuple(self._reading):
            errand.cancel()
        self._history.leave()
        self._judge.leave()
        for following in self._left:
            following.close()
        self._watch.close()
        self._history.close()
        self._judge.close()
        self._inlet.close()

    # --------------------------------------------------------------------- in the judge's lane

    def _done(self, call: Callable[[JudgeT], T]) -> T:
        done = self._record.with_judge(call)
        for each in done if isinstance(done, tuple) else (done,):
            if isinstance(each, Alert):
                self._outlet.publish(each)
                self._record.put(each)
        return done

    # ------------------------------------------------------------------------ in the GUI thread

    @Slot()
    def _hear(self) -> None:
        if self._closed or self._timer.isActive():
            return
        wait = self._delivered_at + INTERVAL - monotonic()
        if wait > 0:
            self._timer.start(int(wait * 1000) + 1)
        else:
            self._deliver()

    @Slot()
    def _deliver(self) -> None:
        self._delivered_at = monotonic()
        self._outlet.ready()
        delivery = self._inlet.take()
        if self.following is not None:
            delivery = _joined(delivery, self.following.take())
        watched = self._watch.watched
        for sample in delivery.samples:
            if sample.by or sample.instance in watched:
                self._latest[sample.instance, sample.tier] = sample
        before, self.state = self.state, delivery.state
        if delivery != Delivery(state=delivery.state):
            self.delivered.emit(delivery)
        if (before.stand, before.trouble) != (self.state.stand, self.state.trouble):
            self.changed.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ConsoleError):
            raise error
        self.failed.emit(error)


def _joined(here: Delivery, there: Delivery) -> Delivery:
    """What was sampled here and what was heard, in the state of the feed."""
    return Delivery(
        here.samples + there.samples, here.alerts + there.alerts, here.marks + there.marks,
        here.captures + there.captures, here.skipped or there.skipped, there.state,
    )  # fmt: skip


class _Bell(QObject):
    """Calls the GUI thread; nobody's child, for it is rung in other threads."""

    rang = Signal()
    broke = Signal(object)
    mended = Signal(str)


class _Outlet:
    """Puts things on the bus and rings once, until that was heard."""

    def __init__(self, bus: LocalBus, bell: _Bell) -> None:
        self._bus, self._bell = bus, bell
        self._rung = False

    def publish(self, payload: Payload) -> None:
        """From any thread. That two ring at once does no harm."""
        self._bus.publish(payload)
        if not self._rung:
            self._rung = True
            self._bell.rang.emit()

    def ready(self) -> None:
        """Ring again for what comes from now on."""
        self._rung = False
