"""What every engine has: a record that says what it is, and sessions.

Whatever a session can do beyond this is a protocol in `abilities`; the session has the method or
has not, and the pages ask with isinstance(). Drivers are imported when a session is made.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.domain.act import Command, Consent, Outcome
from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.inventory import DatabaseType
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.domain.stop import Stop

Reveal = Callable[[str], str | None]
"""Gives the secret of an id (`endpoint.secret_id`), or None; may raise SecretUnavailable."""


@runtime_checkable
class Session(Protocol):
    """One login to a server (several connections for a cluster). One thread at a time uses it."""

    @property
    def endpoint(self) -> Endpoint:
        """What it was made from."""

    @property
    def facts(self) -> ServerFacts:
        """What the server said of itself when the session was made."""

    @property
    def cost(self) -> WatchCost:
        """What our own statements took so far."""

    def during(self, stop: Stop) -> AbstractContextManager[None]:
        """Whatever is called inside ends within a second of `stop` being set.

        The server is asked first (KILL QUERY, cancel, CLIENT KILL); where it does not answer, the
        connection is cut. Ends with Cancelled; after a cut the session is lost.
        """

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """Read: refused (Refused) where the statement could change anything."""

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act: the only way to change anything.

        Raises Refused on a read-only connection, and on production unless the consent holds the
        instance's name; StatementFailed, SessionLost, Cancelled as they come.
        """

    def close(self) -> None:
        """Log out; never raises, never hangs."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One kind of database: all the console has to know to offer it."""

    types: tuple[DatabaseType, ...]
    title: str
    connect: Callable[[Endpoint, Reveal, Stop, Tell], Session]
    """Makes a session, telling each stage; raises ConnectFailed, SecretUnavailable, Cancelled."""
    console: Callable[[Endpoint, Reveal, Stop, Tell], Session] | None = None
    """Makes a session that a user types into, with the abilities of `console`; raises the same."""
    drivers: tuple[str, ...] = ()
    """What `connect` imports. Whoever logs in from several threads imports it in one of them first:
    Python breaks off imports of packages with circles in them (redis-py) that meet."""
