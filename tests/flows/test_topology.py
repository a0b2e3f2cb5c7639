"""A service as its servers see it is compared with its record, and accepted piece by piece."""

from dataclasses import replace

from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Host, Instance, Product, Service, TopologyRole
from app.domain.operating.replication import FoundLink, FoundNode, FoundTopology
from app.domain.stop import Stop
from app.flows.topology import Kind, accepted, ask, differences, merged
from tests.fakes import FakeSession

SHOP = Product("p", "shop")
ORDERS = Service("s", "p", "orders", DatabaseType.MYSQL)
ONE = Instance("1", "one", DatabaseType.MYSQL, "10.0.0.1", 3306, "s", role=TopologyRole.MASTER)
TWO = Instance("2", "two", DatabaseType.MYSQL, "10.0.0.2", 3306, "s", role=TopologyRole.MASTER)
HERE = Inventory.of([SHOP, ORDERS, ONE, TWO])


def node(number: int, role: TopologyRole, version: str = "") -> FoundNode:
    return FoundNode(f"10.0.0.{number}", 3306, role, version=version)


FOUND = FoundTopology(
    (
        node(1, TopologyRole.MASTER, "8.0.36"),
        node(2, TopologyRole.SLAVE),
        node(3, TopologyRole.SLAVE),
    ),
    (FoundLink("10.0.0.1:3306", "10.0.0.2:3306", 0.0),),
)


def test_what_differs_is_said_piece_by_piece() -> None:
    found = differences(HERE, ORDERS, FOUND)
    assert [(each.kind, each.place) for each in found] == [
        (Kind.VERSION, "10.0.0.1:3306"),
        (Kind.ROLE, "10.0.0.2:3306"),
        (Kind.NEW, "10.0.0.3:3306"),
    ]
    assert "slave" in found[1].text
    assert found[2].record.service == "s"


def test_what_nobody_sees_any_more_is_said_unless_nobody_could_be_asked() -> None:
    alone = FoundTopology((node(1, TopologyRole.MASTER),))
    [gone] = differences(HERE, ORDERS, alone)
    assert (gone.kind, gone.record) == (Kind.GONE, TWO)
    assert differences(HERE, ORDERS, FoundTopology(notes=("one: refused",))) == ()


def test_accepting_joins_changes_to_one_record() -> None:
    both = FoundTopology((node(1, TopologyRole.SLAVE, "8.0.36"), node(2, TopologyRole.MASTER)))
    save, gone = accepted(differences(HERE, ORDERS, both))
    assert save == (replace(ONE, role=TopologyRole.SLAVE, version="8.0.36"),)
    assert gone == ()


def test_an_instance_is_known_by_its_vip_too() -> None:
    known = replace(ONE, address="db-1", vip="10.0.0.1", version="8.0.36")
    inventory = Inventory.of([SHOP, ORDERS, known])
    assert differences(inventory, ORDERS, FoundTopology((FOUND.nodes[0],))) == ()


def test_an_instance_is_known_by_what_its_host_is_called() -> None:
    host = Host("h", "db-1", business_ip="10.0.0.1")
    known = replace(ONE, address="db-1.corp", host="h", version="8.0.36")
    inventory = Inventory.of([SHOP, ORDERS, host, known])
    assert differences(inventory, ORDERS, FoundTopology((FOUND.nodes[0],))) == ()


class _Tells(FakeSession):
    def find_topology(self) -> FoundTopology:
        return FOUND


def test_a_server_is_asked_and_let_go_of() -> None:
    session = _Tells()
    assert ask(HERE, ONE, lambda _at, _stop: session, Stop()) == FOUND
    assert session.closed


def test_a_server_that_cannot_tell_knows_nothing() -> None:
    session = FakeSession()
    asked = ask(HERE, ONE, lambda _at, _stop: session, Stop())
    assert asked == FoundTopology()
    assert session.closed


def test_who_may_still_answer_is_not_said_to_be_gone() -> None:
    alone = FoundTopology((node(1, TopologyRole.MASTER),))
    assert differences(HERE, ORDERS, alone, {TWO.id}) == ()


def test_who_knows_more_of_a_server_is_believed() -> None:
    vague = FoundTopology((node(1, TopologyRole.UNKNOWN),))
    assert merged([vague, FOUND]).nodes[0].role is TopologyRole.MASTER


def test_a_server_without_a_port_is_no_new_record_and_nobody_is_gone_for_it() -> None:
    nodes = node(1, TopologyRole.MASTER, "8.0.36"), FoundNode("far", 0, TopologyRole.STANDBY)
    (version,) = differences(HERE, ORDERS, FoundTopology(nodes))
    assert (version.kind, version.record.id) == (Kind.VERSION, "1")
    named = FoundNode("far", 0, TopologyRole.SLAVE, also=("two",))
    (role,) = differences(HERE, ORDERS, FoundTopology((named,)))
    assert (role.kind, role.record.id) == (Kind.ROLE, "2"), "the only one of that name"


def test_hearsay_of_a_server_is_told_to_be_of_the_one_that_tells_of_itself() -> None:
    primary = FoundTopology(
        (
            FoundNode("db1", 1521, TopologyRole.PRIMARY, version="19", also=("here",)),
            FoundNode("far", 0, TopologyRole.STANDBY, "far", also=("far",)),
        ),
        (FoundLink("db1:1521", "far"),),
    )
    standby = FoundTopology(
        (FoundNode("db7", 1531, TopologyRole.STANDBY, "far1", "19", also=("far",)),),
        (FoundLink("here", "db7:1531", 3.0),),
    )
    found = merged((primary, standby))
    assert [node.place for node in found.nodes] == ["db1:1521", "db7:1531"]
    assert (FoundLink("db1:1521", "db7:1531")) in found.links
