"""Users into their table and out of it, within a transaction that the store holds."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from app.domain.errors import BadInput
from app.domain.people import Role, Said, Status, User, UserFilter, UserList, UserOrder
from app.i18n import _
from app.store.inventory.codec import record_of
from app.store.people.clock import now_of, written
from app.store.people.tables import LONGEST_NAME, LONGEST_TEXT, USERS

_NAMES = (USERS.c.username, USERS.c.name, USERS.c.name_cn, USERS.c.email)
_MOST_GROUPS = 100


def find_or_create(connection: Connection, provider: str, said: Said) -> tuple[User, bool]:
    """The user a provider vouches for, brought up to date, and whether they are new.

    The first of all is the owner, or nobody could ever be made one. Who comes from a provider that
    vouches for none of the owners is blocked until one of them has looked: anybody can run a
    provider, and write its address into a file.
    """
    now = written(now_of(connection))
    facts = {
        "username": _kept(said.username), "name": _kept(said.name),
        "name_cn": _kept(said.name_cn), "email": _kept(said.email),
        "groups": _stored(said.groups), "last_seen": now,
    }  # fmt: skip
    identity = _identity(provider, said.subject)
    done = connection.execute(update(USERS).where(USERS.c.identity == identity).values(facts))
    fresh = done.rowcount == 0
    if fresh:
        owners = _providers_of_owners(connection)
        first = connection.execute(select(USERS.c.id).limit(1)).first() is None
        row = {
            **facts, "id": _new_id(now_of(connection)), "identity": identity,
            "provider": _kept(provider, 1024), "subject": _kept(said.subject, 1024),
            "role": (Role.OWNER if first else Role.DEVELOPER).value,
            "status": (
                Status.ACTIVE if first or _kept(provider, 1024) in owners else Status.BLOCKED
            ).value,
            "created_at": now, "changed_at": now, "changed_by": "",
        }  # fmt: skip
        connection.execute(insert(USERS).values(row))
    found = connection.execute(select(USERS).where(USERS.c.identity == identity)).mappings().one()
    return user_of(found), fresh


def user_of(row: Mapping[Any, Any]) -> User:
    """The user of a row."""
    return record_of(User, row)


def user_by(connection: Connection, id_: str) -> User | None:
    """The user with an id."""
    row = connection.execute(select(USERS).where(USERS.c.id == id_)).mappings().first()
    return None if row is None else user_of(row)


def listed(connection: Connection, wanted: UserFilter) -> UserList:
    """Those a filter lets through."""
    lets: list[ColumnElement[bool]] = []
    if text := wanted.username.strip().lower():
        lets.append(or_(*(func.lower(name).contains(text, autoescape=True) for name in _NAMES)))
    if wanted.status is not None:
        lets.append(USERS.c.status == wanted.status.value)
    if wanted.role is not None:
        lets.append(USERS.c.role == wanted.role.value)
    all_of_them = and_(True, *lets)
    total = connection.execute(select(func.count()).select_from(USERS).where(all_of_them))
    by = [func.lower(USERS.c.username)] if wanted.order_by is UserOrder.USERNAME else []
    order = [each.desc() if wanted.descending else each.asc() for each in [*by, USERS.c.id]]
    rows = connection.execute(
        select(USERS).where(all_of_them).order_by(*order)
        .offset(max(wanted.start, 0)).limit(max(wanted.limit, 0))
    ).mappings()  # fmt: skip
    return UserList(tuple(user_of(row) for row in rows), total.scalar_one())


def change(connection: Connection, wanted: User, seen: User, by: User) -> User:
    """Give `wanted`'s role and status to somebody who was `seen` with others.

    Raises:
        BadInput: somebody else was quicker, it is oneself, or no owner would be left.
    """
    if by.id and by.id == wanted.id:
        raise BadInput(
            _("Nobody changes their own role or status."), hint=_("Ask another owner to do it.")
        )
    found = connection.execute(
        update(USERS)
        .where(
            USERS.c.id == wanted.id, USERS.c.role == seen.role.value,
            USERS.c.status == seen.status.value,
        )
        .values(
            role=wanted.role.value, status=wanted.status.value,
            changed_at=written(now_of(connection)), changed_by=_kept(by.shown),
        )
    )  # fmt: skip
    if found.rowcount != 1:
        raise BadInput(
            _("{user} was changed meanwhile by somebody else.").format(user=seen.shown),
            hint=_("Nothing was written. Look at it as it is now, then decide."),
        )
    if not has_owner(connection):
        raise BadInput(
            _("{user} is the last owner.").format(user=seen.shown),
            hint=_("Make somebody else an owner first, or nobody could change rights any more."),
        )
    changed = user_by(connection, wanted.id)
    assert changed is not None
    return changed


def has_owner(connection: Connection) -> bool:
    """Whether somebody is there who may say who may what."""
    return bool(_providers_of_owners(connection))


def _providers_of_owners(connection: Connection) -> set[str]:
    found = connection.execute(
        select(USERS.c.provider).distinct()
        .where(USERS.c.role == Role.OWNER.value, USERS.c.status == Status.ACTIVE.value)
    )  # fmt: skip
    return set(found.scalars())


def _identity(provider: str, subject: str) -> str:
    """Each with its length before it: none of two pairs can be written alike."""
    both = f"{len(provider)}:{provider}{len(subject)}:{subject}"
    return hashlib.sha256(both.encode("utf-8", "surrogatepass")).hexdigest()


def _new_id(now: float) -> str:
    """One that is behind all that were given before, and that nobody guesses."""
    return f"{int(now * 1000):012x}{secrets.token_hex(10)}"


def _kept(said: str, most: int = LONGEST_NAME) -> str:
    """A text of somebody else's as the store takes it: not too long, and no half characters."""
    return said[:most].encode("utf-8", "replace").decode()


def _stored(groups: tuple[str, ...]) -> str:
    """As many as there is room for."""
    kept = [_kept(each) for each in groups[:_MOST_GROUPS]]
    while len(text := json.dumps(kept, ensure_ascii=False)) > LONGEST_TEXT:
        kept.pop()
    return text
