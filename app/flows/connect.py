"""From an endpoint to something that makes sessions."""

import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TypeAlias

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Unsupported
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal, Session
from app.engines.catalogue import engine_for
from app.flows.rights import Warden, at, needs
from app.i18n import _

AskSecret: TypeAlias = Callable[[str, Stop], str | None]
"""Gives a secret by its id, or gives up once the `Stop` is set: a keychain waits for its user."""
_IMPORTING = threading.Lock()


def revealed(ask: AskSecret, stop: Stop) -> Reveal:
    """Secrets for as long as nobody wants to stop."""
    return lambda secret_id: ask(secret_id, stop)


@needs(Ability.CONNECT, at("endpoint"))
def log_in(endpoint: Endpoint, ask: AskSecret, warden: Warden, stop: Stop, tell: Tell) -> Session:
    """Log in at `endpoint`, with the secrets that `ask` gives, if `warden` lets us.

    Raises:
        Refused: whoever sits in front may not; they may at another time.
    """
    engine = _ready(endpoint)
    return engine.connect(endpoint, revealed(ask, stop), stop, tell)


@needs(Ability.CONNECT, at("endpoint"))
def open_console(
    endpoint: Endpoint, ask: AskSecret, warden: Warden, stop: Stop, tell: Tell
) -> Session:
    """Log in for a user who types; what he runs is asked for each time (see `console.run`).

    Raises:
        Refused: as `log_in` does.
        Unsupported: this engine has no console.
    """
    engine = _ready(endpoint)
    if engine.console is None:
        raise Unsupported(_("There is no console for {engine} yet.").format(engine=engine.title))
    return engine.console(endpoint, revealed(ask, stop), stop, tell)


def _ready(endpoint: Endpoint) -> Engine:
    """The engine for it, with its drivers imported."""
    engine = engine_for(endpoint.type)
    with _IMPORTING:
        for driver in engine.drivers:
            import_module(driver)
    return engine


def connector(
    endpoint: Endpoint, ask: AskSecret, warden: Warden
) -> Callable[[Stop, Tell], Session]:
    """`log_in` for who logs in again and again; whether they may is asked each time."""
    return partial(log_in, endpoint, ask, warden)


def console_connector(
    endpoint: Endpoint, ask: AskSecret, warden: Warden
) -> Callable[[Stop, Tell], Session]:
    """`open_console` for who logs in again and again."""
    return partial(open_console, endpoint, ask, warden)
