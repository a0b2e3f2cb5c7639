"""The columns of an act's commands: which was sent, to hit whom, and what came of it."""

from dataclasses import dataclass

from app.domain.act import Act, Command, Ending, Outcome
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.journal.endings import ENDING_NAMES, ENDING_STATES


@dataclass(frozen=True, slots=True)
class Tried:
    """A command of an act, with its outcome once it has one."""

    number: int
    command: Command
    hit: str = ""
    outcome: Outcome | None = None

    @property
    def wrong(self) -> bool:
        """Whether it did not do what it was for."""
        return self.outcome is not None and self.outcome.ending is not Ending.DONE


def commands_of(act: Act) -> list[Tried]:
    """All of them, none tried; where an act says whom each hits, with that."""
    hits = act.hits if len(act.hits) == len(act.commands) else ("",) * len(act.commands)
    return [
        Tried(number, command, hit)
        for number, (command, hit) in enumerate(zip(act.commands, hits, strict=True), 1)
    ]


def _ending(tried: Tried) -> str | None:
    return None if tried.outcome is None else _(ENDING_NAMES[tried.outcome.ending])


def _state(tried: Tried) -> State:
    return State.NONE if tried.outcome is None else ENDING_STATES[tried.outcome.ending]


COMMANDS: tuple[Field[Tried], ...] = (
    Field("number", N_("No."), lambda tried: tried.number, formats.count, align=Align.RIGHT,
          width=60),
    Field("ending", N_("How it ended"), _ending, width=120, state=_state),
    Field("answer", N_("Answer"), lambda tried: tried.outcome.text if tried.outcome else None,
          width=220),
    Field("statement", N_("Statement"), lambda tried: tried.command.text, stretch=True, code=True,
          width=160),
    Field("hit", N_("Hits"), lambda tried: tried.hit, width=220),
    Field("target", N_("Node"), lambda tried: tried.command.target or None, hidden=True),
    Field("seconds", N_("Time"), lambda tried: tried.outcome.seconds if tried.outcome else None,
          formats.duration, align=Align.RIGHT, width=80, hidden=True),
)  # fmt: skip
