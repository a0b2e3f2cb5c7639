"""The tables of people and rights, as the newest migration leaves them."""

from typing import Any

from sqlalchemy import Column, Float, String, Table, Text

from app.store.inventory.tables import METADATA

__all__ = ["APPROVALS", "GRANTS", "METADATA", "RIGHTS", "USERS"]

_MYSQL: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
LONGEST_NAME = 255
"""Characters of a name or address; what a provider says beyond that is cut off."""
LONGEST_TEXT = 16_000
"""Characters of a longer text: what fits into a TEXT of MySQL in any script."""
LONGEST_STATEMENTS = 1_000_000
"""Characters of what a second person is asked about: an act may be thousands of statements."""


def _text(name: str, length: int = 32) -> Column[Any]:
    return Column(name, String(length), nullable=False)


def _long(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _moment(name: str) -> Column[Any]:
    """Seconds since 1970 by the clock of the store, to the microsecond."""
    return Column(name, Float(53), nullable=False)


def _key(name: str = "id") -> Column[Any]:
    return Column(name, String(32), primary_key=True)


USERS = Table(
    "users", METADATA, _key(),
    Column("identity", String(64), nullable=False, unique=True),
    _text("provider", 1024), _text("subject", 1024),
    _text("username", LONGEST_NAME), _text("name", LONGEST_NAME), _text("name_cn", LONGEST_NAME),
    _text("email", LONGEST_NAME), _text("role"), _text("status"), _long("groups"),
    _text("created_at"), _text("last_seen"), _text("changed_at"),
    _text("changed_by", LONGEST_NAME),
    **_MYSQL,
)  # fmt: skip
"""`identity` is the SHA-256 of provider and subject: of any length, and there only once."""

GRANTS = Table(
    "grants", METADATA, _key(),
    Column("user", String(32), nullable=False, index=True),
    _long("allowance"), _moment("begin"), _moment("until"), _long("reason"),
    _text("by"), _text("by_name", LONGEST_NAME), _moment("made_at"),
    **_MYSQL,
)  # fmt: skip

RIGHTS = Table(
    "rights", METADATA, _key("name"), _long("value"), _text("changed_at"),
    _text("changed_by", LONGEST_NAME),
    **_MYSQL,
)  # fmt: skip
"""A row a setting; one that is not there is as it is made in."""

APPROVALS = Table(
    "approvals", METADATA, _key(),
    _text("ability", LONGEST_NAME), _long("place"),
    Column("text", Text(4 * LONGEST_STATEMENTS), nullable=False),
    _text("digest", 64), _text("asked_by"), _text("asked_name", LONGEST_NAME),
    _moment("asked_at"), Column("until", Float(53), nullable=False, index=True),
    _text("agreed_by"), _text("denied_by"), _text("answered_name", LONGEST_NAME),
    _moment("used_at"),
    **_MYSQL,
)  # fmt: skip
