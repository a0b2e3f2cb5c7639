"""The lists of the inventory: masters of services, RAC nodes, pools and what they promised."""

from dataclasses import replace

import pytest

from app.domain.endpoint import Access
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Host,
    Instance,
    Pool,
    Product,
    Service,
    Stake,
    TopologyRole,
)
from app.flows.endpoints import endpoint_of, instance_at
from app.flows.inventory_rows import (
    Bulk,
    addresses_to_resolve,
    changed,
    instance_rows,
    pool_rows,
    service_rows,
)

PROD = Environment("e", "prod", Stake.PRODUCTION)
POOL = Pool("b", "rack")
HOST = Host("h", "db-01", "10.0.0.7", pool="b", cores=8, memory=100)
SHOP = Product("p", "shop")
ORDERS = Service("s", "p", "orders", DatabaseType.MYSQL, environment="e")
RAC = Service("r", "p", "erp", DatabaseType.ORACLE)
ONE = Instance(
    "1", "one", DatabaseType.MYSQL, "10.0.0.7", 3306, "s", "h", role=TopologyRole.MASTER, memory=80
)
TWO = Instance(
    "2", "two", DatabaseType.MYSQL, "10.0.0.8", 3306, "s", "h", role=TopologyRole.SLAVE, memory=40
)
NODES = [
    Instance(str(n), f"rac{n}", DatabaseType.ORACLE, f"10.1.0.{n}", 1521, "r", vip=f"10.1.1.{n}",
             role=TopologyRole.RAC_NODE)
    for n in (3, 4)
]  # fmt: skip
HERE = Inventory.of([PROD, POOL, HOST, SHOP, ORDERS, RAC, ONE, TWO, *NODES])


def test_a_mysql_service_shows_its_master() -> None:
    [row] = service_rows(HERE, DatabaseType.MYSQL)
    assert row.front is not None
    assert (row.service.name, row.product, row.front.instance.name) == ("orders", "shop", "one")
    assert row.instances == 2


def test_an_oracle_service_shows_every_node() -> None:
    rows = service_rows(HERE, DatabaseType.ORACLE)
    assert [row.front.instance.name for row in rows if row.front] == ["rac3", "rac4"]


def test_a_service_without_a_master_is_shown_all_the_same() -> None:
    [row] = service_rows(Inventory.of([SHOP, ORDERS, TWO]), DatabaseType.MYSQL)
    assert row.front is None


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(BadInput, match="db2"):
        service_rows(HERE, "db2")  # type: ignore[arg-type]


def test_a_domain_comes_from_the_vip_or_the_business_ip() -> None:
    assert addresses_to_resolve(HERE) == ("10.0.0.7", "10.1.1.3", "10.1.1.4")
    names = {"10.0.0.7": "db-01.corp", "10.1.1.3": "rac3.corp"}
    found = {row.instance.name: row.domain for row in instance_rows(HERE, names)}
    assert found == {"one": "db-01.corp", "two": "db-01.corp", "rac3": "rac3.corp", "rac4": ""}


def test_a_pool_shows_what_it_has_and_what_it_promised() -> None:
    [row] = pool_rows(HERE)
    assert (row.hosts, row.cores, row.memory, row.promised, row.instances) == (1, 8, 100, 120, 2)
    assert row.running == "mysql × 2"


def test_production_comes_from_the_service_where_the_instance_says_nothing() -> None:
    assert endpoint_of(HERE, ONE).production
    assert not endpoint_of(HERE, NODES[0]).production
    assert instance_at(HERE, "10.1.1.4:1521") == NODES[1]
    assert instance_at(HERE, "10.9.9.9:1") is None


def test_many_are_changed_at_once_and_only_where_it_makes_sense() -> None:
    fresh = changed((ONE, NODES[0]), Bulk(role=TopologyRole.SLAVE, read_only=True, add_tags=("x",)))
    assert fresh == (
        replace(ONE, role=TopologyRole.SLAVE, tags=("x",), access=Access(read_only=True)),
        replace(NODES[0], tags=("x",), access=Access(read_only=True)),
    )
    assert changed((ONE,), Bulk()) == ()
