"""Parameters and accounts of a server."""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far a change goes."""

    KEPT = "kept"
    """Now, and after a restart."""
    NOW = "now"
    """Until the restart."""
    START = "start"
    """From the next start on."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; values as the server writes them."""

    name: str
    value: str
    default: str | None = None
    stored: str | None = None
    """What will hold after a restart (option file, spfile, redis.conf), where it can be told."""
    source: str = ""
    dynamic: bool | None = None
    """Whether it can be changed while the server runs."""
    persistable: bool = False
    """Whether a change can be made to survive a restart from here."""
    choices: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    text: str = ""
    """What the server says it is for."""
    group: str = ""
    reaches: tuple[Reach, ...] = ()
    """What a change can reach, the best first, where there is a choice."""
    single: bool = False
    """Whether one instance of several may have a value of its own."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Other instances of the same database that have another value, with it."""

    @property
    def changed(self) -> bool | None:
        """Whether it differs from its default; None where that is not known."""
        return None if self.default is None else self.value != self.default


@dataclass(frozen=True, slots=True)
class Account:
    """A user or a role."""

    name: str
    host: str = ""
    role: bool = False
    locked: bool | None = None
    expired: bool | None = None
    authentication: str = ""
    roles: tuple[str, ...] = ()
    administrator: bool = False
    no_password: bool = False
    created: str = ""
    last_login: str = ""
    facts: tuple[tuple[str, str], ...] = ()
