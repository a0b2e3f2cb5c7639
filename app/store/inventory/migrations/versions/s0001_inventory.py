"""The inventory itself."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MYSQL: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}


def _kind(name: str, *columns: sa.Column[Any]) -> None:
    """Make the table unless a broken-off upgrade left it: MySQL's DDL cannot be rolled back."""
    if sa.inspect(op.get_bind()).has_table(name):
        return
    op.create_table(
        name,
        sa.Column("id", sa.String(32), primary_key=True),
        *columns,
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.String(255), nullable=False),
        **_MYSQL,
    )


def _texts(*names: str, length: int = 255) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(length), nullable=False) for name in names]


def _long(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _ids(*names: str) -> list[sa.Column[Any]]:
    return _texts(*names, length=32)


def upgrade() -> None:
    """Make the tables."""
    _kind("environments", *_texts("name"), *_ids("stake"), *_texts("colour", length=16))
    _kind("owners", *_texts("name", "email", "phone"))
    _kind("products", *_texts("name", "code"), *_long("owners", "tags", "notes"))
    _kind("pools", *_texts("name", "site"), *_long("tags", "notes"))
    _kind(
        "hosts", *_texts("name"), *_texts("business_ip", "management_ip", length=64),
        *_ids("pool"), *_texts("system"), *_numbers("cores", "memory", "disk"),
        *_long("tags", "notes"),
    )  # fmt: skip
    _kind(
        "services", *_ids("product"), *_texts("name"), *_ids("type"), *_texts("service_name"),
        *_ids("environment"), *_texts("domain"), *_long("owners", "tags", "notes"),
    )  # fmt: skip
    _kind(
        "instances", *_texts("name"), *_ids("type"), *_texts("address"), *_numbers("port"),
        *_ids("service", "host"), *_texts("vip", "domain", "version"),
        *_ids("role", "environment"), *_numbers("memory"),
        *_long("owners", "tags", "notes", "access"),
    )  # fmt: skip
