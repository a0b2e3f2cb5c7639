"""Tablespaces, segments, tables and indexes of the RAC."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.engines.oracle.fake import Dictionary, Row

GIB = 1 << 30
MIB = 1 << 20
_TABLESPACES = (
    # name, contents, files, allocated, may grow to, free (GiB)
    ("LEDGER_DATA", "PERMANENT", 8, 240, 255, 9.5),
    ("LEDGER_INDEX", "PERMANENT", 12, 300, 384, 41),
    ("RISK_DATA", "PERMANENT", 6, 120, 192, 30), ("SYSAUX", "PERMANENT", 2, 18, 64, 3.2),
    ("SYSTEM", "PERMANENT", 2, 6, 64, 2.1), ("UNDOTBS1", "UNDO", 2, 64, 64, 0),
    ("UNDOTBS2", "UNDO", 2, 64, 64, 0), ("USERS", "PERMANENT", 1, 2, 32, 1.9),
)  # fmt: skip
_SEGMENTS = (
    ("ENTRIES", "TABLE PARTITION", 48, 150.0), ("ACCOUNTS", "TABLE", 1, 20.0),
    ("TRANSFERS", "TABLE PARTITION", 12, 30.0), ("MONTH_END", "TABLE", 1, 9.0),
    ("SYS_LOB0000091210C00007$$", "LOBSEGMENT", 1, 14.0), ("BRANCHES", "TABLE", 1, 0.02),
    ("AUDIT_2019", "TABLE", 1, 5.0),
)  # fmt: skip


def store(made: Dictionary) -> None:
    """Put it all into the views."""
    _space(made)
    _indexes(made)


def _space(made: Dictionary) -> None:
    rows = [
        {"tablespace_name": name, "contents": contents, "status": "ONLINE", "bigfile": "NO",
         "block_size": 8192, "extent_management": "LOCAL", "segment_space_management": "AUTO",
         "logging": "LOGGING", "retention": "NOGUARANTEE" if contents == "UNDO" else "NOT APPLY",
         "files": files, "allocated": allocated * GIB, "growable": limit * GIB,
         "free": round(free * GIB)}
        for name, contents, files, allocated, limit, free in _TABLESPACES
    ]  # fmt: skip
    temp = {"tablespace_name": "TEMP", "files": 4, "allocated": 128 * GIB, "growable": 128 * GIB,
            "used": round(37.4 * GIB)}  # fmt: skip
    made.chosen["dba_tablespaces"] = lambda sql, _binds: [temp] if "= 'TEMPORARY'" in sql else rows
    made.put("dba_undo_extents", *(
        {"tablespace_name": name, "status": state, "bytes": round(size * GIB)}
        for name, sizes in (("UNDOTBS1", (1.2, 29, 30)), ("UNDOTBS2", (0.1, 11, 50)))
        for state, size in zip(("ACTIVE", "UNEXPIRED", "EXPIRED"), sizes, strict=True)
    ))  # fmt: skip
    made.put(
        "v$recovery_file_dest",
        {
            "name": "+FRA",
            "space_limit": 2048 * GIB,
            "space_used": 1_930 * GIB,
            "space_reclaimable": 90 * GIB,
            "number_of_files": 4_120,
        },
    )
    made.put("v$recovery_area_usage", *(
        {"file_type": kind, "percent_space_used": used, "percent_space_reclaimable": back,
         "number_of_files": files}
        for kind, used, back, files in (("ARCHIVED LOG", 71.2, 4.4, 3_480), ("BACKUP PIECE", 20.1,
                                        0, 520), ("FLASHBACK LOG", 2.9, 0, 120))
    ))  # fmt: skip
    made.put("v$log", *(
        {"thread#": thread, "groups": 6, "bytes": 12 * 4 * GIB, "least": 4 * GIB, "most": 4 * GIB}
        for thread in (1, 2)
    ))  # fmt: skip

    def files(_sql: str, binds: list[Any]) -> list[dict[str, Any]]:
        name = str(binds[0]).lower()
        return [
            {"file_name": f"+DATA/LEDGER_SH/DATAFILE/{name}.{260 + n}.1100{n}", "file_id": 4 + n,
             "bytes": 30 * GIB, "maxbytes": 32 * GIB - 16384 if n < 7 else 0,
             "autoextensible": "YES" if n < 7 else "NO", "step": 100 * MIB,
             "status": "ONLINE", "free": round((0.1 + n % 5 * 0.2) * GIB)}
            for n in (range(8) if name == "ledger_data" else range(1))
        ]  # fmt: skip

    made.chosen["dba_data_files"] = files
    made.put("dba_temp_files", *(
        {"file_name": f"+DATA/LEDGER_SH/TEMPFILE/temp.{300 + n}.1", "file_id": 1 + n,
         "bytes": 32 * GIB, "maxbytes": 32 * GIB, "autoextensible": "NO", "step": 0,
         "status": "ONLINE"} for n in range(4)
    ))  # fmt: skip
    made.put(
        "dba_lobs",
        {
            "owner": "LEDGER",
            "segment_name": "SYS_LOB0000091210C00007$$",
            "table_name": "TRANSFERS",
            "column_name": "PAYLOAD",
        },
    )
    made.chosen["dba_segments"] = lambda _sql, binds: [
        {"owner": "LEDGER", "segment_name": name, "segment_type": kind, "parts": parts,
         "bytes": round(size * GIB), "extents": round(size * 16) + 1,
         "segments": 1_290, "whole": round(230.5 * GIB)}
        for name, kind, parts, size in _SEGMENTS
    ] if binds[:1] == ["LEDGER_DATA"] else []  # fmt: skip


_INDEXES = (
    # table, name, columns, unique, state, seen by the optimizer, enforces
    ("ACCOUNTS", "ACCOUNTS_PK", ("ID",), True, "VALID", True, True),
    ("ACCOUNTS", "ACCOUNTS_BRANCH", ("BRANCH",), False, "VALID", True, False),
    ("ACCOUNTS", "ACCOUNTS_BRANCH_STATE", ("BRANCH", "STATE"), False, "VALID", True, False),
    ("ENTRIES", "ENTRIES_PK", ("ID",), True, "VALID", True, True),
    ("ENTRIES", "ENTRIES_BOOKED", ("BOOKED_AT",), False, "UNUSABLE", True, False),
    ("TRANSFERS", "TRANSFERS_OLD_KEY", ("LEGACY_NO",), False, "VALID", False, False),
    ("TRANSFERS", "TRANSFERS_PK", ("ID",), True, "VALID", True, True),
    ("BRANCHES", "BRANCHES_PK", ("ID",), True, "VALID", True, True),
)


def _indexes(made: Dictionary) -> None:
    made.put("dba_indexes", *(
        {"owner": "LEDGER", "index_name": name, "index_type": "NORMAL", "table_owner": "LEDGER",
         "table_name": table, "uniqueness": "UNIQUE" if unique else "NONUNIQUE", "status": state,
         "visibility": "VISIBLE" if seen else "INVISIBLE"}
        for table, name, _columns, unique, state, seen, _enforces in _INDEXES
    ))  # fmt: skip
    made.put("dba_ind_columns", *(
        {"owner": "LEDGER", "index_name": name, "column_name": column, "column_position": at,
         "descend": "ASC"}
        for _table, name, columns, *_more in _INDEXES for at, column in enumerate(columns, 1)
    ))  # fmt: skip
    enforcing = [{"index_owner": "LEDGER", "index_name": name}
                 for _table, name, *_more, enforces in _INDEXES if enforces]  # fmt: skip
    keys = [{"owner": "LEDGER", "constraint_name": name, "table_name": "ENTRIES",
             "delete_rule": rule, "parent_owner": "LEDGER", "parent": parent,
             "num_rows": 3_120_400_000}
            for name, rule, parent in (("ENTRIES_ACCOUNT_FK", "NO ACTION", "ACCOUNTS"),
                                       ("ENTRIES_BRANCH_FK", "CASCADE", "BRANCHES"))]  # fmt: skip
    made.chosen["dba_constraints"] = lambda sql, _binds: keys if "'R'" in sql else enforcing
    made.put("dba_cons_columns", *(
        {"owner": "LEDGER", "constraint_name": name, "column_name": column}
        for name, column in (("ENTRIES_ACCOUNT_FK", "ACCOUNT_ID"),
                             ("ENTRIES_BRANCH_FK", "BRANCH_ID"))
    ))  # fmt: skip
    bare = (
        {"owner": "LEDGER", "table_name": "AUDIT_2019", "num_rows": 88_120_400},
        {"owner": "LEDGER", "table_name": "MONTH_END", "num_rows": 46_080_000,
         "unique_key": "MONTH_END_UK"},
    )  # fmt: skip
    wasted = {"owner": "LEDGER", "table_name": "MONTH_END", "num_rows": 46_080_000,
              "avg_row_len": 48, "pct_free": 10, "last_analyzed": datetime(2026, 9, 30),
              "partitioned": "NO", "bytes": 9 * GIB}  # fmt: skip
    split = {"owner": "LEDGER", "table_name": "AUDIT_2019", "num_rows": 88_120_400,
             "chain_cnt": 9_100_200, "last_analyzed": datetime(2026, 11, 20)}  # fmt: skip

    def tables(sql: str, _binds: list[Any]) -> Sequence[Row]:
        if "chain_cnt" in sql:
            return [split]
        return [wasted] if "avg_row_len" in sql else bare

    made.chosen["dba_tables"] = tables
    made.put("v$index_usage_info", {"counts": 1})
    created = datetime(2023, 5, 2)
    made.chosen["dba_objects"] = lambda sql, _binds: (
        [{"owner": "LEDGER", "index_name": "ACCOUNTS_BRANCH_STATE", "created": created}]
        if "dba_index_usage" in sql
        else made.views["dba_objects"]
    )
