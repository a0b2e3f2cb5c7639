"""What the live views ask of whoever watches: the window's WatchKeeper, or a small fake."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, TypeVar

from app.domain.inventory import DatabaseType
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Metric, Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Mark, Sample
from app.domain.monitoring.series import Series
from app.monitor.catalogue import Chart
from app.workers.lane import Job

T = TypeVar("T")


class Metrics(Protocol):
    """Which metrics there are, and which are drawn together."""

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """All of them, by name."""
        ...

    def charts(self, kind: DatabaseType, /) -> tuple[Chart, ...]:
        """What is drawn of such a server, the most telling first."""
        ...


class Past(Protocol):
    """What is read of the history."""

    def series(
        self, instance: str, key: str, begin: float, end: float, most: int = ..., /
    ) -> Series:
        """The values of one key."""
        ...

    def keys(self, instance: str, /) -> tuple[str, ...]:
        """All keys of an instance."""
        ...

    def marks(self, begin: float, end: float, instance: str = ..., /) -> tuple[Mark, ...]:
        """What happened."""
        ...

    def captures(
        self, instance: str, kind: CaptureKind, begin: float, end: float, /
    ) -> tuple[float, ...]:
        """When captures were taken."""
        ...

    def capture_at(self, instance: str, kind: CaptureKind, at: float, /) -> Capture | None:
        """The newest that was taken by then."""
        ...


class Judges(Protocol):
    """What is asked of the judge."""

    @property
    def alerts(self) -> Collection[Alert]:
        """All alerts there are."""
        ...


class Keeper(Protocol):
    """Who watches: see `WatchKeeper`, which is more than this."""

    delivered: Any
    """A signal: a Delivery came."""

    @property
    def judges(self) -> bool:
        """Whether alerts are judged here."""
        ...

    @property
    def catalogue(self) -> Metrics:
        """Which metrics there are."""
        ...

    @property
    def latest(self) -> Mapping[tuple[str, Tier], Sample]:
        """The last sample of each tier of each instance."""
        ...

    def ask(self, call: Callable[[Any], T], /) -> Job[T]:
        """Read the history (`Past`) in a lane of its own."""
        ...

    def judge_do(self, call: Callable[[Any], T], /) -> Job[T]:
        """Ask the judge (`Judges`) in a lane of its own."""
        ...

    def look_at(self, ids: Collection[str], /) -> None:
        """These are on the screen."""
        ...
