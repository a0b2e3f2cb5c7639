"""Who made a record and when; by which of its addresses an instance is dialled."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = ("environments", "owners", "products", "pools", "hosts", "services", "instances")


def upgrade() -> None:
    """Add the columns, unless a broken-off upgrade did.

    Who wrote the first revision made the record; of others nobody knows any more.
    """
    there = sa.inspect(op.get_bind())
    for kind in _KINDS:
        known = {column["name"] for column in there.get_columns(kind)}
        for name, length in (("created_at", 32), ("created_by", 255)):
            if name not in known:
                op.add_column(kind, _text(name, length))
        table = sa.table(
            kind, *map(sa.column, ("revision", "created_at", "created_by", "changed_at")),
            sa.column("changed_by"),
        )  # fmt: skip
        op.execute(
            sa.update(table)
            .where(table.c.revision == 1, table.c.created_at == "")
            .values(created_at=table.c.changed_at, created_by=table.c.changed_by)
        )
    if "dial" not in {column["name"] for column in there.get_columns("instances")}:
        op.add_column("instances", _text("dial", 32, "address"))


def _text(name: str, length: int, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)
