"""Edits of a result's rows, run as one transaction: all of them, or nothing.

Each change must hit exactly one row. One that does not was made by somebody else meanwhile: all
is undone, and the row is asked for as it is now. What runs goes through `run` like anything that
is typed: rights, consent, the name of production, journal and history.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.act import Consent
from app.domain.console.result import Affected, Rows, Told
from app.domain.console.transaction import Mode, TransactionState
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, StatementFailed, Unsupported
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.base import Session
from app.engines.dictionary import DescribesObjects
from app.flows.console.ending import commit, roll_back
from app.flows.console.run import run
from app.flows.console.script import Means, Piece, RanStatement, Script
from app.i18n import _
from app.results.editing import Change

_SAVEPOINT = "mohist_edits"
_MATCHED = re.compile(r"matched: (\d+)")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change whose row is not what was read."""

    change: Change
    hit: int
    """How many rows it would have hit."""
    now: tuple[object, ...] | None
    """The row as it is now, in the columns of the result; None where it is gone."""


@dataclass(frozen=True, slots=True)
class EditsRan:
    """What came of edits. Without conflict and error all of them are made."""

    changes: tuple[Change, ...]
    conflict: Conflict | None = None
    error: ConsoleError | None = None
    open: bool = False
    """They stand in a transaction that was open before, for its user to end."""

    @property
    def made(self) -> bool:
        """Whether the table has them."""
        return self.conflict is None and self.error is None


def primary_key(session: Session, schema: str, table: str) -> tuple[str, ...]:
    """The columns of a table's whole primary key, as its server has it; none where it has none.

    Raises:
        Unsupported: this server does not tell.
    """
    if not isinstance(session, DescribesObjects):
        raise Unsupported(_("This server does not tell what a table is made of."))
    found = session.describe(ObjectName(ObjectKind.TABLE, schema, table))
    return next(
        (tuple(part.text for part in index.parts) for index in found.indexes if index.primary), ()
    )


def apply_edits(
    session: Any, changes: Sequence[Change], consent: Consent, means: Means
) -> EditsRan:
    """Run them; nothing of ConsoleError is raised but what ends the session.

    Where a transaction is open they become part of it, behind a savepoint; else they are a
    transaction of their own.

    Raises:
        SessionLost: with it goes the transaction; nothing of it is made.
    """
    before: TransactionState = session.transaction()
    done = tuple(changes)
    if before.open:
        watch = _run(session, [f"SAVEPOINT {_SAVEPOINT}", *_texts(done)], consent, means, first=1)
        if watch.error is not None:
            conflict = _conflict(session, done, watch, consent, means, locking=True)
            _run(session, [f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}"], consent, means)
            return EditsRan(done, conflict, None if conflict else watch.error)
        return EditsRan(done, open=True)
    if before.mode is Mode.AUTOCOMMIT:
        session.set_mode(Mode.MANUAL)
    try:
        watch = _run(session, _texts(done), consent, means)
        if watch.error is None:
            commit(session, consent, means.warden, means.journal)
            return EditsRan(done)
        roll_back(session, consent, means.journal)
        conflict = _conflict(session, done, watch, consent, means)
        if session.transaction().open:  # of the look
            roll_back(session, consent, means.journal)
        return EditsRan(done, conflict, None if conflict else watch.error)
    finally:
        if before.mode is Mode.AUTOCOMMIT and session.alive:
            session.set_mode(Mode.AUTOCOMMIT)


def _texts(changes: Sequence[Change]) -> list[str]:
    return [change.statement for change in changes]


def _run(
    session: Any, texts: Sequence[str], consent: Consent, means: Means, first: int = 0
) -> "_Watch":
    """Run statements; those from `first` on must hit one row each."""
    watch = _Watch(first)
    run(session, Script(tuple(map(Piece, texts))), consent, means, watch)
    return watch


def _conflict(
    session: Any, changes: Sequence[Change], watch: "_Watch", consent: Consent, means: Means,
    *, locking: bool = False,
) -> Conflict | None:  # fmt: skip
    """What was hit instead of one row, with the row of now; None where the server failed it.

    In a transaction that goes on MySQL would read what it read before: a lock has it look anew.
    """
    if watch.missed is None:
        return None
    change, hit = changes[watch.at - watch.first], watch.missed
    if not change.look:
        return Conflict(change, hit, None)
    look = change.look
    if locking and session.server.dialect is not Dialect.ORACLE:
        look += " LOCK IN SHARE MODE"
    seen = _Watch(1)
    run(session, Script((Piece(look),)), consent, means, seen)
    return Conflict(change, hit, seen.rows[0] if seen.rows else None)


class _Watch:
    """Hears a run, and ends it at the first change that does not hit one row."""

    def __init__(self, first: int) -> None:
        self.first, self.at = first, 0
        self.missed: int | None = None
        self.error: ConsoleError | None = None
        self.rows: list[tuple[object, ...]] = []

    def began(self, index: int) -> None:
        """See `Hears`."""
        self.at = index

    def told(self, index: int, told: Told) -> None:
        """See `Hears`."""
        if isinstance(told, Rows):
            self.rows += told.rows
        if isinstance(told, Affected) and index >= self.first and told.rows is not None:
            matched = _MATCHED.search(told.info)
            hit = int(matched[1]) if matched else told.rows
            if hit != 1:
                self.missed = hit
                raise StatementFailed(
                    _("The row is not what it was when it was read: somebody changed it."),
                    hint=_("Nothing was changed."),
                )

    def ended(self, _index: int, ran: RanStatement) -> None:
        """See `Hears`."""
        self.error = self.error or ran.error

    def stood(self, _state: TransactionState, _schema: str) -> None:
        """See `Hears`."""
