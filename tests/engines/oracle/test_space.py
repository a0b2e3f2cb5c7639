"""Tablespaces, undo, temp, redo and the recovery area, in bytes."""

from typing import Any

from app.domain.operating.space import SpaceItem, SpaceKind
from app.engines.oracle.space import read_tablespaces
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.server import OracleServer

GIB = 1 << 30


def tablespace(name: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "tablespace_name": name, "contents": "PERMANENT", "status": "ONLINE", "bigfile": "NO",
        "block_size": 8192, "extent_management": "LOCAL", "segment_space_management": "AUTO",
        "logging": "LOGGING", "retention": "NOT APPLY", "files": 1, "allocated": 10 * GIB,
        "growable": 32 * GIB, "free": 4 * GIB,
    }  # fmt: skip
    return row | more


def test_free_and_full_and_what_it_may_grow_to() -> None:
    users, full, offline = read_tablespaces(
        [tablespace("USERS"), tablespace("FULL", free=None),
         tablespace("AWAY", files=None, allocated=None, growable=None, free=None)],
        [],
    )  # fmt: skip
    assert (users.used, users.limit, users.fullness) == (6 * GIB, 32 * GIB, 6 / 32)
    assert (full.used, full.free) == (10 * GIB, 0), "no row of free space: nothing is free"
    assert (offline.used, offline.fullness) == (None, None), "not known is not nothing"


def test_undo_that_has_expired_is_free() -> None:
    extents = [
        {"tablespace_name": "UNDO", "status": state, "bytes": size * GIB}
        for state, size in (("ACTIVE", 1), ("UNEXPIRED", 2), ("EXPIRED", 6))
    ]
    (undo,) = read_tablespaces([tablespace("UNDO", contents="UNDO", free=0)], extents)
    assert (undo.kind, undo.used, undo.free) == (SpaceKind.UNDO, 3 * GIB, 7 * GIB)


def test_the_recovery_area_counts_what_cannot_be_reclaimed(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put(
        "v$recovery_file_dest",
        {"name": "/fra", "space_limit": 100 * GIB, "space_used": 90 * GIB,
         "space_reclaimable": 60 * GIB, "number_of_files": 7},
    )  # fmt: skip
    dictionary.put(
        "v$recovery_area_usage",
        {"file_type": "ARCHIVED LOG", "percent_space_used": 80,
         "percent_space_reclaimable": 60, "number_of_files": 6},
    )  # fmt: skip
    session = open_session()
    (area,) = [item for item in session.space() if item.kind is SpaceKind.RECOVERY]
    assert (area.used, area.limit, area.free) == (30 * GIB, 100 * GIB, 70 * GIB)
    (logs,) = session.space(area)
    assert (logs.name, logs.used) == ("Archived log", 80 * GIB)


def test_a_tablespace_opens_to_files_and_segments(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put(
        "dba_data_files",
        {"file_name": "/u01/users01.dbf", "file_id": 4, "bytes": GIB, "maxbytes": 2 * GIB,
         "autoextensible": "YES", "step": 100 << 20, "status": "ONLINE", "free": GIB // 4},
    )  # fmt: skip
    dictionary.put(
        "dba_segments",
        {"owner": "SHOP", "segment_name": "ORDERS", "segment_type": "TABLE PARTITION", "parts": 12,
         "bytes": 1 << 28, "extents": 40, "segments": 1, "whole": 1 << 28},
    )  # fmt: skip
    file, table = open_session().space(SpaceItem(SpaceKind.TABLESPACE, "USERS", opens=True))
    assert (file.kind, file.used, file.limit) == (SpaceKind.DATA_FILE, 3 * GIB // 4, 2 * GIB)
    assert ("Grows by itself", "by 100 MiB") in file.facts
    assert (table.kind, table.owner, table.used) == (SpaceKind.TABLE, "SHOP", 1 << 28)


def test_what_is_not_listed_is_counted_and_opens_to_the_next(
    dictionary: Dictionary, open_session: Opens
) -> None:
    def page(_sql: str, binds: list[Any]) -> list[dict[str, Any]]:
        assert binds[0] == "USERS"
        return [
            {"owner": "SHOP", "segment_name": f"T{n}", "segment_type": "TABLE", "parts": 1,
             "bytes": GIB, "extents": 1, "segments": 1100, "whole": 1100 * GIB}
            for n in range(binds[1], min(binds[1] + 500, 1100))
        ]  # fmt: skip

    dictionary.chosen["dba_segments"] = page
    session = open_session()
    *first, rest = session.space(SpaceItem(SpaceKind.TABLESPACE, "USERS", opens=True))
    assert len(first) == 500
    assert (rest.kind, rest.name, rest.used, rest.opens) == (
        SpaceKind.REST, "and 600 more", 600 * GIB, True,
    )  # fmt: skip
    *second, rest = session.space(rest)
    assert (second[0].name, rest.name, rest.used) == ("T500", "and 100 more", 100 * GIB)
    assert [item.name for item in session.space(rest)][-1] == "T1099"


def test_a_large_object_says_whose_it_is(
    dictionary: Dictionary, database: OracleServer, open_session: Opens
) -> None:
    dictionary.put(
        "dba_segments",
        {"owner": "SHOP", "segment_name": "SYS_LOB1$$", "segment_type": "LOBSEGMENT", "parts": 1,
         "bytes": GIB, "extents": 4, "segments": 1, "whole": GIB},
    )  # fmt: skip
    dictionary.put(
        "dba_lobs",
        {"owner": "SHOP", "segment_name": "SYS_LOB1$$", "table_name": "NOTES",
         "column_name": "BODY"},
    )  # fmt: skip
    (lob,) = open_session().space(SpaceItem(SpaceKind.TABLESPACE, "USERS", opens=True))
    assert ("Column", "NOTES.BODY") in lob.facts
    assert "IN ('SYS_LOB1$$')" in database.log
