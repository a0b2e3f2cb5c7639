"""Who may do it: asked by everything that reaches a server or changes something of ours.

    @needs(Ability.CONNECT, at("endpoint"))
    def log_in(endpoint: Endpoint, warden: Warden, …) -> Session: …

The decorator asks the `Warden` among the arguments (or that of `self`) before anything is done; a
refusal is a `Refused` that says why, and is in the journal when it is raised. No Qt: the window
holds its warden in `workers/standing`, the command line makes one for its command.
"""

import inspect
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, wraps
from math import inf
from operator import attrgetter
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar

from app.domain.act import Act
from app.domain.endpoint import Endpoint
from app.domain.errors import Refused
from app.domain.inventory import Stake
from app.domain.journal import NOBODYS, Deed, Event, Where
from app.domain.people import User, local_owner
from app.domain.rights import NOWHERE, Ability, Decision, Place, Rights, Why, decide
from app.domain.rights_file import read_matrix
from app.flows.rights_words import advice, said
from app.i18n import _
from app.paths import resource
from app.store.account import account

P = ParamSpec("P")
T = TypeVar("T")

Clock: TypeAlias = Callable[[], float]
"""Seconds since 1970, by whoever the rights come from: the team's server, not this computer."""
Find: TypeAlias = Callable[[Mapping[str, Any]], T]
"""Finds something in the arguments of a call, by their names."""


class Notes(Protocol):
    """What is asked of a journal."""

    def note(self, event: Event) -> object:
        """Write it down, durably. Raises where it cannot."""


class SecondPerson(Protocol):
    """Where a second person can be asked: a team has a store for it."""

    def word(self, act: Act, place: Place, user: User) -> str:
        """The name of who agreed that `user` does exactly this there, now; it holds once.

        Raises:
            Refused: nobody did yet. They were asked for it.
        """


@dataclass(frozen=True, slots=True)
class _Held:
    user: User
    rights: Rights
    clock: Clock
    second: SecondPerson | None = None


class Warden:
    """Decides for whoever sits in front, and has it written down. Any thread may ask."""

    def __init__(
        self, user: User, rights: Rights, journal: Notes, clock: Clock = time.time,
        second: SecondPerson | None = None,
    ) -> None:  # fmt: skip
        self._held = _Held(user, rights, clock, second)  # one reference: all of it is seen, or none
        self._journal = journal
        self._noted: set[tuple[object, ...]] = set()
        self._lock = threading.Lock()

    @property
    def user(self) -> User:
        """Who sits in front."""
        return self._held.user

    @property
    def rights(self) -> Rights:
        """All that decides."""
        return self._held.rights

    @property
    def now(self) -> float:
        """By the clock that grants go by."""
        return self._held.clock()

    def become(
        self, user: User, rights: Rights, clock: Clock | None = None,
        second: SecondPerson | None = None,
    ) -> bool:  # fmt: skip
        """Somebody else sits in front, or may do other things; whether it is so."""
        before, made = self._held, _Held(user, rights, clock or self._held.clock, second)
        self._held = made
        if _decides(before) == _decides(made):
            return False
        with self._lock:
            self._noted.clear()
        return True

    def may(self, ability: str, place: Place = NOWHERE, *, act: bool = False) -> Decision:
        """Whether it may be done there now; asks nobody and writes nothing."""
        held = self._held
        decision = decide(held.user, ability, place, held.rights, held.clock(), act=act)
        if decision.allowed and decision.second and held.second is None:
            return Decision(False, Why.ALONE)
        return decision

    def reason(self, ability: str, place: Place = NOWHERE, *, act: bool = False) -> str:
        """Why it may not be done, in one sentence; "" where it may."""
        decision = self.may(ability, place, act=act)
        return "" if decision.allowed else said(decision, self.user, ability, place)

    def require(self, ability: str, place: Place = NOWHERE, *, act: bool = False) -> Decision:
        """Raise unless it may be done. Not for the GUI thread: it writes.

        In the journal is every act that was refused, and once for each user, place and reason,
        until rights change, what else was refused (a probe asks every second) and every server
        that was logged in at. What of ours was changed is noted by who changes it.

        Raises:
            Refused: no, why not, and what to do next.
            Unwritable, StoreTrouble: the journal could not be written: not then, either.
        """
        decision, user = self.may(ability, place, act=act), self.user
        if decision.allowed:
            if ability == Ability.CONNECT:
                self._note_once(self._login(user, place, decision), ability, place, decision)
            return decision
        text = said(decision, user, ability, place)
        event = _event(Deed.REFUSED, user, text, ability, place, decision)
        if act:
            self._journal.note(event)
        else:
            self._note_once(event, ability, place, decision)
        raise Refused(text, hint=advice(decision, user))

    def note(
        self, deed: Deed, text: str, place: Place = NOWHERE,
        facts: Iterable[tuple[str, str]] = (), whom: str = "",
    ) -> None:  # fmt: skip
        """Write down what whoever sits in front does, `text` in one sentence. Raises as `require`.

        `facts` are for programs; the user's id and role are added. `whom` it is done to.
        """
        user = self.user
        told = (("role", user.role.value), ("user", user.id), *facts)
        known = tuple(each for each in told if each[1])
        self._journal.note(Event(deed, user.shown, text, _where(place), whom, known))

    def word(self, act: Act, place: Place) -> str:
        """The name of the second person who agreed to this act there; "" where none is needed.

        Raises:
            Refused: it may not be done (any more), or nobody agreed yet. They were asked.
        """
        if not self.require(act.name, place, act=True).second:
            return ""
        held = self._held
        assert held.second is not None  # or it were refused as alone
        return held.second.word(act, place, held.user)

    def _login(self, user: User, place: Place, decision: Decision) -> Event:
        text = _("{user} logs in at {name} to look.").format(user=user.shown, name=place.name)
        return _event(Deed.CONNECTED, user, text, Ability.CONNECT, place, decision)

    def _note_once(self, event: Event, *what: object) -> None:
        key = (self.user.id, *what)
        with self._lock:
            if key in self._noted:
                return
        self._journal.note(event)
        with self._lock:
            self._noted.add(key)


def _decides(held: _Held) -> tuple[object, ...]:
    """What makes a difference: when somebody was seen, or rights were heard of, does not."""
    user = replace(held.user, last_seen="")
    stale = held.clock() >= held.rights.until
    return user, replace(held.rights, until=inf), stale, held.second is None


def _event(
    deed: Deed, user: User, text: str, ability: str, place: Place, decision: Decision
) -> Event:
    facts = {"ability": ability, "role": user.role.value, "user": user.id,
             "why": decision.why or "", "grant": decision.grant}  # fmt: skip
    return Event(
        deed, user.shown, text, _where(place),
        facts=tuple(each for each in facts.items() if each[1]),
    )  # fmt: skip


def _where(place: Place) -> Where:
    if place == NOWHERE:
        return NOBODYS
    return Where(place.instance, place.name, place.address, place.environment)


@cache
def made_in_rights() -> Rights:
    """Those of `resources/rights.toml`; nobody has grants."""
    return Rights(read_matrix(resource("rights.toml").read_text("utf-8")))


def warden_of_this_computer(journal: Notes) -> Warden:
    """Where nobody has to sign in: who uses the console owns it."""
    return Warden(local_owner(account()), made_in_rights(), journal)


def place_of(endpoint: Endpoint) -> Place:
    """Where a connection leads, as rights see it."""
    stake = Stake(endpoint.stake) if endpoint.stake else None
    return Place(
        endpoint.id,
        endpoint.name,
        Stake.PRODUCTION if endpoint.production else stake,
        endpoint.type,
        endpoint.product,
        f"{endpoint.address}:{endpoint.port}",
        endpoint.environment,
    )


def nowhere(_arguments: Mapping[str, Any]) -> Place:
    """Of what concerns no server."""
    return NOWHERE


def at(path: str) -> Find[Place]:
    """The place of an endpoint among the arguments: `endpoint`, `session.endpoint`."""
    name, _dot, rest = path.partition(".")

    def find(arguments: Mapping[str, Any]) -> Place:
        found = arguments[name]
        return place_of(attrgetter(rest)(found) if rest else found)

    return find


def needs(
    ability: Ability | Find[str], place: Find[Place] = nowhere, *, act: bool = False
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Have the warden asked before each call. It is the argument `warden`, or `self.warden`."""

    def decorate(call: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(call)

        @wraps(call)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            arguments = signature.bind(*args, **kwargs).arguments
            warden = arguments["warden"] if "warden" in arguments else arguments["self"].warden
            wanted = ability if isinstance(ability, Ability) else ability(arguments)
            warden.require(wanted, place(arguments), act=act)
            return call(*args, **kwargs)

        return asked

    return decorate
