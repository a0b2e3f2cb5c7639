"""Members join, leave and lead by plan; what the group would refuse is refused beforehand."""

import pytest

from app.domain.errors import BadInput, Refused
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import ReplicationStep
from app.engines.abilities import ControlsReplication
from tests.engines.mysql.acts import do, until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_group import NAME, MySQLGroup

JOIN, LEAVE, PROMOTE = ReplicationStep.JOIN, ReplicationStep.LEAVE, ReplicationStep.PROMOTE


def test_a_secondary_leaves_and_joins_again(mysql9_group: MySQLGroup, open_session: Opens) -> None:
    second = mysql9_group.members[1]
    session = open_session(second)
    with pytest.raises(Refused, match="already"):
        session.plan_replication(JOIN, "")
    act = session.plan_replication(LEAVE, "")
    assert [command.text for command in act.commands] == ["STOP GROUP_REPLICATION"]
    assert not act.type_to_confirm
    assert len(act.hits) == 3
    assert any("no further loss" in warning for warning in act.warnings)
    do(session, act)
    assert "out of the group (OFFLINE)" in session.replication().group
    assert session.replication().role is TopologyRole.UNKNOWN
    with pytest.raises(Refused):
        session.plan_replication(LEAVE, "")
    mysql9_group.primary.sql("CREATE DATABASE while_it_was_away")
    act = session.plan_replication(JOIN, "")
    assert any(str(mysql9_group._at[0]) in hit for hit in act.hits)
    do(session, act)
    until(lambda: "3 of 3" in session.replication().group, 30)
    assert second.sql("SHOW DATABASES LIKE 'while%'")
    # and it follows again


def test_another_member_is_made_the_primary_and_back(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    first, second, third = mysql9_group.members
    session = open_session(third)
    able: object = session
    assert isinstance(able, ControlsReplication)
    assert {JOIN, LEAVE, PROMOTE} <= set(session.replication_steps)
    for lead, then in ((first, second), (second, first)):
        address = f"127.0.0.1:{then.port}"
        act = session.plan_replication(PROMOTE, address)
        assert act.type_to_confirm == address
        assert f":{lead.port}" in act.hits[0]
        do(session, act)
        roles = {each.address: each.role for each in session.replication().replicas}
        assert roles[address] is TopologyRole.GROUP_PRIMARY
        assert mysql9_group.primary is then
    with pytest.raises(Refused, match="already"):
        session.plan_replication(PROMOTE, f"127.0.0.1:{first.port}")
    with pytest.raises(BadInput):
        session.plan_replication(PROMOTE, "127.0.0.1:1")


def test_the_primary_asks_for_its_name_before_it_leaves(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    session = open_session(mysql9_group.primary)
    act = session.plan_replication(LEAVE, "")
    assert act.type_to_confirm == f"127.0.0.1:{mysql9_group.primary.port}"
    assert any("elect" in warning for warning in act.warnings)
    assert NAME in act.title


def test_while_one_is_out_of_reach_nobody_is_promoted(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    first, second, third = mysql9_group.members
    session = open_session(first)
    second.freeze()
    until(lambda: any(each.state == "UNREACHABLE" for each in session.replication().replicas), 20)
    with pytest.raises(Refused, match="reached"):
        session.plan_replication(PROMOTE, f"127.0.0.1:{third.port}")
    with pytest.raises(Refused, match="UNREACHABLE"):
        session.plan_replication(PROMOTE, f"127.0.0.1:{second.port}")
    second.thaw()


def test_the_grant_it_takes_is_named_and_is_enough(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    first, second, _third = mysql9_group.members
    first.create_user("dba", "x", "SELECT ON *.*", "REPLICATION CLIENT ON *.*")
    session = open_session(first, user="dba", password="x")
    (said,) = [each for each in session.facts.missing if "GROUP_REPLICATION_ADMIN" in each]
    first.sql(said.partition("Remedy: ")[2])
    session = open_session(first, user="dba", password="x")
    assert not any("GROUP_REPLICATION_ADMIN" in each for each in session.facts.missing)
    for then in (second, first):
        do(session, session.plan_replication(PROMOTE, f"127.0.0.1:{then.port}"))
        assert mysql9_group.primary is then


def test_who_is_in_no_group_has_no_such_steps(pair: object, open_session: Opens) -> None:
    session = open_session(pair.replica)  # type: ignore[attr-defined]
    assert not {JOIN, LEAVE, PROMOTE} & set(session.replication_steps)
