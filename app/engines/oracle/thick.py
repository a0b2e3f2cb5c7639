"""A session whose driver runs in a process of its own, with Oracle's client libraries.

The process runs the very session that thin mode has; here every method is passed on by its name.
Whatever hangs in Oracle's libraries is killed with its process.
"""

import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection
from typing import Any

from app.domain.act import Command, Consent, Outcome
from app.domain.connecting import Tell, tell_nobody
from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed, SessionLost
from app.domain.operating.server import ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.network.breaker import PATIENCE
from app.engines.oracle.calling import Stoppable, secrets_of
from app.engines.oracle.database import OracleDatabase
from app.i18n import _, language

_spawn = multiprocessing.get_context("spawn")
_POLL = 0.05  # seconds between two looks at whether the call is still wanted
_SPARE = 5.0  # seconds over a call's own limit until the process counts as hung
_FAREWELL = 0.5
_HERE = frozenset({"endpoint", "facts", "cost", "kills", "encrypted", "numbers", "during",
                   "perform", "close"})  # fmt: skip


def connect_thick(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> "ThickBase":
    """A session in a process of its own. Raises ConnectFailed, SecretUnavailable, Cancelled."""
    process = _Process(reveal, tell)
    try:
        limit = 2 * endpoint.access.connect_timeout + endpoint.access.statement_timeout
        told = process.ask(("open", endpoint), stop, limit)
    except SessionLost as error:
        process.end()
        stop.check()
        raise ConnectFailed(str(error), hint=error.hint) from error
    except BaseException:
        process.end()
        raise
    process.tell = tell_nobody
    made: ThickBase = ThickDatabase(endpoint, process, told)
    return made


class _Process:
    """The process, and the pipe to it."""

    def __init__(self, reveal: Reveal, tell: Tell) -> None:
        from app.engines.oracle.worker import serve

        self.tell = tell
        self.cost = WatchCost()
        self._reveal = reveal
        self._pipe, theirs = _spawn.Pipe()
        self._process = _spawn.Process(
            target=serve, args=(theirs, language()), name="mohist-oracle", daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, message: tuple[Any, ...], stop: Stop, limit: float) -> Any:
        """The answer to a message; ends within a second of `stop`, and after `limit` seconds."""
        stop.check()
        if not self._process.is_alive():
            raise _gone()
        try:
            self._pipe.send(message)
            return self._answer(stop, time.monotonic() + limit)
        except (EOFError, OSError) as error:
            self.end()
            stop.check()
            raise _gone() from error

    def _answer(self, stop: Stop, until: float) -> Any:
        asked_to_stop = False
        while True:
            if stop() and not asked_to_stop:
                asked_to_stop, until = True, min(until, time.monotonic() + PATIENCE)
                self._pipe.send(("stop",))
            if time.monotonic() > until:
                self.end()
                stop.check()
                raise SessionLost(
                    _("Oracle's client libraries did not come back; their process was ended."),
                    hint=_("Connect again. What was running may have happened or not."),
                )
            if not connection.wait([self._pipe, self._process.sentinel], timeout=_POLL):
                continue
            kind, *content = self._pipe.recv()
            if kind == "reveal":
                self._pipe.send(("secret", self._reveal(content[0])))
            elif kind == "stage":
                self.tell(content[0])
            elif kind == "given":
                stop.check()
                value, self.cost = content[0], content[1] or self.cost
                return value
            elif kind == "raised":
                stop.check()
                raise content[0]
            else:
                raise RuntimeError(f"in the process for Oracle's libraries:\n{content[0]}")

    def end(self, farewell: float = 0.0) -> None:
        """End the process, at once or after so many seconds. Twice does no harm."""
        self._pipe.close()  # it ends by itself when it sees that
        if farewell:
            self._process.join(farewell)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()


def _gone() -> SessionLost:
    return SessionLost(
        _("The process with Oracle's client libraries has ended."), hint=_("Connect again.")
    )


class ThickBase(Stoppable):
    """What is not simply passed on."""

    sample_sources = OracleDatabase.sample_sources
    capture_kinds = OracleDatabase.capture_kinds

    def __init__(self, endpoint: Endpoint, process: _Process, told: dict[str, Any]) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.facts: ServerFacts = told["facts"]
        self.kills = told["kills"]
        self.encrypted, self.numbers = told["encrypted"], told["numbers"]
        self._process = process

    @property
    def cost(self) -> WatchCost:
        """What our own statements took so far."""
        return self._process.cost

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act; its secrets go with it, and consent is looked at twice."""
        require(self.endpoint, consent)
        secrets = secrets_of(command, reveal)
        done: Outcome = self.pass_on("perform", command, consent, secrets)
        return done

    def close(self) -> None:
        """Log out; never raises, never hangs."""
        with suppress(SessionLost):
            self._process.ask(("call", "close", (), {}), Stop(), _FAREWELL)
        self._process.end(_FAREWELL)

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""
        self.pass_on("ping")

    def run(self, statement: str, *, limit: int = 1000) -> Any:
        """Read: refused where the statement could change anything."""
        return self.pass_on("run", statement, limit=limit)

    def pass_on(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call the method of that name over there."""
        limit = self.endpoint.access.statement_timeout * 4 + _SPARE  # a page asks several times
        return self._process.ask(("call", name, arguments, named), self._stop, limit)


def _passing(name: str) -> Callable[..., Any]:
    def passed(self: ThickBase, *arguments: Any, **named: Any) -> Any:
        return self.pass_on(name, *arguments, **named)

    passed.__name__, passed.__doc__ = name, getattr(OracleDatabase, name).__doc__
    return passed


ThickDatabase = type(
    "ThickDatabase",
    (ThickBase,),
    {
        name: _passing(name)
        for name in dir(OracleDatabase)
        if not name.startswith("_") and name not in _HERE and not hasattr(ThickBase, name)
    },
)
"""Has every method that a session in thin mode has: isinstance() finds the same abilities."""
