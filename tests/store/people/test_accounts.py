"""The accounts that docs/security.md tells a team to make: members can use the store, and cannot
raise their rights in it, whatever their console says.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymysql
import pytest

from app.domain.errors import ConsoleError
from app.domain.people import Role, Status, UserFilter
from app.domain.rights import Place
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL

from .conftest import CORP, Said

DOCS = Path(__file__).parents[3] / "docs/security.md"
PASSWORDS = {"mohist_owner": "of the owners", "mohist_member": "of all others"}


class Team:
    def __init__(self, server: MariaDB | MySQL) -> None:
        self.server = server
        self._stores: list[InventoryStore] = []

    def by(self, account: str) -> People:
        place = f"mysql+pymysql://{account}@{self.server.host}:{self.server.port}/mohist"
        self._stores.append(InventoryStore(place, lambda: PASSWORDS.get(account)))
        self._stores[-1].open()
        return People(self._stores[-1])

    def close(self) -> None:
        for store in self._stores:
            store.close()


@pytest.fixture(params=["mariadb", "mysql9"])
def team(request: pytest.FixtureRequest) -> Iterator[Team]:
    server = request.getfixturevalue(request.param)
    made = Team(server)
    server.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
    made.by("root").find_or_create(CORP, Said("1", "first"))
    [block] = re.findall(r"```sql\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    for statement in filter(None, (each.strip() for each in block.split(";\n"))):
        server.sql(statement.replace("%", "%%"))
    yield made
    made.close()
    for account in PASSWORDS:
        server.sql(f"DROP USER {account}")


def as_member(team: Team) -> Any:
    """A connection with another program."""
    return team.server.connect(
        user="mohist_member", password=PASSWORDS["mohist_member"], database="mohist"
    )


def refused(team: Team, statement: str) -> None:
    with (
        as_member(team) as connection,
        pytest.raises(pymysql.err.OperationalError, match=r"denied|privilege"),
    ):
        connection.query(statement)


def test_members_come_and_cannot_raise_themselves(team: Team) -> None:
    member = team.by("mohist_member")
    lisi, fresh = member.find_or_create(CORP, Said("2", "lisi"))
    assert fresh
    assert (lisi.role, lisi.status) == (Role.DEVELOPER, Status.ACTIVE)
    assert not member.find_or_create(CORP, Said("2", "lisi", name_cn="李四"))[1]
    rogue, _fresh = member.find_or_create("https://rogue.example", Said("9", "owner"))
    assert rogue.status is Status.BLOCKED
    for statement in (
        f"UPDATE users SET role = 'owner' WHERE id = '{lisi.id}'",
        f"UPDATE users SET identity = 'x' WHERE id = '{lisi.id}'",
        "DELETE FROM users",
        "UPDATE rights SET value = ''", "INSERT INTO rights VALUES ('a', 'b', 'c', 'd')",
        "DELETE FROM grants", "DROP TRIGGER users_come", "DELETE FROM approvals",
    ):  # fmt: skip
        refused(team, statement)
    with as_member(team) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM users WHERE id = %s", (lisi.id,))
        row = list(cursor.fetchone())
        names = [each[0] for each in cursor.description]
        for name, value in (("id", "f" * 32), ("identity", "f" * 64), ("role", "owner"),
                            ("provider", "https://rogue.example")):  # fmt: skip
            row[names.index(name)] = value
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO users VALUES ({marks})", row)
        connection.commit()
    forged = team.by("root").listed(UserFilter()).users[-1]
    assert (forged.id, forged.role, forged.status) == ("f" * 32, Role.DEVELOPER, Status.BLOCKED)
    asked = member.ask("session-kill", Place(), "KILL 7", "digest", lisi)
    assert [each.id for each in member.approvals()] == [asked.id]


def test_owners_say_who_may_what(team: Team) -> None:
    owner, member = team.by("mohist_owner"), team.by("mohist_member")
    first, fresh = owner.find_or_create(CORP, Said("1", "first"))
    assert (first.role, fresh) == (Role.OWNER, False)
    lisi, _fresh = member.find_or_create(CORP, Said("2", "lisi"))
    assert owner.change(replace(lisi, role=Role.DBA), lisi, first).role is Role.DBA
    with pytest.raises(ConsoleError):
        member.change(replace(lisi, role=Role.OWNER), lisi, first)
    assert member.standing(lisi).user == owner.standing(lisi).user
