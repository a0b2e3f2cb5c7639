"""A keeper whose judge holds rules and silences in memory, and whom they are about."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Silence, Subject
from app.domain.stop import Stop
from app.integrations.notify.channel import Channel
from app.integrations.notify.courier import ChannelState
from app.monitor.catalogue import Catalogue, load
from app.monitor.catalogue.thresholds import thresholds
from app.workers.errand import Errand
from app.workers.lane import Job
from tests.jobs import JobAtHome

SUBJECTS = (
    Subject("o1", "orders-1", "mysql", "master", "production", True, frozenset({"core"})),
    Subject("o2", "orders-2", "mysql", "slave", "production", True, frozenset({"core"})),
    Subject("c1", "cache-1", "redis", "master", "test", False, frozenset({"cache"})),
    Subject("l1", "账务-1", "oracle", "primary", "production", True),
)


def made_of(catalogue: Catalogue) -> dict[str, Rule]:
    """What a catalogue brings."""
    own = {
        HEALTH: Rule(HEALTH, HEALTH, {"": thresholds("< 1 for 20s", Severity.CRITICAL)}),
        AGE: Rule(AGE, AGE, {"": thresholds("> 60", Severity.WARNING)}),
    }
    return own | {
        name: Rule(name, name, metric.thresholds)
        for name, metric in catalogue.metrics.items()
        if metric.thresholds
    }


def firing(rule: str, instance: str, text: str = "It is too much.", **more: Any) -> Alert:
    """An alert of a rule."""
    more.setdefault("severity", Severity.WARNING)
    more.setdefault("state", AlertState.FIRING)
    more.setdefault("since", 1_764_331_200.0)
    more.setdefault("fired", more["since"])
    more.setdefault("key", rule)
    return Alert(f"{rule}/{instance}", rule, instance, value=1, limit=0, text=text, **more)


class FakeJudge:
    """What the judge says; it refuses once where there is a `refusal`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.made_in = made_of(catalogue)
        self.changed: dict[str, Rule] = {}
        self.kept: dict[str, Silence] = {}
        self.alerts: tuple[Alert, ...] = ()
        self.refusal: ConsoleError | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The user's in place of those made in."""
        return tuple((self.made_in | self.changed).values())

    @property
    def silences(self) -> tuple[Silence, ...]:
        """All there are."""
        return tuple(self.kept.values())

    def set_rule(self, rule: Rule) -> tuple[Alert, ...]:
        """It holds."""
        self._refuse()
        self.changed[rule.id] = rule
        return ()

    def drop_rule(self, id_: str) -> tuple[Alert, ...]:
        """It does not."""
        self._refuse()
        self.changed.pop(id_, None)
        return ()

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """Keep quiet."""
        self._refuse()
        self.kept[silence.id] = silence
        return ()

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        """Speak again."""
        self._refuse()
        self.kept.pop(id_, None)
        return ()

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal


class FakeKeeper(QObject):
    """Answers in the next round of the event loop; what takes long in a thread."""

    delivered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.judges = True
        self.catalogue = load()
        self.judge = FakeJudge(self.catalogue)
        self.history: Any = None
        self.jobs: list[JobAtHome] = []

    def judge_do(self, call: Callable[[Any], Any]) -> Job[Any]:
        """Ask the fake."""
        job = JobAtHome(lambda _stop: call(self.judge))
        self.jobs.append(job)
        QTimer.singleShot(0, self, job.run)
        return job

    def read_long(self, call: Callable[[Any, Stop, Callable[[float], object]], object]) -> Errand:
        """With the history there is."""
        return Errand("long reading", lambda stop, tell: call(self.history, stop, tell))


class FakeChannels(QObject):
    """Keeps channels in memory; it refuses once where there is a `refusal`."""

    changed = Signal()

    def __init__(self, *channels: Channel) -> None:
        super().__init__()
        self.channels = channels
        self.troubles: tuple[ConsoleError, ...] = ()
        self.state: dict[str, ChannelState] = {}
        self.elsewhere = False
        self.refusal: ConsoleError | None = None
        self.typed: dict[str, str] = {}
        self.tested: list[tuple[Channel, dict[str, str]]] = []
        self.retried: list[str] = []
        self.answers = True
        """Whether a test is answered; one that is not goes on until it is cancelled."""
        self.jobs: list[JobAtHome] = []

    def load(self) -> Job[tuple[Channel, ...]]:
        """Nothing else is there."""
        return self._begin(lambda: self.channels)

    def save(self, channel: Channel, typed: Mapping[str, str]) -> Job[tuple[Channel, ...]]:
        """Keep it."""

        def call() -> tuple[Channel, ...]:
            self._refuse()
            others = [each for each in self.channels if each.id != channel.id]
            self.channels = (*others, channel)
            self.typed |= typed
            return self.channels

        return self._begin(call)

    def remove(self, id_: str) -> Job[tuple[Channel, ...]]:
        """Forget it."""

        def call() -> tuple[Channel, ...]:
            self._refuse()
            self.channels = tuple(each for each in self.channels if each.id != id_)
            return self.channels

        return self._begin(call)

    def test(self, channel: Channel, typed: Mapping[str, str]) -> Job[None]:
        """Note what was tried."""
        self.tested.append((channel, dict(typed)))
        job = JobAtHome(lambda _stop: self._refuse())
        self.jobs.append(job)
        if self.answers:
            QTimer.singleShot(0, self, job.run)
        return job

    def retry(self, id_: str) -> None:
        """Note it."""
        self.retried.append(id_)

    def _begin(self, call: Callable[[], Any]) -> Job[Any]:
        job = JobAtHome(lambda _stop: call())
        self.jobs.append(job)
        job.succeeded.connect(self.changed)
        QTimer.singleShot(0, self, job.run)
        return job

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
