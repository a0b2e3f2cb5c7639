"""Users and rights as they are found and changed: by who may, in the store, and in the journal.

Each change is in the journal before the store has it for good: one that could not be written down
is not made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.journal import NOBODYS, Deed, Event, Where
from app.domain.people import ROLE_NAMES, STATUS_NAMES, Said, Status, User, UserFilter, UserList
from app.domain.rights import Ability, Allowance, Approval, Grant, Rights
from app.domain.stop import Stop
from app.flows.rights import Clock, Notes, Warden, needs
from app.flows.rights_words import allowance_said
from app.i18n import _
from app.store.going_on import going_on

if TYPE_CHECKING:
    from app.store.people.store import Note, People, Standing

T = TypeVar("T")


class Reach(Protocol):
    """Has something done with the people of the store that is chosen now (`EstateKeeper`)."""

    def __call__(self, call: "Callable[[People], T]") -> T: ...  # noqa: D102


class Vouches(Protocol):
    """What is wanted of `app.auth.oauth.Provider`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def authority(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Heard:
    """How somebody stands, as the store said it."""

    user: User
    """Blocked, where a team's store has owners and nobody signed in."""
    rights: Rights
    clock: Clock
    """The store's, which goes on without it."""
    waiting: tuple[Approval, ...] = ()
    """Acts of others that wait for a second person's word."""


class Directory:
    """Who there is. Every call waits for the store: make it in a lane."""

    def __init__(self, reach: Reach, warden: Warden, journal: Notes) -> None:
        self.warden = warden
        self._reach, self._journal = reach, journal

    def find(self, provider: Vouches, said: Said, stop: Stop) -> User:
        """The user of what a provider says; made, and noted so, when they come first."""
        stop.check()

        note = self._first_sight(provider.name)
        user, _fresh = self._reach(
            lambda people: people.find_or_create(provider.authority, said, note)
        )
        return user

    def heard(self, user: User) -> Heard:
        """How somebody stands, by the store that is chosen now.

        Who came by a provider and is not known there (the store is another one since) is found or
        made, as at their sign-in.
        """

        def ask(people: "People") -> "Standing":
            found = people.standing(user)
            if found.user is None and user.provider:
                who, _fresh = people.find_or_create(
                    user.provider, user, self._first_sight(user.provider)
                )
                found = people.standing(who)
            return found

        found = self._reach(ask)
        clock = going_on(found.now)
        if found.user is not None:
            return Heard(found.user, found.rights, clock, found.waiting)
        here = replace(user, status=Status.BLOCKED) if found.governed else user
        return Heard(here, found.rights, clock, ())

    def listed(self, wanted: UserFilter) -> tuple[UserList, dict[str, tuple[Grant, ...]]]:
        """A page of the users, and what those on it were granted, by their ids."""

        def read(people: "People") -> tuple[UserList, dict[str, tuple[Grant, ...]]]:
            found = people.listed(wanted)
            return found, people.grants_of_all(each.id for each in found.users)

        return self._reach(read)

    def approvals(self) -> tuple[Approval, ...]:
        """What a second person was asked for in the last days, the newest first."""
        return self._reach(lambda people: people.approvals())

    @needs(Ability.CHANGE_USERS)
    def change(self, wanted: User, seen: User) -> User:
        """Give somebody another role or status.

        Raises:
            BadInput: they are not as they were seen, it is oneself, or the last owner.
        """
        text = _("{user}: from {before} to {after}.").format(
            user=seen.shown, before=_standing_of(seen), after=_standing_of(wanted)
        )
        facts = {"user": seen.id, "before": f"{seen.role} {seen.status}",
                 "after": f"{wanted.role} {wanted.status}"}  # fmt: skip
        return self._reach(
            lambda people: people.change(
                wanted, seen, self.warden.user,
                lambda user: self._note(Deed.USER_CHANGED, text, facts, whom=user.shown),
            )
        )  # fmt: skip

    @needs(Ability.CHANGE_USERS)
    def grant(
        self, user: User, allowance: Allowance, begin: float, until: float, reason: str
    ) -> Grant:
        """Let somebody do something for a while; moments by the clock of the warden."""

        def note(made: Grant) -> None:
            text = _("{user} may until {until}: {what}. Reason: {reason}").format(
                user=user.shown, until=_moment(made.until), what=allowance_said(allowance),
                reason=made.reason,
            )  # fmt: skip
            facts = {"user": user.id, "grant": made.id, "until": _utc(made.until),
                     "what": " ".join(allowance.abilities)}  # fmt: skip
            self._note(Deed.GRANT, text, facts, whom=user.shown)

        return self._reach(
            lambda people: people.grant(
                user.id, allowance, begin, until, reason, self.warden.user, note
            )
        )

    @needs(Ability.CHANGE_USERS)
    def end_grant(self, user: User, id_: str) -> Grant:
        """Take a grant back before its time."""

        def note(made: Grant) -> None:
            text = _("{user} may no longer: {what}.").format(
                user=user.shown, what=allowance_said(made.allowance)
            )
            self._note(Deed.GRANT_ENDED, text, {"user": user.id, "grant": made.id}, whom=user.shown)

        return self._reach(lambda people: people.end_grant(id_, self.warden.user, note))

    @needs(Ability.CHANGE_USERS)
    def set_two_persons(self, wanted: bool) -> None:
        """Have acts on production need a second person's word, or not."""
        text = (
            _("Acts on production need a second person's word from now on.")
            if wanted
            else _("Acts on production need no second person's word any more.")
        )
        facts = {"two-persons": "on" if wanted else "off"}
        self._reach(
            lambda people: people.set_two_persons(
                wanted, self.warden.user, lambda _on: self._note(Deed.RIGHTS_CHANGED, text, facts)
            )
        )

    def matrix_text(self) -> str:
        """What each role may do, as it is written now."""
        return self._reach(lambda people: people.matrix_text())

    @needs(Ability.CHANGE_USERS)
    def set_matrix(self, text: str) -> None:
        """Have another matrix of rights; "" for the one that is made in."""
        said = (
            _("What each role may do was changed.")
            if text
            else _("What each role may do is as it comes with Mohist again.")
        )
        self._reach(
            lambda people: people.set_matrix(
                text, self.warden.user, lambda _text: self._note(Deed.RIGHTS_CHANGED, said, {})
            )
        )

    def answer(self, wanted: Approval, *, agreed: bool) -> Approval:
        """Agree to what somebody else asked for, or deny it. The store knows who may."""
        text = _("{user} agrees: {what}") if agreed else _("{user} says no: {what}")
        place = wanted.place
        where = Where(place.instance, place.name, place.address, place.environment)
        text = text.format(user=self.warden.user.shown, what=wanted.text.partition("\n")[0])
        facts = {"approval": wanted.id, "digest": wanted.digest, "ability": wanted.ability}

        def note(made: Approval) -> None:
            deed = Deed.APPROVED if agreed else Deed.DENIED
            self._note(deed, text, facts, whom=made.asked_name, where=where)

        return self._reach(
            lambda people: people.answer(wanted.id, self.warden.user, agreed=agreed, note=note)
        )

    def _first_sight(self, provider: str) -> "Note[tuple[User, bool]]":
        def note(made: tuple[User, bool]) -> None:
            user, fresh = made
            if fresh:
                text = _("{user} came for the first time, by {provider}: {role}, {status}.").format(
                    user=user.shown, provider=provider,
                    role=_(ROLE_NAMES[user.role]), status=_(STATUS_NAMES[user.status]),
                )  # fmt: skip
                facts = {"user": user.id, "role": user.role.value, "status": user.status.value,
                         "provider": user.provider, "subject": user.subject}  # fmt: skip
                self._note(Deed.USER_MADE, text, facts, who=user.shown)

        return note

    def _note(
        self, deed: Deed, text: str, facts: dict[str, str], *, who: str = "", whom: str = "",
        where: Where = NOBODYS,
    ) -> None:  # fmt: skip
        who = who or self.warden.user.shown
        self._journal.note(Event(deed, who, text, where, whom, tuple(facts.items())))


def _standing_of(user: User) -> str:
    return f"{_(ROLE_NAMES[user.role])}, {_(STATUS_NAMES[user.status])}"


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M:%S}"


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
