"""A session that its user types into: what he sets, opens and begins in it stays.

Unlike the sessions of the pages it has no limit in time and no READ ONLY, save where its
connection is read-only: then the server itself refuses what slipped through `reading`.
"""

import time
from collections.abc import Iterator
from typing import Any

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.console.result import Affected, Head, Level, Rows, Said, Told
from app.domain.errors import BadInput, ConsoleError, Refused, StatementFailed
from app.domain.operating.server import ServerFacts
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.console import Order
from app.engines.mysql.connect import reads_otherwise
from app.engines.mysql.console.binds import Filled, fill
from app.engines.mysql.console.places import place_of
from app.engines.mysql.console.reading import why_changing
from app.engines.mysql.console.transacting import Transacting
from app.engines.mysql.failures import TIMED_OUT, code_and_text, driver_errors
from app.engines.mysql.login import Login
from app.engines.mysql.server import Server
from app.engines.mysql.wire import MARK, quoted, text_of
from app.i18n import _
from app.sql.kinds import kind_of
from app.sql.tokens import tokenize

_WARNINGS_MOST = 100
_SPARE_ROWS = 2000  # read to the end rather than killing the statement for them
_HEAD = 2000  # characters in which the kind of a statement shows
_LOOK_AFTER = frozenset({"SET", "USE", "DROP DATABASE", "DROP SCHEMA"})
"""Statements after which the schema, the SQL mode or the charset may be another."""
_LEVELS = {"Note": Level.NOTE, "Warning": Level.WARNING, "Error": Level.ERROR}


class MysqlConsole(Transacting):
    """Runs whatever its user types."""

    def __init__(self, connection: Any, login: Login, server: Server, facts: ServerFacts) -> None:
        super().__init__(connection, login, server, facts)
        self._schema = ""
        self._encoding = "utf8"
        self._reads_otherwise = False

    @property
    def schema(self) -> str:
        """What a name without a schema means now."""
        return self._schema

    def use_schema(self, schema: str) -> None:
        """Have names without a schema mean this one."""
        with self.working():
            self._connection.select_db(schema)
        self._schema = schema

    def changes(self, text: str) -> bool:
        """Whether the statement may change anything: True for all that is not understood whole."""
        return bool(self._why_changing(text))

    def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
        """Run it, telling what comes as it comes; see `app.engines.console`."""
        why = self._why_changing(order.text)
        if why:
            if self.endpoint.read_only:
                raise Refused(
                    _("This connection is read-only. {why}").format(why=why),
                    hint=_("Change that in the inventory first."),
                )
            require(self.endpoint, consent)
        dialect = self.server.dialect
        filled = fill(order.text, order.binds, dialect, self._connection.escape)
        kind = kind_of(tokenize(order.text[:_HEAD], dialect), dialect)
        before, changed = self.transaction(), 0
        try:
            for told in self._run(order, filled, reads=not why):
                if isinstance(told, Affected) and why:
                    changed += told.rows or 0
                yield told
        except ConsoleError as error:
            self.learn_status()
            if isinstance(error, StatementFailed):
                yield from self._warnings(error.code)
            yield from self.ended_unasked(before, kind, error)
            raise
        finally:
            self.note_run(before, kind, changed)
        yield from self._warnings()
        yield from self.ended_unasked(before, kind, None)
        if kind in _LOOK_AFTER:
            self.look_around()

    def look_around(self) -> None:
        """Learn the session's schema, and how the server reads what is typed."""
        with self.working(), self._connection.cursor() as cursor:
            cursor.execute(MARK + "SELECT DATABASE(), @@sql_mode, @@character_set_client")
            schema, mode, charset = (text_of(value) for value in cursor.fetchone())
        self._schema = schema
        self._reads_otherwise = reads_otherwise(mode)
        self._encoding = _codec(charset)

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act in the session as it stands, with its transaction."""
        text = command.text
        for name, value in self._secrets(command, reveal).items():
            text = text.replace("{secret:" + name + "}", quoted(value))
        begun, rows = time.perf_counter(), -1
        for told in self.execute(Order(text), consent):
            if isinstance(told, Affected) and told.rows is not None:
                rows = told.rows
        return Outcome(Ending.DONE, "", time.perf_counter() - begun, rows)

    # ------------------------------------------------------------------ inside

    def _why_changing(self, text: str) -> str:
        if self._reads_otherwise:
            return _("Under this sql_mode the server reads text otherwise than the console does.")
        return why_changing(text)

    def _run(self, order: Order, filled: Filled, *, reads: bool) -> Iterator[Told]:
        """Its results, up to as many rows of each as were ordered."""
        answer = self._stream.ask(self._encoded(filled.text), order.clip)
        with self.working():
            try:
                yield from self._bounded(answer, order.most_rows, reads)
            except driver_errors() as error:
                self._check()
                raise self._placed(error, filled) from error
            finally:
                if self._stream.open and self.alive:
                    self._leave(answer, reads)

    def _bounded(
        self, answer: Iterator[Head | Rows | Affected], most: int | None, reads: bool
    ) -> Iterator[Told]:
        left, over = most or 0, 0
        for told in answer:
            if most is not None and isinstance(told, Rows):
                over += max(len(told.rows) - left, 0)
                told = Rows(told.rows[:left])
                left -= len(told.rows)
            if isinstance(told, Head):
                left, over = most or 0, 0
            elif isinstance(told, Affected) and over:
                yield Affected(most)
                yield _left_out(over)
                continue
            if not isinstance(told, Rows) or told.rows:
                yield told
            if over > _SPARE_ROWS and reads:
                yield Affected(most)
                yield _left_out(None)
                return

    def _leave(self, answer: Iterator[Any], reads: bool) -> None:
        """See to the end of an answer nobody wants: a read is ended, a change is not."""
        if reads:
            try:
                self._kill_query(self._stop or Stop())
            except ConsoleError:
                self._drop()
                return
        try:
            for _told in answer:
                pass
        except driver_errors():
            pass
        if reads and self.alive:
            self._absorb_late_kill()

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self._encoding)
        except UnicodeEncodeError as error:
            raise BadInput(
                _("The session's charset has no {character}.").format(
                    character=text[error.start : error.start + 1]
                ),
                hint=_("SET NAMES utf8mb4 lets everything be written."),
            ) from error

    def _placed(self, error: Exception, filled: Filled) -> ConsoleError:
        """An error of the driver's in our words, with its place in what was typed."""
        said = self._failed(error, ())
        if not isinstance(said, StatementFailed):
            return said
        code, words = code_and_text(error)
        if code in TIMED_OUT:
            return StatementFailed(
                _("The statement was ended because it took longer than the server allows."),
                hint=_("See max_execution_time (MySQL) or max_statement_time (MariaDB)."),
                code=said.code,
            )
        place = place_of(said.code, words, filled.text, self.server.dialect)
        position = None if place is None else filled.typed(place)
        return StatementFailed(str(said), hint=said.hint, code=said.code, position=position)

    def _warnings(self, besides: str = "") -> Iterator[Said]:
        """What the server notes of the last statement, save the error it failed with."""
        if not (self.alive and (self._stream.warnings or besides)):
            return
        count = self._stream.warnings
        with self.working(), self._connection.cursor() as cursor:
            cursor.execute(f"SHOW WARNINGS LIMIT {_WARNINGS_MOST}")
            rows = [tuple(map(text_of, row)) for row in cursor.fetchall()]
        for level, code, text in rows:
            if code != besides:
                yield Said(_LEVELS.get(level, Level.NOTE), text, code)
        if count > _WARNINGS_MOST and not besides:
            text = _("Further warnings: {count}.").format(count=count - _WARNINGS_MOST)
            yield Said(Level.NOTE, text)


def _left_out(count: int | None) -> Said:
    if count is None:
        return Said(Level.NOTE, _("There are more rows; they were left at the server."))
    return Said(Level.NOTE, _("Further rows: {count}.").format(count=f"{count:,}"))


def _codec(charset: str) -> str:
    from pymysql.charset import charset_by_name

    found = charset_by_name(charset)
    return str(found.encoding) if found else "utf8"
