"""What the DBA looks after: products, services, hosts, pools, instances, and who owns them.

Ids are 32 hexadecimal digits (UUID4), made by `new_id`; "" in a reference means none.
"""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.endpoint import Access
from app.domain.errors import BadInput
from app.i18n import N_, _


def new_id() -> str:
    """An id nobody else has."""
    return uuid.uuid4().hex


class DatabaseType(StrEnum):
    """The kinds of database there are; anything else is refused."""

    ORACLE = "oracle"
    MYSQL = "mysql"
    MARIADB = "mariadb"
    REDIS = "redis"

    @classmethod
    def named(cls, text: str) -> "DatabaseType":
        """The type of that name, in any case; BadInput for one we do not know."""
        try:
            return cls(text.strip().lower())
        except ValueError:
            raise BadInput(
                _("{type} is no type of database known here.").format(type=text),
                hint=_("Known are: {types}.").format(types=", ".join(cls)),
            ) from None


TYPE_NAMES = {
    DatabaseType.ORACLE: "Oracle",
    DatabaseType.MYSQL: "MySQL",
    DatabaseType.MARIADB: "MariaDB",
    DatabaseType.REDIS: "Redis",
}
"""How each type is written."""

PORTS = {
    DatabaseType.ORACLE: 1521,
    DatabaseType.MYSQL: 3306,
    DatabaseType.MARIADB: 3306,
    DatabaseType.REDIS: 6379,
}
"""The port each type listens on by default."""


class TopologyRole(StrEnum):
    """What an instance is within its service."""

    UNKNOWN = "unknown"
    STANDALONE = "standalone"
    MASTER = "master"
    SLAVE = "slave"
    GROUP_PRIMARY = "group-primary"
    GROUP_SECONDARY = "group-secondary"
    PRIMARY = "primary"
    STANDBY = "standby"
    RAC_NODE = "rac-node"
    SENTINEL = "sentinel"
    CLUSTER_MASTER = "cluster-master"
    CLUSTER_REPLICA = "cluster-replica"


ROLE_NAMES = {
    TopologyRole.UNKNOWN: N_("unknown"),
    TopologyRole.STANDALONE: N_("standalone"),
    TopologyRole.MASTER: N_("master"),
    TopologyRole.SLAVE: N_("slave"),
    TopologyRole.GROUP_PRIMARY: N_("group primary"),
    TopologyRole.GROUP_SECONDARY: N_("group secondary"),
    TopologyRole.PRIMARY: N_("primary"),
    TopologyRole.STANDBY: N_("standby"),
    TopologyRole.RAC_NODE: N_("RAC node"),
    TopologyRole.SENTINEL: N_("Sentinel"),
    TopologyRole.CLUSTER_MASTER: N_("cluster master"),
    TopologyRole.CLUSTER_REPLICA: N_("cluster replica"),
}
"""How each role is written; to be translated where shown."""

_MYSQL_ROLES = frozenset(
    {
        TopologyRole.UNKNOWN,
        TopologyRole.STANDALONE,
        TopologyRole.MASTER,
        TopologyRole.SLAVE,
        TopologyRole.GROUP_PRIMARY,
        TopologyRole.GROUP_SECONDARY,
    }
)
ROLES = {
    DatabaseType.ORACLE: frozenset(
        {
            TopologyRole.UNKNOWN,
            TopologyRole.STANDALONE,
            TopologyRole.PRIMARY,
            TopologyRole.STANDBY,
            TopologyRole.RAC_NODE,
        }
    ),
    DatabaseType.MYSQL: _MYSQL_ROLES,
    DatabaseType.MARIADB: _MYSQL_ROLES,
    DatabaseType.REDIS: frozenset(
        {
            TopologyRole.UNKNOWN,
            TopologyRole.STANDALONE,
            TopologyRole.MASTER,
            TopologyRole.SLAVE,
            TopologyRole.SENTINEL,
            TopologyRole.CLUSTER_MASTER,
            TopologyRole.CLUSTER_REPLICA,
        }
    ),
}
"""The roles an instance of each type may have."""


class Dial(StrEnum):
    """By which of its addresses an instance is dialled."""

    ADDRESS = "address"
    BUSINESS_IP = "business-ip"
    VIP = "vip"
    DOMAIN = "domain"


DIAL_NAMES = {
    Dial.ADDRESS: N_("address"),
    Dial.BUSINESS_IP: N_("business IP of its host"),
    Dial.VIP: N_("VIP"),
    Dial.DOMAIN: N_("domain"),
}
"""How each is written; to be translated where shown."""


class Stake(StrEnum):
    """How much is at stake in an environment; acts on production ask twice."""

    PRODUCTION = "production"
    STAGING = "staging"
    TEST = "test"


STAKE_NAMES = {
    Stake.PRODUCTION: N_("production"),
    Stake.STAGING: N_("staging"),
    Stake.TEST: N_("test"),
}
"""How each is written; to be translated where shown."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Production, staging, test…; `colour` is `#rrggbb`, or "" for that of its stake."""

    id: str
    name: str
    stake: Stake = Stake.TEST
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or team to call."""

    id: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A business that owns services."""

    id: str
    name: str
    code: str = ""
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A database that serves a product, whatever number of instances it runs on.

    `service_name` is what clients ask the server for (Oracle service, schema, Sentinel's master).
    """

    id: str
    product: str
    name: str
    type: DatabaseType
    service_name: str = ""
    environment: str = ""
    domain: str = ""
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """Hosts from which instances are provided."""

    id: str
    name: str
    site: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    """A machine; sizes in bytes, 0 where unknown."""

    id: str
    name: str
    business_ip: str = ""
    management_ip: str = ""
    pool: str = ""
    system: str = ""
    cores: int = 0
    memory: int = 0
    disk: int = 0
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """One running server. `address` and `port` are where it listens; `memory` bytes it may take.

    Where it is reached by another of its addresses (through a load balancer, say), `dial` says so.
    """

    id: str
    name: str
    type: DatabaseType
    address: str
    port: int
    service: str = ""
    host: str = ""
    vip: str = ""
    domain: str = ""
    version: str = ""
    role: TopologyRole = TopologyRole.UNKNOWN
    environment: str = ""
    memory: int = 0
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""
    access: Access = field(default_factory=Access)
    dial: Dial = Dial.ADDRESS
