"""The words of start, stop and skip are those of the server's version."""

from typing import Any

import pytest

from app.domain.errors import BadInput, Refused
from app.domain.operating.replication import Channel, ReplicationStep
from app.engines.mysql.control import ControlsChannels
from app.engines.mysql.server import recognise

A = "d79f71c0-eaf7-11f1-bae3-02fc00000001"


class Replica(ControlsChannels):
    """A server of some version with channels that are told to it."""

    def __init__(self, version: str, *channels: Channel, **variables: str) -> None:
        self.server = recognise(version, variables)
        self._told = channels

    def _now(self) -> tuple[Channel, ...]:
        return self._told


def texts(replica: Replica, step: ReplicationStep, name: str = "") -> list[str]:
    return [command.text for command in replica.plan_replication(step, name).commands]


def broken(name: str = "", **more: Any) -> Channel:
    told: dict[str, Any] = {
        "receiving": "Yes", "applying": "No", "received": f"{A}:1-9", "applied": f"{A}:1-6",
    }  # fmt: skip
    return Channel(name, "a:3306", **(told | more))


def test_words_by_version() -> None:
    one = broken()
    assert texts(Replica("8.4.0", one), ReplicationStep.STOP) == ["STOP REPLICA"]
    assert texts(Replica("8.0.22", one), ReplicationStep.STOP) == ["STOP REPLICA"]
    assert texts(Replica("8.0.21", one), ReplicationStep.STOP) == ["STOP SLAVE"]
    assert texts(Replica("5.7.44", one), ReplicationStep.START) == ["START SLAVE"]
    assert texts(Replica("10.6.1-MariaDB", one), ReplicationStep.START) == ["START SLAVE"]


def test_a_channel_is_named() -> None:
    both = broken("it's"), broken("west")
    mysql = Replica("9.0.0", *both)
    assert texts(mysql, ReplicationStep.START, "it's") == ["START REPLICA FOR CHANNEL 'it''s'"]
    assert texts(Replica("10.6.1-MariaDB", *both), ReplicationStep.STOP, "west") == [
        "STOP SLAVE 'west'"
    ]
    several = Replica("9.0.0", broken(), broken("west"))
    assert texts(several, ReplicationStep.STOP) == ["STOP REPLICA FOR CHANNEL ''"]
    with pytest.raises(BadInput):
        mysql.plan_replication(ReplicationStep.STOP, "north")


def test_skips_by_an_empty_transaction() -> None:
    act = Replica("8.0.36", broken(), gtid_mode="ON").plan_replication(ReplicationStep.SKIP, "")
    assert [command.text for command in act.commands] == [
        f"SET SESSION gtid_next = '{A}:7'", "BEGIN", "COMMIT",
        "SET SESSION gtid_next = 'AUTOMATIC'", "START REPLICA",
    ]  # fmt: skip
    assert any(f"{A}:7" in hit for hit in act.hits)


def test_skips_the_one_the_error_names() -> None:
    named = broken(error=f"Worker 2 failed executing transaction '{A}:8' at source log binlog.1")
    plan = texts(Replica("8.0.36", named, gtid_mode="ON"), ReplicationStep.SKIP)
    assert plan[0] == f"SET SESSION gtid_next = '{A}:8'"


def test_skips_by_the_counter_without_gtid() -> None:
    assert texts(Replica("5.7.44", broken(), gtid_mode="OFF"), ReplicationStep.SKIP) == [
        "SET GLOBAL sql_slave_skip_counter = 1", "START SLAVE",
    ]  # fmt: skip
    assert texts(Replica("8.0.36", broken(), gtid_mode="OFF"), ReplicationStep.SKIP) == [
        "SET GLOBAL sql_replica_skip_counter = 1", "START REPLICA",
    ]  # fmt: skip
    maria = broken("west", received="0-1-9", applied="0-1-6")
    assert texts(Replica("10.6.1-MariaDB", maria), ReplicationStep.SKIP, "west") == [
        "SET SESSION default_master_connection = 'west'", "SET GLOBAL sql_slave_skip_counter = 1",
        "START SLAVE 'west'", "SET SESSION default_master_connection = ''",
    ]  # fmt: skip


def test_nothing_to_skip() -> None:
    idle = broken(applied=f"{A}:1-9")
    with pytest.raises(Refused):
        texts(Replica("8.0.36", idle, gtid_mode="ON"), ReplicationStep.SKIP)
    with pytest.raises(Refused):
        texts(Replica("8.0.36", broken(applying="Yes"), gtid_mode="ON"), ReplicationStep.SKIP)
