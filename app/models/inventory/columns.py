"""What the inventory's tables show."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.domain.errors import BadInput
from app.domain.inventory import (
    DIAL_NAMES,
    ROLE_NAMES,
    STAKE_NAMES,
    TYPE_NAMES,
    Dial,
    Environment,
    Host,
    Instance,
    Owner,
    Product,
    Service,
    Stake,
    TopologyRole,
)
from app.flows.inventory_rows import InstanceRow, PoolRow, ServiceRow
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput(_("{text} is no number.").format(text=text)) from None


def _i(name: str) -> Any:
    return attrgetter(f"instance.{name}")


def _dialled(row: InstanceRow) -> str | None:
    """The address, and which it is where that is not the usual one."""
    dial = row.instance.dial
    if dial is Dial.ADDRESS or not row.dialled:
        return row.dialled or None
    return _("{address} ({which})").format(address=row.dialled, which=_(DIAL_NAMES[dial]))


INSTANCES: tuple[Field[InstanceRow], ...] = (
    Field("name", N_("Instance"), _i("name"), width=170, parse=str),
    Field("type", N_("Type"), lambda row: TYPE_NAMES[row.instance.type], width=80),
    Field("address", N_("Address"), _i("address"), width=150, parse=str),
    Field("port", N_("Port"), _i("port"), str, align=Align.RIGHT, width=70, parse=_number),
    Field("dialled", N_("Dialled"), _dialled, width=150, none=N_("no address"),
          state=lambda row: State.NONE if row.dialled else State.ERROR),
    Field("role", N_("Role"), lambda row: _(ROLE_NAMES[row.instance.role]), width=110),
    Field("environment", N_("Environment"), attrgetter("environment"), width=110,
          state=lambda row: State.ERROR if row.production else State.NONE),
    Field("product", N_("Product"), attrgetter("product"), width=120),
    Field("service", N_("Service"), attrgetter("service"), width=120),
    Field("host", N_("Host"), attrgetter("host"), width=120),
    Field("vip", N_("VIP"), _i("vip"), width=120, parse=str),
    Field("domain", N_("Domain"), attrgetter("domain"), width=160),
    Field("version", N_("Version"), _i("version"), width=130, parse=str),
    Field("memory", N_("Memory"), lambda row: row.instance.memory or None, formats.size,
          align=Align.RIGHT, width=90, hidden=True),
    Field("read-only", N_("Opened"),
          lambda row: _("read-only") if row.instance.access.read_only else None, width=90),
    Field("owners", N_("Owners"), attrgetter("owners"), width=110),
    Field("tags", N_("Tags"), lambda row: ", ".join(row.instance.tags), width=110),
    Field("notes", N_("Notes"), _i("notes"), stretch=True, parse=str),
)  # fmt: skip

SERVICES: tuple[Field[ServiceRow], ...] = (
    Field("name", N_("Service"), lambda row: row.service.name, width=160),
    Field("service-name", N_("Service name"), lambda row: row.service.service_name, width=140),
    Field("product", N_("Product"), attrgetter("product"), width=130),
    Field("environment", N_("Environment"), attrgetter("environment"), width=110),
    Field("instance", N_("Instance"),
          lambda row: row.front.instance.name if row.front else None, width=150,
          state=lambda row: State.NONE if row.front else State.WARNING,
          none=N_("none recorded")),
    Field("role", N_("Role"),
          lambda row: _(ROLE_NAMES[row.front.instance.role]) if row.front else None, width=110),
    Field("address", N_("Address"),
          lambda row: row.front.instance.address if row.front else None, width=150),
    Field("port", N_("Port"), lambda row: row.front.instance.port if row.front else None, str,
          align=Align.RIGHT, width=70),
    Field("vip", N_("VIP"), lambda row: row.front.instance.vip if row.front else None, width=120),
    Field("domain", N_("Domain"),
          lambda row: row.service.domain or (row.front.domain if row.front else None), width=170),
    Field("instances", N_("Instances"), attrgetter("instances"), formats.count,
          align=Align.RIGHT, width=90),
    Field("notes", N_("Notes"), lambda row: row.service.notes, stretch=True),
)  # fmt: skip

HOSTS: tuple[Field[Host], ...] = (
    Field("name", N_("Host"), attrgetter("name"), width=170, parse=str),
    Field("business-ip", N_("Business IP"), attrgetter("business_ip"), width=140, parse=str),
    Field("management-ip", N_("Management IP"), attrgetter("management_ip"), width=140, parse=str),
    Field("system", N_("System"), attrgetter("system"), width=150, parse=str),
    Field("cores", N_("Cores"), lambda host: host.cores or None, formats.count,
          align=Align.RIGHT, width=80),
    Field("memory", N_("Memory"), lambda host: host.memory or None, formats.size,
          align=Align.RIGHT, width=100),
    Field("disk", N_("Disk"), lambda host: host.disk or None, formats.size, align=Align.RIGHT,
          width=100),
    Field("tags", N_("Tags"), lambda host: ", ".join(host.tags), width=120),
    Field("notes", N_("Notes"), attrgetter("notes"), stretch=True, parse=str),
)  # fmt: skip

POOLS: tuple[Field[PoolRow], ...] = (
    Field("name", N_("Resource pool"), lambda row: row.pool.name, width=170),
    Field("site", N_("Site"), lambda row: row.pool.site, width=120),
    Field("hosts", N_("Hosts"), attrgetter("hosts"), formats.count, align=Align.RIGHT, width=80),
    Field("cores", N_("Cores"), attrgetter("cores"), formats.count, align=Align.RIGHT, width=80),
    Field("memory", N_("Memory"), attrgetter("memory"), formats.size, align=Align.RIGHT,
          width=110),
    Field("promised", N_("Memory promised"), attrgetter("promised"), formats.size,
          align=Align.RIGHT, width=140,
          state=lambda row: State.WARNING if row.promised > row.memory > 0 else State.NONE),
    Field("disk", N_("Disk"), attrgetter("disk"), formats.size, align=Align.RIGHT, width=110),
    Field("instances", N_("Instances"), attrgetter("instances"), formats.count,
          align=Align.RIGHT, width=90),
    Field("running", N_("What runs there"), attrgetter("running"), stretch=True),
)  # fmt: skip

PRODUCTS: tuple[Field[Product], ...] = (
    Field("name", N_("Product"), attrgetter("name"), width=200, parse=str),
    Field("code", N_("Code"), attrgetter("code"), width=120, parse=str),
    Field("tags", N_("Tags"), lambda product: ", ".join(product.tags), width=160),
    Field("notes", N_("Notes"), attrgetter("notes"), stretch=True, parse=str),
)  # fmt: skip

OWNERS: tuple[Field[Owner], ...] = (
    Field("name", N_("Owner"), attrgetter("name"), width=180, parse=str),
    Field("email", N_("E-mail"), attrgetter("email"), width=240, parse=str),
    Field("phone", N_("Phone"), attrgetter("phone"), stretch=True, parse=str),
)  # fmt: skip

ENVIRONMENTS: tuple[Field[Environment], ...] = (
    Field("name", N_("Environment"), attrgetter("name"), width=200, parse=str),
    Field("stake", N_("At stake"), lambda each: _(STAKE_NAMES[each.stake]), width=140,
          state=lambda each: State.ERROR if each.stake is Stake.PRODUCTION else State.NONE),
    Field("colour", N_("Colour"), attrgetter("colour"), stretch=True, parse=str),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line of the tree: a record of any of the kinds that stand in it."""

    record: Product | Service | Instance
    below: int
    production: bool = False


TREE: tuple[Field[Leaf], ...] = (
    Field("name", N_("Product, service, instance"), lambda leaf: leaf.record.name, width=230,
          stretch=True,
          state=lambda leaf: State.ERROR if leaf.production else State.NONE),
    Field("type", N_("Type"), lambda leaf: _kind(leaf.record), width=90),
    Field("role", N_("Role"), lambda leaf: _role(leaf.record), width=90),
)  # fmt: skip


def _kind(record: Product | Service | Instance) -> str | None:
    return None if isinstance(record, Product) else TYPE_NAMES[record.type]


def _role(record: Product | Service | Instance) -> str | None:
    if isinstance(record, Instance) and record.role is not TopologyRole.UNKNOWN:
        return _(ROLE_NAMES[record.role])
    return None
