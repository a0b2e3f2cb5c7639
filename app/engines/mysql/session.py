"""A session on a MySQL or MariaDB server: asking, changing with consent, being broken off.

Each session sits in autocommit, so that none of ours ever leaves a transaction open, and in
`TRANSACTION READ ONLY` except while a consented command runs: the server itself refuses a write
that slipped through `guard`.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, SecretUnavailable, SessionLost, StatementFailed
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.mysql.failures import INTERRUPTED, code_and_text, driver_errors, failure
from app.engines.mysql.guard import refuse_unless_reading
from app.engines.mysql.login import Login
from app.engines.mysql.plain import VALUES, Plain, Reader
from app.engines.mysql.server import Server
from app.engines.mysql.wire import MARK, as_rows, cut, end, gone, lowered, quoted
from app.engines.network import Breaker
from app.i18n import _

_NO_SUCH_THREAD = "1094"
_DENIED = 1227
_FAREWELL = 0.5  # seconds a logout may take
_KILL_WITHIN = 3.0  # seconds for each step of the second connection; the user waits for none
_log = logging.getLogger(__name__)
OWN_STATEMENTS: set[str] = set()
"""What our sessions have asked so far: servers without samples of digests show it unmarked."""
_OWN_MOST = 500  # some hold a name
_SPARE_ROWS = 200  # rows read to the end rather than killing the statement for them


class MysqlSession:
    """What every session can do; its abilities are added by `flavours`."""

    def __init__(self, connection: Any, login: Login, server: Server, facts: ServerFacts) -> None:
        self._connection = connection
        self._login = login
        self._thread = connection.thread_id()
        self._reader = Reader(connection)
        self._cost = WatchCost()
        self._stop: Stop | None = None
        self._kill_is_late = False
        self.server = server
        self._facts = facts

    @property
    def endpoint(self) -> Endpoint:
        """What it was made from."""
        return self._login.endpoint

    @property
    def facts(self) -> ServerFacts:
        """What the server said of itself when the session was made."""
        return self._facts

    @property
    def cost(self) -> WatchCost:
        """What our own statements took so far."""
        return self._cost

    # ------------------------------------------------------------------ the protocol

    @contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        """Whatever is called inside ends within a second of `stop` being set."""
        stop.check()
        breaker = Breaker(self._kill_query, lambda: cut(self._connection))
        self._stop = stop
        try:
            with breaker.around(stop):
                yield
        finally:
            self._stop = None
            self._kill_is_late |= breaker.used

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""
        self.fetch("SELECT 1")

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """Read: refused where the statement could change anything."""
        refuse_unless_reading(statement)
        return self.run_unguarded(statement, limit)

    def run_unguarded(self, statement: str, limit: int) -> ResultSet:
        """The same of a statement that was looked at, and may have been given a limit since."""
        from pymysql.cursors import SSCursor

        with self._at_work(), self._connection.cursor(SSCursor) as cursor:
            cursor.execute(MARK + statement)
            columns = tuple(str(column[0]) for column in cursor.description or ())
            rows = cursor.fetchmany(limit + 1)
            more = len(rows) > limit
            if more and len(cursor.fetchmany(_SPARE_ROWS)) == _SPARE_ROWS:
                self._leave_the_rest(cursor)
        self._count(0, 0.0, len(rows))
        return ResultSet(columns, tuple(tuple(row) for row in rows[:limit]), more)

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act, with consent."""
        require(self.endpoint, consent)
        secrets = self._secrets(command, reveal)
        text = command.text
        for name, value in secrets.items():
            text = text.replace("{secret:" + name + "}", quoted(value))
        hidden = tuple(secrets.values()) + tuple(quoted(value) for value in secrets.values())
        self.tell("SET SESSION TRANSACTION READ WRITE")
        begun = time.perf_counter()
        try:
            with (
                self._at_work(hidden),
                self._patient(command.seconds),
                self._connection.cursor() as cursor,
            ):
                rows = cursor.execute(MARK + text)
                said = [text_row(row) for row in cursor.fetchmany(20)] if cursor.description else []
        except ConsoleError:
            self.as_new()
            raise
        self._settle("SET SESSION TRANSACTION READ ONLY")
        seconds = time.perf_counter() - begun
        return Outcome(Ending.DONE, "\n".join(said), seconds, rows)

    def close(self) -> None:
        """Log out; never raises, never hangs."""
        end(self._connection, _FAREWELL)

    # ------------------------------------------------------------------ for the abilities

    def fetch(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Rows of a statement of ours, by the names of the columns in small letters."""
        with self._at_work(), self._connection.cursor() as cursor:
            cursor.execute(MARK + statement, values or None)
            fetched = cursor.fetchall()
            columns = lowered(cursor.description)
        remember_own(statement)
        self._count(0, 0.0, len(fetched))
        return as_rows(columns, fetched)

    def fetch_plain(self, statement: str, values: Sequence[str] = ()) -> Plain:
        """Rows of a statement of ours as text, for a fraction of the work: see `plain`.

        `values` stand where it says VALUES: what differs from time to time.
        """
        with self._at_work():
            answer = self._reader.read(MARK + statement, values)
        remember_own(statement.replace(VALUES, "?"))
        self._count(0, 0.0, len(answer.rows), answer.size)
        return answer

    def tell(self, statement: str) -> None:
        """A statement about our own session, which has no rows."""
        with self._at_work(), self._connection.cursor() as cursor:
            cursor.execute(MARK + statement)

    def in_schema(self, schema: str) -> None:
        """Have names without a schema mean this one."""
        with self._at_work():
            self._connection.select_db(schema)

    def as_new(self) -> None:
        """Back to a session that reads: what commands that failed had begun is undone."""
        self._settle("ROLLBACK")
        if self.server.variables.get("gtid_mode", "OFF") != "OFF":
            self._settle("SET SESSION gtid_next = 'AUTOMATIC'")
        if self.server.mariadb:
            self._settle("SET SESSION default_master_connection = ''")
        self._settle("SET SESSION TRANSACTION READ ONLY")

    # ------------------------------------------------------------------ inside

    @contextmanager
    def _at_work(self, secrets: tuple[str, ...] = ()) -> Iterator[None]:
        """Around each statement: time it, break it off, say its failure in our words."""
        if not self._connection.open:
            raise gone()
        begun = time.perf_counter()
        try:
            self._check()
            if self._kill_is_late:
                self._absorb_late_kill()
                self._check()
            yield
            self._check()  # SLEEP() returns when killed, as if nothing had happened
        except driver_errors() as error:
            self._check()
            # the driver's words may quote a secret, and a cause is written into logs
            raise self._failed(error, secrets) from (None if secrets else error)
        finally:
            self._count(1, time.perf_counter() - begun, 0)

    @contextmanager
    def _patient(self, seconds: float) -> Iterator[None]:
        """Wait longer for the answer to a command that may take so long."""
        before = self._connection._read_timeout
        self._connection._read_timeout = max(before, seconds)
        try:
            yield
        finally:
            self._connection._read_timeout = before

    def _failed(self, error: Exception, secrets: tuple[str, ...]) -> ConsoleError:
        said = failure(error, secrets=secrets, seconds=self.endpoint.access.statement_timeout)
        if not self._connection.open or isinstance(said, SessionLost):
            self._drop()
        return said

    def _drop(self) -> None:
        cut(self._connection)
        self._connection._force_close()

    def _check(self) -> None:
        if self._stop is not None:
            self._stop.check()

    def _count(self, statements: int, seconds: float, rows: int, size: int = 0) -> None:
        cost = self._cost
        self._cost = WatchCost(
            cost.statements + statements,
            cost.seconds + seconds,
            cost.rows + rows,
            cost.bytes + size,
        )

    def _kill_query(self, attempt: Stop) -> None:
        """End our own statement from a second connection; anybody may end his own."""
        try:
            self._login.tell(f"KILL QUERY {self._thread}", attempt, _KILL_WITHIN)
        except StatementFailed as error:
            if error.code != _NO_SUCH_THREAD:  # it has noticed the cut, and is gone
                raise

    def _leave_the_rest(self, cursor: Any) -> None:
        """End a statement whose further rows nobody wants; what is on its way is read."""
        try:
            self._kill_query(self._stop or Stop())
        except ConsoleError as error:
            _log.info("a statement was cut, as its server could not be asked to end it: %s", error)
            self._drop()
            cursor._result.unbuffered_active = False  # PyMySQL would read on
            return
        try:
            cursor.close()
        except driver_errors() as error:
            if code_and_text(error)[0] not in INTERRUPTED:
                raise
            cursor._result.unbuffered_active = False  # its end has come; PyMySQL would wait for it
        self._absorb_late_kill()

    def _absorb_late_kill(self) -> None:
        """Let a kill that came when its statement had ended hit a statement that does nothing.

        Not while the user waits for the end of that one, but before the next.
        """
        self._kill_is_late = False
        if not self._connection.open:
            return
        for _again in range(3):
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(MARK + "SELECT 1")
                return
            except driver_errors() as error:
                if code_and_text(error)[0] not in INTERRUPTED:
                    return

    def _settle(self, statement: str) -> None:
        """Say it even where the user has just stopped what went before; a failure cuts."""
        if not self._connection.open:
            return
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(MARK + statement)
        except driver_errors() as error:
            code = code_and_text(error)[0]
            if code in INTERRUPTED:
                self._settle(statement)
            elif code != _DENIED:  # what it may not set it cannot have set before
                cut(self._connection)

    def _secrets(self, command: Command, reveal: Reveal) -> dict[str, str]:
        found = {}
        for name in command.secrets:
            value = reveal(name)
            if value is None:
                raise SecretUnavailable(
                    _("A secret of this command is not in the keychain or the vault.")
                )
            found[name] = value
        return found


def remember_own(statement: str) -> None:
    """Note that we asked this, so that it is left out of what the server counts by shape."""
    if len(OWN_STATEMENTS) < _OWN_MOST:
        OWN_STATEMENTS.add(statement)


def text_row(row: Any) -> str:
    """A row a command answered with, as one line."""
    return "  ".join("NULL" if value is None else str(value) for value in row)
