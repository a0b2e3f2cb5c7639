"""From an endpoint to something that makes sessions."""

from collections.abc import Callable

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Reveal, Session
from app.engines.catalogue import engine_for


def connector(endpoint: Endpoint, reveal: Reveal) -> Callable[[Stop, Tell], Session]:
    """A function that logs in at `endpoint`, with the secrets that `reveal` gives."""
    return lambda stop, tell: engine_for(endpoint.type).connect(endpoint, reveal, stop, tell)
