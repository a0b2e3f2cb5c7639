"""Logging in again and again, for what must go on for months with nobody looking."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, connector
from app.flows.rights import Warden

Connect: TypeAlias = Callable[[Stop, Tell], Session]

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
"""Seconds between two logins."""
_PATIENCE = 5.0
"""Seconds that a server may take for a login, and for an answer."""


class Pauses:
    """How long to wait before the next login: longer each time, and never at once with others."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def next(self) -> float:
        """Seconds."""
        pause, self._next = self._next, min(2 * self._next, LONGEST_PAUSE)
        return pause * random.uniform(0.7, 1.0)  # noqa: S311  (spreads logins, keeps no secret)

    def reset(self) -> None:
        """It worked."""
        self._next = FIRST_PAUSE


def feed_connector(endpoint: Endpoint, ask: AskSecret, warden: Warden) -> Connect:
    """Logs in at the Redis of a feed, which is given up sooner than one that is looked after."""
    access = endpoint.access
    return connector(
        replace(
            endpoint,
            access=replace(
                access,
                connect_timeout=min(access.connect_timeout, _PATIENCE),
                statement_timeout=min(access.statement_timeout, _PATIENCE),
            ),
        ),
        ask,
        warden,
    )


@contextmanager
def a_moment_later(stop: Stop, seconds: float) -> Iterator[Stop]:
    """One that is set so long after `stop`: time for the last words."""
    late = Stop()
    timer = threading.Timer(seconds, late.set)
    lock = threading.Lock()  # whoever sets the stop may be starting it just now
    started = over = False

    def start() -> None:
        nonlocal started
        with lock:
            if not over:
                timer.start()
                started = True

    try:
        with stop.telling(start):
            yield late
    finally:
        with lock:
            over = True
        if started:
            timer.cancel()
            timer.join()
