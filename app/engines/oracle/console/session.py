"""A session that its user types into: what he sets, opens and begins in it stays.

It has no limit in time. Where its connection is read-only each statement runs in a READ ONLY
transaction that is rolled back, so that the server itself refuses what slipped through `reading`.
Never seen against a real Oracle.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.console.result import Affected, Head, Level, Rows, Said, Told
from app.domain.console.transaction import Mode, TransactionState
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, Refused, SessionLost, StatementFailed
from app.domain.operating.server import ResultSet
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.console import Order
from app.engines.oracle.calling import secrets_of
from app.engines.oracle.console.reading import why_changing
from app.engines.oracle.console.values import column_of, row_of
from app.engines.oracle.failures import code_and_text, driver_errors
from app.engines.oracle.opened import Opened
from app.engines.oracle.session import MARK, OracleSession
from app.engines.oracle.wire import Closed, OutOfTime
from app.i18n import _
from app.sql.kinds import Nature, kind_of, nature
from app.sql.oracle import tokenize_oracle

_WITHOUT_END = 1e8  # seconds
_FIRST_ROWS, _MOST_ROWS = 50, 1000
_AT_LINE = re.compile(r"ORA-06550: line (\d+), column (\d+)")
_OUTPUT = """DECLARE
  line VARCHAR2(32767);
  status INTEGER;
BEGIN
  :text := NULL;
  :last := NULL;
  LOOP
    DBMS_OUTPUT.GET_LINE(line, status);
    EXIT WHEN status <> 0;
    IF NVL(LENGTHB(:text), 0) + NVL(LENGTHB(line), 0) > 32000 THEN
      :last := line;
      EXIT;
    END IF;
    :text := :text || line || CHR(10);
  END LOOP;
  :over := status;
END;"""
_OUTPUT_MOST = 100  # rounds of up to 32000 bytes
_ERRORS = (
    "SELECT e.line, e.position, e.text, e.attribute FROM all_errors e"
    " WHERE e.owner = :owner AND e.name = :name ORDER BY e.sequence"
)
_NO_RESULTS = "DPY-1004"
_ENDS = frozenset({"COMMIT", "ROLLBACK"})


class OracleConsole(OracleSession):
    """Runs whatever its user types."""

    def __init__(self, login: Opened) -> None:
        super().__init__(login)
        self._named = ""
        self._mode = Mode.MANUAL
        self._since: float | None = None
        self._ran = 0
        self._rows = 0

    def begin(self) -> None:
        """Have programs' output kept, and learn the schema."""
        self._named = self.facts.account
        self._call(lambda: self._ask_plain("BEGIN DBMS_OUTPUT.ENABLE(NULL); END;"))

    # ------------------------------------------------------------------ RunsStatements

    @property
    def schema(self) -> str:
        """What a name without a schema means now."""
        return self._named

    def use_schema(self, schema: str) -> None:
        """Have names without a schema mean this one."""
        self._call(lambda: self._enter(schema))
        self._named = schema

    def changes(self, text: str) -> bool:
        """Whether the statement may change anything: True for all that is not understood whole."""
        return bool(why_changing(text))

    def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
        """Run it, telling what comes as it comes; see `app.engines.console`."""
        why = why_changing(order.text)
        if why:
            if self.endpoint.read_only:
                raise Refused(
                    _("This connection is read-only. {why}").format(why=why),
                    hint=_("Change that in the inventory first."),
                )
            require(self.endpoint, consent)
        tokens = tokenize_oracle(order.text)
        self._ledger.pass_through(order.text, tokens)
        kind = kind_of(tokens, Dialect.ORACLE)
        before, changed = self.transaction(), 0
        try:
            for told in self._told(order, kind):
                if isinstance(told, Affected) and why:
                    changed += told.rows or 0
                yield told
        except ConsoleError as error:
            yield from self._ended_unasked(before, kind, error)
            raise
        finally:
            self._note(before, changed)
        if why:
            yield from self._output()
        yield from self._ended_unasked(before, kind, None)
        if tokens.kinds[:2] == ["ALTER", "SESSION"] and "CURRENT_SCHEMA" in tokens.kinds:
            self._named = self._call(self._schema_now)

    # ------------------------------------------------------------------ KeepsTransaction

    def transaction(self) -> TransactionState:
        """As the server told it with its last answer."""
        open_ = not self._gone and bool(self._connection.transaction_in_progress)
        if not open_:
            return TransactionState(self._mode)
        return TransactionState(self._mode, True, self._since, self._ran, self._rows)

    def set_mode(self, mode: Mode) -> None:
        """Have the driver commit with each statement, or leave that to the user."""
        if self.transaction().open:
            raise Refused(
                _("A transaction is open: what becomes of it must be said first."),
                hint=_("Commit it or roll it back, then change the mode."),
            )
        self._connection.autocommit = mode is Mode.AUTOCOMMIT
        self._mode = mode

    def commit(self) -> None:
        """Make the open transaction lasting."""
        self._call(self._commit_it)
        self._since, self._ran, self._rows = None, 0, 0

    def rollback(self) -> None:
        """Undo the open transaction."""
        self._call(self._roll_back)
        self._since, self._ran, self._rows = None, 0, 0

    # ------------------------------------------------------------------ Session

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """Read, in the transaction that is open; refused where it could change anything."""
        if why := why_changing(statement):
            raise Refused(why)
        columns: tuple[str, ...] = ()
        rows: list[tuple[object, ...]] = []
        for told in self.execute(Order(statement, most_rows=limit + 1), Consent("")):
            if isinstance(told, Head):
                columns = tuple(column.name for column in told.columns)
            elif isinstance(told, Rows):
                rows += told.rows
        return ResultSet(columns, tuple(rows[:limit]), len(rows) > limit)

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act in the session as it stands, with its transaction."""
        text = command.text
        for name, value in secrets_of(command, reveal).items():
            text = text.replace("{secret:" + name + "}", f'"{value}"')
        begun, rows = time.perf_counter(), -1
        for told in self.execute(Order(text), consent):
            if isinstance(told, Affected) and told.rows is not None:
                rows = told.rows
        return Outcome(Ending.DONE, "", time.perf_counter() - begun, rows)

    # ------------------------------------------------------------------ inside

    @property
    def _gone(self) -> bool:
        return self._lost or self._wire.was_cut

    def _told(self, order: Order, kind: str) -> Iterator[Told]:
        cursor = self._connection.cursor()
        try:
            yield from self._results(cursor, order, kind)
        finally:
            if not self._gone:
                with suppress(*driver_errors()):
                    cursor.close()
                if self.endpoint.read_only:
                    self._call(self._roll_back)

    def _results(self, cursor: Any, order: Order, kind: str) -> Iterator[Told]:
        try:
            self._unending(lambda: self._start(cursor, order))
        except StatementFailed as error:
            raise _placed(error, order.text) from error
        if cursor.description:
            yield from self._rows_of(cursor, order)
        else:
            dml = nature(kind) is Nature.DML
            yield Affected(int(cursor.rowcount) if dml else None)
        for result in _implicit(cursor):
            yield from self._rows_of(result, order)
        if cursor.warning is not None:
            yield from self._compile_errors(order.text, str(cursor.warning.message))

    def _rows_of(self, cursor: Any, order: Order) -> Iterator[Told]:
        yield Head(tuple(column_of(info) for info in cursor.description))
        sent, size, left = 0, _FIRST_ROWS, order.most_rows
        while left is None or left > 0:
            wanted = size if left is None else min(size, left)
            rows = self._unending(lambda wanted=wanted: self._fetch(cursor, wanted))
            if rows:
                yield Rows([row_of(row, order.clip) for row in rows])
            sent, size = sent + len(rows), _MOST_ROWS
            left = None if left is None else left - len(rows)
            if len(rows) < wanted:
                break
        else:
            if self._unending(lambda: self._fetch(cursor, 1)):
                text = _("There are more rows; they were left at the server.")
                yield Affected(sent)
                yield Said(Level.NOTE, text)
                return
        yield Affected(sent)

    def _unending(self, work: Any) -> Any:
        return self._call(work, seconds=_WITHOUT_END)

    def _output(self) -> Iterator[Said]:
        """What programs wrote with DBMS_OUTPUT since it was read last."""
        for _round in range(_OUTPUT_MOST):
            text, last, over = self._call(self._read_output)
            for line in (*(text or "").splitlines(), *([last] if last is not None else [])):
                yield Said(Level.OUTPUT, line)
            if over or last is None:
                return

    def _compile_errors(self, statement: str, warning: str) -> Iterator[Said]:
        tokens = tokenize_oracle(statement)
        names = _created(tokens)
        rows = []
        if names:
            owner, name = names[0] or self._named, names[1]
            rows = self.fetch_if_allowed(_ERRORS, owner=owner, name=name)
        if not rows:
            yield Said(Level.WARNING, warning)
        for row in rows:
            level = Level.WARNING if row["attribute"] == "WARNING" else Level.ERROR
            place = _offset(statement, int(row["line"] or 1), int(row["position"] or 1))
            yield Said(level, str(row["text"]), position=place)

    def _note(self, before: TransactionState, rows: int) -> None:
        if not self.transaction().open:
            self._since, self._ran, self._rows = None, 0, 0
            return
        if not before.open:
            self._since, self._ran, self._rows = time.monotonic(), 0, 0
        self._ran += 1
        self._rows += rows

    def _ended_unasked(
        self, before: TransactionState, kind: str, error: ConsoleError | None
    ) -> Iterator[Said]:
        if not before.open or kind in _ENDS or self.transaction().open:
            return
        if isinstance(error, SessionLost) or self._gone:
            text = _("The open transaction is lost with its connection; the server rolls it back.")
            yield Said(Level.WARNING, text)
        elif error is None and self._mode is Mode.MANUAL:
            text = _("{kind} committed the transaction that was open.")
            yield Said(Level.NOTE, text.format(kind=kind))
        elif nature(kind) is Nature.DDL:
            text = _("{kind} committed the transaction that was open, and failed then.")
            yield Said(Level.WARNING, text.format(kind=kind))
        elif error is not None:
            yield Said(Level.WARNING, _("The server rolled back the whole transaction."))

    def _absorb_late_break(self) -> None:
        """Let a late break hit a call that does nothing, and leaves the transaction as it is."""
        self._wire.broken_off = False
        if self._wire.was_cut:
            return
        with suppress(*driver_errors(), OutOfTime, Closed):
            limit = self.endpoint.access.statement_timeout
            self._wire.run(self._connection.ping(), self._stop, limit)

    # ------------------------------------------------------------------ on the loop

    async def _start(self, cursor: Any, order: Order) -> None:
        if self.endpoint.read_only:
            await cursor.execute(MARK + "SET TRANSACTION READ ONLY")
        cursor.arraysize = _MOST_ROWS
        cursor.prefetchrows = _FIRST_ROWS
        await cursor.execute(
            order.text, dict(order.binds), fetch_lobs=False, fetch_decimals=True
        )  # fmt: skip

    async def _fetch(self, cursor: Any, rows: int) -> list[Any]:
        found: list[Any] = await cursor.fetchmany(rows)
        return found

    async def _ask_plain(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            await cursor.execute(MARK + statement)

    async def _read_output(self) -> tuple[str | None, str | None, bool]:
        with self._connection.cursor() as cursor:
            text, last, over = cursor.var(str, 32767), cursor.var(str, 32767), cursor.var(int)
            await cursor.execute(MARK + _OUTPUT, {"text": text, "last": last, "over": over})
            return text.getvalue(), last.getvalue(), bool(over.getvalue())

    async def _enter(self, schema: str) -> None:
        self._connection.current_schema = schema
        await self._connection.ping()

    async def _schema_now(self) -> str:
        with self._connection.cursor() as cursor:
            await cursor.execute(
                MARK + "SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AS schema FROM dual"
            )
            [row] = await cursor.fetchall()
            return str(row[0])

    async def _commit_it(self) -> None:
        await self._connection.commit()


def _implicit(cursor: Any) -> list[Any]:
    """The results a program gave with DBMS_SQL.RETURN_RESULT, a cursor each."""
    try:
        found: list[Any] = cursor.getimplicitresults()
    except driver_errors() as error:
        if code_and_text(error)[0] != _NO_RESULTS:
            raise
        return []
    return found


def _created(tokens: Any) -> tuple[str, str] | None:
    """Owner and name of what a CREATE makes, as Oracle keeps them; "" for no owner."""
    kinds = tokens.kinds
    units = ("PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE", "VIEW")
    at = next((n for n, kind in enumerate(kinds[: len(tokens)]) if kind in units), None)
    if at is None:
        return None
    at += 2 if kinds[at + 1] == "BODY" else 1

    def name(n: int) -> str:
        source: str = tokens.source(n, n)
        return source.strip('"') if source.startswith('"') else source.upper()

    if kinds[at + 1] == ".":
        return name(at), name(at + 2)
    return "", name(at)


def _placed(error: StatementFailed, statement: str) -> StatementFailed:
    """The same with its place: PL/SQL tells line and column, SQL how far the parser came."""
    position = None
    if found := _AT_LINE.search(str(error)):
        position = _offset(statement, int(found[1]), int(found[2]))
    else:
        first = getattr(error.__cause__, "args", ((),))[:1]
        offset = int(getattr(first[0], "offset", 0) or 0) if first else 0
        if offset:  # in bytes of what was sent
            position = len(statement.encode()[:offset].decode("utf-8", "ignore"))
    return StatementFailed(str(error), hint=error.hint, code=error.code, position=position)


def _offset(statement: str, line: int, column: int) -> int:
    """Where a line and a column, both from 1, are in characters."""
    lines = statement.split("\n")
    line = min(line, len(lines))
    before = sum(len(each) + 1 for each in lines[: line - 1])
    return min(before + max(column - 1, 0), len(statement))
