"""Who may do what where: as data, and one function that decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from math import inf

from app.domain.inventory import Stake
from app.domain.people import Role, Status, User
from app.i18n import N_


class Ability(StrEnum):
    """What can be done, beside acts on servers, which go by their own names (`session-kill`)."""

    CONNECT = "connect"
    """Log in at a server to look: panels, samples."""
    RUN_STATEMENTS = "run-statements"
    """Run in the console what only reads: data of the application's, too. What may change
    something is an act, `console-change`."""
    EXPORT_ROWS = "export-rows"
    """Write what a statement reads into a file: data of the application's leaves the server."""
    CHANGE_INVENTORY = "change-inventory"
    CHANGE_STORE = "change-store"
    """Choose another inventory, restore one, set a journal aside."""
    CHANGE_RULES = "change-rules"
    """Of alerts, and the channels they are told by."""
    SEE_TO_ALERTS = "see-to-alerts"
    """Acknowledge and silence."""
    MOVE_SECRETS = "move-secrets"
    EXPORT_JOURNAL = "export-journal"
    EXPORT_INVENTORY = "export-inventory"
    """All addresses, owners and users in a file."""
    CHANGE_PROVIDERS = "change-providers"
    """Who vouches for those that sign in."""
    CHANGE_USERS = "change-users"
    """Roles, status, grants."""


ABILITY_NAMES: Mapping[str, str] = {
    Ability.CONNECT: N_("Log in and look"),
    Ability.RUN_STATEMENTS: N_("Run statements that read"),
    Ability.EXPORT_ROWS: N_("Export rows of a server"),
    Ability.CHANGE_INVENTORY: N_("Change the inventory"),
    Ability.CHANGE_STORE: N_("Choose or restore the inventory, set the journal aside"),
    Ability.CHANGE_RULES: N_("Change rules and channels of alerts"),
    Ability.SEE_TO_ALERTS: N_("Acknowledge and silence alerts"),
    Ability.MOVE_SECRETS: N_("Move the passwords"),
    Ability.EXPORT_JOURNAL: N_("Export the journal"),
    Ability.EXPORT_INVENTORY: N_("Export the inventory"),
    Ability.CHANGE_PROVIDERS: N_("Change the sign-in providers"),
    Ability.CHANGE_USERS: N_("Change users and rights"),
    "console-change": N_("Run statements that may change something"),
    "key-expire": N_("Let keys expire"),
    "key-rename": N_("Rename keys"),
    "keys-delete": N_("Delete keys"),
    "parameter-reset": N_("Reset parameters"),
    "parameter-set": N_("Set parameters"),
    "redis-command": N_("Run commands of Redis that change something"),
    "replication-failover": N_("Fail over to a replica"),
    "replication-follow": N_("Make it a replica of another server"),
    "replication-join": N_("Join a replication group"),
    "replication-leave": N_("Leave a replication group"),
    "replication-promote": N_("Promote a replica"),
    "replication-semi-sync-off": N_("Switch semi-sync off"),
    "replication-semi-sync-on": N_("Switch semi-sync on"),
    "replication-skip": N_("Skip a transaction of replication"),
    "replication-start": N_("Start replication"),
    "replication-stop": N_("Stop replication"),
    "session-kill": N_("End sessions and statements"),
}
"""All there are, acts by their names, each as it is called; to be translated where shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done; "" for what is of no instance."""

    instance: str = ""
    name: str = ""
    stake: Stake | None = None
    """None where no environment is recorded: taken for production."""
    engine: str = ""
    product: str = ""
    """Its id."""
    address: str = ""
    """`host:port`; decides nothing, and stands in the journal. So does the next."""
    environment: str = ""


NOWHERE = Place()
"""Of what concerns no server."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A line of the matrix: these abilities, in such places. Nothing given is everywhere."""

    abilities: tuple[str, ...]
    """Names, as shell patterns: `key-*`."""
    stakes: frozenset[str] = frozenset()
    engines: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()

    def covers(self, ability: str, place: Place) -> bool:
        """Whether it allows this there."""
        if not any(fnmatchcase(ability, pattern) for pattern in self.abilities):
            return False
        if place == NOWHERE:  # what is for some places only gives no right over all of ours
            return not (self.stakes or self.engines or self.products or self.instances)
        return (
            (not self.stakes or (place.stake or Stake.PRODUCTION) in self.stakes)
            and (not self.engines or place.engine in self.engines)
            and (not self.products or place.product in self.products)
            and (not self.instances or place.instance in self.instances)
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody may for a while beside what their role may. Moments are seconds since 1970."""

    id: str
    user: str
    allowance: Allowance
    begin: float
    until: float
    reason: str
    by: str
    """The id of the user who gave it: never the one it is for."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An act that waits for a second person, or has their word. Moments are seconds since 1970."""

    id: str
    ability: str
    place: Place
    text: str
    """What would be done, a line each: the title, then the statements as they are sent."""
    digest: str
    """SHA-256 over the act and where it is done: the word holds for these statements alone."""
    asked_by: str
    """The id of a user."""
    asked_at: float
    until: float
    """Till then it can be agreed to, and done."""
    agreed_by: str = ""
    """The id of another, who may do it too; "" where nobody agreed yet."""
    denied_by: str = ""
    """The id of who said no."""
    used_at: float = 0.0
    """When it was done; a word holds once. 0 where it was not."""
    asked_name: str = ""
    """How those were shown that day, for whoever reads it. So is the next."""
    answered_name: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """All that decides, as one snapshot."""

    matrix: Mapping[Role, tuple[Allowance, ...]] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    two_persons: bool = False
    """Acts on production need the word of a second person who may do them too."""
    until: float = inf
    """When they must have been heard of anew; seconds since 1970."""


class Why(StrEnum):
    """Why something may not be done."""

    BLOCKED = "blocked"
    ROLE = "role"
    """Not with this role, and no grant says otherwise."""
    ENDED = "ended"
    """There was a grant, and it is over, or has not begun."""
    STALE = "stale"
    """What the rights are was not heard of for too long."""
    ALONE = "alone"
    """A second person would have to agree, and there is nowhere to ask one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no and why."""

    allowed: bool
    why: Why | None = None
    second: bool = False
    """Allowed once a second person agreed."""
    grant: str = ""
    """The id of the grant without which it would not be."""


def decide(
    user: User, ability: str, place: Place, rights: Rights, now: float, *, act: bool = False
) -> Decision:
    """Whether `user` may do it there at `now`. `act` tells that a server is changed by it.

    The one place where it is decided; pure, so that a table can test it.
    """
    if user.status is not Status.ACTIVE:
        return Decision(False, Why.BLOCKED)
    if now >= rights.until and ability != Ability.CHANGE_STORE:  # that leads out of a lost store
        return Decision(False, Why.STALE)
    second = act and rights.two_persons and (place.stake or Stake.PRODUCTION) == Stake.PRODUCTION
    if _covered(rights.matrix.get(user.role, ()), ability, place):
        return Decision(True, second=second)
    held = [
        grant
        for grant in rights.grants
        if grant.user == user.id and grant.by != user.id and grant.allowance.covers(ability, place)
    ]
    for grant in held:
        if grant.begin <= now < grant.until:
            return Decision(True, second=second, grant=grant.id)
    return Decision(False, Why.ENDED if held else Why.ROLE)


def _covered(allowances: Iterable[Allowance], ability: str, place: Place) -> bool:
    return any(allowance.covers(ability, place) for allowance in allowances)
