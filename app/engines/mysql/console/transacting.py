"""What a console's session knows of its transaction: the server tells with every answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.console.result import Level, Said
from app.domain.console.transaction import Mode, TransactionState
from app.domain.errors import ConsoleError, Refused, SessionLost
from app.domain.operating.server import ServerFacts
from app.engines.mysql.console.stream import Stream
from app.engines.mysql.failures import INTERRUPTED, code_and_text, driver_errors
from app.engines.mysql.login import Login
from app.engines.mysql.server import Server
from app.engines.mysql.session import MysqlSession
from app.engines.mysql.wire import gone
from app.i18n import _
from app.sql.kinds import Nature, nature

_IN_TRANSACTION, _AUTOCOMMIT = 1, 2
_BEGINS = frozenset({"BEGIN", "START TRANSACTION"})
_ENDS = frozenset({"COMMIT", "ROLLBACK", "XA"})


class Transacting(MysqlSession):
    """Keeps a transaction from statement to statement, and notices whatever ends it."""

    def __init__(self, connection: Any, login: Login, server: Server, facts: ServerFacts) -> None:
        super().__init__(connection, login, server, facts)
        self._stream = Stream(connection)
        self._since: float | None = None
        self._ran = 0
        self._rows = 0

    @property
    def alive(self) -> bool:
        """Whether the connection is still there, as far as we know."""
        return bool(self._connection.open)

    # ------------------------------------------------------------------ KeepsTransaction

    def transaction(self) -> TransactionState:
        """As the server told it with its last answer."""
        status = self._stream.status
        mode = Mode.AUTOCOMMIT if status & _AUTOCOMMIT else Mode.MANUAL
        if not (self.alive and status & _IN_TRANSACTION):
            return TransactionState(mode)
        return TransactionState(mode, True, self._since, self._ran, self._rows)

    def set_mode(self, mode: Mode) -> None:
        """Let the server commit each statement, or leave that to the user."""
        if self.transaction().open:
            raise Refused(
                _("A transaction is open: what becomes of it must be said first."),
                hint=_("Commit it or roll it back, then change the mode."),
            )
        self.say(f"SET SESSION autocommit = {int(mode is Mode.AUTOCOMMIT)}")

    def commit(self) -> None:
        """Make the open transaction lasting."""
        self.say("COMMIT")

    def rollback(self) -> None:
        """Undo the open transaction."""
        self.say("ROLLBACK")

    # ------------------------------------------------------------------ for the console

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""
        with self.working():
            self._stream.ping()

    def say(self, statement: str) -> None:
        """Run a statement of ours that has no rows."""
        before = self.transaction()
        with self.working():
            for _told in self._stream.ask(statement.encode(), 0):
                pass
        self.note_run(before, statement, 0)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Around each statement: time it, break it off, say its failure in our words.

        What the server did although it was stopped is done: nothing is raised then.
        """
        if not self.alive:
            raise gone()
        begun = time.perf_counter()
        try:
            self._check()
            if self._kill_is_late:
                self._absorb_late_kill()
                self._check()
            yield
        except driver_errors() as error:
            self._check()
            raise self._failed(error, ()) from error
        finally:
            self._count(1, time.perf_counter() - begun, 0)

    def learn_status(self) -> None:
        """Have the server tell how the session stands: neither an error nor a break does."""
        for _again in range(3):
            if not self.alive:
                return
            try:
                self._stream.ping()
                return
            except driver_errors() as error:
                if code_and_text(error)[0] not in INTERRUPTED:
                    self._drop()

    def note_run(self, before: TransactionState, kind: str, rows: int) -> None:
        """Count a statement in, which ran when things stood as they did `before`."""
        if not self.transaction().open:
            self._since, self._ran, self._rows = None, 0, 0
            return
        begins = kind in _BEGINS
        if begins or not before.open:
            self._since, self._ran, self._rows = time.monotonic(), 0, 0
        self._ran += not begins
        self._rows += rows

    def ended_unasked(
        self, before: TransactionState, kind: str, error: ConsoleError | None
    ) -> Iterator[Said]:
        """Tell of an open transaction that the server ended by itself."""
        if not before.open or kind in _ENDS:
            return
        if isinstance(error, SessionLost) or not self.alive:
            text = _("The open transaction is lost with its connection; the server rolls it back.")
            yield Said(Level.WARNING, text)
        elif error is None and (kind in _BEGINS or not self.transaction().open):
            text = _("{kind} committed the transaction that was open.")
            yield Said(Level.NOTE, text.format(kind=kind))
        elif not self.transaction().open:
            if nature(kind) is Nature.DDL:
                text = _("{kind} committed the transaction that was open, and failed then.")
                yield Said(Level.WARNING, text.format(kind=kind))
            else:
                yield Said(Level.WARNING, _("The server rolled back the whole transaction."))
