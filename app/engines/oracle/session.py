"""A session on an Oracle database: asking, changing with consent, being broken off.

Every statement of ours passes the ledger first. What the user runs to read passes the guard, and
runs in a READ ONLY transaction that is rolled back.
"""

import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, Refused, SessionLost, StatementFailed
from app.domain.inventory import DatabaseType
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.oracle.calling import Stoppable, secrets_of
from app.engines.oracle.failures import BROKEN_OFF, DENIED, LACKING, driver_errors, failure
from app.engines.oracle.guard import refuse_unless_reading
from app.engines.oracle.licence import Ledger
from app.engines.oracle.opened import Opened
from app.engines.oracle.server import Server
from app.engines.oracle.wire import Closed, OutOfTime
from app.i18n import _

MARK = "/* mohist */ "
"""In front of every statement of ours, so that V$SQL shows whose it is."""
T = TypeVar("T")
_BATCH = 1000  # rows a round trip


class OracleSession(Stoppable):
    """What every session can do; its abilities are mixed in, a module each."""

    def __init__(self, login: Opened) -> None:
        super().__init__()
        self._login = login
        self._connection = login.connection
        self._wire = login.wire
        self._cost = WatchCost()
        self._ledger = Ledger(login.endpoint.access.oracle.packs_licensed)
        self._lost = False
        self.server = Server()
        self.facts = ServerFacts(DatabaseType.ORACLE, "", ())
        """What the server said of itself when the session was made."""
        self._connection.module = "mohist"
        self._connection.clientinfo = "Mohist console"

    @property
    def endpoint(self) -> Endpoint:
        """What it was made from."""
        return self._login.endpoint

    @property
    def cost(self) -> WatchCost:
        """What our own statements took so far."""
        return replace(self._cost, bytes=self._wire.received)

    @property
    def numbers(self) -> tuple[int, int]:
        """SID and serial number of our own session."""
        return int(self._connection.session_id), int(self._connection.serial_num)

    @property
    def told_version(self) -> str:
        """The version as the server told it with the login, before any view was asked."""
        return str(self._connection.version)

    @property
    def encrypted(self) -> str:
        """Protocol and cipher; "" in the clear."""
        return self._login.encrypted

    # ------------------------------------------------------------------ the protocol

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""
        self._call(self._connection.ping)

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """Read: refused where the statement could change anything, or a pack is not licensed."""
        return self.run_within(self.endpoint.access.statement_timeout, statement, limit)

    def run_within(self, seconds: float, statement: str, limit: int) -> ResultSet:
        """The same of a statement that may take so many seconds."""
        text = statement.strip().removesuffix(";")
        self._ledger.pass_through(text, refuse_unless_reading(text))
        columns, rows = self._call(lambda: self._read(text, limit + 1), seconds=seconds)
        self._count(0, 0.0, len(rows))
        found = tuple(tuple(_exact(value) for value in row) for row in rows[:limit])
        return ResultSet(tuple(columns), found, len(rows) > limit)

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act, with consent."""
        require(self.endpoint, consent)
        self._ledger.pass_through(command.text)
        secrets = secrets_of(command, reveal)
        text = command.text
        for name, value in secrets.items():
            text = text.replace("{secret:" + name + "}", _quoted_secret(value))
        begun = time.perf_counter()
        rows = self._call(lambda: self._change(text), tuple(secrets.values()))
        return Outcome(Ending.DONE, "", time.perf_counter() - begun, rows)

    def close(self) -> None:
        """Log out; never raises, never hangs."""
        lost, self._lost = self._lost or self._wire.was_cut, True
        self._login.close(None if lost else self._farewell())

    def ledger(self) -> ResultSet:
        """Every dictionary view this session queried or refused to."""
        return self._ledger.as_rows()

    # ------------------------------------------------------------------ for the abilities

    def fetch(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Rows of a statement of ours, by the names of the columns in small letters."""
        return self.fetch_within(self.endpoint.access.statement_timeout, statement, **values)

    def fetch_within(
        self, seconds: float, statement: str, /, **values: object
    ) -> list[dict[str, Any]]:
        """Rows of a statement that may take so many seconds."""
        self._ledger.pass_through(statement)
        columns, rows = self._call(lambda: self._ask(statement, values), seconds=seconds)
        self._count(0, 0.0, len(rows))
        names = [name.lower() for name in columns]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def fetch_if_allowed(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Rows; none where the account may not see them, or the release has no such thing."""
        try:
            return self.fetch(statement, **values)
        except StatementFailed as error:
            if error.code in DENIED | LACKING:
                return []
            raise

    def can_read(self, statement: str) -> bool:
        """Whether the account may read what the statement reads; it should give no rows."""
        try:
            self.fetch(statement)
        except StatementFailed as error:
            if error.code in DENIED:
                return False
            raise
        return True

    def fetch_needing(self, grant: str, statement: str, **values: object) -> list[dict[str, Any]]:
        """Rows; where the account may not see them, an error that names the grant."""
        try:
            return self.fetch(statement, **values)
        except StatementFailed as error:
            if error.code not in DENIED:
                raise
            account = self.facts.account or self.endpoint.access.user
            raise StatementFailed(
                _("This takes the grant {grant}, which {account} lacks.").format(
                    grant=grant, account=account
                ),
                hint=_("Ask for it: GRANT {grant} TO {account}").format(
                    grant=grant, account=account
                ),
                code=error.code,
            ) from error

    def plan_of(self, statement: str, schema: str, show: str, plan: str) -> list[str]:
        """Put a plan into the plan table, read it, and take it out again: lines of text.

        That is a write, if one that is undone: refused on a read-only connection.
        """
        if self.endpoint.read_only:
            raise Refused(
                _("Oracle must write a plan to show it, and this connection is read-only."),
                hint=_("The plan of what runs already can be shown without: see the sessions."),
            )
        self._ledger.pass_through(statement)
        self._ledger.pass_through(show)
        return self._call(lambda: self._explain(statement, schema, show, plan))

    # ------------------------------------------------------------------ inside

    def _call(
        self,
        work: Callable[[], Awaitable[T] | Coroutine[Any, Any, T]],
        secrets: tuple[str, ...] = (),
        seconds: float = 0.0,
    ) -> T:
        """Around each use of the connection: time it, break it off, say its failure our way."""
        if self._wire.broken_off:
            self._absorb_late_break()
        if self._lost or self._wire.was_cut:
            raise _gone()
        begun = time.perf_counter()
        seconds = seconds or self.endpoint.access.statement_timeout

        async def worked() -> T:
            return await work()

        try:
            return self._wire.run(worked(), self._stop, seconds, self._connection.cancel)
        except OutOfTime as error:
            raise self._late(seconds) from error
        except Closed as error:
            self._lost = True
            raise _gone() from error
        except driver_errors() as error:
            self._stop.check()
            said = failure(error, secrets=secrets)
            self._lost = self._lost or isinstance(said, SessionLost)
            # the driver's words may quote a secret, and a cause is written into logs
            raise said from (None if secrets else error)
        finally:
            self._count(1, time.perf_counter() - begun, 0)

    def _late(self, seconds: float) -> ConsoleError:
        if self._wire.was_cut:
            return SessionLost(
                _("The server has not answered for {seconds} s; the connection was cut.").format(
                    seconds=f"{seconds:g}"
                ),
                hint=_("Connect again. What was running may have happened or not."),
            )
        return StatementFailed(
            _("The statement was ended because it took longer than {seconds} s.").format(
                seconds=f"{seconds:g}"
            ),
            hint=_("The time allowed is set with the instance's connection."),
            code=BROKEN_OFF,
        )

    def _absorb_late_break(self) -> None:
        """Let a break that came when its statement had ended hit a call that does nothing.

        Not while the user waits for the end of that one, but before the next.
        """
        self._wire.broken_off = False
        if self._wire.was_cut:
            return
        with suppress(*driver_errors(), OutOfTime, Closed):
            self._wire.run(self._roll_back(), self._stop, self.endpoint.access.statement_timeout)

    def _count(self, statements: int, seconds: float, rows: int) -> None:
        cost = self._cost
        self._cost = WatchCost(
            cost.statements + statements, cost.seconds + seconds, cost.rows + rows
        )

    # ------------------------------------------------------------------ on the loop

    async def _ask(self, statement: str, values: dict[str, object]) -> tuple[list[str], list[Any]]:
        with self._connection.cursor() as cursor:
            cursor.arraysize = cursor.prefetchrows = _BATCH
            await cursor.execute(MARK + statement, values, fetch_lobs=False)
            return [column[0] for column in cursor.description], await cursor.fetchall()

    async def _read(self, statement: str, most: int) -> tuple[list[str], list[Any]]:
        with self._connection.cursor() as cursor:
            await cursor.execute(MARK + "SET TRANSACTION READ ONLY")
            try:
                cursor.arraysize = cursor.prefetchrows = max(min(most, _BATCH), 2)
                await cursor.execute(MARK + statement, fetch_lobs=False, fetch_decimals=True)
                rows = await cursor.fetchmany(most)
                return [column[0] for column in cursor.description], rows
            finally:
                with suppress(*driver_errors()):
                    await self._connection.rollback()

    async def _change(self, statement: str) -> int:
        with self._connection.cursor() as cursor:
            try:
                await cursor.execute(MARK + statement)
            except driver_errors():
                with suppress(*driver_errors()):
                    await self._connection.rollback()
                raise
            if self._connection.transaction_in_progress:
                await self._connection.commit()
                return int(cursor.rowcount)
            return -1

    async def _explain(self, statement: str, schema: str, show: str, plan: str) -> list[str]:
        before = await self._schema()
        try:
            if schema:
                self._connection.current_schema = schema
            with self._connection.cursor() as cursor:
                await cursor.execute(
                    f"{MARK}EXPLAIN PLAN SET STATEMENT_ID = '{plan}' FOR {statement}"
                )
                await cursor.execute(MARK + show, {"plan": plan})
                return [str(row[0] or "") for row in await cursor.fetchall()]
        finally:
            with suppress(*driver_errors()):
                await self._connection.rollback()
                if schema:
                    self._connection.current_schema = before

    async def _schema(self) -> str:
        return str(self._connection.current_schema or self.facts.account)

    async def _roll_back(self) -> None:
        await self._connection.rollback()

    async def _farewell(self) -> None:
        with suppress(*driver_errors()):
            await self._connection.close()


def _gone() -> SessionLost:
    return SessionLost(_("The connection to the server is closed."), hint=_("Connect again."))


def _exact(value: object) -> object:
    """Whole numbers as such; others keep the digits they have."""
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    return value


def _quoted_secret(value: str) -> str:
    """A password as IDENTIFIED BY takes it; Oracle has no way to write a double quote in one."""
    if '"' in value or "\0" in value or "\n" in value:
        raise Refused(_("A password for Oracle cannot hold a double quote or a line break."))
    return f'"{value}"'
