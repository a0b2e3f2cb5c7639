"""Asks for the active sessions in the cheapest way this server and this account allow.

performance_schema.threads holds no lock that others want and may be read by anybody who may SELECT
from it. The process list takes a lock that every login wants, and shows whoever lacks PROCESS
nothing but himself, which would look like an idle server: there it is not believed.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

from app.engines.mysql.plain import VALUES
from app.engines.mysql.sampling.look import Look
from app.engines.mysql.server import Server
from app.engines.mysql.wire import MARK

_IDLE = (
    "'Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID', 'Connect', 'Slave_IO', 'Slave_SQL',"
    " 'Slave_worker', 'Register Slave', 'Group Replication'"
)
"""Commands of sessions that wait for their client, or serve the server or a replica."""
_SERVERS_OWN = "'system user', 'event_scheduler'"
_THREADS = (
    " FROM performance_schema.threads AS t{joins} WHERE t.processlist_id IS NOT NULL"
    " AND {which} AND t.name NOT LIKE 'thread/sql/replica%'"
    " AND t.name NOT LIKE 'thread/sql/slave%'"
    f" AND COALESCE(t.processlist_user, '') NOT IN ({_SERVERS_OWN})"
)
_LIST = (
    " FROM information_schema.processlist AS t{joins}"
    f" WHERE {{which}} AND t.user NOT IN ({_SERVERS_OWN})"
)
_ACTIVE = f"{{command}} NOT IN ({_IDLE}) AND COALESCE({{info}}, '') NOT LIKE '{MARK.strip()}%'"
_CHOSEN = f"{{id}} IN ({VALUES})"
_TRX = (
    " LEFT JOIN information_schema.innodb_trx AS x ON x.trx_mysql_thread_id = {id}"
    " AND x.trx_state = 'LOCK WAIT'"
)
_EVENT = (
    " LEFT JOIN performance_schema.events_waits_current AS w ON w.thread_id = t.thread_id"
    " AND w.end_event_id IS NULL AND w.timer_wait IS NOT NULL"
)
_PROCESS = "SELECT COUNT(*) FROM information_schema.innodb_trx"
"""Refused without PROCESS, where the process list just says less."""
_CONSUMED = (
    "SELECT enabled FROM performance_schema.setup_consumers WHERE name = 'events_waits_current'"
)
_CONSUMED_KEEP = 600.0
"""Seconds that this is believed: somebody may switch it on for an hour of looking closely."""


@dataclass(frozen=True, slots=True)
class _Way:
    threads: bool
    trx: bool


class Activity:
    """Remembers which ways are not open to this account."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ways = [_Way(threads=False, trx=True)]
        if server.performance_schema:
            self._ways[:0] = [_Way(threads=True, trx=True), _Way(threads=True, trx=False)]
        self._has_process = False
        self._consumed = False
        self._consumed_asked = float("-inf")

    def rows(
        self,
        look: Look,
        source: str,
        columns: str,
        tail: str = "",
        *,
        ids: Collection[str] = (),
    ) -> list[list[str | None]]:
        """Of the active sessions of clients, without ours; or of those with these ids.

        `columns` may name {id} {user} {host} {db} {command} {state} {time} {info}, {row_lock} and
        {event}; the last two are empty or NULL where there is none. Missing where nobody may tell.
        """
        values = sorted(ids)
        which = _CHOSEN if ids else _ACTIVE
        while self._ways[0].threads:
            statement = self._statement(look, self._ways[0], columns, tail, which)
            found = look.attempt(statement, values)
            if found is not None:
                return found
            del self._ways[0]
        if not self._has_process:
            look.rows(source, _PROCESS)
            self._has_process = True
        statement = self._statement(look, self._ways[0], columns, tail, which)
        return look.rows(source, statement, values)

    def _statement(self, look: Look, way: _Way, columns: str, tail: str, which: str) -> str:
        trx = way.trx and look.row_lock_waits
        event = way.threads and self._events(look)
        names = self._names(way.threads)
        names |= {
            "row_lock": "x.trx_id" if trx else "''",
            "event": "w.event_name" if event else "''",
        }
        joins = (_TRX.format_map(names) if trx else "") + (_EVENT if event else "")
        source = _THREADS if way.threads else _LIST
        selected = source.format(joins=joins, which=which.format_map(names))
        return f"SELECT {columns.format_map(names)}{selected} {tail}".rstrip()

    def _names(self, threads: bool) -> dict[str, str]:
        if threads:
            names = "id user host db command state time info".split()
            return {name: f"t.processlist_{name}" for name in names}
        return {name: f"t.{name}" for name in "id user host db command state info".split()} | {
            "time": "t.time_ms / 1000" if self._server.mariadb else "t.time"
        }

    def _events(self, look: Look) -> bool:
        """Whether waits are consumed; neither server does by default."""
        now = time.monotonic()
        if now - self._consumed_asked > _CONSUMED_KEEP:
            self._consumed_asked = now
            self._consumed = look.attempt(_CONSUMED) == [["YES"]]
        return self._consumed
