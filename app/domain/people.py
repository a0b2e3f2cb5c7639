"""Who sits in front of the console, and as whom."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.i18n import N_


class Role(StrEnum):
    """What somebody is here; what each may is data (`resources/rights.toml`)."""

    VIEWER = "viewer"
    DEVELOPER = "developer"
    """Of everybody on first sight."""
    DBA = "dba"
    OWNER = "owner"


ROLE_NAMES = {
    Role.VIEWER: N_("viewer"),
    Role.DEVELOPER: N_("developer"),
    Role.DBA: N_("DBA"),
    Role.OWNER: N_("owner"),
}
"""How each is written; to be translated where shown."""


class Status(StrEnum):
    """Whether somebody may do anything at all."""

    ACTIVE = "active"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class User:
    """A person, found or made when they sign in for the first time. Moments are ISO 8601, UTC."""

    id: str
    """In the order in which they came; "" of this computer's own account."""
    username: str
    """What the provider calls them for good: `provider` and `subject` tell who it is, this how
    they are written."""
    name: str = ""
    name_cn: str = ""
    email: str = ""
    role: Role = Role.DEVELOPER
    status: Status = Status.ACTIVE
    provider: str = ""
    """The authority that vouches for them (its issuer, as a rule); "" for this computer's own
    account. No name in a file: what is written there would speak for them."""
    subject: str = ""
    """Their id there, which nobody else ever gets."""
    groups: tuple[str, ...] = ()
    last_seen: str = ""

    @property
    def shown(self) -> str:
        """How they are called where there is room for one name."""
        return self.name_cn or self.name or self.username


STATUS_NAMES = {Status.ACTIVE: N_("active"), Status.BLOCKED: N_("blocked")}
"""How each is written; to be translated where shown."""


class UserOrder(StrEnum):
    """What users are put in order by."""

    ID = "id"
    """As they came."""
    USERNAME = "username"


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users are wanted, in which order, and which of those: `limit` from `start` on."""

    username: str = ""
    """Part of any of their names or of their address, in whatever case; "" for all."""
    status: Status | None = None
    role: Role | None = None
    order_by: UserOrder = UserOrder.ID
    descending: bool = False
    start: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class UserList:
    """Those users, and how many there are of the kind altogether."""

    users: tuple[User, ...] = ()
    total: int = 0


class Said(Protocol):
    """What a provider says of somebody (`app.auth.oauth.Claims`)."""

    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def username(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def name_cn(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def groups(self) -> tuple[str, ...]: ...  # noqa: D102


def local_owner(account: str) -> User:
    """Whoever uses the console where no provider was set up: the owner of this workstation."""
    return User("", account, role=Role.OWNER)
