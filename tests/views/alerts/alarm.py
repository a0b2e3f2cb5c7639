"""A keeper whose judge is a small fake: tests say which alerts there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Environment, Instance
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Request
from app.domain.monitoring.rule import Rule, Silence, Subject
from app.domain.monitoring.sample import Sample
from app.workers.lane import Job
from tests.views.live.watching import FakeKeeper


@dataclass
class FakeJudge:
    """Notes what is done, and has the alerts changed as a judge would."""

    alerts: tuple[Alert, ...] = ()
    rules: tuple[Rule, ...] = ()
    silences: list[Silence] = field(default_factory=list)
    troubles: tuple[ConsoleError, ...] = ()
    refusal: ConsoleError | None = None

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        """Somebody saw it."""
        return self._change(id_, acknowledged=at, acknowledged_by=by)

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        """Nobody did."""
        return self._change(id_, acknowledged=None, acknowledged_by="")

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """Everything of the instances is quiet."""
        self.silences.append(silence)
        hit = [a for a in self.alerts if a.instance in (silence.scope.instances or {a.instance})]
        return tuple(changed for a in hit for changed in self._change(a.id, silenced=True))

    def _change(self, id_: str, **options: Any) -> tuple[Alert, ...]:
        changed = tuple(replace(a, **options) for a in self.alerts if a.id == id_)
        self.alerts = tuple(a for a in self.alerts if a.id != id_) + changed
        return changed


@dataclass
class FakeFeed:
    """The team's feed: notes what is asked of collectors."""

    asked: list[tuple[str, Request]] = field(default_factory=list)

    def ask(self, collector: str, request: Request) -> None:
        """Note it."""
        self.asked.append((collector, request))


class FakeErrand(QObject):
    """A long call that is made in the next round of the event loop."""

    told, succeeded, failed, finished = Signal(object), Signal(object), Signal(object), Signal()

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__()
        self._call, self.cancelled = call, False
        QTimer.singleShot(0, self._run)

    def _run(self) -> None:
        if not self.cancelled:
            try:
                self.succeeded.emit(self._call())
            except ConsoleError as error:
                self.failed.emit(error)
        self.finished.emit()

    def cancel(self) -> None:
        """Do not."""
        self.cancelled = True


class AlarmKeeper(FakeKeeper):
    """What is returned by the judge is delivered, as the window's keeper does."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.judge: Any = FakeJudge()
        self.watched: frozenset[str] = frozenset()
        self.following: FakeFeed | None = None
        self.errands: list[FakeErrand] = []
        self.known: tuple[Subject, ...] = ()

    def know(self, subjects: Iterable[Subject]) -> None:
        """Note who is in the inventory."""
        self.known = tuple(subjects)

    def request(self, collector: str, request: Request) -> Job[None]:
        """Note it."""
        feed = self.following
        assert feed is not None
        return self._begin(lambda _stop: feed.ask(collector, request))

    def judge_do(self, call: Callable[[Any], Any]) -> Job[Any]:
        """Ask the fake judge, and deliver what changed."""

        def asked(_stop: object) -> Any:
            if self.judge.refusal is not None:
                raise self.judge.refusal
            done = call(self.judge)
            if isinstance(done, tuple) and done and isinstance(done[0], Alert):
                QTimer.singleShot(0, lambda: self.deliver(alerts=done))
            return done

        return self._begin(asked)

    def read_long(self, call: Callable[[Any, Any, Any], Any]) -> FakeErrand:
        """Read the fake past."""
        errand = FakeErrand(lambda: call(self.past, lambda: False, lambda _share: None))
        self.errands.append(errand)
        return errand

    def tell(self, *alerts: Alert, samples: tuple[Sample, ...] = ()) -> None:
        """The judge sees these from now on, and tells of them."""
        ids = {each.id for each in alerts}
        self.judge.alerts = (*(a for a in self.judge.alerts if a.id not in ids), *alerts)
        self.deliver(*samples, alerts=alerts)


ORDERS = Instance("orders", "订单库", DatabaseType.MYSQL, "10.0.0.7", 3306, environment="prod")
CACHE = Instance("cache", "cache", DatabaseType.REDIS, "10.0.0.8", 6379)
INVENTORY = Inventory.of([Environment("prod", "production"), ORDERS, CACHE])
