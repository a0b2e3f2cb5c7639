"""What the flight recorder keeps of an Oracle instance: sessions at work, and what statements took.

The free way to a history of active sessions: V$SESSION looked at again and again, and differences
of V$SQLSTATS. V$ACTIVE_SESSION_HISTORY and what else belongs to a pack is left alone.
"""

import time
from collections.abc import Mapping
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Captured,
    CaptureKind,
    Scalar,
)
from app.domain.redact import redacted
from app.engines.oracle.failures import DENIED, LACKING
from app.engines.oracle.opened import Opened
from app.engines.oracle.rows import text
from app.engines.oracle.session import MARK, OracleSession

ACTIVE = (
    "SELECT s.sid, s.serial#, s.username, s.machine, s.program, s.schemaname, s.state,"
    " s.wait_class, s.event, s.last_call_et, s.sql_id, s.blocking_session,"
    " s.blocking_session_status, s.blocking_instance,"
    " (SELECT MAX(SUBSTR(q.sql_text, 1, 1000)) FROM v$sqlstats q WHERE q.sql_id = s.sql_id)"
    " AS statement FROM v$session s"
    " WHERE s.type = 'USER' AND s.status = 'ACTIVE' AND s.sid <> SYS_CONTEXT('USERENV', 'SID')"
    " AND NOT (s.state = 'WAITING' AND s.wait_class = 'Idle') AND ROWNUM <= 1000"
)
_COUNTED = (
    "q.sql_id, q.plan_hash_value, q.executions, q.elapsed_time, q.application_wait_time,"
    " q.rows_processed"
)
ALL = f"SELECT {_COUNTED} FROM v$sqlstats q WHERE ROWNUM <= 20000"
"""Where the counters stand when watching begins; what is new later has begun since."""
SINCE = (
    f"SELECT {_COUNTED}, SUBSTR(q.sql_text, 1, 1000) AS statement FROM v$sqlstats q"
    " WHERE q.last_active_time >= SYSDATE - :seconds / 86400"
)
_MOST = 20_000
_KEPT = 100
"""Statements of one capture."""
_SPARE = 30.0
"""Seconds to look back further than the last time: LAST_ACTIVE_TIME is written now and then."""
_LONGEST = 10.0

_Counters = tuple[float, float, float, float]


class Captures(OracleSession):
    """The ability `Captures`, of this instance."""

    capture_kinds = frozenset({CaptureKind.SESSIONS, CaptureKind.STATEMENTS})

    def __init__(self, login: Opened) -> None:
        super().__init__(login)
        self._counted: dict[tuple[str, int], _Counters] | None = None
        self._counted_at = 0.0
        self._complete = False
        """Whether the beginning had all statements: otherwise an unknown one is not new."""

    def capture(self, kind: CaptureKind) -> Captured:
        """See `abilities.Captures`."""
        if kind is CaptureKind.SESSIONS:
            rows = self._rows_of(ACTIVE)
            return Captured(
                SESSION_COLUMNS, tuple(_at_work(row, self.server.number) for row in rows)
            )
        return Captured(STATEMENT_COLUMNS, self._statements())

    def _rows_of(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Rows; none where the account may not see them."""
        seconds = min(_LONGEST, self.endpoint.access.statement_timeout)
        try:
            return self.fetch_within(seconds, statement, **values)
        except StatementFailed as error:
            if error.code in DENIED | LACKING:
                return []
            raise

    def _statements(self) -> tuple[tuple[Scalar, ...], ...]:
        """By statement and plan, what each took since the last time, without ours."""
        now = time.monotonic()
        before = self._counted
        if before is None:
            rows = self._rows_of(ALL)
            self._counted = {_key(row): _counters(row) for row in rows}
            self._counted_at, self._complete = now, len(rows) < _MOST
            return ()
        rows = self._rows_of(SINCE, seconds=now - self._counted_at + _SPARE)
        self._counted_at = now
        found = []
        for row in rows:
            key, counters = _key(row), _counters(row)
            held = before.get(key)
            before[key] = counters
            if held is None and not self._complete:
                continue
            if held is None or held[0] > counters[0] or held[1] > counters[1]:
                held = (0.0,) * 4  # new, or pushed out of the shared pool and loaded again
            risen = [new - old for new, old in zip(counters, held, strict=True)]
            statement = text(row["statement"])
            if risen[1] > 0 and not statement.startswith(MARK.strip()):
                found.append((key[0], statement, risen))
        if len(before) > 2 * _MOST:
            self._counted = None
        found.sort(key=lambda each: -each[2][1])
        return tuple(
            (sql_id, "", redacted(statement), int(risen[0]), risen[1] / 1e6, risen[2] / 1e6,
             None, int(risen[3]), None, None)
            for sql_id, statement, risen in found[:_KEPT]
        )  # fmt: skip


def _at_work(row: Mapping[str, Any], node: int) -> tuple[Scalar, ...]:
    waits = text(row["state"]) == "WAITING"
    blocked = text(row["blocking_session_status"]) == "VALID" and waits
    return (
        f"{row['sid']},{row['serial#']},@{node}",
        text(row["username"]),
        text(row["machine"]),
        text(row["schemaname"]),
        text(row["event"]) if waits else "",
        text(row["wait_class"]) if waits else "CPU",
        row["last_call_et"],
        redacted(text(row["statement"])),
        f"{row['blocking_session']},@{row['blocking_instance'] or node}" if blocked else None,
    )


def _key(row: Mapping[str, Any]) -> tuple[str, int]:
    return text(row["sql_id"]), int(row["plan_hash_value"] or 0)


def _counters(row: Mapping[str, Any]) -> _Counters:
    names = ("executions", "elapsed_time", "application_wait_time", "rows_processed")
    calls, elapsed, waited, rows = (float(row[name] or 0) for name in names)
    return calls, elapsed, waited, rows
