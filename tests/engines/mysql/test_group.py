"""A real replication group is read as it is, also when members fall out of it."""

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Replica, ReplicationStep
from app.engines.mysql.group import group_line, is_blocked
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_group import NAME, MySQLGroup


def test_every_member_sees_the_whole_group(mysql9_group: MySQLGroup, open_session: Opens) -> None:
    first, second, _third = mysql9_group.members
    for member, role in (
        (first, TopologyRole.GROUP_PRIMARY),
        (second, TopologyRole.GROUP_SECONDARY),
    ):
        session = open_session(member)
        assert session.facts.role is role
        seen = session.replication()
        assert seen.role is role
        assert seen.group == f"{NAME}: 3 of 3 members online"
        assert {each.address: each.role for each in seen.replicas} == {
            f"127.0.0.1:{each.port}": TopologyRole.GROUP_PRIMARY
            if each is first
            else TopologyRole.GROUP_SECONDARY
            for each in mysql9_group.members
        }
        assert all(each.healthy and each.state == "ONLINE" for each in seen.replicas)
        assert seen.channels == ()


def test_what_is_written_has_the_groups_gtids(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    mysql9_group.primary.sql("CREATE DATABASE shop")
    written = mysql9_group.primary.position().replace("\n", "")
    assert written.startswith(NAME)
    for member in mysql9_group.members:
        session = open_session(member)
        assert member.wait_for(written)
        assert session.replication().executed == written
        facts = dict(session.replication().facts)
        assert not any("itself" in name for name in facts)


def test_the_topology_is_the_primary_with_its_secondaries(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    first, second, third = (f"127.0.0.1:{member.port}" for member in mysql9_group.members)
    for member in mysql9_group.members[:2]:
        found = open_session(member).find_topology()
        roles = {f"{node.address}:{node.port}": node.role for node in found.nodes}
        assert roles[first] is TopologyRole.GROUP_PRIMARY
        assert roles[second] is roles[third] is TopologyRole.GROUP_SECONDARY
        assert {(link.source, link.replica) for link in found.links} == {
            (first, second), (first, third),
        }  # fmt: skip
        assert all(node.healthy for node in found.nodes)
        assert not found.notes


def test_a_killed_primary_is_replaced_and_a_frozen_one_expelled(
    mysql9_group: MySQLGroup, open_session: Opens
) -> None:
    first, second, third = mysql9_group.members
    session = open_session(third)
    first.kill()
    unreachable = until(
        lambda: [each for each in session.replication().replicas if not each.healthy]
    )
    assert [(each.address, each.state) for each in unreachable] == [
        (f"127.0.0.1:{first.port}", "UNREACHABLE")
    ]
    until(lambda: "2 of 2" in session.replication().group, 45)
    lead = mysql9_group.primary
    assert lead in (second, third)
    other = second if lead is third else third
    assert open_session(lead).facts.role is TopologyRole.GROUP_PRIMARY
    # one of two: nobody is left to decide with
    watching = open_session(other)
    lead.freeze()
    seen = until(lambda: "no majority" in watching.replication().group and watching.replication())
    assert any(each.state == "UNREACHABLE" for each in seen.replicas)
    # and after the time it may wait, it leaves: ERROR, with no role in the group
    until(lambda: "out of the group (ERROR)" in watching.replication().group, 30)
    fallen = watching.replication()
    assert fallen.role is TopologyRole.UNKNOWN
    here = next(node for node in watching.find_topology().nodes if node.port == other.port)
    assert (here.role, here.state, here.healthy) == (TopologyRole.UNKNOWN, "ERROR", False)
    # from where it is taken in again, or out for good
    act = watching.plan_replication(ReplicationStep.JOIN, "")
    assert [command.text for command in act.commands] == [
        "STOP GROUP_REPLICATION", "START GROUP_REPLICATION",
    ]  # fmt: skip
    act = watching.plan_replication(ReplicationStep.LEAVE, "")
    assert not any("the group ends" in warning for warning in act.warnings)
    [leave] = act.commands
    assert leave.seconds > 60, "without a majority it takes half a minute"
    lead.thaw()


def member(state: str, name: str = "a") -> Replica:
    return Replica("n1:3306", state=state, id=name, healthy=state == "ONLINE")


def test_the_line_says_what_the_group_can() -> None:
    assert group_line("g", "a", [member("ONLINE")]) == "g: 1 of 1 members online"
    half = [member("ONLINE"), member("UNREACHABLE", "b")]
    assert is_blocked(half)
    assert "no majority" in group_line("g", "a", half)
    assert not is_blocked([*half, member("ONLINE", "c")])
    assert "out of the group (OFFLINE)" in group_line("g", "a", [member("OFFLINE")])
