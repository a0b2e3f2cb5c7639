"""The driver's synchronous connection, made to look like the asynchronous one.

Thick mode has no asyncio. In a process of its own it needs none: calls may block there, a break is
sent from another thread (OCI allows that), and whoever does not come home is killed from outside.
"""

import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled
from app.domain.stop import Stop
from app.engines.oracle.failures import driver_errors
from app.engines.oracle.wire import OutOfTime

T = TypeVar("T")


class DirectWire:
    """Runs coroutines that never wait: everything in them happens at once."""

    def __init__(self) -> None:
        self.was_cut = False
        self.broken_off = False
        self.received = 0

    def run(
        self,
        work: Coroutine[Any, Any, T],
        stop: Stop,
        limit: float,
        ask: Callable[[], object] | None = None,
    ) -> T:
        """What the coroutine gives; a break is sent once `stop` is set or `limit` is over."""
        if stop():
            work.close()
            stop.check()
        late = threading.Event()

        def end() -> None:
            self.broken_off = True
            if ask is not None:
                ask()

        def expire() -> None:
            late.set()
            end()

        timer = threading.Timer(limit, expire)
        timer.start()
        try:
            with stop.telling(end):
                return _driven(work)
        except driver_errors() as error:
            if stop():
                raise Cancelled("") from error
            if late.is_set():
                raise OutOfTime("") from error
            raise
        finally:
            timer.cancel()
            timer.join()


def _driven(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    work.close()
    raise RuntimeError("a call of the synchronous driver waited")


class DirectCursor:
    """A cursor whose methods are coroutines; what is set on it is set on the driver's own."""

    def __init__(self, cursor: Any) -> None:
        object.__setattr__(self, "_cursor", cursor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._cursor, name, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cursor.close()

    async def execute(self, statement: str, values: Any = None, **options: Any) -> None:
        """Run a statement."""
        self._cursor.execute(statement, values, **options)

    async def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self._cursor.fetchall())

    async def fetchmany(self, size: int) -> list[Any]:
        """At most so many rows."""
        return list(self._cursor.fetchmany(size))


class DirectConnection:
    """A connection whose methods are coroutines."""

    def __init__(self, connection: Any, sid: int, serial: int) -> None:
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "session_id", sid)
        object.__setattr__(self, "serial_num", serial)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._connection, name, value)

    def cursor(self) -> DirectCursor:
        """A cursor of it."""
        return DirectCursor(self._connection.cursor())

    async def ping(self) -> None:
        """Ask for a sign of life."""
        self._connection.ping()

    async def commit(self) -> None:
        """Keep what was changed."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Undo what was changed."""
        self._connection.rollback()

    async def close(self) -> None:
        """Log out."""
        self._connection.close()


class DirectLogin:
    """A login in a process of its own."""

    encrypted = ""
    """Oracle's client libraries do not tell."""

    def __init__(
        self, endpoint: Endpoint, connection: DirectConnection, let_go: Callable[[], object]
    ) -> None:
        self.endpoint = endpoint
        self.connection = connection
        self.wire = DirectWire()
        self._let_go = let_go

    def close(self, farewell: Coroutine[Any, Any, object] | None = None) -> None:
        """Log out, and let go of the way there."""
        if farewell is not None:
            _driven(farewell)
        self._let_go()
