"""What the Alerts page asks of whoever watches and judges: the window's keeper, or a small fake."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Protocol, TypeVar

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Request
from app.domain.monitoring.rule import Rule, Silence, Subject
from app.views.live.keeper import Keeper
from app.workers.lane import Job

T = TypeVar("T")


class Judge(Protocol):
    """What is asked of the judge, in the judge's lane."""

    @property
    def alerts(self) -> Collection[Alert]:
        """Pending, firing, and those that cleared lately."""
        ...

    @property
    def rules(self) -> Collection[Rule]:
        """Those that hold."""
        ...

    @property
    def troubles(self) -> Collection[ConsoleError]:
        """What of its files could not be read."""
        ...

    def acknowledge(self, id_: str, by: str, at: float | None = None, /) -> tuple[Alert, ...]:
        """Somebody saw it."""
        ...

    def unacknowledge(self, id_: str, /) -> tuple[Alert, ...]:
        """Nobody did after all."""
        ...

    def silence(self, silence: Silence, /) -> tuple[Alert, ...]:
        """Keep quiet of what fits."""
        ...


class AlertKeeper(Keeper, Protocol):
    """Who watches and judges: see `WatchKeeper`."""

    changed: Any
    """A signal: other instances are watched, or the feed stands differently."""

    @property
    def watched(self) -> frozenset[str]:
        """The ids of all that are watched."""
        ...

    def know(self, subjects: Iterable[Subject], /) -> None:
        """What rules and silences know of the instances of the inventory."""
        ...

    @property
    def following(self) -> object | None:
        """The team's feed, where one is heard."""
        ...

    def request(self, collector: str, request: Request, /) -> Job[None]:
        """Leave a request for a collector that is heard."""
        ...

    def judge_do(self, call: Callable[[Any], T], /) -> Job[T]:
        """Have something done with the `Judge`."""
        ...
