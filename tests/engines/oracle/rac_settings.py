"""Parameters, accounts and Data Guard of the RAC."""

import re
from typing import Any

from tests.engines.oracle.fake import Dictionary, Row
from tests.servers.oracle.session import Session

_PARAMETERS = (
    # name, type, value, default, how it changes in the system, for one instance, description
    ("cluster_database", 1, "TRUE", "FALSE", "FALSE", "FALSE", "if TRUE startup in cluster mode"),
    ("control_files", 2, "+DATA/LEDGER_SH/control01.ctl, +FRA/LEDGER_SH/control02.ctl", None,
     "FALSE", "FALSE", "control file names list"),
    ("control_management_pack_access", 2, "NONE", "DIAGNOSTIC+TUNING", "IMMEDIATE", "TRUE",
     "declares which manageability packs are enabled"),
    ("cpu_count", 3, "32", "0", "IMMEDIATE", "TRUE", "number of CPUs for this instance"),
    ("db_block_size", 3, "8192", "8192", "FALSE", "FALSE", "Size of database block in bytes"),
    ("db_files", 3, "1024", "200", "FALSE", "FALSE", "max allowable # db files"),
    ("db_recovery_file_dest", 2, "+FRA", None, "IMMEDIATE", "FALSE",
     "default database recovery file location"),
    ("db_recovery_file_dest_size", 6, "2T", "0", "IMMEDIATE", "FALSE",
     "database recovery files size limit"),
    ("db_unique_name", 2, "ledger_sh", None, "FALSE", "FALSE", "Database Unique Name"),
    ("dg_broker_start", 1, "TRUE", "FALSE", "IMMEDIATE", "FALSE",
     "start Data Guard broker (DMON process)"),
    ("fal_server", 2, "ledger_bj", None, "IMMEDIATE", "TRUE", "FAL server list"),
    ("instance_number", 3, "1", "0", "FALSE", "TRUE", "instance number"),
    ("local_listener", 2, "(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.1.1)(PORT=1521))", None, "IMMEDIATE",
     "TRUE", "local listener"),
    ("log_archive_dest_2", 2, "SERVICE=ledger_bj SYNC AFFIRM DB_UNIQUE_NAME=ledger_bj", None,
     "IMMEDIATE", "TRUE", "archival destination #2 text string"),
    ("memory_target", 6, "0", "0", "IMMEDIATE", "TRUE", "Target size of Oracle SGA and PGA memory"),
    ("nls_date_format", 2, "YYYY-MM-DD HH24:MI:SS", None, "FALSE", "TRUE",
     "NLS Oracle date format"),
    ("open_cursors", 3, "1200", "50", "IMMEDIATE", "TRUE", "max # cursors per session"),
    ("optimizer_index_cost_adj", 3, "100", "100", "IMMEDIATE", "TRUE",
     "optimizer index cost adjustment"),
    ("optimizer_mode", 2, "ALL_ROWS", "ALL_ROWS", "IMMEDIATE", "TRUE", "optimizer mode"),
    ("parallel_max_servers", 3, "160", "0", "IMMEDIATE", "TRUE",
     "maximum parallel query servers per instance"),
    ("pga_aggregate_target", 6, "24G", "0", "IMMEDIATE", "TRUE",
     "Target size for the aggregate PGA memory consumed by the instance"),
    ("processes", 3, "3000", "100", "FALSE", "FALSE", "user processes"),
    ("recyclebin", 2, "on", "on", "DEFERRED", "TRUE", "recyclebin processing"),
    ("remote_listener", 2, "ledger-scan:1521", None, "IMMEDIATE", "TRUE", "remote listener"),
    ("sga_max_size", 6, "96G", "0", "FALSE", "TRUE", "max total SGA size"),
    ("sga_target", 6, "96G", "0", "IMMEDIATE", "TRUE", "Target size of SGA"),
    ("spfile", 2, "+DATA/LEDGER_SH/spfileledger.ora", None, "FALSE", "FALSE",
     "server parameter file"),
    ("statistics_level", 2, "TYPICAL", "TYPICAL", "IMMEDIATE", "TRUE", "statistics level"),
    ("undo_retention", 3, "10800", "900", "IMMEDIATE", "TRUE", "undo retention in seconds"),
    ("undo_tablespace", 2, "UNDOTBS1", None, "IMMEDIATE", "TRUE", "use/switch undo tablespace"),
)  # fmt: skip
_ACCOUNTS = (
    # name, state, last login, roles, kept by Oracle, whether by its operating system
    ("APP_DEPLOY", "OPEN", "2026-11-21 22:10:44 +08:00", ("RESOURCE", "CONNECT"), "N"),
    ("DBA_LIN", "OPEN", "2026-11-23 10:03:11 +08:00", ("DBA",), "N"),
    ("DBSNMP", "OPEN", "2026-11-23 10:01:59 +08:00", ("OEM_MONITOR",), "Y"),
    ("LEDGER", "OPEN", "2026-11-23 10:04:02 +08:00", ("CONNECT", "LEDGER_OWNER"), "N"),
    ("OUTLN", "EXPIRED & LOCKED", None, (), "Y"),
    ("REPORT", "EXPIRED(GRACE)", "2026-11-23 09:32:20 +08:00", ("CONNECT", "LEDGER_READ"), "N"),
    ("RISK", "OPEN", "2026-11-23 10:04:03 +08:00", ("CONNECT", "LEDGER_READ"), "N"),
    ("SCOTT", "LOCKED", "2019-03-04 11:20:00 +08:00", ("CONNECT", "RESOURCE"), "N"),
    ("SYS", "OPEN", "2026-11-20 03:00:02 +08:00", ("DBA",), "Y"),
    ("SYSTEM", "OPEN", "2026-11-02 14:31:40 +08:00", ("DBA",), "Y"),
)
_ROLES = (("CONNECT", "Y"), ("DBA", "Y"), ("LEDGER_OWNER", "N"), ("LEDGER_READ", "N"),
          ("OEM_MONITOR", "Y"), ("RESOURCE", "Y"))  # fmt: skip
_GRANTS = {
    "RISK": ({"what": "SELECT", "further": "NO", "owner": "LEDGER", "table_name": "TRANSFERS",
              "type": "TABLE"},
             {"what": "SELECT", "further": "YES", "owner": "LEDGER", "table_name": "ACCOUNTS",
              "type": "TABLE"}),
}  # fmt: skip


def settle(made: Dictionary) -> None:
    """Put it all into the views."""
    _parameters(made)
    _accounts(made)
    _data_guard(made)


def _parameters(made: Dictionary) -> None:
    made.put("v$system_parameter", *(
        {"name": name, "type": kind, "value": value, "display_value": value,
         "isdefault": "TRUE" if value == default else "FALSE", "isses_modifiable": "FALSE",
         "issys_modifiable": system, "isinstance_modifiable": single, "ispdb_modifiable": "TRUE",
         "ismodified": "FALSE",
         "description": description, "default_value": default}
        for name, kind, value, default, system, single, description in _PARAMETERS
    ))  # fmt: skip
    made.put("v$spparameter", *(
        {"sid": "ledger1" if name == "instance_number" else "*", "name": name,
         "value": "4000" if name == "processes" else value,
         "display_value": "4000" if name == "processes" else value, "ordinal": 1}
        for name, _kind, value, default, *_more in _PARAMETERS if value != default
    ))  # fmt: skip
    made.put("v$parameter_valid_values", *(
        {"name": name, "value": value}
        for name, values in (("optimizer_mode", ("ALL_ROWS", "FIRST_ROWS", "FIRST_ROWS_10")),
                             ("statistics_level", ("BASIC", "TYPICAL", "ALL")),
                             ("recyclebin", ("ON", "OFF")))
        for value in values
    ))  # fmt: skip

    own = {"undo_tablespace": "UNDOTBS2", "instance_number": "2",
           "local_listener": "(ADDRESS=(PROTOCOL=TCP)(HOST=10.1.1.2)(PORT=1521))"}  # fmt: skip

    def everywhere(sql: str, binds: list[Any]) -> list[Row]:
        rows = made.views["v$system_parameter"]
        if ":name" in sql:
            now = next(row["value"] for row in rows if row["name"] == binds[0])
            return [{"place": "ledger1", "value": now},
                    {"place": "ledger2", "value": own.get(binds[0], now)}]  # fmt: skip
        return [{"name": row["name"], "instance_name": "ledger2",
                 "display_value": own.get(row["name"], row["value"])} for row in rows]  # fmt: skip

    def stored(sql: str, binds: list[Any]) -> list[Row]:
        rows = made.views["v$spparameter"]
        if ":name" not in sql:
            return rows
        return [{"place": row["sid"], "value": row["value"]} for row in rows
                if row["name"] == binds[0]]  # fmt: skip

    made.chosen["gv$system_parameter"] = everywhere
    made.chosen["v$spparameter"] = stored

    def change(_session: Session, sql: str, _binds: list[Any]) -> None:
        found = re.match(r"ALTER SYSTEM SET (\w+) = (\S+)", sql)
        assert found
        name, value = found.groups()
        if "SPFILE" not in sql:
            rows = made.views["v$system_parameter"]
            made.put("v$system_parameter", *(
                {**row, "value": value, "display_value": value, "ismodified": "SYSTEM_MOD"}
                if row["name"] == name else row for row in rows
            ))  # fmt: skip

    made.hooks["ALTER SYSTEM SET"] = change


def _accounts(made: Dictionary) -> None:
    made.put("dba_users", *(
        {"username": name, "account_status": state, "created": "2024-02-18", "profile": "DEFAULT",
         "last_login": last, "authentication_type": "PASSWORD", "expires": None,
         "default_tablespace": "SYSTEM" if kept == "Y" else "USERS", "oracle_maintained": kept,
         "common": "NO"}
        for name, state, last, _roles, kept in _ACCOUNTS
    ))  # fmt: skip
    made.put("dba_roles", *(
        {"role": name, "authentication_type": "NONE", "oracle_maintained": kept, "common": "NO"}
        for name, kept in _ROLES
    ))  # fmt: skip
    made.put("dba_role_privs", *(
        {"grantee": name, "granted_role": role, "what": role, "further": "NO"}
        for name, _state, _last, roles, _kept in _ACCOUNTS for role in roles
    ))  # fmt: skip
    all_roles = made.views["dba_role_privs"]

    def given(sql: str, binds: list[Any]) -> list[Any]:
        return [row for row in all_roles if not binds or row["grantee"] == binds[0]]

    made.chosen["dba_role_privs"] = given
    made.chosen["dba_tab_privs"] = lambda _sql, binds: _GRANTS.get(str(binds[0]), ())
    made.put("v$pwfile_users", {"username": "SYS"}, {"username": "DBA_LIN"})
    made.put("dba_users_with_defpwd", {"username": "SCOTT"})


def _data_guard(made: Dictionary) -> None:
    near = {
        "dest_id": 2, "destination": "ledger_bj", "status": "VALID", "error": None,
        "db_unique_name": "ledger_bj", "transmit_mode": "PARALLELSYNC", "affirm": "YES",
        "delay_mins": 0, "valid_now": "YES", "type": "PHYSICAL",
        "database_mode": "OPEN_READ-ONLY", "recovery_mode": "MANAGED REAL TIME APPLY",
        "archived_thread#": 1, "archived_seq#": 90_412, "applied_seq#": 90_411,
        "synchronization_status": "OK", "gap_status": "NO GAP",
    }  # fmt: skip
    far = near | {
        "dest_id": 3, "destination": "ledger_gz", "db_unique_name": "ledger_gz",
        "status": "ERROR", "error": "ORA-12541: TNS:no listener", "transmit_mode": "ASYNCHRONOUS",
        "affirm": "NO", "database_mode": "UNKNOWN", "recovery_mode": "IDLE", "applied_seq#": 90_180,
        "synchronization_status": "CHECK NETWORK", "gap_status": "LOCALLY UNRESOLVABLE GAP",
    }  # fmt: skip
    made.put("v$archive_dest", near, far)
    made.put(
        "v$dataguard_config",
        {"db_unique_name": "ledger_sh", "parent_dbun": "NONE", "dest_role": "PRIMARY DATABASE"},
        {
            "db_unique_name": "ledger_bj",
            "parent_dbun": "ledger_sh",
            "dest_role": "PHYSICAL STANDBY",
        },
        {
            "db_unique_name": "ledger_gz",
            "parent_dbun": "ledger_sh",
            "dest_role": "PHYSICAL STANDBY",
        },
    )
