"""Other instances of the inventory, for what compares one with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.connecting import tell_nobody
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, connector
from app.flows.rights import Warden


class Others(Protocol):
    """Knows other instances, and logs in at them."""

    def like(self, endpoint: Endpoint) -> Sequence[Endpoint]:
        """Instances of the same type, without itself."""

    def connect(self, endpoint: Endpoint, stop: Stop) -> Session:
        """Log in; called in a lane."""


@dataclass(frozen=True, slots=True)
class InventoryOthers:
    """Those that `known` gives."""

    known: Callable[[], Sequence[Endpoint]]
    reveal: AskSecret
    warden: Warden

    def like(self, endpoint: Endpoint) -> Sequence[Endpoint]:
        """Instances of the same type, without itself."""
        return [
            each for each in self.known() if each.type == endpoint.type and each.id != endpoint.id
        ]

    def connect(self, endpoint: Endpoint, stop: Stop) -> Session:
        """Log in; called in a lane."""
        return connector(endpoint, self.reveal, self.warden)(stop, tell_nobody)
