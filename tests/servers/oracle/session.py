"""One session: a thread that logs its client in, and answers what it asks until it goes."""

import re
import threading
import time
from typing import TYPE_CHECKING, Any

from tests.servers.oracle import messages
from tests.servers.oracle.answers import OraError, Out, Rows
from tests.servers.oracle.login import Login, log_in
from tests.servers.oracle.messages import Bind, Cursor, Lobs
from tests.servers.oracle.packets import Closed, Connection, Packet, data_of
from tests.servers.oracle.values import LOBS, LONGS, decode
from tests.servers.oracle.wire import Reader, Writer

if TYPE_CHECKING:
    from tests.servers.oracle.server import OracleServer

# Messages
_FUNCTION, _PIGGYBACK, _BIND_ROW = 3, 17, 7
# Functions
_FETCH, _LOGOFF, _COMMIT, _ROLLBACK = 5, 9, 14, 15
_REEXECUTE, _EXECUTE, _LOB, _REFETCH = 4, 94, 96, 78
_CLOSE_CURSORS, _END_TO_END, _PING, _SCHEMA, _RESET, _RELEASE = 105, 135, 147, 152, 176, 163
# Options of an execution
_DO_FETCH, _DO_EXECUTE, _DO_COMMIT = 0x40, 0x20, 0x100
_IS_ARRAY = 0x40
_RESET_MARKER = 2
_LOB_SIZE, _LOB_READ, _FREE_LOBS = 1, 2, 0x80000
_HEARTBEAT = 0.02  # seconds in which a running statement notices that it was killed
_CHANGES = re.compile(
    r"\s*(/\*.*?\*/\s*)*(insert|update|delete|merge|begin|declare|call)", re.IGNORECASE | re.DOTALL
)
_KILLED = OraError(28, "your session has been killed")
_CANCELLED = OraError(1013, "user requested cancel of current operation")


class _Broken(Exception):
    """The client has sent a break; the session answers it before anything else."""


class Session(threading.Thread):
    """What a handler is given: who asks, and the means to be slow.

    `attributes` holds module, action, clientinfo, client_identifier and the like; `schema` the
    current one.
    """

    def __init__(self, server: "OracleServer", wire: Connection, sid: int) -> None:
        super().__init__(name=f"Oracle session {sid}")
        self.server = server
        self.sid, self.serial = sid, 1000 + sid
        self.login: Login | None = None
        self.schema = ""
        self.attributes: dict[str, str | None] = {}
        self.in_transaction = False
        self._wire = wire
        self._cursors: dict[int, Cursor] = {}
        self._last_cursor = 0
        self._lobs = Lobs()
        self._killed = threading.Event()
        self._cancelled = threading.Event()
        self._ran = False

    # For handlers, and for tests in other threads.

    @property
    def user(self) -> str:
        """The name of who has logged in."""
        return self.login.user if self.login else ""

    @property
    def service(self) -> str:
        """The name of the service asked for."""
        return self.login.service if self.login else ""

    def sleep(self, seconds: float) -> None:
        """Be a slow statement, which a break, a cancel or a kill ends at once."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._wire.wait_for_break(min(left, _HEARTBEAT)):
                raise _Broken
            self._heed()

    def kill(self) -> None:
        """Do as ALTER SYSTEM KILL SESSION does: the client is told at its next call, or now."""
        self._killed.set()

    def cancel_statement(self) -> None:
        """Do as ALTER SYSTEM CANCEL SQL does."""
        self._cancelled.set()

    def drop(self) -> None:
        """Close the connection without a word."""
        self._wire.end()

    # The thread.

    def run(self) -> None:
        try:
            login, welcome = log_in(self._wire, self.server, self.sid, self.serial)
            self.schema = login.user
            self.login = login
            self._wire.send(welcome)
            while True:
                kind, body = self._wire.receive()
                if kind == Packet.MARKER:
                    self._answer_break(body)
                elif kind == Packet.DATA:
                    self._request(data_of(body))
        except (Closed, OSError):
            return
        finally:
            self.login = None
            self._wire.close()

    def _heed(self) -> None:
        if self._killed.is_set():
            raise _KILLED
        if self._cancelled.is_set():
            self._cancelled.clear()
            raise _CANCELLED

    def _answer_break(self, body: bytes) -> None:
        if body[2] != _RESET_MARKER:  # a break or an interrupt: both sides reset
            self._wire.send_packet(Packet.MARKER, bytes([1, 0, _RESET_MARKER]))
            kind, body = self._wire.receive()
            while kind != Packet.MARKER or body[2] != _RESET_MARKER:
                kind, body = self._wire.receive()
        self._wire.send(self._end(_CANCELLED))

    def _request(self, data: bytes) -> None:
        """Answer one request. Nothing tells its length: it is read again when more has come."""
        answer: Writer | None
        while True:
            try:
                self._ran = False
                answer = self._dispatch(Reader(data))
            except EOFError:
                kind, body = self._wire.receive()
                if kind == Packet.MARKER:
                    self._answer_break(body)
                    return
                data += data_of(body)
                continue
            except OraError as error:
                answer = self._end(error)
            except _Broken:
                answer = None
            break
        is_last = self._killed.is_set()
        if is_last:
            self.login = None  # gone from the list before the client hears of it
        if answer is not None and not (self._ran and self._wire.wait_for_break(0)):
            self._wire.send(answer)
        if is_last:
            raise Closed

    def _end(self, error: OraError | None = None, cursor: int = 0, rows: int = 0) -> Writer:
        return messages.end(self.in_transaction, error, cursor, rows)

    def _dispatch(self, message: Reader) -> Writer:
        kind = message.byte()
        while kind == _PIGGYBACK:
            self._piggyback(message)
            kind = message.byte()
        if kind != _FUNCTION:
            raise OraError(3120, f"two-task conversion routine: message type {kind}")
        function = message.byte()
        message.byte()
        if self._killed.is_set():
            raise _KILLED
        if function == _EXECUTE:
            return self._execute(message)
        if function in (_REEXECUTE, _REFETCH):
            return self._execute_again(message, function)
        if function == _LOB:
            return self._lob(message)
        if function == _FETCH:
            cursor = self._cursor(message.number())
            return messages.rows(cursor, message.number(), self._lobs, self.in_transaction)
        if function in (_COMMIT, _ROLLBACK):
            self.server.note(self, "COMMIT" if function == _COMMIT else "ROLLBACK", [])
            self.in_transaction = False
        elif function not in (_PING, _LOGOFF, _RELEASE, _RESET):
            raise OraError(3115, f"unsupported network data type: function {function}")
        return messages.status(self.in_transaction)

    def _piggyback(self, message: Reader) -> None:
        """Read what is sent along with a request."""
        function = message.byte()
        message.byte()
        if function == _CLOSE_CURSORS:
            message.byte()
            for _ in range(message.number()):
                self._cursors.pop(message.number(), None)
        elif function == _SCHEMA:
            message.byte()
            self.schema = message.text()
        elif function == _END_TO_END:
            self._end_to_end(message)
        elif function == _RESET:
            message.number()
        else:
            raise OraError(3115, f"unsupported network data type: piggyback {function}")

    def _end_to_end(self, message: Reader) -> None:
        message.skip("bbn")
        sizes = {}
        for name in ("client_identifier", "module", "action"):
            sizes[name] = message.byte(), message.number()
        message.skip("bnbn")
        sizes["clientinfo"] = message.byte(), message.number()
        message.skip("bnbn")
        sizes["dbop"] = message.byte(), message.number()
        for name, (is_set, size) in sizes.items():
            if is_set:
                self.attributes[name] = (message.chunk() or b"").decode() if size else None

    def _cursor(self, number: int) -> Cursor:
        cursor = self._cursors.get(number)
        if cursor is None:
            raise OraError(1001, "invalid cursor")
        return cursor

    def _execute(self, message: Reader) -> Writer:
        options, number, has_sql = message.number(), message.number(), message.byte()
        message.skip("nbnbbn")  # the statement's size; the options
        fetch = message.number()
        message.skip("nb")
        binds = message.number()
        message.skip("bbbbbb")
        defines = message.number()
        message.skip("nbbbnbnnbnb")
        message.skip("bnbnbbn")  # the statement's signature and id; chunk ids
        sql = (message.chunk() or b"").decode() if has_sql else ""
        vector = [message.number() for _ in range(13)]
        declared = self._declared(message, defines or binds)
        is_query = bool(vector[7])
        times = 1 if is_query else max(vector[1], 1)
        values = self._values(message, declared, times) if binds and not defines else [[]]
        cursor = self._cursors.get(number) if number else None
        if cursor is None:
            self._last_cursor += 1
            cursor = self._cursors[self._last_cursor] = Cursor(self._last_cursor, sql)
        cursor.sql = sql or cursor.sql
        if defines:
            return self._define(cursor, declared, fetch if options & _DO_FETCH else 0)
        if binds:
            cursor.binds = declared
        if not options & _DO_EXECUTE:  # parsed or described only
            values = [[]]
        return self._run(
            cursor,
            values,
            fetch=fetch if options & _DO_FETCH else 0,
            commit=bool(options & _DO_COMMIT),
            is_described=True,
        )

    def _define(self, cursor: Cursor, declared: list[Bind], fetch: int) -> Writer:
        """Take how the client wants columns; the round before a query's LOBs are fetched."""
        assert cursor.columns is not None
        for column, wanted in zip(cursor.columns, declared, strict=True):
            if wanted.type in LONGS:
                column.type = next(kind for kind in LONGS if kind == wanted.type)
        if fetch:
            return messages.rows(cursor, fetch, self._lobs, self.in_transaction)
        return self._end(cursor=cursor.number)

    def _execute_again(self, message: Reader, function: int) -> Writer:
        cursor, count = self._cursor(message.number()), message.number()
        message.number()
        options = message.number()
        is_query = function == _REFETCH
        times = 1 if is_query else count
        values = self._values(message, cursor.binds, times) if message.left else [[]]
        return self._run(
            cursor,
            values,
            fetch=count if is_query else 0,
            commit=bool(options & 1),
            is_described=False,
        )

    @staticmethod
    def _declared(message: Reader, count: int) -> list[Bind]:
        binds = []
        for _ in range(count):
            kind, flags = message.byte(), message.byte()
            message.skip("bbnnntnnbnn")
            binds.append(Bind(kind, bool(flags & _IS_ARRAY)))
        return binds

    @staticmethod
    def _values(message: Reader, binds: list[Bind], times: int) -> list[list[Any]]:
        def value(bind: Bind) -> Any:
            if bind.is_array:
                return [decode(message.chunk(), bind.type) for _ in range(message.number())]
            return decode(message.chunk(), bind.type)

        rows = []
        for _ in range(times):
            if message.byte() != _BIND_ROW:
                raise OraError(3120, "two-task conversion routine: a row of binds expected")
            rows.append([value(bind) for bind in binds])
        return rows

    def _run(
        self,
        cursor: Cursor,
        values: list[list[Any]],
        *,
        fetch: int,
        commit: bool,
        is_described: bool,
    ) -> Writer:
        """Have the handler answer, once for each row of binds."""
        self._ran, changed = True, 0
        self._cancelled.clear()
        try:
            for binds in values:
                self.server.note(self, cursor.sql, binds)
                answer = self.server.handler(self, cursor.sql, binds)
                self._heed()
                changed += answer if isinstance(answer, int) else 0
        except OraError as error:
            return self._end(error, cursor.number)
        if isinstance(answer, Out):
            message = messages.out_values(cursor.binds, answer, Out.IN)
            if _CHANGES.match(cursor.sql) and "DBMS_OUTPUT" not in cursor.sql:
                self.in_transaction = not commit
            return message.add(self._end(cursor=cursor.number))
        if isinstance(answer, Rows):
            message = Writer()
            columns = cursor.columns or []
            if [one.name for one in columns] != [one.name for one in answer.columns]:
                columns, is_described = answer.columns, True
            if is_described:  # else they stay as the client has defined them
                message.add(messages.describe(columns))
            cursor.columns, cursor.rows, cursor.position = columns, answer.rows, 0
            # rows with LOBs are never sent ahead of what the client says of how it wants them
            ahead = not (is_described and any(column.type in LOBS for column in columns))
            if fetch and ahead:
                return message.add(messages.rows(cursor, fetch, self._lobs, self.in_transaction))
            return message.add(self._end(cursor=cursor.number))
        if _CHANGES.match(cursor.sql) and "DBMS_OUTPUT" not in cursor.sql:
            self.in_transaction = not commit
        return self._end(cursor=cursor.number, rows=changed)

    def _lob(self, message: Reader) -> Writer:
        message.byte()
        size = message.number()
        message.skip("bnnnbbb")
        operation = message.number()
        message.skip("bb")
        start = message.number()
        message.number()
        has_amount = message.byte()
        message.skip("bbbbbb")
        locator = message.take(size)
        if operation & _FREE_LOBS:
            return messages.status(self.in_transaction)
        value = self._lobs.value(locator)
        if operation == _LOB_READ:
            amount = message.number() if has_amount else len(value)
            return messages.lob_part(value, locator, start, amount).add(self._end())
        if operation == _LOB_SIZE:
            return messages.lob_size(value, locator).add(self._end())
        raise OraError(22275, f"unsupported LOB operation {operation:#x}")
