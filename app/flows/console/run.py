"""Run what was typed: what only reads with the right to read, everything else as an act.

A script with anything in it that may change something is one act whole, with what it reads in
between: so the journal tells it as it was run, and a second person agrees to all of it. Very long
ones are several acts. Runs in the lane of the session.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Any, cast

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.console.ran import Ended, RanEnding, Running
from app.domain.console.result import Affected, Level, Said
from app.domain.console.transaction import TransactionState
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConsoleError, Refused, SessionLost, StatementFailed
from app.domain.rights import Ability
from app.engines.base import Reveal, Session
from app.engines.console import Order
from app.flows.console.ending import ends_transaction, note_lost, noted
from app.flows.console.script import CHANGE, Hears, Means, Piece, RanStatement, Script
from app.flows.console.secrets import bind_lines, title_of, without_secrets
from app.flows.operate import perform
from app.flows.rights import Warden, at, needs

_COMMANDS_MOST, _TEXT_MOST = 500, 256 * 1024
"""Of an act, so that a line of the journal stays of a size one can read."""
_ENDINGS = (
    (Cancelled, RanEnding.CANCELLED, Ending.CANCELLED),
    (Refused, RanEnding.REFUSED, Ending.REFUSED),
    (SessionLost, RanEnding.LOST, Ending.UNKNOWN),
    (ConsoleError, RanEnding.FAILED, Ending.FAILED),
)


def run(
    session: Any, script: Script, consent: Consent, means: Means, hears: Hears,
    halt: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    """Run a script in a session of the console's.

    All that comes of it is told, errors too: nothing of ConsoleError is raised. `halt` ends it
    between two statements; within one the session's `during` does.
    """
    work = _Run(session, script, consent, means, hears)
    try:
        if any(session.changes(piece.text) for piece in script.pieces):
            work.change(halt)
        else:
            read(session, work, means.warden, halt)
    except ConsoleError as error:  # before anything of it was sent: no right, no second person
        work.refuse(error)


@needs(Ability.RUN_STATEMENTS, at("session.endpoint"))
def read(session: Any, work: "_Run", warden: Warden, halt: Callable[[], bool]) -> None:
    """Run what changes nothing; the end of a transaction is journalled, for it had changes."""
    for index, piece in enumerate(work.script.pieces):
        if halt():
            return
        if ends_transaction(piece.text) and session.transaction().open:
            outcome = noted(
                session.endpoint, piece.text, work.consent, work.means.journal,
                partial(work.feed, index),
            )  # fmt: skip
        else:
            outcome = work.feed(index)
        if _breaks(outcome, work.script):
            return


def _breaks(outcome: Outcome, script: Script) -> bool:
    """Whether nothing more of the script is sent after that."""
    if outcome.ending in (Ending.UNKNOWN, Ending.CANCELLED):
        return True
    return outcome.ending is not Ending.DONE and script.stop_at_error


class _Run:
    """A script on its way. As a session of `operate` it takes one command after another."""

    def __init__(
        self, session: Any, script: Script, consent: Consent, means: Means, hears: Hears
    ) -> None:
        self.session, self.script, self.consent = session, script, consent
        self.means, self.hears = means, hears
        self._next = 0

    @property
    def endpoint(self) -> Endpoint:
        """Where it runs."""
        found: Endpoint = self.session.endpoint
        return found

    def change(self, halt: Callable[[], bool]) -> None:
        """Run it as acts: rights, a second person's word, and the journal are seen to there."""
        for pieces in _parts(self.script.pieces):
            act = Act(
                CHANGE,
                title_of([piece.text for piece in pieces]),
                tuple(Command(piece.text) for piece in pieces),
                bind_lines([piece.text for piece in pieces], self.script.binds),
                stop_at_error=self.script.stop_at_error,
            )
            done = perform(
                cast(Session, self), act, self.consent, self.means.warden, self.means.journal,
                lambda _secret: None, halt=halt,
            )  # fmt: skip
            if len(done.outcomes) < len(pieces) or _breaks(done.outcomes[-1], self.script):
                return

    def perform(self, _command: Command, _consent: Consent, _reveal: Reveal) -> Outcome:
        """Run the next statement; `operate` asks for it when its turn has come."""
        return self.feed(self._next)

    def feed(self, index: int) -> Outcome:
        """Run one statement, telling and remembering all of it; its errors are told, not raised."""
        self._next = index + 1
        piece = self.script.pieces[index]
        script = self.script
        order = Order(piece.text, script.binds, script.most_rows, script.clip)
        self.hears.began(index)
        number = self._remember(piece)
        before = self.session.transaction()
        begun, rows, error = time.perf_counter(), None, None
        try:
            with closing(self.session.execute(order, self.consent)) as answer:
                for told in answer:
                    self.hears.told(index, told)
                    if isinstance(told, Affected) and told.rows is not None:
                        rows = told.rows
        except ConsoleError as failed:
            error = failed
        seconds = time.perf_counter() - begun
        if isinstance(error, SessionLost | Cancelled) and not self.session.transaction().open:
            self._note_lost(index, before)
        return self._end(index, number, seconds, rows, error)

    def refuse(self, error: ConsoleError) -> None:
        """Tell that it was not even begun, or not gone on with, and why."""
        index = min(self._next, len(self.script.pieces) - 1)
        self.hears.began(index)
        self._end(index, self._remember(self.script.pieces[index]), 0.0, None, error)

    def _end(
        self, index: int, number: int | None, seconds: float, rows: int | None,
        error: ConsoleError | None,
    ) -> Outcome:  # fmt: skip
        piece = self.script.pieces[index]
        ran, ending, said, position = RanEnding.DONE, Ending.DONE, "", None
        if error is not None:
            ran, ending = next(each[1:] for each in _ENDINGS if isinstance(error, each[0]))
            said = without_secrets(f"{error} {error.hint}".strip(), piece.text)
            if isinstance(error, StatementFailed) and error.position is not None:
                position = piece.offset + error.position
        ended = Ended(ran, seconds, rows, said)
        if number is not None:
            try:
                self.means.history.conclude(number, ended)
            except ConsoleError as trouble:
                self.hears.told(index, Said(Level.WARNING, str(trouble)))
        self.hears.stood(self.session.transaction(), self.session.schema)
        self.hears.ended(index, RanStatement(piece, ended, error, position))
        return Outcome(ending, said, seconds, -1 if rows is None else rows)

    def _note_lost(self, index: int, before: TransactionState) -> None:
        try:
            note_lost(self.endpoint, before, self.consent, self.means.journal)
        except ConsoleError as trouble:
            self.hears.told(index, Said(Level.WARNING, str(trouble)))

    def _remember(self, piece: Piece) -> int | None:
        """Have it in the history before it is sent; a disk that is full hinders no SELECT."""
        session = self.session
        running = Running(
            time.time(), session.endpoint.id, session.endpoint.name, session.facts.account,
            session.schema, piece.text, self.script.tab,
        )  # fmt: skip
        try:
            return self.means.history.intend(running)
        except ConsoleError as trouble:
            self.hears.told(self._next - 1, Said(Level.WARNING, str(trouble)))
            return None


def _parts(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The statements of one act after another."""
    part: list[Piece] = []
    size = 0
    for piece in pieces:
        if part and (len(part) >= _COMMANDS_MOST or size + len(piece.text) > _TEXT_MOST):
            yield part
            part, size = [], 0
        part.append(piece)
        size += len(piece.text)
    if part:
        yield part
