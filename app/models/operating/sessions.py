"""The columns of sessions and of transactions."""

from operator import attrgetter

from app.domain.operating.sessions import ServerSession, Transaction
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

LONG = 60.0
"""Seconds after which a running statement or an open transaction deserves a look (heuristic)."""
VERY_LONG = 600.0


def _age(seconds: float | None) -> State:
    if seconds is None or seconds < LONG:
        return State.NONE
    return State.ERROR if seconds >= VERY_LONG else State.WARNING


def _running(session: ServerSession) -> State:
    return State.NONE if session.idle or session.background else _age(session.seconds)


SESSIONS: tuple[Field[ServerSession], ...] = (
    Field("id", N_("Id"), attrgetter("id"), align=Align.RIGHT, width=80),
    Field("user", N_("User"), attrgetter("user"), width=90),
    Field("client", N_("Client"), attrgetter("client"), width=140),
    Field("database", N_("Database"), attrgetter("database"), width=110, hidden=True),
    Field("command", N_("Command"), attrgetter("command"), width=80),
    Field(
        "seconds", N_("Time"), attrgetter("seconds"), formats.duration,
        align=Align.RIGHT, width=90, state=_running,
        help=N_("How long it has been in this state."),
    ),
    Field("state", N_("State"), attrgetter("state"), width=120),
    Field("wait", N_("Waits for"), attrgetter("wait"), width=110),
    Field("wait-class", N_("Wait class"), attrgetter("wait_class"), hidden=True),
    Field(
        "transaction", N_("Transaction"), attrgetter("transaction_seconds"), formats.duration,
        align=Align.RIGHT, width=100, state=lambda session: _age(session.transaction_seconds),
        help=N_("The age of its open transaction."),
    ),
    Field(
        "rows", N_("Rows changed"), attrgetter("transaction_rows"), formats.count,
        align=Align.RIGHT, width=100, hidden=True,
        help=N_("Rows, or undo records, that it has changed and not committed."),
    ),
    Field(
        "blocked-by", N_("Blocked by"), attrgetter("blocked_by"), width=90,
        state=lambda session: State.ERROR if session.blocked_by else State.NONE,
    ),
    Field(
        "progress", N_("Progress"), attrgetter("progress"), formats.percent,
        align=Align.RIGHT, width=80, hidden=True,
    ),
    Field("statement", N_("Statement"), attrgetter("statement"), code=True, stretch=True,
          width=260),
    Field("statement-id", N_("Statement id"), attrgetter("statement_id"), hidden=True),
    Field("program", N_("Program"), attrgetter("program"), hidden=True),
    Field("node", N_("Node"), attrgetter("node"), hidden=True),
    Field("progress-text", N_("Doing"), attrgetter("progress_text"), hidden=True),
    Field(
        "memory", N_("Memory"), attrgetter("memory"), formats.size,
        align=Align.RIGHT, hidden=True, width=90,
    ),
)  # fmt: skip


def session_key(session: ServerSession) -> tuple[str, str]:
    """Tells sessions apart."""
    return session.node, session.id


TRANSACTIONS: tuple[Field[Transaction], ...] = (
    Field("session", N_("Session"), attrgetter("session"), align=Align.RIGHT, width=110),
    Field("user", N_("User"), attrgetter("user"), width=110),
    Field("client", N_("Client"), attrgetter("client"), width=150),
    Field(
        "seconds", N_("Open for"), attrgetter("seconds"), formats.duration,
        align=Align.RIGHT, width=100, state=lambda transaction: _age(transaction.seconds),
    ),
    Field("state", N_("State"), attrgetter("state"), width=130),
    Field(
        "idle", N_("Idle"), lambda transaction: _("yes") if transaction.idle else None,
        width=70, state=lambda transaction: State.WARNING if transaction.idle else State.NONE,
        help=N_("Its session runs nothing: it only holds what it has locked."),
    ),
    Field(
        "rows-locked", N_("Rows locked"), attrgetter("rows_locked"), formats.count,
        align=Align.RIGHT, width=100,
    ),
    Field(
        "rows-changed", N_("Rows changed"), attrgetter("rows_changed"), formats.count,
        align=Align.RIGHT, width=100,
    ),
    Field("isolation", N_("Isolation"), attrgetter("isolation"), width=140),
    Field(
        "undo", N_("Undo"), attrgetter("undo_bytes"), formats.size,
        align=Align.RIGHT, width=90, hidden=True,
    ),
    Field("id", N_("Transaction"), attrgetter("id"), align=Align.RIGHT, width=120, hidden=True),
    Field("node", N_("Node"), attrgetter("node"), hidden=True),
    Field("statement", N_("Statement"), attrgetter("statement"), code=True, stretch=True,
          width=260),
)  # fmt: skip


def transaction_key(transaction: Transaction) -> tuple[str, str]:
    """Tells transactions apart."""
    return transaction.node, transaction.id
