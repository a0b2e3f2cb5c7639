"""One look at a server in the making: asks, bounds in time, and bears being refused."""

import re
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from app.domain.errors import StatementFailed
from app.domain.monitoring.sample import Row, Scalar
from app.engines.mysql.asking import DENIED, LACKING
from app.engines.mysql.failures import TIMED_OUT
from app.engines.mysql.session import MysqlSession
from app.engines.mysql.wire import quoted
from app.i18n import _

_TIMED_OUT = frozenset(str(code) for code in TIMED_OUT)
_REFUSED_REST = 600.0
"""Seconds until what was refused is asked for again: grants are given now and then."""
_SLOW_REST = 60.0
"""Seconds until what took too long is: the server has its hands full."""
_DEAR_REST = 6 * 3600.0
"""The same, of what takes long on a big schema and will again."""
_DEAR = frozenset({"autoinc", "space"})
_SELECT = re.compile(r"\s*SELECT\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)


Wanted: TypeAlias = Mapping[str, frozenset[str]]
"""Names by source: see `Ask`."""


class Missing(Exception):
    """This source cannot be had now; says why in a sentence."""


class Rests:
    """What a session was refused, and until when it is not asked for again."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, str]] = {}

    def check(self, source: str) -> None:
        """Raise Missing while it rests."""
        found = self._until.get(source)
        if found is not None:
            if time.monotonic() < found[0]:
                raise Missing(found[1])
            del self._until[source]

    def rest(self, source: str, error: StatementFailed) -> Missing:
        """Let it rest as long as the error calls for."""
        said = _why(error)
        seconds = 0.0
        if error.code in DENIED | LACKING:
            seconds = _REFUSED_REST
        elif error.code in _TIMED_OUT:
            seconds = _DEAR_REST if source in _DEAR else _SLOW_REST
        if seconds:
            self._until[source] = time.monotonic() + seconds, said
        return Missing(said)


class Look:
    """Collects fields, tables and troubles, source after source."""

    def __init__(self, session: MysqlSession, rests: Rests) -> None:
        self.session, self.server = session, session.server
        self._rests = rests
        self.fields: dict[str, Scalar] = {}
        self.tables: dict[str, dict[str, Row]] = {}
        self.troubles: dict[str, str] = {}
        self.at: float | None = None
        """When counters were read, on the monotonic clock."""
        self.uptime: float | None = None
        self.role = ""
        """What it is in its service, a `TopologyRole`, where this look tells."""
        self.row_lock_waits = True
        """Whether anybody may wait for a row: known from the status, where that was asked for."""

    def rows(
        self, source: str, statement: str, values: Sequence[str] = ()
    ) -> list[list[str | None]]:
        """Rows of one statement; Missing where they cannot be had."""
        return self.named_rows(source, statement, values)[1]

    def named_rows(
        self, source: str, statement: str, values: Sequence[str] = ()
    ) -> tuple[Sequence[str], list[list[str | None]]]:
        """The same, after the names of the columns."""
        self._rests.check(source)
        try:
            answer = self.session.fetch_plain(statement, values)
        except StatementFailed as error:
            raise self._rests.rest(source, error) from error
        return answer.columns, answer.rows

    def attempt(self, statement: str, values: Sequence[str] = ()) -> list[list[str | None]] | None:
        """Rows of one of several ways to ask; None where this one is not open to us."""
        try:
            return self.session.fetch_plain(statement, values).rows
        except StatementFailed as error:
            if error.code in DENIED | LACKING:
                return None
            raise Missing(_why(error)) from error

    def within(self, seconds: float, select: str) -> str:
        """A SELECT that the server ends after so many seconds; anything else as it is.

        MariaDB opens tables to tell of them, and leaves out the one that somebody holds; it would
        wait for each. MySQL has what we ask for in its dictionary, and opens none.
        """
        verb = _SELECT.match(select)
        if verb is None:
            return select
        if self.server.mariadb:
            limits = f"max_statement_time = {seconds:g}"
            if self.server.maria(10, 3):
                limits += ", lock_wait_timeout = 0"
            return f"SET STATEMENT {limits} FOR {select}"
        hint = f" /*+ MAX_EXECUTION_TIME({round(seconds * 1000)}) */"
        return select[: verb.end()] + hint + select[verb.end() :]


def scalar(text: str | None) -> Scalar:
    """Whole where it is whole, so that no counter loses its last digits."""
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


@lru_cache(maxsize=256)
def listed(names: frozenset[str]) -> str:
    """Names as IN takes them."""
    return f"({', '.join(quoted(name) for name in sorted(names))})"


def _why(error: StatementFailed) -> str:
    if error.code in _TIMED_OUT:
        return _("It took too long on this server; it is asked for again after a while.")
    return str(error)


def needs_performance_schema() -> Missing:
    """Of what only performance_schema knows."""
    return Missing(_("performance_schema is off on this server, or does not count this."))
