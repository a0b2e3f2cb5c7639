"""The sessions of every instance of the database: GV$SESSION and what belongs to it.

Nothing of the Diagnostics Pack is needed: what waits is in GV$SESSION itself.
"""

import os
import socket
from collections.abc import Mapping
from typing import Any

from app.domain.operating.sessions import ServerSession
from app.engines.oracle.login import PROGRAM
from app.engines.oracle.rows import number, seconds, session_id, text
from app.engines.oracle.session import OracleSession

SESSIONS = (
    "SELECT s.inst_id, s.sid, s.serial#, s.saddr, s.paddr, s.username, s.status, s.osuser,"
    " s.machine, s.process, s.program, s.module, s.action, s.type, s.schemaname, s.service_name,"
    " s.command,"
    " s.sql_id, s.sql_child_number, s.event, s.wait_class, s.state, s.seconds_in_wait,"
    " s.last_call_et, s.blocking_session, s.blocking_instance, s.blocking_session_status,"
    " s.row_wait_obj#, s.con_id"
    " FROM gv$session s"
)
TRANSACTIONS = (
    "SELECT t.inst_id, t.ses_addr, t.addr, t.xidusn, t.xidslot, t.xidsqn, t.status, t.used_ublk,"
    " t.used_urec, (SYSDATE - t.start_date) * 86400 AS seconds"
    " FROM gv$transaction t"
)
STATEMENTS = (
    "SELECT q.inst_id, q.sql_id, q.child_number, q.sql_text FROM gv$sql q"
    " WHERE (q.inst_id, q.sql_id, q.child_number) IN"
    " (SELECT s.inst_id, s.sql_id, s.sql_child_number FROM gv$session s"
    " WHERE s.sql_id IS NOT NULL)"
)
_LONG_ONES = (
    "SELECT l.inst_id, l.sid, l.serial#, l.opname, l.target, l.sofar, l.totalwork, l.units,"
    " l.time_remaining FROM gv$session_longops l"
    " WHERE l.totalwork > 0 AND l.sofar < l.totalwork AND l.time_remaining IS NOT NULL"
)
_COMMANDS = {
    1: "CREATE TABLE", 2: "INSERT", 3: "SELECT", 6: "UPDATE", 7: "DELETE", 9: "CREATE INDEX",
    11: "ALTER INDEX", 12: "DROP TABLE", 15: "ALTER TABLE", 26: "LOCK TABLE", 44: "COMMIT",
    45: "ROLLBACK", 47: "PL/SQL", 49: "ALTER SYSTEM", 50: "EXPLAIN", 62: "ANALYZE TABLE",
    63: "ANALYZE INDEX", 85: "TRUNCATE TABLE", 170: "CALL", 189: "MERGE",
}  # fmt: skip
"""V$SQLCOMMAND: what COMMAND counts, as far as one waits for it."""
_MEMORY = "SELECT p.inst_id, p.addr, p.pga_alloc_mem FROM gv$process p"
_CONTAINERS = "SELECT c.con_id, c.name FROM v$containers c"


class Sessions(OracleSession):
    """Lists sessions."""

    def sessions(self) -> tuple[ServerSession, ...]:
        """All sessions of all instances, the background's among them."""
        rows = self.fetch_needing("SELECT ON SYS.GV_$SESSION", SESSIONS)
        transactions = {
            (row["inst_id"], row["ses_addr"]): row for row in self.fetch_if_allowed(TRANSACTIONS)
        }
        statements = self.statements()
        progress = {session_id(row): row for row in self.fetch_if_allowed(_LONG_ONES)}
        memory = {
            (row["inst_id"], row["addr"]): number(row["pga_alloc_mem"])
            for row in self.fetch_if_allowed(_MEMORY)
        }
        containers = {}
        if self.server.container == "CDB$ROOT":
            containers = {
                row["con_id"]: text(row["name"]) for row in self.fetch_if_allowed(_CONTAINERS)
            }
        ids = {(row["inst_id"], row["sid"]): session_id(row) for row in rows}
        return tuple(
            self._session(
                row,
                transactions.get((row["inst_id"], row["saddr"]), {}),
                statements.get((row["inst_id"], row["sql_id"], row["sql_child_number"]), ""),
                progress.get(session_id(row), {}),
                memory.get((row["inst_id"], row["paddr"])),
                blocker_of(row, ids),
                containers.get(row["con_id"], ""),
            )
            for row in rows
        )

    def statements(self) -> dict[tuple[int, str, int], str]:
        """The first 1000 characters of what runs, by instance, SQL id and child."""
        return {
            (row["inst_id"], row["sql_id"], row["child_number"]): text(row["sql_text"])
            for row in self.fetch_if_allowed(STATEMENTS)
        }

    def _session(
        self,
        row: Mapping[str, Any],
        transaction: Mapping[str, Any],
        statement: str,
        progress: Mapping[str, Any],
        memory: int | None,
        blocked_by: str,
        container: str,
    ) -> ServerSession:
        waits = text(row["state"]) == "WAITING"
        done, whole = progress.get("sofar"), progress.get("totalwork")
        mine = (
            text(row["program"]) == PROGRAM
            and text(row["process"]) == str(os.getpid())
            and text(row["machine"]) == socket.gethostname()
        )
        own_id = session_id(row)
        background = text(row["type"]) == "BACKGROUND"
        active = text(row["status"]) == "ACTIVE"
        schema = text(row["schemaname"])
        program = [text(row[name]) for name in ("program", "module", "action")]
        return ServerSession(
            id=own_id,
            user=text(row["username"]) or (text(row["program"]) if background else ""),
            client=text(row["machine"]),
            program=" · ".join(dict.fromkeys(part for part in program if part)),
            database=f"{container}/{schema}" if container else schema,
            node=str(row["inst_id"]),
            command=_COMMANDS.get(row["command"] or 0, ""),
            state="ON CPU" if active and not waits and not background else text(row["status"]),
            wait=text(row["event"]) if waits else "",
            wait_class=text(row["wait_class"]) if waits else "",
            seconds=seconds(row["last_call_et"]),
            transaction_seconds=seconds(transaction.get("seconds")),
            transaction_rows=number(transaction.get("used_urec")),
            statement=statement,
            statement_id=text(row["sql_id"]),
            blocked_by=blocked_by,
            progress=min(done / whole, 1.0) if done is not None and whole else None,
            progress_text=" ".join(
                text(progress.get(name)) for name in ("opname", "target") if progress.get(name)
            ),
            memory=memory,
            idle=not active and not background,
            background=background,
            own=mine or own_id == self.facts.session,
        )


def blocker_of(row: Mapping[str, Any], ids: Mapping[tuple[int, int], str]) -> str:
    """The id of the session this one waits for; "" where it waits for none, or none is known."""
    if text(row["blocking_session_status"]) != "VALID" or row["blocking_session"] is None:
        return ""
    node = row["blocking_instance"] or row["inst_id"]
    return ids.get((node, row["blocking_session"]), f"{row['blocking_session']},?,@{node}")
