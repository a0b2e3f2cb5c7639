"""An instance in the midst of its day, as the views tell of it: a sampler's every source.

Rows are as the Database Reference describes them, and as they are known of Oracle 19c; a statement
that sums or joins gets the row its sum would be.
"""

from typing import Any

from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.answers import Rows

SYSSTAT = {
    "user commits": 5_204_118, "user rollbacks": 20_117, "execute count": 918_220_441,
    "user calls": 401_992_810, "parse count (total)": 88_120_040, "parse count (hard)": 1_200_456,
    "parse count (failures)": 812, "logons cumulative": 44_021, "logons current": 212,
    "session logical reads": 12_800_220_117, "physical reads": 40_221_087,
    "physical read total bytes": 330_114_555_904, "physical write total bytes": 98_004_221_952,
    "physical read total IO requests": 30_112_004, "physical reads cache": 38_441_220,
    "physical write total IO requests": 9_112_004,
    "db block gets from cache": 1_200_440_118, "consistent gets from cache": 11_200_940_771,
    "redo size": 2_204_118_220_332, "workarea executions - multipass": 2, "sorts (disk)": 14,
    "workarea executions - onepass": 40, "workarea executions - optimal": 55_120_332,
    "gc cr block receive time": 102, "gc cr blocks received": 4410, "gc blocks lost": 0,
    "gc current block receive time": 88, "gc current blocks received": 3021,
    "opened cursors current": 4021, "bytes sent via SQL*Net to client": 88_201_223_104,
    "bytes received via SQL*Net from client": 22_201_223_104,
    "SQL*Net roundtrips to/from client": 300_214_881,
    "redo log space requests": 12, "redo writes": 4_104_118, "table scans (long tables)": 4410,
    "enqueue deadlocks": 1, "sorts (memory)": 90_211_443, "redo synch writes": 5_204_118,
}  # fmt: skip
TIME_MODEL = {
    "DB time": 77_120_440_118, "DB CPU": 40_118_220_001, "background elapsed time": 9_104_220_118,
    "background cpu time": 4_104_220_118, "sql execute elapsed time": 70_120_440_118,
    "parse time elapsed": 1_120_440_118, "hard parse elapsed time": 820_440_118,
    "connection management call elapsed time": 20_440_118,
}  # fmt: skip
OSSTAT = {
    "NUM_CPUS": 16, "NUM_CPU_CORES": 8, "IDLE_TIME": 900_112_044, "BUSY_TIME": 220_114_220,
    "USER_TIME": 180_114_220, "SYS_TIME": 40_000_000, "IOWAIT_TIME": 12_004_118, "LOAD": 4.25,
    "PHYSICAL_MEMORY_BYTES": 134_217_728_000, "FREE_MEMORY_BYTES": 8_400_220_160,
    "VM_IN_BYTES": 0, "VM_OUT_BYTES": 4096,
}  # fmt: skip
PGA = {
    "aggregate PGA target parameter": 8_589_934_592, "total PGA allocated": 4_204_118_016,
    "total PGA inuse": 3_104_118_016, "maximum PGA allocated": 6_204_118_016,
    "over allocation count": 3, "cache hit percentage": 99.4,
}  # fmt: skip
SGA = {
    "Fixed SGA Size": 9_144_656, "Redo Buffers": 29_360_128, "Buffer Cache Size": 20_401_094_656,
    "Shared Pool Size": 6_442_450_944, "Large Pool Size": 134_217_728,
    "Maximum SGA Size": 27_917_287_424, "Free SGA Memory Available": 0,
}  # fmt: skip
CLASSES = (
    ("User I/O", 40_221_087, 2_004_118), ("System I/O", 10_221_087, 204_118),
    ("Commit", 5_204_118, 99_118), ("Application", 4_118, 300_412), ("Network", 400_204_118, 4_118),
    ("Concurrency", 204_118, 14_118), ("Configuration", 1_118, 4_418), ("Other", 204_118, 4_118),
)  # fmt: skip
EVENTS = (
    ("db file sequential read", 38_441_220, 18_120_440_118),
    ("log file sync", 5_204_118, 991_180_000), ("direct path read", 204_118, 210_118_000),
    ("log file parallel write", 4_104_118, 402_118_000),
    ("db file scattered read", 404_118, 810_118_000),
    ("enq: TX - row lock contention", 412, 2_904_118_000),
    ("control file sequential read", 1_204_118, 310_118_000),
    ("gc cr block 2-way", 4410, 1_020_118), ("library cache lock", 12, 204_118),
)  # fmt: skip
ACTIVE = (
    {"name": "CPU", "sessions": 4, "blocked": 0, "longest": None},
    {"name": "User I/O", "sessions": 3, "blocked": 0, "longest": None},
    {"name": "Application", "sessions": 2, "blocked": 2, "longest": 412},
)
RESOURCES = (
    ("processes", 412, 480, "       640"), ("sessions", 440, 501, "       984"),
    ("enqueue_locks", 120, 230, "     11620"), ("dml_locks", 12, 90, " UNLIMITED"),
)  # fmt: skip
TABLESPACES = (
    ("SYSTEM", 3.1, 1_048_576_000, 34_359_721_984), ("SYSAUX", 9.8, 3_355_443_200, 34_359_721_984),
    ("LEDGER_DATA", 86.4, 148_434_022_400, 171_798_609_920),
    ("UNDOTBS1", 12.0, 4_123_000_832, 34_359_721_984),
)  # fmt: skip
ARCHIVE = (
    {"name": "LOG_ARCHIVE_DEST_1", "status": "VALID", "target": "PRIMARY",
     "db_unique_name": "ledger_sh", "error": None, "gap_status": None,
     "synchronization_status": "CHECK CONFIGURATION"},
    {"name": "LOG_ARCHIVE_DEST_2", "status": "ERROR", "target": "STANDBY",
     "db_unique_name": "ledger_bj", "gap_status": "RESOLVABLE GAP",
     "error": "ORA-16198: Timeout incurred on internal channel during remote archival",
     "synchronization_status": "NOT AVAILABLE"},
)  # fmt: skip
_TEMP = Rows(
    ["USED_BYTES NUMBER", "SIZE_BYTES NUMBER", "USED_PERCENT NUMBER"],
    [(1_204_118_016, 34_359_721_984, 3.5)],
)


def named(rows: dict[str, Any], name: str = "name") -> list[dict[str, Any]]:
    return [{name: each, "name": each, "value": value} for each, value in rows.items()]


def begin(dictionary: Dictionary) -> None:
    """Have the dictionary tell of that day."""
    put = dictionary.put
    put("v$sysstat", *named(SYSSTAT))
    dictionary.chosen["v$sysstat"] = lambda sql, _binds: [
        row for row in named(SYSSTAT) if " IN " not in sql or f"'{row['name']}'" in sql
    ]
    put("v$sys_time_model", *named(TIME_MODEL))
    put("v$osstat", *named(OSSTAT))
    put("v$pgastat", *named(PGA))
    put("v$parameter", {"name": "pga_aggregate_limit", "value": 17_179_869_184})
    put("v$sgainfo", *named(SGA))
    put("v$sgastat", {"name": "shared pool free memory", "value": 1_204_118_016})
    put("v$system_wait_class", *(
        {"name": name, "total_waits": waits, "waited": time} for name, waits, time in CLASSES
    ))  # fmt: skip
    dictionary.chosen["v$system_event"] = lambda sql, _binds: [
        {"name": name, "total_waits": waits, "waited": time}
        for name, waits, time in EVENTS
        if " IN " not in sql or f"'{name}'" in sql
    ]
    dictionary.chosen["v$session"] = lambda sql, _binds: ACTIVE if " GROUP BY " in sql else ()
    put("v$resource_limit", *(
        {"name": name, "used": used, "most": most, "allowed": allowed.strip()}
        for name, used, most, allowed in RESOURCES
    ))  # fmt: skip
    put("dba_tablespace_usage_metrics", *(
        {"name": name, "used_percent": percent, "used_bytes": used, "size_bytes": size}
        for name, percent, used, size in TABLESPACES
    ))  # fmt: skip
    put("v$recovery_file_dest", {"used_bytes": 40_204_118_016, "size_bytes": 107_374_182_400,
                                 "used_percent": 37.44})  # fmt: skip
    put("v$undostat", {"ssolderrcnt": 0, "nospaceerrcnt": 0, "maxquerylen": 1820,
                       "tuned_undoretention": 2700, "activeblks": 1024})  # fmt: skip
    put("v$librarycache", {
        "gets": 44_021_118, "gethits": 43_121_118, "pins": 920_118_220, "pinhits": 919_118_220,
        "reloads": 4021, "invalidations": 812,
    })  # fmt: skip
    put("v$log_history", {"last_hour": 7})
    put("v$archive_dest", *ARCHIVE)
    put("v$asm_diskgroup_stat", {
        "name": "DATA", "state": "CONNECTED", "total_mb": 2_097_152, "free_mb": 314_573,
        "usable_file_mb": 157_286, "offline_disks": 0, "used_percent": 85.0,
    })  # fmt: skip
    put("v$dataguard_stats")
    put("v$database_block_corruption", {"blocks": 0})
    put("v$sesstat", {"opened": 41, "allowed": 300})
    put("v$statname")
    put("dba_scheduler_job_run_details", {"failed": 1})
    put("v$rman_backup_job_details", {"hours": 9.5})
    put("dba_objects", {"objects": 12})
    put("dba_users", {"days": 41.25})
    dictionary.chosen["v$instance"] = lambda sql, _binds: (
        dictionary.views["v$instance"] if "*" in sql else [
            {"status": "OPEN", "database_status": "ACTIVE", "archiver": "STARTED",
             "logins": "ALLOWED", "shutdown_pending": "NO", "blocked": "NO",
             "startup": "2026-11-01T08:00:00"}
        ]
    )  # fmt: skip
    dictionary.chosen["v$database"] = lambda sql, _binds: (
        dictionary.views["v$database"] if "*" in sql else [
            {"role": "PRIMARY", "open_mode": "READ WRITE", "log_mode": "ARCHIVELOG",
             "force_logging": "YES", "flashback_on": "NO", "switchover_status": "TO STANDBY",
             "protection_mode": "MAXIMUM PERFORMANCE"}
        ]
    )  # fmt: skip
    dictionary.hooks["SELECT SUM(u.used) AS used_bytes"] = lambda _session, _sql, _binds: _TEMP


def stand_by(dictionary: Dictionary) -> None:
    """Have it hear of its primary, as a standby does."""
    heard = {"value": "+00 00:00:02", "time_computed": "11/23/2026 10:04:05",
             "datum_time": "11/23/2026 10:04:04"}  # fmt: skip
    lags = ("transport lag", "apply lag")
    dictionary.put("v$dataguard_stats", *({"name": name} | heard for name in lags))
