"""The tables of the inventory's page: what each shows, and which record stands behind a row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.estate import Inventory
from app.domain.inventory import (
    TYPE_NAMES,
    DatabaseType,
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
    new_id,
)
from app.domain.validation import Record
from app.flows.inventory_rows import instance_rows, pool_rows, service_rows
from app.i18n import N_
from app.models.fields import Field
from app.models.inventory.columns import (
    ENVIRONMENTS,
    HOSTS,
    INSTANCES,
    OWNERS,
    POOLS,
    PRODUCTS,
    SERVICES,
)
from app.views.widgets.states import Empty

Domains = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: its columns, its rows, and the records behind them."""

    key: str
    title: str
    fields: Sequence[Field[Any]]
    rows: Callable[[Inventory, Domains], Iterable[Any]]
    record: Callable[[Any], Record | None]
    fresh: Callable[[Inventory], Record]
    """A new record of that kind, to be filled in."""
    empty: Empty
    row_key: Callable[[Any], Any] = lambda row: row.id


def _services(type_: DatabaseType) -> Listing:
    return Listing(
        f"services-{type_}",
        TYPE_NAMES[type_],
        SERVICES,
        lambda inventory, domains: service_rows(inventory, type_, domains),
        lambda row: row.service,
        lambda inventory: Service(new_id(), "", "", type_),
        Empty(
            N_("No service of this type"),
            N_("A service is a database that serves a product, on one instance or several."),
            N_("Add a service"),
            icon="service",
        ),
        lambda row: (row.service.id, row.front.instance.id if row.front else ""),
    )


LISTS: tuple[Listing, ...] = (
    Listing(
        "instances", N_("Instances"), INSTANCES, instance_rows, lambda row: row.instance,
        lambda inventory: Instance(new_id(), "", DatabaseType.MYSQL, "", 3306),
        Empty(
            N_("No instance yet"),
            N_("Add the servers you look after: their sessions, locks, slow SQL and space are then"
               " a double-click away."),
            N_("Add an instance"), icon="instances",
        ),
        lambda row: row.instance.id,
    ),
    *(_services(type_) for type_ in DatabaseType),
    Listing(
        "products", N_("Products"), PRODUCTS, lambda inventory, _d: inventory.all(Product),
        lambda row: row, lambda inventory: Product(new_id(), ""),
        Empty(N_("No product yet"), N_("A product is a business that owns services."),
              N_("Add a product"), icon="product"),
    ),
    Listing(
        "hosts", N_("Hosts"), HOSTS, lambda inventory, _d: inventory.all(Host), lambda row: row,
        lambda inventory: Host(new_id(), ""),
        Empty(N_("No host yet"), N_("A host is a machine on which instances run."),
              N_("Add a host"), icon="host"),
    ),
    Listing(
        "pools", N_("Resource pools"), POOLS, lambda inventory, _d: pool_rows(inventory),
        lambda row: row.pool, lambda inventory: Pool(new_id(), ""),
        Empty(N_("No resource pool yet"),
              N_("A pool is a set of hosts from which instances are provided."),
              N_("Add a pool"), icon="pool"),
        lambda row: row.pool.id,
    ),
    Listing(
        "environments", N_("Environments"), ENVIRONMENTS,
        lambda inventory, _d: inventory.all(Environment), lambda row: row,
        lambda inventory: Environment(new_id(), ""),
        Empty(N_("No environment yet"),
              N_("Say which instances are production: acts on them ask twice."),
              N_("Add an environment"), icon="environment"),
    ),
    Listing(
        "owners", N_("Owners"), OWNERS, lambda inventory, _d: inventory.all(Owner),
        lambda row: row, lambda inventory: Owner(new_id(), ""),
        Empty(N_("No owner yet"), N_("An owner is whom to call."), N_("Add an owner"),
              icon="owner"),
    ),
)  # fmt: skip
