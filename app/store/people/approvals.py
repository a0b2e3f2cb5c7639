"""Acts that wait for a second person, within a transaction that the store holds."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from app.domain.errors import BadInput, Refused, StoreTrouble
from app.domain.inventory import Stake, new_id
from app.domain.people import User
from app.domain.rights import Approval, Place, decide
from app.i18n import _
from app.store.people.clock import now_of
from app.store.people.rights import rights_of
from app.store.people.tables import APPROVALS, LONGEST_NAME, LONGEST_STATEMENTS
from app.store.people.users import user_by

HOLDS = 3600.0
"""Seconds in which an act is agreed to and done, from when it was asked for."""
_SHOWN = 7 * 86_400.0
"""Seconds for which those that are over are listed."""
_MOST = 500


def ask(
    connection: Connection, ability: str, place: Place, text: str, digest: str, by: User
) -> tuple[Approval, bool]:
    """Ask for a second person's word, and whether that is new: what waits already for the same
    act is given back.
    """
    now = now_of(connection)
    open_ = _open(connection, digest, by.id, now)
    if open_ is not None:
        return open_, False
    if len(text) > LONGEST_STATEMENTS:
        raise BadInput(
            _("This is too much for a second person to read."), hint=_("Do it in smaller parts.")
        )
    made = Approval(
        new_id(), ability, place, text, digest, by.id, now, now + HOLDS,
        asked_name=by.shown[:LONGEST_NAME],
    )  # fmt: skip
    row = {**dataclasses.asdict(made), "place": json.dumps(dataclasses.asdict(place))}
    connection.execute(insert(APPROVALS).values(row))
    return made, True


def answer(connection: Connection, id_: str, by: User, *, agreed: bool) -> Approval:
    """Agree to it, or deny it.

    Raises:
        BadInput: it is over, or was answered.
        Refused: it is one's own, or one may not do it either.
    """
    now = now_of(connection)
    row = connection.execute(
        select(APPROVALS).where(
            APPROVALS.c.id == id_, APPROVALS.c.until > now, APPROVALS.c.used_at == 0,
            APPROVALS.c.agreed_by == "", APPROVALS.c.denied_by == "",
        )
    ).mappings().first()  # fmt: skip
    if row is None:
        raise BadInput(
            _("Nobody waits for this any more: it was answered, or its time is over."),
            hint=_("Look at the list anew."),
        )
    found = _approval_of(row)
    if not by.id or by.id == found.asked_by:
        raise Refused(
            _("Nobody agrees to what they asked for themselves."),
            hint=_("Ask somebody else who may do it."),
        )
    if agreed:
        _require(connection, by.id, found, now)
    answered = dataclasses.replace(
        found, agreed_by=by.id if agreed else "", denied_by="" if agreed else by.id,
        answered_name=by.shown[:LONGEST_NAME],
    )  # fmt: skip
    connection.execute(
        update(APPROVALS).where(APPROVALS.c.id == id_).values(
            agreed_by=answered.agreed_by, denied_by=answered.denied_by,
            answered_name=answered.answered_name,
        )
    )  # fmt: skip
    return answered


def use(connection: Connection, digest: str, by: User) -> Approval | None:
    """Take the word that was given for this act, which holds once; None where there is none.

    Raises:
        Refused: who asked, or who agreed, may not do it any more.
    """
    now = now_of(connection)
    found = _open(connection, digest, by.id, now)
    if found is None or not found.agreed_by:
        return None
    for each in (found.asked_by, found.agreed_by):
        _require(connection, each, found, now)
    connection.execute(update(APPROVALS).where(APPROVALS.c.id == found.id).values(used_at=now))
    return dataclasses.replace(found, used_at=now)


def waiting(connection: Connection, user: str) -> tuple[Approval, ...]:
    """Those of others that nobody answered yet, the oldest first."""
    rows = connection.execute(
        select(APPROVALS)
        .where(
            APPROVALS.c.until > now_of(connection), APPROVALS.c.used_at == 0,
            APPROVALS.c.agreed_by == "", APPROVALS.c.denied_by == "", APPROVALS.c.asked_by != user,
        )
        .order_by(APPROVALS.c.asked_at, APPROVALS.c.id)
        .limit(_MOST)
    )  # fmt: skip
    return tuple(_approval_of(row) for row in rows.mappings())


def listed(connection: Connection) -> tuple[Approval, ...]:
    """Those of the last days, the newest first."""
    rows = connection.execute(
        select(APPROVALS)
        .where(APPROVALS.c.until > now_of(connection) - _SHOWN)
        .order_by(APPROVALS.c.asked_at.desc(), APPROVALS.c.id)
        .limit(_MOST)
    )
    return tuple(_approval_of(row) for row in rows.mappings())


def _open(connection: Connection, digest: str, by: str, now: float) -> Approval | None:
    """What waits, or has its word, and was not done."""
    row = connection.execute(
        select(APPROVALS).where(
            APPROVALS.c.digest == digest, APPROVALS.c.asked_by == by, APPROVALS.c.until > now,
            APPROVALS.c.used_at == 0, APPROVALS.c.denied_by == "",
        )
    ).mappings().first()  # fmt: skip
    return None if row is None else _approval_of(row)


def _require(connection: Connection, who: str, found: Approval, now: float) -> None:
    user = user_by(connection, who)
    rights = rights_of(connection, who)
    may = user is not None and decide(user, found.ability, found.place, rights, now, act=True)
    if not may or not may.allowed:
        name = user.shown if user is not None else found.asked_name
        raise Refused(
            _("{user} may not do this themselves.").format(user=name),
            hint=_("Only somebody who may do it as well can be the second person."),
        )


def _approval_of(row: RowMapping) -> Approval:
    try:
        place = _place_of(json.loads(row["place"]))
    except (ValueError, TypeError) as error:
        raise StoreTrouble(
            _("What {who} asked a second person for makes no sense.").format(who=row["asked_name"]),
            hint=_("Nothing was changed. A newer Mohist may have written it."),
        ) from error
    return Approval(**{**row, "place": place})


def _place_of(said: Mapping[str, Any]) -> Place:
    stake = said.get("stake")
    known = {each.name for each in dataclasses.fields(Place)} - {"stake"}
    return Place(
        stake=None if stake is None else Stake(stake),
        **{name: str(value) for name, value in said.items() if name in known},
    )
