"""The sessions of a server: who, doing what, waiting for what, with which transaction open.

performance_schema.threads is read where it is on, for SHOW PROCESSLIST holds a lock that every
login wants. MariaDB's own process list knows progress and milliseconds and is read instead.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.operating.sessions import ServerSession
from app.engines.mysql.asking import Asking
from app.engines.mysql.login import PROGRAM
from app.engines.mysql.wire import text_of

SYSTEM_NOW = "CONVERT_TZ(NOW(6), @@session.time_zone, 'SYSTEM')"
"""InnoDB writes the times of its transactions in the system's zone, whatever the session's is."""

TRANSACTIONS = (
    "SELECT trx_id, trx_state, trx_mysql_thread_id, trx_query, trx_isolation_level,"
    " trx_rows_locked, trx_rows_modified, trx_operation_state, trx_requested_lock_id,"
    " trx_lock_structs,"
    f" TIMESTAMPDIFF(MICROSECOND, trx_started, {SYSTEM_NOW}) / 1e6 AS seconds,"
    f" TIMESTAMPDIFF(MICROSECOND, trx_wait_started, {SYSTEM_NOW}) / 1e6 AS waited"
    " FROM information_schema.innodb_trx"
)

_THREADS = (
    "SELECT thread_id, name, processlist_id AS id, processlist_user AS user,"
    " processlist_host AS host,"
    " processlist_db AS db, processlist_command AS command, processlist_time AS time,"
    " processlist_state AS state, processlist_info AS info"
    " FROM performance_schema.threads"
    " WHERE processlist_id IS NOT NULL AND processlist_command IS NOT NULL"
)
_MARIADB = (
    "SELECT id, user, host, db, command, time_ms / 1000 AS time, state, info, query_id,"
    " stage, max_stage, progress, memory_used FROM information_schema.processlist"
)
_ATTRIBUTES = (
    "SELECT processlist_id AS id, attr_name AS name, attr_value AS value"
    " FROM performance_schema.session_connect_attrs WHERE attr_name IN ('program_name', '_pid')"
)
_STAGES = (
    "SELECT thread_id, event_name, work_completed, work_estimated"
    " FROM performance_schema.events_stages_current"
    " WHERE end_event_id IS NULL AND work_estimated > 0"
)
_WAITS = (
    "SELECT thread_id, event_name, object_schema, object_name"
    " FROM performance_schema.events_waits_current"
    " WHERE end_event_id IS NULL AND timer_wait IS NOT NULL AND event_name <> 'idle'"
)
ROW_LOCK = "row lock"
"""How a session that waits for InnoDB is shown; the server's own state only says `updating`."""
_BACKGROUND = {"system user", "event_scheduler"}
_CLIENTS = ("thread/sql/one_connection", "thread/thread_pool/")


class Sessions(Asking):
    """Lists sessions."""

    def sessions(self) -> tuple[ServerSession, ...]:
        """All that the account may see: without PROCESS, only its own."""
        listed = self.listed()
        if not any(_waits_for_a_lock(each) for each in listed):
            return listed
        blockers = self.blockers(listed)
        return tuple(replace(each, blocked_by=blockers.get(each.id, "")) for each in listed)

    def listed(self) -> tuple[ServerSession, ...]:
        """The sessions, without who blocks whom."""
        rows = self._processes()
        open_transactions = {
            row["trx_mysql_thread_id"]: row
            for row in self.fetch_if_allowed(TRANSACTIONS)
            if row["trx_mysql_thread_id"]
        }
        attributes = self._attributes()
        stages, waits = self._by_thread(_STAGES), self._by_thread(_WAITS)
        return tuple(
            self._session(
                row,
                open_transactions.get(row["id"], {}),
                attributes.get(row["id"], {}),
                stages.get(row.get("thread_id"), {}),
                waits.get(row.get("thread_id"), {}),
            )
            for row in rows
        )

    def blockers(self, listed: Sequence[ServerSession]) -> dict[str, str]:
        """Waiting session and the one it waits for, where this server can tell."""
        return {}

    def _processes(self) -> list[dict[str, Any]]:
        if self.server.mariadb:
            return self.fetch(_MARIADB)
        if self.server.performance_schema and (rows := self.fetch_if_allowed(_THREADS)):
            return rows
        return self.fetch("SHOW FULL PROCESSLIST")

    def _attributes(self) -> dict[object, dict[str, str]]:
        found: dict[object, dict[str, str]] = {}
        if self.server.performance_schema:
            for row in self.fetch_if_allowed(_ATTRIBUTES):
                found.setdefault(row["id"], {})[text_of(row["name"])] = text_of(row["value"])
        return found

    def _by_thread(self, statement: str) -> dict[object, dict[str, Any]]:
        if self.server.mariadb or not self.server.performance_schema:
            return {}
        return {row["thread_id"]: row for row in self.fetch_if_allowed(statement)}

    def _session(
        self,
        row: Mapping[str, Any],
        transaction: Mapping[str, Any],
        attributes: Mapping[str, str],
        stage: Mapping[str, Any],
        wait: Mapping[str, Any],
    ) -> ServerSession:
        command, user = text_of(row["command"]), text_of(row["user"])
        progress, progress_text = _progress(row, stage)
        number = str(row["id"])
        mine = attributes.get("program_name", "").startswith(PROGRAM) and attributes.get(
            "_pid"
        ) == str(os.getpid())
        return ServerSession(
            id=number,
            user=user,
            client=text_of(row["host"]),
            program=attributes.get("program_name", ""),
            database=text_of(row["db"]),
            command=command,
            state=text_of(row["state"]),
            wait=ROW_LOCK if transaction.get("trx_state") == "LOCK WAIT" else _object(wait),
            wait_class="/".join(text_of(wait.get("event_name")).split("/")[:2]),
            seconds=None if row["time"] is None else float(row["time"]),
            transaction_seconds=_number(transaction.get("seconds")),
            transaction_rows=transaction.get("trx_rows_modified"),
            statement=text_of(row["info"]),
            statement_id=text_of(row.get("query_id")) if command == "Query" else "",
            progress=progress,
            progress_text=progress_text,
            memory=row.get("memory_used"),
            idle=command == "Sleep",
            background=_in_background(row, user, command),
            own=mine or number == self.facts.session,
        )


def _waits_for_a_lock(session: ServerSession) -> bool:
    return session.wait == ROW_LOCK or "lock" in session.state.lower()


def _in_background(row: Mapping[str, Any], user: str, command: str) -> bool:
    """Whether it serves the server or a replica, not a client."""
    name = text_of(row.get("name"))
    inner = bool(name) and not name.startswith(_CLIENTS)
    return inner or user in _BACKGROUND or command == "Daemon" or "Binlog Dump" in command


def _progress(row: Mapping[str, Any], stage: Mapping[str, Any]) -> tuple[float | None, str]:
    """MariaDB counts stages and a percentage in each, MySQL units of work in a stage."""
    if row.get("max_stage"):
        stages, at = int(row["max_stage"]), int(row["stage"])
        within = float(row["progress"] or 0) / 100
        return (max(at - 1, 0) + within) / stages, f"{at}/{stages}"
    if stage:
        share = float(stage["work_completed"] or 0) / float(stage["work_estimated"])
        return min(share, 1.0), text_of(stage["event_name"]).rpartition("/")[2]
    return None, ""


def _object(wait: Mapping[str, Any]) -> str:
    name = text_of(wait.get("event_name"))
    parts = [text_of(wait.get("object_schema")), text_of(wait.get("object_name"))]
    of = ".".join(part for part in parts if part)
    return f"{name} ({of})" if of else name


def _number(value: Any) -> float | None:
    return None if value is None else max(float(value), 0.0)
