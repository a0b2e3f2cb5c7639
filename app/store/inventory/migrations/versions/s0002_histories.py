"""What operating pages remember: values of parameters, deadlocks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MYSQL: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}


def upgrade() -> None:
    """Make the tables, unless a broken-off upgrade left them."""
    there = sa.inspect(op.get_bind())
    if not there.has_table("parameters_seen"):
        op.create_table(
            "parameters_seen",
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
            sa.Column("instance", sa.String(32), nullable=False, index=True),
            sa.Column("name", sa.String(255), nullable=False),
            sa.Column("value", sa.Text, nullable=False),
            sa.Column("seen_at", sa.String(32), nullable=False),
            **_MYSQL,
        )
    if not there.has_table("deadlocks_seen"):
        op.create_table(
            "deadlocks_seen",
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
            sa.Column("instance", sa.String(32), nullable=False),
            sa.Column("digest", sa.String(64), nullable=False),
            sa.Column("seen_at", sa.String(32), nullable=False),
            sa.Column("text", sa.Text(16_000_000), nullable=False),
            sa.UniqueConstraint("instance", "digest", name="one_deadlock_once"),
            **_MYSQL,
        )
