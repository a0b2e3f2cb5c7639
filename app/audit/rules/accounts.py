"""Rules about accounts: what they may, from where, and how the server keeps that."""

import re
from collections.abc import Sequence

from app.audit.facts.asking import written
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_EVERYTHING = {"*", "mysql", "sys"}


@rule(
    Severity.WARNING,
    on=(tree.Grant,),
    dialects=EVERYWHERE,
    parameters={
        "privileges": ("ALL", "SUPER", "FILE", "SHUTDOWN", "CREATE USER", "GRANT OPTION"),
        "all_of_schema": 0,
    },
    bad=["GRANT ALL ON *.* TO 'app'@'10.0.0.1'",
         "GRANT SELECT ON shop.* TO 'app'@'10.0.0.1' WITH GRANT OPTION",
         "GRANT SUPER, FILE ON *.* TO 'ops'@'localhost'",
         "GRANT ALL PRIVILEGES ON mysql.* TO 'ops'@'localhost'",
         "-- all_of_schema: 1\nGRANT ALL ON shop.* TO 'app'@'10.0.0.1'",
         "-- dialect: oracle\nGRANT DBA TO app",
         "-- dialect: oracle\nGRANT SELECT ANY TABLE, CREATE SESSION TO app",
         "-- dialect: oracle\nGRANT SELECT ON shop.account TO PUBLIC"],
    good=["GRANT SELECT, INSERT ON shop.* TO 'app'@'10.0.0.1'",
          "GRANT ALL ON shop.* TO 'app'@'10.0.0.1'",
          "REVOKE ALL PRIVILEGES ON *.* FROM 'app'@'10.0.0.1'",
          "GRANT reader TO 'app'@'10.0.0.1'",
          "-- dialect: oracle\nGRANT CREATE SESSION TO app",
          "-- dialect: oracle\nGRANT SELECT ON shop.account TO app"],
    sources=["SQLE SQLE00174"],
)  # fmt: skip
def security_grant_excessive(node: tree.Grant, scope: Scope) -> Hits:
    """GRANT gives too much.

    Why: whoever gets hold of the account owns the server: reads every row, writes files, makes
    accounts, hands rights on. ALL on one schema is reported only with all_of_schema = 1. In Oracle
    DBA, the ANY privileges, WITH ADMIN or GRANT OPTION and grants to PUBLIC are meant.

    Instead: the privileges the program needs, on the schema it needs them on.
    """
    if node.revoke:
        return
    named = {word.upper() for word in scope.words("privileges")}
    schema = node.target.parts[0].lower() if node.target and len(node.target.parts) > 1 else ""
    for privilege in node.privileges:
        name = privilege.name.upper()
        too_much = _too_much(name, scope.dialect)
        if name == "ALL PRIVILEGES" and "ALL" in named:
            too_much = schema in _EVERYTHING or bool(scope.number("all_of_schema"))
        if too_much or name in named:
            yield hit(privilege, N_("{privilege} is more than a program needs"), privilege=name,
                      about=_grantee(node))  # fmt: skip
    if node.grant_option and "GRANT OPTION" in named:
        yield hit(node, N_("The account may hand its rights on to others"), about=_grantee(node))
    for account in node.accounts:
        if account.user.upper() == "PUBLIC" and scope.dialect is Dialect.ORACLE:
            yield hit(account, N_("Every account gets this right"), about="PUBLIC")


def _grantee(node: tree.Grant) -> str:
    return node.accounts[0].user if node.accounts else ""


def _too_much(name: str, dialect: Dialect) -> bool:
    return dialect is Dialect.ORACLE and (name in _ORACLE_ALL or " ANY " in f" {name} ")


_ORACLE_ALL = {"DBA", "ALL PRIVILEGES", "SYSDBA", "SYSOPER", "IMP_FULL_DATABASE"}


@security_grant_excessive.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    """Oracle's GRANT, read by its words."""
    kinds = tokens.kinds
    if kinds[0] != "GRANT":
        return
    for at in range(1, len(tokens)):
        word = kinds[at]
        if word in {"DBA", "SYSDBA", "SYSOPER", "ANY"} and "TO" in kinds[at:]:
            yield hit(at, N_("{privilege} is more than a program needs"), privilege=word)
        elif word == "OPTION" and kinds[at - 1] in {"GRANT", "ADMIN"}:
            yield hit(at, N_("The account may hand its rights on to others"))
        elif word == "PUBLIC" and kinds[at - 1] in {"TO", ","}:
            yield hit(at, N_("Every account gets this right"))


@rule(
    Severity.NOTICE,
    on=(tree.Accounts,),
    bad=["CREATE USER 'app'@'%' IDENTIFIED WITH auth_socket",
         "CREATE USER app IDENTIFIED BY RANDOM PASSWORD"],
    good=["CREATE USER 'app'@'10.0.0.%' IDENTIFIED WITH auth_socket",
          "CREATE ROLE reader", "ALTER USER 'app'@'%' ACCOUNT LOCK",
          "CREATE USER 'owner'@'%' ACCOUNT LOCK"],
    sources=["House rule: an account that is open to every host is tried from every host"],
)  # fmt: skip
def security_any_host(node: tree.Accounts, scope: Scope) -> Hits:
    """An account may log in from any host.

    Why: whoever learns the password needs nothing else. A name without a host means '%'.

    Instead: the network of the programs: 'app'@'10.0.0.%'.
    """
    locked = any(option.name == "ACCOUNT LOCK" for option in node.options)
    if node.kind == "CREATE USER" and not locked:
        for account in node.accounts:
            if account.host in {"", "%"} and account.user:
                yield hit(account, N_("{account} may log in from any host"), account=account.user,
                          about=account.user)  # fmt: skip


_OUTLETS = frozenset({"slow_log", "general_log", "innodb_table_stats", "innodb_index_stats"})
_ZONES = re.compile(r"time_zone\w*|help_\w+|proxies_priv_backup")


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update, tree.Delete, tree.LoadData, tree.TruncateTable, tree.DropTable,
        tree.AlterTable),
    bad=["UPDATE mysql.user SET host = '%' WHERE user = 'app'",
         "DELETE FROM mysql.db WHERE user = ''", "DROP TABLE mysql.user",
         "USE mysql; DELETE FROM user WHERE user = 'app'"],
    good=["DELETE FROM shop.user WHERE id = 7", "DROP USER 'app'@'%'",
          "TRUNCATE TABLE mysql.slow_log", "TRUNCATE TABLE mysql.time_zone_name",
          "SELECT user FROM mysql.user WHERE host = '%'"],
    sources=["MySQL 8.4 reference manual, 8.2.3: grant tables"],
)  # fmt: skip
def security_system_tables(node: tree.Node, scope: Scope) -> Hits:
    """A table of the server itself is changed.

    Why: the server does not see it before FLUSH PRIVILEGES, or not at all; one wrong value and
    nobody logs in any more, and each version has other columns. Tables of logs, statistics and time
    zones are left alone.

    Instead: CREATE USER, GRANT, REVOKE, ALTER USER.
    """
    names: Sequence[tree.Name]
    match node:
        case tree.TruncateTable(name=name) | tree.AlterTable(name=name):
            names = (name,)
        case tree.DropTable():
            names = node.names
        case _:
            names = written(node)
    here = scope.schema.current
    for name in names:
        if (name.qualifier or here).lower() != "mysql":
            continue
        last = name.name.lower()
        if last not in _OUTLETS and not _ZONES.fullmatch(last):
            yield hit(name, N_("{table} belongs to the server"), table=name.dotted,
                      about=name.dotted)  # fmt: skip
