"""Users, roles, and what they may; without DBA_… views, only what the account knows of itself.

Columns: Oracle Database Reference, DBA_USERS, DBA_ROLES, DBA_ROLE_PRIVS, DBA_SYS_PRIVS,
DBA_TAB_PRIVS, DBA_COL_PRIVS, V$PWFILE_USERS, and their USER_… forms.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.operating.settings import Account
from app.engines.oracle.session import OracleSession
from app.i18n import _
from app.sql.quoting import oracle_named as named

USERS = (
    "SELECT username, account_status, TO_CHAR(created, 'YYYY-MM-DD') AS created, profile,"
    " TO_CHAR(last_login, 'YYYY-MM-DD HH24:MI:SS TZH:TZM') AS last_login, authentication_type,"
    " TO_CHAR(expiry_date, 'YYYY-MM-DD') AS expires, default_tablespace, oracle_maintained, common"
    " FROM dba_users ORDER BY username"
)
MYSELF = (
    "SELECT username, account_status, TO_CHAR(created, 'YYYY-MM-DD') AS created,"
    " TO_CHAR(expiry_date, 'YYYY-MM-DD') AS expires, default_tablespace, oracle_maintained, common"
    " FROM user_users"
)
ROLES = "SELECT role, authentication_type, oracle_maintained, common FROM dba_roles ORDER BY role"
GIVEN = "SELECT grantee, granted_role FROM dba_role_privs ORDER BY grantee, granted_role"
GIVEN_TO_ME = "SELECT username AS grantee, granted_role FROM user_role_privs ORDER BY granted_role"
ADMINISTRATORS = "SELECT username FROM v$pwfile_users WHERE sysdba = 'TRUE'"
FACTORY_PASSWORDS = "SELECT username FROM dba_users_with_defpwd"

_PRIVILEGES = (
    ("SELECT granted_role AS what, admin_option AS further FROM {0}_role_privs{1}",
     "WITH ADMIN OPTION"),
    ("SELECT privilege AS what, admin_option AS further FROM {0}_sys_privs{1}",
     "WITH ADMIN OPTION"),
    ("SELECT privilege AS what, grantable AS further, owner, table_name, type"
     " FROM {0}_tab_privs{1}", "WITH GRANT OPTION"),
    ("SELECT privilege AS what, grantable AS further, owner, table_name, column_name"
     " FROM {0}_col_privs{1}", "WITH GRANT OPTION"),
)  # fmt: skip
OF_OTHERS = tuple(
    (text.format("dba", " WHERE grantee = :grantee"), more) for text, more in _PRIVILEGES
)
OF_MINE = tuple(
    (text.format("user", " WHERE grantee = USER" if "tab" in text or "col" in text else ""), more)
    for text, more in _PRIVILEGES
)


class Accounts(OracleSession):
    """Shows accounts."""

    def accounts(self) -> tuple[Account, ...]:
        """Users, then roles; only this account where DBA_USERS may not be read."""
        users = self.fetch_if_allowed(USERS)
        if not users:
            return read_users(self.fetch(MYSELF), self.fetch(GIVEN_TO_ME))
        given = self.fetch_if_allowed(GIVEN)
        mighty = {str(row["username"]) for row in self.fetch_if_allowed(ADMINISTRATORS)}
        factory = {str(row["username"]) for row in self.fetch_if_allowed(FACTORY_PASSWORDS)}
        return (
            *read_users(users, given, mighty, factory),
            *read_roles(self.fetch_if_allowed(ROLES), given),
        )

    def grants(self, account: Account) -> tuple[str, ...]:
        """What was given to it directly, as it was given; what a role gives is the role's."""
        mine = account.name.upper() == self.facts.account.upper()
        found = []
        for (others, more), (own, _more) in zip(OF_OTHERS, OF_MINE, strict=True):
            rows = self.fetch_if_allowed(others, grantee=account.name)
            if not rows and mine:
                rows = self.fetch_if_allowed(own)
            found += [_grant(row, account.name, more) for row in rows]
        return tuple(found)


def read_users(
    rows: Iterable[Mapping[str, Any]],
    given: Iterable[Mapping[str, Any]],
    mighty: Iterable[str] = (),
    factory: Iterable[str] = (),
) -> tuple[Account, ...]:
    """Users out of their rows. `mighty` may log in as SYSDBA; `factory` have Oracle's password."""
    roles, mighty, factory = _by_grantee(given), set(mighty), set(factory)
    return tuple(
        Account(
            name=row["username"],
            locked="LOCKED" in str(row["account_status"]),
            expired=str(row["account_status"]).startswith("EXPIRED"),
            authentication=str(row.get("authentication_type") or ""),
            roles=roles.get(row["username"], ()),
            administrator=row["username"] in mighty or "DBA" in roles.get(row["username"], ()),
            created=str(row["created"] or ""),
            last_login=str(row.get("last_login") or ""),
            facts=_facts(row, row["username"] in factory),
        )
        for row in rows
    )


def read_roles(
    rows: Iterable[Mapping[str, Any]], given: Iterable[Mapping[str, Any]]
) -> tuple[Account, ...]:
    """Roles out of their rows."""
    roles = _by_grantee(given)
    return tuple(
        Account(
            name=row["role"],
            role=True,
            authentication=str(row["authentication_type"] or ""),
            roles=roles.get(row["role"], ()),
            administrator=row["role"] == "DBA" or "DBA" in roles.get(row["role"], ()),
            facts=_facts(row, factory_password=False),
        )
        for row in rows
    )


def _by_grantee(given: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in given:
        found[row["grantee"]] = (*found.get(row["grantee"], ()), str(row["granted_role"]))
    return found


def _facts(row: Mapping[str, Any], factory_password: bool) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("State"), row.get("account_status")),
        (_("Profile"), row.get("profile")),
        (_("Default tablespace"), row.get("default_tablespace")),
        (_("Password expires"), row.get("expires")),
        (_("Kept by Oracle"), _("yes") if row.get("oracle_maintained") == "Y" else None),
        (_("Common to all containers"), _("yes") if row.get("common") == "YES" else None),
        (_("Password"), _("still the one Oracle ships") if factory_password else None),
    ]
    return tuple((name, str(value)) for name, value in facts if value)


def _grant(row: Mapping[str, Any], grantee: str, further: str) -> str:
    """The row as the GRANT that would make it."""
    what = str(row["what"])
    if row.get("column_name"):
        what += f" ({named(row['column_name'])})"
    if row.get("table_name"):
        kind = "DIRECTORY " if row.get("type") == "DIRECTORY" else ""
        what += f" ON {kind}{named(row['owner'])}.{named(row['table_name'])}"
    more = f" {further}" if row["further"] == "YES" else ""
    return f"GRANT {what} TO {named(grantee)}{more}"
