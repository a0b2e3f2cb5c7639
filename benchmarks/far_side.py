"""The network that fails, and the Oracle server of the tests, in a process of their own.

They are Python: in the window's process their work would hold the window up, and be measured.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from tests.engines.oracle.acts import session_row
from tests.engines.oracle.rac import rac
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.server import OracleServer
from tests.views.operate.tried import TriedOracle

SESSIONS = 2000
"""How many the Oracle server lists; a refresh every second reads them all."""


class FarSide:
    """A proxy to `port`; without one, to an Oracle server that it starts."""

    def __init__(self, port: int = 0) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")
        self._process = spawn.Process(target=_serve, args=(theirs, port), daemon=True)
        self._process.start()
        theirs.close()
        self.port: int = self._pipe.recv()

    def put(self, fault: str, value: object) -> None:
        """Set an attribute of the proxy."""
        self._ask("put", fault, value)

    def reset(self) -> None:
        """Reset all open connections."""
        self._ask("reset")

    @property
    def open(self) -> int:
        """How many connections pass through the proxy."""
        return int(self._ask("open"))

    def oracle(self, what: str) -> int:
        """Of the Oracle server: `restart`, `held`, `busy`."""
        return int(self._ask("oracle", what) or 0)

    def _ask(self, *question: object) -> Any:
        self._pipe.send(question)
        return self._pipe.recv()

    def __enter__(self) -> "FarSide":
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send(("end",))
        self._process.join()


class FarOracle(TriedOracle):
    """The Oracle server over there, as the tests know it."""

    def __init__(self, far: FarSide) -> None:
        self.far = far
        self.server = OracleServer(lambda *_: None)  # for its names; never started

    def held(self) -> int:
        """How many are logged in."""
        return self.far.oracle("held")

    def busy(self) -> int:
        """How many of ours are at the slow statement."""
        return self.far.oracle("busy")

    def restart(self) -> None:
        """End all sessions, and be there again."""
        self.far.oracle("restart")


def _serve(pipe: Connection, port: int) -> None:
    os.nice(max(0, -os.nice(0)))  # what goes before others is the window, not the other side
    dictionary = rac()
    dictionary.put(
        "gv$session", *(session_row(100 + number, status="ACTIVE") for number in range(SESSIONS))
    )
    server = OracleServer(dictionary)
    tried = TriedOracle(server, dictionary)
    if not port:
        server.start()
        port = server.port
    with FaultProxy(port) as proxy:
        answers: dict[str, Callable[..., object]] = {
            "put": lambda fault, value: setattr(proxy, fault, value),
            "reset": proxy.reset,
            "open": lambda: proxy.open,
            "oracle": lambda what: getattr(tried, what)(),
        }
        pipe.send(proxy.port)
        while (question := pipe.recv())[0] != "end":
            pipe.send(answers[question[0]](*question[1:]))
    server.stop()
