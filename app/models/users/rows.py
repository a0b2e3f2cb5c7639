"""The rows of the users' page: each user with the grants they have or had."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.people import ROLE_NAMES, STATUS_NAMES, Status, User
from app.domain.rights import Grant
from app.flows.rights_words import allowance_said
from app.i18n import N_, _
from app.models.fields import Align, Field, State
from app.models.formats import count


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user, and what they were granted; `now` is by the clock that grants go by."""

    user: User
    grants: tuple[Grant, ...] = ()
    now: float = 0.0
    names: tuple[tuple[str, str], ...] = ()
    """What products and instances of the grants are called, by id."""
    me: bool = False
    """Whether they sit in front."""

    @property
    def holding(self) -> tuple[Grant, ...]:
        """Those that hold now, or will."""
        return tuple(each for each in self.grants if each.until > self.now)


def user_rows(
    users: Iterable[User], grants: Mapping[str, tuple[Grant, ...]], now: float, me: str,
    names: Mapping[str, str],
) -> tuple[UserRow, ...]:  # fmt: skip
    """A row for each, in the order they came in."""
    return tuple(
        UserRow(
            user, held := grants.get(user.id, ()), now,
            tuple(
                (id_, names[id_])
                for each in held
                for id_ in sorted(each.allowance.products | each.allowance.instances)
                if id_ in names
            ),
            bool(me) and user.id == me,
        )
        for user in users
    )  # fmt: skip


def grant_said(grant: Grant, names: Mapping[str, str]) -> str:
    """What is granted, where, for how long and why, in a line."""
    return _("{begin} – {until}: {what}. {reason}").format(
        begin=_moment(grant.begin), until=_moment(grant.until),
        what=allowance_said(grant.allowance, names), reason=grant.reason,
    )  # fmt: skip


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"


def _name(row: UserRow) -> str | None:
    names = " ".join(filter(None, (row.user.name_cn, row.user.name)))
    return names or None


def _username(row: UserRow) -> str:
    return _("{user} (you)").format(user=row.user.username) if row.me else row.user.username


def _holding(row: UserRow) -> int | None:
    return len(row.holding) or None


def _listed(row: UserRow, *, over: bool) -> str | None:
    names = dict(row.names)
    wanted = [each for each in row.grants if (each.until <= row.now) is over]
    return "\n".join(grant_said(each, names) for each in wanted) or None


def _seen(row: UserRow) -> datetime | None:
    text = row.user.last_seen
    return datetime.fromisoformat(text).astimezone() if text else None


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


USERS: tuple[Field[UserRow], ...] = (
    Field("username", N_("Username"), _username, width=135),
    Field("name", N_("Name"), _name, width=140, stretch=True),
    Field("role", N_("Role"), lambda row: _(ROLE_NAMES[row.user.role]), width=85),
    Field("status", N_("Status"), lambda row: _(STATUS_NAMES[row.user.status]), width=90,
          state=lambda row: State.WARNING if row.user.status is Status.BLOCKED else State.NONE),
    Field("grants", N_("Grants held"), _holding, count, align=Align.RIGHT, width=95,
          help=N_("Rights for a while that hold now, or are to begin")),
    Field("email", N_("E-mail"), lambda row: row.user.email or None, width=160),
    Field("seen", N_("Last seen"), _seen, _stamp, width=130),
    Field("provider", N_("Provider"), lambda row: row.user.provider, width=200, hidden=True),
    Field("groups", N_("Groups there"), lambda row: ", ".join(row.user.groups) or None, width=160,
          hidden=True),
    Field("id", N_("Id"), lambda row: row.user.id, width=250, hidden=True),
)  # fmt: skip
"""Columns of the list."""

DETAILS: tuple[Field[UserRow], ...] = (
    *USERS[:4], *USERS[5:],
    Field("holding", N_("Grants that hold"), lambda row: _listed(row, over=False)),
    Field("over", N_("Grants that are over"), lambda row: _listed(row, over=True)),
)  # fmt: skip
"""Lines beside it."""
