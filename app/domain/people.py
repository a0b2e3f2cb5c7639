"""Who sits in front of the console, and as whom."""

from dataclasses import dataclass
from enum import StrEnum

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
    username: str
    """What the provider calls them for good: `provider` and `subject` tell who it is, this how
    they are written."""
    name: str = ""
    name_cn: str = ""
    email: str = ""
    role: Role = Role.DEVELOPER
    status: Status = Status.ACTIVE
    provider: str = ""
    """The id of the provider that vouches for them; "" for this computer's own account."""
    subject: str = ""
    """Their id there, which nobody else ever gets."""
    groups: tuple[str, ...] = ()
    last_seen: str = ""

    @property
    def shown(self) -> str:
        """How they are called where there is room for one name."""
        return self.name_cn or self.name or self.username


def local_owner(account: str) -> User:
    """Whoever uses the console where no provider was set up: the owner of this workstation."""
    return User("", account, role=Role.OWNER)
