"""Users and roles, with what makes a DBA look twice: locked, expired, without password, mighty."""

from collections.abc import Mapping
from typing import Any

from app.domain.operating.settings import Account
from app.domain.redact import redacted
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import quoted, text_of

_USERS = "SELECT * FROM mysql.user ORDER BY user, host"
_EDGES = "SELECT from_user, from_host, to_user, to_host FROM mysql.role_edges"
_MAPPING = "SELECT user, host, role FROM mysql.roles_mapping"
_LOCKED = "SELECT user, host, JSON_VALUE(priv, '$.account_locked') AS locked FROM mysql.global_priv"
_MIGHTY = ("super_priv", "grant_priv", "create_user_priv")
_BY_PASSWORD = frozenset(
    {"", "mysql_native_password", "caching_sha2_password", "sha256_password", "ed25519", "parsec"}
)


class Accounts(Asking):
    """Shows accounts and their grants."""

    def accounts(self) -> tuple[Account, ...]:
        """Users and roles; takes SELECT on the schema mysql."""
        rows = self.fetch_needing("SELECT ON mysql.*", _USERS)
        if self.server.mariadb:
            return self._accounts_of_mariadb(rows)
        return self._accounts_of_mysql(rows)

    def grants(self, account: Account) -> tuple[str, ...]:
        """Its lines of SHOW GRANTS, without the hash of the password that MariaDB puts there."""
        name = quoted(account.name)
        who = name if account.role and self.server.mariadb else f"{name}@{quoted(account.host)}"
        rows = self.fetch_needing("SELECT ON mysql.*", f"SHOW GRANTS FOR {who}")
        return tuple(redacted(text_of(next(iter(row.values())))) for row in rows)

    def _accounts_of_mysql(self, rows: list[dict[str, Any]]) -> tuple[Account, ...]:
        """A role is a locked account without a password that is granted to somebody."""
        edges = self.fetch_if_allowed(_EDGES) if self.server.mysql(8) else []
        granted = {(text_of(row["from_user"]), text_of(row["from_host"])) for row in edges}
        roles: dict[tuple[str, str], list[str]] = {}
        for row in edges:
            to = text_of(row["to_user"]), text_of(row["to_host"])
            roles.setdefault(to, []).append(
                f"{text_of(row['from_user'])}@{text_of(row['from_host'])}"
            )
        return tuple(
            _account(
                row,
                role=_at(row) in granted and row["account_locked"] == "Y",
                roles=tuple(sorted(roles.get(_at(row), ()))),
                locked=row["account_locked"] == "Y",
            )
            for row in rows
        )

    def _accounts_of_mariadb(self, rows: list[dict[str, Any]]) -> tuple[Account, ...]:
        roles: dict[tuple[str, str], list[str]] = {}
        for row in self.fetch_if_allowed(_MAPPING):
            roles.setdefault(_at(row), []).append(text_of(row["role"]))
        locked: dict[tuple[str, str], bool] = {}
        if self.server.maria(10, 4):
            locked = {
                _at(row): text_of(row["locked"]) in {"1", "true"}
                for row in self.fetch_if_allowed(_LOCKED)
            }
        return tuple(
            _account(
                row,
                role=text_of(row.get("is_role")) == "Y",
                roles=tuple(sorted(roles.get(_at(row), ()))),
                locked=locked.get(_at(row)),
            )
            for row in rows
        )


def _at(row: Mapping[str, Any]) -> tuple[str, str]:
    return text_of(row["user"]), text_of(row["host"])


def _account(
    row: Mapping[str, Any], *, role: bool, roles: tuple[str, ...], locked: bool | None
) -> Account:
    plugin = text_of(row.get("plugin"))
    secret = text_of(row.get("authentication_string")) or text_of(row.get("password"))
    name, host = _at(row)
    return Account(
        name=name,
        host=host,
        role=role,
        locked=locked,
        expired=text_of(row.get("password_expired")) == "Y",
        authentication=plugin,
        roles=roles,
        administrator=any(text_of(row.get(column)) == "Y" for column in _MIGHTY),
        no_password=not secret and not role and not locked and plugin in _BY_PASSWORD,
        facts=tuple(_facts(row)),
    )


def _facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """TLS demanded, limits, and the global privileges."""
    names = (
        "password_last_changed", "ssl_type", "max_connections", "max_user_connections",
        "max_questions", "max_updates", "password_lifetime", "default_role", "max_statement_time",
    )  # fmt: skip
    facts = [
        (name, text_of(row[name]))
        for name in names
        if text_of(row.get(name)).strip("0.") not in {"", "None"}
    ]
    held = [
        column.removesuffix("_priv").upper().replace("_", " ")
        for column, value in row.items()
        if column.endswith("_priv") and text_of(value) == "Y"
    ]
    return [*facts, ("*.*", ", ".join(held))] if held else facts
