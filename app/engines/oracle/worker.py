"""The process in which Oracle's client libraries live: it runs the very session the console has.

Thin and thick mode cannot live in one process. What goes over the pipe are the names of methods
and their arguments; secrets are asked for over it, and stand in no argument of the process.

From the console: `("open", endpoint)`, `("call", name, arguments, named)`, `("stop",)`,
`("secret", value)`. To it: `("reveal", id)`, `("stage", report)`, `("given", value, cost)`,
`("raised", error)`, `("broke", trace)`.
"""

import os
import queue
import threading
import traceback
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from app.domain.attempt import attempt
from app.domain.connecting import StageReport
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.engines.oracle.connect import introduced
from app.engines.oracle.database import OracleDatabase
from app.engines.oracle.thick_login import thick_login
from app.i18n import install

PROPERTIES = ("facts", "kills", "encrypted", "numbers")
"""What is told once: it does not change while the session lives."""


def serve(pipe: Connection, language: str) -> None:
    """Answer until the console hangs up."""
    install(language)
    _Worker(pipe).run()


class _Worker:
    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._asked: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._secrets: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stop = Stop()
        self._session: OracleDatabase | None = None

    def run(self) -> None:
        threading.Thread(target=self._listen, name="console", daemon=True).start()
        while True:
            kind, *content = self._asked.get()
            answer = partial(self._open if kind == "open" else self._call, *content)
            tried = attempt(answer)
            if tried.error is None:
                cost = self._session.cost if self._session else None
                self._pipe.send(("given", tried.value, cost))
            elif isinstance(tried.error, ConsoleError):
                self._pipe.send(("raised", tried.error))
            else:
                trace = "".join(traceback.format_exception(tried.error))
                self._pipe.send(("broke", trace))

    def _listen(self) -> None:
        """Take what the console says while a call blocks; end with the console."""
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)  # a call may hang in Oracle's libraries
            if message[0] == "stop":
                self._stop.set()
            elif message[0] == "secret":
                self._secrets.put(message[1])
            else:
                self._stop = Stop()  # here, so that a stop right behind the call finds it
                self._asked.put(message)

    def _open(self, endpoint: Endpoint) -> dict[str, Any]:
        login = thick_login(endpoint, self._reveal, self._stop, self._tell)
        self._session = introduced(OracleDatabase(login), self._stop, self._tell)
        return {name: getattr(self._session, name) for name in PROPERTIES}

    def _call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        assert self._session is not None
        if name == "close":
            self._session.close()
            return None
        with self._session.during(self._stop):
            if name == "perform":
                command, consent, secrets = arguments
                return self._session.perform(command, consent, secrets.get)
            return getattr(self._session, name)(*arguments, **named)

    def _reveal(self, name: str) -> str | None:
        self._pipe.send(("reveal", name))
        return self._secrets.get()

    def _tell(self, report: StageReport) -> None:
        self._pipe.send(("stage", report))
