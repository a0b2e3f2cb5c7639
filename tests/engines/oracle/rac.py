"""A RAC of two nodes in the midst of its day: sessions, a lock, statements; what is done to it.

For the pages and their pictures: rows as a DBA knows them, not to prove a query right.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.engines.oracle.acts import session_row
from tests.engines.oracle.fake import Dictionary, Row
from tests.engines.oracle.rac_settings import settle
from tests.engines.oracle.rac_storage import store
from tests.servers.oracle.answers import OraError
from tests.servers.oracle.session import Session

NOW = datetime(2026, 11, 23, 10, 4, 5)
CONTEXT = {
    "clock": "2026-11-23T10:04:05.123456+08:00", "db_zone": "+00:00",
    "session_zone": "Asia/Shanghai", "account": "DBA_LIN", "is_dba": "FALSE", "container": "LEDGER",
    "container_id": "0", "role": "PRIMARY", "unique_name": "ledger_sh", "instance_number": "1",
    "instance": "ledger1", "host": "ledger-db1",
}  # fmt: skip
_INSTANCE = {
    "version": "19.0.0.0.0", "version_full": "19.24.0.0.0", "status": "OPEN", "parallel": "YES",
    "edition": "EE", "startup_time": datetime(2026, 10, 18, 2, 30),
}  # fmt: skip
INSTANCES = tuple(
    _INSTANCE | {"inst_id": n, "instance_number": n, "instance_name": f"ledger{n}",
                 "host_name": f"ledger-db{n}", "thread#": n}
    for n in (1, 2)
)  # fmt: skip
DATABASE = {
    "name": "LEDGER", "open_mode": "READ WRITE", "database_role": "PRIMARY",
    "db_unique_name": "ledger_sh", "protection_mode": "MAXIMUM AVAILABILITY",
    "protection_level": "RESYNCHRONIZATION", "switchover_status": "TO STANDBY",
    "dataguard_broker": "ENABLED", "force_logging": "YES", "flashback_on": "YES",
    "log_mode": "ARCHIVELOG", "current_scn": 48120993177, "cdb": "NO",
    "fs_failover_status": "DISABLED",
}  # fmt: skip

STATEMENTS = (
    # sql_id, schema, seconds, calls, share of cpu, buffer gets a call, rows a call, text
    ("7m2vt9xk4d1qa", "LEDGER", 48211.0, 18_204, 0.91, 214_000, 1,
     "SELECT SUM(e.amount) FROM entries e JOIN accounts a ON a.id = e.account_id WHERE"
     " TRUNC(e.booked_at) = :B1 AND a.branch = :B2"),
    ("2gk81mzt5c9ws", "LEDGER", 20330.5, 4_401_233, 0.55, 31, 1,
     "UPDATE accounts SET balance = balance + :B1, version = version + 1 WHERE id = :B2"),
    ("b41u0r7fdn8h3", "LEDGER", 9120.2, 96, 0.34, 5_120_000, 480_000,
     "INSERT /*+ APPEND */ INTO month_end SELECT account_id, SUM(amount) FROM entries WHERE"
     " booked_at >= :B1 GROUP BY account_id"),
    ("9tq5ys0vw3c7x", "RISK", 6011.8, 51_020, 0.88, 9_400, 20,
     "SELECT * FROM (SELECT t.id, t.score FROM transfers t WHERE t.state = :B1 ORDER BY t.score"
     " DESC) WHERE ROWNUM <= 20"),
    ("f0a6w2yk8pz1j", "LEDGER", 3410.7, 9_120_441, 0.80, 4, 1,
     "SELECT id, branch, balance FROM accounts WHERE number_ = :1"),
    ("5c3n8hxq0b6ut", "REPORT", 2204.1, 12, 0.21, 88_000_000, 1_300_000,
     "SELECT /* 月度报表 */ b.name, COUNT(*), SUM(e.amount) FROM entries e, branches b WHERE"
     " e.branch_id = b.id GROUP BY b.name"),
    ("3yd4k7rs9m2va", "LEDGER", 841.9, 802_110, 0.72, 12, 1,
     "INSERT INTO entries (id, account_id, amount, booked_at) VALUES (entry_seq.NEXTVAL, :1, :2,"
     " :3)"),
    ("8xw1b5zt6g0pc", "RISK", 402.0, 1_440, 0.93, 41_000, 0,
     "DELETE FROM alerts WHERE raised_at < SYSDATE - :B1"),
)  # fmt: skip
LONG_TAIL = ", ".join(f"e.attribute_{n:03} AS attribute_{n:03}" for n in range(1, 90))
WHOLE = "SELECT e.id, " + LONG_TAIL + "\n  FROM entries e  -- 全部属性\n WHERE e.id = :1"
"""A statement longer than V$SQLSTATS keeps in SQL_TEXT."""
PLAN = """\
--------------------------------------------------------------------------------------
| Id | Operation                    | Name        | Rows  | Cost (%CPU)| Time     |
--------------------------------------------------------------------------------------
|  0 | SELECT STATEMENT             |             |       | 48211 (100)|          |
|  1 |  SORT AGGREGATE              |             |     1 |            |          |
|* 2 |   HASH JOIN                  |             |  412K | 48211   (2)| 00:00:02 |
|* 3 |    TABLE ACCESS FULL         | ENTRIES     |  412K | 47900   (2)| 00:00:02 |
|  4 |    INDEX UNIQUE SCAN         | ACCOUNTS_PK |     1 |     1   (0)| 00:00:01 |
--------------------------------------------------------------------------------------
Predicate Information (identified by operation id):
   3 - filter(TRUNC(INTERNAL_FUNCTION("E"."BOOKED_AT"))=:B1)"""
_LONG_ID = "1p8c2v6m0q4zs"


def rac() -> Dictionary:
    """The database; kills and changed parameters show in what it answers next."""
    made = Dictionary()
    made.put("dual", CONTEXT)
    made.put("v$instance", INSTANCES[0])
    made.put("gv$instance", *INSTANCES)
    made.put("v$database", DATABASE)
    made.put("gv$listener_network", *(
        {"inst_id": n, "type": "LOCAL LISTENER",
         "value": f"(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.1.{n})(PORT=1521))"} for n in (1, 2)
    ))  # fmt: skip
    made.put("session_privs", {"granted": "SELECT ANY DICTIONARY"}, {"granted": "ALTER SYSTEM"},
             {"granted": "CREATE SESSION"})  # fmt: skip
    made.put("session_roles", {"granted": "SELECT_CATALOG_ROLE"})
    _work(made)
    _count(made)
    store(made)
    settle(made)
    made.hooks["ALTER SYSTEM KILL SESSION"] = _kill(made)
    made.hooks["ALTER SYSTEM CANCEL SQL"] = _kill(made)
    return made


def _work(made: Dictionary) -> None:
    """Sessions, a blocker with two behind it, and what is long under way."""
    active = {"status": "ACTIVE", "state": "WAITED SHORT TIME", "event": "db file sequential read",
              "wait_class": "User I/O", "sql_child_number": 0}  # fmt: skip
    waits = active | {"state": "WAITING", "event": "enq: TX - row lock contention",
                      "wait_class": "Application", "blocking_session_status": "VALID",
                      "blocking_session": 214, "blocking_instance": 1, "row_wait_obj#": 91_204,
                      "sql_id": "2gk81mzt5c9ws", "command": 6}  # fmt: skip
    app = {"username": "LEDGER", "schemaname": "LEDGER", "machine": "app-3", "module": "booking",
           "program": "JDBC Thin Client", "service_name": "ledger_rw", "con_id": 0}  # fmt: skip
    report = app | {
        "username": "REPORT",
        "schemaname": "REPORT",
        "machine": "bi-1",
        "program": "python3",
        "module": "月度报表",
        "service_name": "ledger_ro",
    }
    rows = [
        session_row(214, **app | {"machine": "app-1", "last_call_et": 412, "action": "settle"}),
        session_row(377, **app | waits | {"seconds_in_wait": 388, "last_call_et": 388}),
        session_row(91, **app | waits | {
            "inst_id": 2, "machine": "app-4", "seconds_in_wait": 121, "last_call_et": 121}),
        session_row(502, **report | active | {
            "inst_id": 2, "command": 3, "sql_id": "5c3n8hxq0b6ut", "last_call_et": 1_902}),
        session_row(43, **app | active | {
            "command": 2, "sql_id": "b41u0r7fdn8h3", "last_call_et": 640, "module": "month end",
            "event": "direct path write"}),
        session_row(611, **app | active | {
            "inst_id": 2, "username": "RISK", "schemaname": "RISK", "command": 3,
            "sql_id": "9tq5ys0vw3c7x",
            "last_call_et": 2, "machine": "risk-2", "event": "gc buffer busy acquire",
            "wait_class": "Cluster", "state": "WAITING"}),
        *(session_row(700 + n, **app | {"machine": f"app-{n % 5 + 1}", "inst_id": n % 2 + 1,
                                        "last_call_et": 17 * n + 3}) for n in range(14)),
        *(session_row(
            n, username=None, type="BACKGROUND", program=f"oracle@ledger-db1 ({name})",
            machine="ledger-db1", module=None, status="ACTIVE", schemaname="SYS",
            event="rdbms ipc message", last_call_et=3_100_000, con_id=0)
          for n, name in enumerate(("PMON", "DBW0", "LGWR", "LMS0", "MMON"), 2)),
    ]  # fmt: skip
    made.put("gv$session", *rows)
    made.put("gv$process", *(
        {"inst_id": row["inst_id"], "addr": row["paddr"], "pga_alloc_mem": 3_900_000 + 77_000 * at}
        for at, row in enumerate(rows)
    ))  # fmt: skip
    opened = [("S214", 1, 411, 8, 2_204, 3), ("S377", 1, 389, 1, 1, 4), ("S43", 1, 640, 91_200,
              4_120_334, 5), ("S91", 2, 122, 1, 1, 6)]  # fmt: skip
    made.put("gv$transaction", *(
        {"inst_id": node, "ses_addr": address, "addr": f"T{slot}", "xidusn": 12, "xidslot": slot,
         "xidsqn": 90_114 + slot, "status": "ACTIVE", "used_ublk": blocks, "used_urec": records,
         "seconds": age}
        for address, node, age, blocks, records, slot in opened
    ))  # fmt: skip
    made.put("gv$lock", *(
        {"inst_id": node, "sid": sid, "type": "TX", "id1": 786_435, "id2": 90_117, "lmode": held,
         "request": wanted, "ctime": age}
        for node, sid, held, wanted, age in ((1, 214, 6, 0, 411), (1, 377, 0, 6, 388),
                                             (2, 91, 0, 6, 121))
    ))  # fmt: skip
    made.put("dba_objects", {"object_id": 91_204, "owner": "LEDGER", "object_name": "ACCOUNTS"})
    made.put(
        "gv$session_longops",
        {
            "inst_id": 2,
            "sid": 502,
            "serial#": 1502,
            "opname": "Table Scan",
            "target": "LEDGER.ENTRIES",
            "sofar": 4_103_220,
            "totalwork": 6_220_118,
            "units": "Blocks",
            "time_remaining": 981,
        },
        {
            "inst_id": 1,
            "sid": 43,
            "serial#": 1043,
            "opname": "Hash Join",
            "target": None,
            "sofar": 22_100,
            "totalwork": 310_000,
            "units": "Blocks",
            "time_remaining": 7_900,
        },
    )
    made.put("v$parameter", {"value": "8192"})


def _count(made: Dictionary) -> None:
    """What the shared pools hold."""
    stats: list[dict[str, Any]] = []
    cursors: list[dict[str, Any]] = []
    for at, (sql_id, schema, seconds, calls, cpu, gets, each, text) in enumerate(STATEMENTS):
        for node in (1, 2) if at < 3 else (1,):
            part = 0.6 if node == 1 else 0.4
            stats.append({
                "inst_id": node, "sql_id": sql_id, "sql_text": text, "sql_fulltext": text,
                "plan_hash_value": 3_140_992_771 + at, "executions": round(calls * part),
                "elapsed_time": round(seconds * part * 1e6), "signature": str(10**15 + at),
                "cpu_time": round(seconds * part * cpu * 1e6), "disk_reads": gets // 7,
                "buffer_gets": round(gets * calls * part), "sorts": at % 3 * calls,
                "rows_processed": round(each * calls * part),
                "application_wait_time": round(seconds * 3e5) if at == 1 else 0,
                "user_io_wait_time": round(seconds * part * (1 - cpu) * 7e5),
                "last_active_time": NOW - timedelta(seconds=7 + 40 * at * node),
            })  # fmt: skip
        cursors.append({"inst_id": 1 + at % 2, "sql_id": sql_id, "child_number": 0,
                        "sql_text": text, "parsing_schema_name": schema,
                        "plan_hash_value": 3_140_992_771 + at, "executions": calls // 2,
                        "elapsed_time": round(seconds * 1e6)})  # fmt: skip
        cursors.append(cursors[-1] | {"inst_id": 2 - at % 2, "elapsed_time": round(seconds * 1e5)})
    long = stats[-1] | {
        "sql_id": _LONG_ID, "sql_text": " ".join(WHOLE[:1000].split()), "sql_fulltext": WHOLE,
        "signature": str(10**15 + 99), "elapsed_time": round(190.4e6), "executions": 44_120,
        "plan_hash_value": 77_120_094,
    }  # fmt: skip
    cursors.append(cursors[-1] | {"sql_id": _LONG_ID, "parsing_schema_name": "LEDGER"})
    made.put("gv$sql", *cursors)
    schemas = {cursor["sql_id"]: cursor["parsing_schema_name"] for cursor in cursors}

    def pool(sql: str, binds: list[Any]) -> Sequence[Row]:
        if "sql_fulltext" in sql:
            return [{"whole": row["sql_fulltext"]} for row in (*stats, long)
                    if row["sql_id"] == binds[0]][:1]  # fmt: skip
        return [*stats, long]

    def cached(sql: str, binds: list[Any]) -> Sequence[Row]:
        if "GROUP BY" in sql:
            return [{"sql_id": sql_id, "parsing_schema": name, "schemas": 1}
                    for sql_id, name in schemas.items()]  # fmt: skip
        return [row for row in cursors if not binds or row["sql_id"] == binds[0]]

    made.chosen["gv$sqlstats"], made.chosen["gv$sql"] = pool, cached
    made.put(
        "gv$sql_plan",
        {"object_owner": "LEDGER", "object_name": "ENTRIES", "object_type": "TABLE"},
        {"object_owner": "LEDGER", "object_name": "ACCOUNTS_PK", "object_type": "INDEX (UNIQUE)"},
    )
    made.put("table", *({"plan_table_output": line} for line in PLAN.splitlines()))


def _kill(made: Dictionary) -> Any:
    def kill(_session: Session, sql: str, _binds: list[Any]) -> None:
        found = re.search(r"'(\d+), ?(\d+), ?@(\d+)", sql)
        assert found
        sid, serial, node = map(int, found.groups())
        rows: list[Row] = list(made.views["gv$session"])
        hit = [row for row in rows
               if (row["sid"], row["serial#"], row["inst_id"]) == (sid, serial, node)]  # fmt: skip
        if not hit:
            raise OraError(30, "User session ID does not exist.")
        (gone,) = hit
        rows.remove(gone)
        if "CANCEL SQL" in sql:
            rows.append({**gone, "status": "INACTIVE", "sql_id": None})
        free = {"blocking_session_status": "NO HOLDER", "blocking_session": None,
                "event": "SQL*Net message from client", "wait_class": "Idle"}  # fmt: skip
        made.put("gv$session", *(
            {**row, **free} if row.get("blocking_session") == sid else row for row in rows
        ))  # fmt: skip

    return kill
