"""The tables of a store, as the newest migration leaves them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    table,
)

from app.domain.inventory import (
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
)
from app.domain.limits import LONGEST
from app.domain.validation import Record

METADATA = MetaData()
VERSION = table("alembic_version", column("version_num", String))
"""Alembic's own: one row, which tells the form of the store."""
_ID = LONGEST["id"]
_NAME = LONGEST["name"]
_WORD = 32
"""Of what is one of ours: a type, a role, an id of Alembic."""


def _kind(name: str, *columns: Column[Any]) -> Table:
    """A table of a kind of record, with who made it and who wrote which revision when (UTC, ISO
    8601); who made it is "" where that was not written down yet.
    """
    return Table(
        name,
        METADATA,
        Column("id", String(_ID), primary_key=True),
        *columns,
        Column("revision", Integer, nullable=False),
        Column("created_at", String(32), nullable=False, default=""),
        Column("created_by", String(_NAME), nullable=False, default=""),
        Column("changed_at", String(32), nullable=False),
        Column("changed_by", String(_NAME), nullable=False),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def _text(name: str) -> Column[Any]:
    return Column(name, String(LONGEST.get(name, _WORD)), nullable=False, default="")


def _long(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, BigInteger, nullable=False, default=0)


ENVIRONMENTS = _kind("environments", _text("name"), _text("stake"), _text("colour"))
OWNERS = _kind("owners", _text("name"), _text("email"), _text("phone"))
PRODUCTS = _kind(
    "products", _text("name"), _text("code"), _long("owners"), _long("tags"), _long("notes")
)
POOLS = _kind("pools", _text("name"), _text("site"), _long("tags"), _long("notes"))
HOSTS = _kind(
    "hosts", _text("name"), _text("business_ip"), _text("management_ip"),
    _text("pool"), _text("system"), _number("cores"), _number("memory"), _number("disk"),
    _long("tags"), _long("notes"),
)  # fmt: skip
SERVICES = _kind(
    "services", _text("product"), _text("name"), _text("type"), _text("service_name"),
    _text("environment"), _text("domain"), _long("owners"), _long("tags"), _long("notes"),
)  # fmt: skip
INSTANCES = _kind(
    "instances", _text("name"), _text("type"), _text("address"), _number("port"),
    _text("service"), _text("host"), _text("vip"), _text("domain"), _text("version"),
    _text("role"), _text("environment"), _number("memory"), _long("owners"),
    _long("tags"), _long("notes"), _long("access"), _text("dial"),
)  # fmt: skip

TABLES: dict[type[Record], Table] = {
    Environment: ENVIRONMENTS, Owner: OWNERS, Product: PRODUCTS, Pool: POOLS, Host: HOSTS,
    Service: SERVICES, Instance: INSTANCES,
}  # fmt: skip

PARAMETERS_SEEN = Table(
    "parameters_seen", METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("instance", String(_ID), nullable=False, index=True),
    Column("name", String(_NAME), nullable=False),
    Column("value", Text, nullable=False),
    Column("seen_at", String(32), nullable=False),
    mysql_engine="InnoDB", mysql_charset="utf8mb4", mysql_collate="utf8mb4_bin",
)  # fmt: skip
DEADLOCKS_SEEN = Table(
    "deadlocks_seen", METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("instance", String(_ID), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("text", Text(16_000_000), nullable=False),
    UniqueConstraint("instance", "digest", name="one_deadlock_once"),
    mysql_engine="InnoDB", mysql_charset="utf8mb4", mysql_collate="utf8mb4_bin",
)  # fmt: skip
