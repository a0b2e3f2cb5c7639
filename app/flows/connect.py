"""From an endpoint to something that makes sessions."""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Reveal, Session
from app.engines.catalogue import engine_for

AskSecret: TypeAlias = Callable[[str, Stop], str | None]
"""Gives a secret by its id, or gives up once the `Stop` is set: a keychain waits for its user."""
_IMPORTING = threading.Lock()


def revealed(ask: AskSecret, stop: Stop) -> Reveal:
    """Secrets for as long as nobody wants to stop."""
    return lambda secret_id: ask(secret_id, stop)


def connector(endpoint: Endpoint, ask: AskSecret) -> Callable[[Stop, Tell], Session]:
    """A function that logs in at `endpoint`, with the secrets that `ask` gives."""

    def connect(stop: Stop, tell: Tell) -> Session:
        engine = engine_for(endpoint.type)
        with _IMPORTING:
            for driver in engine.drivers:
                import_module(driver)
        return engine.connect(endpoint, revealed(ask, stop), stop, tell)

    return connect
