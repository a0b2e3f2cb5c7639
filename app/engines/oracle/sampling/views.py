"""The views each source is read from. None belongs to a pack; all are of this instance alone.

What counts is documented in the Oracle Database Reference under the view's name. Names of
statistics are in a formula as words: `user_commits` for `user commits`, `parse_count_hard` for
`parse count (hard)`. Times keep the unit of their view: microseconds in `time_model` and `event`,
hundredths of a second in `wait_class` and `osstat`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

STATISTICS: Mapping[str, tuple[str, ...]] = {
    "sysstat": (
        "SELECT 'sysstat' AS source, n.name AS name, n.value AS value FROM v$sysstat n"
        " WHERE n.name IN ({names})",
    ),
    "time_model": (
        "SELECT 'time_model' AS source, n.stat_name AS name, n.value AS value"
        " FROM v$sys_time_model n",
    ),
    "osstat": ("SELECT 'osstat' AS source, n.stat_name AS name, n.value AS value FROM v$osstat n",),
    "pga": (
        "SELECT 'pga' AS source, n.name AS name, n.value AS value FROM v$pgastat n",
        "SELECT 'pga' AS source, n.name AS name, TO_NUMBER(n.value) AS value"
        " FROM v$parameter n WHERE n.name = 'pga_aggregate_limit'",
    ),
    "sga": (
        "SELECT 'sga' AS source, n.name AS name, n.bytes AS value FROM v$sgainfo n",
        "SELECT 'sga' AS source, 'shared pool ' || n.name AS name, n.bytes AS value"
        " FROM v$sgastat n WHERE n.pool = 'shared pool' AND n.name = 'free memory'",
    ),
}
"""Rows of source, name and value; those that are wanted together are one statement."""

SYSSTAT_NAMES = "SELECT n.name FROM v$sysstat n"
"""Asked once a session: how each of some two thousand statistics is spelt here."""

ONE_ROW: Mapping[str, str] = {
    "instance": (
        "SELECT i.status, i.database_status, i.archiver, i.logins, i.shutdown_pending, i.blocked,"
        " TO_CHAR(i.startup_time, 'YYYY-MM-DD\"T\"HH24:MI:SS') AS startup FROM v$instance i"
    ),
    "database": (
        "SELECT d.database_role AS role, d.open_mode, d.log_mode, d.force_logging,"
        " d.flashback_on, d.switchover_status, d.protection_mode FROM v$database d"
    ),
    "temp": (
        "SELECT SUM(u.used) AS used_bytes, SUM(u.growable) AS size_bytes,"
        " MAX(100 * u.used / NULLIF(u.growable, 0)) AS used_percent FROM"
        " (SELECT t.tablespace_name, MAX(t.tablespace_size - t.free_space) AS used,"
        " SUM(CASE f.autoextensible WHEN 'YES' THEN GREATEST(f.maxbytes, f.bytes) ELSE f.bytes END)"
        " AS growable FROM dba_temp_free_space t JOIN dba_temp_files f"
        " ON f.tablespace_name = t.tablespace_name GROUP BY t.tablespace_name) u"
    ),
    "fra": (
        "SELECT r.space_used - r.space_reclaimable AS used_bytes, r.space_limit AS size_bytes,"
        " 100 * (r.space_used - r.space_reclaimable) / NULLIF(r.space_limit, 0) AS used_percent"
        " FROM v$recovery_file_dest r"
    ),
    "undo": (
        "SELECT SUM(u.ssolderrcnt) AS ssolderrcnt, SUM(u.nospaceerrcnt) AS nospaceerrcnt,"
        " MAX(u.maxquerylen) AS maxquerylen, MIN(u.tuned_undoretention) AS tuned_undoretention,"
        " MAX(u.activeblks) AS activeblks"
        " FROM v$undostat u WHERE u.begin_time > SYSDATE - 1 / 24"
    ),
    "librarycache": (
        "SELECT SUM(l.gets) AS gets, SUM(l.gethits) AS gethits, SUM(l.pins) AS pins,"
        " SUM(l.pinhits) AS pinhits, SUM(l.reloads) AS reloads,"
        " SUM(l.invalidations) AS invalidations FROM v$librarycache l"
    ),
    "log_history": (
        "SELECT COUNT(*) AS last_hour FROM v$log_history h WHERE h.first_time > SYSDATE - 1 / 24"
    ),
}
"""Sources of one row: the columns are the fields. `undo` and `log_history` tell of the last hour.

What temporary tablespaces hold is set against what their files may grow to, the worst of them in
percent; the fast recovery area without what Oracle takes back by itself.
"""

WAITS: Mapping[str, str] = {
    "wait_class": (
        "SELECT 'wait_class' AS source, w.wait_class AS name, w.total_waits AS total_waits,"
        " w.time_waited AS waited FROM v$system_wait_class w WHERE w.wait_class <> 'Idle'"
    ),
    "event": (
        "SELECT 'event' AS source, w.event AS name, w.total_waits AS total_waits,"
        " w.time_waited_micro AS waited FROM v$system_event w WHERE w.wait_class <> 'Idle'"
    ),
}
"""One statement where both are wanted."""
WAITED: Mapping[str, str] = {"wait_class": "time_waited", "event": "time_waited_micro"}

ACTIVE = (
    "SELECT CASE s.state WHEN 'WAITING' THEN s.wait_class ELSE 'CPU' END AS name,"
    " COUNT(*) AS sessions,"
    " SUM(CASE WHEN s.state = 'WAITING' AND s.blocking_session_status = 'VALID' THEN 1 ELSE 0 END)"
    " AS blocked,"
    " MAX(CASE WHEN s.state = 'WAITING' AND s.blocking_session_status = 'VALID'"
    " THEN s.seconds_in_wait END) AS longest"
    " FROM v$session s WHERE s.type = 'USER' AND s.status = 'ACTIVE'"
    " AND s.sid <> SYS_CONTEXT('USERENV', 'SID')"
    " AND NOT (s.state = 'WAITING' AND s.wait_class = 'Idle')"
    " GROUP BY CASE s.state WHEN 'WAITING' THEN s.wait_class ELSE 'CPU' END"
)
"""Sessions at work now by what they wait for, `CPU` where they do not, and who of them is blocked:
`waits` and `blocked` at once, without ours."""

TABLES: Mapping[str, str] = {
    "resource": (
        "SELECT r.resource_name AS name, r.current_utilization AS used, r.max_utilization AS most,"
        " TRIM(r.limit_value) AS allowed FROM v$resource_limit r"
    ),
    "tablespace": (
        "SELECT m.tablespace_name AS name, m.used_percent, m.used_space * t.block_size"
        " AS used_bytes, m.tablespace_size * t.block_size AS size_bytes"
        " FROM dba_tablespace_usage_metrics m JOIN dba_tablespaces t"
        " ON t.tablespace_name = m.tablespace_name WHERE t.contents <> 'TEMPORARY'"
    ),
    "dataguard": (
        "SELECT t.name, t.value, t.time_computed, t.datum_time FROM v$dataguard_stats t"
        " WHERE t.name IN ('transport lag', 'apply lag')"
    ),
    "asm": (
        "SELECT g.name, g.state, g.total_mb, g.free_mb, g.usable_file_mb, g.offline_disks,"
        " 100 * (g.total_mb - g.free_mb) / NULLIF(g.total_mb, 0) AS used_percent"
        " FROM v$asm_diskgroup_stat g"
    ),
    "archive_dest": (
        "SELECT d.dest_name AS name, d.status, d.error, d.target, d.db_unique_name, s.gap_status,"
        " s.synchronization_status FROM v$archive_dest d JOIN v$archive_dest_status s"
        " ON s.dest_id = d.dest_id WHERE d.status <> 'INACTIVE'"
    ),
}
"""Sources of many rows, by their column `name`. `used_percent` of a tablespace is the server's own:
of what its files may grow to. A lag of `dataguard` is in seconds, and None where the standby does
not say, or has heard nothing for a minute."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "resource": {"used": "current", "most": "max", "allowed": "limit"}
}
"""Words that Oracle keeps for itself."""

_VIEWS = re.compile(r"\b(?:FROM|JOIN) ((?:v\$|dba_)\w+)")


def grant_for(statement: str) -> str:
    """What an account needs to run it: `SELECT ON SYS.V_$SYSSTAT`."""
    views = dict.fromkeys(_VIEWS.findall(statement))
    named = [
        view.upper().replace("V$", "SYS.V_$") if view.startswith("v$") else view.upper()
        for view in views
    ]
    return "SELECT ON " + ", ".join(named)


@lru_cache(maxsize=4096)
def squeezed(name: str) -> str:
    """A name by which `parse count (hard)` and `parse_count_hard` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
