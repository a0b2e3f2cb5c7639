"""The store of people: who there is, what they may, and what waits for a second person."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from app.domain.errors import Refused
from app.domain.people import Said, User, UserFilter, UserList
from app.domain.rights import Ability, Allowance, Approval, Grant, Place, Rights
from app.i18n import _
from app.store.inventory.store import InventoryStore
from app.store.people import approvals, grants, rights, users
from app.store.people.clock import now_of

T = TypeVar("T")

Note: TypeAlias = Callable[[T], object]
"""Told of what was done before it holds for good: where it raises, nothing was done."""


def unnoted(_made: object) -> None:
    """For who writes nothing down."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands at one moment, by one picture of the store."""

    user: User | None
    """None where the store does not know them (any more)."""
    rights: Rights
    now: float
    """Seconds since 1970 by the clock of the store."""
    governed: bool
    """Whether there is an owner in a team's store: nobody is one by sitting in front, then."""
    waiting: tuple[Approval, ...]
    """Acts of others that wait for a second person's word."""


class People:
    """Over a store of the inventory, and used as that is: one thread at a time, never the window's.

    What is changed is so by somebody (`by`) whom the store itself knows to have the right; of a
    store of this computer, and of a team's that has no owner yet, the local owner will do.
    """

    def __init__(self, store: InventoryStore) -> None:
        self._store = store

    @property
    def shared(self) -> bool:
        """Whether it is a team's."""
        return not isinstance(self._store.place, Path)

    def find_or_create(
        self, provider: str, said: Said, note: Note[tuple[User, bool]] = unnoted
    ) -> tuple[User, bool]:
        """The user whom a provider (its authority) vouches for, and whether they are new."""
        with self._store.writing() as connection:
            return _noted(note, users.find_or_create(connection, provider, said))

    def standing(self, user: User) -> Standing:
        """What decides about them now."""
        with self._store.reading() as connection:
            known = users.user_by(connection, user.id) if user.id else None
            return Standing(
                known, rights.rights_of(connection, user.id), now_of(connection),
                self.shared and users.has_owner(connection),
                approvals.waiting(connection, user.id),
            )  # fmt: skip

    def listed(self, wanted: UserFilter) -> UserList:
        """A page of the users that a filter lets through."""
        with self._store.reading() as connection:
            return users.listed(connection, wanted)

    def change(self, wanted: User, seen: User, by: User, note: Note[User] = unnoted) -> User:
        """Give somebody another role or status; BadInput where they are not as they were seen."""
        with self._changing(by) as connection:
            return _noted(note, users.change(connection, wanted, seen, by))

    def grants_of_all(self, users: Iterable[str]) -> dict[str, tuple[Grant, ...]]:
        """The same of several, by their ids; those that never had one are not named."""
        with self._store.reading() as connection:
            return grants.of_all(connection, list(users))

    def grants_of(self, user: str) -> tuple[Grant, ...]:
        """All that somebody has or had, the newest first."""
        with self._store.reading() as connection:
            return grants.of(connection, user)

    def grant(
        self, user: str, allowance: Allowance, begin: float, until: float, reason: str, by: User,
        note: Note[Grant] = unnoted,
    ) -> Grant:  # fmt: skip
        """Let somebody do something for a while; moments by the clock of the store."""
        with self._changing(by) as connection:
            made = grants.give(connection, user, allowance, begin, until, reason, by)
            return _noted(note, made)

    def end_grant(self, id_: str, by: User, note: Note[Grant] = unnoted) -> Grant:
        """Take a grant back before its time."""
        with self._changing(by) as connection:
            return _noted(note, grants.end(connection, id_))

    def matrix_text(self) -> str:
        """The matrix as it is written."""
        with self._store.reading() as connection:
            return rights.matrix_text(connection)

    def set_matrix(self, text: str, by: User, note: Note[str] = unnoted) -> None:
        """Have another matrix; "" for the one that is made in."""
        with self._changing(by) as connection:
            rights.set_matrix(connection, text, by)
            note(text)

    def set_two_persons(self, wanted: bool, by: User, note: Note[bool] = unnoted) -> None:
        """Have acts on production need a second person's word, or not."""
        with self._changing(by) as connection:
            rights.set_two_persons(connection, wanted, by)
            note(wanted)

    def require(self, by: User, ability: Ability) -> None:
        """Have somebody be who the store knows to have a right over what is ours, now.

        Raises:
            Refused: by the store's own rows and clock, whatever a console heard of it before.
        """
        with self._store.reading() as connection:
            self._require(connection, by, ability)

    # ------------------------------------------------------------------ second persons

    def ask(
        self, ability: str, place: Place, text: str, digest: str, by: User,
        note: Note[Approval] = unnoted,
    ) -> Approval:  # fmt: skip
        """Ask for a second person's word on an act; what waits for one already is given back."""
        with self._store.writing() as connection:
            made, fresh = approvals.ask(connection, ability, place, text, digest, by)
            return _noted(note, made) if fresh else made

    def answer(
        self, id_: str, by: User, *, agreed: bool, note: Note[Approval] = unnoted
    ) -> Approval:
        """Agree to what somebody else asked for, or deny it."""
        with self._store.writing() as connection:
            return _noted(note, approvals.answer(connection, id_, by, agreed=agreed))

    def use(self, digest: str, by: User, note: Note[Approval] = unnoted) -> Approval | None:
        """Take the word that was given for an act, which holds once; None where there is none."""
        with self._store.writing() as connection:
            found = approvals.use(connection, digest, by)
            return None if found is None else _noted(note, found)

    def approvals(self) -> tuple[Approval, ...]:
        """What was asked for in the last days, the newest first."""
        with self._store.reading() as connection:
            return approvals.listed(connection)

    # -------------------------------------------------------------------------- within

    @contextmanager
    def _changing(self, by: User) -> Iterator[Connection]:
        with self._store.writing() as connection:
            self._require(connection, by, Ability.CHANGE_USERS)
            yield connection

    def _require(self, connection: Connection, by: User, ability: Ability) -> None:
        if by.id:
            rights.require_right(connection, by, ability)
        elif self.shared and users.has_owner(connection):
            raise Refused(
                _("The team's inventory has owners, and you are none of them."),
                hint=_("Sign in as one."),
            )


def _noted(note: Note[T], made: T) -> T:
    note(made)
    return made
