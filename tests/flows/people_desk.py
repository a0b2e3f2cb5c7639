"""A store of people, and who sits in front of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.domain.people import User
from app.domain.stop import Stop
from app.flows.people import Directory
from app.flows.rights import Warden, made_in_rights
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from tests.fakes import FakeJournal
from tests.store.people.conftest import Said

T = TypeVar("T")


@dataclass(frozen=True)
class Provider:
    name: str = "Corp"
    authority: str = "https://id.corp"


class Desk:
    """A store on this computer, and who sits in front of it."""

    def __init__(self, folder: Path) -> None:
        self.store = InventoryStore(folder / "inventory.db")
        self.people = People(self.store)
        self.journal = FakeJournal()
        self.warden = Warden(User("", "nobody"), made_in_rights(), self.journal)
        self.directory = Directory(self.reach, self.warden, self.journal)

    def reach(self, call: Callable[[People], T]) -> T:
        return call(self.people)

    def come(self, name: str) -> User:
        return self.directory.find(Provider(), Said(name, name), Stop())

    def sit(self, user: User) -> None:
        self.warden.become(user, self.people.standing(user).rights)
