"""Whom alerts are about, from an inventory."""

from dataclasses import replace

from app.domain.estate import Inventory
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Instance,
    Owner,
    Product,
    Service,
    Stake,
    TopologyRole,
)
from app.domain.monitoring.rule import Subject
from app.flows.watch.subjects import subjects_of

PEOPLE = (Owner("o1", "Wang Lei", "w@corp.test", "8801"), Owner("o2", "On call", "on@corp.test"))
PRODUCT = Product("p", "Shop", owners=("o1",))
SERVICE = Service("s", "p", "Orders", DatabaseType.MYSQL, environment="e")
INSTANCE = Instance(
    "i", "orders-1", DatabaseType.MYSQL, "10.0.0.1", 3306, service="s", role=TopologyRole.PRIMARY,
    environment="e", tags=("core", "cache"),
)  # fmt: skip


def subject(*records: object) -> Subject:
    environment = Environment("e", "Production", Stake.PRODUCTION)
    (found,) = subjects_of(Inventory.of([*PEOPLE, environment, *records]))  # type: ignore[list-item]
    return found


def test_all_that_is_known() -> None:
    assert subject(PRODUCT, SERVICE, INSTANCE) == Subject(
        "i", "orders-1", "mysql", TopologyRole.PRIMARY, "Production", True,
        frozenset({"core", "cache"}), "Wang Lei 8801",
    )  # fmt: skip


def test_the_nearest_owner_is_called() -> None:
    own = replace(INSTANCE, owners=("o2", "gone", "o1"))
    assert subject(PRODUCT, SERVICE, own).owner == "On call on@corp.test, Wang Lei 8801"
    service = replace(SERVICE, owners=("o2",))
    assert subject(PRODUCT, service, INSTANCE).owner == "On call on@corp.test"


def test_an_instance_of_nobody() -> None:
    bare = Instance("i", "cache", DatabaseType.REDIS, "h", 6379)
    assert subject(bare) == Subject("i", "cache", "redis", TopologyRole.UNKNOWN)
