"""What a session needs of a login, whichever way the driver was brought to it."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from app.domain.endpoint import Endpoint
from app.domain.stop import Stop

T = TypeVar("T")


class Runs(Protocol):
    """Runs what is asked of the driver, and ends it."""

    was_cut: bool
    """Whether the connection is gone by our own hand."""
    broken_off: bool
    """Whether the last call was asked to end: a late answer to that may still be on its way."""

    @property
    def received(self) -> int:
        """Bytes off the network so far, where that can be told."""

    def run(
        self,
        work: Coroutine[Any, Any, T],
        stop: Stop,
        limit: float,
        ask: Callable[[], object] | None = None,
    ) -> T:
        """What the coroutine gives; Cancelled, OutOfTime, Closed, or what it raises."""


class Opened(Protocol):
    """A login that has come about."""

    @property
    def endpoint(self) -> Endpoint:
        """Where it leads."""

    @property
    def connection(self) -> Any:
        """The driver's asynchronous connection, or what looks like one."""

    @property
    def wire(self) -> Runs:
        """What runs its coroutines."""

    @property
    def encrypted(self) -> str:
        """Protocol and cipher; "" in the clear."""

    def close(self, farewell: Coroutine[Any, Any, object] | None = None) -> None:
        """Let go of it all; never raises."""
