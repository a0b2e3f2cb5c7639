"""What rules and silences ask of whoever judges: the window's keeper, or a small fake."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, TypeVar

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.rule import Rule, Silence
from app.domain.stop import Stop
from app.monitor.catalogue import Catalogue
from app.workers.errand import Errand
from app.workers.lane import Job

T = TypeVar("T")


class Judging(Protocol):
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
    def made_in(self) -> Mapping[str, Rule]:
        """Those of the catalogue, by id."""
        ...

    @property
    def silences(self) -> Collection[Silence]:
        """All there are."""
        ...

    def set_rule(self, rule: Rule, /) -> tuple[Alert, ...]:
        """It holds from now on; the alerts that changed."""
        ...

    def drop_rule(self, id_: str, /) -> tuple[Alert, ...]:
        """What is made in holds again, or none; the alerts that changed."""
        ...

    def silence(self, silence: Silence, /) -> tuple[Alert, ...]:
        """Keep quiet of what fits; the alerts that changed."""
        ...

    def unsilence(self, id_: str, /) -> tuple[Alert, ...]:
        """Speak of it again."""
        ...


class JudgeKeeper(Protocol):
    """Who watches and judges: see `WatchKeeper`, which is more than this."""

    delivered: Any
    """A signal: a Delivery came."""

    @property
    def judges(self) -> bool:
        """Whether alerts are judged here."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Which metrics there are."""
        ...

    def judge_do(self, call: Callable[[Any], T], /) -> Job[T]:
        """Have something done with the judge (`Judging`) in a lane of its own."""
        ...

    def read_long(
        self, call: Callable[[Any, Stop, Callable[[float], object]], object], /
    ) -> Errand:
        """Read the history for as long as it takes, beside what charts read of it."""
        ...
