"""The inventory as its tables show it: records beside what they belong to.

The lists of services are Mozhe's: of MySQL the master of each service, of Oracle its RAC nodes, of
Redis its masters, each with address, port, VIP and domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import (
    ROLES,
    DatabaseType,
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
    TopologyRole,
)
from app.flows.endpoints import dialled
from app.i18n import _

_FRONT = {
    DatabaseType.MYSQL: (TopologyRole.MASTER, TopologyRole.GROUP_PRIMARY, TopologyRole.STANDALONE),
    DatabaseType.MARIADB: (TopologyRole.MASTER, TopologyRole.STANDALONE),
    DatabaseType.ORACLE: (
        TopologyRole.RAC_NODE, TopologyRole.PRIMARY, TopologyRole.STANDALONE,
    ),
    DatabaseType.REDIS: (
        TopologyRole.MASTER, TopologyRole.CLUSTER_MASTER, TopologyRole.STANDALONE,
    ),
}  # fmt: skip
"""The roles of instances that clients of a service go to."""


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """An instance and what it belongs to, by name."""

    instance: Instance
    product: str = ""
    service: str = ""
    host: str = ""
    environment: str = ""
    production: bool = False
    owners: str = ""
    domain: str = ""
    """Its own, else what its VIP or its host's business IP is called."""
    dialled: str = ""
    """The address a connection goes to; "" where it has none of the kind that was chosen."""


def instance_rows(
    inventory: Inventory, domains: Mapping[str, str] | None = None
) -> tuple[InstanceRow, ...]:
    """Every instance; `domains` are names of addresses as they were looked up."""
    known = domains or {}
    found = []
    for instance in inventory.all(Instance):
        service = inventory.get(Service, instance.service)
        product = inventory.get(Product, service.product) if service else None
        host = inventory.get(Host, instance.host)
        environment = inventory.environment_of(instance)
        found.append(
            InstanceRow(
                instance,
                product.name if product else "",
                service.name if service else "",
                host.name if host else "",
                environment.name if environment else "",
                inventory.is_production(instance),
                _names(inventory, instance.owners),
                instance.domain
                or known.get(instance.vip, "")
                or (known.get(host.business_ip, "") if host else ""),
                dialled(inventory, instance),
            )
        )
    return tuple(found)


def addresses_to_resolve(inventory: Inventory) -> tuple[str, ...]:
    """The addresses whose names the rows would show: of those without a domain of their own."""
    found: dict[str, None] = {}
    for instance in inventory.all(Instance):
        host = inventory.get(Host, instance.host)
        if not instance.domain:
            both = (instance.vip, host.business_ip if host else "")
            found.update(dict.fromkeys(filter(None, both)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service and one of the instances its clients go to; without one `front` is None."""

    service: Service
    product: str
    environment: str
    front: InstanceRow | None
    instances: int


def service_rows(
    inventory: Inventory, type_: DatabaseType, domains: Mapping[str, str] | None = None
) -> tuple[ServiceRow, ...]:
    """The services of one type, a row for each instance that clients go to; unknown is refused."""
    if type_ not in _FRONT:
        raise BadInput(_("{type} is no type of database known here.").format(type=type_))
    by_service: dict[str, list[InstanceRow]] = {}
    for row in instance_rows(inventory, domains):
        by_service.setdefault(row.instance.service, []).append(row)
    found = []
    for service in inventory.all(Service):
        if service.type is not type_:
            continue
        product = inventory.get(Product, service.product)
        environment = inventory.get(Environment, service.environment)
        own = by_service.get(service.id, [])
        fronts: list[InstanceRow | None] = [
            row for role in _FRONT[type_] for row in own if row.instance.role is role
        ]
        names = product.name if product else "", environment.name if environment else ""
        found += [ServiceRow(service, *names, front, len(own)) for front in fronts or [None]]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool: what its hosts have, and what the instances on them were promised. Bytes."""

    pool: Pool
    hosts: int
    cores: int
    memory: int
    disk: int
    instances: int
    promised: int
    running: str
    """What runs there, by type."""


def pool_rows(inventory: Inventory) -> tuple[PoolRow, ...]:
    """Every pool with its capacity."""
    found = []
    for pool in inventory.all(Pool):
        hosts = inventory.below(pool, Host)
        instances = [each for host in hosts for each in inventory.below(host, Instance)]
        kinds: dict[str, int] = {}
        for instance in instances:
            kinds[instance.type] = kinds.get(instance.type, 0) + 1
        found.append(
            PoolRow(
                pool, len(hosts), sum(host.cores for host in hosts),
                sum(host.memory for host in hosts), sum(host.disk for host in hosts),
                len(instances), sum(each.memory for each in instances),
                ", ".join(f"{name} × {count}" for name, count in sorted(kinds.items())),
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Bulk:
    """A change to many instances at once; None leaves a field as it is."""

    service: str | None = None
    host: str | None = None
    environment: str | None = None
    role: TopologyRole | None = None
    add_tags: tuple[str, ...] = ()
    read_only: bool | None = None


def changed(instances: tuple[Instance, ...], change: Bulk) -> tuple[Instance, ...]:
    """The instances as they would be; a role their type does not have is left as it is."""
    found = []
    for instance in instances:
        fresh = instance
        for name in ("service", "host", "environment"):
            value = getattr(change, name)
            if value is not None:
                fresh = replace(fresh, **{name: value})
        if change.role is not None and change.role in ROLES[instance.type]:
            fresh = replace(fresh, role=change.role)
        if change.read_only is not None:
            fresh = replace(fresh, access=replace(fresh.access, read_only=change.read_only))
        tags = tuple(dict.fromkeys((*fresh.tags, *change.add_tags)))
        fresh = replace(fresh, tags=tags)
        if fresh != instance:
            found.append(fresh)
    return tuple(found)


def _names(inventory: Inventory, owners: tuple[str, ...]) -> str:
    found = (inventory.get(Owner, id_) for id_ in owners)
    return ", ".join(owner.name for owner in found if owner is not None)
