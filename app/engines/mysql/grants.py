"""What our account may, and which page misses what; read from SHOW GRANTS by our own parser."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.engines.mysql.server import Server
from app.i18n import N_, _
from app.sql import tree
from app.sql.parse import parse

_ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Held:
    """One privilege and where it holds: `*.*`, `mysql.*`, `shop.orders`."""

    privilege: str
    where: str


def held(lines: Iterable[str], server: Server) -> frozenset[Held]:
    """The privileges in the lines of SHOW GRANTS; roles and proxies are left out."""
    found = set()
    for line in lines:
        statement = parse(line, server.dialect).tree
        if not isinstance(statement, tree.Grant) or statement.target is None:
            continue
        where = statement.target.dotted.lower()
        for privilege in statement.privileges:
            name = privilege.name.upper().replace("_", " ")
            found.add(Held(_ALL if name in {"ALL", "ALL PRIVILEGES"} else name, where))
    return frozenset(found)


def may(grants: frozenset[Held], privileges: Iterable[str], schema: str = "") -> bool:
    """Whether one of the privileges holds everywhere, or in that schema."""
    wanted = {*privileges, _ALL}
    places = {"*.*", f"{schema}.*"} if schema else {"*.*"}
    return any(each.privilege in wanted and each.where in places for each in grants)


@dataclass(frozen=True, slots=True)
class _Need:
    """What some page needs: one of the privileges, in a schema or everywhere."""

    text: str
    privileges: tuple[str, ...]
    schema: str = ""
    acts: bool = False
    """It is for changing something; a read-only connection does not miss it."""


def missing(grants: frozenset[Held], server: Server, account: str, *, acts: bool) -> list[str]:
    """A sentence for each thing a page cannot do, with the statement that helps."""
    who = quoted_account(account)
    sentences = []
    for need in _needs(server):
        if (need.acts and not acts) or may(grants, need.privileges, need.schema):
            continue
        where = f"{need.schema}.*" if need.schema else "*.*"
        grant = f"GRANT {_as_granted(need.privileges[0], server)} ON {where} TO {who}"
        sentences.append(_(need.text).format(grant=grant))
    return sentences


def quoted_account(account: str) -> str:
    """`dba@%` as a GRANT takes it."""
    user, _at, host = account.rpartition("@")
    return f"'{user}'@'{host}'"


def _as_granted(privilege: str, server: Server) -> str:
    """MySQL writes dynamic privileges with underscores, MariaDB all with blanks."""
    plain = {"PROCESS", "SELECT", "SUPER", "REPLICATION CLIENT", "REPLICATION SLAVE"}
    return privilege if server.mariadb or privilege in plain else privilege.replace(" ", "_")


def _needs(server: Server) -> tuple[_Need, ...]:
    split = server.mysql(8) or server.maria(10, 5, 2)
    admin = split and not server.maria(10, 5, 2)
    kill = ("CONNECTION ADMIN", "SUPER") if split else ("SUPER",)
    control = ("REPLICATION SLAVE ADMIN", "SUPER") if split else ("SUPER",)
    parameters = ("SYSTEM VARIABLES ADMIN", "SUPER") if admin else ("SUPER",)
    watch: tuple[str, ...] = ("REPLICATION CLIENT", "SUPER")
    if server.maria(10, 5, 9):
        watch = ("SLAVE MONITOR", "REPLICA MONITOR", "SUPER")
    needs = [
        _Need(
            N_("Sessions, locks and transactions of others are hidden. Remedy: {grant}"),
            ("PROCESS",),
        ),
        _Need(N_("Replication cannot be read. Remedy: {grant}"), watch),
        _Need(N_("Users and their grants cannot be read. Remedy: {grant}"), ("SELECT",), "mysql"),
        _Need(N_("Sessions of others cannot be ended. Remedy: {grant}"), kill, acts=True),
        _Need(N_("Parameters cannot be changed. Remedy: {grant}"), parameters, acts=True),
        _Need(N_("Replication cannot be controlled. Remedy: {grant}"), control, acts=True),
    ]
    if server.variables.get("group_replication_group_name"):
        group = ("GROUP REPLICATION ADMIN", "SUPER") if split else ("SUPER",)
        needs.append(
            _Need(N_("The group cannot be joined, left or led. Remedy: {grant}"), group, acts=True)
        )
    if server.performance_schema:
        needs.insert(
            1,
            _Need(
                N_("Waits, locks and slow SQL cannot be read. Remedy: {grant}"),
                ("SELECT",),
                "performance_schema",
            ),
        )
    return tuple(needs)
