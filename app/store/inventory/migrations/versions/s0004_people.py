"""Users, their grants, settings of rights, and acts that wait for a second person."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MYSQL: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}


def upgrade() -> None:
    """Make the tables, unless a broken-off upgrade left them."""
    _make(
        "users", _key("id"),
        sa.Column("identity", sa.String(64), nullable=False, unique=True),
        *_texts("provider", "subject", length=1024),
        *_texts("username", "name", "name_cn", "email", length=255),
        *_texts("role", "status"), *_long("groups"),
        *_texts("created_at", "last_seen", "changed_at"), *_texts("changed_by", length=255),
    )  # fmt: skip
    _make(
        "grants", _key("id"),
        sa.Column("user", sa.String(32), nullable=False, index=True),
        *_long("allowance"), *_moments("begin", "until"), *_long("reason"),
        *_texts("by"), *_texts("by_name", length=255), *_moments("made_at"),
    )  # fmt: skip
    _make(
        "rights", _key("name"), *_long("value"), *_texts("changed_at"),
        *_texts("changed_by", length=255),
    )  # fmt: skip
    _make(
        "approvals", _key("id"), *_texts("ability", length=255), *_long("place"),
        sa.Column("text", sa.Text(4_000_000), nullable=False),
        *_texts("digest", length=64), *_texts("asked_by"), *_texts("asked_name", length=255),
        *_moments("asked_at"), sa.Column("until", sa.Float(53), nullable=False, index=True),
        *_texts("agreed_by", "denied_by"), *_texts("answered_name", length=255),
        *_moments("used_at"),
    )  # fmt: skip


def _make(name: str, *columns: sa.Column[Any]) -> None:
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *columns, **_MYSQL)


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(32), primary_key=True)


def _texts(*names: str, length: int = 32) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(length), nullable=False) for name in names]


def _long(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Float(53), nullable=False) for name in names]
