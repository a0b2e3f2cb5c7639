"""The columns of the tree of blockers, and of deadlocks that were kept."""

from operator import attrgetter

from app.domain.operating.locks import Deadlock, LockNode
from app.i18n import N_
from app.models import formats
from app.models.fields import Align, Field, State

LONG = 5.0
"""Seconds of waiting for a lock after which somebody will call (heuristic)."""
VERY_LONG = 50.0
"""InnoDB's own patience: innodb_lock_wait_timeout's default."""


def _waiting(node: LockNode) -> State:
    if node.in_cycle:
        return State.ERROR
    seconds = node.wait.seconds if node.wait else None
    if seconds is None or seconds < LONG:
        return State.NONE
    return State.ERROR if seconds >= VERY_LONG else State.WARNING


def _root(node: LockNode) -> State:
    """Who blocks and waits for nobody is where to look first."""
    return State.ERROR if node.wait is None and node.waiters else State.NONE


LOCKS: tuple[Field[LockNode], ...] = (
    Field(
        "session", N_("Session"), lambda node: node.party.session, width=150, state=_root,
        help=N_("Who blocks stands above those that wait for it."),
    ),
    Field(
        "blocked", N_("Blocks"), lambda node: node.blocked or None, formats.count,
        align=Align.RIGHT, width=70, help=N_("How many sessions wait for it, directly or not."),
    ),
    Field(
        "seconds", N_("Waits"), lambda node: node.wait.seconds if node.wait else None,
        formats.duration, align=Align.RIGHT, width=90, state=_waiting,
    ),
    Field("kind", N_("Lock"), lambda node: node.wait.kind if node.wait else None, width=90),
    Field("object", N_("Object"), lambda node: node.wait.object if node.wait else None, width=170),
    Field("wanted", N_("Wanted"), lambda node: node.wait.wanted if node.wait else None, width=90),
    Field("held", N_("Held"), lambda node: node.wait.held if node.wait else None, hidden=True),
    Field("user", N_("User"), lambda node: node.party.user, width=90),
    Field("client", N_("Client"), lambda node: node.party.client, hidden=True),
    Field("state", N_("State"), lambda node: node.party.state, hidden=True),
    Field(
        "transaction", N_("Transaction"), lambda node: node.party.transaction_seconds,
        formats.duration, align=Align.RIGHT, width=100,
        help=N_("The age of its open transaction."),
    ),
    Field("program", N_("Program"), lambda node: node.party.program, hidden=True),
    Field("node", N_("Node"), lambda node: node.party.node, hidden=True),
    Field(
        "statement", N_("Statement"), lambda node: node.party.statement, stretch=True, code=True
    ),
)  # fmt: skip


def lock_key(node: LockNode) -> tuple[str, str]:
    """Tells sessions apart; one that waits for two stands below both."""
    return node.party.node, node.party.session


DEADLOCKS: tuple[Field[Deadlock], ...] = (
    Field("at", N_("When"), attrgetter("at"), formats.stamp, width=190),
    Field("victim", N_("Rolled back"), attrgetter("victim"), width=120),
    Field(
        "parties", N_("Sessions"),
        lambda deadlock: ", ".join(party.session for party in deadlock.parties), width=160,
    ),
    Field(
        "statement", N_("Statement"),
        lambda deadlock: deadlock.parties[0].statement if deadlock.parties else deadlock.text,
        stretch=True, code=True,
    ),
)  # fmt: skip
