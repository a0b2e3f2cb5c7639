"""Data Guard, seen from the standby and from the primary; a lag that is not known is never zero."""

from typing import Any

import pytest

from app.domain.inventory import TopologyRole
from app.engines.oracle.replication import read_channel
from tests.engines.oracle.conftest import CONTEXT, DATABASE, Opens
from tests.engines.oracle.fake import Dictionary

STANDBY = DATABASE | {
    "database_role": "PHYSICAL STANDBY", "open_mode": "READ ONLY WITH APPLY",
    "db_unique_name": "far", "primary_db_unique_name": "testdb",
}  # fmt: skip


def stat(name: str, value: str | None, heard: str = "11/23/2026 03:04:00") -> dict[str, Any]:
    return {
        "name": name, "value": value, "time_computed": "11/23/2026 03:04:05", "datum_time": heard,
    }  # fmt: skip


def process(name: str, action: str, sequence: int) -> dict[str, Any]:
    return {
        "name": name, "role": "", "action": action, "thread#": 1, "sequence#": sequence,
        "delay_mins": 0,
    }  # fmt: skip


RUNNING = [process("MRP0", "APPLYING_LOG", 41), process("rfs", "IDLE", 42)]


def test_a_standby_that_keeps_up() -> None:
    channel = read_channel(STANDBY, [stat("apply lag", "+00 00:00:03")], RUNNING, [])
    assert (channel.lag, channel.healthy, channel.source) == (3.0, True, "testdb")
    assert "42" in channel.received
    assert "41" in channel.applied


@pytest.mark.parametrize(
    "statistics",
    [
        [],
        [stat("apply lag", None)],
        [stat("apply lag", "+00 00:00:00", heard="11/23/2026 02:00:00")],
        [stat("apply lag", "+00 00:00:00", heard="")],
    ],
)
def test_a_lag_that_is_not_known_is_none(statistics: list[dict[str, Any]]) -> None:
    channel = read_channel(STANDBY, statistics, RUNNING, [])
    assert (channel.lag, channel.healthy) == (None, False)


def test_a_gap_and_a_recovery_that_stands_still() -> None:
    gap = {"thread#": 1, "low_sequence#": 30, "high_sequence#": 33}
    lag = [stat("apply lag", "+01 00:00:00")]
    channel = read_channel(STANDBY, lag, RUNNING[1:], [gap])
    assert (channel.lag, channel.healthy, channel.applied) == (86400.0, False, "")
    assert "30" in channel.error
    assert "33" in channel.error


def destination(**more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "dest_id": 2, "destination": "far", "status": "VALID", "error": None,
        "db_unique_name": "far", "transmit_mode": "ASYNCHRONOUS", "affirm": "NO", "delay_mins": 0,
        "valid_now": "YES", "type": "PHYSICAL", "database_mode": "MOUNTED-STANDBY",
        "recovery_mode": "MANAGED REAL TIME APPLY", "archived_thread#": 1, "archived_seq#": 42,
        "applied_seq#": 41, "synchronization_status": "CHECK CONFIGURATION", "gap_status": "NO GAP",
    }  # fmt: skip
    return row | more


def test_a_primary_knows_its_destinations(dictionary: Dictionary, open_session: Opens) -> None:
    broken = destination(dest_id=3, db_unique_name="near", status="ERROR", error="ORA-12541: no")
    dictionary.put("v$archive_dest", destination(), broken)
    seen = open_session().replication()
    assert seen.role is TopologyRole.PRIMARY
    far, near = seen.replicas
    assert (far.address, far.healthy, far.lag) == ("far", True, None)
    assert (near.healthy, near.state) == (False, "ORA-12541: no")


def test_the_configuration_names_who_feeds_whom(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put("v$archive_dest", destination(status="ERROR"))
    dictionary.put(
        "v$dataguard_config",
        {"db_unique_name": "testdb", "parent_dbun": "NONE", "dest_role": "PRIMARY DATABASE"},
        {"db_unique_name": "far", "parent_dbun": "testdb", "dest_role": "PHYSICAL STANDBY"},
    )
    found = open_session().find_topology()
    assert [(node.address, node.role) for node in found.nodes] == [
        ("db1", TopologyRole.PRIMARY), ("far", TopologyRole.STANDBY),
    ]  # fmt: skip
    (link,) = found.links
    assert (link.source.partition(":")[0], link.replica, link.healthy) == ("db1", "far", False)


def test_a_standby_is_fed_by_its_primary(dictionary: Dictionary, open_session: Opens) -> None:
    context = CONTEXT | {"role": "PHYSICAL STANDBY", "unique_name": "far"}
    dictionary.put("dual", context)
    dictionary.put("v$database", STANDBY)
    dictionary.put("v$dataguard_stats", stat("apply lag", "+00 00:00:07"))
    dictionary.put("v$dataguard_process", *RUNNING)
    session = open_session()
    assert session.replication().role is TopologyRole.STANDBY
    (link,) = session.find_topology().links
    assert (link.source, link.lag, link.healthy) == ("testdb", 7.0, True)
