"""A real keeper over a real store of people, with whoever sits in front."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from sqlalchemy import insert

from app.domain.people import Role, User
from app.domain.rights import Ability
from app.flows.second_person import AskedInStore
from app.store.people.tables import USERS
from app.workers.people_keeper import PeopleKeeper
from app.workers.standing import Standing
from tests.flows.people_desk import Desk


class Office(Desk):
    """An owner, who sits in front, a DBA and a developer; the store counts as a team's."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(folder)
        self.store.open()
        self.standing = Standing(self.warden, parent)
        self.keeper = PeopleKeeper(
            self.directory, self.standing, lambda: True,
            AskedInStore(self.reach, self.journal), parent,
        )  # fmt: skip
        self.lin, self.wu, self.du = self.come("lin"), self.come("wu"), self.come("du")

    def make(self, user: User, role: Role) -> User:
        return self.people.change(replace(user, role=role), user, self.lin)

    def may_change(self) -> bool:
        return self.warden.may(Ability.CHANGE_USERS).allowed

    def fill(self, count: int) -> None:
        rows = [
            {
                "id": f"{number:032}", "identity": str(number), "provider": "https://id.corp",
                "subject": str(number), "username": f"user{number:05}", "name": "",
                "name_cn": f"用户{number}", "email": "", "role": "developer", "status": "active",
                "groups": "[]", "created_at": "", "last_seen": "", "changed_at": "",
                "changed_by": "",
            }
            for number in range(count)
        ]  # fmt: skip
        with self.store.writing() as connection:
            connection.execute(insert(USERS), rows)

    def close(self) -> None:
        self.keeper.close()
        self.store.close()
