"""The end of a transaction: noted in the journal, for only now its changes are made or undone."""

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.console.transaction import TransactionState
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, SessionLost
from app.domain.rights import Ability
from app.flows.console.script import CHANGE
from app.flows.operate import Keeps
from app.flows.rights import Warden, at, needs
from app.i18n import _

_BLANK = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_ENDS = re.compile(
    rf"{_BLANK}(?:COMMIT|ROLLBACK(?!\s+(?:WORK\s+)?TO\b))\b", re.IGNORECASE | re.DOTALL
)
_log = logging.getLogger(__name__)


def ends_transaction(statement: str) -> bool:
    """Whether a statement ends a transaction by saying so."""
    return _ENDS.match(statement) is not None


@needs(Ability.RUN_STATEMENTS, at("session.endpoint"))
def commit(session: Any, consent: Consent, warden: Warden, journal: Keeps) -> None:
    """Make lasting what is open. Whether it might be changed was asked when it was.

    Raises:
        Refused: whoever sits in front may not use the console here any more.
        StatementFailed, SessionLost: as the session does.
    """
    _end(session, "COMMIT", consent, journal, lambda: session.commit())


def roll_back(session: Any, consent: Consent, journal: Keeps) -> None:
    """Undo what is open: nobody is asked for that, and no full disk hinders it.

    Raises as the session does.
    """
    _end(session, "ROLLBACK", consent, _Lenient(journal), session.rollback)


def note_lost(
    endpoint: Endpoint, state: TransactionState, consent: Consent, journal: Keeps
) -> None:
    """Write down that a transaction with changes in it ended with its connection."""
    if not state.rows_changed:
        return
    text = _("The connection broke in the middle of a transaction; the server rolls it back.")
    intent = journal.intend(Act(CHANGE, text, (Command("ROLLBACK"),)), consent, endpoint)
    journal.conclude(intent, [Outcome(Ending.UNKNOWN, text)])


def noted(
    endpoint: Endpoint, statement: str, consent: Consent, journal: Keeps,
    end: Callable[[], Outcome],
) -> Outcome:  # fmt: skip
    """Have the end of a transaction in the journal before and behind."""
    intent = journal.intend(Act(CHANGE, statement, (Command(statement),)), consent, endpoint)
    outcome = Outcome(Ending.UNKNOWN)
    try:
        outcome = end()
    finally:
        journal.conclude(intent, [outcome])
    return outcome


class _Lenient:
    """A journal that says nothing of what it could not write."""

    def __init__(self, journal: Keeps) -> None:
        self._journal = journal

    def intend(self, act: Act, consent: Consent, endpoint: Endpoint) -> str:
        """Note it; "" where that cannot be."""
        try:
            return self._journal.intend(act, consent, endpoint)
        except ConsoleError as error:
            _log.warning("a rollback is not in the journal: %s", error)
            return ""

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        """Note what came of it, where the intent was."""
        if intent:
            self._journal.conclude(intent, outcomes)


def _end(
    session: Any, statement: str, consent: Consent, journal: Keeps, call: Callable[[], None]
) -> None:
    if not session.transaction().open:
        call()
        return
    failed: list[ConsoleError] = []

    def end() -> Outcome:
        try:
            call()
        except ConsoleError as error:
            failed.append(error)
            lost = isinstance(error, SessionLost)
            return Outcome(Ending.UNKNOWN if lost else Ending.FAILED, str(error))
        return Outcome(Ending.DONE)

    noted(session.endpoint, statement, consent, journal, end)
    if failed:
        raise failed[0]
