"""Replication is shown as it is, and is started, stopped and skipped in by plan."""

from typing import Any

import pytest

from app.domain.errors import Refused, StatementFailed
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, ReplicationStep
from app.engines.abilities import ControlsReplication, FindsTopology, ShowsReplication
from app.engines.mysql.channels import channel_of, lag_of, old_names
from app.engines.mysql.control import ControlsChannels
from app.engines.mysql.replication import Replicating
from app.engines.mysql.server import recognise
from app.flows.topology import merged
from tests.engines.mysql.acts import do, until
from tests.engines.mysql.conftest import Opens


def channel(session: Any) -> Channel:
    (found,) = session.replication().channels
    assert isinstance(found, Channel)
    return found


def test_both_sides_know_one_another(pair: Any, open_session: Opens) -> None:
    source, replica = open_session(pair.source), open_session(pair.replica)
    found = channel(replica)
    assert found.source == f"{pair.source.host}:{pair.source.port}"
    assert found.healthy
    until(lambda: channel(replica).lag == 0)
    assert found.auto_position
    assert not found.behind
    assert found.received == found.applied
    seen = source.replication()
    assert seen.role is TopologyRole.MASTER
    (other,) = seen.replicas
    assert other.address.endswith(f":{pair.replica.port}")
    assert "all binlog" in other.state
    assert seen.executed
    topology = source.find_topology()
    assert [(link.source, link.replica) for link in topology.links] == [
        (f"127.0.0.1:{pair.source.port}", f"127.0.0.1:{pair.replica.port}")
    ]
    assert len(replica.find_topology().nodes) == 2
    session: object = replica
    assert isinstance(session, ShowsReplication)
    assert isinstance(session, ControlsReplication)
    assert isinstance(session, FindsTopology)


def test_stopped_and_started_by_plan(pair: Any, open_session: Opens) -> None:
    session = open_session(pair.replica)
    act = session.plan_replication(ReplicationStep.STOP, "")
    assert act.commands[0].text in {"STOP REPLICA", "STOP SLAVE"}
    assert f":{pair.source.port}" in act.hits[0]
    do(session, act)
    stopped = channel(session)
    assert (stopped.receiving, stopped.applying, stopped.healthy) == ("No", "No", False)
    assert stopped.lag is None
    do(session, session.plan_replication(ReplicationStep.START, ""))
    until(lambda: channel(session).healthy)


def test_what_was_received_and_not_applied_is_counted(pair: Any, open_session: Opens) -> None:
    session = open_session(pair.replica)
    pair.replica.sql("STOP REPLICA SQL_THREAD")
    pair.source.sql("CREATE DATABASE shop")
    pair.source.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    behind = until(lambda: channel(session).behind if "2" in channel(session).behind else "")
    assert behind.startswith("2 ")
    assert channel(session).lag is None
    pair.replica.sql("START REPLICA SQL_THREAD")
    until(lambda: channel(session).healthy and not channel(session).behind)


def test_a_broken_one_is_skipped_by_plan(pair: Any, open_session: Opens) -> None:
    pair.source.sql("CREATE DATABASE shop")
    pair.source.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    assert pair.catch_up()
    off = "SET SESSION sql_log_bin = 0"
    with pair.replica.connect() as hand, hand.cursor() as cursor:
        cursor.execute(off)
        cursor.execute("INSERT INTO shop.item VALUES (1)")
    session = open_session(pair.replica)
    with pytest.raises(Refused):
        session.plan_replication(ReplicationStep.SKIP, "")
    pair.source.sql("INSERT INTO shop.item VALUES (1)")
    pair.source.sql("INSERT INTO shop.item VALUES (2)")
    until(lambda: channel(session).error_number and channel(session).applying == "No")
    broken = channel(session)
    assert "shop.item" in broken.error
    assert broken.lag is None
    assert not broken.healthy
    act = session.plan_replication(ReplicationStep.SKIP, "")
    assert act.type_to_confirm == broken.source
    assert any("compare" in warning for warning in act.warnings)
    do(session, act)
    until(lambda: channel(session).healthy)
    assert pair.catch_up()
    assert pair.replica.sql("SELECT id FROM shop.item ORDER BY id") == [(1,), (2,)]
    # and our session is as before
    assert session.run("SELECT 1").rows == ((1,),)


def test_what_a_replica_wrote_itself_is_told_and_held_against_its_source(
    pair: Any, open_session: Opens
) -> None:
    source, replica = open_session(pair.source), open_session(pair.replica)
    assert not any("itself" in name for name, _value in replica.replication().facts)
    pair.source.sql("CREATE DATABASE shop")
    assert pair.catch_up()
    assert merged([source.find_topology(), replica.find_topology()]).notes == ()
    pair.replica.sql("CREATE DATABASE own")
    pair.source.sql("CREATE DATABASE later")  # a source that is ahead makes no difference
    facts = dict(replica.replication().facts)
    (wrote,) = [value for name, value in facts.items() if "itself" in name]
    me = facts.get("server_uuid") or facts["server_id"]
    assert me in wrote
    (note,) = merged([source.find_topology(), replica.find_topology()]).notes
    assert wrote in note
    assert f":{pair.replica.port} wrote" in note


def test_without_the_grant_it_is_named(pair: Any, open_session: Opens) -> None:
    pair.replica.create_user("watcher", "x")
    session = open_session(pair.replica, user="watcher", password="x")
    with pytest.raises(StatementFailed) as caught:
        session.replication()
    assert "REPLICATION CLIENT" in str(caught.value) or "SLAVE MONITOR" in str(caught.value)
    pair.replica.sql(caught.value.hint.partition(": ")[2])  # the remedy helps
    assert open_session(pair.replica, user="watcher", password="x").replication().channels
    pair.replica.sql("DROP USER watcher")


def test_a_lag_of_a_dead_receiver_is_no_zero() -> None:
    row = {
        "Replica_IO_Running": "Connecting", "Replica_SQL_Running": "Yes",
        "Seconds_Behind_Source": 0, "Source_Host": "a", "Source_Port": 3306,
        "Last_IO_Errno": 2003, "Last_IO_Error": "error connecting", "Channel_Name": "east",
    }  # fmt: skip
    known = old_names({name.lower(): value for name, value in row.items()})
    assert lag_of(known) is None
    found = channel_of(known, "", mariadb=False)
    assert (found.name, found.source, found.lag) == ("east", "a:3306", None)
    assert (found.error_number, found.error) == (2003, "error connecting")
    assert not found.healthy


def test_the_cause_comes_before_what_followed_from_it() -> None:
    """Workers that stop because another failed name transactions that are not to blame."""
    uuid = "d79f71c0-eaf7-11f1-bae3-02fc00000001"
    known = {
        "slave_io_running": "Yes", "slave_sql_running": "No", "last_sql_errno": 3030,
        "last_sql_error": f"Worker 2 stopped at '{uuid}:9'", "retrieved_gtid_set": f"{uuid}:1-9",
        "executed_gtid_set": f"{uuid}:1-7",
    }  # fmt: skip
    workers = [f"3030: stopped at '{uuid}:9'", f"1062: Duplicate entry at '{uuid}:8'"]
    found = channel_of(known, "", mariadb=False, workers=workers)
    assert found.error_number == 1062
    assert found.error.startswith("1062")
    assert "Compare the row" in found.advice
    replica = Replica("9.0.0", found, gtid_mode="ON")
    [at, *_rest] = replica.plan_replication(ReplicationStep.SKIP, "").commands
    assert at.text == f"SET SESSION gtid_next = '{uuid}:8'"


class Replica(ControlsChannels):
    """A server with channels that are told to it."""

    def __init__(self, version: str, *told: Channel, **variables: str) -> None:
        self.server = recognise(version, variables)
        self._told = told

    def _now(self) -> tuple[Channel, ...]:
        return self._told


class Group(Replicating):
    """A server of a replication group, which answers from what the manual shows."""

    def __init__(self) -> None:
        self.server = recognise(
            "8.0.36", {"performance_schema": "ON", "server_uuid": "b", "gtid_mode": "ON"}
        )

    def fetch(self, statement: str, *_values: object) -> list[dict[str, Any]]:
        """Answer."""
        if "group_members" in statement:
            return [
                {"member_id": "a", "member_host": "n1", "member_port": 3306,
                 "member_state": "ONLINE", "member_role": "PRIMARY", "member_version": "8.0.36"},
                {"member_id": "b", "member_host": "n2", "member_port": 3306,
                 "member_state": "RECOVERING", "member_role": "SECONDARY"},
            ]  # fmt: skip
        if "member_stats" in statement:
            return [{"member_id": "b", "certifying": 5, "applying": 9, "conflicts": 1}]
        if "VARIABLES" in statement:
            return [
                {"variable_name": "group_replication_group_name", "value": "g"},
                {"variable_name": "server_uuid", "value": "b"},
                {"variable_name": "rpl_semi_sync_replica_enabled", "value": "ON"},
            ]
        if "STATUS WHERE" in statement:
            return [{"variable_name": "Rpl_semi_sync_replica_status", "value": "ON"}]
        return []


def test_a_group_shows_its_members() -> None:
    found = Group().replication()
    assert found.role is TopologyRole.GROUP_SECONDARY
    assert [member.role for member in found.replicas] == [
        TopologyRole.GROUP_PRIMARY,
        TopologyRole.GROUP_SECONDARY,
    ]
    assert [member.healthy for member in found.replicas] == [True, False]
    assert ("applying", "9") in found.replicas[1].facts
    assert "1 of 2" in found.group
    assert ("Rpl_semi_sync_replica_status", "ON") in found.facts
