"""What somebody may for a while beside what their role may, within a transaction of the store."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain.errors import BadInput, StoreTrouble
from app.domain.inventory import new_id
from app.domain.people import User
from app.domain.rights import Allowance, Grant
from app.i18n import _
from app.store.people.clock import now_of
from app.store.people.tables import GRANTS, LONGEST_NAME, LONGEST_TEXT
from app.store.people.users import user_by

_AT_ONCE = 500
"""Users that are asked for with one statement."""
LONGEST = 366 * 86_400.0
"""Seconds a grant may hold: what is needed for longer is a role."""


def give(
    connection: Connection, user: str, allowance: Allowance, begin: float, until: float,
    reason: str, by: User,
) -> Grant:  # fmt: skip
    """Give it. Moments are seconds since 1970 by the clock of the store.

    Raises:
        BadInput: it is oneself, it says no reason, or its time makes no sense.
    """
    now = now_of(connection)
    if user_by(connection, user) is None:
        raise BadInput(_("That user is not there any more."), hint=_("Look at the list anew."))
    if by.id and by.id == user:
        raise BadInput(
            _("Nobody gives a grant to themselves."), hint=_("Ask another owner to do it.")
        )
    if not reason.strip():
        raise BadInput(_("A grant needs a reason."), hint=_("Say what it is for."))
    if until <= max(begin, now):
        raise BadInput(
            _("The grant would be over before it begins."), hint=_("Choose a later end.")
        )
    if until - max(begin, now) > LONGEST:
        raise BadInput(
            _("A grant holds for a year at most."), hint=_("For longer, give another role.")
        )
    made = Grant(
        new_id(), user, allowance, begin, until, reason.strip()[:LONGEST_TEXT],
        by.id or by.username,
    )  # fmt: skip
    row = {
        **dataclasses.asdict(made), "allowance": _text_of(allowance),
        "by_name": by.shown[:LONGEST_NAME], "made_at": now,
    }  # fmt: skip
    connection.execute(insert(GRANTS).values(row))
    return made


def end(connection: Connection, id_: str) -> Grant:
    """Take it back now; it stays in the list, over.

    Raises:
        BadInput: it is over already.
    """
    now = now_of(connection)
    where = (GRANTS.c.id == id_, GRANTS.c.until > now)
    found = connection.execute(select(GRANTS).where(*where)).mappings().first()
    if found is None:
        raise BadInput(_("This grant is over already."), hint=_("Look at the list anew."))
    connection.execute(update(GRANTS).where(*where).values(until=now))
    return _grant_of({**found, "until": now})


def of(connection: Connection, user: str) -> tuple[Grant, ...]:
    """All that somebody has or had, the newest first."""
    return of_all(connection, [user]).get(user, ())


def of_all(connection: Connection, users: Sequence[str]) -> dict[str, tuple[Grant, ...]]:
    """The same of several, by their ids; those that never had one are not named."""
    found: dict[str, tuple[Grant, ...]] = {}
    for part in range(0, len(users), _AT_ONCE):
        rows = connection.execute(
            select(GRANTS)
            .where(GRANTS.c.user.in_(users[part : part + _AT_ONCE]))
            .order_by(GRANTS.c.made_at.desc(), GRANTS.c.id)
        )
        for row in rows.mappings():
            found[row["user"]] = (*found.get(row["user"], ()), _grant_of(row))
    return found


def _text_of(allowance: Allowance) -> str:
    said = {
        name: sorted(value) if isinstance(value, frozenset) else list(value)
        for name, value in dataclasses.asdict(allowance).items()
    }
    return json.dumps(said, ensure_ascii=False)


def _grant_of(row: Mapping[Any, Any]) -> Grant:
    try:
        said = json.loads(row["allowance"])
        places = (frozenset(map(str, said[name])) for name in _PLACES)
        allowance = Allowance(tuple(map(str, said["abilities"])), *places)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreTrouble(
            _("A grant of {who} makes no sense.").format(who=row["by_name"]),
            hint=_("Nothing was changed. A newer Mohist may have written it."),
        ) from error
    return Grant(
        row["id"], row["user"], allowance, row["begin"], row["until"], row["reason"], row["by"]
    )


_PLACES = ("stakes", "engines", "products", "instances")
