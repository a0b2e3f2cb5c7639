"""The rows of what waits for a second person, and of what was answered in the last days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from app.domain.inventory import STAKE_NAMES, Stake
from app.domain.rights import ABILITY_NAMES, Approval
from app.i18n import N_, _
from app.models.fields import Field, State


class Phase(IntEnum):
    """Where it stands; what somebody should look at comes first."""

    WAITING = 0
    AGREED = 1
    """It may be done, and was not yet."""
    DONE = 2
    DENIED = 3
    OVER = 4
    """Nobody answered in time, or it was not done in time."""


_PHASES = {
    Phase.WAITING: N_("waits"), Phase.AGREED: N_("agreed to"), Phase.DONE: N_("done"),
    Phase.DENIED: N_("denied"), Phase.OVER: N_("too late"),
}  # fmt: skip
_STATES = {
    Phase.WAITING: State.NOTICE, Phase.AGREED: State.GOOD, Phase.DENIED: State.ERROR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One, as it stands at a moment."""

    approval: Approval
    phase: Phase
    mine: bool
    """Whether whoever sits in front asked for it, and so cannot answer."""


def approval_rows(found: Iterable[Approval], now: float, me: str) -> tuple[ApprovalRow, ...]:
    """A row for each at `now`, by the clock of the store."""
    return tuple(ApprovalRow(each, phase_of(each, now), each.asked_by == me) for each in found)


def parts_of(approval: Approval) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Its title, whom it hits, and what is sent: see `app.flows.second_person.text_of`."""
    head, _gap, sent = approval.text.partition("\n\n")
    title, *hits = head.splitlines() or [""]
    return title, tuple(hits), tuple(sent.splitlines())


def phase_of(approval: Approval, now: float) -> Phase:
    """Where it stands at `now`."""
    if approval.used_at:
        return Phase.DONE
    if approval.denied_by:
        return Phase.DENIED
    if now >= approval.until:
        return Phase.OVER
    return Phase.AGREED if approval.agreed_by else Phase.WAITING


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"


def _what(row: ApprovalRow) -> str:
    return row.approval.text.partition("\n")[0]


def _where(row: ApprovalRow) -> str:
    place = row.approval.place
    name = place.name or place.address
    return f"{name} · {place.environment or _(STAKE_NAMES[place.stake or Stake.PRODUCTION])}"


def _who(row: ApprovalRow) -> str:
    name = row.approval.asked_name
    return _("{user} (you)").format(user=name) if row.mine else name


APPROVALS: tuple[Field[ApprovalRow], ...] = (
    Field("phase", N_("State"), lambda row: _(_PHASES[row.phase]), width=90,
          state=lambda row: _STATES.get(row.phase, State.NONE),
          sort=lambda row: (row.phase, -row.approval.asked_at)),
    Field("what", N_("What would be done"), _what, stretch=True, width=170),
    Field("where", N_("Where"), _where, width=175),
    Field("who", N_("Asked by"), _who, width=85),
    Field("asked", N_("Asked at"), lambda row: row.approval.asked_at, _moment, width=130),
    Field("until", N_("Holds until"), lambda row: row.approval.until, _moment, width=130,
          hidden=True),
    Field("answered", N_("Answered by"), lambda row: row.approval.answered_name or None, width=100),
    Field("ability", N_("Kind of act"),
          lambda row: _(ABILITY_NAMES.get(row.approval.ability, row.approval.ability)),
          width=160, hidden=True),
    Field("text", N_("Exactly what is sent"), lambda row: row.approval.text, code=True,
          hidden=True),
)  # fmt: skip
