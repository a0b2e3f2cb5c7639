"""Have an act done: intent into the journal, commands to the session, outcome into the journal.

The only way to anything that changes a server. Runs in the lane of the session.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConsoleError, Refused, SessionLost
from app.engines.base import Reveal, Session
from app.flows.rights import Warden, at, needs, place_of
from app.i18n import _


class Keeps(Protocol):
    """What is asked of a journal."""

    def intend(self, act: Act, consent: Consent, endpoint: Endpoint) -> str:
        """Note what is about to be done, durably; the id of the note. Raises where it cannot."""

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        """Note what came of it."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act, and what came of each command that was tried."""

    act: Act
    outcomes: tuple[Outcome, ...]

    @property
    def worked(self) -> bool:
        """Whether all of it was done."""
        return len(self.outcomes) == len(self.act.commands) and all(
            outcome.ending is Ending.DONE for outcome in self.outcomes
        )


@needs(lambda arguments: arguments["act"].name, at("session.endpoint"), act=True)
def perform(
    session: Session,
    act: Act,
    consent: Consent,
    warden: Warden,
    journal: Keeps,
    reveal: Reveal,
    tell: Callable[[int, Outcome], object] = lambda _number, _outcome: None,
    halt: Callable[[], bool] = lambda: False,
) -> Done:
    """Do `act`, telling the outcome of each command.

    Nothing is done that the rights of whoever sits in front do not allow, that needs a second
    person's word and has none, or that the journal could not note before. A session that broke
    leaves the command's ending unknown: it is never tried again. `halt` is asked between two
    commands; the first that is not sent any more is noted as cancelled, so that the journal says
    why it ends.
    """
    warden.word(act, place_of(session.endpoint))
    intent = journal.intend(act, consent, session.endpoint)
    outcomes: list[Outcome] = []
    try:
        for number, command in enumerate(act.commands):
            if halt():
                outcome = Outcome(Ending.CANCELLED, _("Not sent: you stopped before it."))
            else:
                outcome = _try(session, command, consent, reveal)
            outcomes.append(outcome)
            tell(number, outcome)
            broken = outcome.ending in (Ending.UNKNOWN, Ending.CANCELLED)
            if broken or (outcome.ending is not Ending.DONE and act.stop_at_error):
                break
    finally:
        journal.conclude(intent, outcomes)
    return Done(act, tuple(outcomes))


def _try(session: Session, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
    try:
        return session.perform(command, consent, reveal)
    except Cancelled:
        return Outcome(Ending.CANCELLED, _("You stopped it."))
    except Refused as error:
        return Outcome(Ending.REFUSED, _said(error))
    except SessionLost as error:
        return Outcome(Ending.UNKNOWN, _said(error))
    except ConsoleError as error:
        return Outcome(Ending.FAILED, _said(error))


def _said(error: ConsoleError) -> str:
    return f"{error} {error.hint}".strip()
