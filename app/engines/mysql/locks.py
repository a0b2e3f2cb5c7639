"""Who waits for whom: InnoDB's row locks, metadata locks, and table locks.

Row locks are read in `row_locks`. Metadata locks are instrumented by default since MySQL 8; MySQL
5.7 and MariaDB have to be told, or MariaDB to load the plugin METADATA_LOCK_INFO.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.operating.locks import LockParty, LockWait
from app.domain.operating.sessions import ServerSession
from app.engines.mysql.metadata import Lock, held_up
from app.engines.mysql.row_locks import RowLocks
from app.engines.mysql.server import Server
from app.engines.mysql.sessions import TRANSACTIONS, Sessions
from app.engines.mysql.tables import tables_in
from app.engines.mysql.wire import text_of
from app.i18n import _

_METADATA = (
    "SELECT t.processlist_id AS session, m.object_type, m.object_schema, m.object_name,"
    " m.lock_type, m.lock_status FROM performance_schema.metadata_locks AS m"
    " JOIN performance_schema.threads AS t ON t.thread_id = m.owner_thread_id"
    " WHERE t.processlist_id IS NOT NULL"
)
_TABLE_HANDLES = (
    "SELECT t.processlist_id AS session, h.object_schema, h.object_name, h.internal_lock,"
    " h.external_lock FROM performance_schema.table_handles AS h"
    " JOIN performance_schema.threads AS t ON t.thread_id = h.owner_thread_id"
    " WHERE t.processlist_id IS NOT NULL"
)
_LAST = (
    "SELECT t.processlist_id AS session, s.sql_text"
    " FROM performance_schema.events_statements_current AS s"
    " JOIN performance_schema.threads AS t ON t.thread_id = s.thread_id"
    " WHERE t.processlist_id IS NOT NULL AND s.nesting_event_id IS NULL"
)
_TABLE_LOCK = "Waiting for table level lock"


def tells_locks(server: Server) -> bool:
    """Whether the server lists row locks: MySQL 8 does so only with performance_schema."""
    return server.performance_schema or not server.mysql(8)


class Locks(Sessions, RowLocks):
    """Shows who waits for whom."""

    def lock_waits(self) -> tuple[LockWait, ...]:
        """Every pair of a waiting session and one it waits for."""
        transactions = self.fetch_needing("PROCESS ON *.*", TRANSACTIONS)
        return self._waits({each.id: each for each in self.listed()}, transactions)

    def blockers(self, listed: Sequence[ServerSession]) -> dict[str, str]:
        """Waiting session and the one it waits for."""
        transactions = self.fetch_if_allowed(TRANSACTIONS)
        waits = self._waits({each.id: each for each in listed}, transactions)
        return {wait.waiter.session: wait.blocker.session for wait in waits}

    def _waits(
        self, sessions: Mapping[str, ServerSession], transactions: Sequence[Mapping[str, Any]]
    ) -> tuple[LockWait, ...]:
        parties = _Parties(sessions, self._last_statements())
        found = list(self._row_waits(parties, transactions))
        if self.server.performance_schema:
            found += self._metadata_waits(parties)
            found += self._table_waits(parties)
        elif self.server.mariadb:
            found += self._metadata_waits_of_plugin(parties)
        return tuple(found)

    def _last_statements(self) -> dict[str, str]:
        if not self.server.performance_schema:
            return {}
        return {
            text_of(row["session"]): text_of(row["sql_text"])
            for row in self.fetch_if_allowed(_LAST)
        }

    def _row_waits(
        self, parties: "_Parties", transactions: Sequence[Mapping[str, Any]]
    ) -> Iterator[LockWait]:
        for wait in self.row_waits(transactions):
            waited = wait.waiter["waited"]
            yield LockWait(
                parties.of_transaction(wait.waiter),
                parties.of_transaction(*wait.holders),
                "table" if wait.lock["lock_type"] == "TABLE" else "row",
                _locked(wait.lock),
                text_of(wait.lock["wanted"]),
                _("waits before it") if wait.queued else text_of(wait.lock["held"]),
                None if waited is None else max(float(waited), 0.0),
            )

    def _metadata_waits(self, parties: "_Parties") -> Iterator[LockWait]:
        rows = self.fetch_if_allowed(_METADATA)
        locks = [
            Lock(
                text_of(row["session"]),
                text_of(row["object_type"]),
                text_of(row["object_schema"]),
                text_of(row["object_name"]),
                text_of(row["lock_type"]),
                row["lock_status"] == "GRANTED",
            )
            for row in rows
        ]
        for held in held_up(locks):
            waiter = parties.of_session(text_of(held.request.owner))
            yield LockWait(
                waiter,
                parties.of_session(text_of(held.obstacle.owner)),
                "metadata",
                held.request.object,
                held.request.mode,
                held.obstacle.mode if held.obstacle.granted else _("waits before it"),
                parties.seconds(waiter.session),
            )

    def _metadata_waits_of_plugin(self, parties: "_Parties") -> Iterator[LockWait]:
        """MariaDB's plugin lists what is held; who waits at a table is in the process list."""
        waiting = parties.waiting_at("metadata lock")
        if not waiting:
            return
        wanted = {each.id: self._tables_wanted(each) for each in waiting}
        rows = self.fetch_if_allowed(
            "SELECT thread_id, lock_mode, table_schema, table_name"
            " FROM information_schema.metadata_lock_info WHERE lock_type LIKE 'Table%'"
        )
        for row in rows:
            holder, name = text_of(row["thread_id"]), text_of(row["table_name"])
            at = f"{text_of(row['table_schema'])}.{name}"
            for waiter in waiting:
                if waiter.id != holder and at in wanted[waiter.id]:
                    yield LockWait(
                        parties.of_session(waiter.id),
                        parties.of_session(holder),
                        "metadata",
                        at,
                        "",
                        text_of(row["lock_mode"]).removeprefix("MDL_"),
                        waiter.seconds,
                    )

    def _tables_wanted(self, waiter: ServerSession) -> set[str]:
        """The tables its statement names, with their schemas."""
        names = tables_in(waiter.statement, self.server.dialect)
        return {name if "." in name else f"{waiter.database}.{name}" for name in names}

    def _table_waits(self, parties: "_Parties") -> Iterator[LockWait]:
        """Locks of engines without rows to lock, such as MyISAM."""
        waiting = {each.id: each for each in parties.waiting_at(_TABLE_LOCK.lower())}
        if not waiting:
            return
        rows = self.fetch_if_allowed(_TABLE_HANDLES)
        wanted = {
            (text_of(row["object_schema"]), text_of(row["object_name"])): text_of(row["session"])
            for row in rows
            if text_of(row["session"]) in waiting
        }
        for row in rows:
            at = text_of(row["object_schema"]), text_of(row["object_name"])
            holder = text_of(row["session"])
            if at in wanted and holder != wanted[at] and row["internal_lock"]:
                waiter = waiting[wanted[at]]
                yield LockWait(
                    parties.of_session(waiter.id),
                    parties.of_session(holder),
                    "table",
                    ".".join(at),
                    "",
                    text_of(row["internal_lock"]),
                    waiter.seconds,
                )


class _Parties:
    """The sessions as those who hold and want locks."""

    def __init__(self, sessions: Mapping[str, ServerSession], last: Mapping[str, str]) -> None:
        self._sessions = sessions
        self._last = last

    def of_session(self, number: str) -> LockParty:
        session = self._sessions.get(number)
        if session is None:
            return LockParty(number)
        return LockParty(
            number,
            user=session.user,
            client=session.client,
            program=session.program,
            state=session.state or session.command,
            statement=session.statement or self._last.get(number, ""),
            transaction_seconds=session.transaction_seconds,
            transaction_rows=session.transaction_rows,
            statement_id=session.statement_id,
            idle=session.idle,
        )

    def of_transaction(self, row: Mapping[str, Any], *or_else: Mapping[str, Any]) -> LockParty:
        """Whose transaction it is; a prepared XA transaction may have outlived its session.

        Where it is one of several, none of them is named as the one to end.
        """
        if or_else:
            each = sorted(text_of(one["trx_mysql_thread_id"]) for one in (row, *or_else))
            return LockParty(" | ".join(each), state=_("one of these; the server tells no more"))
        if row["trx_mysql_thread_id"]:
            return self.of_session(text_of(row["trx_mysql_thread_id"]))
        seconds = None if row["seconds"] is None else float(row["seconds"])
        return LockParty(
            f"XA {row['trx_id']}",
            state=_("prepared XA transaction without a session"),
            statement="XA RECOVER",
            transaction_seconds=seconds,
            idle=True,
            orphaned=True,
        )

    def seconds(self, number: str) -> float | None:
        session = self._sessions.get(number)
        return session.seconds if session else None

    def waiting_at(self, state: str) -> list[ServerSession]:
        return [each for each in self._sessions.values() if state in each.state.lower()]


def _locked(row: Mapping[str, Any]) -> str:
    """Table, index and record that are locked."""
    if "lock_table" in row:
        table = text_of(row["lock_table"]).replace("`", "")
    else:
        table = f"{text_of(row['object_schema'])}.{text_of(row['object_name'])}"
    index, data = text_of(row["index_name"]), text_of(row["lock_data"])
    return f"{table} {index}{f' ({data})' if data else ''}".strip()
